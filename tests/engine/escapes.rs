//! What each engine would take for its own syntax, as it is written so that the reader sees it.
//!
//! That it comes out right is for `tests/real/engines` to say; here it is pinned, and Zola's rules with it.

use memos_weekly::blog::Blog;
use memos_weekly::engine::Name;
use memos_weekly::issue::Language;

use crate::render::{issue, memo, rendered, rendering, rendering_in, text};

/// The body of an issue with this one memo, without its intro.
fn body(name: Name, content: &str) -> String {
    body_in(&Blog::default(), name, content)
}

fn body_in(blog: &Blog, name: Name, content: &str) -> String {
    let issue = issue(Language::En, vec![memo("a", content)]);
    let mut rendering = rendering_in(blog, name);
    rendering.intro = Some(String::new());
    let post = rendered(&issue, &[], &rendering);
    let (_, body) = text(&post).split_once("\n\n").expect("front matter");
    body.trim_end().to_owned()
}

const HOSTILE: &str = "{{ x }} {% y %} {{< z >}} {{% w %}} {# c #} {{{ `{{ x }}` `{% y %}` `{{< z >}}`\n\n```go\n{{ x }} {% y %} {{< z >}} {{< w\n```";

#[test]
fn template_syntax_is_written_for_each_engine() {
    for name in Name::ALL {
        insta::assert_snapshot!(format!("hostile_{name}"), body(name, HOSTILE));
    }
}

#[test]
fn front_matter_switches_templates_off_only_where_there_are_any() {
    let front = |name, content: &str| {
        let issue = issue(Language::En, vec![memo("a", content)]);
        text(&rendered(&issue, &[], &rendering(name))).to_owned()
    };
    assert!(front(Name::Hexo, "{{ x }}").contains("disableNunjucks: true\n"));
    assert!(!front(Name::Hexo, "x").contains("disableNunjucks"));
    assert!(front(Name::Eleventy, "{% x %}").contains("templateEngineOverride: md\n"));
    assert!(!front(Name::Eleventy, "{ x }").contains("templateEngineOverride"));
    assert!(front(Name::Hugo, "`{{< x`").contains("brace: \"{\"\n"));
    assert!(!front(Name::Hugo, "`{{< x >}}`").contains("brace"));
}

#[test]
fn neither_of_zola_s_template_languages_finds_anything() {
    let hostile = "a {{ f(x=1) }} {% b() %} {# c #}\n\n`{{ d() }}`\n\n```html\n<p>{% e %}</p>\n\n{{ f }}\n```\n\n- x\n\n      {{ g }}\n\n<https://example.org/{{h}}>\n\n# end {#id}";
    let body = body(Name::Zola, hostile);
    for tag in ["{{", "{%", "{#"] {
        assert!(!body.contains(tag), "{tag} in {body}");
    }
    insta::assert_snapshot!(body);
}

#[test]
fn code_without_templates_stays_code_in_zola() {
    let code = "`x`\n\n```rust\nfn main() {}\n```";
    assert_eq!(
        body(Name::Zola, code),
        "1. `x`\n\n   ```rust\n   fn main() {}\n   ```"
    );
}

#[test]
fn html_stays_where_hugo_shows_it() {
    let html = "press <kbd>Ctrl</kbd>, a<br>b";
    assert_eq!(body(Name::Hugo, html), "1. press Ctrl, a\\\n   b");
    let mut blog = Blog::default();
    blog.add_text("hugo.toml", "[markup.goldmark.renderer]\nunsafe = true\n");
    assert_eq!(
        body_in(&blog, Name::Hugo, html),
        "1. press <kbd>Ctrl</kbd>, a<br>b"
    );
}

#[test]
fn kramdown_reads_what_common_mark_reads() {
    let memo = "a | b\n: c\n\n---\n\n1) one\n\nx << y `a``b` \\@ {:.c}\n\n*[HTML]: x";
    insta::assert_snapshot!(body(Name::Jekyll, memo), @r##"
    1. a \| b  
       \: c

       <hr />

       1. one

       x \<\< y <code>a&#96;&#96;b</code> &#64; \{:.c}

       \*\[HTML\]: x
    "##);
}

#[test]
fn a_heading_without_words_leaves_no_blank_lines_before_the_text() {
    assert_eq!(body(Name::Jekyll, "#\n\n##\n\ntext"), "1. text");
}

#[test]
fn kramdown_gets_the_blank_lines_it_needs() {
    let memo = "    code\n## Heading\n\n---\ntext\n\n> - a\n> b\n> 2. c\n\n| a |\n|---|\n|---|";
    insta::assert_snapshot!(body(Name::Jekyll, memo), @r"
    1. ```
       code
       ```

       #### Heading

       <hr />

       text

       > - a  
       >   b
       >
       > 2. c

       | a |
       |---|
       | \--- |
    ");
}

#[test]
fn a_number_begins_no_item_within_a_paragraph() {
    for (name, line_break) in [(Name::Jekyll, "  "), (Name::Hexo, "\\")] {
        assert_eq!(
            body(name, "text\n1986. A year\n2) two"),
            format!("1. text{line_break}\n   1986\\. A year{line_break}\n   2\\) two")
        );
    }
    assert_eq!(body(Name::Hugo, "a\n2. b"), "1. a\\\n   2. b");
}

#[test]
fn hexo_sees_what_belongs_to_an_item() {
    assert_eq!(
        body(Name::Hexo, "- a\n<https://b.example>\n\n> c\nd\n\n- e\n  f"),
        "1. - a\\\n     <https://b.example>\n\n   > c\\\n   > d\n\n   - e\\\n     f"
    );
    assert_eq!(body(Name::Hexo, "[^1]: unused"), "1. &#8203;");
    // what began nothing begins nothing now
    assert_eq!(
        body(Name::Hexo, "- a\n===\n\n> b\n    - c"),
        "1. - a\\\n     \\===\n\n   > b\\\n   > \\- c"
    );
    assert_eq!(body(Name::Hexo, "x\n\n1. \n    # d"), "1. x\n\n   1. ### d");
}

#[test]
fn text_in_a_block_of_html_is_no_markdown_for_any_engine() {
    let memo = "<details>\n\ntext\n\n</details>\n## no *heading*\n1. nor a list\n    nor code";
    let text = "&#35;# no &#42;heading&#42;\n   1&#46; nor a list\n   nor code";
    let body_of = |name| body(name, memo);
    assert!(
        body_of(Name::Markdown).ends_with(text),
        "{}",
        body_of(Name::Markdown)
    );
    // where HTML is dropped the words stay, as a paragraph
    let words = "\\#\\# no \\*heading\\*\\\n   1\\. nor a list\\\n   nor code";
    assert!(
        body_of(Name::Hugo).ends_with(words),
        "{}",
        body_of(Name::Hugo)
    );
}

#[test]
fn vitepress_finds_nothing_of_its_own() {
    let memo = "[[toc]]\n\n::: tip\n\n<<< @/x.js\n\n:tada: 12:30:45 {.red}\n\n    {{ indented }}\n\n```md\n<!--@include: ./x.md-->\n```\n\nhttp://localhost:3000/";
    insta::assert_snapshot!(body(Name::Vitepress, memo), @r##"
    1. \[[toc]]

       \::: tip

       \<\<\< @/x.js

       \:tada: 12\:30:45 \{.red}

       ```
       {{ indented }}
       ```

       <pre v-pre><code class="language-md">&#60;&#33;--&#64;include&#58; ./x.md--&#62;</code></pre>

       <http://localhos%74:3000/>
    "##);
}

#[test]
fn footnotes_are_numbers_where_the_engine_has_none() {
    let memo = "a[^x] b[^y]\n\n[^x]: one\n\n    more of it\n\n[^y]: two";
    insta::assert_snapshot!(body(Name::Eleventy, memo), @r##"
    1. a<sup class="footnote-ref">1</sup> b<sup class="footnote-ref">2</sup>

       <sup class="footnote-ref">1</sup> one

       more of it

       <sup class="footnote-ref">2</sup> two
    "##);
}

#[test]
fn boxes_are_html_where_the_engine_has_none() {
    let memo = "- [ ] open\n- [x] done\n\n\\[x] text";
    for name in [Name::Eleventy, Name::Vitepress] {
        let body = body(name, memo);
        assert_eq!(
            body,
            "1. - <input type=\"checkbox\" disabled> open\n   - <input type=\"checkbox\" disabled checked> done\n\n   \\[x] text"
        );
    }
}

#[test]
fn indented_code_gets_fences_where_it_is_not_known() {
    let memo = "x\n\n> - y\n>\n>       a ``` b\n>\n>       c\n> z";
    insta::assert_snapshot!(body(Name::Eleventy, memo), @"
    1. x

       > - y
       >
       >   ````
       >   a ``` b
       >
       >   c
       >   ````
       >
       > z
    ");
}
