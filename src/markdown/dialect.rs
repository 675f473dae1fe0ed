//! An engine's Markdown, as the printer must know it; because no two engines read the same Markdown alike.

/// How an engine reads Markdown, where engines differ. [`Dialect::COMMON_MARK`] reads what `CommonMark` with GitHub's
/// extensions and formulas reads; the others say where they read something else.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about an engine"
)]
pub struct Dialect {
    /// What is honoured as a hard break before a newline: `\` or two spaces.
    pub hard_break: &'static str,
    /// Whether HTML is shown; else tags are lost.
    pub has_html: bool,
    /// Whether footnotes are known; else they become raised numbers.
    pub has_footnotes: bool,
    /// Whether boxes of tasks are known; else they become HTML.
    pub has_tasks: bool,
    /// What stands for the colon of an address that is to be no link: another sign where such words become links by
    /// themselves.
    pub colon: &'static str,
    /// Whether a table may have a row that is no head as its first.
    pub has_headless_tables: bool,
    /// Whether more is read as marks than `CommonMark` does: every sign in words that may be one is escaped, and a blank
    /// line follows every block.
    pub is_eager: bool,
    /// A thematic break.
    pub rule: &'static str,
    /// What stands between two lists of one kind; without it the other marker does, `+` or `1)`.
    pub list_end: Option<&'static str>,
    /// What becomes of formulas.
    pub math: Math,
    /// The form of a code block.
    pub code: fn(&CodeBlock) -> CodeForm,
    /// The attributes with which an address that is its own text is written as HTML; `None` if it can stay.
    pub address: fn(&str) -> Option<&'static str>,
    /// What stands in the place of a stretch of source, so that the reader sees the characters that the engine would
    /// take for its own; `None` if it can stay. Without such a function nothing has to change.
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

/// What an engine's Markdown parser does with formulas between dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Math {
    /// It leaves them as they are written.
    Known,
    /// It takes them for words, and a script in the reader's browser finds them: backslashes and marks are escaped, so
    /// that the script sees the formula as it was written.
    #[default]
    Words,
    /// It knows those between two dollars.
    Display,
}

/// Where in a post a stretch of source text stands.
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
    /// Its lines.
    pub code: &'a str,
    /// Whether it stands in the first line of the memo.
    pub is_first: bool,
    /// Whether it stands on the line of an item's marker.
    pub is_behind_marker: bool,
    /// How many quotes it is in.
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
