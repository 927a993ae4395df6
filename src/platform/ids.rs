//! Typed ids: one generic wrapper around a UUIDv7, so that a client's id is never taken for a couple's.

use std::fmt;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, Output, ToSql};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

/// The id of a thing of kind `K`. Ids are UUIDv7 and no secrets.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Uuid)]
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// A new id, ordered by the time it was made.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
    pub fn generate() -> Self {
        Self(Uuid::now_v7(), PhantomData)
    }

    /// Gives an untyped id its kind.
    pub const fn from_uuid(id: Uuid) -> Self {
        Self(id, PhantomData)
    }

    /// The id without its kind, for places that hold ids of many kinds.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

impl<K> FromSql<diesel::sql_types::Uuid, Pg> for Id<K> {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(bytes).map(Self::from_uuid)
    }
}

impl<K> ToSql<diesel::sql_types::Uuid, Pg> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <Uuid as ToSql<diesel::sql_types::Uuid, Pg>>::to_sql(&self.0, out)
    }
}

impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into()
    }
}

impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

/// The kinds of thing that have an id; never constructed.
pub mod kind {
    use super::Id;

    #[doc(hidden)]
    pub enum Practice {}
    #[doc(hidden)]
    pub enum Account {}
    #[doc(hidden)]
    pub enum Membership {}
    #[doc(hidden)]
    pub enum Session {}
    #[doc(hidden)]
    pub enum SecondFactor {}
    #[doc(hidden)]
    pub enum Notice {}
    #[doc(hidden)]
    pub enum Invitation {}
    #[doc(hidden)]
    pub enum Couple {}
    #[doc(hidden)]
    pub enum CareTeamPlace {}
    #[doc(hidden)]
    pub enum LibraryItem {}
    #[doc(hidden)]
    pub enum Assignment {}
    #[doc(hidden)]
    pub enum AssignmentChange {}
    #[doc(hidden)]
    pub enum Pause {}
    #[doc(hidden)]
    pub enum Reminder {}
    #[doc(hidden)]
    pub enum CheckIn {}
    #[doc(hidden)]
    pub enum SharedCheckIn {}
    #[doc(hidden)]
    pub enum CheckInFeedback {}
    #[doc(hidden)]
    pub enum Report {}
    #[doc(hidden)]
    pub enum ReportRun {}
    #[doc(hidden)]
    pub enum AuditEvent {}
    #[doc(hidden)]
    pub enum SafetyMark {}
    #[doc(hidden)]
    pub enum ShareGrant {}
    #[doc(hidden)]
    pub enum CrisisResource {}
    #[doc(hidden)]
    pub enum Disclosure {}
    #[doc(hidden)]
    pub enum ReportRelease {}
    #[doc(hidden)]
    pub enum ReportAuthorisation {}
    #[doc(hidden)]
    pub enum Job {}
    #[doc(hidden)]
    pub enum JournalEntry {}
    #[doc(hidden)]
    pub enum LifeEvent {}
    #[doc(hidden)]
    pub enum SharedJournalEntry {}
    #[doc(hidden)]
    pub enum Boundary {}
    #[doc(hidden)]
    pub enum SharedBoundary {}
    #[doc(hidden)]
    pub enum BoundaryUse {}
    #[doc(hidden)]
    pub enum Appointment {}
    #[doc(hidden)]
    pub enum Export {}
    #[doc(hidden)]
    pub enum Repair {}
    #[doc(hidden)]
    pub enum Rupture {}
    #[doc(hidden)]
    pub enum SharedRepair {}
    #[doc(hidden)]
    pub enum SharedRupture {}
    #[doc(hidden)]
    pub enum Plan {}
    #[doc(hidden)]
    pub enum Programme {}
    #[doc(hidden)]
    pub enum Enrolment {}
    #[doc(hidden)]
    pub enum InstrumentVersion {}
    #[doc(hidden)]
    pub enum Measure {}
    #[doc(hidden)]
    pub enum MeasureRequest {}

    /// A practice: the tenant.
    pub type PracticeId = Id<Practice>;
    /// One person, across practices.
    pub type AccountId = Id<Account>;
    /// One person in one practice; the same id as the person's staff member or client there.
    pub type MembershipId = Id<Membership>;
    /// A staff member: the id of the membership.
    pub type StaffId = Id<Membership>;
    /// A client: the id of the membership.
    pub type ClientId = Id<Membership>;
    /// A session, from sign-in to its end.
    pub type SessionId = Id<Session>;
    /// A second factor of an account.
    pub type SecondFactorId = Id<SecondFactor>;
    /// A notice by e-mail.
    pub type NoticeId = Id<Notice>;
    /// An invitation into a practice.
    pub type InvitationId = Id<Invitation>;
    /// A couple of two clients.
    pub type CoupleId = Id<Couple>;
    /// A place on a care team.
    pub type CareTeamPlaceId = Id<CareTeamPlace>;
    /// A library item of a practice.
    pub type LibraryItemId = Id<LibraryItem>;
    /// An assignment.
    pub type AssignmentId = Id<Assignment>;
    /// A note that days of an assignment count otherwise.
    pub type AssignmentChangeId = Id<AssignmentChange>;
    /// A pause of an assignment.
    pub type PauseId = Id<Pause>;
    /// What a member is reminded by; another one with every change.
    pub type ReminderId = Id<Reminder>;
    /// A check-in, as its author and the care team know it.
    pub type CheckInId = Id<CheckIn>;
    /// A check-in, as the partner knows it.
    pub type SharedCheckInId = Id<SharedCheckIn>;
    /// What a therapist says to a check-in.
    pub type CheckInFeedbackId = Id<CheckInFeedback>;
    /// A progress report.
    pub type ReportId = Id<Report>;
    /// A run of reports about a caseload.
    pub type ReportRunId = Id<ReportRun>;
    /// An event of the audit trail.
    pub type AuditEventId = Id<AuditEvent>;
    /// A safety flag or hold.
    pub type SafetyMarkId = Id<SafetyMark>;
    /// A standing permission to share.
    pub type ShareGrantId = Id<ShareGrant>;
    /// A crisis resource.
    pub type CrisisResourceId = Id<CrisisResource>;
    /// A disclosure.
    pub type DisclosureId = Id<Disclosure>;
    /// A release of a report to one recipient.
    pub type ReportReleaseId = Id<ReportRelease>;
    /// What clients are asked to authorise of reports to somebody outside.
    pub type ReportAuthorisationId = Id<ReportAuthorisation>;
    /// A job.
    pub type JobId = Id<Job>;
    /// A life event.
    pub type LifeEventId = Id<LifeEvent>;
    /// A journal entry, as its author and the care team know it.
    pub type JournalEntryId = Id<JournalEntry>;
    /// A journal entry, as the partner knows it.
    pub type SharedJournalEntryId = Id<SharedJournalEntry>;
    /// A boundary, as its author and the care team know it.
    pub type BoundaryId = Id<Boundary>;
    /// A boundary, as the partner knows it.
    pub type SharedBoundaryId = Id<SharedBoundary>;
    /// A use of a boundary.
    pub type BoundaryUseId = Id<BoundaryUse>;
    /// An appointment.
    pub type AppointmentId = Id<Appointment>;
    /// A client's export.
    pub type ExportId = Id<Export>;
    /// An attempt to repair, as its author and the care team know it.
    pub type RepairId = Id<Repair>;
    /// A rupture, as its author and the care team know it.
    pub type RuptureId = Id<Rupture>;
    /// An attempt to repair, as the partner knows it.
    pub type SharedRepairId = Id<SharedRepair>;
    /// A rupture, as the partner knows it.
    pub type SharedRuptureId = Id<SharedRupture>;
    /// A plan that gives each partner homework of an own.
    pub type PlanId = Id<Plan>;
    /// A programme of a practice.
    pub type ProgrammeId = Id<Programme>;
    /// The enrolment of a client or couple in a programme.
    pub type EnrolmentId = Id<Enrolment>;
    /// A version of an instrument of the practice's own.
    pub type InstrumentVersionId = Id<InstrumentVersion>;
    /// Answers to a questionnaire.
    pub type MeasureId = Id<Measure>;
    /// What asks a client for measures.
    pub type MeasureRequestId = Id<MeasureRequest>;
}
