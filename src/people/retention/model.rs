//! A legal hold as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::ERASE;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, PracticeId, StaffId};
use crate::platform::jobs;
use crate::schema::legal_holds;

/// A legal hold on one record.
#[derive(Queryable, Selectable)]
#[diesel(table_name = legal_holds)]
pub(super) struct HoldRow {
    pub client_id: ClientId,
    pub reason_sealed: Vec<u8>,
    pub placed_by: StaffId,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Where the reason of a hold is sealed.
pub(super) const REASON: &str = "legal_holds.reason_sealed";

/// The ids that the reason of a hold is sealed to.
pub(super) fn place(practice: PracticeId, client: ClientId) -> [Uuid; 2] {
    [practice.uuid(), client.uuid()]
}

/// Lets the job that erases look again whether it may, because what keeps records has changed: of one client, or of all.
pub async fn look_again(
    conn: Conn<'_>,
    practice: PracticeId,
    client: Option<ClientId>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    jobs::wake(conn, practice, ERASE, client.map(Id::uuid), now).await
}
