//! Git LFS: a commit over the API puts an image into git itself, past the filter that the repository asks for.
//!
//! It is no error, since the blog shows the image either way; but its owner should know.

use crate::blog::File;

/// The file in which git keeps what is to be filtered.
pub(super) const ATTRIBUTES: &str = ".gitattributes";

/// Returns true if a repository with these attributes keeps one of the files in LFS.
pub(super) fn concerns(attributes: &str, files: &[File]) -> bool {
    let mut patterns = attributes
        .lines()
        .filter(|line| line.split_whitespace().any(|word| word == "filter=lfs"))
        .filter_map(|line| line.split_whitespace().next());
    patterns.any(|pattern| files.iter().any(|file| matches(pattern, &file.path)))
}

/// The patterns that `git lfs track` writes: `*.png`, `static/**`, `static/*.png`, `logo.png`.
fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let subject = if pattern.contains('/') { path } else { name };
    match pattern.split_once('*') {
        Some((start, end)) => {
            let end = end.trim_start_matches(['*', '/']);
            let end = end.trim_start_matches('*');
            subject.starts_with(start) && subject[start.len()..].ends_with(end)
        }
        None => subject == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::{File, concerns};

    #[test]
    fn the_patterns_of_git_lfs_track_are_understood() {
        let files = ["content/posts/weekly-5/index.md", "static/weekly-5/a.png"].map(|path| File {
            path: path.to_owned(),
            bytes: Vec::new(),
        });
        for pattern in [
            "*.png",
            "static/**",
            "static/**/*.png",
            "/static/*.png",
            "a.png",
        ] {
            let attributes =
                format!("* text=auto\n{pattern} filter=lfs diff=lfs merge=lfs -text\n");
            assert!(concerns(&attributes, &files), "{pattern}");
        }
        for attributes in [
            "",
            "*.png binary\n",
            "*.jpg filter=lfs\n",
            "images/** filter=lfs\n",
        ] {
            assert!(!concerns(attributes, &files), "{attributes}");
        }
    }
}
