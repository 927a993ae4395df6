//! A phone's clock, corrected by when it says it sends.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::platform::http::FieldError;

/// A clock that is wrong by no more than the way here takes is not corrected.
const SKEW_FROM: TimeDelta = TimeDelta::seconds(10);
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
    if !(1900..=2199).contains(&claimed.year()) {
        errors.push(FieldError::at(at, "out_of_range", "must be between the years 1900 and 2199"));
        return now;
    }
    let skew = sent_at.map(|sent_at| now.signed_duration_since(sent_at)).unwrap_or_default();
    let skew = if skew.abs() > SKEW_FROM { skew } else { TimeDelta::zero() };
    let happened = claimed.checked_add_signed(skew);
    let latest = now.checked_add_signed(AHEAD_BY).unwrap_or(now);
    match happened.and_then(|at| DateTime::from_timestamp_micros(at.timestamp_micros())) {
        Some(happened) if happened <= latest => happened,
        _ => {
            errors.push(FieldError::at(at, "in_future", "must not be in the future"));
            now
        }
    }
}
