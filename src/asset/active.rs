//! Files that run something when a reader opens them: programs, and documents with scripts; because a blog's own
//! address makes them look trustworthy.
//!
//! Known by their first bytes, else by their names. Nothing in the configuration lets them through.

use super::name;
use crate::issue::Sentence;

/// A file that runs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Active {
    /// For a machine, an interpreter, a system's installer or its desktop.
    Program,
    /// Shown by a browser, a plugin or an office program, which run what it holds.
    Document,
}

impl Active {
    /// The reason why it is not published, and the way out.
    pub(super) fn reason(self) -> Sentence {
        match self {
            Self::Program => Sentence::new(
                "it is a program, and those are never published; put it into a .zip file if readers are to have it",
                "它是程序，程序一律不发布；如需提供给读者，请放进 .zip 文件",
            ),
            Self::Document => Sentence::new(
                "it is a document that can run scripts, and those are never published; attach it as a PDF",
                "它是可以运行脚本的文档，这类文档一律不发布；请改用 PDF",
            ),
        }
    }
}

/// Recognises such a file.
pub(super) fn of(filename: &str, bytes: &[u8]) -> Option<Active> {
    by_content(bytes).or_else(|| by_name(filename))
}

/// After the lists of file types by which browsers and mail services warn or block.
fn by_name(filename: &str) -> Option<Active> {
    const PROGRAMS: [&str; 70] = [
        "action", "ade", "adp", "apk", "app", "appimage", "appx", "bat", "chm", "class", "cmd",
        "com", "command", "cpl", "crx", "deb", "desktop", "dex", "diagcab", "dll", "dmg", "dylib",
        "elf", "exe", "fon", "gadget", "hta", "inf", "ins", "ipa", "jar", "jnlp", "jse", "ko",
        "lnk", "msc", "msh", "msi", "msix", "msp", "mst", "msu", "ocx", "pif", "pkg", "ps1",
        "psm1", "reg", "rpm", "run", "scf", "scpt", "scr", "sct", "shb", "so", "sys", "terminal",
        "url", "vb", "vbe", "vbs", "webloc", "website", "workflow", "ws", "wsc", "wsf", "wsh",
        "xll",
    ];
    const DOCUMENTS: [&str; 20] = [
        "docm", "dotm", "eml", "htc", "mht", "mhtml", "potm", "ppam", "ppsm", "pptm", "sldm",
        "svgz", "swf", "xap", "xbap", "xht", "xlam", "xlsm", "xltm", "xpi",
    ];
    let (stem, extension) = name::split(filename);
    let extension = extension.as_deref().unwrap_or_default();
    let is_packed_svg = extension == "gz" && stem.to_ascii_lowercase().ends_with(".svg");
    if PROGRAMS.contains(&extension) {
        Some(Active::Program)
    } else {
        (is_packed_svg || DOCUMENTS.contains(&extension)).then_some(Active::Document)
    }
}

fn by_content(bytes: &[u8]) -> Option<Active> {
    /// Linux, four of macOS, Java and universal macOS, help files, shortcuts, browser extensions.
    const PROGRAMS: [&[u8]; 9] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"ITSF\x03\0\0\0",
        b"L\0\0\0\x01\x14\x02\0",
        b"Cr24",
    ];
    let starts = |magic: &&[u8]| bytes.starts_with(magic);
    if PROGRAMS.iter().any(starts) || is_windows_program(bytes) {
        Some(Active::Program)
    } else {
        (is_flash(bytes) || is_web_archive(bytes)).then_some(Active::Document)
    }
}

/// The old header says where the new one is:
/// <https://learn.microsoft.com/en-us/windows/win32/debug/pe-format#ms-dos-stub-image-only>
fn is_windows_program(bytes: &[u8]) -> bool {
    const NEW_HEADER: usize = 0x3c;
    let Some(&[a, b, c, d]) = bytes.get(NEW_HEADER..NEW_HEADER + 4) else {
        return false;
    };
    let header = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok();
    let header = header.and_then(|at| bytes.get(at..)).unwrap_or_default();
    bytes.starts_with(b"MZ")
        && [b"PE", b"NE", b"LE", b"LX"]
            .iter()
            .any(|magic| header.starts_with(*magic))
}

/// Plain with its length, or compressed in one of two ways: chapter 2 of the SWF file format specification.
fn is_flash(bytes: &[u8]) -> bool {
    match bytes {
        [b'F', b'W', b'S', _, a, b, c, d, ..] => {
            usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])) == Ok(bytes.len())
        }
        [b'C', b'W', b'S', _, _, _, _, _, zlib, ..] => *zlib == 0x78,
        [b'Z', b'W', b'S', ..] => bytes.get(12) == Some(&0x5d),
        _ => false,
    }
}

/// A page as a mail: one of the headers by which browsers know it stands among the first lines.
fn is_web_archive(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2048)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.lines()
        .take_while(|line| !line.trim().is_empty())
        .any(|line| line.starts_with("mime-version:"))
}
