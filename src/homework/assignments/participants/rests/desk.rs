//! What every operation on rests and reminders works on.

use std::sync::Arc;

use chrono::NaiveDate;

use super::queries::{Rest, find_today, insert_rest, update_rest};
use crate::homework::assignments::AssignmentRow;
use crate::homework::assignments::participants::dto::ParticipantResponse;
use crate::homework::assignments::participants::model::{RestKind, RestRow};
use crate::homework::assignments::participants::queries::{find_participant as find, raise_version};
use crate::homework::assignments::queries::{find_assignment, writer};
use crate::identity::actor::{Actor, Reader, TherapistOrClient};
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::keep_lasting;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// One member's part, locked at the version that the caller knows.
pub struct Desk {
    pub writer: Reader,
    pub row: AssignmentRow,
    pub rests: Vec<RestRow>,
    pub has_reminder: bool,
    /// The local day that it is for the member.
    pub today: NaiveDate,
    client: ClientId,
    key: Arc<PracticeKey>,
}

impl Desk {
    pub async fn lay(
        actor: &Actor<TherapistOrClient>,
        conn: Conn<'_>,
        assignment: AssignmentId,
        client: ClientId,
        version: i32,
    ) -> ApiResult<Self> {
        let (writer, practice) = (writer(actor.reader()), actor.practice());
        let (part, row, key) = futures_util::try_join!(
            find(conn, &writer, assignment, client),
            find_assignment(conn, &writer, assignment),
            actor.key(conn)
        )?;
        let row = row.ok_or(ApiError::NotFound)?;
        if part.row.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        if let Some(couple) = row.couple_id {
            keep_lasting(conn, practice, couple).await?;
        }
        let today = find_today(conn, practice, client, actor.now()).await?;
        raise_version(conn, (practice, assignment, client), version, actor.now()).await?;
        let has_reminder = part.row.reminder_times.is_some();
        Ok(Self { writer, row, rests: part.rests, has_reminder, today, client, key })
    }

    /// The excuse of the period that begins on a day.
    pub fn excuse(&self, start: NaiveDate) -> Option<&RestRow> {
        self.rests.iter().find(|rest| rest.kind.0 == RestKind::Excuse && rest.starts_on == start)
    }

    /// Writes a rest, over the one that it takes the place of.
    pub async fn put(
        &self,
        actor: &Actor<TherapistOrClient>,
        conn: Conn<'_>,
        rest: &Rest<'_>,
        is_there: bool,
    ) -> ApiResult<()> {
        let practice = self.writer.practice;
        if is_there {
            return update_rest(conn, practice, rest, &self.key).await;
        }
        let by = (actor.membership(), actor.now());
        insert_rest(conn, (practice, self.row.id, self.client), rest, by, &self.key).await
    }

    /// The part as it is now.
    pub async fn answer(&self, conn: Conn<'_>) -> ApiResult<ParticipantResponse> {
        let part = find(conn, &self.writer, self.row.id, self.client).await?;
        part.open(self.writer.practice, &self.key)
    }
}
