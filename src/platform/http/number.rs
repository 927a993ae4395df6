//! A number as it stands in a path: written in one way, so that one thing has one address.

use serde::Deserialize;

/// A number of a path, from 1: digits alone, and no zero ahead of them. What is written otherwise names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Number(pub i32);

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        let number = plain.then(|| text.parse().ok()).flatten();
        number.map(Self).ok_or("must be a number from 1, without a zero ahead of it")
    }
}
