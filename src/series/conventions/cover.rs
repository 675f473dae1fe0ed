//! The picture that a post shows in lists: found in the front matter of older posts, and named there in the same way.

use super::Value;

/// A way to name a picture in front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverStyle {
    /// `cover.jpg`: beside the post.
    Beside,
    /// `./cover.jpg`: the same, said plainly.
    Dotted,
    /// `/images/cover.jpg`: from the root of the site.
    Rooted,
    /// `images/cover.jpg`: beside the post where pictures are there, else from the root of the site.
    Bare,
    /// `https://example.org/cover.jpg`: only its author knows where the next one will be.
    Elsewhere,
}

/// A picture of the issue, as a post can name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// From the post, if it is beside it or below: `weekly-5/a.jpg`.
    pub beside: Option<String>,
    /// From the root of the site, if it is served from there: `/images/weekly-5/a.jpg`, without the site's own path.
    pub rooted: Option<String>,
}

impl Picture {
    /// The picture in this style; `None` if it cannot be named so.
    pub fn named(&self, style: CoverStyle) -> Option<String> {
        let (beside, rooted) = (self.beside.as_deref(), self.rooted.as_deref());
        match style {
            CoverStyle::Beside => beside.map(str::to_owned),
            CoverStyle::Dotted => beside.map(|path| format!("./{path}")),
            CoverStyle::Rooted => rooted.map(str::to_owned),
            CoverStyle::Bare => beside
                .or_else(|| Some(rooted?.trim_start_matches('/')))
                .map(str::to_owned),
            CoverStyle::Elsewhere => None,
        }
    }
}

/// `true` for the name of a key that holds the picture of a post, in any of its spellings: `cover`, `heroImage`,
/// `cover_image`, `featured-image`.
pub(super) fn is_key(name: &str) -> bool {
    const NAMES: [&str; 25] = [
        "cover",
        "coverimage",
        "coverimg",
        "coverurl",
        "image",
        "images",
        "img",
        "heroimage",
        "hero",
        "thumbnail",
        "thumb",
        "thumbnailimage",
        "banner",
        "bannerimg",
        "bannerimage",
        "featured",
        "featuredimage",
        "featureimage",
        "photo",
        "pic",
        "picture",
        "topimg",
        "indeximg",
        "ogimage",
        "socialimage",
    ];
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    NAMES.contains(&plain.to_ascii_lowercase().as_str())
}

/// `true` for a key within that of a cover that holds the picture itself.
pub(super) fn is_inner_key(name: &str) -> bool {
    ["src", "url", "path", "file", "href", "feature", "teaser"]
        .contains(&name.to_ascii_lowercase().as_str())
        || is_key(name)
}

/// The way in which the value of such a key names its picture, and `true` if that is the only one in a list; `None` if it
/// names none.
pub(super) fn style(value: &Value) -> Option<(CoverStyle, bool)> {
    let (text, in_list) = match value {
        Value::List(values) => match &values[..] {
            [only] => (only.as_text()?, true),
            _ => return None,
        },
        value => (value.as_text()?, false),
    };
    if text.contains("://") || text.starts_with("//") {
        return Some((CoverStyle::Elsewhere, in_list));
    }
    if !is_picture(text) {
        return None;
    }
    let style = if text.starts_with('/') {
        CoverStyle::Rooted
    } else if text.starts_with("./") || text.starts_with("../") {
        CoverStyle::Dotted
    } else if text.contains('/') {
        CoverStyle::Bare
    } else {
        CoverStyle::Beside
    };
    Some((style, in_list))
}

fn is_picture(text: &str) -> bool {
    const EXTENSIONS: [&str; 9] = [
        "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "heic",
    ];
    let path = text.split(['?', '#']).next().unwrap_or(text);
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}
