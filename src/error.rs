//! The error that people see: cause chain, help line, exit code.
