//! The files of which a watched page is made, as they were before it was made.

use std::path::{Path, PathBuf};

/// Files with what was in them; nothing of those that did not exist.
#[derive(Debug, Default)]
pub(super) struct Watched(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Watched {
    /// Notes what is in these files now, and in those that are watched already: the page may end before it is known
    /// whether it is made of them.
    pub(super) fn note(&mut self, files: &[PathBuf]) {
        for (file, content) in &mut self.0 {
            *content = read(file);
        }
        self.add(files);
    }

    /// Watches these files and no others. What changed since it was noted, has changed.
    pub(super) fn keep_to(&mut self, files: &[PathBuf]) {
        self.0.retain(|(file, _)| files.contains(file));
        self.add(files);
    }

    /// Returns true if anything else is in them than when it was noted.
    pub(super) fn have_changed(&self) -> bool {
        let mut files = self.0.iter();
        files.any(|(file, content)| read(file) != *content)
    }

    fn add(&mut self, files: &[PathBuf]) {
        for file in files {
            if self.0.iter().all(|(known, _)| known != file) {
                self.0.push((file.clone(), read(file)));
            }
        }
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_change_while_the_page_is_made_is_seen_also_when_it_fails() {
        let folder = tempfile::tempdir().expect("a folder");
        let [config, template] = ["config", "template"].map(|name| folder.path().join(name));
        let write = |path: &Path, text: &str| fs::write(path, text).expect("a file");
        let all = [config.clone(), template.clone()];
        let mut watched = Watched::default();
        watched.note(std::slice::from_ref(&config));
        write(&config, "template: template");
        watched.keep_to(&all);
        assert!(watched.have_changed(), "made while the page was");

        watched.note(std::slice::from_ref(&config));
        watched.keep_to(&all);
        assert!(!watched.have_changed());
        write(&template, "1");
        assert!(watched.have_changed());

        // the page fails before its configuration is read
        watched.note(std::slice::from_ref(&config));
        assert!(!watched.have_changed());
        write(&template, "2");
        assert!(watched.have_changed());

        watched.keep_to(&[config]);
        assert!(!watched.have_changed(), "it is no template any more");
    }
}
