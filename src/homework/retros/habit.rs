//! Holding a retro fills the couple's habit of holding one, where that runs: one act, one record. The check-in is made as any
//! other is.

use chrono::NaiveDate;
use serde_json::json;

use super::model::Words;
use super::queries::is_filled;
use crate::homework::assignments::{AssignmentRow, AssignmentStatus, Mode};
use crate::homework::cadence::Purpose;
use crate::homework::check_ins::{
    CheckInPlace, CreateCheckInRequest, Details, Outcome, PersonalRequest, create_check_in,
};
use crate::homework::library::{Content, find_version};
use crate::identity::actor::{Access, Actor};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CheckInId, CoupleId};

/// The library item of it.
const KEY: &str = "relationship-retro";

/// The check-in of a partner who holds the retro of this month; none where the habit does not run, where the partner knows one that
/// the retro made already, or where the homework asks what a retro does not say.
pub(super) async fn fill(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    (couple, month): (CoupleId, NaiveDate),
    homework: &[AssignmentRow],
    words: &Words,
) -> ApiResult<Option<CheckInId>> {
    let runs = |row: &&AssignmentRow| {
        row.item_key == KEY && row.mode.0 == Mode::Together && row.status.0 == AssignmentStatus::Active
    };
    let Some(row) = homework.iter().find(runs) else { return Ok(None) };
    let (practice, client) = (actor.practice(), actor.membership());
    if is_filled(conn, practice, couple, client, month).await? {
        return Ok(None);
    }
    let version = find_version(conn, practice, row.item_id, row.item_version).await?;
    let content = version.ok_or(ApiError::Internal)?.content.0;
    let request = CreateCheckInRequest {
        id: CheckInId::generate(),
        assignment_id: row.id,
        occurred_at: actor.now(),
        time_zone: row.time_zone.0,
        sent_at: None,
        purpose: Purpose::Practice,
        outcome: Outcome::Done,
        count: None,
        minutes: None,
        visibility: None,
        personal: Some(personal(words, &content)?),
    };
    let place = CheckInPlace { practice, client, id: request.id };
    match create_check_in(actor, conn, place, &request).await {
        Ok(_) => Ok(Some(request.id)),
        // Nothing is written then.
        Err(ApiError::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the retro says, as answers to those questions of the homework that ask for it.
fn personal(words: &Words, content: &Content) -> ApiResult<PersonalRequest> {
    let questions = content.questions();
    let asks = |key: &str| questions.iter().any(|question| question.key == key);
    let mut answers = Vec::new();
    if asks("small_wins") {
        answers.push(json!({"prompt": "small_wins", "type": "text", "text": words.small_wins}));
    }
    if let Some(next_on) = words.next_on.filter(|_| asks("next_date")) {
        answers.push(json!({"prompt": "next_date", "type": "date", "date": next_on}));
    }
    let details: Details = serde_json::from_value(json!({"kind": "habit", "answers": answers}))
        .map_err(|_| ApiError::Internal)?;
    Ok(PersonalRequest { details: Some(details), ..PersonalRequest::default() })
}
