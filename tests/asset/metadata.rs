//! Pictures lose everything but themselves.
//!
//! The samples are put together here, block by block, so that what must be gone is known.

use memos_weekly::asset::{Limits, Outcome, Want, fetch};
use url::Url;

const SECRET: &[u8] = b"GPS 31.2304N 121.4737E";

/// What is published of a picture.
async fn published(filename: &str, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let want = Want {
        url: Url::parse("https://memos.example.org/file/x").expect("an address"),
        filename: filename.to_owned(),
        is_image: true,
        is_attached: true,
        size: None,
    };
    let get = async |_: &Want, _: u64| Ok(bytes.clone());
    let assets = fetch(vec![want], &Limits::default(), get).await;
    match assets.into_iter().next().expect("an asset").outcome {
        Outcome::Copied { bytes, .. } => Ok(bytes),
        Outcome::LeftOut(reason) => Err(reason.to_string()),
    }
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// An EXIF block that says an orientation, with a secret behind it.
fn exif(orientation: u16) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend_from_slice(&[0x0f, 0x01, 2, 0, 4, 0, 0, 0, b'C', b'a', b'm', 0]);
    exif.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0]);
    exif.extend_from_slice(&orientation.to_le_bytes());
    exif.extend_from_slice(&[0; 6]);
    exif.extend_from_slice(SECRET);
    exif
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short");
    [&[0xff, marker][..], &length.to_be_bytes(), content].concat()
}

fn jpeg(orientation: u16) -> Vec<u8> {
    [
        b"\xff\xd8".to_vec(),
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"),
        segment(0xe2, &[b"MPF\0", SECRET].concat()),
        segment(0xed, &[b"Photoshop 3.0\0", SECRET].concat()),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x01"),
        segment(0xfe, SECRET),
        segment(0xdb, &[0; 65]),
        segment(0xc2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        b"\x12\xff\x00\x34\xff\xd0\x56".to_vec(),
        segment(0xfe, SECRET),
        segment(0xc4, &[0; 17]),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        b"\x78\xff\xd9".to_vec(),
        // a second picture and a film, as phones append them
        [b"\xff\xd8\xff\xe1", SECRET, b"\xff\xd9ftypmp42"].concat(),
    ]
    .concat()
}

#[tokio::test]
async fn a_jpeg_keeps_its_pixels_profile_and_orientation() {
    let stripped = published("a.jpg", jpeg(6)).await.expect("a picture");
    for gone in [SECRET, b"Photoshop", b"adobe.com", b"MPF", b"ftyp", b"Cam"] {
        assert!(!holds(&stripped, gone), "{}", String::from_utf8_lossy(gone));
    }
    let kept = [
        &b"JFIF\0"[..],
        b"ICC_PROFILE\0\x01\x01profile",
        b"Adobe\0",
        b"\x12\xff\x00\x34\xff\xd0\x56",
        b"\x78\xff\xd9",
        // orientation 6, and nothing else
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ];
    for kept in kept {
        assert!(holds(&stripped, kept), "{}", String::from_utf8_lossy(kept));
    }
    assert!(stripped.ends_with(b"\x78\xff\xd9"));
    let again = published("a.jpg", stripped.clone()).await;
    assert_eq!(again, Ok(stripped));
}

#[tokio::test]
async fn an_upright_jpeg_needs_no_exif() {
    let stripped = published("a.jpg", jpeg(1)).await.expect("a picture");
    assert!(!holds(&stripped, b"Exif"));
}

fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("short");
    let crc = crc32(&[kind, content].concat());
    [&length.to_be_bytes()[..], kind, content, &crc.to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

fn png() -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]),
        chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
        chunk(b"eXIf", &exif(3)),
        chunk(b"tEXt", &[b"Author\0", SECRET].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat()),
        chunk(b"tIME", &[7, 0xe7, 3, 12, 12, 0, 0]),
        chunk(b"prVt", SECRET),
        chunk(b"IDAT", b"pixels"),
        chunk(b"IEND", b""),
        SECRET.to_vec(),
    ]
    .concat()
}

#[tokio::test]
async fn a_png_keeps_its_pixels_and_orientation() {
    let stripped = published("a.png", png()).await.expect("a picture");
    for gone in [SECRET, b"tEXt", b"iTXt", b"tIME", b"prVt", b"Cam"] {
        assert!(!holds(&stripped, gone), "{}", String::from_utf8_lossy(gone));
    }
    for kept in [&b"IHDR"[..], b"gAMA", b"IDATpixels", b"eXIfMM\0*"] {
        assert!(holds(&stripped, kept), "{}", String::from_utf8_lossy(kept));
    }
}

fn webp() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short");
        let padding = vec![0; content.len() % 2];
        [&kind[..], &length.to_le_bytes(), content, &padding].concat()
    };
    // EXIF, XMP and a profile are announced in the first byte
    let header = [0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &header),
        chunk(b"ICCP", b"profile!"),
        chunk(b"VP8 ", b"pixels"),
        chunk(b"EXIF", &exif(8)),
        chunk(b"XMP ", SECRET),
        chunk(b"JUNK", SECRET),
    ]
    .concat();
    let length = u32::try_from(body.len()).expect("short");
    [b"RIFF", &length.to_le_bytes()[..], &body].concat()
}

#[tokio::test]
async fn a_webp_keeps_its_pixels_profile_and_orientation() {
    let stripped = published("a.webp", webp()).await.expect("a picture");
    for gone in [SECRET, b"XMP ", b"JUNK", b"Cam"] {
        assert!(!holds(&stripped, gone), "{}", String::from_utf8_lossy(gone));
    }
    for kept in [&b"ICCP"[..], b"profile!", b"pixels", b"MM\0*"] {
        assert!(holds(&stripped, kept), "{}", String::from_utf8_lossy(kept));
    }
    let flags = stripped[20];
    assert_eq!(flags & 0b0000_0100, 0, "XMP is still announced");
    assert_ne!(flags & 0b0010_0000, 0, "the profile is no longer announced");
}

#[tokio::test]
async fn damaged_pictures_are_refused() {
    for (name, bytes) in [("a.jpg", jpeg(1)), ("a.png", png()), ("a.webp", webp())] {
        for length in [13, 30, 60] {
            let result = published(name, bytes[..length].to_vec()).await;
            assert!(result.is_err(), "{name} cut to {length}");
        }
    }
}

#[tokio::test]
async fn metadata_that_cannot_be_removed_is_not_published() {
    let avif = |more: &[u8]| [b"\0\0\0\x1cftypavif\0\0\0\0mif1", more].concat();
    assert!(published("a.avif", avif(b"pixels")).await.is_ok());
    let reason = published("a.avif", avif(b"Exif\0\0"))
        .await
        .expect_err("it holds EXIF");
    assert_eq!(
        reason,
        "it holds camera data that cannot be removed from a .avif file"
    );
}
