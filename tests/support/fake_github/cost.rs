//! What a document costs at GitHub: the nodes that it may bring, and the points that it takes from the rate limit.
//!
//! The rules: <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>. Every
//! connection names how many nodes it wants, from 1 to 100; what is asked for inside is asked for each of them. A document
//! may ask for 500,000 nodes; its points are the requests for connections, divided by 100 and rounded, at least one.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Selection, SelectionSet};
use serde_json::{Value, json};

/// More possible nodes than these are refused.
pub(crate) const MAX_NODES: u64 = 500_000;

/// What a document costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How many nodes it may bring.
    pub(crate) nodes: u64,
    /// How many requests for connections that takes.
    requests: u64,
}

impl Cost {
    pub(crate) fn points(self) -> u64 {
        ((self.requests + 50) / 100).max(1)
    }
}

/// The cost of a valid document, or the error for a connection without a size.
pub(super) fn cost(document: &ExecutableDocument, variables: &Value) -> Result<Cost, Value> {
    let mut cost = Cost::default();
    for operation in document.operations.iter() {
        add(document, &operation.selection_set, variables, 1, &mut cost)?;
    }
    if cost.nodes > MAX_NODES {
        return Err(json!({
            "type": "MAX_NODE_LIMIT_EXCEEDED",
            "message": format!(
                "This query requests up to {} possible nodes which exceeds the maximum limit of {}.",
                grouped(cost.nodes),
                grouped(MAX_NODES)
            ),
        }));
    }
    Ok(cost)
}

/// Adds what a selection costs where it stands in `times` objects.
fn add(
    document: &ExecutableDocument,
    selection: &SelectionSet,
    variables: &Value,
    times: u64,
    cost: &mut Cost,
) -> Result<(), Value> {
    for selection in &selection.selections {
        match selection {
            Selection::Field(field) => {
                let is_connection = field.selection_set.ty.as_str().ends_with("Connection");
                let inside = if is_connection {
                    let size = ["first", "last"].iter().find_map(|name| {
                        let value = &field.arguments.iter().find(|it| it.name == *name)?.value;
                        match value.as_variable() {
                            Some(variable) => variables[variable.as_str()].as_u64(),
                            None => u64::try_from(value.to_i32()?).ok(),
                        }
                    });
                    let size = bounded(size, field.name.as_str())?;
                    cost.requests += times;
                    cost.nodes += times * size;
                    times * size
                } else {
                    times
                };
                add(document, &field.selection_set, variables, inside, cost)?;
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    add(document, &fragment.selection_set, variables, times, cost)?;
                }
            }
            Selection::InlineFragment(inline) => {
                add(document, &inline.selection_set, variables, times, cost)?;
            }
        }
    }
    Ok(())
}

fn bounded(size: Option<u64>, connection: &str) -> Result<u64, Value> {
    let refused = |kind: &str, message: String| Err(json!({ "type": kind, "message": message }));
    match size {
        None => refused(
            "MISSING_PAGINATION_BOUNDARIES",
            format!(
                "You must provide a `first` or `last` value to properly paginate the `{connection}` connection."
            ),
        ),
        Some(size @ 1..=100) => Ok(size),
        Some(size) => refused(
            "EXCESSIVE_PAGINATION",
            format!(
                "Requesting {size} records on the `{connection}` connection exceeds the `first` limit of 100 records."
            ),
        ),
    }
}

fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}
