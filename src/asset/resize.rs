//! Pictures made smaller, in pixels and in bytes; because a phone's photograph is ten times what a reader's screen
//! shows.
//!
//! Metadata is taken out before: what comes out of an encoder holds the pixels, upright, and their colour profile.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::codecs::webp::{WebPDecoder, WebPEncoder};
use image::imageops;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, Limits, RgbaImage};
use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;

use super::images::{Format, Images};
use crate::issue::Sentence;

/// A reason why a picture stays as it is, although it should be smaller.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// A picture that would take more memory than is given to it.
    #[error("its {0} megapixels are too many to make it smaller")]
    TooLarge(u64),
    /// Colours of print, or brighter than those of others.
    #[error("its colours would change if it were made smaller")]
    Colours,
    /// A picture that cannot be read.
    #[error("it cannot be made smaller: {0}")]
    Damaged(#[from] ImageError),
}

impl Error {
    /// The reason for readers of any language.
    pub(super) fn words(&self) -> Sentence {
        let zh_cn = match self {
            Self::TooLarge(megapixels) => format!("它有 {megapixels} 百万像素，太大而无法缩小"),
            Self::Colours => "缩小会改变它的颜色".to_owned(),
            Self::Damaged(reason) => format!("它无法缩小：{reason}"),
        };
        Sentence::new(self.to_string(), zh_cn)
    }
}

/// A picture that was made smaller.
pub(super) struct Resized {
    pub(super) extension: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The picture as it is wished, if that has fewer bytes; `None` if it stays as it is. `extension` says what it is.
pub(super) fn resize(
    extension: &str,
    bytes: &[u8],
    images: &Images,
) -> Result<Option<Resized>, Error> {
    let resized = match extension {
        "jpg" => {
            let decoder = JpegDecoder::new(Cursor::new(bytes))?;
            from(decoder, Codec::Jpeg, images, || is_for_print(bytes))?
        }
        "png" => {
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(MOST);
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits)?;
            if decoder.is_apng()? {
                return Ok(None);
            }
            from(decoder, Codec::Png, images, || has_wide_colours(bytes))?
        }
        "webp" => {
            let decoder = WebPDecoder::new(Cursor::new(bytes))?;
            if decoder.has_animation() {
                return Ok(None);
            }
            from(decoder, Codec::Webp, images, || false)?
        }
        _ => None,
    };
    Ok(resized.filter(|resized| resized.bytes.len() < bytes.len()))
}

/// The most memory that an opened picture may take, in bytes: 64 megapixels with transparency, 85 without.
const MOST: u64 = 256 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Jpeg,
    Png,
    Webp,
}

/// The picture as it is wished, unless it is so already; `is_special` says that its colours are those of no other
/// picture.
fn from(
    mut decoder: impl ImageDecoder,
    source: Codec,
    images: &Images,
    is_special: impl FnOnce() -> bool,
) -> Result<Option<Resized>, Error> {
    let (width, height) = decoder.dimensions();
    let edge = images.max_edge.unwrap_or(u32::MAX);
    let is_small = width.max(height) <= edge;
    if is_small && target(source, images.format, false) == source {
        return Ok(None);
    }
    let pixels = u64::from(width) * u64::from(height);
    if decoder.total_bytes() > MOST {
        return Err(Error::TooLarge(pixels.div_ceil(1_000_000)));
    }
    let profile = decoder.icc_profile()?;
    if is_special() || colour_space(profile.as_deref()) == Some(b"CMYK") {
        return Err(Error::Colours);
    }
    let orientation = decoder.orientation()?;
    let image = DynamicImage::from_decoder(decoder)?;
    let is_transparent = is_transparent(&image);
    let target = target(source, images.format, is_transparent);
    if is_small && target == source {
        return Ok(None);
    }
    let image = if is_small {
        image
    } else {
        fitting(image, edge, is_transparent)
    };
    encode(image, orientation, profile, target, images.quality).map(Some)
}

/// The format in which a picture is published. There is no encoder for WebP with losses, without which a photograph
/// would become larger.
fn target(source: Codec, format: Format, is_transparent: bool) -> Codec {
    match (format, source) {
        (Format::Webp, Codec::Png) => Codec::Webp,
        (Format::Jpeg, _) if !is_transparent => Codec::Jpeg,
        _ => source,
    }
}

/// The picture within a square. Much larger ones are halved first, roughly, which takes less time and memory and cannot
/// be seen.
fn fitting(image: DynamicImage, edge: u32, is_transparent: bool) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let longest = width.max(height);
    let within = |edge: u32, length: u32| {
        let scaled =
            (u64::from(length) * u64::from(edge) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).expect("shorter than before").max(1)
    };
    let to = (within(edge, width), within(edge, height));
    let mut image = image;
    if is_transparent {
        let mut pixels = image.into_rgba8();
        premultiply(&mut pixels);
        image = pixels.into();
    }
    let rough = edge.saturating_mul(2);
    if longest > rough {
        image = image.thumbnail_exact(within(rough, width), within(rough, height));
    }
    image = image.resize_exact(to.0, to.1, imageops::FilterType::Lanczos3);
    if is_transparent {
        let mut pixels = image.into_rgba8();
        unpremultiply(&mut pixels);
        image = pixels.into();
    }
    image
}

fn encode(
    mut image: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    target: Codec,
    quality: u32,
) -> Result<Resized, Error> {
    image.apply_orientation(orientation);
    let image = eight_bits(image, target);
    let space: &[u8; 4] = if image.color().has_color() {
        b"RGB "
    } else {
        b"GRAY"
    };
    let profile = profile.filter(|profile| colour_space(Some(profile)) == Some(space));
    let mut bytes = Vec::new();
    let extension = match target {
        Codec::Jpeg => {
            let quality = u8::try_from(quality.clamp(1, 100)).expect("at most 100");
            write(
                &image,
                JpegEncoder::new_with_quality(&mut bytes, quality),
                profile,
            )?;
            "jpg"
        }
        Codec::Png => {
            let encoder = PngEncoder::new_with_quality(
                &mut bytes,
                CompressionType::Best,
                FilterType::Adaptive,
            );
            write(&image, encoder, profile)?;
            "png"
        }
        Codec::Webp => {
            write(&image, WebPEncoder::new_lossless(&mut bytes), profile)?;
            "webp"
        }
    };
    Ok(Resized { extension, bytes })
}

fn write(
    image: &DynamicImage,
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
) -> Result<(), Error> {
    if let Some(profile) = profile {
        encoder
            .set_icc_profile(profile)
            .map_err(ImageError::Unsupported)?;
    }
    Ok(image.write_with_encoder(encoder)?)
}

/// Eight bits a channel, and in JPEG no transparency.
fn eight_bits(image: DynamicImage, target: Codec) -> DynamicImage {
    let color = image.color();
    let has_alpha = color.has_alpha() && target != Codec::Jpeg;
    match (color.has_color(), has_alpha) {
        (true, true) => image.into_rgba8().into(),
        (true, false) => image.into_rgb8().into(),
        (false, true) => image.into_luma_alpha8().into(),
        (false, false) => image.into_luma8().into(),
    }
}

fn is_transparent(image: &DynamicImage) -> bool {
    let is_opaque = |&alpha: &u8| alpha == u8::MAX;
    match image {
        DynamicImage::ImageRgba8(pixels) => !pixels.iter().skip(3).step_by(4).all(is_opaque),
        DynamicImage::ImageLumaA8(pixels) => !pixels.iter().skip(1).step_by(2).all(is_opaque),
        // not worth the search
        image => image.color().has_alpha(),
    }
}

/// Colours weighed by their opacity, so that what is invisible does not shine through at edges.
fn premultiply(pixels: &mut RgbaImage) {
    for pixel in pixels.pixels_mut() {
        let [colours @ .., alpha] = &mut pixel.0;
        for colour in colours {
            let weighed = u16::from(*colour) * u16::from(*alpha) / 255;
            *colour = u8::try_from(weighed).expect("not above the colour");
        }
    }
}

fn unpremultiply(pixels: &mut RgbaImage) {
    for pixel in pixels.pixels_mut() {
        let [colours @ .., alpha] = &mut pixel.0;
        for colour in colours {
            let full = (u16::from(*colour) * 255)
                .checked_div(u16::from(*alpha))
                .unwrap_or_default();
            *colour = u8::try_from(full).unwrap_or(u8::MAX);
        }
    }
}

/// The kind of colours that a profile is for: <https://www.color.org/specification/ICC.1-2022-05.pdf>, 7.2.
fn colour_space(profile: Option<&[u8]>) -> Option<&[u8; 4]> {
    profile?.get(16..20)?.try_into().ok()
}

/// `true` for a JPEG with four inks instead of three colours, which no profile makes sure of.
fn is_for_print(bytes: &[u8]) -> bool {
    /// After precision, height and width.
    const COMPONENTS: usize = 5;
    let is_frame = |marker| matches!(marker, markers::SOF0..=markers::SOF2);
    Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).is_ok_and(|jpeg| {
        let mut frames = jpeg.segments().iter();
        frames.any(|it| is_frame(it.marker()) && it.contents().get(COMPONENTS) == Some(&4))
    })
}

/// `true` for a PNG that says how its colours are meant in a way that other formats cannot, as for high dynamic range.
fn has_wide_colours(bytes: &[u8]) -> bool {
    Png::from_bytes(Bytes::copy_from_slice(bytes))
        .is_ok_and(|png| png.chunk_by_type(*b"cICP").is_some())
}
