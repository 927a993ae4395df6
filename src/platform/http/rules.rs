//! Rules of text and dates, for garde.

use chrono::{Datelike, NaiveDate};

use crate::platform::ids::Id;

/// Whether there is nothing in a text to be seen: no more than spaces, and characters that only steer how others are shown
/// (formats, and what Unicode says to ignore by default).
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_unseen(c))
}

/// General category Cf and `Default_Ignorable_Code_Point`, without the signs of number and verse that Arabic scripts show.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{70f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// One line: not blank, no control characters, neither of Unicode's own separators of lines and paragraphs.
pub fn line<T: AsRef<str>>(text: &T, _: &()) -> garde::Result {
    let text = text.as_ref();
    if is_blank(text) {
        return Err(garde::Error::new("must not be blank"));
    }
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(garde::Error::new("must be one line without control characters"));
    }
    Ok(())
}

/// Paragraphs: not blank, no control characters but line breaks and tabs.
pub fn paragraphs<T: AsRef<str>>(text: &T, _: &()) -> garde::Result {
    let text = text.as_ref();
    if is_blank(text) {
        return Err(garde::Error::new("must not be blank"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(garde::Error::new("must not contain control characters"));
    }
    Ok(())
}

/// Makes a rule hold for a value where there is one: of an `Option`, or a member of a merge patch.
pub fn some<T>(rule: impl Fn(&T, &()) -> garde::Result) -> impl Fn(&Option<T>, &()) -> garde::Result {
    move |value, context| value.as_ref().map_or(Ok(()), |value| rule(value, context))
}

/// Length in characters, for values that garde's own rule does not reach.
pub fn chars<T: AsRef<str>>(min: usize, max: usize) -> impl Fn(&T, &()) -> garde::Result {
    move |text, _| {
        if (min..=max).contains(&text.as_ref().chars().count()) {
            Ok(())
        } else {
            Err(garde::Error::new(format!("length must be {min} to {max} characters")))
        }
    }
}

/// A language tag such as `en` or `pt-BR` (RFC 5646: two or three letters, then subtags).
pub fn language_tag<T: AsRef<str>>(tag: &T, _: &()) -> garde::Result {
    let mut parts = tag.as_ref().split('-');
    let primary = parts.next().unwrap_or_default();
    let fits = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if fits && tag.as_ref().len() <= 35 {
        Ok(())
    } else {
        Err(garde::Error::new("must be a language tag such as en"))
    }
}

/// A key of at most 60 characters, as schemas describe it.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 60, example = "phones_away")]
pub struct KeyText(pub String);

/// A feeling: a key of the vocabulary or an own word, as schemas describe it.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 40, example = "hopeful")]
pub struct FeelingText(pub String);

/// An obstacle in own words, as schemas describe it.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 200, example = "Came home late")]
pub struct ObstacleText(pub String);

/// A date of the years 1900 to 2199: a calendar of people, and within what PostgreSQL keeps.
pub fn calendar_date(date: &NaiveDate, _: &()) -> garde::Result {
    if (1900..=2199).contains(&date.year()) {
        Ok(())
    } else {
        Err(garde::Error::new("must be between the years 1900 and 2199"))
    }
}

/// An id that a phone made.
pub fn version_seven<K>(id: &Id<K>, _: &()) -> garde::Result {
    match id.uuid().get_version_num() {
        7 => Ok(()),
        _ => Err(garde::Error::new("must be a UUID of version 7")),
    }
}
