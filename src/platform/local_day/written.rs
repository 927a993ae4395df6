//! Dates as requests write them: four digits, two, two, and nothing around them. The calendar's own reading takes signs and
//! spaces as well, so that one date could be written in several ways.

use std::fmt;

use chrono::NaiveDate;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// What one that is none is told.
const FORM: &str = "must be a date such as 2026-03-02";

struct Written(NaiveDate);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OfText)
    }
}

struct OfText;

impl Visitor<'_> for OfText {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a formatted date")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        read(text).map(Written).ok_or_else(|| E::custom(FORM))
    }
}

fn read(text: &str) -> Option<NaiveDate> {
    let fits =
        |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    if text.len() != 10 || !text.bytes().enumerate().all(fits) {
        return None;
    }
    text.parse().ok()
}

/// For `#[serde(deserialize_with = "date")]` on a date.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    Written::deserialize(deserializer).map(|Written(date)| date)
}

/// For `#[serde(default, deserialize_with = "some_date")]` on a date that may be left out.
pub fn some_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let read = Option::<Written>::deserialize(deserializer)?;
    Ok(read.map(|Written(date)| date))
}

/// For `#[serde(default, deserialize_with = "present_date")]` on a date of a merge patch, where null says something else than
/// nothing.
pub fn present_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<NaiveDate>>, D::Error> {
    some_date(deserializer).map(Some)
}

/// For `#[serde(default, deserialize_with = "given_date")]` on a date that may be left out and is never null.
pub fn given_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    date(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_in_one_way() {
        assert_eq!(read("2027-02-09"), NaiveDate::from_ymd_opt(2027, 2, 9));
        assert_eq!(read("2028-02-29"), NaiveDate::from_ymd_opt(2028, 2, 29));
        for other in [
            "+2027-02-09",
            " 2027-02-09",
            "2027-02-09 ",
            "2027-2-9",
            "2027- 2-09",
            "2027-+2-09",
            "02027-02-9",
            "2027/02/09",
            "20270209",
            "2027-02-30",
            "-027-02-09",
            "2027-02-0９",
            "",
            "soon",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
