//! What a run says on a terminal: a line per step, with counts and ids and never the text of a memo.

use crate::pipeline::Made;

/// Prints a line of the form `week     …` to standard error.
pub(super) fn say(step: &str, text: &str) {
    eprintln!("{step:<8} {}", one_line(text));
}

/// Shows on standard output what would have been written: that is what a dry run is for.
pub(super) fn show(made: &Made) {
    println!(
        "\n# {}\n\n{}",
        made.proposal.title,
        made.proposal.full_body()
    );
    for file in &made.post.files {
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => println!("\n# {}\n\n{text}", file.path),
            Err(_) => println!("\n# {} ({})", file.path, size(file.bytes.len())),
        }
    }
}

/// A number of bytes as people say it.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// A text that stays on its line: no workflow command and no escape sequence can hide in it.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
