//! An engine's Markdown, as the printer must know it; because no two engines read the same Markdown alike.

/// The Markdown that an engine reads, where engines differ. [`Dialect::COMMON_MARK`] reads what `CommonMark` with
/// GitHub's extensions and formulas reads; the others say where they read something else.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about an engine"
)]
pub struct Dialect {
    /// The characters before a newline that are honoured as a hard break: `\` or two spaces.
    pub hard_break: &'static str,
    /// True if HTML is shown; else tags are lost.
    pub has_html: bool,
    /// True if footnotes are known; else they become raised numbers.
    pub has_footnotes: bool,
    /// True if boxes of tasks are known; else they become HTML.
    pub has_tasks: bool,
    /// The text for the colon of an address that is to be no link: another sign where such words become links by
    /// themselves.
    pub colon: &'static str,
    /// True if the first row of a table may be one that is no head.
    pub has_headless_tables: bool,
    /// True if more is read as marks than `CommonMark` does: every sign in words that may be one is escaped, and a
    /// blank line follows every block.
    pub is_eager: bool,
    /// A thematic break.
    pub rule: &'static str,
    /// The line between two lists of one kind; without it the second list has the other marker, `+` or `1)`.
    pub list_end: Option<&'static str>,
    /// Treatment of formulas.
    pub math: Math,
    /// The form of a code block.
    pub code: fn(&CodeBlock) -> CodeForm,
    /// The attributes with which an address that is its own text is written as HTML; `None` if it can stay.
    pub address: fn(&str) -> Option<&'static str>,
    /// Function that replaces a stretch of source, so that the reader sees the characters that the engine would take
    /// for its own; it returns `None` if the stretch can stay. Without such a function nothing has to change.
    pub escape: Option<fn(&str, Region) -> Option<String>>,
}

impl Dialect {
    /// `CommonMark` with GitHub's extensions and formulas.
    pub const COMMON_MARK: Self = Self {
        hard_break: "\\",
        has_html: true,
        has_footnotes: true,
        has_tasks: true,
        colon: ":",
        has_headless_tables: false,
        is_eager: false,
        rule: "***",
        list_end: None,
        math: Math::Known,
        code: |_| CodeForm::Fence,
        address: |_| None,
        escape: None,
    };
}

/// Treatment of formulas between dollars by an engine's Markdown parser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Math {
    /// Left as they are written.
    Known,
    /// Taken for words, and found by a script in the reader's browser: backslashes and marks are escaped, so that the
    /// script sees the formula as it was written.
    #[default]
    Words,
    /// Known only between double dollars, `$$`.
    Display,
}

/// The place of a stretch of source text in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// Markdown within one line. Entities mean what they stand for; a backslash may stand before any sign, which it then
    /// keeps from meaning anything, also from beginning an entity. No HTML and no address is in it.
    Prose,
    /// A whole code span with its back-ticks; raw HTML may take its place.
    CodeSpan,
    /// The lines of a code block without indentation and fences.
    CodeBlock,
    /// A formula with its dollars.
    Math,
    /// The address of a link or an image, without brackets.
    Url,
    /// A tag, or a block of HTML.
    Html,
}

/// A code block and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct CodeBlock<'a> {
    /// The first word behind the fence; empty without one.
    pub language: &'a str,
    /// The lines of the block.
    pub code: &'a str,
    /// True if the block begins in the first line of the memo.
    pub is_first: bool,
    /// True if the block begins on the line of an item's marker.
    pub is_behind_marker: bool,
    /// The number of quotes around the block.
    pub quotes: usize,
}

/// The form of a code block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeForm {
    /// Between fences.
    Fence,
    /// As HTML in one line, with these attributes.
    Html(&'static str),
}
