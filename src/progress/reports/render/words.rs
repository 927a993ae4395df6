//! Plain words for figures: warm, exact, and never a verdict. A new value breaks the build until it has words.

use chrono::{DateTime, NaiveDate, Utc};

use crate::homework::assignments::Mode;
use crate::homework::library::Kind;
use crate::platform::words::day;
use crate::progress::reports::model::{ReportAudience, ReportStatus};
use crate::progress::summaries::{AsSeenBy, Rated};

/// `5 January 2026 to 29 March 2026`, or the one day.
pub fn days(from: NaiveDate, to: NaiveDate) -> String {
    if from == to { day(from) } else { format!("{} to {}", day(from), day(to)) }
}

/// `29 March 2026, 18:30 UTC`.
pub fn moment(instant: DateTime<Utc>) -> String {
    instant.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// A share as a percentage without decimals. What is not all is never told as all, and what is something never as nothing.
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if rounded >= 100.0 && share < 1.0 {
        "over 99 %".to_owned()
    } else if rounded <= 0.0 && share > 0.0 {
        "under 1 %".to_owned()
    } else {
        format!("{rounded} %")
    }
}

/// At most one decimal, and none where there is none to tell.
pub fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// `3.5 of 7 days`.
pub fn of_days(done: f64, asked: f64) -> String {
    let asked = number(asked);
    let days = if asked == "1" { "day" } else { "days" };
    format!("{} of {asked} {days}", number(done))
}

/// `1 time`, `2 times`.
pub fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Whom a report is written for.
pub fn audience(audience: ReportAudience) -> &'static str {
    match audience {
        ReportAudience::Clinician => "the care team",
        ReportAudience::Client => "the client",
        ReportAudience::Couple => "both partners",
        ReportAudience::ThirdParty => "somebody outside the practice",
    }
}

/// Where a report stands.
pub fn status(status: ReportStatus) -> &'static str {
    match status {
        ReportStatus::Draft => "Draft: the words may still change, the figures do not.",
        ReportStatus::Final => "Final: nothing in it changes any more.",
    }
}

/// Whose act counts for whom.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Individual => "for one person",
        Mode::Together => "done together, once for both",
        Mode::Each => "each partner alone",
        Mode::Either => "either partner, for both",
    }
}

/// A kind of homework.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Habit => "a habit",
        Kind::RepairRitual => "a repair ritual",
        Kind::BoundaryScript => "words for setting a limit",
        Kind::Reflection => "questions for reflection",
    }
}

/// What is rated in a check-in.
pub fn rated(rated: Rated) -> &'static str {
    match rated {
        Rated::Effort => "Effort it took",
        Rated::Helpfulness => "How much it helped",
        Rated::Closeness => "How close it felt",
    }
}

/// Which check-ins a figure is made from, in words for who reads it.
pub fn as_seen_by(view: AsSeenBy, audience: ReportAudience) -> &'static str {
    match view {
        AsSeenBy::Myself => "Made from what the person wrote, and what was shared with the person.",
        AsSeenBy::CareTeam if audience == ReportAudience::Clinician => {
            "Made from what the care team may read."
        }
        AsSeenBy::CareTeam => "Made from what was noted and shared with the care team.",
        AsSeenBy::Couple => "Made from what both partners may read.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_promises_neither_all_nor_nothing() {
        let told = [0.0, 0.001, 0.005, 0.5, 0.994, 0.995, 0.999_999, 1.0].map(percent);
        let expected = ["0 %", "under 1 %", "1 %", "50 %", "99 %", "over 99 %", "over 99 %", "100 %"];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_number_has_one_decimal_at_most() {
        assert_eq!([0.0, 45.5, 3.333_333, 12.0, 2.96].map(number), ["0", "45.5", "3.3", "12", "3"]);
        assert_eq!(
            (counted(1, "period", "periods"), counted(0, "period", "periods")),
            ("1 period".into(), "0 periods".into())
        );
        assert_eq!((of_days(0.5, 1.0), of_days(1.0, 7.0)), ("0.5 of 1 day".into(), "1 of 7 days".into()));
    }
}
