//! Words in a line: the program's own, and those of people, which run in their own direction.

/// Words in a line.
#[derive(Clone, Default)]
pub struct Line(Vec<Span>);

/// A stretch of a line.
#[derive(Clone)]
pub enum Span {
    /// What the program says.
    Said(String),
    /// What is to be copied as it is, such as an id: nothing is added to it and it fits on a line.
    Exact(String),
    /// What a person wrote: words around them stay in their order.
    Words(String),
    /// What weighs more.
    Strong(Line),
    /// The pattern of a part of a chart, by its key.
    Swatch(&'static str),
}

impl Line {
    /// Words of a person.
    pub fn words(words: &str) -> Self {
        Self(vec![Span::Words(words.to_owned())])
    }

    /// An id or a digest.
    pub fn exact(text: impl ToString) -> Self {
        Self(vec![Span::Exact(text.to_string())])
    }

    /// What weighs more.
    pub fn strong(inside: impl Into<Self>) -> Self {
        Self(vec![Span::Strong(inside.into())])
    }

    /// The pattern of a part of a chart.
    pub fn swatch(key: &'static str) -> Self {
        Self(vec![Span::Swatch(key)])
    }

    /// One after the other.
    pub fn and(mut self, other: impl Into<Self>) -> Self {
        self.0.extend(other.into().0);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its stretches.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }
}

impl From<&str> for Line {
    fn from(said: &str) -> Self {
        said.to_owned().into()
    }
}

impl From<String> for Line {
    fn from(said: String) -> Self {
        if said.is_empty() { Self::default() } else { Self(vec![Span::Said(said)]) }
    }
}

impl<T: Into<Self>> From<Option<T>> for Line {
    fn from(value: Option<T>) -> Self {
        value.map(Into::into).unwrap_or_default()
    }
}
