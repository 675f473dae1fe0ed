//! Pictures made smaller: how large, as what, which way up; what is left as it is; and that nothing comes back that
//! was taken out.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba,
    RgbaImage, codecs,
};
use img_parts::jpeg::Jpeg;
use img_parts::png::{Png, PngChunk};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF, ImageICC};
use memos_weekly::asset::{Format, Images, Limits, Outcome, Want, fetch};
use url::Url;

const SECRET: &[u8] = b"GPS 31.2304N 121.4737E";

/// What became of a picture, where pictures are made smaller in this way.
async fn outcome(filename: &str, bytes: &[u8], images: Images) -> Outcome {
    let limits = Limits {
        images: Some(images),
        ..Limits::default()
    };
    with(filename, bytes, limits).await
}

async fn with(filename: &str, bytes: &[u8], limits: Limits) -> Outcome {
    let want = Want {
        url: Url::parse("https://memos.example.org/file/x").expect("an address"),
        filename: filename.to_owned(),
        is_image: true,
        is_attached: true,
        size: Some(bytes.len() as u64),
    };
    let get = async |_: &Want, limit: u64| {
        assert!(bytes.len() as u64 <= limit, "not asked for");
        Ok(bytes.to_vec())
    };
    let mut assets = fetch(vec![want], &limits, get).await;
    assets.remove(0).outcome
}

/// Its name and content; it was not left as it is for a reason.
async fn published(filename: &str, bytes: &[u8], images: Images) -> (String, Vec<u8>) {
    match outcome(filename, bytes, images).await {
        Outcome::Copied {
            name,
            bytes,
            is_image: true,
            remark: None,
        } => (name, bytes),
        other => panic!("{filename}: {other:?}"),
    }
}

/// Why a picture stayed as it is.
async fn remark(filename: &str, bytes: &[u8], images: Images) -> String {
    match outcome(filename, bytes, images).await {
        Outcome::Copied {
            bytes: copied,
            remark: Some(remark),
            ..
        } => {
            assert_eq!(copied, bytes, "the picture as it is");
            remark.to_string()
        }
        other => panic!("{filename}: {other:?}"),
    }
}

fn within(max_edge: u32) -> Images {
    Images {
        max_edge: Some(max_edge),
        ..Images::default()
    }
}

fn read(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("a picture")
}

/// What no two of its parts have in common, so that no format makes it tiny.
fn photograph(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = x.wrapping_mul(2_654_435_761)
            ^ y.wrapping_mul(40_503)
            ^ x.wrapping_mul(y).wrapping_mul(7919);
        let shade = |position: u32, length: u32| byte(position * 200 / length);
        let noise = byte(noise >> 9 & 31);
        Rgb([
            shade(x, width) + noise,
            shade(y, height) + noise,
            shade(x + y, width + height) + noise,
        ])
    })
}

fn byte(value: u32) -> u8 {
    u8::try_from(value).expect("below 256")
}

fn as_jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
    image.write_with_encoder(encoder).expect("a JPEG");
    bytes
}

fn saved(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// An EXIF block that says an orientation, with a secret behind it.
fn exif(orientation: u16) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&orientation.to_le_bytes());
    exif.extend_from_slice(&[0; 6]);
    exif.extend_from_slice(SECRET);
    exif.into()
}

/// A colour profile as far as anybody looks into it here.
fn profile(space: [u8; 4]) -> Bytes {
    let mut profile = vec![0; 128];
    profile[3] = 132;
    profile[16..20].copy_from_slice(&space);
    profile[36..40].copy_from_slice(b"acsp");
    profile.extend_from_slice(&[0; 4]);
    profile.into()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn a_large_picture_is_made_smaller_in_its_own_format() {
    let photo = photograph(640, 480);
    let lossless = DynamicImage::from(photo.clone());
    let pictures = [
        ("a.jpg", as_jpeg(&photo), ImageFormat::Jpeg),
        (
            "a.png",
            saved(&lossless, ImageFormat::Png),
            ImageFormat::Png,
        ),
        (
            "a.webp",
            saved(&lossless, ImageFormat::WebP),
            ImageFormat::WebP,
        ),
    ];
    for (filename, bytes, format) in pictures {
        let (name, smaller) = published(filename, &bytes, within(200)).await;
        assert_eq!(name, filename);
        assert_eq!(image::guess_format(&smaller).expect("a format"), format);
        assert_eq!(read(&smaller).dimensions(), (200, 150), "{filename}");
        assert!(smaller.len() < bytes.len() / 4, "{filename}");
        let again = published(filename, &bytes, within(200)).await;
        assert_eq!(again.1, smaller, "the same on every run");
        let expected = read(&bytes).resize_exact(200, 150, image::imageops::Lanczos3);
        let off = difference(&expected, &read(&smaller));
        assert!(off < 4.0, "{filename}: {off} off on average");
    }
}

/// How far the channels of two pictures are apart, on average.
fn difference(a: &DynamicImage, b: &DynamicImage) -> f64 {
    let (a, b) = (a.to_rgb8(), b.to_rgb8());
    let sum: u32 = a
        .iter()
        .zip(b.iter())
        .map(|(&a, &b)| u32::from(a.abs_diff(b)))
        .sum();
    f64::from(sum) / f64::from(a.width() * a.height() * 3)
}

#[tokio::test]
async fn a_picture_is_upright_without_saying_so() {
    const CORNERS: [[u8; 3]; 4] = [[220, 20, 20], [20, 200, 20], [20, 20, 220], [230, 230, 20]];
    /// By orientation: which corner of the stored picture (top left, top right, bottom left, bottom right) is seen
    /// where, after the table in the EXIF standard, 4.6.5.1.
    const SEEN: [[usize; 4]; 8] = [
        [0, 1, 2, 3],
        [1, 0, 3, 2],
        [3, 2, 1, 0],
        [2, 3, 0, 1],
        [0, 2, 1, 3],
        [2, 0, 3, 1],
        [3, 1, 2, 0],
        [1, 3, 0, 2],
    ];
    let mut stored = photograph(160, 120);
    for (x, y, Rgb(colour)) in stored.enumerate_pixels_mut() {
        let corner = CORNERS[usize::from(x >= 80) + 2 * usize::from(y >= 60)];
        *colour = [0, 1, 2].map(|at| corner[at] + colour[at] % 16);
    }
    let png = saved(&stored.clone().into(), ImageFormat::Png);
    let webp = saved(&stored.clone().into(), ImageFormat::WebP);
    for (orientation, seen) in (1..).zip(SEEN) {
        let mut jpeg = Jpeg::from_bytes(as_jpeg(&stored).into()).expect("a JPEG");
        jpeg.set_exif(Some(exif(orientation)));
        let mut png = Png::from_bytes(png.clone().into()).expect("a PNG");
        png.set_exif(Some(exif(orientation)));
        let mut webp = WebP::from_bytes(webp.clone().into()).expect("a WebP");
        webp.set_exif(Some(exif(orientation)));
        let pictures = [
            ("a.jpg", jpeg.encoder().bytes()),
            ("a.png", png.encoder().bytes()),
            ("a.webp", webp.encoder().bytes()),
        ];
        for (filename, bytes) in pictures {
            let case = format!("{filename}, orientation {orientation}");
            let jpeg = Images {
                format: Format::Jpeg,
                ..within(40)
            };
            let (_, smaller) = published(filename, &bytes, jpeg).await;
            let image = read(&smaller).to_rgb8();
            let (width, height) = if orientation < 5 { (40, 30) } else { (30, 40) };
            assert_eq!(image.dimensions(), (width, height), "{case}");
            let found = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| {
                let x = width / 4 + right * width / 2;
                let Rgb(colour) = *image.get_pixel(x, height / 4 + down * height / 2);
                CORNERS
                    .iter()
                    .position(|corner| corner.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 40))
            });
            assert_eq!(found, seen.map(Some), "{case}");
            assert!(
                !holds(&smaller, b"Exif") && !holds(&smaller, SECRET),
                "{case}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_comes_back_that_was_taken_out_and_the_profile_stays() {
    let photo = photograph(300, 200);
    let mut jpeg = Jpeg::from_bytes(as_jpeg(&photo).into()).expect("a JPEG");
    jpeg.set_exif(Some(exif(6)));
    jpeg.set_icc_profile(Some(profile(*b"RGB ")));
    let mut jpeg = jpeg.encoder().bytes().to_vec();
    jpeg.extend_from_slice(SECRET);
    let mut png = saved(&photo.clone().into(), ImageFormat::Png);
    png.extend_from_slice(SECRET);
    let mut png = Png::from_bytes(png.into()).expect("a PNG");
    png.set_icc_profile(Some(profile(*b"RGB ")));
    let text = [b"Author\0", SECRET].concat();
    png.chunks_mut()
        .insert(1, PngChunk::new(*b"tEXt", text.into()));
    let mut webp =
        WebP::from_bytes(saved(&photo.into(), ImageFormat::WebP).into()).expect("a WebP");
    webp.set_exif(Some(exif(3)));
    webp.set_icc_profile(Some(profile(*b"RGB ")));
    let pictures = [
        ("a.jpg", jpeg),
        ("a.png", png.encoder().bytes().to_vec()),
        ("a.webp", webp.encoder().bytes().to_vec()),
    ];
    for (filename, bytes) in pictures {
        for format in [Format::Keep, Format::Webp, Format::Jpeg] {
            let images = Images {
                format,
                ..within(60)
            };
            let (name, smaller) = published(filename, &bytes, images).await;
            assert!(!holds(&smaller, SECRET), "{name}");
            for block in [&b"Exif"[..], b"eXIf", b"EXIF", b"tEXt", b"XMP", b"xmp"] {
                assert!(
                    !holds(&smaller, block),
                    "{name}: {}",
                    String::from_utf8_lossy(block)
                );
            }
            assert_eq!(icc(&smaller), Some(profile(*b"RGB ").to_vec()), "{name}");
        }
    }
}

fn icc(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = image::ImageReader::new(Cursor::new(bytes));
    let reader = reader.with_guessed_format().expect("a format");
    let mut decoder = reader.into_decoder().expect("a picture");
    decoder.icc_profile().expect("no error")
}

#[tokio::test]
async fn what_is_small_enough_is_not_touched() {
    let photo = photograph(200, 150);
    let jpeg = as_jpeg(&photo);
    let png = saved(&photo.into(), ImageFormat::Png);
    for (filename, bytes) in [("a.jpg", jpeg.as_slice()), ("a.png", &png)] {
        for max_edge in [200, 5000] {
            assert_eq!(published(filename, bytes, within(max_edge)).await.1, bytes);
        }
    }
    let jpegs = Images {
        format: Format::Jpeg,
        ..within(200)
    };
    assert_eq!(published("a.jpg", &jpeg, jpegs).await.1, jpeg);
    // and nothing is, unless it is wished
    let outcome = with("a.jpg", &as_jpeg(&photograph(3000, 10)), Limits::default()).await;
    let Outcome::Copied { bytes, .. } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(read(&bytes).width(), 3000);
}

#[tokio::test]
async fn a_picture_never_gets_more_bytes() {
    // an eighth of a byte a pixel, of which resizing makes many shades
    let stripes = image::GrayImage::from_fn(400, 400, |x, _| image::Luma([byte(x % 2 * 255)]));
    let mut png = Vec::new();
    let encoder = codecs::png::PngEncoder::new(&mut png);
    encoder
        .write_image(&stripes, 400, 400, image::ExtendedColorType::L8)
        .expect("a PNG");
    let jpegs = Images {
        format: Format::Jpeg,
        quality: 100,
        ..within(399)
    };
    let (name, bytes) = published("a.png", &png, jpegs).await;
    assert_eq!((name.as_str(), bytes.len()), ("a.png", png.len()));
}

#[tokio::test]
async fn formats_are_changed_where_that_is_sensible() {
    let photo = DynamicImage::from(photograph(300, 200));
    let glass = DynamicImage::from(RgbaImage::from_fn(300, 200, |x, y| {
        let Rgb([r, g, b]) = *photo.to_rgb8().get_pixel(x, y);
        Rgba([r, g, b, byte(x % 256)])
    }));
    let opaque = DynamicImage::from(photo.to_rgba8());
    let png = |image| saved(image, ImageFormat::Png);
    let cases = [
        (
            "a.jpg",
            as_jpeg(&photo.to_rgb8()),
            ["a.jpg", "a.jpg", "a.jpg"],
        ),
        ("b.png", png(&photo), ["b.png", "b.webp", "b.jpg"]),
        ("c.png", png(&opaque), ["c.png", "c.webp", "c.jpg"]),
        ("d.png", png(&glass), ["d.png", "d.webp", "d.png"]),
        (
            "e.webp",
            saved(&photo, ImageFormat::WebP),
            ["e.webp", "e.webp", "e.jpg"],
        ),
        (
            "f.webp",
            saved(&glass, ImageFormat::WebP),
            ["f.webp", "f.webp", "f.webp"],
        ),
    ];
    for (filename, bytes, expected) in cases {
        for (format, expected) in [Format::Keep, Format::Webp, Format::Jpeg]
            .into_iter()
            .zip(expected)
        {
            let images = Images {
                format,
                ..within(100)
            };
            let (name, smaller) = published(filename, &bytes, images).await;
            assert_eq!(name, expected, "{filename} as {format:?}");
            assert_eq!(read(&smaller).dimensions(), (100, 67));
        }
        let png_only = Images {
            max_edge: None,
            format: Format::Webp,
            ..Images::default()
        };
        let (_, same_size) = published(filename, &bytes, png_only).await;
        assert_eq!(read(&same_size).dimensions(), (300, 200));
    }
}

#[tokio::test]
async fn what_is_invisible_does_not_shine_through_at_edges() {
    // a white disc on transparent black
    let disc = RgbaImage::from_fn(400, 400, |x, y| {
        let (x, y) = (x.abs_diff(200), y.abs_diff(200));
        let noise = (x * 31 + y * 17) % 3;
        if x * x + y * y < 150 * 150 {
            Rgba([255, 255, 255, 255 - u8::try_from(noise).expect("below 3")])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    let png = saved(&disc.into(), ImageFormat::Png);
    let (_, smaller) = published("a.png", &png, within(90)).await;
    let image = read(&smaller).to_rgba8();
    let mut edges = 0;
    for Rgba([r, g, b, alpha]) in image.pixels() {
        if (20..=230).contains(alpha) {
            edges += 1;
            assert!(*r.min(g).min(b) > 225, "{r} {g} {b} at {alpha}");
        }
    }
    assert!(edges > 50, "{edges}");
}

#[tokio::test]
async fn moving_pictures_are_not_touched() {
    let frames = [photograph(300, 200), photograph(300, 200)]
        .map(|frame| image::Frame::new(DynamicImage::from(frame).to_rgba8()));
    let mut gif = Vec::new();
    codecs::gif::GifEncoder::new(&mut gif)
        .encode_frames(frames)
        .expect("a GIF");
    let still = saved(&photograph(300, 200).into(), ImageFormat::Png);
    let mut apng = Png::from_bytes(still.into()).expect("a PNG");
    let control = PngChunk::new(*b"acTL", vec![0, 0, 0, 1, 0, 0, 0, 0].into());
    apng.chunks_mut().insert(1, control);
    let frame = [
        &[0, 0, 0, 0][..],
        &300_u32.to_be_bytes(),
        &200_u32.to_be_bytes(),
        &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0],
    ];
    let frame = PngChunk::new(*b"fcTL", frame.concat().into());
    apng.chunks_mut().insert(2, frame);
    let pictures = [
        ("a.gif", gif),
        ("a.png", apng.encoder().bytes().to_vec()),
        ("a.webp", animated_webp()),
    ];
    for (filename, bytes) in pictures {
        for format in [Format::Keep, Format::Webp, Format::Jpeg] {
            let images = Images {
                format,
                ..within(10)
            };
            let (name, copied) = published(filename, &bytes, images).await;
            assert_eq!((name.as_str(), &copied), (filename, &bytes));
        }
    }
}

/// One frame, put into a film: <https://developers.google.com/speed/webp/docs/riff_container#animation>
fn animated_webp() -> Vec<u8> {
    let still = saved(&photograph(64, 64).into(), ImageFormat::WebP);
    let frame = [
        // place, size less one, duration, flags
        &[0, 0, 0, 0, 0, 0, 63, 0, 0, 63, 0, 0, 100, 0, 0, 0][..],
        &still[12..],
    ]
    .concat();
    let chunk = |id: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short");
        let padding = vec![0; content.len() % 2];
        [&id[..], &length.to_le_bytes(), content, &padding].concat()
    };
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0b0000_0010, 0, 0, 0, 63, 0, 0, 63, 0, 0]),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
    ]
    .concat();
    let length = u32::try_from(body.len()).expect("short");
    [b"RIFF", &length.to_le_bytes()[..], &body].concat()
}

#[tokio::test]
async fn a_bomb_is_not_opened() {
    let png = saved(&photograph(8, 8).into(), ImageFormat::Png);
    let mut png = Png::from_bytes(png.into()).expect("a PNG");
    let header = [
        &60_000_u32.to_be_bytes()[..],
        &60_000_u32.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ];
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.concat().into());
    let png = png.encoder().bytes();
    let too_many = "its 3600 megapixels are too many to make it smaller";
    assert_eq!(remark("a.png", &png, within(2000)).await, too_many);
    let mut jpeg = as_jpeg(&photograph(8, 8));
    let frame = jpeg
        .windows(2)
        .position(|at| at == b"\xff\xc0")
        .expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(b"\xff\xff\xff\xff");
    let too_many = "its 4295 megapixels are too many to make it smaller";
    assert_eq!(remark("a.jpg", &jpeg, within(2000)).await, too_many);
}

#[tokio::test]
async fn what_cannot_be_opened_stays_as_it_is() {
    let png = saved(&photograph(300, 200).into(), ImageFormat::Png);
    let mut png = Png::from_bytes(png.into()).expect("a PNG");
    for chunk in png.chunks_mut() {
        if chunk.kind() == *b"IDAT" {
            *chunk = PngChunk::new(*b"IDAT", b"no pixels".to_vec().into());
        }
    }
    let remark = remark("a.png", &png.encoder().bytes(), within(100)).await;
    assert!(
        remark.starts_with("it cannot be made smaller: "),
        "{remark}"
    );
}

#[tokio::test]
async fn colours_that_would_change_stay_as_they_are() {
    const REASON: &str = "its colours would change if it were made smaller";
    let photo = photograph(300, 200);
    let mut jpeg = Jpeg::from_bytes(as_jpeg(&photo).into()).expect("a JPEG");
    jpeg.set_icc_profile(Some(profile(*b"CMYK")));
    let jpeg = jpeg.encoder().bytes();
    assert_eq!(remark("a.jpg", &jpeg, within(100)).await, REASON);
    assert_eq!(remark("a.jpg", &four_inks(), within(2)).await, REASON);
    let png = saved(&photo.into(), ImageFormat::Png);
    let mut png = Png::from_bytes(png.into()).expect("a PNG");
    let bright = PngChunk::new(*b"cICP", vec![9, 16, 0, 1].into());
    png.chunks_mut().insert(1, bright);
    let png = png.encoder().bytes();
    assert_eq!(remark("a.png", &png, within(100)).await, REASON);
    assert_eq!(published("a.png", &png, within(300)).await.1, png);
}

/// The headers of a picture for print, eight pixels wide; nobody reads further.
fn four_inks() -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xff, marker][..], &length.to_be_bytes(), content].concat()
    };
    let inks = (1..=4).flat_map(|ink| [ink, 0x11, 0]);
    let frame: Vec<u8> = [8, 0, 8, 0, 8, 4].into_iter().chain(inks).collect();
    let inks = (1..=4).flat_map(|ink| [ink, 0]);
    let scan: Vec<u8> = [4].into_iter().chain(inks).chain([0, 63, 0]).collect();
    [
        b"\xff\xd8".to_vec(),
        segment(0xee, b"Adobe\0\x64\0\0\0\0\x02"),
        segment(0xdb, &[1; 65]),
        segment(0xc0, &frame),
        segment(0xda, &scan),
        b"\x12\xff\xd9".to_vec(),
    ]
    .concat()
}

#[tokio::test]
async fn a_photograph_is_measured_by_what_is_published() {
    let photo = as_jpeg(&photograph(600, 450));
    let limits = |images| Limits {
        per_file: photo.len() as u64 / 4,
        images,
        ..Limits::default()
    };
    let smaller = with("a.jpg", &photo, limits(Some(within(150)))).await;
    assert!(matches!(smaller, Outcome::Copied { .. }), "{smaller:?}");
    for images in [None, Some(within(550))] {
        let outcome = with("a.jpg", &photo, limits(images)).await;
        let Outcome::LeftOut(reason) = outcome else {
            panic!("{outcome:?}");
        };
        assert!(
            reason
                .to_string()
                .ends_with("see `attachments.max_file_mb`"),
            "{reason}"
        );
    }
}
