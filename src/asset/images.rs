//! The size and the format in which pictures are published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `true` if this program can make pictures smaller: the cargo feature `images`.
pub const CAN_RESIZE: bool = cfg!(feature = "images");

/// How JPEG, PNG and WebP pictures are made smaller; animated ones and all others stay as they are, and so does a
/// picture that would not have fewer bytes than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Images {
    /// The longest edge, in pixels, to which larger pictures are made smaller; `null` for none.
    #[schemars(range(min = 1))]
    pub max_edge: Option<u32>,
    /// The format in which they are published; `webp` is lossless and leaves photographs in JPEG.
    pub format: Format,
    /// Quality of the JPEG pictures that are made, from 1 to 100.
    #[schemars(range(min = 1, max = 100))]
    pub quality: u32,
}

impl Default for Images {
    fn default() -> Self {
        Self {
            max_edge: Some(2000),
            format: Format::default(),
            quality: 82,
        }
    }
}

impl Images {
    /// The key among `attachments` that asks for what cannot be, and what is wrong with it.
    pub(crate) fn complaint(self) -> Option<(&'static str, &'static str)> {
        if !CAN_RESIZE {
            Some((
                "images",
                "this program was built without `attachments.images`; build it with the feature `images`",
            ))
        } else if self.max_edge == Some(0) {
            Some((
                "images.max_edge",
                "`attachments.images.max_edge` is 0; expected 1 pixel or more",
            ))
        } else if !(1..=100).contains(&self.quality) {
            Some((
                "images.quality",
                "`attachments.images.quality` is out of range; expected 1 to 100",
            ))
        } else {
            None
        }
    }
}

/// The format in which pictures are published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Their own.
    #[default]
    Keep,
    /// PNG pictures become lossless WebP; photographs in JPEG stay JPEG.
    Webp,
    /// Pictures become JPEG, but for those with transparent parts.
    Jpeg,
}
