//! What reading a file came to: text, nothing, or a file that is there and cannot be used.
//!
//! The three are a type, because a configuration that cannot be read must never pass for one that does not exist.

use std::fmt;

/// The largest text that is read: far more than a configuration, a template or a post has.
pub const TEXT_LIMIT: usize = 1 << 20;

/// A look for a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading<'a> {
    /// The text, without a byte-order mark.
    Text(&'a str),
    /// There is no such file, as far as is known.
    Absent,
    /// There is one, and its text cannot be had.
    Unreadable(&'a Unreadable),
}

/// The reason why the text of a file that exists cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Text in UTF-16 or UTF-32.
    Utf16,
    /// No UTF-8; probably an older encoding such as GBK or Latin-1.
    NotUtf8,
    /// Content with NUL characters.
    Binary,
    /// More than [`TEXT_LIMIT`], or than what GitHub gives out.
    TooLarge,
    /// A link on the way to it leads out of the repository, or into `.git`.
    Link,
    /// A link in a repository that was read over the API.
    RemoteLink,
    /// A folder, a device or something else that is no file.
    NotAFile,
    /// The system's own reason.
    System(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "it is encoded in UTF-16, not in UTF-8",
            Self::NotUtf8 => "it is not encoded in UTF-8",
            Self::Binary => "it holds NUL characters, as no text does",
            Self::TooLarge => "it is larger than 1 MB",
            Self::Link => "it is reached through a link that leads out of the repository",
            Self::RemoteLink => "it is a symbolic link, which GitHub does not follow",
            Self::NotAFile => "it is not a file",
            Self::System(reason) => reason,
        })
    }
}

impl Unreadable {
    /// The way out.
    pub fn help(&self) -> String {
        match self {
            Self::Utf16 | Self::NotUtf8 | Self::Binary => {
                "save it as UTF-8: in most editors under “Save with encoding”; on a command line \
                 `iconv -f GBK -t UTF-8`, with the encoding it has now in place of GBK"
            }
            Self::TooLarge => "make it smaller, or name another file",
            Self::Link | Self::RemoteLink => "put a copy of the file in the place of the link",
            Self::NotAFile => "name a file",
            Self::System(_) => "make it readable for the user who runs the program",
        }
        .to_owned()
    }
}

/// The text that a file's bytes are.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    if bytes.len() > TEXT_LIMIT {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || is_utf16(&bytes) {
        return Err(Unreadable::Utf16);
    }
    if bytes.contains(&0) {
        return Err(Unreadable::Binary);
    }
    String::from_utf8(bytes)
        .map_err(|_| Unreadable::NotUtf8)
        .map(without_mark)
}

pub(super) fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Returns true if every second byte of the beginning is zero, as in Latin text in UTF-16 without a byte-order mark.
fn is_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).all(|byte| *byte == 0);
    start.len() >= 4 && (zeros(0) != zeros(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_but_utf_8_is_named() {
        let utf16: Vec<u8> = "a: b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &utf16].concat();
        assert_eq!(decode(utf16), Err(Unreadable::Utf16));
        assert_eq!(decode(marked), Err(Unreadable::Utf16));
        assert_eq!(
            decode(b"title: caf\xe9\n".to_vec()),
            Err(Unreadable::NotUtf8)
        );
        assert_eq!(
            decode(b"series: \xd6\xdc\xbf\xaf\n".to_vec()),
            Err(Unreadable::NotUtf8)
        );
        assert_eq!(decode(b"a: b\0\n".to_vec()), Err(Unreadable::Binary));
        assert_eq!(
            decode(vec![b' '; TEXT_LIMIT + 1]),
            Err(Unreadable::TooLarge)
        );
        assert_eq!(
            decode(b"\xef\xbb\xbfa: b\n".to_vec()),
            Ok("a: b\n".to_owned())
        );
        assert_eq!(decode(Vec::new()), Ok(String::new()));
    }
}
