//! A phone's clock, corrected by when it says it sends.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::platform::http::FieldError;

/// A clock that is wrong by no more than the way here takes is not corrected.
const SKEW_FROM: TimeDelta = TimeDelta::seconds(10);
/// Years that an act may lie in, as it is claimed and as it is corrected.
const YEARS: RangeInclusive<i32> = 1900..=2199;
/// How far ahead an act may still lie after the correction.
const AHEAD_BY: TimeDelta = TimeDelta::minutes(5);

/// When it happened by our clock, to the microsecond that PostgreSQL keeps; what cannot be is named at this pointer.
pub fn corrected(
    claimed: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    at: &'static str,
    errors: &mut Vec<FieldError>,
) -> DateTime<Utc> {
    let named = |instant: &DateTime<Utc>| YEARS.contains(&instant.year());
    if !named(&claimed) {
        errors.push(FieldError::at(at, "out_of_range", "must be between the years 1900 and 2199"));
        return now;
    }
    let skew = sent_at.map(|sent_at| now.signed_duration_since(sent_at)).unwrap_or_default();
    let skew = if skew.abs() > SKEW_FROM { skew } else { TimeDelta::zero() };
    let happened = claimed.checked_add_signed(skew);
    let latest = now.checked_add_signed(AHEAD_BY).unwrap_or(now);
    match happened.and_then(|at| DateTime::from_timestamp_micros(at.timestamp_micros())) {
        Some(happened) if happened > latest => {
            errors.push(FieldError::at(at, "in_future", "must not be in the future"));
            now
        }
        Some(happened) if named(&happened) => happened,
        _ => {
            let detail = "must be a time by which the act lies between the years 1900 and 2199";
            errors.push(FieldError::at("/sent_at", "out_of_range", detail));
            now
        }
    }
}
