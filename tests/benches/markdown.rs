//! What shaping costs, next to the bare parser: `cargo bench --bench markdown`. The profile is that of the program that
//! people run, small rather than fast; on a busy machine, count instructions instead.

use std::collections::BTreeMap;
use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use memos_weekly::engine::{Name, Site, by_name};
use memos_weekly::markdown::{
    Dialect, Link, Note, Region, Shaped, Style, Target, Tree, clean, numbered, shape,
};
use pulldown_cmark::{Options, Parser};

const MIB: usize = 1 << 20;

fn main() {
    divan::main();
}

/// A year of notes as people write them.
const MEMOS: &[&str] = &[
    "[duckdb/duckdb](https://github.com/duckdb/duckdb) 把分析型数据库装进一个文件。\n导入 CSV 只要一行：\n\n```sql\nSELECT * FROM 'weekly.csv';\n```\n\n比想象中快。 #数据库 #工具",
    "读到一句话：\n\n> 简单是可靠的前提。\n\n#摘抄",
    "# Title\n\nSome *emphasis*, some **strong**, a `span` and a [reference][1].\n\n- one\n- two\n  - nested\n- three\n\n[1]: https://example.com \"Example\"",
    "TIL: `git switch -` goes back.\n\nSee https://git-scm.com/docs/git-switch for more.\nIt is <b>really</b> useful, and ~~not~~ easy to forget.[^1]\n\n[^1]: I did.\n\n#git #til",
    "早上跑了五公里，天气很好，路上遇到了老朋友，聊了很久。\n回来以后读了半本书，讲的是一个人怎样在荒岛上活下来。\n晚上早点睡，明天还要早起。",
    "A table of things:\n\n| Name | Price | Note |\n|:-----|------:|------|\n| Tea | 12.50 | `hot` |\n| 咖啡 | 28 | **冰** |\n\nThat is all, except for a long line of plain prose that goes on for a while, as prose does, without any markup at all in it.",
];

/// Memos of `bytes` in all.
fn memos(bytes: usize) -> Vec<&'static str> {
    let mut size = 0;
    MEMOS
        .iter()
        .cycle()
        .take_while(|memo| {
            size += memo.len();
            size <= bytes
        })
        .copied()
        .collect()
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
}

/// An engine with nothing to escape, which still has to be asked.
fn nothing(source: &str, _: Region) -> Option<String> {
    source
        .contains("{{")
        .then(|| source.replace("{{", "&#123;{"))
}

const ASKED: Dialect = Dialect {
    escape: Some(nothing),
    ..Dialect::COMMON_MARK
};

fn keep(_: &Target) -> Link {
    Link::Keep
}

#[divan::bench(args = [MIB, 16 * MIB])]
fn bare_parser(bencher: Bencher, bytes: usize) {
    let memos = memos(bytes);
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for memo in &memos {
            for event in Parser::new_ext(memo, options()).into_offset_iter() {
                black_box(event);
            }
        }
    });
}

/// As a run does it: the files and titles that are wanted are listed before the text is written.
#[divan::bench(args = [MIB, 16 * MIB])]
fn list_shape_and_number(bencher: Bencher, bytes: usize) {
    bench(bencher, bytes, Dialect::COMMON_MARK);
}

/// The same with an engine that looks at all of it.
#[divan::bench(args = [MIB, 16 * MIB])]
fn list_shape_escape_and_number(bencher: Bencher, bytes: usize) {
    bench(bencher, bytes, ASKED);
}

/// The same for a real engine.
#[divan::bench(args = Name::ALL)]
fn for_engine(bencher: Bencher, name: Name) {
    bench(bencher, MIB, by_name(name).markdown(&Site::default()));
}

fn bench(bencher: Bencher, bytes: usize, dialect: Dialect) {
    let memos = memos(bytes);
    let titles = BTreeMap::new();
    let style = Style {
        dialect,
        ..Style::default()
    };
    let note = Note {
        id: "m",
        tags: &[],
        links: &keep,
        titles: &titles,
    };
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let texts: Vec<_> = memos.iter().map(|memo| clean(memo)).collect();
        let trees: Vec<Tree> = texts.iter().map(|text| Tree::parse(text)).collect();
        for tree in &trees {
            black_box((tree.targets(), tree.bare_addresses()));
        }
        let shaped: Vec<Shaped> = trees
            .into_iter()
            .map(|tree| tree.shape(&style, &note))
            .collect();
        numbered(&shaped, 1)
    });
}

/// What nests, repeats and never closes.
const HOSTILE: &[&str] = &[
    "[",
    "*",
    "*a ",
    "_",
    "_a ",
    "> ",
    ">",
    "- ",
    "`",
    "` ``",
    "<",
    "<b>",
    "<a ",
    "<!-- ",
    "&",
    "&a;",
    "|",
    "| a ",
    "[a](",
    "#a ",
    "{#a",
    "a\n",
    "#t\n",
    "- #t\n",
    "[a]: /x\n",
    "- [a]: /x\n",
    "**a，",
    "==a ",
    "[^1] ",
    "https://a.b/ ",
    "- \n\n",
    "$a ",
];

/// One memo of such pieces: ten times the text may take ten times the time.
#[divan::bench(args = HOSTILE, consts = [10_000, 100_000])]
fn hostile<const BYTES: usize>(bencher: Bencher, piece: &str) {
    let text = piece.repeat(BYTES / piece.len());
    let titles = BTreeMap::new();
    let style = Style {
        dialect: ASKED,
        ..Style::default()
    };
    bencher
        .counter(BytesCount::of_str(text.as_str()))
        .bench_local(|| {
            shape(
                &text,
                &style,
                &Note {
                    id: "m",
                    tags: &[],
                    links: &keep,
                    titles: &titles,
                },
            )
        });
}
