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
    let mut open = Open::default();
    text.lines().enumerate().find_map(|(index, line)| {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.is_empty() || block.is_some_and(|outer| indent > outer) {
            return None;
        }
        let values = if open.quote.is_some() {
            Vec::new()
        } else {
            block = begins_block(code).then_some(indent);
            values(code)
        };
        let found = values.into_iter().find_map(|(start, value)| {
            let (at, hint) = in_value(value)?;
            Some((start + at, hint))
        });
        let item = open.read(code);
        let (at, hint) = found.or_else(|| item.and_then(|at| Some((at, word_hint(code, at)?))))?;
        Some(Unquoted {
            line: index + 1,
            column: line[..indent + at].chars().count() + 1,
            hint,
        })
    })
}

/// Returns true if the value of a line stands in the lines below it, as it is.
fn begins_block(code: &str) -> bool {
    let code = comment(code).map_or(code, |at| &code[..at]).trim_end();
    let last = code.rsplit([' ', '\t']).next().unwrap_or_default();
    let indicators = last.strip_prefix(['|', '>']);
    indicators.is_some_and(|all| all.chars().all(|c| matches!(c, '-' | '+' | '1'..='9')))
}

/// The place of the first `#` that begins a comment where there are no quotes.
fn comment(code: &str) -> Option<usize> {
    let mut before = code.char_indices().zip(code.chars().skip(1));
    let found = before.find(|&((_, c), next)| next == '#' && c.is_whitespace());
    let behind_blank = found.map(|((at, blank), _)| at + blank.len_utf8());
    code.starts_with('#').then_some(0).or(behind_blank)
}

/// The values in a line, which is no comment, each with where it starts: several of a mapping in braces.
fn values(code: &str) -> Vec<(usize, &str)> {
    if code.starts_with('#') {
        return Vec::new();
    }
    if is_mapping(code) {
        return in_braces(code);
    }
    let after_key = code.split_once(": ").map(|(_, value)| value);
    let Some(value) = after_key.or_else(|| code.strip_prefix("- ")) else {
        return Vec::new();
    };
    let value = value.trim();
    let start = code.trim_end().len() - value.len();
    if is_mapping(value) {
        let inner = in_braces(value).into_iter();
        return inner.map(|(at, value)| (start + at, value)).collect();
    }
    vec![(start, value)]
}

fn is_mapping(value: &str) -> bool {
    value.starts_with('{') && !value.starts_with("{{") && !value.starts_with("{%")
}

/// The values of a mapping in braces, each with where it starts.
fn in_braces(mapping: &str) -> Vec<(usize, &str)> {
    let mut quote = None;
    let mut starts = Vec::new();
    for (index, c) in mapping.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (':', None) if mapping[index..].starts_with(": ") => starts.push(index + 2),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([mapping.len()]);
    let values = starts.iter().zip(ends).map(|(&start, end)| {
        let value = mapping[start..end].trim_end();
        // what follows is the next key, or the end of the braces
        let value = match value.rsplit_once(", ") {
            Some((value, _)) if end < mapping.len() => value,
            _ => value.strip_suffix('}').unwrap_or(value),
        };
        let trimmed = value.trim_start();
        (start + value.len() - trimmed.len(), trimmed.trim_end())
    });
    values.collect()
}

/// Finds where in a value quotes are missing, and the way out.
fn in_value(value: &str) -> Option<(usize, String)> {
    if value.starts_with("{{") || value.starts_with("{%") {
        let quoted = value.replace('\'', "''");
        return Some((0, format!("put it in quotes: '{quoted}'")));
    }
    if let Some(at) = template(value) {
        let quoted = value.replace('\'', "''");
        let hint = format!("a `#` begins a comment; put it in quotes: '{quoted}'");
        return Some((at, hint));
    }
    let hint = value.starts_with('#').then(|| word_hint(value, 0));
    Some((0, hint??))
}

/// The way out for the word behind a `#`; none if there is no word.
fn word_hint(code: &str, at: usize) -> Option<String> {
    let rest = &code[at + 1..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']'));
    let word = &rest[..end.unwrap_or(rest.len())];
    let hint = format!("a `#` begins a comment; write `{word}` or \"#{word}\"");
    (!word.is_empty()).then_some(hint)
}

/// Finds a `#` in a plain value with a template right behind it, as in `Weekly #{{ number }}`.
fn template(value: &str) -> Option<usize> {
    let at = comment(value).filter(|_| !value.starts_with(['"', '\'', '[', '|', '>', '&', '!']))?;
    let word = value[at..].split_whitespace().next()?;
    (word.contains("{{") || word.contains("{%")).then_some(at)
}

/// What is still open at the end of a line: lists, mappings and quotes may go on in the lines below.
#[derive(Debug, Default)]
struct Open {
    brackets: Vec<char>,
    quote: Option<char>,
}

impl Open {
    /// Reads on in a line, and finds a `#` at which an item of a list should begin.
    fn read(&mut self, code: &str) -> Option<usize> {
        let is_inside = self.quote.is_some() || !self.brackets.is_empty();
        let start = if is_inside { 0 } else { flow_start(code)? };
        // the sign before, and the one before that is no blank
        let (mut before, mut solid) = (' ', ',');
        let mut signs = code[start..].char_indices();
        while let Some((at, c)) = signs.next() {
            match (c, self.quote) {
                ('\\', Some('"')) => drop(signs.next()),
                (c, Some(quote)) if c == quote => self.quote = None,
                ('"' | '\'', None) if !is_word(before) || before == c => self.quote = Some(c),
                ('[' | '{', None) => self.brackets.push(c),
                (']' | '}', None) => drop(self.brackets.pop()),
                ('#', None) if !is_word(before) => {
                    let is_item = self.brackets.last() == Some(&'[') && matches!(solid, '[' | ',');
                    return is_item.then_some(start + at);
                }
                _ => {}
            }
            if self.quote.is_none() && self.brackets.is_empty() {
                return None;
            }
            before = c;
            solid = if c.is_whitespace() { solid } else { c };
        }
        None
    }
}

/// Returns true for a sign behind which neither a value nor a comment can begin.
fn is_word(sign: char) -> bool {
    !sign.is_whitespace() && !matches!(sign, '[' | '{' | ',' | ':')
}

/// The place of a value that goes on until its bracket or quote is closed.
fn flow_start(code: &str) -> Option<usize> {
    if code.starts_with('#') {
        return None;
    }
    let after_key = code.split_once(": ").map(|(_, value)| value);
    let value = after_key.or_else(|| code.strip_prefix("- "));
    let value = value.unwrap_or(code).trim_start();
    value
        .starts_with(['[', '{', '"', '\''])
        .then_some(code.len() - value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(text: &str) -> Option<(usize, usize, String)> {
        unquoted(text).map(|it| (it.line, it.column, it.hint))
    }

    #[test]
    fn a_tag_without_quotes_is_found_in_a_list_over_several_lines() {
        let tag = "a `#` begins a comment; write `draft` or \"#draft\"".to_owned();
        let in_lines = "exclude_tags: [\n  #draft,\n  secret\n]\n";
        assert_eq!(hint(in_lines), Some((2, 3, tag.clone())));
        for (written, line, column) in [
            ("exclude_tags: [secret,\n  #draft]\n", 2, 3),
            ("exclude_tags: [ secret\n  , #draft]\n", 2, 5),
            ("exclude_tags:\n  [\n    'a',\n    #draft\n  ]\n", 4, 5),
            ("exclude_tags: # all\n  [a, # b\n  #draft\n  ]\n", 3, 3),
            (
                "select: { pinned: true, exclude_tags: [\n  #draft, a ] }\n",
                2,
                3,
            ),
            ("select: {\n  exclude_tags: [\n  #draft, a ] }\n", 3, 3),
            ("exclude_tags: [a,#draft,\n  b]\n", 1, 18),
            ("exclude_tags: [\"a\\\"\", 'it''s',\n  #draft]\n", 2, 3),
            ("exclude_tags: [it's,\n  #draft]\n", 2, 3),
            ("intro: 'a\n  b'\nexclude_tags: [\n  #draft ]\n", 4, 3),
        ] {
            assert_eq!(
                hint(written),
                Some((line, column, tag.clone())),
                "{written}"
            );
        }
    }

    #[test]
    fn tags_and_templates_without_quotes_are_found() {
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
        assert_eq!(
            hint("exclude_tags:\n  - #draft\n"),
            Some((2, 5, tag.clone()))
        );
        assert_eq!(
            hint("select: { pinned: true, exclude_tags: [#draft] }\n"),
            Some((
                1,
                40,
                "a `#` begins a comment; write `draft` or \"#draft\"".to_owned()
            ))
        );
        assert_eq!(
            hint("{ title: {{ series }}, slug: a }\n"),
            Some((1, 10, "put it in quotes: '{{ series }}'".to_owned()))
        );
        let template = "put it in quotes: '{{ series }} #{{ number }}'".to_owned();
        assert_eq!(
            hint("title: {{ series }} #{{ number }}\n"),
            Some((1, 8, template))
        );
        for (written, column, quoted) in [
            (
                "title: Weekly #{{ number }}\n",
                15,
                "'Weekly #{{ number }}'",
            ),
            (
                "title: 周刊\t#第{{ number }}期\n",
                11,
                "'周刊\t#第{{ number }}期'",
            ),
            ("title: #{{ number }}\n", 8, "'#{{ number }}'"),
            (
                "title: It's #{% if x %}1{% endif %}\n",
                13,
                "'It''s #{% if x %}1{% endif %}'",
            ),
        ] {
            let way_out = format!("a `#` begins a comment; put it in quotes: {quoted}");
            assert_eq!(hint(written), Some((1, column, way_out)));
        }
        for fine in [
            "# title: {{ x }}\n",
            "title: '{{ x }}'\n",
            "a: b # c\n",
            "tags: [a, b] # c\n",
            "labels: [a#b]\n",
            "intro: |\n  - #a\n  {{ x }}\norder: oldest_first\n",
            "a: b\n# - #x\n",
            "a: 'b' #{{ c }}\n",
            "a: [b] #{{ c }}\n",
            "a: b#{{ c }}\n",
            "a: b # or {{ c }}\n",
            "a: b # {{ c }}\n",
            "a: b #c {{ d }}\n",
            "intro: | \n  {{ x }}\nouter:\n  intro: |- # {{ y }}\n    - #a\n  outro: >2-\t# z\n    {{ x }}\n",
            "intro: |+1\n  {{ x }}\noutro: >3\n   {{ x }}\n",
            "a: # b\n",
            "a: { b: 'c: #d', e: \"{{ x }}\" } # f\n",
            "a: { b: [c], # more\n  d: e }\n",
            "tags: [\n  # all\n  a, # b\n  b #c\n]\n#timezone: UTC\n",
            "tags: [a, 'b\n  #c', \"#d\"]\n#e: f\n",
            "intro: \"a\n  - #b\n\n  #c\"\n#d: e\n",
            "a: b [c\n#d: e\n",
            "select: {\n  #pinned: true,\n  tags: [] }\n",
            "intro: it's [\n#d: e\n",
            "series: 周刊\ntags: [周, 刊,\n  周刊]\n",
            "# tags: [a,\n#b]\n",
        ] {
            assert_eq!(hint(fine), None, "{fine}");
        }
    }
}
