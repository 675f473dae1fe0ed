//! One memo's text, made fit to stand in a post.

/// Where a piece of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among words.
    Prose,
    /// In back-ticks, which it holds.
    CodeSpan,
    /// In a code block.
    CodeBlock,
    /// In a link's target.
    Url,
}

/// How an engine's own syntax is neutralised.
pub trait Escape: Sync {
    /// `None`: as it is.
    fn escape(&self, source: &str, place: Place) -> Option<String>;
}
