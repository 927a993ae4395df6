//! What the demo shows of reviewing: what therapists said to check-ins, and how far they have come with each.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::Failure;
use super::api::{Api, text};
use super::trust::Partner;

/// To whose last check-in with a note something is said, and what.
const SAID: [(&str, &str); 3] = [
    ("Noor", "You noticed it and wrote it down on the same evening. That is most of the work."),
    ("Elias", "Going out and coming back when you said: that is what makes quiet safe for both of you."),
    ("Jonas", "Small counts. Let us talk about what made it possible."),
];
/// Check-ins of so many days ago and before were talked about; those of so many days ago were seen.
const DISCUSSED: u64 = 14;
const SEEN: u64 = 4;

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
