//! Versions of Memos, and the five generations of its API that they fall into.

use std::fmt;
use std::str::FromStr;

/// A version of the server, for example `0.25.1`. `0.25` stands for the newest of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// The newest version that this program was held to.
    pub const NEWEST_KNOWN: Self = Self::new(0, 30, u32::MAX);

    /// `major.minor.patch`
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    pub(super) fn generation(self) -> Generation {
        match (self.major, self.minor, self.patch) {
            (0, 0..=13, _) => Generation::V0_10,
            (0, 14..=21, _) => Generation::V0_14,
            (0, 22..=23, _) => Generation::V0_22,
            (0, 24, _) | (0, 25, 0) => Generation::V0_24,
            _ => Generation::V0_25_1,
        }
    }

    /// Returns true if another version is this one, or of its line if this is one.
    pub(super) fn covers(self, other: Self) -> bool {
        let line = |version: Self| (version.major, version.minor);
        line(self) == line(other) && (self.patch == u32::MAX || self == other)
    }

    /// Returns true if the version is newer than any that was tested.
    pub(super) fn is_newer_than_known(self) -> bool {
        self > Self::NEWEST_KNOWN
    }

    /// Returns true if the version is 0.`minor`.`patch` or newer.
    pub(super) fn since(self, minor: u32, patch: u32) -> bool {
        self >= Self::new(0, minor, patch)
    }
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let error = || VersionError(text.to_owned());
        let numbers = text.trim().trim_start_matches('v');
        let numbers = numbers.split(['-', '+']).next().unwrap_or_default();
        let mut parts = numbers.split('.').map(str::parse);
        let mut next = || parts.next().transpose().map_err(|_| error());
        let version = Self {
            major: next()?.ok_or_else(error)?,
            minor: next()?.ok_or_else(error)?,
            patch: next()?.unwrap_or(u32::MAX),
        };
        let supported = version >= Self::new(0, 10, 0) && parts.next().is_none();
        supported.then_some(version).ok_or_else(error)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch < u32::MAX {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// A text that is no version of Memos that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a version of Memos from 0.10 on, such as 0.25.1 or 0.25")]
pub struct VersionError(String);

/// A generation of the API: versions that are asked in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// 0.10 to 0.13
    V0_10,
    /// 0.14 to 0.21
    V0_14,
    /// 0.22 and 0.23
    V0_22,
    /// 0.24.0 to 0.25.0
    V0_24,
    /// 0.25.1 and newer
    V0_25_1,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V0_10 => "0.10–0.13",
            Self::V0_14 => "0.14–0.21",
            Self::V0_22 => "0.22–0.23",
            Self::V0_24 => "0.24–0.25.0",
            Self::V0_25_1 => "0.25.1+",
        })
    }
}
