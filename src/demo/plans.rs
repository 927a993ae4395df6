//! What the demo shows of planning: a revision, a proposal with both answers, an excused day, a reminder, a pause to come, and a programme
//! whose steps will be released.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::{Api, text};

/// In whose couple it is shown, by the one whose day is excused.
const SHOWN: &str = "Noor";
/// The homework that is revised and rested from; each counts alone, by the day.
const REVISED: &str = "bids-for-connection";
/// The programme that the couple is enrolled in.
const PROGRAMME: &str = "weekly-planner";

/// Plans of one couple, where they are shown. `item` is what is proposed to it.
pub(super) async fn show(
    therapist: &Api,
    couple: Uuid,
    partners: &[Partner<'_>],
    item: Option<&str>,
    today: NaiveDate,
) -> Result<(), Failure> {
    let (Some(noor), Some(other), Some(item)) = (
        partners.iter().find(|partner| partner.given == SHOWN),
        partners.iter().find(|partner| partner.given != SHOWN),
        item,
    ) else {
        return Ok(());
    };
    let given = therapist.get(&format!("/v1/couples/{couple}/assignments")).await?;
    let of_key = |one: &&Value| one.pointer("/item/key").and_then(Value::as_str) == Some(REVISED);
    let mut all = given.get("items").and_then(Value::as_array).into_iter().flatten();
    let given = all.find(of_key).ok_or("the demo lacks the homework that it revises")?;
    let path = format!("/v1/assignments/{}", text(given, "id")?);
    revise(therapist, &path).await?;
    rest(noor, other, &path, today).await?;
    propose(therapist, couple, [noor, other], item).await?;
    enrol(therapist, couple).await
}

async fn revise(therapist: &Api, path: &str) -> Result<(), Failure> {
    let cadence = json!({"type": "times_per_period", "times": 2, "times_max": 4, "every": 1, "unit": "day"});
    let change = json!({"cadence": cadence, "rationale": "Twice a day is what the new job leaves room for."});
    therapist.patch_over(path, &change).await.map(drop)
}

async fn rest(noor: &Partner<'_>, other: &Partner<'_>, path: &str, today: NaiveDate) -> Result<(), Failure> {
    let part = format!("{path}/participants/{}", noor.id);
    let day = today - Days::new(3);
    let reason = json!({"reason": "My father was in hospital."});
    noor.api.put_over(&part, &format!("{part}/excuses/{day}"), &reason).await?;
    let reminder = json!({"times": ["08:30", "20:00"], "most_per_week": 5});
    noor.api.put_over(&part, &format!("{part}/reminder"), &reminder).await?;
    let part = format!("{path}/participants/{}", other.id);
    let (from, until) = (today + Days::new(7), today + Days::new(13));
    let pause = json!({"from": from, "until": until, "reason": "A week with my parents."});
    other.api.put_over(&part, &format!("{part}/pause"), &pause).await.map(drop)
}

async fn propose(
    therapist: &Api,
    couple: Uuid,
    [noor, other]: [&Partner<'_>; 2],
    item: &str,
) -> Result<(), Failure> {
    let proposal = json!({"item_id": item, "mode": "together", "status": "proposed"});
    let proposed = therapist.post(&format!("/v1/couples/{couple}/assignments"), &proposal).await?;
    let path = format!("/v1/assignments/{}/participants", text(&proposed, "id")?);
    let yes = json!({"answer": "accept", "confidence": 8});
    let less = json!({
        "answer": "smaller", "suggested": {"times": 1, "minutes": 5}, "words": "Not another long evening.",
        "confidence": 6
    });
    for (partner, answer) in [(noor, yes), (other, less)] {
        let part = format!("{path}/{}", partner.id);
        partner.api.put_over(&part, &format!("{part}/response"), &answer).await?;
    }
    Ok(())
}

/// Enrols the couple in what it does not do yet.
async fn enrol(therapist: &Api, couple: Uuid) -> Result<(), Failure> {
    let page = therapist.get("/v1/programmes?limit=200").await?;
    let of_key = |one: &&Value| one.get("key").and_then(Value::as_str) == Some(PROGRAMME);
    let mut all = page.get("items").and_then(Value::as_array).into_iter().flatten();
    let programme = text(all.find(of_key).ok_or("the demo lacks the programme that it shows")?, "id")?;
    let preview = json!({"couple_id": couple, "enrolment": {"programme_id": programme}});
    let preview = therapist.post("/v1/programme-previews", &preview).await?;
    let steps = preview.get("steps").and_then(Value::as_array).into_iter().flatten();
    let runs = |step: &&Value| {
        step.get("running").and_then(Value::as_array).is_some_and(|running| !running.is_empty())
    };
    let left_out: Vec<&Value> = steps.filter(runs).filter_map(|step| step.get("step")).collect();
    let body = json!({"programme_id": programme, "left_out": left_out});
    therapist.post(&format!("/v1/couples/{couple}/enrolments"), &body).await.map(drop)
}
