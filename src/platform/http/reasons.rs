//! Why a body is refused: the complaints of serde and garde as codes, pointers and words of our own.

use std::borrow::Cow;

use super::union::split_place;
use super::{ApiError, FieldError, PageLimit};

/// A body that cannot be read at all.
pub(super) fn malformed(code: &'static str, detail: &'static str) -> ApiError {
    ApiError::Malformed(FieldError::at("", code, detail))
}

/// Serde tells its reasons only as text; the text of a reason may hold a value, so none of it is repeated.
pub(super) fn of_serde(pointer: String, error: &serde_json::Error) -> ApiError {
    use serde_json::error::Category;
    let text = error.to_string();
    let (text, place) = split_place(&text);
    let text = text.rsplit_once(" at line ").map_or(text, |(reason, _)| reason);
    let pointer = pointer + place;
    match error.classify() {
        // The text is JSON, or it had been refused before: serde calls it so too when a word should stand where there is none.
        Category::Syntax if text.starts_with("expected") => {
            ApiError::Malformed(FieldError::at(pointer, "wrong_type", "has the wrong JSON type"))
        }
        Category::Syntax | Category::Eof | Category::Io => {
            let detail = "the body must be one JSON document, its text whole and its numbers within reach";
            ApiError::Malformed(FieldError::at(pointer, "not_json", detail))
        }
        Category::Data if text.starts_with("invalid type") => {
            let detail = match expected(text) {
                Some(form) => format!("has the wrong JSON type: must be {form}").into(),
                None => Cow::Borrowed("has the wrong JSON type"),
            };
            ApiError::Malformed(FieldError::at(pointer, "wrong_type", detail))
        }
        Category::Data if text.starts_with("missing field") => {
            ApiError::Invalid(vec![missing(&pointer, text)])
        }
        Category::Data => {
            let (code, detail) = broken(text);
            ApiError::Invalid(vec![FieldError::at(pointer, code, detail)])
        }
    }
}

/// The rule that a member breaks, and what would be right. Only what comes of our own types is told of it.
fn broken(text: &str) -> (&'static str, Cow<'static, str>) {
    if text.starts_with("unknown field") {
        ("unknown_member", "is not a member of this object, or cannot be set here".into())
    } else if text.starts_with("unknown variant") {
        ("not_allowed", allowed(text))
    } else if text.starts_with(PageLimit::BOUNDS) {
        ("out_of_range", PageLimit::BOUNDS.into())
    } else if text.starts_with("duplicate field") {
        ("duplicate_member", "stands twice in this object".into())
    } else {
        ("invalid", form(text))
    }
}

/// The words of which one is allowed, as far as they are few.
fn allowed(text: &str) -> Cow<'static, str> {
    match text.rsplit_once("`, expected ").map(|(_, words)| words.replace('`', "")) {
        Some(words) if words.len() < 400 => format!("must be {words}").into(),
        _ => "is not one of the allowed words".into(),
    }
}

/// The form that something has to have. Our own types say it themselves; those of others are known by their complaints.
fn form(text: &str) -> Cow<'static, str> {
    let dates = ["input contains", "premature end", "input is", "trailing input", "no possible date"];
    if text.starts_with("must ") {
        text.to_owned().into()
    } else if text.starts_with("UUID") {
        "must be a UUID, such as 01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40".into()
    } else if dates.iter().any(|start| text.starts_with(start)) {
        "must be a date such as 2026-03-02, or, for an instant, such as 2026-03-02T18:30:00Z".into()
    } else if let Some(form) = expected(text) {
        format!("must be {form}, within its bounds").into()
    } else {
        "does not have the form that the schema asks for".into()
    }
}

/// What a type expects, in words of JSON.
fn expected(text: &str) -> Option<&'static str> {
    let (_, wanted) = text.rsplit_once(", expected ")?;
    let is = |starts: &[&str]| starts.iter().any(|start| wanted.starts_with(start));
    Some(match wanted {
        _ if is(&["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64"]) => "a whole number",
        _ if is(&["f32", "f64"]) => "a number",
        _ if is(&["a boolean"]) => "true or false",
        _ if is(&["a sequence", "a list"]) => "a list",
        _ if is(&["struct ", "a map", "map"]) => "an object",
        _ if is(&["string or map", "variant identifier", "a string", "a borrowed string", "string"]) => {
            "text"
        }
        _ if is(&["a UUID", "a formatted UUID", "UUID"]) => "text with a UUID",
        _ if is(&["a formatted date and time", "an RFC 3339"]) => "text with an instant",
        _ if is(&["a formatted date"]) => "text with a date",
        _ => return None,
    })
}

/// Names the missing member, which comes from our own types, not from the caller.
fn missing(pointer: &str, text: &str) -> FieldError {
    let name = text.split('`').nth(1).unwrap_or_default();
    FieldError::at(format!("{pointer}/{name}"), "required", "is required")
}

/// A path as a JSON pointer.
pub fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |mut pointer, segment| {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")))
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
        pointer
    })
}

/// garde writes `kind[0].address`; the pointer is `/kind/0/address`.
pub(super) fn of_garde((path, error): &(garde::Path, garde::Error)) -> FieldError {
    let path = path.to_string();
    let pointer: String = path
        .split(['.', '['])
        .map(|part| part.trim_end_matches(']'))
        .filter(|part| !part.is_empty())
        .map(|part| format!("/{part}"))
        .collect();
    let detail = error.message().to_owned();
    let code = if detail.contains("length") {
        "out_of_length"
    } else if detail.starts_with("lower than")
        || detail.starts_with("greater than")
        || detail.contains("must be between")
    {
        "out_of_range"
    } else {
        "invalid"
    };
    FieldError::at(pointer, code, detail)
}
