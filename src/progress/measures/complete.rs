//! Answering what was left out, by whoever wrote the measure. What was answered stays as it was.

use super::catalogue::load_shelf;
use super::create::{faults, raise};
use super::dto::{CompleteMeasureRequest, MeasureResponse};
use super::model::{ItemAnswer, MeasureRow, Place, seal_answers};
use super::queries::{self, find_measure};
use super::view::{View, are_complete, find_help};
use crate::identity::actor::{Access, Actor};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, FieldError};

/// Adds answers over the version that the caller knows.
pub(super) async fn complete_measure(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CompleteMeasureRequest,
) -> ApiResult<MeasureResponse> {
    let reader = actor.reader();
    let (key, found, help) = futures_util::try_join!(
        actor.key(conn),
        find_measure(conn, &reader, place.client, place.id),
        find_help(conn, &reader),
    )?;
    let row = found.ok_or(ApiError::NotFound)?;
    if row.entered_by != reader.member {
        return Err(ApiError::Forbidden);
    }
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let shelf = load_shelf(conn, place.practice, [row.instrument_key.as_str()].into_iter()).await?;
    let instrument = shelf.find(&row.instrument_key, row.instrument_number)?;
    let before = row.answers(place.practice, &key)?;
    let mut errors = faults(instrument, &request.answers);
    errors.extend(changed(&before, &request.answers));
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    let view = View { reader: &reader, shelf: &shelf, key: &key, help };
    if before.len() == request.answers.len() {
        return view.open(row);
    }
    let complete = are_complete(instrument, &request.answers, row.administration.0);
    let answers_sealed = seal_answers(&request.answers, place, &key)?;
    queries::update_answers(conn, place, version, (answers_sealed.clone(), complete), actor.now()).await?;
    raise(conn, place, instrument, &request.answers, &key, actor.now()).await?;
    let version = version.saturating_add(1);
    view.open(MeasureRow { answers_sealed, complete, version, updated_at: actor.now(), ..row })
}

/// Earlier answers that are not as they were.
fn changed(before: &[ItemAnswer], now: &[ItemAnswer]) -> Option<FieldError> {
    let kept = before.iter().all(|answer| now.contains(answer));
    let detail = "must hold every answer from before, as it was";
    (!kept).then(|| FieldError::at("/answers", "changed", detail))
}
