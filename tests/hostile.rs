//! Everybody whom the program listens to, at their worst: files, servers, strangers. Nothing secret, nothing private
//! and nothing by accident leaves it.

mod audience;
mod bounds;
#[cfg(unix)]
mod checkout;
mod egress;
#[cfg(target_os = "linux")]
mod files;
mod printing;
