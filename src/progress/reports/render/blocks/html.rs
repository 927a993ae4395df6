//! Blocks as markup that says what each part is, also to somebody who hears it.

use super::{About, Block, Blocks, Fact, FactValue, Line, Span, Table, Weight};
use crate::platform::html::Html;
use crate::progress::reports::render::charts::swatch;

/// Rows of a table that stays on one page of paper.
const SHORT: usize = 8;

/// Columns of a table of figures that needs no more room than beside most charts.
const NARROW: usize = 3;

const COLUMN: (&str, &str) = ("scope", "col");
/// What is read from its beginning, unlike figures that stand below each other.
const SAID: (&str, &str) = ("class", "said");

/// Blocks in their order.
pub fn print(blocks: &Blocks) -> Html {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> Html {
    match block {
        Block::Heading { level, text } => Html::block(heading(*level), &[], line(text)),
        Block::Paragraph { weight, text } => Html::block("p", attributes(*weight), line(text)),
        Block::List(items) => Html::list(items.iter().map(line)),
        Block::Facts(facts) => Html::block("dl", &[], facts.iter().map(fact).collect::<Html>()),
        Block::Figure { chart, table, notes } => {
            let notes = (!notes.is_empty()).then(|| Html::block("p", &[], line(notes)));
            let values = Html::block("div", &[("class", "values")], printed(table).and(notes.into()));
            let is_wide = table.columns.len() > NARROW || table.of_words().contains(&true);
            let wide: &[_] = if is_wide { &[("class", "wide")] } else { &[] };
            Html::block("figure", wide, chart.html().and(values))
        }
        Block::Table(table) => printed(table),
        Block::Group { about: About::Subject, inside } => {
            Html::block("div", &[("class", "subject")], print(inside))
        }
        Block::Group { about: About::Article, inside } => Html::block("article", &[], print(inside)),
    }
}

fn heading(level: u8) -> &'static str {
    match level {
        ..=3 => "h3",
        4 => "h4",
        5.. => "h5",
    }
}

fn attributes(weight: Weight) -> &'static [(&'static str, &'static str)] {
    match weight {
        Weight::Plain => &[],
        Weight::Small => &[("class", "small")],
        Weight::Share => &[("class", "share")],
        Weight::Statement => &[("class", "statement"), ("dir", "auto")],
        Weight::Words => &[("class", "words"), ("dir", "auto")],
    }
}

fn line(line: &Line) -> Html {
    line.spans().iter().map(span).collect()
}

fn span(span: &Span) -> Html {
    match span {
        Span::Said(said) | Span::Exact(said) => said.into(),
        Span::Words(words) => Html::words(words),
        Span::Strong(inside) => Html::element("strong", &[], line(inside)),
        Span::Swatch(key) => swatch(key),
    }
}

fn fact(Fact { name, value }: &Fact) -> Html {
    let value = match value {
        FactValue::One(value) => line(value),
        FactValue::Each(values) => Html::list(values.iter().map(line)),
    };
    Html::block("div", &[], [Html::element("dt", &[], *name), Html::element("dd", &[], value)])
}

fn printed(values: &Table) -> Html {
    let Table { caption, columns, rows } = values;
    let of_words = values.of_words();
    let heading = |(place, name): (usize, &&'static str)| {
        let is_said = place.checked_sub(1).and_then(|at| of_words.get(at)).is_some_and(|of_words| *of_words);
        let attributes: &[_] = if is_said { &[COLUMN, SAID] } else { &[COLUMN] };
        Html::element("th", attributes, *name)
    };
    let head = Html::element("tr", &[], columns.iter().enumerate().map(heading).collect::<Html>());
    let body: Html = rows.iter().map(|cells| row(cells, &of_words)).collect();
    let parts = [
        Html::block("caption", &[], caption),
        Html::block("thead", &[], head),
        Html::block("tbody", &[], body),
    ];
    let short: &[_] = if rows.len() <= SHORT { &[("class", "short")] } else { &[] };
    Html::block("table", short, parts)
}

fn row(cells: &[Line], of_words: &[bool]) -> Html {
    let mut cells = cells.iter().map(line);
    let name = cells.next().map(|name| Html::element("th", &[("scope", "row")], name));
    let of_words = of_words.iter().copied().chain(std::iter::repeat(false));
    let cell = |(cell, is_said): (Html, bool)| {
        let attributes: &[_] = if is_said { &[SAID] } else { &[] };
        Html::element("td", attributes, cell)
    };
    let rest = cells.zip(of_words).map(cell);
    Html::block("tr", &[], name.into_iter().chain(rest).collect::<Html>())
}
