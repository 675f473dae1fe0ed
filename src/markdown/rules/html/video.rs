//! Videos that other sites show in a frame; because a frame does not pass, and a link to the video says the same.

use url::Url;

use super::tag::OpenTag;

/// The page of the video that a tag shows; `None` where only its own address is known and that says nothing.
pub(super) fn video(tag: &OpenTag) -> Option<String> {
    let address = tag.attribute("src");
    let address = match address.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => address.to_owned(),
    };
    let url = Url::parse(&address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if tag.name == "video" {
        return Some(address);
    }
    let host = url.host_str()?.trim_start_matches("www.");
    let last = url
        .path_segments()?
        .next_back()
        .filter(|last| !last.is_empty());
    let of_query = |key: &str| {
        url.query_pairs()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.into_owned())
    };
    match host {
        "youtube.com" | "youtube-nocookie.com" if url.path().starts_with("/embed/") => {
            last.map(|id| format!("https://www.youtube.com/watch?v={id}"))
        }
        "player.vimeo.com" => last.map(|id| format!("https://vimeo.com/{id}")),
        "player.bilibili.com" => match (of_query("bvid"), of_query("aid")) {
            (Some(id), _) => Some(format!("https://www.bilibili.com/video/{id}")),
            (None, Some(id)) => Some(format!("https://www.bilibili.com/video/av{id}")),
            _ => None,
        },
        "dailymotion.com" if url.path().starts_with("/embed/video/") => {
            last.map(|id| format!("https://www.dailymotion.com/video/{id}"))
        }
        "v.qq.com" => of_query("vid").map(|id| format!("https://v.qq.com/x/page/{id}.html")),
        _ => None,
    }
}
