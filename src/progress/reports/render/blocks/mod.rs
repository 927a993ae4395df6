//! What a report says, as blocks in their order and nothing about how they look: the page and the PDF print the same ones, so
//! that no section is written twice.

mod facts;
mod html;
mod line;
mod table;

pub use facts::{Fact, FactValue, Facts};
pub use html::print;
pub use line::{Line, Span};
pub use table::{Table, table};

use super::charts::Chart;

/// One after the other.
#[derive(Default)]
pub struct Blocks(Vec<Block>);

/// A part of a report.
pub enum Block {
    /// A heading below that of a section, which is of level 2.
    Heading {
        /// From 3 to 5.
        level: u8,
        /// What it says.
        text: Line,
    },
    /// A paragraph.
    Paragraph {
        /// How much it weighs.
        weight: Weight,
        /// What it says.
        text: Line,
    },
    /// A list.
    List(Vec<Line>),
    /// Names with what belongs to them.
    Facts(Vec<Fact>),
    /// A chart with the table of its values, and what is to be said of them.
    Figure {
        /// For eyes.
        chart: Chart,
        /// The same for all.
        table: Table,
        /// What the table does not say.
        notes: Line,
    },
    /// A table by itself.
    Table(Table),
    /// What belongs together.
    Group {
        /// What it is about.
        about: About,
        /// What it holds.
        inside: Blocks,
    },
}

/// How much a paragraph weighs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As most do.
    Plain,
    /// Where figures come from.
    Small,
    /// The one figure that comes first.
    Share,
    /// What every report says of its use.
    Statement,
    /// What a person wrote, in its own direction and with its own lines.
    Words,
}

/// What a group is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// One person, or the two as one.
    Subject,
    /// One thing of several, such as an assignment.
    Article,
}

impl Blocks {
    /// A heading of level 3, 4 or 5.
    pub fn heading(level: u8, text: impl Into<Line>) -> Self {
        Self(vec![Block::Heading { level, text: text.into() }])
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<Line>) -> Self {
        Self::weighing(Weight::Plain, text)
    }

    /// A paragraph in small type.
    pub fn small(text: impl Into<Line>) -> Self {
        Self::weighing(Weight::Small, text)
    }

    /// A paragraph of some weight, or nothing.
    pub fn weighing(weight: Weight, text: impl Into<Line>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::default() } else { Self(vec![Block::Paragraph { weight, text }]) }
    }

    /// A list of what is not empty.
    pub fn list(items: impl IntoIterator<Item = Line>) -> Self {
        let items: Vec<Line> = items.into_iter().filter(|item| !item.is_empty()).collect();
        if items.is_empty() { Self::default() } else { Self(vec![Block::List(items)]) }
    }

    /// A chart with the table of its values, and what is to be said of them.
    pub fn figure(chart: Chart, table: Table, notes: impl Into<Line>) -> Self {
        Self(vec![Block::Figure { chart, table, notes: notes.into() }])
    }

    /// A table by itself.
    pub fn table(table: Table) -> Self {
        Self(vec![Block::Table(table)])
    }

    /// What is told of one person, or of the two as one.
    pub fn subject(inside: impl Into<Self>) -> Self {
        Self(vec![Block::Group { about: About::Subject, inside: inside.into() }])
    }

    /// What is told of one thing of several.
    pub fn article(inside: impl Into<Self>) -> Self {
        Self(vec![Block::Group { about: About::Article, inside: inside.into() }])
    }

    /// One after the other.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In their order.
    pub fn iter(&self) -> impl Iterator<Item = &Block> {
        self.0.iter()
    }
}

impl FromIterator<Blocks> for Blocks {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        Self(parts.into_iter().flat_map(|part| part.0).collect())
    }
}

impl<const N: usize> From<[Self; N]> for Blocks {
    fn from(parts: [Self; N]) -> Self {
        parts.into_iter().collect()
    }
}

impl From<Option<Self>> for Blocks {
    fn from(part: Option<Self>) -> Self {
        part.unwrap_or_default()
    }
}
