//! Takes out of pictures what their makers did not mean to publish: place, camera, owner, edits, thumbnails.
//!
//! Containers are taken apart and put together again without the blocks that nobody needs to see the picture; the
//! pixels are not decoded. What must turn the picture on the screen, orientation and colour profile, stays.

use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, ImageEXIF};

use crate::issue::Sentence;

/// A reason why the metadata of a picture cannot be taken out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Error {
    /// A picture that is cut off or broken.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// A format that cannot be taken apart, with metadata in it.
    #[error("it holds camera data that cannot be removed from a .{0} file")]
    Unremovable(&'static str),
}

impl Error {
    /// The reason for readers of any language.
    pub(super) fn words(&self) -> Sentence {
        let zh_cn = match self {
            Self::Damaged(reason) => format!("文件已损坏：{reason}"),
            Self::Unremovable(extension) => {
                format!("它含有相机信息，而 .{extension} 文件里的这些信息无法删除")
            }
        };
        Sentence::new(self.to_string(), zh_cn)
    }
}

/// The picture without its metadata. `extension` says what it is; formats that hold none are returned as they are.
pub(super) fn strip(extension: &'static str, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    match extension {
        "jpg" => strip_jpeg(bytes),
        "png" => strip_png(bytes),
        "webp" => strip_webp(bytes),
        "avif" | "jxl" | "tiff" => {
            let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
            if extension == "tiff" || has(b"Exif") || has(b"rdf+xml") || has(b"<x:xmpmeta") {
                Err(Error::Unremovable(extension))
            } else {
                Ok(bytes)
            }
        }
        _ => Ok(bytes),
    }
}

fn strip_jpeg(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    let mut jpeg = Jpeg::from_bytes(Bytes::from(bytes)).map_err(damaged)?;
    let orientation = jpeg.exif().and_then(|exif| orientation(&exif));
    jpeg.segments_mut().retain(|segment| {
        let holds = |name: &[u8]| segment.contents().starts_with(name);
        match segment.marker() {
            markers::APP0 => holds(b"JFIF\0"),
            markers::APP2 => holds(b"ICC_PROFILE\0"),
            // says how the colours are stored
            markers::APP14 => holds(b"Adobe"),
            marker => is_picture(marker),
        }
    });
    jpeg.set_exif(orientation.map(minimal_exif));
    let scans = jpeg
        .segments()
        .last()
        .map_or(0, |segment| segment.len_with_entropy() - segment.len());
    let bytes = jpeg.encoder().bytes();
    let (head, tail) = bytes.split_at(bytes.len() - scans);
    let mut out = head.to_vec();
    copy_scans(tail, &mut out);
    Ok(out)
}

/// Copies what follows the first scan's header up to the end of the picture: other scans and their tables, but no
/// metadata between them, and none of the pictures and films that cameras append.
fn copy_scans(mut tail: &[u8], out: &mut Vec<u8>) {
    const STUFFED: u8 = 0;
    loop {
        let Some(at) = tail.iter().position(|&byte| byte == markers::P) else {
            out.extend_from_slice(tail);
            break;
        };
        let (data, rest) = tail.split_at(at);
        out.extend_from_slice(data);
        let length = match rest.get(1) {
            None | Some(&markers::EOI) => break,
            Some(&(STUFFED | markers::RST0..=markers::RST7)) => 2,
            Some(&markers::P) => 1,
            Some(_) => match rest.get(2..4) {
                Some(length) => 2 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => break,
            },
        };
        let length = length.min(rest.len());
        let (segment, after) = rest.split_at(length);
        if length <= 2 || is_picture(segment[1]) {
            out.extend_from_slice(segment);
        }
        tail = after;
    }
    out.extend_from_slice(&[markers::P, markers::EOI]);
}

fn is_picture(marker: u8) -> bool {
    !matches!(marker, markers::APP0..=markers::APP15 | markers::COM)
}

fn strip_png(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    /// The chunks that change the picture on the screen: <https://www.w3.org/TR/png-3/#11Chunks>
    const KEPT: [&[u8; 4]; 19] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
        b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut png = Png::from_bytes(Bytes::from(bytes)).map_err(damaged)?;
    let orientation = png.exif().and_then(|exif| orientation(&exif));
    png.chunks_mut()
        .retain(|chunk| KEPT.contains(&&chunk.kind()));
    if png
        .chunks()
        .last()
        .is_none_or(|chunk| chunk.kind() != *b"IEND")
    {
        return Err(Error::Damaged("it is cut off".to_owned()));
    }
    png.set_exif(orientation.map(minimal_exif));
    Ok(png.encoder().bytes().to_vec())
}

fn strip_webp(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    const KEPT: [[u8; 4]; 7] = [
        webp::CHUNK_ALPH,
        webp::CHUNK_ANIM,
        webp::CHUNK_ANMF,
        webp::CHUNK_ICCP,
        webp::CHUNK_VP8,
        webp::CHUNK_VP8L,
        webp::CHUNK_VP8X,
    ];
    /// The header's word that there is XMP in the file.
    const XMP: u8 = 0b0000_0100;
    let mut webp = WebP::from_bytes(Bytes::from(bytes)).map_err(damaged)?;
    let orientation = webp.exif().and_then(|exif| orientation(&exif));
    webp.chunks_mut().retain(|chunk| KEPT.contains(&chunk.id()));
    for chunk in webp.chunks_mut() {
        if chunk.id() == webp::CHUNK_VP8X
            && let RiffContent::Data(data) = chunk.content_mut()
            && let [flags, rest @ ..] = &data[..]
        {
            *data = [&[flags & !XMP], rest].concat().into();
        }
    }
    // says in the header too whether there is such a block
    webp.set_exif(orientation.map(minimal_exif));
    Ok(webp.encoder().bytes().to_vec())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of `map_err`")]
fn damaged(error: img_parts::Error) -> Error {
    Error::Damaged(error.to_string())
}

const ORIENTATION: u16 = 0x0112;

/// The orientation that an EXIF block asks for, unless it is the upright one.
fn orientation(exif: &[u8]) -> Option<u16> {
    let big_endian = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        })
    };
    let long = |at: usize| {
        let (first, second) = (short(at)?, short(at + 2)?);
        let (high, low) = if big_endian {
            (first, second)
        } else {
            (second, first)
        };
        usize::try_from((u32::from(high) << 16) | u32::from(low)).ok()
    };
    let directory = long(4)?;
    let count = usize::from(short(directory)?);
    (0..count)
        .map(|index| directory + 2 + index * 12)
        .find(|&entry| short(entry) == Some(ORIENTATION))
        .and_then(|entry| short(entry + 8))
        .filter(|orientation| (2..=8).contains(orientation))
}

/// An EXIF block that says the orientation and nothing else.
fn minimal_exif(orientation: u16) -> Bytes {
    const SHORT: u16 = 3;
    let mut exif = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    exif.extend_from_slice(&ORIENTATION.to_be_bytes());
    exif.extend_from_slice(&SHORT.to_be_bytes());
    exif.extend_from_slice(&1_u32.to_be_bytes());
    exif.extend_from_slice(&orientation.to_be_bytes());
    // the rest of the entry, and no further directory
    exif.extend_from_slice(&[0; 6]);
    Bytes::from(exif)
}
