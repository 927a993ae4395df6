//! What is in an export, part after part, and what a way to write it down has to offer.

use chrono::{DateTime, Utc};

use crate::homework::assignments::OwnAssignment;
use crate::homework::boundaries::{OwnBoundary, OwnBoundaryUse, SharedBoundaryResponse};
use crate::homework::check_ins::{OwnCheckIn, SharedCheckInResponse};
use crate::homework::feedback::CheckInFeedbackResponse;
use crate::homework::journals::{OwnJournalEntry, SharedJournalEntryResponse};
use crate::homework::life_events::OwnLifeEvent;
use crate::homework::pacts::PactResponse;
use crate::homework::repairs::{OwnRepair, OwnRepairResponse, SharedRepairResponse};
use crate::homework::retros::RetroResponse;
use crate::homework::ruptures::{OwnRupture, SharedRuptureResponse};
use crate::homework::share_grants::ShareGrantResponse;
use crate::identity::accounts::OwnAccount;
use crate::people::agreements::AgreementResponse;
use crate::people::appointments::AppointmentResponse;
use crate::people::clients::ClientResponse;
use crate::people::contact_preferences::ContactPreferencesResponse;
use crate::people::couples::CoupleResponse;
use crate::people::practices::PracticeResponse;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::CoupleId;
use crate::progress::disclosures::DisclosureResponse;
use crate::progress::enrolments::ReleasedStepResponse;
use crate::progress::measures::OwnMeasure;
use crate::progress::measures::requests::MeasureRequestResponse;
use crate::progress::reports::authorisations::ReportAuthorisationResponse;
use crate::progress::reports::releases::ReleasedReportResponse;

/// Whose export it is, and of when.
pub struct About {
    /// When it was prepared.
    pub exported_at: DateTime<Utc>,
    /// The practice.
    pub practice: PracticeResponse,
    /// The client.
    pub client: ClientResponse,
    /// What the client signs in with; none of a client without access.
    pub account: Option<OwnAccount>,
    /// How and when the client may be reached.
    pub contact_preferences: ContactPreferencesResponse,
}

/// One part.
pub enum Part {
    /// A couple that the client is or was a member of.
    Couple(CoupleResponse),
    /// An agreement of such a couple, with the client's own signature.
    Agreement(Box<AgreementResponse>),
    /// Homework with its questions, and what the client noted about it.
    Assignment(Box<OwnAssignment>),
    /// The step of a programme that homework belongs to.
    ProgrammeStep(ReleasedStepResponse),
    /// A standing permission that the client gave.
    ShareGrant(ShareGrantResponse),
    /// What a therapist told of the client.
    Disclosure(Box<DisclosureResponse>),
    /// What a therapist said to a check-in.
    Feedback(CheckInFeedbackResponse),
    /// What the client wrote.
    CheckIn(Box<OwnCheckIn>),
    /// What the partner shares, in this couple.
    Shared(CoupleId, Box<SharedCheckInResponse>),
    /// What the client wrote in the journal.
    JournalEntry(Box<OwnJournalEntry>),
    /// What the partner shares of the journal, in this couple.
    SharedJournalEntry(CoupleId, Box<SharedJournalEntryResponse>),
    /// A limit that the client set.
    Boundary(Box<OwnBoundary>),
    /// A use of it.
    BoundaryUse(Box<OwnBoundaryUse>),
    /// A limit that the partner shares, in this couple.
    SharedBoundary(CoupleId, Box<SharedBoundaryResponse>),
    /// A rupture that the client wrote down.
    Rupture(Box<OwnRupture>),
    /// An attempt of the client's to repair.
    Repair(Box<OwnRepair>),
    /// What the client answered to a repair.
    RepairResponse(Box<OwnRepairResponse>),
    /// A rupture that the partner shares, in this couple.
    SharedRupture(CoupleId, Box<SharedRuptureResponse>),
    /// A repair that the partner sent, in this couple.
    SharedRepair(CoupleId, Box<SharedRepairResponse>),
    /// When the client met the therapist, or will.
    Appointment(Box<AppointmentResponse>),
    /// A version of what the two agreed on.
    Pact(Box<PactResponse>),
    /// A version of a look back on a month.
    Retro(Box<RetroResponse>),
    /// What the client answered to an instrument.
    Measure(Box<OwnMeasure>),
    /// What asks the client for measures.
    MeasureRequest(Box<MeasureRequestResponse>),
    /// A report that was released to the client.
    ReleasedReport(Box<ReleasedReportResponse>),
    /// What the client was asked to authorise, with the own signature.
    ReportAuthorisation(Box<ReportAuthorisationResponse>),
    /// An event that the client logged.
    LifeEvent(Box<OwnLifeEvent>),
}

impl Part {
    /// Which of the lists it belongs to, from 1. They come in this order.
    pub fn list(&self) -> usize {
        match self {
            Self::Couple(_) => 1,
            Self::Agreement(_) => 2,
            Self::Assignment(_) => 3,
            Self::ProgrammeStep(_) => 4,
            Self::ShareGrant(_) => 5,
            Self::Disclosure(_) => 6,
            Self::Feedback(_) => 7,
            Self::CheckIn(_) => 8,
            Self::Shared(..) => 9,
            Self::JournalEntry(_) => 10,
            Self::SharedJournalEntry(..) => 11,
            Self::Boundary(_) => 12,
            Self::BoundaryUse(_) => 13,
            Self::SharedBoundary(..) => 14,
            Self::Rupture(_) => 15,
            Self::Repair(_) => 16,
            Self::RepairResponse(_) => 17,
            Self::SharedRupture(..) => 18,
            Self::SharedRepair(..) => 19,
            Self::Appointment(_) => 20,
            Self::Pact(_) => 21,
            Self::Retro(_) => 22,
            Self::Measure(_) => 23,
            Self::MeasureRequest(_) => 24,
            Self::ReleasedReport(_) => 25,
            Self::ReportAuthorisation(_) => 26,
            Self::LifeEvent(_) => 27,
        }
    }
}

/// How many lists there are.
pub const LISTS: usize = 27;

/// A way to write an export down.
pub trait Rendering {
    /// How it begins.
    fn begin(&mut self, about: &About) -> ApiResult<String>;
    /// A part.
    fn part(&mut self, part: &Part) -> ApiResult<String>;
    /// How it ends.
    fn end(&mut self) -> ApiResult<String>;
}
