//! The one printer of blocks: lists, quotes, fences, tables, headings, blank lines and margins, the same for the same
//! meaning; because what is printed anew cannot depend on what stood around it.

use std::borrow::Cow;
use std::fmt::Write as _;

use pulldown_cmark::Alignment;

use super::dialect::{CodeBlock, CodeForm, Dialect, Region};
use super::guard::Position;
use super::leaf::{Kind, Leaf};
use super::line::Line;
use super::tree::{Block, Code, List, Tree};
use super::write::{self, NOTHING};
use super::{LineBreaks, Style};

/// The tree as Markdown without a newline at the end.
pub(super) fn print(tree: &Tree, style: &Style) -> String {
    let mut printer = Printer {
        style,
        line: Line::new(&style.dialect),
        margin: String::new(),
        is_behind_marker: false,
    };
    printer.blocks(&tree.blocks, false, Position::Begin);
    let mut out = printer.line.out;
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// A leaf as Markdown in one line.
pub(super) fn print_line(leaf: &Leaf, dialect: &Dialect) -> String {
    let mut line = Line::new(dialect);
    one_line(leaf, &mut line, Some(Position::Begin));
    line.out
}

/// The largest number of an item.
const LAST: u64 = 999_999_999;

/// The margin behind the marker with that number.
const MARGIN: &str = "           ";

/// Prints every block on lines of its own, the first one behind what is there already.
struct Printer<'p> {
    style: &'p Style<'p>,
    line: Line<'p>,
    /// The beginning of lines in the containers of the block.
    margin: String,
    /// True if the block stands on the line of an item's marker.
    is_behind_marker: bool,
}

impl Printer<'_> {
    fn blocks(&mut self, blocks: &[Block], is_tight: bool, first: Position) {
        let mut before: Option<&Block> = None;
        // whether the last list has the other marker
        let mut is_other = false;
        for block in blocks {
            is_other = match (before, block) {
                (Some(Block::List(before)), Block::List(list)) => {
                    before.first.is_some() == list.first.is_some() && !is_other
                }
                _ => false,
            };
            if let Some(before) = before {
                if let Some(end) = self.style.dialect.list_end.filter(|_| is_other) {
                    self.blank_line();
                    self.line.out.extend([&self.margin, end, "\n"]);
                }
                if !is_tight || !self.may_follow(before, block) {
                    self.blank_line();
                }
                self.line.out.push_str(&self.margin);
                self.is_behind_marker = false;
            }
            let position = if before.is_some() {
                Position::First
            } else {
                first
            };
            self.block(block, position, is_other);
            before = Some(block);
        }
    }

    fn block(&mut self, block: &Block, position: Position, is_other: bool) {
        match block {
            Block::Paragraph(leaf) => self.paragraph(leaf, position),
            Block::Heading(level, leaf) => {
                self.line.out.extend([&"######"[..*level as usize], " "]);
                one_line(leaf, &mut self.line, None);
                self.line.out.push('\n');
            }
            Block::Code(code) => self.code(code),
            Block::Html(html) => self.html(html),
            Block::Rule => self.line.out.extend([self.style.dialect.rule, "\n"]),
            Block::Quote(inner) => self.container("> ", "> ", inner, false),
            Block::List(list) => self.list(list, is_other && self.style.dialect.list_end.is_none()),
            Block::Table(alignments, rows) => self.table(alignments, rows),
            Block::Footnote(label, inner) => {
                let marker = format!("[^{label}]: ");
                self.container(&marker, "    ", inner, false);
            }
        }
    }

    /// Returns true if a block can stand right below another one in an item of a tight list.
    fn may_follow(&self, before: &Block, block: &Block) -> bool {
        let is_eager = self.style.dialect.is_eager;
        match (before, block) {
            (Block::Paragraph(_), Block::List(list)) => list.first.is_none_or(|first| first == 1),
            (Block::Paragraph(_), Block::Quote(_) | Block::Heading(..))
            | (Block::Heading(..), _) => true,
            (Block::Paragraph(_), Block::Code(_) | Block::Rule)
            | (Block::Code(_) | Block::Rule, _) => !is_eager,
            _ => false,
        }
    }

    fn blank_line(&mut self) {
        self.line.out.push_str(self.margin.trim_end());
        self.line.out.push('\n');
    }

    fn container(&mut self, marker: &str, margin: &str, blocks: &[Block], is_tight: bool) {
        self.line.out.push_str(marker);
        if blocks.is_empty() {
            let end = self.line.out.trim_end_matches(' ').len();
            self.line.out.truncate(end);
            return self.line.out.push('\n');
        }
        let width = self.margin.len();
        self.margin.push_str(margin);
        let is_item = margin.ends_with("  ") && !marker.starts_with('[');
        self.is_behind_marker |= is_item;
        let position = if is_item {
            Position::Begin
        } else {
            Position::First
        };
        self.blocks(blocks, is_tight, position);
        self.margin.truncate(width);
    }

    fn list(&mut self, list: &List, is_other: bool) {
        // one that cannot be tight as a whole is not
        let can_be = |item: &Vec<Block>| {
            item.windows(2)
                .all(|pair| self.may_follow(&pair[0], &pair[1]))
        };
        let is_tight = list.is_tight && list.items.iter().all(can_be);
        for (place, item) in (0..).zip(&list.items) {
            if place > 0 {
                if !is_tight {
                    self.blank_line();
                }
                self.line.out.push_str(&self.margin);
            }
            let marker: Cow<str> = match list.first {
                Some(first) => {
                    let sign = if is_other { ')' } else { '.' };
                    format!("{}{sign} ", (first + place).min(LAST)).into()
                }
                None if is_other => "+ ".into(),
                None => "- ".into(),
            };
            if item.is_empty() {
                // parsers do not agree on where a list ends whose last item is empty
                self.line.out.extend([&marker, NOTHING, "\n"]);
            } else {
                self.container(&marker, &MARGIN[..marker.len()], item, is_tight);
            }
        }
    }

    fn paragraph(&mut self, leaf: &Leaf, mut position: Position) {
        let dialect = &self.style.dialect;
        match leaf.task {
            Some(is_checked) if dialect.has_tasks => {
                self.line
                    .out
                    .push_str(if is_checked { "[x] " } else { "[ ] " });
                position = Position::First;
            }
            Some(is_checked) => {
                let state = if is_checked { " checked" } else { "" };
                let _ = write!(self.line.out, "<input type=\"checkbox\" disabled{state}> ");
                position = Position::Later;
            }
            None => {}
        }
        let begin = self.line.out.len();
        self.line.begin(leaf);
        // where the words of the last line end, and the break behind them
        let mut end = begin;
        for token in &leaf.tokens {
            let Kind::Break(is_hard) = token.kind else {
                self.line.push(token);
                continue;
            };
            if self.line.is_in_image() {
                self.line.push(token);
            } else if !self.line.is_blank() {
                let next_break = match (is_hard, self.style.line_breaks) {
                    (true, _) if !token.text.is_empty() => "  ",
                    // a backslash that stood there can stay: the marks before it are what they are with it
                    (true, _) => dialect.hard_break,
                    (false, LineBreaks::Hard) => hard_break(self.line.text(), dialect.hard_break),
                    (false, LineBreaks::Soft) => "",
                };
                self.end_line(position, Some(next_break));
                end = self.line.out.len();
                self.line.out.extend([next_break, "\n", &self.margin]);
                self.line.begin_next();
                position = Position::Later;
            }
        }
        if self.line.is_blank() {
            self.line.out.truncate(end);
        } else {
            self.end_line(position, None);
        }
        if self.line.out.len() == begin {
            self.line.out.push_str(NOTHING);
        }
        self.line.out.push('\n');
    }

    /// Ends a line of a paragraph.
    fn end_line(&mut self, position: Position, next_break: Option<&str>) {
        let start = self.line.finish(Some(position), next_break);
        // only formulas have more than one line
        if self.line.out[start..].contains('\n') {
            let lines = self.line.out.split_off(start);
            let margin = format!("\n{}", self.margin);
            self.line.out.push_str(&lines.replace('\n', &margin));
        }
    }

    fn code(&mut self, code: &Code) {
        let dialect = &self.style.dialect;
        let info = code.info.as_deref().unwrap_or_default();
        let language = info.split_whitespace().next().unwrap_or_default();
        let form = (dialect.code)(&CodeBlock {
            language,
            code: &code.text,
            is_first: !self.line.out.contains('\n'),
            is_behind_marker: self.is_behind_marker,
            quotes: self.margin.matches('>').count(),
        });
        if let CodeForm::Html(attributes) = form {
            let class = match language {
                "" => String::new(),
                name => format!(" class=\"language-{}\"", write::html(name)),
            };
            let lines = write::html(code.text.trim_end_matches('\n'));
            let _ = writeln!(
                self.line.out,
                "<pre{attributes}><code{class}>{lines}</code></pre>"
            );
            return;
        }
        let sign = if info.contains('`') { '~' } else { '`' };
        let fence = sign
            .to_string()
            .repeat(3.max(write::longest_run(&code.text, sign) + 1));
        self.line.out.extend([&*fence, info, "\n"]);
        let escaped = dialect
            .escape
            .and_then(|escape| escape(&code.text, Region::CodeBlock));
        let text = escaped.as_deref().unwrap_or(&code.text);
        let text = text.strip_suffix('\n').unwrap_or(text);
        for line in text.split('\n').filter(|_| !code.text.is_empty()) {
            let margin = if line.is_empty() {
                self.margin.trim_end()
            } else {
                &self.margin
            };
            self.line.out.extend([margin, line, "\n"]);
        }
        self.line.out.extend([&*self.margin, &fence, "\n"]);
    }

    fn html(&mut self, html: &str) {
        let escaped = self
            .style
            .dialect
            .escape
            .and_then(|escape| escape(html, Region::Html));
        for (place, line) in escaped
            .as_deref()
            .unwrap_or(html)
            .trim_end_matches('\n')
            .split('\n')
            .enumerate()
        {
            if place > 0 {
                self.line.out.push_str(&self.margin);
            }
            self.line.out.extend([line, "\n"]);
        }
    }

    fn table(&mut self, alignments: &[Alignment], rows: &[Vec<Leaf>]) {
        for (place, row) in rows.iter().enumerate() {
            if place > 0 {
                self.line.out.push_str(&self.margin);
            }
            self.line.out.push('|');
            for cell in row {
                self.line.out.push(' ');
                let start = self.line.out.len();
                one_line(cell, &mut self.line, None);
                // a row of such lines would end the head once more for some
                let is_line = |c| matches!(c, '-' | '=' | ':');
                if place > 0
                    && self.line.out.len() > start
                    && self.line.out[start..].chars().all(is_line)
                {
                    self.line.out.insert(start, '\\');
                }
                self.line.out.push_str(" |");
            }
            self.line.out.push('\n');
            // one without rows is none to those who need no head
            if place == 0 && !(rows.len() == 1 && self.style.dialect.has_headless_tables) {
                let lines = alignments.iter().map(|alignment| match alignment {
                    Alignment::None => "---|",
                    Alignment::Left => ":--|",
                    Alignment::Center => ":-:|",
                    Alignment::Right => "--:|",
                });
                self.line.out.extend([&self.margin, "|"]);
                self.line.out.extend(lines);
                self.line.out.push('\n');
            }
        }
    }
}

/// A leaf in one line; what reads as the end of a heading does not.
fn one_line(leaf: &Leaf, line: &mut Line, position: Option<Position>) {
    line.begin(leaf);
    leaf.tokens.iter().for_each(|token| line.push(token));
    let start = line.finish(position, None);
    let text = &line.out[start..];
    let words = text.trim_end_matches('#');
    if words.len() < text.len() && (words.is_empty() || words.ends_with([' ', '\t'])) {
        line.out.insert(line.out.len() - 1, '\\');
    }
}

/// The break behind `text`: two spaces, which all engines know, where a backslash would make a difference to the mark
/// before it.
fn hard_break(text: &str, usual: &'static str) -> &'static str {
    let mut before = text.chars().rev();
    match before.next() {
        Some('$') => "  ",
        Some('*' | '_' | '~')
            if before
                .next()
                .is_none_or(|c| !c.is_alphanumeric() && c != '\\') =>
        {
            "  "
        }
        _ => usual,
    }
}
