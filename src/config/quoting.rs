//! Values that YAML reads as something else, because they are not in quotes.

/// A place where quotes are missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unquoted {
    /// Counted from 1.
    pub(super) line: usize,
    /// Counted from 1, in characters.
    pub(super) column: usize,
    /// The way out.
    pub(super) hint: String,
}

/// The first value of a file that is cut short by a `#`, or that begins with a template.
pub(super) fn unquoted(text: &str) -> Option<Unquoted> {
    // The indent of the key whose text stands in the lines below it.
    let mut block: Option<usize> = None;
    text.lines().enumerate().find_map(|(index, line)| {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.is_empty() || block.is_some_and(|outer| indent > outer) {
            return None;
        }
        block = begins_block(code).then_some(indent);
        let (column, hint) = value(code).and_then(|value| in_value(line, value))?;
        Some(Unquoted {
            line: index + 1,
            column,
            hint,
        })
    })
}

/// Whether the value of a line stands in the lines below it, as it is.
fn begins_block(code: &str) -> bool {
    let last = code.rsplit(' ').next().unwrap_or_default();
    matches!(last, "|" | ">" | "|-" | ">-" | "|+" | ">+")
}

/// The value in a line, which is no comment.
fn value(code: &str) -> Option<&str> {
    if code.starts_with('#') {
        return None;
    }
    let after_key = code.split_once(": ").map(|(_, value)| value);
    after_key
        .or_else(|| code.strip_prefix("- "))
        .map(str::trim_start)
}

/// Where in the line quotes are missing, and the way out.
fn in_value(line: &str, value: &str) -> Option<(usize, String)> {
    let column = |part: &str| line[..line.len() - part.len()].chars().count() + 1;
    if value.starts_with("{{") || value.starts_with("{%") {
        let quoted = value.trim_end().replace('\'', "''");
        return Some((column(value), format!("put it in quotes: '{quoted}'")));
    }
    let rest = tag(value)?;
    let end = rest[1..].find(|c: char| c.is_whitespace() || matches!(c, ',' | ']'));
    let word = &rest[1..end.map_or(rest.len(), |end| end + 1)];
    let hint = format!("a `#` begins a comment; write `{word}` or \"#{word}\"");
    (!word.is_empty()).then(|| (column(rest), hint))
}

/// The value from a `#` on that stands where a word should begin: at its start, or at that of an item of a list.
fn tag(value: &str) -> Option<&str> {
    let opened = value.strip_prefix('[').map_or(value, str::trim_start);
    if opened.starts_with('#') {
        return Some(opened);
    }
    let comma = value.starts_with('[').then(|| value.find(", #"))??;
    Some(&value[comma + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_templates_without_quotes_are_found() {
        let hint = |text: &str| unquoted(text).map(|it| (it.line, it.column, it.hint));
        let tag = "a `#` begins a comment; write `draft` or \"#draft\"".to_owned();
        assert_eq!(
            hint("select:\n  exclude_tags: [#draft]\n"),
            Some((2, 18, tag.clone()))
        );
        assert_eq!(
            hint("exclude_tags: [a, #draft]\n"),
            Some((1, 19, tag.clone()))
        );
        assert_eq!(hint("exclude_tags: #draft\n"), Some((1, 15, tag.clone())));
        assert_eq!(hint("exclude_tags:\n  - #draft\n"), Some((2, 5, tag)));
        let template = "put it in quotes: '{{ series }} #{{ number }}'".to_owned();
        assert_eq!(
            hint("title: {{ series }} #{{ number }}\n"),
            Some((1, 8, template))
        );
        for fine in [
            "# title: {{ x }}\n",
            "title: '{{ x }}'\n",
            "a: b # c\n",
            "tags: [a, b] # c\n",
            "labels: [a#b]\n",
            "intro: |\n  - #a\n  {{ x }}\norder: oldest_first\n",
            "a: b\n# - #x\n",
            "a: # b\n",
        ] {
            assert_eq!(hint(fine), None, "{fine}");
        }
    }
}
