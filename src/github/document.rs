//! Documents whose parts are repeated: one alias per folder, week or file.
//!
//! GraphQL has no loops, and one request per item would cost a round trip each. Every `.graphql` file is a valid
//! document with each part standing once; a part is repeated, or left out, by its name, and fragments are added that it
//! uses.

use serde_json::{Map, Value};

/// What several documents ask for; each goes with the documents that use it.
const FRAGMENTS: &str = include_str!("fragments.graphql");

/// A document with its variables, growing.
#[derive(Debug)]
pub(super) struct Document {
    text: &'static str,
    variables: Map<String, Value>,
    counts: Vec<(&'static str, usize)>,
}

impl Document {
    pub(super) fn new(text: &'static str) -> Self {
        Self {
            text,
            variables: Map::new(),
            counts: Vec::new(),
        }
    }

    pub(super) fn set(mut self, variable: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(variable.to_owned(), value.into());
        self
    }

    /// Adds one more of a part, with the values of its variables (named without their `_0`).
    pub(super) fn push<const N: usize>(
        &mut self,
        part: &'static str,
        variables: [(&str, Value); N],
    ) {
        let index = if let Some((_, count)) = self.counts.iter_mut().find(|(name, _)| *name == part)
        {
            *count += 1;
            *count - 1
        } else {
            self.counts.push((part, 1));
            0
        };
        for (name, value) in variables {
            self.variables.insert(format!("{name}_{index}"), value);
        }
    }

    /// The request's body.
    pub(super) fn request(&self) -> Value {
        serde_json::json!({ "query": self.query(), "variables": self.variables })
    }

    fn query(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            let Some(part) = line.trim().strip_prefix("# each ") else {
                if !line.trim_start().starts_with('#') {
                    push_line(&mut out, line);
                }
                continue;
            };
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "# end")
                .collect();
            for index in 0..self.count(part) {
                for line in &body {
                    push_line(&mut out, &line.replace("_0", &format!("_{index}")));
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

    fn count(&self, part: &str) -> usize {
        self.counts
            .iter()
            .find(|(name, _)| *name == part)
            .map_or(0, |(_, count)| *count)
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

    #[test]
    fn a_part_is_repeated_per_item() {
        let mut document = Document::new(TEXT).set("a", 1);
        document.push("text", [("text", "x".into())]);
        document.push("text", [("text", "y".into())]);
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
            serde_json::Value::from(document.variables), @r#"{"a":1,"text_0":"x","text_1":"y"}"#
        );
    }
}
