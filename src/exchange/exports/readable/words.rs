//! Plain words for what the service calls by a name of its own. A new value breaks the build until it has words.

use chrono::{DateTime, NaiveDate, Utc};

use crate::homework::assignments::{AssignmentStatus, Mode};
use crate::homework::cadence::{Cadence, Purpose, TimesPerPeriod, Unit};
use crate::homework::check_ins::{Audience, Outcome};
use crate::homework::library::Kind;
use crate::people::agreements::Policy;
use crate::people::clients::ClientStatus;
use crate::people::contact_preferences::{ContactChannel, SafeTime};
use crate::platform::local_day::{LocalTime, TimeZone, Weekday};
use crate::progress::disclosures::{DisclosedKind, DisclosureGround, DisclosureRecipient};

/// `22 November 2026`.
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `22 November 2026, 18:30`, by a clock in this zone.
pub fn moment(instant: DateTime<Utc>, zone: TimeZone) -> String {
    zone.wall_clock(instant).format("%-d %B %Y, %H:%M").to_string()
}

/// `18:30`.
pub fn time(time: LocalTime) -> String {
    time.time().format("%H:%M").to_string()
}

/// `you, your care team and your partner`.
pub fn and_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `my_feelings` as `My feelings`: for a key whose words are not there.
pub fn plain(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
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

/// A weekly time.
pub fn safe_time(SafeTime { weekday: day, from, to }: &SafeTime) -> String {
    format!("{}, {} to {}", weekday(*day), time(*from), time(*to))
}

/// Who may read something.
pub fn audience(audience: &[Audience]) -> String {
    let word = |who: &Audience| match who {
        Audience::Author => "you",
        Audience::CareTeam => "your care team",
        Audience::Partner => "your partner",
    };
    and_list(&audience.iter().map(word).collect::<Vec<_>>())
}

/// What came of it.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Partly => "partly done",
        Outcome::NotDone => "not done",
        Outcome::NoOccasion => "there was no occasion",
    }
}

/// What a check-in is about, where that is not the homework itself.
pub fn purpose(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Practice => None,
        Purpose::Review => Some("a look back at the homework"),
    }
}

/// Whose act counts for whom.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Individual => "for you alone",
        Mode::Together => "done together",
        Mode::Each => "each of you, alone",
        Mode::Either => "either of you, for both",
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

/// A kind of homework.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Habit => "habits",
        Kind::RepairRitual => "ways back after a quarrel",
        Kind::BoundaryScript => "words for a limit",
        Kind::Reflection => "questions to yourself",
    }
}

/// Whether somebody is in care.
pub fn client_status(status: ClientStatus) -> &'static str {
    match status {
        ClientStatus::Active => "in care",
        ClientStatus::Inactive => "care rests",
        ClientStatus::Archived => "care has ended",
    }
}

/// How notices come.
pub fn channel(channel: ContactChannel) -> &'static str {
    match channel {
        ContactChannel::Email => "by e-mail",
        ContactChannel::Push => "on your phone",
        ContactChannel::None => "not at all",
    }
}

/// What the therapist keeps from the other partner.
pub fn policy(policy: Policy) -> &'static str {
    match policy {
        Policy::NoSecrets => "nothing that concerns you both",
        Policy::Limited => "what the text names",
        Policy::Confidential => "everything that one of you says alone",
    }
}

/// What was told of.
pub fn disclosed(kind: DisclosedKind) -> &'static str {
    match kind {
        DisclosedKind::CheckIn => "one of your check-ins",
        DisclosedKind::Report => "a report about you",
    }
}

/// Who was told.
pub fn recipient(recipient: DisclosureRecipient) -> &'static str {
    match recipient {
        DisclosureRecipient::Partner => "your partner",
        DisclosureRecipient::ThirdParty => "somebody outside",
    }
}

/// What allowed it.
pub fn ground(ground: DisclosureGround) -> &'static str {
    match ground {
        DisclosureGround::Consent => "you said yes to it",
        DisclosureGround::AgreedPolicy => "the agreement that you both signed",
        DisclosureGround::DutyToProtect => "somebody was in danger",
        DisclosureGround::LegalDuty => "a law or a court asked for it",
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

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_zone() {
        let instant = "2026-11-22T20:30:00.123456Z".parse().unwrap();
        assert_eq!(moment(instant, TimeZone::UTC), "22 November 2026, 20:30");
        assert_eq!(moment(instant, "Asia/Tokyo".parse().unwrap()), "23 November 2026, 05:30");
    }
}
