//! The actor: who makes a request, and the only door to a practice's data.

mod each;

use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, dev, web};
use chrono::{DateTime, Utc};
use std::future::{Ready, ready};
use uuid::Uuid;

pub use super::access::{
    Access, Administrator, AnyMember, AnyStaff, ClientOnly, Clinician, ClinicianOrClient, ContactReader,
    ContactWriter, TherapistOnly, TherapistOrClient,
};
use super::audit::{AuditRow, Event, Outcome, insert_audit_row, insert_audit_rows};
use super::memberships::Role;
use super::practice_keys::PracticeKey;
use super::proof::{self, Asked};
pub use super::proof::{EvenLimited, Proved};
use super::services::Services;
use super::tokens::Claims;
use crate::platform::crypto::place;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Claim, CursorKey, Earlier, IdempotencyKey};
use crate::platform::ids::kind::{AccountId, ClientId, MembershipId, PracticeId, SessionId, StaffId};

/// The bearer of a valid access token, asking for a function that takes the roles `A`.
///
/// Session, membership and roles are proven anew by every transaction, in the same round trip.
pub struct Actor<A> {
    claims: Arc<Claims>,
    services: web::Data<Services>,
    access: PhantomData<fn() -> A>,
}

impl<A: Access> FromRequest for Actor<A> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(bearer(request))
    }
}

fn bearer<A>(request: &HttpRequest) -> ApiResult<Actor<A>> {
    let services = request.app_data::<web::Data<Services>>().ok_or(ApiError::Internal)?.clone();
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = header.and_then(|text| text.split_once(' ')).ok_or(ApiError::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(ApiError::Unauthenticated);
    }
    let now = services.shared.clock.now();
    let claims = services.shared.tokens.verify(token.trim(), now).ok_or(ApiError::Unauthenticated)?;
    Ok(Actor { claims, services, access: PhantomData })
}

impl<A: Access> Actor<A> {
    /// Runs a read. What it returns is given to the caller only once its audit row is in the buffer.
    pub async fn read<T>(
        &self,
        event: Event,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let outcome = self.in_transaction(Mode::Read, work).await;
        self.record(event, &outcome, event.is_recorded())?;
        outcome
    }

    /// Runs a write together with its audit row; both are committed before this returns.
    pub async fn write<T>(
        &self,
        event: Event,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let row = event.row(&self.claims, self.now(), Outcome::Success);
        let key = &self.services.shared.keys.audit;
        // The row goes ahead of the work in the same message flow, and is rolled back with it.
        let recorded = async |conn: Conn<'_>| {
            let (recorded, worked) = futures_util::join!(insert_audit_row(conn, key, &row), work(conn));
            let value = worked?;
            recorded.map(|()| value)
        };
        let outcome = self.in_transaction(Mode::Write, recorded).await;
        self.record(event, &outcome, false)?;
        outcome
    }

    /// Runs a write of many things together with an audit row for each event that it names; all are committed before this
    /// returns. A refusal is recorded as the event given here.
    pub async fn write_each<T>(
        &self,
        refused: Event,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<(T, Vec<Event>)>,
    ) -> ApiResult<T> {
        let key = &self.services.shared.keys.audit;
        let recorded = async |conn: Conn<'_>| {
            let (value, events) = work(conn).await?;
            let row = |event: Event| event.row(&self.claims, self.now(), Outcome::Success);
            let rows: Vec<AuditRow> = events.into_iter().map(row).collect();
            insert_audit_rows(conn, key, &rows).await?;
            Ok(value)
        };
        let outcome = self.in_transaction(Mode::Write, recorded).await;
        self.record(refused, &outcome, false)?;
        outcome
    }

    async fn in_transaction<T>(
        &self,
        mode: Mode,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let database = &self.services.database;
        let (practice, now) = (self.practice(), self.now());
        let proved_since = A::NEEDS_PROOF.then(|| now - self.services.shared.session_rules.proof_age);
        let unrestricted = mode == Mode::Write && !A::OPEN_TO_RESTRICTED && self.has(Role::Client);
        let asked = Asked { proved_since, unrestricted };
        let done = match self.refusal() {
            None => {
                let check = async |conn: Conn<'_>| proof::check_access(conn, &self.claims, now, asked).await;
                database.in_practice(practice, mode, check, work).await
            }
            Some(error) => {
                let check = async |conn: Conn<'_>| {
                    proof::check_access(conn, &self.claims, now, Asked::default()).await
                };
                database.in_practice(practice, Mode::Read, check, async |_| Err(error)).await
            }
        };
        done.map(|((), value)| value)
    }

    /// What the token alone forbids, told once the session has proved alive.
    fn refusal(&self) -> Option<ApiError> {
        if self.claims.limited && !A::OPEN_TO_LIMITED {
            Some(ApiError::SecondFactorRequired)
        } else if self.claims.roles.iter().any(|role| A::ROLES.contains(role)) {
            None
        } else {
            Some(ApiError::Forbidden)
        }
    }

    fn record<T>(&self, event: Event, outcome: &ApiResult<T>, success: bool) -> ApiResult<()> {
        let outcome = match outcome {
            Ok(_) if success => Outcome::Success,
            Err(
                ApiError::NotFound
                | ApiError::Forbidden
                | ApiError::ForbiddenMember(_)
                | ApiError::SecondFactorRequired
                | ApiError::StepUpNeeded,
            ) => Outcome::Denied,
            _ => return Ok(()),
        };
        self.services.shared.audit.push(event.row(&self.claims, self.now(), outcome))
    }

    /// Records a refusal that is no error of access, such as a wrong code.
    pub fn record_denial(&self, event: Event) -> ApiResult<()> {
        self.services.shared.audit.push(event.row(&self.claims, self.now(), Outcome::Denied))
    }

    /// The practice of the session.
    pub fn practice(&self) -> PracticeId {
        self.claims.practice
    }

    /// The actor's membership: also its id as staff member or client.
    pub fn membership(&self) -> MembershipId {
        self.claims.membership
    }

    /// The actor's account.
    pub fn account(&self) -> AccountId {
        self.claims.sub
    }

    /// The session.
    pub fn session(&self) -> SessionId {
        self.claims.sid
    }

    /// The actor's roles.
    pub fn roles(&self) -> &[Role] {
        &self.claims.roles
    }

    /// Whether the actor holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.claims.roles.contains(&role)
    }

    /// The actor's id as a client, if it is one.
    pub fn client(&self) -> Option<ClientId> {
        self.has(Role::Client).then_some(self.claims.membership)
    }

    /// Whether the session is limited until a second factor is proved in it.
    pub fn is_limited(&self) -> bool {
        self.claims.limited
    }

    /// The current instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.services.shared.clock.now()
    }

    /// The services of this worker.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The key that seals free text of this practice.
    pub async fn key(&self, conn: Conn<'_>) -> ApiResult<Arc<PracticeKey>> {
        self.services.shared.practice_keys.get(conn, self.practice()).await
    }

    /// The key of this actor's cursors in one list with one filter.
    pub fn cursor(&self, list: &str, filter: &impl std::fmt::Debug) -> CursorKey {
        let mut bound = place(list, &[self.practice().uuid(), self.membership().uuid()]);
        bound.extend_from_slice(format!("{filter:?}").as_bytes());
        CursorKey::new(self.services.shared.keys.cursors.clone(), bound)
    }

    /// Claims an idempotency key for this actor's request with this payload.
    pub async fn claim(
        &self,
        conn: Conn<'_>,
        key: &IdempotencyKey,
        operation: &'static str,
        payload: &impl serde::Serialize,
    ) -> ApiResult<(Claim, Option<Earlier>)> {
        let payload = serde_json::to_vec(payload).map_err(|_| ApiError::Internal)?;
        let who: (Uuid, Uuid) = (self.practice().uuid(), self.membership().uuid());
        key.claim(conn, &self.services.shared.keys.idempotency, who, operation, &payload).await
    }
}

/// Who reads, as queries need it: what a row must be to be visible is decided from this alone.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The practice.
    pub practice: PracticeId,
    /// The membership.
    pub member: MembershipId,
    /// Reads names and contact data of the whole practice.
    pub all_contacts: bool,
    /// Of restricted records too.
    pub administers: bool,
    /// Reads those in the own care.
    pub therapist: bool,
    /// Reads those in the care of supervised therapists.
    pub supervisor: bool,
    /// Is a client, and reads itself and what the couple shares.
    pub client: bool,
}

impl Reader {
    /// A therapist, with the care of its own places alone.
    pub fn of_therapist(practice: PracticeId, staff: StaffId) -> Self {
        Self { therapist: true, client: false, ..Self::of_client(practice, staff) }
    }

    /// A client, as itself.
    pub fn of_client(practice: PracticeId, client: ClientId) -> Self {
        Self {
            practice,
            member: client,
            all_contacts: false,
            administers: false,
            therapist: false,
            supervisor: false,
            client: true,
        }
    }
}

impl<A: Access> Actor<A> {
    /// Who reads.
    pub fn reader(&self) -> Reader {
        Reader {
            practice: self.practice(),
            member: self.membership(),
            all_contacts: self.has(Role::Owner) || self.has(Role::Admin) || self.has(Role::FrontDesk),
            administers: self.has(Role::Owner) || self.has(Role::Admin),
            therapist: self.has(Role::Therapist),
            supervisor: self.has(Role::Supervisor),
            client: self.has(Role::Client),
        }
    }
}
