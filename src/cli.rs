//! The command line: one declaration for flag, environment variable and help.
