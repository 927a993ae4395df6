//! Plain words for how often homework is due and where it stands, on pages that people read. A new value breaks the build until
//! it has words.

use super::assignments::AssignmentStatus;
use super::cadence::{Cadence, TimesPerPeriod, Unit};
use crate::platform::local_day::{LocalTime, Weekday};
use crate::platform::words::{and_list, day};

/// `18:30`.
pub fn time(time: LocalTime) -> String {
    time.time().format("%H:%M").to_string()
}

/// How often something is due.
pub fn cadence(cadence: &Cadence) -> String {
    match cadence {
        Cadence::TimesPerPeriod(times) => often(times),
        Cadence::OnWeekdays(days) => {
            let names: Vec<&str> = days.weekdays.iter().map(|day| weekday(*day)).collect();
            let every = if days.every == 1 { String::new() } else { format!(", every {} weeks", days.every) };
            let at = days.at.map(|at| format!(", at {}", time(at))).unwrap_or_default();
            format!("on {}{every}{at}", and_list(&names))
        }
        Cadence::AsNeeded(needed) => {
            let when = needed.trigger.as_ref().map(|trigger| format!(": {trigger}")).unwrap_or_default();
            let review = needed.review.as_ref().map(|times| format!("; a look back {}", often(times)));
            format!("when it is needed{when}{}", review.unwrap_or_default())
        }
        Cadence::Once(once) => format!("once, by {}", day(once.due_on)),
    }
}

/// `2 to 3 times a week`.
fn often(cadence: &TimesPerPeriod) -> String {
    let TimesPerPeriod { kind: _, times, times_max, every, unit } = cadence;
    let often = match (*times, *times_max) {
        (least, Some(most)) if most > least => format!("{least} to {most} times"),
        (1, _) => "once".to_owned(),
        (times, _) => format!("{times} times"),
    };
    let unit = match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
    };
    if *every == 1 { format!("{often} a {unit}") } else { format!("{often} every {every} {unit}s") }
}

/// A day of the week.
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// Where homework stands.
pub fn assignment_status(status: AssignmentStatus) -> &'static str {
    match status {
        AssignmentStatus::Proposed => "suggested",
        AssignmentStatus::Active => "running",
        AssignmentStatus::Paused => "paused",
        AssignmentStatus::Completed => "completed",
        AssignmentStatus::Stopped => "ended early",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: serde_json::Value) -> String {
        cadence(&serde_json::from_value(json).unwrap())
    }

    #[test]
    fn a_cadence_reads_like_a_sentence() {
        let times = |times: u32, most: Option<u32>, every: u32, unit: &str| {
            said(serde_json::json!({
                "type": "times_per_period", "times": times, "times_max": most, "every": every, "unit": unit
            }))
        };
        assert_eq!(times(2, Some(3), 1, "week"), "2 to 3 times a week");
        assert_eq!(times(1, None, 1, "day"), "once a day");
        assert_eq!(times(1, Some(1), 2, "week"), "once every 2 weeks");
        assert_eq!(times(4, None, 1, "month"), "4 times a month");
        let days = serde_json::json!({
            "type": "on_weekdays", "weekdays": ["monday", "wednesday", "friday"], "every": 2, "at": "20:00"
        });
        assert_eq!(said(days), "on Monday, Wednesday and Friday, every 2 weeks, at 20:00");
        let once = serde_json::json!({"type": "once", "due_on": "2026-11-22"});
        assert_eq!(said(once), "once, by 22 November 2026");
        let review = serde_json::json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "week"});
        let needed = serde_json::json!({"type": "as_needed", "trigger": "A quarrel", "review": review});
        assert_eq!(said(needed), "when it is needed: A quarrel; a look back once a week");
    }
}
