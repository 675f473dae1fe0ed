//! The merge keeps what a human wrote and adds what is new.

use memos_weekly::merge::{Form, Item, Items, Merged, item, merge, take_out, without};
use proptest::prelude::*;

/// A generated post with these items, numbered as the engine rooms number them.
fn post(items: &[&str]) -> String {
    let head = "---\ntitle: Weekly #5\n---\n\n3 memos of this week.\n";
    let items = items.iter().zip(1..).map(|(item, number)| {
        let marker = format!("{number}. ");
        let indent = format!("\n{}", " ".repeat(marker.len()));
        let body = item
            .replace('\n', &indent)
            .replace(&format!("{indent}\n"), "\n\n");
        format!("\n{marker}{body}\n")
    });
    std::iter::once(head.to_owned()).chain(items).collect()
}

fn list(count: usize) -> Items {
    let form = Form::List;
    Items { form, count }
}

fn clean(base: &str, theirs: &str, ours: &str) -> String {
    match merge(base, theirs, ours) {
        Merged::Clean(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_new_leaves_the_human_text_alone() {
    let base = post(&["one", "two"]);
    let theirs = base.replace("one", "ONE");
    assert_eq!(merge(&base, &theirs, &base), Merged::Unchanged);
}

#[test]
fn an_edited_item_may_begin_a_list_that_begins_later_now() {
    let base = "## A\n\n1. one\n\n## B\n\n{:start=\"2\"}\n2. two\n";
    let theirs = base.replace("two", "TWO");
    let ours = "## A\n\n1. one\n\n2. new\n\n## B\n\n{:start=\"3\"}\n3. two\n";
    assert_eq!(clean(base, &theirs, ours), ours.replace("two", "TWO"));
}

#[test]
fn what_the_human_added_already_is_not_added_again() {
    let base = post(&["one", "two"]);
    let ours = post(&["new", "one", "two"]);
    let theirs = ours.replace("of this week", "of a fine week");
    assert_eq!(merge(&base, &theirs, &ours), Merged::Unchanged);
}

#[test]
fn a_new_memo_on_top_keeps_edits_in_every_item_it_pushes_down() {
    let base = post(&["one\nmore", "two", "three"]);
    let ours = post(&["new", "one\nmore", "two", "three"]);
    let theirs = base
        .replace("one", "one, edited")
        .replace("three", "three, edited");
    assert_eq!(
        clean(&base, &theirs, &ours),
        post(&["new", "one, edited\nmore", "two", "three, edited"])
    );
}

#[test]
fn a_new_memo_at_the_end_keeps_an_edit_of_the_item_before_it() {
    let base = post(&["one", "two"]);
    let ours = post(&["one", "two", "new"]);
    let theirs = base.replace("two", "two, edited");
    assert_eq!(
        clean(&base, &theirs, &ours),
        post(&["one", "two, edited", "new"])
    );
}

#[test]
fn the_tenth_item_is_indented_anew() {
    let items = [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "nine\n\n```\ncode\n```",
    ];
    let more: Vec<_> = ["new"].into_iter().chain(items).collect();
    let (base, ours) = (post(&items), post(&more));
    let theirs = base.replace("code", "edited code");
    assert_eq!(
        clean(&base, &theirs, &ours),
        ours.replace("code", "edited code")
    );
}

#[test]
fn items_stay_numbered_without_a_gap_when_a_human_took_one_out() {
    let base = post(&["one", "two", "three"]);
    let ours = post(&["new", "one", "two", "three"]);
    let without = base.replace("\n2. two\n", "");
    assert_eq!(
        clean(&base, &without, &ours),
        post(&["new", "one", "three"])
    );
}

#[test]
fn an_item_of_the_humans_own_is_numbered_with_the_others() {
    let base = post(&["one", "two"]);
    let ours = post(&["new", "one", "two"]);
    let theirs = format!("{base}\n3. my own\n\nSee you!\n");
    assert_eq!(
        clean(&base, &theirs, &ours),
        format!("{}\nSee you!\n", post(&["new", "one", "two", "my own"]))
    );
}

#[test]
fn a_line_that_begins_with_a_year_is_not_an_item() {
    let base = post(&["one", "two"]);
    let ours = post(&["one", "two"]).replace("3 memos", "4 memos");
    let theirs = format!("{base}\n2023. That was a year.\n");
    let merged = clean(&base, &theirs, &ours);
    assert!(merged.contains("\n2023. That was a year.\n"), "{merged}");
    assert!(merged.contains("4 memos"), "{merged}");
}

#[test]
fn edits_of_neighbours_do_not_conflict() {
    let base = post(&["one", "two"]);
    let ours = post(&["one", "two, corrected in Memos"]);
    let theirs = base.replace("1. one", "1. one, edited");
    assert_eq!(
        clean(&base, &theirs, &ours),
        post(&["one, edited", "two, corrected in Memos"])
    );
}

#[test]
fn edits_of_one_line_conflict_and_only_what_is_new_is_shown() {
    let base = post(&["one", "two", "three", "four"]);
    let ours = post(&["new", "one", "two", "three, corrected\n\nin Memos", "four"]);
    let theirs = base.replace("three", "three, edited");
    assert_eq!(
        merge(&base, &theirs, &ours),
        Merged::Conflict {
            ours_new: "1. new\n\n4. three, corrected\n\n   in Memos\n".to_owned()
        }
    );
}

#[test]
fn text_that_looks_like_a_conflict_is_text() {
    let base = post(&["<<<<<<< a\n=======\n>>>>>>> b", "two"]);
    let ours = post(&["<<<<<<< a\n=======\n>>>>>>> b", "two", "new"]);
    let theirs = base.replace("two", "TWO");
    assert_eq!(clean(&base, &theirs, &ours), ours.replace("two", "TWO"));
}

#[test]
fn sections_without_numbers_merge_as_well() {
    let base = "## one\n\ntext one\n\n## two\n\ntext two\n";
    let ours = "## new\n\ntext new\n\n## one\n\ntext one\n\n## two\n\ntext two\n";
    let theirs = base
        .replace("## one", "## One")
        .replace("text two", "text two, edited");
    assert_eq!(
        clean(base, &theirs, ours),
        "## new\n\ntext new\n\n## One\n\ntext one\n\n## two\n\ntext two, edited\n"
    );
}

#[test]
fn both_sides_may_lose_what_they_no_longer_want() {
    let base = post(&["one", "two", "three", "four"]);
    let ours = post(&["one", "two", "four"]);
    let theirs = base.replace("\n1. one\n", "").replace("two", "two, edited");
    assert_eq!(clean(&base, &theirs, &ours), post(&["two, edited", "four"]));
}

#[test]
fn a_memo_that_went_away_is_not_pasted_again() {
    let base = post(&["one", "two"]);
    let ours = post(&["one"]);
    let theirs = base.replace("two", "two, edited");
    assert_eq!(
        merge(&base, &theirs, &ours),
        Merged::Conflict {
            ours_new: String::new()
        }
    );
}

#[test]
fn characters_that_the_merge_uses_itself_are_text_too() {
    let base = "a\n\n\u{fdd2}b\n\nc\n";
    let theirs = base.replace('a', "A");
    let ours = base.replace('c', "C");
    assert_eq!(clean(base, &theirs, &ours), "A\n\n\u{fdd2}b\n\nC\n");
}

#[test]
fn line_endings_stay_as_the_human_has_them() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let base = post(&["one", "two"]);
    let ours = post(&["one", "two", "new"]);
    let theirs = crlf(&base.replace("one", "ONE"));
    assert_eq!(
        clean(&base, &theirs, &ours),
        crlf(&ours.replace("one", "ONE"))
    );
    assert_eq!(clean(&base, &crlf(&base), &ours), crlf(&ours));
}

#[test]
fn a_missing_final_newline_stays_missing() {
    let base = post(&["one", "two"]);
    let ours = post(&["new", "one", "two"]);
    let theirs = base.trim_end();
    assert_eq!(clean(&base, theirs, &ours), ours.trim_end());
    assert_eq!(merge(&base, theirs, &base), Merged::Unchanged);
}

fn lines(of: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(of), 0..12)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

const GENERATED: &[&str] = &[
    "", "intro", "1. one", "2. two", "3. three", "   body", "", "- x", "2023. y",
];
const HUMAN: &[&str] = &["mine", "  mine, indented", "> mine, quoted", "mine again"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_side_without_changes_gives_way_to_the_other(a in lines(GENERATED), b in lines(GENERATED)) {
        let (a, b) = (joined(&a), joined(&b));
        prop_assert_eq!(merge(&a, &b, &a), Merged::Unchanged);
        if a != b {
            prop_assert_eq!(merge(&a, &a, &b), Merged::Clean(b.clone()));
        }
        prop_assert_eq!(merge(&a, &b, &b), Merged::Unchanged);
    }

    #[test]
    fn every_line_a_human_added_survives(
        base in lines(GENERATED),
        ours in lines(GENERATED),
        edits in proptest::collection::vec((0usize..12, proptest::sample::select(HUMAN)), 1..5),
    ) {
        let mut theirs = base.clone();
        for (at, line) in edits {
            theirs.insert(at.min(theirs.len()), line);
        }
        if let Merged::Clean(merged) = merge(&joined(&base), &joined(&theirs), &joined(&ours)) {
            for line in HUMAN {
                let count = |lines: &mut dyn Iterator<Item = &str>| lines.filter(|other| other == line).count();
                prop_assert_eq!(count(&mut merged.lines()), count(&mut theirs.iter().copied()), "{}", merged);
            }
        }
    }

    #[test]
    fn nothing_internal_gets_out(a in lines(GENERATED), b in lines(GENERATED), c in lines(GENERATED)) {
        let text = match merge(&joined(&a), &joined(&b), &joined(&c)) {
            Merged::Unchanged => String::new(),
            Merged::Clean(text) | Merged::Conflict { ours_new: text } => text,
        };
        prop_assert!(text.is_ascii(), "{}", text);
    }
}

#[test]
fn an_item_that_is_buried_under_a_human_s_lines_is_still_there() {
    let base = "This week:\n\n1. the salary of Anna\n";
    let theirs = "This week:\n\nfour\n1. the salary of Anna\nanna writes three\nanna writes five\nanna writes seven\n";
    assert_eq!(item(base, theirs, 1, list(1)), Some(Item::Edited(4, 7)));
    let taken_out = "This week:\n";
    assert_eq!(item(base, taken_out, 1, list(1)), Some(Item::Gone));
}

/// A memo with a list and one with code of which a line looks like a heading, in sections.
const SECTIONS: &str = "This week:\n\n## 8 March\n\n### 1. to do\n\n1. wash\n2. iron\n\n### 2. shell\n\n```sh\na\n\n## b\n\nc\n```\n\n## 7 March\n\n### 3. last\n\nlast\n\nUntil then,\n\nNick\n";

fn sections(count: usize) -> Items {
    let form = Form::Sections { after: 3 };
    Items { form, count }
}

#[test]
fn sections_are_taken_out_whole_and_the_others_numbered_anew() {
    let rest = without(SECTIONS, &[2], sections(3)).expect("they are told");
    assert_eq!(
        rest,
        "This week:\n\n## 8 March\n\n### 1. to do\n\n1. wash\n2. iron\n\n## 7 March\n\n### 2. last\n\nlast\n\nUntil then,\n\nNick\n"
    );
    let rest = without(SECTIONS, &[1, 3], sections(3)).expect("they are told");
    assert_eq!(
        rest,
        "This week:\n\n## 8 March\n\n### 1. shell\n\n```sh\na\n\n## b\n\nc\n```\n\n## 7 March\n\nUntil then,\n\nNick\n"
    );
    let theirs = SECTIONS.replace("last\n\nU", "last but not least\n\nU");
    let taken_out = take_out(SECTIONS, &theirs, &[1, 2, 3], sections(3)).expect("they are told");
    assert_eq!(
        taken_out,
        "This week:\n\n## 8 March\n\n## 7 March\n\n### 1. last\n\nlast but not least\n\nUntil then,\n\nNick\n"
    );
}

#[test]
fn an_edited_section_is_found_from_its_heading_to_its_last_line() {
    let found = |theirs: &str, number| item(SECTIONS, theirs, number, sections(3));
    assert_eq!(found(SECTIONS, 2), Some(Item::Untouched));
    let theirs = SECTIONS.replace("\nc\n", "\nc, Anna thinks\n");
    assert_eq!(found(&theirs, 1), Some(Item::Untouched));
    assert_eq!(found(&theirs, 2), Some(Item::Edited(10, 18)));
    let theirs = SECTIONS.replace("### 2. shell\n\n", "### 2. shell\n\nAnna wrote this.\n\n");
    assert_eq!(found(&theirs, 2), Some(Item::Edited(10, 20)));
    let theirs = SECTIONS.replace("### 3. last\n\nlast\n\n", "");
    assert_eq!(found(&theirs, 3), Some(Item::Gone));
}

#[test]
fn items_that_are_not_all_there_cannot_be_told() {
    let items = "1. one\n\n2. two\n";
    assert_eq!(without(items, &[1], list(3)), None);
    assert_eq!(without("2. one\n\n3. two\n", &[1], list(2)), None);
    assert_eq!(without(items, &[1], sections(2)), None);
    // what looks like the heading of a section in somebody's code
    let more = SECTIONS.replace("## b", "### 3. b");
    assert_eq!(without(&more, &[1], sections(3)), None);
    // nothing begins so many lines before the end
    let form = Form::Sections { after: 2 };
    assert_eq!(without(SECTIONS, &[1], Items { form, count: 3 }), None);
}
