//! From a path of the blog to a place on this machine, if nothing on the way leads out of the checkout.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::is_absence;
use crate::blog::{BlogPath, PathError};

/// The reason why a place cannot be read or written.
#[derive(Debug)]
pub(super) enum Blocked {
    /// A link leads out of the checkout, or where no path may lead.
    Link(&'static str),
    /// The system's own reason.
    Io(io::Error),
}

/// Resolves a path in the checkout. Links are followed as far as they stay in the checkout and `allowed` has nothing
/// against their targets.
pub(super) fn reach(
    dir: &Path,
    path: &BlogPath,
    allowed: impl Fn(&str) -> Result<BlogPath, PathError>,
) -> Result<PathBuf, Blocked> {
    let place = dir.join(path.as_str());
    let root = match fs::canonicalize(dir) {
        Ok(root) => root,
        Err(error) if is_absence(&error) => return Ok(place),
        Err(error) => return Err(Blocked::Io(error)),
    };
    let mut reached = dir.to_path_buf();
    for part in path.as_str().split('/') {
        reached.push(part);
        match fs::symlink_metadata(&reached) {
            Ok(found) if found.is_symlink() => {
                let real = fs::canonicalize(&reached)
                    .map_err(|_| Blocked::Link("a link on the way leads nowhere"))?;
                let inside = real
                    .strip_prefix(&root)
                    .map_err(|_| Blocked::Link("a link on the way leads out of the folder"))?;
                let inside = inside.to_string_lossy().replace('\\', "/");
                if !inside.is_empty() && allowed(&inside).is_err() {
                    return Err(Blocked::Link(
                        "a link on the way leads to where no file may be",
                    ));
                }
            }
            Ok(_) => {}
            Err(error) if is_absence(&error) => break,
            Err(error) => return Err(Blocked::Io(error)),
        }
    }
    Ok(place)
}
