//! A report as data for the template, which reads nothing of it as markup.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Paper;
use super::words::{is_from_right, isolated, said};
use crate::progress::reports::render::blocks::{
    About, Block, Blocks, Fact, FactValue, Line, Span, Table, Weight,
};
use crate::progress::reports::render::charts::{Chart, swatch_picture};
use crate::progress::reports::render::patterns::keys;
use crate::progress::reports::render::report::{Report, Section, TITLE};

/// What the template is given.
pub fn data(report: &Report, paper: Paper) -> Vec<u8> {
    let Report { title, header, sections, footer } = report;
    let section =
        |Section { id: _, heading, inside }: &Section| json!({"heading": heading, "inside": blocks(inside)});
    let swatches = keys().map(|key| (key.to_owned(), swatch_picture(key).into()));
    let data = json!({
        "paper": match paper { Paper::A4 => "a4", Paper::Letter => "us-letter" },
        "title": title,
        "heading": TITLE,
        "header": blocks(header),
        "sections": sections.iter().map(section).collect::<Vec<_>>(),
        "footer": blocks(footer),
        "swatches": Map::from_iter(swatches),
    });
    data.to_string().into_bytes()
}

fn blocks(blocks: &Blocks) -> Vec<Value> {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Heading { level, text } => json!({"is": "heading", "level": level, "text": line(text)}),
        Block::Paragraph { weight, text } => paragraph(*weight, text),
        Block::List(items) => json!({"is": "list", "items": lines(items)}),
        Block::Facts(facts) => json!({"is": "facts", "facts": facts.iter().map(fact).collect::<Vec<_>>()}),
        Block::Figure { chart, table, notes } => figure(chart, table, notes),
        Block::Table(values) => {
            let mut part = table(values);
            part.insert("is".to_owned(), "table".into());
            part.into()
        }
        Block::Group { about, inside } => json!({"is": group(*about), "inside": blocks(inside)}),
    }
}

fn group(about: About) -> &'static str {
    match about {
        About::Subject => "subject",
        About::Article => "article",
    }
}

fn paragraph(weight: Weight, text: &Line) -> Value {
    let name = match weight {
        Weight::Plain | Weight::Words => "plain",
        Weight::Small => "small",
        Weight::Share => "share",
        Weight::Statement => "statement",
    };
    let own_direction = matches!(weight, Weight::Words | Weight::Statement);
    let from_right = own_direction
        && text.spans().iter().any(|span| matches!(span, Span::Said(words) if is_from_right(words)));
    json!({"is": "paragraph", "weight": name, "from_right": from_right, "text": line(text)})
}

fn fact(Fact { name, value }: &Fact) -> Value {
    let values = match value {
        FactValue::One(value) => vec![line(value)],
        FactValue::Each(values) => lines(values),
    };
    json!({"name": name, "values": values})
}

fn figure(chart: &Chart, values: &Table, notes: &Line) -> Value {
    let mut part = table(values);
    part.insert("is".to_owned(), "figure".into());
    part.insert("picture".to_owned(), chart.picture().into());
    part.insert("alt".to_owned(), format!("{}. {}", chart.title, chart.description).into());
    part.insert("notes".to_owned(), line(notes));
    part.into()
}

fn table(table: &Table) -> Map<String, Value> {
    let Table { caption, columns, rows } = table;
    let rows: Vec<Value> = rows.iter().map(|row| lines(row).into()).collect();
    Map::from_iter([
        ("caption".to_owned(), said(caption).into()),
        ("columns".to_owned(), json!(columns)),
        ("of_words".to_owned(), table.of_words().into()),
        ("rows".to_owned(), rows.into()),
    ])
}

fn lines(lines: &[Line]) -> Vec<Value> {
    lines.iter().map(line).collect()
}

fn line(line: &Line) -> Value {
    let mut out = Vec::new();
    spans(line, false, &mut out);
    out.into()
}

/// A stretch of a line, as the template wants it.
#[derive(Serialize)]
struct Stretch {
    text: String,
    strong: bool,
}

fn spans(line: &Line, strong: bool, out: &mut Vec<Value>) {
    for span in line.spans() {
        match span {
            Span::Said(words) => out.push(json!(Stretch { text: said(words), strong })),
            Span::Exact(text) => out.push(json!(Stretch { text: text.clone(), strong })),
            Span::Words(words) => out.push(json!(Stretch { text: isolated(words), strong })),
            Span::Strong(inside) => spans(inside, true, out),
            Span::Swatch(key) => out.push(json!({"swatch": key})),
        }
    }
}
