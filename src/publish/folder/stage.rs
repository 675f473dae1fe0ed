//! A place beside the blog's files where a post is put together before it is moved in as a whole.
//!
//! The stage is locked while it is in use, so that what a killed run left behind can be told from what another run is
//! writing at this moment.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::is_absence;

/// The beginning of every stage's name.
const PREFIX: &str = ".memos-weekly-stage-";

/// The file whose lock says that the stage is in use.
const LOCK: &str = "lock";

/// A stage; it goes when it is dropped.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    _lock: File,
}

impl Stage {
    /// Makes a stage in a checkout.
    pub(super) fn new(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let folder = dir.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir(&folder)?;
        let lock = File::create(folder.join(LOCK))?;
        lock.lock()?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Returns the place of a blog's file while it is on the stage.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        self.folder.join("files").join(path)
    }

    /// Writes a file onto the stage.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.place(path);
        fs::create_dir_all(place.parent().unwrap_or(&self.folder))?;
        fs::write(place, bytes)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // what stays is cleared away by the next run
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Clears away what killed runs left in a checkout.
pub(super) fn clear(dir: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if is_absence(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let is_stage = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if !is_stage || !entry.file_type()?.is_dir() {
            continue;
        }
        let is_in_use = File::open(entry.path().join(LOCK))
            .is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)));
        if !is_in_use {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
