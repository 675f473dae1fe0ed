//! Names for copied files: what the author called them, as far as it is safe in a path, a URL and on every system.

use std::collections::HashSet;

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::issue::safe_slug;

/// Gives out names, each only once, however the file system compares them.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A name for a file, with this extension if it is known what the file is. The same calls in the same order give
    /// the same names.
    pub fn assign(&mut self, filename: &str, extension: Option<&str>) -> String {
        let (stem, extension) = safe(filename, extension);
        let mut name = format!("{stem}{extension}");
        let mut count = 1;
        while !self.taken.insert(name.to_lowercase()) {
            count += 1;
            name = format!("{stem}-{count}{extension}");
        }
        name
    }
}

/// Stem and extension, the latter with its dot.
fn safe(filename: &str, known: Option<&str>) -> (String, String) {
    /// Leaves room for a number, and for the prefixes that engines put before names.
    const LONGEST_STEM: usize = 100;
    let filename = ComposingNormalizerBorrowed::new_nfc().normalize(filename);
    let (stem, found) = split(&filename);
    let extension = match (known, found) {
        (Some("jpg"), Some(found)) if found == "jpeg" => found,
        (Some(known), _) => known.to_owned(),
        (None, Some(found)) if is_source(&found) => format!("{found}.txt"),
        (None, Some(found)) => found,
        (None, None) => "bin".to_owned(),
    };
    let stem = safe_slug(stem).unwrap_or_else(|| "file".to_owned());
    let stem = &stem[..stem.floor_char_boundary(LONGEST_STEM)];
    let stem = stem.trim_matches(['.', '-', '_']);
    let stem = match stem {
        "" => "file".to_owned(),
        stem if is_reserved(stem) => format!("file-{stem}"),
        stem => stem.to_owned(),
    };
    (stem, format!(".{extension}"))
}

/// The stem of a name as its author wrote it, and its extension in lower case, without the dot.
pub(super) fn split(filename: &str) -> (&str, Option<String>) {
    let filename = filename.trim_end_matches(['.', ' ']);
    match filename.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => {
            (stem, Some(extension.to_ascii_lowercase()))
        }
        _ => (filename, None),
    }
}

fn is_extension(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `true` for what a site's engine would run, or take for a page of its own, instead of copying it.
fn is_source(extension: &str) -> bool {
    const SOURCES: [&str; 44] = [
        "md", "markdown", "mdx", "mdown", "mkd", "html", "htm", "xhtml", "shtml", "xml", "xsl",
        "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "astro", "svelte", "njk",
        "liquid", "ejs", "hbs", "mustache", "haml", "pug", "webc", "erb", "rb", "php", "phtml",
        "css", "scss", "sass", "less", "styl", "yml", "yaml", "toml", "json", "org",
    ];
    SOURCES.contains(&extension)
}

/// Names of devices, which Windows does not let a file have, and of a folder's own page.
fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or(stem).to_ascii_lowercase();
    let device = |prefix: &str| {
        first.strip_prefix(prefix).is_some_and(|number| {
            matches!(number, "¹" | "²" | "³")
                || (number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    matches!(
        first.as_str(),
        "con" | "prn" | "aux" | "nul" | "index" | "_index"
    ) || device("com")
        || device("lpt")
}
