//! The kind of a file, by its first bytes; because what a server calls it is only a claim.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// A picture with this extension.
    Image(&'static str),
    /// A picture that is a document and may hold scripts.
    Svg,
    /// A page that may hold scripts.
    Html,
    /// Anything else.
    Other,
}

/// Recognises a file.
pub(super) fn of(bytes: &[u8]) -> FileKind {
    /// Offset, the bytes there, extension.
    const MAGIC: [(usize, &[u8], &str); 10] = [
        (0, b"\x89PNG\r\n\x1a\n", "png"),
        (0, b"\xff\xd8\xff", "jpg"),
        (0, b"GIF87a", "gif"),
        (0, b"GIF89a", "gif"),
        (8, b"WEBP", "webp"),
        (0, b"\x00\x00\x01\x00", "ico"),
        (0, b"II*\x00", "tiff"),
        (0, b"MM\x00*", "tiff"),
        (0, b"\xff\x0a", "jxl"),
        (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
    ];
    for (offset, magic, extension) in MAGIC {
        let is_riff = extension != "webp" || bytes.starts_with(b"RIFF");
        if is_riff
            && bytes
                .get(offset..)
                .is_some_and(|rest| rest.starts_with(magic))
        {
            return FileKind::Image(extension);
        }
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return FileKind::Image("bmp");
    }
    match bytes.get(4..12) {
        Some(b"ftypavif" | b"ftypavis") => FileKind::Image("avif"),
        Some(b"ftypmif1" | b"ftypmsf1") if is_compatible(bytes, *b"avif") => {
            FileKind::Image("avif")
        }
        Some(
            b"ftypheic" | b"ftypheix" | b"ftypheim" | b"ftypheis" | b"ftyphevc" | b"ftyphevx"
            | b"ftyphevm" | b"ftyphevs" | b"ftypmif1" | b"ftypmsf1",
        ) => FileKind::Image("heic"),
        _ => of_text(bytes),
    }
}

/// `true` if a file of ISO boxes names a brand among those that it can be read as.
fn is_compatible(bytes: &[u8], brand: [u8; 4]) -> bool {
    let length = bytes
        .first_chunk()
        .map_or(0, |length| u32::from_be_bytes(*length));
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let boxed = bytes.get(16..length.min(bytes.len())).unwrap_or_default();
    boxed.chunks_exact(4).any(|found| found == brand)
}

/// The rules by which browsers find a page where none was announced, or nearly:
/// <https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type>
fn of_text(bytes: &[u8]) -> FileKind {
    const TAGS: [&str; 17] = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a",
        "<style",
        "<title",
        "<b",
        "<br",
        "<p",
        "<!--",
    ];
    // UTF-16 becomes readable without its zeros
    let beginning: Vec<u8> = bytes
        .iter()
        .take(4096)
        .copied()
        .filter(|&byte| byte != 0)
        .collect();
    let text = String::from_utf8_lossy(&beginning).to_ascii_lowercase();
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace() || c == '\u{feff}' || c == char::REPLACEMENT_CHARACTER
    });
    if !text.starts_with('<') {
        return FileKind::Other;
    }
    let is_tag = |tag: &str| {
        text.strip_prefix(tag).is_some_and(|rest| {
            tag == "<!--" || rest.starts_with([' ', '>', '\n', '\t', '\r', '/'])
        })
    };
    if text.contains("<svg") && !text.contains("<html") {
        FileKind::Svg
    } else if TAGS.into_iter().any(is_tag) || text.contains("<html") || text.contains("<script") {
        FileKind::Html
    } else {
        FileKind::Other
    }
}
