//! Sizes and counts as people read them, in one way everywhere.
//!
//! A megabyte is a million bytes, as in the configuration, and part of a unit counts as a whole one: what is over a
//! limit looks larger than it.

/// A number of bytes: `999 bytes`, `4 KB`, `1.1 MB`, `25 MB`.
pub(crate) fn size(bytes: impl TryInto<u64>) -> String {
    let bytes = bytes.try_into().unwrap_or(u64::MAX);
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..=999_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            match tenths % 10 {
                0 => format!("{} MB", tenths / 10),
                tenth => format!("{}.{tenth} MB", tenths / 10),
            }
        }
    }
}

/// A count of things: `1 memo`, `2 memos`.
pub(crate) fn counted(count: impl TryInto<u64>, one: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, size};

    #[test]
    fn one_is_no_more() {
        let words = [0, 1, 2].map(|count| counted(count, "memo"));
        assert_eq!(words, ["0 memos", "1 memo", "2 memos"]);
    }

    #[test]
    fn a_size_is_never_shown_smaller_than_it_is() {
        for (bytes, words) in [
            (0_u64, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 KB"),
            (1_001, "2 KB"),
            (999_000, "999 KB"),
            (999_001, "1 MB"),
            (1_000_000, "1 MB"),
            (1_000_001, "1.1 MB"),
            (25_000_000, "25 MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
        assert!(size(u64::MAX).ends_with(" MB"));
    }
}
