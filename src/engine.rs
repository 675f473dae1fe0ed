//! The blog engines: paths, front matter, assets and escapes of each.
