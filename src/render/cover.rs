//! The picture of a post's front matter: the first one of the issue, where the blog's posts have one.

use super::Rendering;
use super::text::Texts;
use crate::asset::{Asset, Outcome};
use crate::blog::File;
use crate::engine::conventions::{CoverStyle, Picture};
use crate::engine::{self, AssetPlace, by_name, encode};

/// A picture with the ways to name it.
pub(super) struct Cover {
    pub(super) picture: Picture,
    /// A copy of it, where covers are served from another place than the pictures in the text.
    pub(super) file: Option<File>,
}

/// The first picture that was copied; `None` if there is none, or posts have no cover.
pub(super) fn cover(assets: &[Asset], texts: &Texts<'_>, rendering: &Rendering) -> Option<Cover> {
    let style = rendering.conventions.cover_style()?;
    let (name, bytes) = first(assets)?;
    let engine = by_name(rendering.conventions.engine);
    let site = &rendering.conventions.site;
    if is_rooted(&texts.images) {
        let folder = texts.images.link.strip_prefix(engine.base_link(site));
        let folder = folder.unwrap_or(&texts.images.link);
        let picture = Picture {
            beside: None,
            rooted: Some(format!("{folder}{name}")),
        };
        return Some(Cover {
            picture,
            file: None,
        });
    }
    let beside = texts.images.link.trim_start_matches("./");
    let place = engine
        .rooted(site, &texts.issue.slug)
        .filter(|_| style == CoverStyle::Rooted);
    let rooted = place.as_ref().map(|place| {
        let folder = place.link.strip_prefix(engine.base_link(site));
        format!("{}{name}", folder.unwrap_or(&place.link))
    });
    Some(Cover {
        picture: Picture {
            beside: Some(format!("{beside}{name}")),
            rooted,
        },
        file: place.map(|place| File {
            path: engine::join(&place.folder, name),
            bytes: bytes.clone(),
        }),
    })
}

/// The address that the text of the post has for the first picture; empty without one.
pub(super) fn address(assets: &[Asset], texts: &Texts<'_>) -> String {
    let first = first(assets);
    first.map_or_else(String::new, |(name, _)| {
        format!("{}{}", texts.images.link, encode(name))
    })
}

fn first(assets: &[Asset]) -> Option<(&String, &Vec<u8>)> {
    assets.iter().find_map(|asset| match &asset.outcome {
        Outcome::Copied {
            name,
            bytes,
            is_image: true,
            ..
        } => Some((name, bytes)),
        _ => None,
    })
}

fn is_rooted(place: &AssetPlace) -> bool {
    place.link.starts_with(['/', '{'])
}
