//! Configured front matter, whose texts are templates.

use serde::Serialize;

use crate::front_matter::{Fields, Value};
use crate::template;

/// Configured front matter with the templates in its texts rendered.
pub(super) fn filled<C: Serialize>(
    fields: &Fields,
    context: &C,
) -> Result<Fields, template::Error> {
    fn value<C: Serialize>(
        key: &str,
        found: &Value,
        context: &C,
    ) -> Result<Value, template::Error> {
        Ok(match found {
            Value::Text(text) => Value::Text(template::render(
                &format!("blog.front_matter.{key}"),
                text,
                context,
            )?),
            Value::List(values) => Value::List(
                values
                    .iter()
                    .map(|found| value(key, found, context))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Map(fields) => Value::Map(filled(fields, context)?),
            other => other.clone(),
        })
    }
    fields
        .iter()
        .map(|(key, found)| Ok((key.clone(), value(key, found, context)?)))
        .collect()
}
