//! The pull request's whole life, against a GitHub that behaves like the real one.

mod afterwards;
mod body;
mod decide;
mod desk;
mod edits;
mod faults;
mod hints;
mod kills;
mod layouts;
mod life;
mod limits;
mod numbers;
mod promises;
mod references;
mod series;
mod troubles;
mod withdrawal;
