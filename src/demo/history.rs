//! Twelve weeks of check-ins: steady where the person is, with lapses and returns.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Failure;
use super::cast::Person;
use super::random::Random;
use super::words;
use crate::platform::ids::Id;
use crate::platform::ids::kind::CheckInId;
use crate::platform::local_day::{TimeZone, instant_of};

/// Weeks of history.
pub(super) const WEEKS: u64 = 12;

/// Homework given to a person, with what is needed to log it.
pub(super) struct Given<'a> {
    pub assignment: String,
    pub key: &'a str,
    pub mode: &'a str,
    pub starts_on: NaiveDate,
    pub content: &'a Value,
    /// Whether this member is the one who logs joint acts more often.
    pub first: bool,
}

/// The check-ins of one person for one assignment, in order.
pub(super) fn check_ins(
    person: &Person,
    given: &Given<'_>,
    beginning: NaiveDate,
    now: DateTime<Utc>,
    random: &mut Random,
) -> Result<Vec<Value>, Failure> {
    let zone: TimeZone = person.zone.parse().map_err(|_| "a zone of the demo is unknown")?;
    let mut all = Vec::new();
    for day in 0..WEEKS * 7 {
        let date = beginning + Days::new(day);
        let at = instant_of(zone, date, time_of(random)) + TimeDelta::minutes(1);
        if date < given.starts_on || at >= now {
            continue;
        }
        let week = usize::try_from(day / 7).unwrap_or_default();
        let lapsed = person.lapse.contains(&week);
        let steadiness = if lapsed { person.steadiness / 8 } else { person.steadiness };
        let times = acts(given, date, steadiness, random);
        if times == 0 && !lapsed && rhythm(given.key) == Rhythm::Daily && random.happens(15) {
            all.push(missed(given, at, zone));
        }
        for time in 0..times {
            all.push(done(given, at + TimeDelta::minutes(37 * time), date, zone, random));
        }
    }
    Ok(all)
}

#[derive(PartialEq)]
enum Rhythm {
    Daily,
    SeveralADay,
    Weekly,
    Monthly,
    Seldom,
}

fn rhythm(key: &str) -> Rhythm {
    match key {
        "daily-check-in" | "kept-promises" | "mindful-minute" | "emotion-journal" | "anchor-statements" => {
            Rhythm::Daily
        }
        "bids-for-connection" => Rhythm::SeveralADay,
        "relationship-retro" | "growth-markers" | "technology-agreement" => Rhythm::Monthly,
        "repair-four-steps"
        | "limit-with-reconnect"
        | "pause-and-return"
        | "same-team-reset"
        | "setback-note" => Rhythm::Seldom,
        _ => Rhythm::Weekly,
    }
}

/// How often it was done on a day.
fn acts(given: &Given<'_>, date: NaiveDate, steadiness: usize, random: &mut Random) -> i64 {
    // A joint act is logged by either partner; mostly by one of them.
    let share = match (given.mode, given.first) {
        ("together" | "either", true) => steadiness * 7 / 10,
        ("together" | "either", false) => steadiness / 4,
        _ => steadiness,
    };
    let once = |happens| i64::from(happens);
    match rhythm(given.key) {
        Rhythm::Daily => once(random.happens(share)),
        Rhythm::SeveralADay if random.happens(share) => {
            [2, 3, 3, 4, 5].get(random.below(5)).copied().unwrap_or(3)
        }
        Rhythm::SeveralADay => 0,
        Rhythm::Weekly => {
            let usual = date.weekday().num_days_from_monday() % 3 == u32::from(given.first);
            once(usual && random.happens(share * 6 / 10))
        }
        Rhythm::Monthly => once(date.day() % 14 == 6 && random.happens(share / 2 + 20)),
        Rhythm::Seldom => once(random.happens(6)),
    }
}

fn done(given: &Given<'_>, at: DateTime<Utc>, date: NaiveDate, zone: TimeZone, random: &mut Random) -> Value {
    let outcome = if random.happens(12) { "partly" } else { "done" };
    let mut check_in = base(given, at, zone, outcome);
    if let Some(members) = check_in.as_object_mut() {
        if random.happens(60) {
            members.insert("minutes".to_owned(), json!(5 + random.below(20)));
        }
        let asks = given.content.get("kind").is_some_and(|kind| kind == "reflection");
        if asks || random.happens(45) || requires(given.content) {
            members.insert("personal".to_owned(), personal(given, date, random));
        }
        // On some days also how it felt is for both.
        if given.mode == "together"
            && date.day().is_multiple_of(2)
            && let Some(personal) = members.get_mut("personal")
        {
            see(personal, "partner");
        }
        if given.mode == "each" && random.happens(10) {
            members.insert("visibility".to_owned(), json!("private"));
            members
                .remove("personal")
                .map(|personal| members.insert("personal".to_owned(), private(personal)));
        }
    }
    check_in
}

fn private(mut personal: Value) -> Value {
    see(&mut personal, "private");
    personal
}

fn see(personal: &mut Value, visibility: &str) {
    if let Some(members) = personal.as_object_mut() {
        members.insert("visibility".to_owned(), json!(visibility));
    }
}

fn requires(content: &Value) -> bool {
    let slots = content.get("slots").and_then(Value::as_array);
    slots.is_some_and(|slots| slots.iter().any(|slot| slot.get("required").is_some_and(|flag| flag == true)))
}

fn personal(given: &Given<'_>, date: NaiveDate, random: &mut Random) -> Value {
    let mut personal = json!({
        "effort": 2 + random.below(7), "helpfulness": 4 + random.below(6), "closeness": 3 + random.below(7),
        "details": words::details(given.content, date, random)
    });
    if let Some(members) = personal.as_object_mut() {
        if random.happens(50) {
            members.insert("note".to_owned(), json!(words::note(random)));
        }
        if random.happens(40) {
            members.insert("feelings".to_owned(), json!(words::feelings(random)));
        }
    }
    personal
}

fn missed(given: &Given<'_>, at: DateTime<Utc>, zone: TimeZone) -> Value {
    base(given, at, zone, "not_done")
}

fn base(given: &Given<'_>, at: DateTime<Utc>, zone: TimeZone, outcome: &str) -> Value {
    json!({
        "id": CheckInId::from_uuid(Id::<()>::generate().uuid()), "assignment_id": given.assignment, "occurred_at": at,
        "time_zone": zone, "outcome": outcome
    })
}

fn time_of(random: &mut Random) -> NaiveTime {
    let minutes = u32::try_from(7 * 60 + random.below(14 * 60)).unwrap_or(1200);
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or_default()
}
