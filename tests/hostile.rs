//! Everybody whom the program listens to, at their worst: files, servers, strangers. Nothing secret, nothing private
//! and nothing by accident leaves it.

mod audience;
mod bounds;
mod checkout;
mod egress;
mod files;
mod printing;
