//! What people of the demo write for themselves: entries of a journal, marks on the own time line, a limit with a plan for
//! closeness and how it went, and what two of them agree on.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::text;
use crate::platform::ids::Id;

/// Who wrote how many days ago, for whom, and what.
const ENTRIES: [(&str, i64, &str, &str, &str); 5] = [
    (
        "Noor",
        12,
        "partner",
        "What I liked this week",
        "We laughed at breakfast three times. I want to remember that.",
    ),
    ("Noor", 5, "private", "Before the weekend", "I am afraid of asking again. I will ask once, plainly."),
    (
        "Elias",
        4,
        "therapist",
        "Quiet",
        "I went out for air and came back when I had said. It was easier than I thought.",
    ),
    ("Jonas", 6, "private", "Walking home", "I noticed that I leave a room before I know what I feel."),
    ("Jonas", 2, "therapist", "A small thing", "I stayed, and said that I needed a minute."),
];
/// Who marked what on the own time line, how many days ago, and for whom.
const EVENTS: [(&str, i64, &str, &str); 4] = [
    ("Noor", 45, "therapist", "My mother came to stay for two weeks"),
    ("Noor", 26, "private", "I wrote to my father"),
    ("Jonas", 38, "therapist", "First day at the new job"),
    ("Jonas", 13, "private", "A year since we parted"),
];
/// Who sets a limit, from which homework.
const LIMIT: (&str, &str) = ("Elias", "limit-with-reconnect");
/// Who sets one without homework, and from which item.
const ALONE: &str = "Jonas";
pub(super) const LIMIT_ITEM: &str = LIMIT.1;
/// Its uses: how many days ago, minutes until the return, whether there was closeness, and whether it was respected.
const USES: [(i64, i64, bool, &str); 4] =
    [(16, 58, true, "yes"), (11, 75, true, "partly"), (7, 55, false, "yes"), (3, 60, true, "yes")];

/// Homework of which a couple writes a pact, and what the two agree on: at first, and as one of them would have it since.
const PACT: &str = "technology-agreement";
const AGREED: [&str; 2] = [
    "We keep phones away from our check-ins, and answer each other by the evening.",
    "We keep phones away from our check-ins and from supper, and answer each other by the evening.",
];

/// The events of this person.
pub(super) async fn mark_events(
    partner: &Partner<'_>,
    couple: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let path = format!("/v1/clients/{}/life-events", partner.id);
    for (_, days, visibility, title) in EVENTS.iter().filter(|event| event.0 == partner.given) {
        let on = (now - TimeDelta::days(*days)).date_naive();
        let mut event =
            json!({"id": Id::<()>::generate(), "on": on, "title": title, "visibility": visibility});
        put_couple(&mut event, couple);
        partner.api.post(&path, &event).await?;
    }
    Ok(())
}

/// The entries of this person.
pub(super) async fn write_journal(
    partner: &Partner<'_>,
    zone: &str,
    couple: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let path = format!("/v1/clients/{}/journal-entries", partner.id);
    for (_, days, visibility, title, words) in ENTRIES.iter().filter(|entry| entry.0 == partner.given) {
        let mut entry = json!({
            "id": Id::<()>::generate(), "written_at": now - TimeDelta::days(*days), "time_zone": zone,
            "visibility": visibility, "title": title, "text": words
        });
        put_couple(&mut entry, couple);
        partner.api.post(&path, &entry).await?;
    }
    Ok(())
}

/// The limit of the person who sets one from this homework, and its uses.
pub(super) async fn set_limit(
    partner: &Partner<'_>,
    zone: &str,
    (key, assignment): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    if (partner.given, key) != LIMIT {
        return Ok(());
    }
    use_limit(partner, zone, json!({"assignment_id": assignment, "visibility": "partner"}), now).await
}

/// The limit that somebody in care alone sets without homework, and its uses.
pub(super) async fn set_own_limit(
    partner: &Partner<'_>,
    zone: &str,
    item: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    match item {
        Some(item) if partner.given == ALONE => {
            use_limit(partner, zone, json!({"item_id": item, "visibility": "therapist"}), now).await
        }
        _ => Ok(()),
    }
}

async fn use_limit(
    partner: &Partner<'_>,
    zone: &str,
    from: Value,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut limit = json!({
        "id": Id::<()>::generate(), "written_at": now - TimeDelta::days(20),
        "time_zone": zone, "purpose": "connection", "limit": "When I come home I want an hour of quiet.",
        "so_that": "Afterwards I can listen to you properly.",
        "reconnect": {"what": "I come and find you, and we have tea.", "after_minutes": 60}
    });
    if let (Some(limit), Some(from)) = (limit.as_object_mut(), from.as_object()) {
        limit.extend(from.clone());
    }
    let limit = partner.api.post(&format!("/v1/clients/{}/boundaries", partner.id), &limit).await?;
    let (limit, path) = (text(&limit, "id")?, format!("/v1/clients/{}/boundary-uses", partner.id));
    for (days, minutes, reconnected, respected) in USES {
        let began = now - TimeDelta::days(days);
        let one = json!({
            "id": Id::<()>::generate(), "boundary_id": limit, "started_at": began, "time_zone": zone,
            "returned_at": began + TimeDelta::minutes(minutes), "reconnected": reconnected, "respected": respected,
            "visibility": "therapist"
        });
        partner.api.post(&path, &one).await?;
    }
    Ok(())
}

/// What the two agree on of this homework: both accepted the first version, and one of them the next.
pub(super) async fn write_pacts(
    partners: &[Partner<'_>],
    (key, assignment): (&str, &str),
) -> Result<(), Failure> {
    let (PACT, [one, other]) = (key, partners) else { return Ok(()) };
    let path = format!("/v1/assignments/{assignment}/pacts");
    let [first, next] = AGREED;
    for (writer, words, replaces, accepting) in
        [(one, first, None, vec![one, other]), (other, next, Some(1), vec![other])]
    {
        let version = json!({
            "replaces": replaces, "limit": words, "so_that": "We are fully there when we are together.",
            "reconnect": {"what": "Both phones stay in the hall, and we sit down on the sofa.", "at": "21:00"},
            "answers": [{"prompt": "running_late", "type": "text", "text": "Late, all is well, home by eight."}]
        });
        let written = writer.api.post(&path, &version).await?;
        let number = written.get("number").and_then(Value::as_i64).unwrap_or(1);
        let pact = format!("{path}/{number}");
        for partner in accepting {
            partner.api.put_over(&pact, &format!("{pact}/acceptance"), &json!({})).await?;
        }
    }
    Ok(())
}

fn put_couple(entry: &mut Value, couple: Option<Uuid>) {
    if let (Some(couple), Some(members)) = (couple, entry.as_object_mut()) {
        members.insert("couple_id".to_owned(), json!(couple));
    }
}
