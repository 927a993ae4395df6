//! Places on care teams in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{CareTeamPlaceId, ClientId, CoupleId, PracticeId, StaffId};
use crate::schema::care_team_members;

/// Whom something is about: one client, or one couple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A client on its own.
    Client(ClientId),
    /// A couple.
    Couple(CoupleId),
}

impl Context {
    /// The client, if it is one.
    pub fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(id) => Some(id),
            Self::Couple(_) => None,
        }
    }

    /// The couple, if it is one.
    pub fn couple(self) -> Option<CoupleId> {
        match self {
            Self::Client(_) => None,
            Self::Couple(id) => Some(id),
        }
    }
}

/// Puts a staff member on a care team.
pub async fn insert_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    context: Context,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(care_team_members::table)
        .values((
            care_team_members::practice_id.eq(practice),
            care_team_members::id.eq(CareTeamPlaceId::generate()),
            care_team_members::staff_id.eq(staff),
            care_team_members::client_id.eq(context.client()),
            care_team_members::couple_id.eq(context.couple()),
            care_team_members::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
