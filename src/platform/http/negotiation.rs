//! Which of several forms a caller wants, by its `Accept` header (RFC 9110, 12.5.1).

use actix_web::http::header::{ACCEPT, HeaderMap};

/// The place of the form that the caller likes most among those offered, the first of several that it likes alike. Who says
/// nothing gets the first; `None` where all are refused.
pub fn preferred(headers: &HeaderMap, offered: &[&str]) -> Option<usize> {
    let ranges: Vec<Range> =
        headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok()).flat_map(read).collect();
    if ranges.is_empty() {
        return (!offered.is_empty()).then_some(0);
    }
    let liked = offered.iter().enumerate().map(|(place, media_type)| (place, quality(&ranges, media_type)));
    let best = liked.filter(|(_, quality)| *quality > 0).rev().max_by_key(|(_, quality)| *quality);
    best.map(|(place, _)| place)
}

/// What a caller says of some media types.
struct Range {
    main: String,
    sub: String,
    /// In thousandths.
    quality: u16,
}

fn read(value: &str) -> Vec<Range> {
    value.split(',').filter_map(range).collect()
}

/// One range. What cannot be understood says nothing.
fn range(text: &str) -> Option<Range> {
    let mut parts = text.split(';').map(str::trim);
    let (main, sub) = parts.next()?.split_once('/')?;
    let given = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let quality = given.map_or(Some(1000), thousandths)?;
    Some(Range { main: main.to_ascii_lowercase(), sub: sub.to_ascii_lowercase(), quality })
}

/// `0.75` as 750: at most three digits after the point, at most 1.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 1 || rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{rest:0<3}").parse().ok().filter(|quality| *quality <= 1000)
}

/// What the closest of the ranges says of a media type.
fn quality(ranges: &[Range], media_type: &str) -> u16 {
    let (main, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    let closeness = |range: &Range| match (range.main.as_str(), range.sub.as_str()) {
        ("*", "*") => Some(0),
        (one, "*") if one == main => Some(1),
        (one, other) if one == main && other == sub => Some(2),
        _ => None,
    };
    let fitting = ranges.iter().filter_map(|range| Some((closeness(range)?, range.quality)));
    fitting.max().map_or(0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    const OFFERED: [&str; 3] = ["application/json", "text/html", "text/csv"];

    fn of(accepted: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accepted {
            headers.append(ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        preferred(&headers, &OFFERED).map(|place| OFFERED[place])
    }

    #[test]
    fn the_form_that_is_liked_most_is_taken() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        for (accepted, form) in [
            (&[][..], Some("application/json")),
            (&[""], Some("application/json")),
            (&["*/*"], Some("application/json")),
            (&["application/*"], Some("application/json")),
            (&[browser], Some("text/html")),
            (&["text/*"], Some("text/html")),
            (&["TEXT/CSV; charset=utf-8"], Some("text/csv")),
            (&["text/html;q=0.5", "text/csv;q=0.75"], Some("text/csv")),
            (&["text/html, application/json"], Some("application/json")),
            (&["application/json;q=0, */*;q=0.1"], Some("text/html")),
            (&["text/*;q=0.9, text/html;q=0.1, */*;q=0.2"], Some("text/csv")),
            (&["application/pdf, nonsense"], None),
            (&["application/json;q=0"], None),
            (&["text/html;q=0.0"], None),
        ] {
            assert_eq!(of(accepted), form, "{accepted:?}");
        }
    }

    #[test]
    fn a_quality_is_a_number_up_to_one() {
        assert_eq!(["1", "0", "0.5", "1.000", "0.333"].map(thousandths), [1000, 0, 500, 1000, 333].map(Some));
        assert_eq!(["1.001", "2", "", "0.1234", "-1", "0.x", ".5"].map(thousandths), [None; 7]);
    }
}
