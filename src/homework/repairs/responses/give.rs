//! Giving, changing and deleting an answer to a repair, by the one who got it. Its row is the receiver's; the one who sent the
//! repair has a copy, which changes only with what was given to the sender, and stands still under a hold on the receiver.

use chrono::{DateTime, Utc};

use super::dto::UpdateRepairResponseRequest;
use super::model::{Place, Received, ResponseInsert, ResponseRow, STATE, State, VersionInsert};
use super::queries;
use crate::homework::authored::Earlier;
use crate::homework::check_ins::{Audience, Visibility};
use crate::homework::repairs::responses::RepairAnswer;
use crate::homework::repairs::shared::{SharedRepairResponse, find_shared};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::withdraw;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CoupleId, SharedRepairId};

/// Gives or changes an answer, over the version of the repair that the receiver knows.
pub(super) async fn update_response(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    couple: CoupleId,
    to: SharedRepairId,
    version: i32,
    request: &UpdateRepairResponseRequest,
) -> ApiResult<SharedRepairResponse> {
    let UpdateRepairResponseRequest { answer, words, visibility } = request.clone();
    let after = State { answer, words, visibility };
    let known = load(actor, conn, couple, to, version).await?;
    let noticed = known.can_be_noticed(Some(&after));
    if known.before.as_ref() != Some(&after) {
        known.replace(conn, couple, Some(after), actor.now()).await?;
    }
    let (item, ended) = find_shared(conn, &actor.reader(), couple, to).await?.ok_or(ApiError::NotFound)?;
    let mut told = SharedRepairResponse::open(item, known.place.practice, ended, &known.key)?;
    if let Some(response) = &mut told.response {
        response.can_be_noticed = noticed;
    }
    Ok(told)
}

/// Deletes an answer, over the version of the repair that the receiver knows.
pub(super) async fn delete_response(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    couple: CoupleId,
    to: SharedRepairId,
    version: i32,
) -> ApiResult<()> {
    let known = load(actor, conn, couple, to, version).await?;
    if known.before.is_none() {
        return Err(ApiError::NotFound);
    }
    known.replace(conn, couple, None, actor.now()).await
}

/// A repair that was received, and what was answered to it until now.
struct KnownResponse {
    place: Place,
    key: std::sync::Arc<PracticeKey>,
    held: bool,
    repair: Received,
    row: Option<ResponseRow>,
    accepted_at: Option<DateTime<Utc>>,
    before: Option<State>,
}

async fn load(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    couple: CoupleId,
    to: SharedRepairId,
    version: i32,
) -> ApiResult<KnownResponse> {
    let reader = actor.reader();
    let place = Place { practice: reader.practice, client: reader.member, id: to };
    let (key, held, repair) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::lock_received(conn, &reader, couple, to)
    )?;
    let repair = repair.ok_or(ApiError::NotFound)?;
    // With its copy locked nobody else writes the answer.
    let (row, accepted_at) = queries::find_response(conn, place).await?.unzip();
    let known = row.as_ref().map_or(0, |row: &ResponseRow| row.version);
    if repair.version.saturating_add(known) != version {
        return Err(ApiError::PreconditionFailed);
    }
    let before = match &row {
        Some(row) => row.state(place.practice, &key)?,
        None => None,
    };
    Ok(KnownResponse { place, key, held, repair, row, accepted_at: accepted_at.flatten(), before })
}

fn reaches_sender(state: Option<&State>) -> bool {
    state.is_some_and(|state| Audience::Partner.reads(state.visibility))
}

impl KnownResponse {
    /// Whether the one who sent the repair loses an answer by this change.
    fn can_be_noticed(&self, after: Option<&State>) -> bool {
        reaches_sender(self.before.as_ref()) && !reaches_sender(after)
    }

    /// Writes what is answered from now on, or that nothing is any more.
    async fn replace(
        &self,
        conn: Conn<'_>,
        couple: CoupleId,
        after: Option<State>,
        now: DateTime<Utc>,
    ) -> ApiResult<()> {
        let row = self.row_of(couple, after.as_ref(), now)?;
        let kept = self.kept_version(now)?;
        queries::write_response(conn, &row, kept.as_ref()).await?;
        let told = reaches_sender(self.before.as_ref()) || reaches_sender(after.as_ref());
        if self.held || !told {
            return Ok(());
        }
        let Place { practice, client, id: _ } = self.place;
        withdraw(conn, practice, client, usize::from(reaches_sender(self.before.as_ref()))).await?;
        queries::replace_copy(conn, &row, reaches_sender(after.as_ref())).await
    }

    fn row_of(
        &self,
        couple: CoupleId,
        after: Option<&State>,
        now: DateTime<Utc>,
    ) -> ApiResult<ResponseInsert> {
        let Place { practice, client, id: to } = self.place;
        let seal = |state: &State| self.place.seal(state.words.as_deref(), &self.key);
        let accepted = after.is_some_and(|state| state.answer == RepairAnswer::Accepted);
        let visibility = after.or(self.before.as_ref()).map(|state| state.visibility);
        Ok(ResponseInsert {
            practice_id: practice,
            client_id: client,
            shared_repair_id: to,
            author_ref: self.repair.author_ref,
            couple_id: couple,
            repair_client_id: Some(self.repair.client_id),
            repair_id: Some(self.repair.repair_id),
            answer: after.map(|state| AsText(state.answer)),
            words_sealed: after.map(seal).transpose()?,
            visibility: AsText(visibility.unwrap_or(Visibility::Therapist)),
            accepted_at: accepted.then(|| self.accepted_at.unwrap_or(now)),
            version: self.row.as_ref().map_or(1, |row| row.version.saturating_add(1)),
            updated_at: now,
        })
    }

    fn kept_version(&self, now: DateTime<Utc>) -> ApiResult<Option<VersionInsert>> {
        let (Some(row), Some(state)) = (&self.row, &self.before) else { return Ok(None) };
        let reason_visibility = state.visibility;
        let earlier = Earlier { state: state.clone(), reason: None, reason_visibility };
        Ok(Some(VersionInsert {
            practice_id: self.place.practice,
            client_id: self.place.client,
            shared_repair_id: self.place.id,
            version: row.version,
            state_sealed: earlier.seal(STATE, self.place, row.version, &self.key)?,
            edited_at: now,
        }))
    }
}
