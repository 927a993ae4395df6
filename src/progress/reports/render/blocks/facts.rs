//! Names with what belongs to them.

use super::{Block, Blocks, Line};

/// A name with what belongs to it.
pub struct Fact {
    /// The name.
    pub name: &'static str,
    /// What belongs to it.
    pub value: FactValue,
}

/// What belongs to a name.
pub enum FactValue {
    /// One thing.
    One(Line),
    /// Several, each in a line of its own.
    Each(Vec<Line>),
}

/// Facts as they are put together; what is empty is left out.
#[derive(Default)]
pub struct Facts(Vec<Fact>);

impl Facts {
    /// With one more.
    pub fn with(mut self, name: &'static str, value: impl Into<Line>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.push(Fact { name, value: FactValue::One(value) });
        }
        self
    }

    /// With one more of which there are several.
    pub fn with_each(mut self, name: &'static str, values: impl IntoIterator<Item = Line>) -> Self {
        let values: Vec<Line> = values.into_iter().filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            self.0.push(Fact { name, value: FactValue::Each(values) });
        }
        self
    }

    /// One after the other.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// With other names.
    pub fn named(mut self, name: impl Fn(&'static str) -> &'static str) -> Self {
        self.0.iter_mut().for_each(|fact| fact.name = name(fact.name));
        self
    }

    /// The list.
    pub fn list(self) -> Blocks {
        if self.0.is_empty() { Blocks::default() } else { Blocks(vec![Block::Facts(self.0)]) }
    }
}
