//! The picture of a post's front matter: the first one of the issue, where the blog's posts have one.

use super::text::Texts;
use super::{Rendering, Warning};
use crate::asset::{Asset, Outcome};
use crate::blog::File;
use crate::engine::{self, AssetPlace, by_name, encode};
use crate::issue::Sentence;
use crate::series::conventions::{CoverStyle, Picture};

/// A picture with the ways to name it.
pub(super) struct Cover {
    pub(super) picture: Picture,
    /// A copy of it, where covers are served from another place than the pictures in the text.
    pub(super) file: Option<File>,
}

/// The first picture that was copied; `None` if there is none, or posts have no cover.
pub(super) fn cover(assets: &[Asset], texts: &Texts<'_>, rendering: &Rendering) -> Option<Cover> {
    let (_, style) = rendering.conventions.cover()?;
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

/// Says that the post has no cover although the older ones do, and why.
pub(super) fn missing(cover: Option<&Cover>, rendering: &Rendering) -> Option<Warning> {
    let conventions = &rendering.conventions;
    let (key, style) = conventions.cover()?;
    let outer = key.split('.').next().unwrap_or(&key);
    let is_configured = rendering.front_matter.iter().any(|(name, _)| name == outer);
    if is_configured || cover.is_some_and(|cover| cover.picture.named(style).is_some()) {
        return None;
    }
    let example = if outer == key {
        format!("`blog.front_matter.{key}`")
    } else {
        format!("`{outer}` in `blog.front_matter`")
    };
    let text = match style {
        CoverStyle::Elsewhere => Sentence::new(
            format!(
                "`{key}` is left out, because the older posts have an address on the web there, and that of the next \
                 picture is not known; set {example}, where `{{{{ number }}}}` may stand in the address"
            ),
            format!(
                "没有写 `{key}`：以前的文章在此填的是网址，而下一张图片的网址无从得知；请设置 {example}，网址中可以用 `{{{{ number }}}}`"
            ),
        ),
        _ if cover.is_some() => Sentence::new(
            format!(
                "`{key}` is left out, because the pictures of this issue are not where those of the older posts are; \
                 set {example}"
            ),
            format!("没有写 `{key}`：本期的图片与以前文章的封面不在同一处；请设置 {example}"),
        ),
        _ => Sentence::new(
            format!(
                "`{key}` is left out, because no picture of this issue could be its cover; set {example} for one"
            ),
            format!("没有写 `{key}`：本期没有可以作封面的图片；如需封面，请设置 {example}"),
        ),
    };
    Some(Warning { item: None, text })
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
