//! The files and folders of a blog that must be read to know its series.
//!
//! Names first, then few texts: a blog of a thousand posts costs as many requests as one of ten.

use std::cmp::Reverse;

use super::pattern::{Pattern, folder};
use super::words::is_series_word;
use super::{NumberFrom, Series};
use crate::blog::post::{date_in_name, posts};
use crate::blog::{Blog, Wanted};
use crate::engine::{Name, by_name};

/// The number of posts that are read: enough to see a convention, and to find the newest one among renamed files.
const POSTS_READ: usize = 10;

/// The number of posts that are read where only their titles tell the numbers.
const MOST_READ: usize = 500;

/// The number of them where names tell which are the newest.
const DATED_READ: usize = 60;

/// The part of a blog that tells its engine, its language and the names of its posts.
pub fn first_look(configuration: &[&str]) -> Wanted {
    let mut wanted = Wanted {
        texts: configuration.iter().map(|&path| path.to_owned()).collect(),
        folders: vec![String::new(), ".vitepress".to_owned()],
    };
    for name in Name::ALL {
        let facts = by_name(name).facts();
        let owned = |paths: &[&str]| {
            paths
                .iter()
                .map(|&path| path.to_owned())
                .collect::<Vec<_>>()
        };
        wanted.texts.extend(owned(facts.configuration));
        wanted.folders.extend(owned(facts.post_folders));
    }
    for list in [&mut wanted.texts, &mut wanted.folders] {
        list.sort_unstable();
        list.dedup();
    }
    wanted
}

/// The rest that must be read, once engine and series are known: the newest posts, and the names in the series' folder
/// where that is none of the usual ones. Nothing if all of it is there.
pub fn second_look(blog: &Blog, name: Name, series: Series<'_>) -> Wanted {
    let folder = folder(series.path);
    let usual = by_name(name).facts().post_folders.contains(&folder);
    if !usual && posts(blog, folder).next().is_none() {
        return Wanted {
            folders: vec![folder.to_owned()],
            ..Wanted::default()
        };
    }
    let pattern = Pattern::of(series);
    let mut known: Vec<(Option<u32>, &str)> = posts(blog, folder)
        .map(|path| (pattern.number(path), path))
        .collect();
    let by_title =
        series.numbers == NumberFrom::Titles || known.iter().all(|post| post.0.is_none());
    let source = by_name(name).source(&by_name(name).site(blog));
    let most = if by_title {
        // the series may be anywhere; the likeliest are looked at first
        if usual {
            known = posts(blog, &source).map(|path| (None, path)).collect();
        }
        let are_dated = known.iter().all(|(_, path)| date_in_name(path).is_some());
        if are_dated { DATED_READ } else { MOST_READ }
    } else {
        POSTS_READ
    };
    let is_likely = |path: &str| {
        let lower = path.to_lowercase();
        lower.split(['/', '-', '_', '.', ' ']).any(is_series_word)
    };
    known.sort_by_cached_key(|&(number, path)| {
        Reverse((number, is_likely(path), digits(path), path))
    });
    Wanted {
        texts: known
            .into_iter()
            .take(most)
            .filter(|(_, path)| blog.text(path).is_none())
            .map(|(_, path)| path.to_owned())
            .collect(),
        folders: Vec::new(),
    }
}

/// The numbers in a path, for a natural order of file names.
fn digits(path: &str) -> Vec<u64> {
    path.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}
