//! Where a run finds its configuration, and with it its blog.

use crate::support::fake_github::FakeGithub;
use crate::support::fake_memos::{FakeMemos, Note};
use crate::support::harness::{NOW, Weekly, program, weekly};
use crate::support::loopback::Reply;

const CONFIG: &str = ".github/memos-weekly.yml";

fn memos() -> FakeMemos {
    FakeMemos::start("0.30.0").with(Note::new("evening glow").at("2023-03-08T10:00:00Z"))
}

fn blog() -> FakeGithub {
    FakeGithub::start("nick/blog").file("hugo.toml", "languageCode = \"en\"\n")
}

/// The repository of the workflow, which is not that of the blog.
fn automation(config: &str) -> FakeGithub {
    FakeGithub::start("nick/automation").file(CONFIG, config)
}

/// In a workflow of `nick/automation`.
fn elsewhere(run: Weekly, memos: &FakeMemos, github: &FakeGithub) -> Weekly {
    let run = run.memos(memos).github(github);
    run.env("GITHUB_REPOSITORY", "nick/automation")
}

#[test]
fn a_configuration_in_the_workflow_s_repository_names_that_of_the_blog() {
    let memos = memos();
    let config = "series: Links\nblog: { repository: nick/blog }\npull_request: { base: trunk }\n";
    let automation = automation(config);
    let github = blog().beside(&automation);
    github.human("nick").branch("trunk", "a.md", "Text.\n");
    elsewhere(weekly(), &memos, &github).run().exits(0);
    assert!(automation.pulls().is_empty());
    let pull = github.pull(1);
    assert_eq!(pull.base, "trunk");
    assert!(pull.title.starts_with("Links "), "{}", pull.title);
    github.take_requests();
    elsewhere(weekly(), &memos, &github).run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "Look", "State"]);
    let check = program("check").arg(&format!("--now={NOW}"));
    let checked = elsewhere(check, &memos, &github).run().exits(0);
    for told in [
        "✓ configuration   .github/memos-weekly.yml in nick/automation\n",
        "✓ github          nick/blog, ",
    ] {
        assert!(checked.stderr.contains(told), "{}", checked.stderr);
    }
}

#[test]
fn the_template_is_read_where_the_configuration_is_that_names_it() {
    let memos = memos();
    let config = "template: weekly.jinja\nblog: { repository: nick/blog }\n";
    for (there, expected) in [(Some("There {{ number }}."), "There 1."), (None, "Here 1.")] {
        let mut automation = automation(config);
        if let Some(template) = there {
            automation = automation.file("weekly.jinja", template);
        }
        let github = blog()
            .file("weekly.jinja", "Here {{ number }}.")
            .beside(&automation);
        elsewhere(weekly(), &memos, &github).run().exits(0);
        let post = github.read("memos-weekly/2023-W10", "content/posts/weekly-1/index.md");
        let post = post.expect("the post");
        assert!(post.contains(expected), "{post}");
    }
}

#[test]
fn a_repository_that_is_named_by_a_flag_or_here_goes_before_the_one_in_the_configuration() {
    let memos = memos();
    let config = "blog: { repository: nick/other }\n";
    let github = blog().file(CONFIG, config);
    let run = weekly().memos(&memos).github(&github);
    run.arg("--repository=nick/blog").run().exits(0);
    assert_eq!(github.pulls().len(), 1);
    github.take_requests();
    let run = weekly().memos(&memos).github(&github);
    let here = run.file(CONFIG, "blog: { repository: nick/blog }\n");
    here.run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State"]);
}

#[test]
fn a_configuration_on_the_default_branch_holds_where_the_base_that_it_names_has_none() {
    let memos = memos();
    let github = blog();
    let nick = github.human("nick");
    nick.branch("trunk", "a.md", "Text.\n");
    let config = "series: Links\ntemplate: weekly.jinja\npull_request: { base: trunk }\n";
    let github = github
        .file(CONFIG, config)
        .file("weekly.jinja", "Here {{ number }}.");
    weekly().memos(&memos).github(&github).run().exits(0);
    let pull = github.pull(1);
    assert_eq!(pull.base, "trunk");
    assert!(pull.title.starts_with("Links "), "{}", pull.title);
    let nick = github.human("nick");
    nick.edit("trunk", CONFIG, "series: Trunk\n");
    weekly().memos(&memos).github(&github).run().exits(0);
    let title = github.pull(1).title;
    assert!(title.starts_with("Trunk "), "{title}");
}

#[test]
fn a_configuration_under_another_name_is_read_over_the_api() {
    let memos = memos();
    let github = blog().file("etc/weekly.yml", "series: Links\n");
    let run = weekly().memos(&memos).github(&github);
    run.arg("--config=etc/weekly.yml").run().exits(0);
    let title = github.pull(1).title;
    assert!(title.starts_with("Links "), "{title}");
    let run = weekly().memos(&memos).github(&github);
    let done = run.arg("--config=etc/none.yml").run().exits(2);
    assert!(done.stderr.contains("etc/none.yml"), "{}", done.stderr);
}

#[test]
fn what_the_configuration_of_the_blog_says_of_the_source_holds_where_its_address_is_given() {
    let page = Reply::html("<title>Sign in</title>");
    let hidden = || ["instance", "status", "workspace"].into_iter();
    let memos = hidden().fold(memos(), |memos, word| {
        memos.failing(&format!("/api/v1/{word}"), 99, page.clone())
    });
    let run = |github: &FakeGithub| weekly().memos(&memos).github(github);
    run(&blog()).run().exits(1);
    let github = blog().file(CONFIG, "memos: { version: 0.30.0 }\n");
    run(&github).run().exits(0);
    assert_eq!(github.pulls().len(), 1);
    // a file that is not here is one of the blog, not a missing one
    let github = blog().file(".github/weekly-en.yml", "memos: { version: 0.30.0 }\n");
    let named = run(&github).arg("--config=.github/weekly-en.yml");
    named.run().exits(0);
    assert_eq!(github.take_requests(), ["Look", "State", "Change"]);
}
