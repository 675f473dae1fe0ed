//! What the queries cost, as GitHub reckons it: <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>.

use std::fmt::Write;

use memos_weekly::github::StateQuery;
use memos_weekly::series;

use super::{on, repository};
use crate::support::fake_github::FakeGithub;

/// How many documents a look and the state of so many weeks take, with their possible nodes, points and kilobytes in all.
fn row(weeks: usize) -> String {
    let github = FakeGithub::start("nick/blog").file("hugo.toml", "");
    let query = StateQuery {
        base: "main".to_owned(),
        prefix: "memos-weekly/".to_owned(),
        branches: (0..weeks).map(|n| format!("memos-weekly/{n}")).collect(),
        ..StateQuery::default()
    };
    on(async {
        let repository = repository(&github, github.token());
        let wanted = series::first_look(&[".github/memos-weekly.yml"]);
        repository.look(None, &wanted).await?;
        repository.state(&query).await
    })
    .expect("GitHub answers");
    let requests = github.requests();
    let of = |name: &str| {
        let documents: Vec<_> = requests.iter().filter(|it| it.name() == name).collect();
        let costs = documents.iter().map(|it| it.cost().expect("a document"));
        let (nodes, points) = costs.fold((0, 0), |(nodes, points), cost| {
            (nodes + cost.nodes, points + cost.points())
        });
        let bytes: usize = documents.iter().map(|it| it.body.to_string().len()).sum();
        let most = documents
            .iter()
            .map(|it| it.body["query"].to_string().matches(" pulls_").count());
        assert!(most.max() <= Some(8), "more than 8 weeks in a document");
        format!(
            "{:>2} × {nodes:>5} nodes {points:>2} points {:>3} kB",
            documents.len(),
            bytes / 1000
        )
    };
    format!(
        "weeks {weeks:>3}: look {}, state {}\n",
        of("Look"),
        of("State")
    )
}

#[test]
fn a_week_costs_less_than_a_thousand_nodes_and_an_ordinary_run_two_points() {
    let rows = [1, 4, 12, 52, 156].map(row);
    let table = rows.iter().fold(String::new(), |mut all, row| {
        let _ = write!(all, "{row}");
        all
    });
    insta::assert_snapshot!(table, @r"
    weeks   1: look  1 ×     0 nodes  1 points   4 kB, state  1 ×   731 nodes  1 points   4 kB
    weeks   4: look  1 ×     0 nodes  1 points   4 kB, state  1 ×  2024 nodes  1 points   6 kB
    weeks  12: look  1 ×     0 nodes  1 points   4 kB, state  2 ×  5472 nodes  4 points  15 kB
    weeks  52: look  1 ×     0 nodes  1 points   4 kB, state  7 × 22712 nodes 19 points  60 kB
    weeks 156: look  1 ×     0 nodes  1 points   4 kB, state 20 × 67536 nodes 58 points 178 kB
    ");
}
