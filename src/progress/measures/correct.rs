//! Changing a measure, by whoever entered it: answering what was left out, correcting what is wrong, deleting. What was answered
//! before is kept.

use std::sync::Arc;

use super::catalogue::load_shelf;
use super::create::{faults, raise};
use super::dto::{CompleteMeasureRequest, CorrectMeasureRequest, MeasureResponse};
use super::model::{ItemAnswer, MeasureRow, Place, seal_answers};
use super::queries::{self, find_measure};
use super::versions::{Before, VersionInsert};
use super::view::{View, are_complete, by_item, find_help, scored_scales};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
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
    let own = Own::find(actor, conn, place, version).await?;
    let errors = changed(&own.before, &request.answers);
    own.write(actor, conn, &request.answers, None, errors).await
}

/// Puts other answers in the place of those that the caller knows.
pub(super) async fn correct_measure(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectMeasureRequest,
) -> ApiResult<MeasureResponse> {
    let own = Own::find(actor, conn, place, version).await?;
    own.write(actor, conn, &request.answers, request.reason.clone(), None).await
}

/// Deletes a measure over the version that the caller knows. Its id stays taken, and a flag that it raised stands.
pub(super) async fn delete_measure(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let own = Own::find(actor, conn, place, version).await?;
    let kept = own.kept(actor, None)?;
    queries::write_deletion(conn, place, version, &kept, actor.now()).await
}

/// A measure that the caller entered, in the version that the caller knows.
struct Own {
    row: MeasureRow,
    place: Place,
    before: Vec<ItemAnswer>,
    key: Arc<PracticeKey>,
}

impl Own {
    async fn find(actor: &Actor<impl Access>, conn: Conn<'_>, place: Place, version: i32) -> ApiResult<Self> {
        let reader = actor.reader();
        let (key, found) =
            futures_util::try_join!(actor.key(conn), find_measure(conn, &reader, place.client, place.id))?;
        let row = found.ok_or(ApiError::NotFound)?;
        if row.entered_by != reader.member {
            return Err(ApiError::Forbidden);
        }
        if row.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        let before = row.answers(place.practice, &key)?;
        Ok(Self { row, place, before, key })
    }

    async fn write(
        self,
        actor: &Actor<impl Access>,
        conn: Conn<'_>,
        after: &[ItemAnswer],
        reason: Option<String>,
        broken: Option<FieldError>,
    ) -> ApiResult<MeasureResponse> {
        let (reader, now, place) = (actor.reader(), actor.now(), self.place);
        let (shelf, help) = futures_util::try_join!(
            load_shelf(conn, place.practice, [self.row.instrument_key.as_str()].into_iter()),
            find_help(conn, &reader)
        )?;
        let instrument = shelf.find(&self.row.instrument_key, self.row.instrument_number)?;
        let mut errors = faults(instrument, after);
        errors.extend(broken);
        if !errors.is_empty() {
            return Err(ApiError::Invalid(errors));
        }
        let view = View { reader: &reader, shelf: &shelf, key: &self.key, help };
        if by_item(&self.before) == by_item(after) {
            return view.open(self.row);
        }
        let complete = are_complete(instrument, after, self.row.administration.0);
        let answers_sealed = seal_answers(after, place, &self.key)?;
        let kept = self.kept(actor, reason)?;
        let scored_scales = scored_scales(instrument, after, self.row.administration.0);
        let said = (answers_sealed.clone(), complete, scored_scales);
        queries::write_answers(conn, place, self.row.version, said, &kept, now).await?;
        raise(conn, place, instrument, (&self.before, after), &self.key, now).await?;
        let version = self.row.version.saturating_add(1);
        view.open(MeasureRow { answers_sealed, complete, version, updated_at: now, ..self.row.clone() })
    }

    /// What it said, to be kept.
    fn kept(&self, actor: &Actor<impl Access>, reason: Option<String>) -> ApiResult<VersionInsert> {
        let before = Before { answers: self.before.clone(), reason };
        Ok(VersionInsert {
            practice_id: self.place.practice,
            client_id: self.place.client,
            measure_id: self.place.id,
            version: self.row.version,
            state_sealed: before.seal(self.place, self.row.version, &self.key)?,
            edited_by: actor.membership(),
            edited_at: actor.now(),
        })
    }
}

/// Earlier answers that are not as they were.
fn changed(before: &[ItemAnswer], now: &[ItemAnswer]) -> Option<FieldError> {
    let kept = before.iter().all(|answer| now.contains(answer));
    let detail = "must hold every answer from before, as it was";
    (!kept).then(|| FieldError::at("/answers", "changed", detail))
}
