//! A line of output: text from anywhere, made safe to be printed on a terminal or into a runner's log.
//!
//! Servers, files and arguments say what they like; none of them may move the cursor, end a line or issue a command.

/// A text on one line; its own line breaks are blanks.
pub(crate) fn one_line(text: &str) -> String {
    let text = text.trim().replace("\r\n", " ");
    visible(&text.replace(['\n', '\r', '\t'], " "), &[])
}

/// A line that the runner takes for no command: those begin with `::`, or have `##[` anywhere.
pub(crate) fn harmless(line: &str) -> String {
    let line = visible(line, &['\t']).replace("##[", "# #[");
    let start = line.len() - line.trim_start().len();
    if line[start..].starts_with("::") {
        format!("{}: :{}", &line[..start], &line[start + 2..])
    } else {
        line
    }
}

/// The text with its control characters, and what turns the direction of reading, shown as escapes.
pub(crate) fn visible(text: &str, kept: &[char]) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !kept.contains(&c) {
            visible.extend(c.escape_default());
        } else {
            visible.push(c);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_its_control_characters_and_is_no_command() {
        for (line, shown) in [
            ("a\u{1b}[31mred\u{7}", "a\\u{1b}[31mred\\u{7}"),
            ("::set-output name=x::y", ": :set-output name=x::y"),
            ("  ::error::x", "  : :error::x"),
            ("x ##[error]y", "x # #[error]y"),
            ("ab\u{202e}cd", "ab\\u{202e}cd"),
            ("生成周刊·第五期", "生成周刊·第五期"),
        ] {
            assert_eq!(harmless(line), shown);
        }
        assert_eq!(one_line("two\nlines\r\nand\tmore\n"), "two lines and more");
    }
}
