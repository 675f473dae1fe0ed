//! Several pictures of one memo: below or beside each other.

use schemars::JsonSchema;
use serde::Deserialize;

/// How several pictures that are attached to one memo are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gallery {
    /// One below the other.
    #[default]
    List,
    /// In a table, two or three in a row, before the other files.
    Table,
}

/// Pictures in Markdown as the cells of a table, which every engine has; a single one needs none. The table begins with
/// its head, which no picture is, unless it `is_headless`.
pub(super) fn table(pictures: &[String], is_headless: bool) -> String {
    if let [picture] = pictures {
        return picture.clone();
    }
    let columns = match pictures.len() {
        2 | 4 => 2,
        _ => 3,
    };
    let row = |cells: &[String]| {
        let cells: Vec<String> = (0..columns)
            .map(|at| cells.get(at).map_or_else(String::new, |cell| escaped(cell)))
            .collect();
        format!("| {} |", cells.join(" | "))
    };
    let head = [" |", "---|"].map(|cell| format!("|{}", cell.repeat(columns)));
    let head = head.into_iter().filter(|_| !is_headless);
    let rows = pictures.chunks(columns).map(row);
    head.chain(rows).collect::<Vec<_>>().join("\n")
}

/// A bar would end the cell, also one that is a sign already.
fn escaped(cell: &str) -> String {
    cell.replace("\\|", "|").replace('|', "\\|")
}
