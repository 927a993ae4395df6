//! An audit event, and the row it becomes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::chain::{StoredEvent, event_mac};
use crate::identity::tokens::Claims;
use crate::platform::crypto::Key;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, request_id};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AccountId, AuditEventId, ClientId, CoupleId, MembershipId, PracticeId};
use crate::schema::{audit_events, audit_unsealed};

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
        AuditRow {
            session_id: Some(by.sid.uuid()),
            acting_as: by.roles.iter().map(|role| <&'static str>::from(*role)).collect(),
            ..self.row_of(
                Member { practice: by.practice, membership: by.membership, account: by.sub },
                at,
                outcome,
            )
        }
    }

    /// The row of this event, about somebody who is known but has no session.
    pub fn row_of(&self, of: Member, at: DateTime<Utc>, outcome: Outcome) -> AuditRow {
        AuditRow {
            practice_id: of.practice.uuid(),
            id: AuditEventId::generate().uuid(),
            at,
            account_id: of.account.uuid(),
            membership_id: of.membership.uuid(),
            session_id: None,
            acting_as: Vec::new(),
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

/// An account's place in a practice.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The practice.
    pub practice: PracticeId,
    /// The membership in it.
    pub membership: MembershipId,
    /// The account.
    pub account: AccountId,
}

/// How it ended.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AuditOutcome)]
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

/// Writes one row inside the transaction of what it records, and lets it wait to be chained under this key.
pub async fn insert_audit_row(mut conn: Conn<'_>, key: &Key, row: &AuditRow) -> ApiResult<()> {
    let waiting = (
        audit_unsealed::practice_id.eq(row.practice_id),
        audit_unsealed::event_id.eq(row.id),
        audit_unsealed::mac.eq(event_mac(key, &StoredEvent::of(row)).to_vec()),
    );
    let mut also = conn;
    futures_util::try_join!(
        diesel::insert_into(audit_events::table).values(row).execute(&mut conn),
        diesel::insert_into(audit_unsealed::table).values(waiting).execute(&mut also),
    )?;
    Ok(())
}
