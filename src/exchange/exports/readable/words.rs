//! Plain words for what the service calls by a name of its own. A new value breaks the build until it has words.

use chrono::{DateTime, Utc};

use crate::homework::assignments::Mode;
use crate::homework::cadence::Purpose;
use crate::homework::check_ins::{Audience, Outcome};
use crate::homework::library::Kind;
use crate::people::agreements::Policy;
use crate::people::clients::ClientStatus;
use crate::people::contact_preferences::{ContactChannel, SafeTime};
use crate::platform::local_day::TimeZone;
use crate::progress::disclosures::{DisclosedKind, DisclosureGround, DisclosureRecipient};

pub use crate::homework::words::{assignment_status, cadence, time, weekday};
pub use crate::platform::words::{and_list, day, plain};

/// `22 November 2026, 18:30`, by a clock in this zone.
pub fn moment(instant: DateTime<Utc>, zone: TimeZone) -> String {
    zone.wall_clock(instant).format("%-d %B %Y, %H:%M").to_string()
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
        DisclosureRecipient::Client => "you",
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
        DisclosureGround::ReleasedReport => "a report was released",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_by_the_clock_of_the_zone() {
        let instant = "2026-11-22T20:30:00.123456Z".parse().unwrap();
        assert_eq!(moment(instant, TimeZone::UTC), "22 November 2026, 20:30");
        assert_eq!(moment(instant, "Asia/Tokyo".parse().unwrap()), "23 November 2026, 05:30");
    }
}
