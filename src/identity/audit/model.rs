//! An audit event, and the row it becomes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::identity::memberships::Role;
use crate::identity::tokens::Claims;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, request_id};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AccountId, ClientId, CoupleId, MembershipId, PracticeId};
use crate::schema::audit_events;

/// What a request does, told before it is done.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    action: &'static str,
    resource: &'static str,
    resource_id: Option<Uuid>,
    client: Option<ClientId>,
    couple: Option<CoupleId>,
    recorded: bool,
}

impl Event {
    /// An operation (by its operation id) on a kind of resource: recorded whether it succeeds or is denied.
    pub const fn new(action: &'static str, resource: &'static str) -> Self {
        Self { action, resource, resource_id: None, client: None, couple: None, recorded: true }
    }

    /// A read of nothing clinical: recorded only when it is denied.
    pub const fn plain(action: &'static str, resource: &'static str) -> Self {
        Self { recorded: false, ..Self::new(action, resource) }
    }

    /// The resource it is about.
    pub fn on<K>(mut self, id: Id<K>) -> Self {
        self.resource_id = Some(id.uuid());
        self
    }

    /// The client whose data it is.
    pub fn of_client(mut self, id: ClientId) -> Self {
        self.client = Some(id);
        self
    }

    /// The couple whose data it is.
    pub fn of_couple(mut self, id: CoupleId) -> Self {
        self.couple = Some(id);
        self
    }

    /// Whether a success leaves a row.
    pub fn is_recorded(&self) -> bool {
        self.recorded
    }

    /// The row of this event, done by the bearer of these claims.
    pub fn row(&self, by: &Claims, at: DateTime<Utc>, outcome: Outcome) -> AuditRow {
        let member =
            Member { account: by.sub, practice: by.practice, membership: by.membership, roles: &by.roles };
        AuditRow { session_id: Some(by.sid.uuid()), ..self.row_of(member, at, outcome) }
    }

    /// The row of this event, done by a member who has no session yet.
    pub fn row_of(&self, by: Member<'_>, at: DateTime<Utc>, outcome: Outcome) -> AuditRow {
        AuditRow {
            practice_id: by.practice.uuid(),
            id: Id::<AuditRow>::generate().uuid(),
            at,
            account_id: by.account.uuid(),
            membership_id: by.membership.uuid(),
            session_id: None,
            acting_as: by.roles.iter().map(|role| <&'static str>::from(*role)).collect(),
            action: self.action,
            resource: self.resource,
            resource_id: self.resource_id,
            client_id: self.client.map(Id::uuid),
            couple_id: self.couple.map(Id::uuid),
            outcome: outcome.into(),
            request_id: request_id().uuid(),
        }
    }
}

/// A person in a practice, as an audit row names one.
#[derive(Debug, Clone, Copy)]
pub struct Member<'m> {
    /// The account.
    pub account: AccountId,
    /// The practice.
    pub practice: PracticeId,
    /// The membership.
    pub membership: MembershipId,
    /// Its roles.
    pub roles: &'m [Role],
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused.
    Denied,
}

/// A row of the audit trail.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub struct AuditRow {
    pub(super) practice_id: Uuid,
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) account_id: Uuid,
    pub(super) membership_id: Uuid,
    pub(super) session_id: Option<Uuid>,
    pub(super) acting_as: Vec<&'static str>,
    pub(super) action: &'static str,
    pub(super) resource: &'static str,
    pub(super) resource_id: Option<Uuid>,
    pub(super) client_id: Option<Uuid>,
    pub(super) couple_id: Option<Uuid>,
    pub(super) outcome: &'static str,
    pub(super) request_id: Uuid,
}

/// Writes one row inside the transaction of what it records.
pub async fn insert_audit_row(mut conn: Conn<'_>, row: &AuditRow) -> ApiResult<()> {
    diesel::insert_into(audit_events::table).values(row).execute(&mut conn).await?;
    Ok(())
}
