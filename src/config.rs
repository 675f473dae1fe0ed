//! The configuration file: typed, with places in its errors.
