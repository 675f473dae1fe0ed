//! The place of a key in a configuration, found by its path and by the parser itself, however the file is laid out.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

/// Line and column of the key at a path such as `select.tags`, both counted from 1, the column in characters. Of a key
/// that stands more than once it is the last place.
pub(super) fn of_key(text: &str, path: &str) -> Option<(usize, usize)> {
    let path: Vec<&str> = path.split('.').collect();
    let places = (0..).map_while(|passed| {
        let walk = Walk {
            path: &path,
            passed,
        };
        let stopped = walk.deserialize(serde_yaml::Deserializer::from_str(text));
        let stopped = stopped.err().filter(|it| it.to_string().contains(HERE))?;
        let at = stopped.location()?;
        Some((at.line(), at.column()))
    });
    places.last()
}

/// The error with which a walk ends at its goal.
const HERE: &str = "here it is";

/// Walks along a path, and stops with an error at the key at its end, whose place the parser adds.
struct Walk<'a> {
    path: &'a [&'a str],
    /// Number of matching keys at the end of the path that are passed before the walk stops.
    passed: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a block of keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.path.split_first() else {
            return Ok(());
        };
        let mut passed = self.passed;
        while let Some(is_first) = map.next_key_seed(Key {
            name: first,
            stops: rest.is_empty() && passed == 0,
        })? {
            if is_first && rest.is_empty() {
                passed -= 1;
            }
            if is_first && !rest.is_empty() {
                map.next_value_seed(Walk {
                    path: rest,
                    passed: self.passed,
                })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A key of a mapping, which is the one that is looked for or not.
struct Key<'a> {
    name: &'a str,
    /// True if this key ends the walk when it is found.
    stops: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<bool, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        match key == self.name {
            true if self.stops => Err(E::custom(HERE)),
            is_it => Ok(is_it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of_key;

    #[test]
    fn a_key_is_found_in_blocks_and_in_braces() {
        let text = "select:\n  tags: [a]\n  \"时间\": { x: 1, tags: b }\ntext: { tag_url: /, tags: link }\n";
        assert_eq!(of_key(text, "select.tags"), Some((2, 3)));
        assert_eq!(of_key(text, "select.时间.tags"), Some((3, 17)));
        assert_eq!(of_key(text, "text.tags"), Some((4, 21)));
        assert_eq!(of_key(text, "text"), Some((4, 1)));
        assert_eq!(of_key(text, "links.tags"), None);
        assert_eq!(of_key("order: a\norder: b\n", "order"), Some((2, 1)));
        assert_eq!(of_key("[1, 2]\n", "order"), None);
    }
}
