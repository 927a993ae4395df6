//! A couple as rows, and who may end one.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::identity::actor::{Access, Reader};
use crate::identity::memberships::Role;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::schema::{clients, couple_members, couples};

/// Who may end a couple: either partner, and a therapist on its care team.
pub enum CoupleEnder {}

impl Access for CoupleEnder {
    const ROLES: &'static [Role] = &[Role::Therapist, Role::Client];
}

/// A couple with its two members.
#[derive(Clone)]
pub struct CoupleRow {
    /// The id.
    pub id: CoupleId,
    /// The members, by position.
    pub members: [CoupleMember; 2],
    /// The first day of care as a couple.
    pub started_on: NaiveDate,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A member of a couple, as its partner may know it.
#[derive(Clone)]
pub struct CoupleMember {
    /// The client.
    pub client_id: ClientId,
    /// What the person is called.
    pub name: Option<String>,
    /// Pronouns.
    pub pronouns: Option<String>,
}

impl CoupleRow {
    /// The two members, by position.
    pub fn member_ids(&self) -> [ClientId; 2] {
        let [first, second] = &self.members;
        [first.client_id, second.client_id]
    }

    /// The couple as a reader may know it: when it has ended, what the other one is called now is not the former
    /// partner's to know.
    pub(super) fn seen_by(mut self, reader: &Reader) -> Self {
        if reader.client && self.ended_at.is_some() {
            for member in self.members.iter_mut().filter(|member| member.client_id != reader.member) {
                member.name = None;
                member.pronouns = None;
            }
        }
        self
    }
}

/// A couple and one of its members.
#[derive(Queryable, Selectable)]
#[diesel(table_name = couples)]
pub(super) struct MemberRow {
    id: CoupleId,
    started_on: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[diesel(select_expression = couple_members::client_id)]
    client_id: ClientId,
    #[diesel(select_expression = clients::given_name)]
    given_name: String,
    #[diesel(select_expression = clients::preferred_name)]
    preferred_name: Option<String>,
    #[diesel(select_expression = clients::pronouns)]
    pronouns: Option<String>,
    #[diesel(select_expression = clients::restricted_at)]
    restricted_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = clients::erased_at)]
    erased_at: Option<DateTime<Utc>>,
}

/// Joins the rows of members, ordered by couple and position, into couples.
pub(super) fn pair(rows: Vec<MemberRow>, reader: &Reader) -> ApiResult<Vec<CoupleRow>> {
    let mut couples = Vec::with_capacity(rows.len() / 2);
    let mut rows = rows.into_iter();
    while let Some(first) = rows.next() {
        let second = rows.next().filter(|second| second.id == first.id).ok_or(ApiError::Internal)?;
        let MemberRow { id, started_on, ended_at, version, created_at, updated_at, .. } = first;
        let members = [first.into_member(reader), second.into_member(reader)];
        let couple = CoupleRow { id, members, started_on, ended_at, version, created_at, updated_at };
        couples.push(couple.seen_by(reader));
    }
    Ok(couples)
}

impl MemberRow {
    /// Nameless once erased; while the record is restricted, to all but owner, admin and the person.
    fn into_member(self, reader: &Reader) -> CoupleMember {
        let Self { client_id, given_name, preferred_name, pronouns, restricted_at, erased_at, .. } = self;
        let hidden = restricted_at.is_some() && !reader.administers && client_id != reader.member;
        if hidden || erased_at.is_some() {
            return CoupleMember { client_id, name: None, pronouns: None };
        }
        CoupleMember { client_id, name: Some(preferred_name.unwrap_or(given_name)), pronouns }
    }
}
