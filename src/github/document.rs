//! Documents whose parts are repeated: one alias per week, file or pull request.
//!
//! GraphQL has no loops, and one request per item would cost a round trip each. Every `.graphql` file is a valid
//! document with each part standing once; a part is repeated, or left out, by its name, and fragments are added that it
//! uses. A part keeps its alias wherever it goes, so a document that asks for too much can be asked in pieces, and the
//! answers are laid together.

use serde_json::{Map, Value};

/// Fragments of several documents; each goes with the documents that use it, after those that use it.
const FRAGMENTS: &str = include_str!("fragments.graphql");

/// A document with its variables, growing.
#[derive(Debug, Clone)]
pub(super) struct Document {
    text: &'static str,
    variables: Map<String, Value>,
    parts: Vec<Part>,
}

/// One of the repeated parts.
#[derive(Debug, Clone)]
struct Part {
    name: &'static str,
    /// Number among the parts of its name; its aliases and variables end with it.
    index: usize,
    variables: Vec<(String, Value)>,
}

impl Document {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text,
            variables: Map::new(),
            parts: Vec::new(),
        }
    }

    pub(super) fn set(mut self, variable: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(variable.to_owned(), value.into());
        self
    }

    /// Adds one more of a part, with the values of its variables (named without their `_0`).
    pub(super) fn push<const N: usize>(
        &mut self,
        name: &'static str,
        variables: [(&str, Value); N],
    ) {
        let index = self.parts.iter().filter(|part| part.name == name).count();
        let variables = variables
            .into_iter()
            .map(|(name, value)| (format!("{name}_{index}"), value))
            .collect();
        self.parts.push(Part {
            name,
            index,
            variables,
        });
    }

    /// Returns true if the document has none of its repeated parts.
    pub(super) fn is_bare(&self) -> bool {
        self.parts.is_empty()
    }

    /// The request's body.
    pub(super) fn request(&self) -> Value {
        let mut variables = self.variables.clone();
        variables.extend(self.parts.iter().flat_map(|part| part.variables.clone()));
        serde_json::json!({ "query": self.query(), "variables": variables })
    }

    /// Documents with at most so many of a part each; the first one has all other parts.
    pub(super) fn in_pieces(mut self, name: &str, most: usize) -> Vec<Self> {
        let (repeated, others): (Vec<Part>, Vec<Part>) =
            self.parts.drain(..).partition(|part| part.name == name);
        let mut pieces: Vec<Self> = repeated
            .chunks(most)
            .map(|parts| self.with(parts.to_vec()))
            .collect();
        match pieces.first_mut() {
            Some(first) => first.parts.extend(others),
            None => pieces.push(self.with(others)),
        }
        pieces
    }

    /// Two documents that ask for the same; `None` where there is nothing left to share out.
    pub(super) fn halves(&self) -> Option<[Self; 2]> {
        let (one, other) = self.parts.split_at(self.parts.len() / 2);
        (!one.is_empty()).then(|| [one, other].map(|parts| self.with(parts.to_vec())))
    }

    fn with(&self, parts: Vec<Part>) -> Self {
        Self {
            text: self.text,
            variables: self.variables.clone(),
            parts,
        }
    }

    fn query(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let Some(name) = line.trim().strip_prefix("# each ") else {
                if !line.trim_start().starts_with('#') {
                    push_line(&mut out, line);
                }
                continue;
            };
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "# end")
                .collect();
            for part in self.parts.iter().filter(|part| part.name == name) {
                for line in &body {
                    push_line(&mut out, &line.replace("_0", &format!("_{}", part.index)));
                }
            }
        }
        for fragment in FRAGMENTS.split("fragment ").skip(1) {
            let (name, _) = fragment.split_once(' ').unwrap_or_default();
            if out.contains(&format!("...{name}\n")) {
                out.push_str("fragment ");
                let lines = fragment.lines().filter(|line| !line.starts_with('#'));
                lines.for_each(|line| push_line(&mut out, line));
            }
        }
        out
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::Document;

    const TEXT: &str = "query Q(\n  # each text\n  $text_0: String!\n  # end\n) {\n  id\n  # each text\n  \
                        text_0: object(expression: $text_0) {\n    oid\n  }\n  # end\n}\n";

    fn document(texts: usize) -> Document {
        let mut document = Document::new(TEXT).set("a", 1);
        for name in ["x", "y", "z"].into_iter().take(texts) {
            document.push("text", [("text", name.into())]);
        }
        document
    }

    #[test]
    fn a_part_is_repeated_per_item() {
        let document = document(2);
        insta::assert_snapshot!(document.query(), @r"
        query Q(
          $text_0: String!
          $text_1: String!
        ) {
          id
          text_0: object(expression: $text_0) {
            oid
          }
          text_1: object(expression: $text_1) {
            oid
          }
        }
        ");
        insta::assert_snapshot!(
            document.request()["variables"], @r#"{"a":1,"text_0":"x","text_1":"y"}"#
        );
    }

    #[test]
    fn a_part_keeps_its_alias_in_a_smaller_document() {
        let variables = |documents: &[Document]| -> Vec<String> {
            let requests = documents.iter().map(Document::request);
            requests.map(|it| it["variables"].to_string()).collect()
        };
        let halves = document(3).halves().expect("three can be shared out");
        let expected = [
            r#"{"a":1,"text_0":"x"}"#,
            r#"{"a":1,"text_1":"y","text_2":"z"}"#,
        ];
        assert_eq!(variables(&halves), expected);
        assert!(halves[1].query().contains("text_2: object"));
        assert!(halves[0].halves().is_none());
        let pieces = document(3).in_pieces("text", 2);
        let expected = [
            r#"{"a":1,"text_0":"x","text_1":"y"}"#,
            r#"{"a":1,"text_2":"z"}"#,
        ];
        assert_eq!(variables(&pieces), expected);
        assert_eq!(document(0).in_pieces("text", 2).len(), 1);
    }
}
