//! A page as it is heard: its words in order, a line for each block, charts by what is said of them.

use roxmltree::{Document, Node, ParsingOptions};

/// The words of a page.
pub fn heard(page: &str) -> String {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(page, options).unwrap();
    let mut lines = Vec::new();
    hear(document.root_element(), &mut lines);
    lines.join("\n") + "\n"
}

fn hear(node: Node<'_, '_>, lines: &mut Vec<String>) {
    let mut say = |before: &str| lines.push(format!("{before}{}", words(node)));
    match node.tag_name().name() {
        _ if is_silent(node) => {}
        "title" => say("title: "),
        "desc" => say("chart, in words: "),
        "h1" => say("\n# "),
        "h2" => say("\n## "),
        "h3" => say("\n### "),
        "h4" => say("\n#### "),
        "h5" => say("\n##### "),
        "li" => say("- "),
        "dt" => say("* "),
        "caption" => say("table: "),
        "p" => say(""),
        "dd" if !node.children().any(|inner| inner.is_element() && inner.has_tag_name("ul")) => say(""),
        "tr" => {
            let cells: Vec<String> = node.children().filter(Node::is_element).map(words).collect();
            lines.push(format!("| {} |", cells.join(" | ")));
        }
        // What is drawn is told by the title and the description of the chart.
        "svg" => {
            let told = |inner: &Node<'_, '_>| inner.has_tag_name("title") || inner.has_tag_name("desc");
            node.children().filter(told).for_each(|inner| hear(inner, lines));
        }
        _ if node.is_text() && !node.text().unwrap_or_default().trim().is_empty() => say(""),
        _ => node.children().for_each(|child| hear(child, lines)),
    }
}

fn is_silent(node: Node<'_, '_>) -> bool {
    node.has_tag_name("style") || node.attribute("aria-hidden") == Some("true")
}

fn words(node: Node<'_, '_>) -> String {
    let mut text = String::new();
    collect(node, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn collect(node: Node<'_, '_>, text: &mut String) {
    match node {
        _ if is_silent(node) => {}
        _ if node.is_text() => text.push_str(node.text().unwrap_or_default()),
        _ if node.has_tag_name("br") => text.push_str(" / "),
        _ => node.children().for_each(|child| collect(child, text)),
    }
}

#[test]
fn all_that_is_not_drawn_is_heard() {
    let page = "<html lang=\"en\"><head><title>T</title><style>p {}</style></head><body><h2>Two <bdi>words</bdi></h2>\
        <p>One<br/>two<svg aria-hidden=\"true\"><text>no</text></svg></p><svg role=\"img\"><title>Bars</title><desc>High.</desc><text>7</text>\
        </svg><table><caption>Of</caption><tr><th>A</th><td> 1\n 2 </td></tr></table>loose<dl><dt>One</dt><dd>a <bdi>b</bdi></dd><dt>Two</dt><dd><ul><li>x</li><li>y</li></ul></dd></dl></body></html>";
    let heard_now = heard(page);
    let lines: Vec<&str> = heard_now.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        lines,
        [
            "title: T",
            "## Two words",
            "One / two",
            "title: Bars",
            "chart, in words: High.",
            "table: Of",
            "| A | 1 2 |",
            "loose",
            "* One",
            "a b",
            "* Two",
            "- x",
            "- y"
        ]
    );
}
