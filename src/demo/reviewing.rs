//! What the demo shows of reviewing: what therapists said to check-ins, and how far they have come with each.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::{Api, text};

/// To whose last check-in with a note something is said, and what.
const SAID: [(&str, &str); 3] = [
    ("Noor", "You noticed it and wrote it down on the same evening. That is most of the work."),
    ("Elias", "Going out and coming back when you said: that is what makes quiet safe for both of you."),
    ("Jonas", "Small counts. Let us talk about what made it possible."),
];
/// Check-ins of so many days ago and before were talked about; those of so many days ago were seen.
const DISCUSSED: u64 = 14;
const SEEN: u64 = 4;
/// Who looks back on the month with the partner, and what went well.
const LOOKS_BACK: (&str, &str) =
    ("Lucia", "We came back to it after the busy weeks, and neither of us kept score.");
/// The next time is so many days ahead.
const NEXT_IN: u64 = 28;

/// Feedback for one person, and the states of the check-ins.
pub(super) async fn review(therapist: &Api, person: &Partner<'_>, today: NaiveDate) -> Result<(), Failure> {
    let below = format!("/v1/clients/{}", person.id);
    if let Some((_, words)) = SAID.iter().find(|(given, _)| *given == person.given) {
        let written = therapist.get(&format!("{below}/check-ins?limit=200")).await?;
        let noted = |one: &&Value| one.pointer("/personal/note").is_some_and(Value::is_string);
        if let Some(last) = items(&written).find(noted) {
            let said = json!({"check_in_id": text(last, "id")?, "text": words});
            therapist.post(&format!("{below}/feedback"), &said).await?;
        }
    }
    let (list, mut next) = (format!("{below}/check-in-reviews?limit=200"), String::new());
    loop {
        let page = therapist.get(&format!("{list}{next}")).await?;
        let reviews: Vec<Value> = items(&page).filter_map(|one| reviewed(one, today)).collect();
        if !reviews.is_empty() {
            let path = format!("{below}/check-in-review-batches");
            therapist.post(&path, &json!({"reviews": reviews})).await?;
        }
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return Ok(()),
        }
    }
}

/// A retro with a small win brought in, to which both agreed; the therapist has not carried it out yet.
pub(super) async fn look_back(
    partners: &[Partner<'_>],
    couple: Uuid,
    today: NaiveDate,
) -> Result<(), Failure> {
    let (who, words) = LOOKS_BACK;
    let Some(writer) = partners.iter().find(|partner| partner.given == who) else { return Ok(()) };
    let below = format!("/v1/couples/{couple}");
    let running =
        writer.api.get(&format!("{below}/assignments?status=active&status=paused&limit=200")).await?;
    let keep = |one: &Value| {
        Some(json!({"assignment_id": one.get("id")?, "version": one.get("version")?, "decision": "keep"}))
    };
    let mut decisions: Vec<Value> = items(&running).filter_map(keep).collect();
    if let Some(last) = decisions.last_mut().and_then(Value::as_object_mut) {
        last.insert("note".to_owned(), json!("It is the evening that we both look forward to."));
    }
    let retro = json!({"small_wins": words, "decisions": decisions, "next_on": today + Days::new(NEXT_IN)});
    let retro = writer.api.post(&format!("{below}/retros"), &retro).await?;
    let number = retro.get("number").and_then(Value::as_i64).unwrap_or(1);
    let path = format!("{below}/retros/{number}");
    let wins = writer.api.get(&format!("{below}/small-wins")).await?;
    let first = wins.get("suggestions").and_then(Value::as_array).and_then(|all| all.first());
    if let Some(win) = first {
        let assignment = text(win, "assignment_id")?;
        let body = json!({"kind": win.get("kind")});
        writer.api.put(&format!("{path}/wins/{assignment}"), &body).await?;
    }
    for partner in partners {
        partner.api.put_over(&path, &format!("{path}/agreement"), &json!({})).await?;
    }
    Ok(())
}

fn items(page: &Value) -> impl Iterator<Item = &Value> {
    page.get("items").and_then(Value::as_array).into_iter().flatten()
}

fn reviewed(one: &Value, today: NaiveDate) -> Option<Value> {
    let day: NaiveDate = one.get("local_date")?.as_str()?.parse().ok()?;
    let state = if day <= today - Days::new(DISCUSSED) {
        "discussed"
    } else if day <= today - Days::new(SEEN) {
        "seen"
    } else {
        return None;
    };
    Some(json!({"check_in_id": one.get("check_in_id")?, "version": one.get("version")?, "state": state}))
}
