//! Posts in folders that no engine usually has, and a repository that GitHub does not list at once.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::weekly;

const CONFIG: &str = "timezone: UTC\nlanguage: en\nblog:\n  path: journal/{{ slug }}.md\n";
const FOURTH: &str =
    "---\nlayout: letter\ntitle: 'Weekly No. 4'\ndate: 2023-03-05\nauthor: Nick\n---\n\nText.\n";

fn memos() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("evening glow").at("2023-03-08T10:00:00Z"))
}

#[test]
fn posts_of_a_configured_folder_are_imitated_where_github_lists_no_large_repository() {
    for is_large in [false, true] {
        let github = FakeGithub::start("nick/blog")
            .file("_config.yml", "title: T\n")
            .file("_posts/2023-03-01-other.md", "---\ntitle: Other\n---\n")
            // the names tell no number, the texts do
            .file("journal/one-more-letter.md", FOURTH)
            .file(".github/memos-weekly.yml", CONFIG)
            .settings(|it| it.truncates_trees = is_large);
        let memos = memos();
        let run = weekly().memos(&memos).github(&github);
        let done = run.arg("--week=2023-W10").in_actions().run().exits(0);
        let branch = "memos-weekly/2023-W10";
        let post = github
            .files(1)
            .into_iter()
            .find(|path| path.starts_with("journal/"));
        let text = github
            .read(branch, &post.expect("a post"))
            .expect("it is there");
        assert!(
            text.starts_with("---\nlayout: letter\ntitle: 'Weekly No. 5'\n"),
            "{is_large}: {text}"
        );
        assert!(text.contains("author: Nick\n"), "{text}");
        let told = "GitHub does not list a repository of this size at once";
        assert_eq!(done.stderr.contains(told), is_large, "{}", done.stderr);
    }
}

#[test]
fn a_week_is_written_into_a_folder_once_wherever_its_posts_are() {
    let memos = memos();
    let run = |weekly: crate::support::harness::Weekly| {
        let run = weekly.memos(&memos).arg("--engine=jekyll").arg("--out=.");
        run.arg("--week=2023-W10").run().exits(0)
    };
    let first = weekly()
        .file(".github/memos-weekly.yml", CONFIG)
        .file("journal/one-more-letter.md", FOURTH);
    let first = run(first);
    let posts = |first: &crate::support::harness::Finished| -> Vec<String> {
        let folder = std::fs::read_dir(first.path("journal")).expect("the folder");
        let names = folder.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into()).collect();
        names.sort();
        names
    };
    let before = posts(&first);
    assert_eq!(before.len(), 2, "{before:?}");
    run(weekly().within(&first.path("")));
    assert_eq!(posts(&first), before);
}
