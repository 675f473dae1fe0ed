//! What a run says of the series before anybody relies on it: what it learnt, and what it did not understand.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::program;

const NOW: &str = "--now=2023-03-14T00:00:00Z";

fn memos() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("evening glow").at("2023-03-08T10:00:00Z"))
}

fn blog(posts: [(&str, &str); 2]) -> FakeGithub {
    let blog = FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = 'en-gb'\n");
    posts.into_iter().fold(blog, |blog, (name, title)| {
        let text = format!("---\ntitle: {title}\ndate: 2023-03-05\n---\n\nText.\n");
        blog.file(&format!("content/posts/{name}.md"), text)
    })
}

#[test]
fn issues_without_a_number_that_is_understood_are_told_everywhere() {
    let unclear = || {
        blog([
            ("weekly-rain", "Weekly, rain"),
            ("weekly-sun", "Weekly, sun"),
        ])
    };
    let settled = || {
        let config = "timezone: UTC\nnumber:\n  start: 3\n";
        unclear().file(".github/memos-weekly.yml", config)
    };
    let (memos, github) = (memos(), unclear());
    let run = program("run").memos(&memos).github(&github).arg(NOW).run();
    let check = program("check").memos(&memos).github(&github).arg(NOW);
    let (run, check) = (run.exits(0).stderr, check.run().stderr);
    for said in [&run, &check, &github.pull(1).body] {
        assert!(said.contains("no number was understood"), "{said}");
        assert!(
            said.contains("`number:` and, indented below it, `start: 3`"),
            "{said}"
        );
    }
    // with the lines that it names, all is well
    let github = settled();
    let run = program("run").memos(&memos).github(&github).arg(NOW).run();
    let run = run.exits(0).stderr;
    let check = program("check").memos(&memos).github(&github).arg(NOW);
    for said in [&run, &check.run().stderr, &github.pull(1).body] {
        assert!(!said.contains("no number was understood"), "{said}");
    }
    assert_eq!(github.files(1), ["content/posts/weekly-3.md"]);
}

#[test]
fn what_was_learnt_is_told_until_somebody_has_merged_it() {
    let (memos, github) = (
        memos(),
        blog([("weekly-3", "No. 3"), ("weekly-4", "No. 4")]),
    );
    let memos = memos.with(Note::new("a new icon").at("2023-03-15T10:00:00Z"));
    let check = program("check").memos(&memos).github(&github).arg(NOW);
    let check = check.run().stderr;
    let run = |now| program("run").memos(&memos).github(&github).arg(now).run();
    let first = run(NOW).exits(0).stderr;
    for said in [&check, &first] {
        let words = "title `No. {}`, path `content/posts/{}.md`, language `en` (hugo.toml), front matter `title, date`";
        let words = match said {
            said if *said == check => {
                words
                    .replacen("{}", "{{ number }}", 1)
                    .replacen("{}", "{{ slug }}", 1)
            }
            _ => words.replacen("{}", "5", 1).replacen("{}", "weekly-5", 1),
        };
        let words = format!("{words} (content/posts/weekly-4.md)");
        assert!(said.contains(&words), "{words}\n{said}");
    }
    let body = github.pull(1).body;
    assert!(
        body.contains("<summary>Learnt from content/posts/weekly-4.md</summary>"),
        "{body}"
    );
    assert!(
        body.contains("To change it, set `title`, `blog.path`, `language`, `blog.front_matter`"),
        "{body}"
    );
    github.human("nick").merge(1);
    run("--now=2023-03-21T00:00:00Z").exits(0);
    let body = github.pull(2).body;
    assert!(!body.contains("Learnt from"), "{body}");
}
