//! What every page of a report must be, as a parser sees it that forgives nothing.

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

/// What a page is made of. Nothing of it runs, loads or leads anywhere.
const ELEMENTS: [&str; 44] = [
    "article", "bdi", "body", "caption", "dd", "defs", "desc", "div", "dl", "dt", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "head", "header", "html", "li", "line", "main", "meta", "p", "path", "pattern",
    "rect", "section", "strong", "style", "svg", "table", "tbody", "td", "text", "th", "thead", "title",
    "tr", "ul", "ol", "br", "span",
];
const ATTRIBUTES: [&str; 31] = [
    "aria-hidden",
    "aria-labelledby",
    "charset",
    "class",
    "content",
    "d",
    "dir",
    "fill",
    "height",
    "http-equiv",
    "id",
    "lang",
    "name",
    "patternUnits",
    "role",
    "scope",
    "stroke",
    "stroke-width",
    "text-anchor",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
    "colspan",
    "rowspan",
    "r",
    "cx",
];
/// What may stand in a paragraph.
const PHRASES: [&str; 4] = ["bdi", "strong", "span", "br"];

/// Parses a page and checks it.
pub fn check(page: &str) {
    let hidden = page.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t'));
    assert_eq!(hidden, None, "a control character");
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}"));
    let all = || document.descendants().filter(Node::is_element);
    let mut ids = BTreeSet::new();
    for element in all() {
        let name = element.tag_name().name();
        assert!(ELEMENTS.contains(&name), "<{name}>");
        for attribute in element.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{} of <{name}>", attribute.name());
        }
        if let Some(id) = element.attribute("id") {
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
        }
        check_element(&element);
    }
    for named in all().filter_map(|element| element.attribute("aria-labelledby")) {
        assert!(named.split(' ').all(|id| ids.contains(id)), "{named} is not there");
    }
    for fill in all().filter_map(|element| element.attribute("fill")) {
        let pattern = fill.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
        assert!(pattern.is_none_or(|id| ids.contains(id)), "{fill} is not there");
    }
    let mut level = 0;
    for heading in all().filter_map(|element| level_of(&element)) {
        assert!(heading <= level + 1, "a heading of level {heading} after one of {level}");
        level = heading;
    }
    let count = |name: &str| all().filter(|element| element.has_tag_name(name)).count();
    assert_eq!(["h1", "header", "main", "footer"].map(count), [1; 4]);
    assert_eq!(document.root_element().attribute("lang"), Some("en"));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") && page.contains("name=\"viewport\""));
}

fn level_of(element: &Node<'_, '_>) -> Option<u32> {
    element.tag_name().name().strip_prefix('h').and_then(|level| level.parse().ok())
}

fn has(element: &Node<'_, '_>, name: &str) -> bool {
    element.descendants().any(|inner| inner.has_tag_name(name))
}

fn check_element(element: &Node<'_, '_>) {
    let children =
        || element.children().filter(Node::is_element).map(|child| child.tag_name().name().to_owned());
    match element.tag_name().name() {
        "p" => assert!(
            children().all(|child| PHRASES.contains(&child.as_str())),
            "a paragraph holds {element:?}"
        ),
        "table" => {
            assert!(has(element, "caption") && has(element, "thead") && has(element, "tbody"));
            let widths: BTreeSet<usize> = element
                .descendants()
                .filter(|row| row.has_tag_name("tr"))
                .map(|row| row.children().filter(Node::is_element).count())
                .collect();
            assert_eq!(widths.len(), 1, "rows of different lengths");
        }
        "th" => {
            assert!(element.attribute("scope").is_some(), "a heading of nothing");
            assert!(
                element.descendants().any(|inner| inner.text().is_some_and(|text| !text.trim().is_empty()))
            );
        }
        "figure" => {
            assert!(has(element, "svg") && has(element, "table"), "a chart without its table");
            let chart = element.descendants().find(|inner| inner.attribute("role") == Some("img")).unwrap();
            assert!(has(&chart, "title") && has(&chart, "desc"), "a chart without words");
        }
        "svg" => assert!(
            element.attribute("aria-hidden") == Some("true") || element.attribute("role") == Some("img"),
            "an image that is neither told nor hidden"
        ),
        "section" => assert!(element.attribute("aria-labelledby").is_some()),
        "div" | "dl" => assert!(element.has_children(), "an empty <{}>", element.tag_name().name()),
        _ => {}
    }
}

/// The check can fail: of each rule, what breaks it.
#[test]
fn what_is_not_sound_is_found() {
    let page = super::draft(&super::document(&super::Words::plain(), "2026-01-05"));
    check(&page);
    for (whole, broken) in [
        ("</h1>", "<script>1</script></h1>"),
        ("</h1>", "</h2>"),
        ("</h1>", "\u{7}</h1>"),
        ("<h1>", "<h1 onclick=\"1\">"),
        ("<th scope=\"row\">", "<th>"),
        ("id=\"overview\"", "id=\"account\""),
        ("<main>", "<main><h3>Too deep</h3>"),
        ("role=\"img\"", "role=\"none\""),
        ("<p>", "<p><div>block</div>"),
    ] {
        assert!(page.contains(whole), "{whole}");
        let broken = page.replacen(whole, broken, 1);
        assert!(std::panic::catch_unwind(|| check(&broken)).is_err(), "{whole} passes");
    }
}
