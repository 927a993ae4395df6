//! Requests and answers of enrolments.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};

use super::model::{EnrolmentStatus, HeldUpBy};
use super::plan::StepConcern;
use crate::homework::programmes::Release;
use crate::people::care_teams::Context;
use crate::platform::http::{ApiError, ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, EnrolmentId, LibraryItemId, ProgrammeId};
use crate::platform::local_day::{TimeZone, some_date};

/// An enrolment to be made.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "programme_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "starts_on": null, "choices": [], "left_out": []
}))]
pub struct CreateEnrolmentRequest {
    /// A programme that is not retired; its current version is pinned.
    #[garde(skip)]
    pub programme_id: ProgrammeId,
    /// First local date, from today to 366 days ahead. Left out: today in the zone of the client; of a couple the practice's.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub starts_on: Option<NaiveDate>,
    /// The items of steps that offer more than one.
    #[garde(length(max = 80), dive)]
    #[serde(default)]
    #[schema(max_items = 80)]
    pub choices: Vec<StepChoice>,
    /// Steps that are not given, by their place from 1; not all of them.
    #[garde(length(max = 40), inner(range(min = 1, max = 40)))]
    #[serde(default)]
    #[schema(schema_with = positions)]
    pub left_out: Vec<i32>,
}

/// The item of a step that offers more than one.
#[derive(Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepChoice {
    /// The step, by its place from 1.
    #[garde(range(min = 1, max = 40))]
    #[schema(minimum = 1, maximum = 40)]
    pub step: i32,
    /// For this partner alone; left out: for everybody who gets the step.
    #[garde(skip)]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// The item.
    #[garde(skip)]
    pub item_id: LibraryItemId,
}

/// Places of steps.
fn positions() -> Array {
    let position = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(40));
    ArrayBuilder::new().items(position).max_items(Some(40)).build()
}

/// An enrolment that is only looked at.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "enrolment": {"programme_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70"}
}))]
pub struct CreateProgrammePreviewRequest {
    /// A client in the caller's care; either this or `couple_id`.
    #[garde(custom(one_of_both(&self.couple_id)))]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// A couple in the caller's care; either this or `client_id`.
    #[garde(skip)]
    #[serde(default)]
    pub couple_id: Option<CoupleId>,
    /// What would be asked for.
    #[garde(dive)]
    pub enrolment: CreateEnrolmentRequest,
}

fn one_of_both(couple: &Option<CoupleId>) -> impl FnOnce(&Option<ClientId>, &()) -> garde::Result {
    move |client, ()| match client.is_some() == couple.is_some() {
        true => Err(garde::Error::new("either client_id or couple_id is needed")),
        false => Ok(()),
    }
}

impl CreateProgrammePreviewRequest {
    /// Who would be enrolled.
    pub fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            // The rules of the request leave no other case.
            _ => Err(ApiError::Internal),
        }
    }
}

/// What an enrolment would give, and what speaks against it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "programme": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "key": "first-weeks", "number": 1, "title": "The first weeks"},
    "starts_on": "2026-03-02", "time_zone": "Europe/London", "steps": [{
        "step": 1, "client_id": null, "release": {"rule": "at_once"}, "expected_on": "2026-03-02",
        "item": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "title": "Ten minutes for the two of you"},
        "choices": [{"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "title": "Ten minutes for the two of you"}],
        "concerns": [], "contraindications": [], "running": []
    }]
}))]
pub struct ProgrammePreview {
    /// The programme in the version that would be pinned.
    pub programme: PinnedProgramme,
    /// First local date.
    pub starts_on: NaiveDate,
    /// The zone in which dates are counted.
    pub time_zone: TimeZone,
    /// What each step would give to whom, in order.
    #[schema(max_items = 80)]
    pub steps: Vec<PreviewedStep>,
}

/// What a step would give to one recipient.
#[derive(Serialize, ToSchema)]
pub struct PreviewedStep {
    /// Its place in the programme, from 1.
    #[schema(minimum = 1, maximum = 40)]
    pub step: i32,
    /// The partner who gets it alone; null where it is for the client or couple as it is.
    pub client_id: Option<ClientId>,
    /// When it is released.
    pub release: Release,
    /// The local date of its release, where the rule alone decides it.
    pub expected_on: Option<NaiveDate>,
    /// What would be given; null where it is left out or something speaks against it.
    pub item: Option<OfferedItem>,
    /// What could be given.
    #[schema(max_items = 4)]
    pub choices: Vec<OfferedItem>,
    /// What speaks against it.
    #[schema(max_items = 3)]
    pub concerns: Vec<StepConcern>,
    /// When its item should not be given, in the item's own words.
    #[schema(max_items = 10)]
    pub contraindications: Vec<String>,
    /// Assignments of the same item that this recipient has already.
    #[schema(max_items = 200)]
    pub running: Vec<AssignmentId>,
}

/// An item of a step.
#[derive(Serialize, ToSchema)]
pub struct OfferedItem {
    /// The id.
    pub id: LibraryItemId,
    /// Its title.
    #[schema(max_length = 80)]
    pub title: String,
}

/// The version of a programme that an enrolment pins.
#[derive(Clone, Serialize, ToSchema)]
pub struct PinnedProgramme {
    /// The id.
    pub id: ProgrammeId,
    /// Its name in the practice.
    #[schema(max_length = 60)]
    pub key: String,
    /// The version.
    #[schema(minimum = 1)]
    pub number: i32,
    /// What it is called.
    #[schema(max_length = 80)]
    pub title: String,
}

/// A client or couple in a programme.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c71", "client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "programme": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "key": "first-weeks", "number": 1, "title": "The first weeks"},
    "status": "active", "starts_on": "2026-03-02", "paused_on": null, "steps": [{
        "step": 1, "client_id": null, "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "release": {"rule": "at_once"},
        "state": "released", "expected_on": "2026-03-02", "held_up_by": null,
        "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "released_at": "2026-03-02T18:30:00Z"
    }],
    "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct EnrolmentResponse {
    /// The id.
    pub id: EnrolmentId,
    /// The client; null where it is a couple.
    pub client_id: Option<ClientId>,
    /// The couple; null where it is a client.
    pub couple_id: Option<CoupleId>,
    /// The pinned programme.
    pub programme: PinnedProgramme,
    /// Where it stands.
    pub status: EnrolmentStatus,
    /// First local date.
    pub starts_on: NaiveDate,
    /// First local date of the pause that lasts.
    pub paused_on: Option<NaiveDate>,
    /// What each step gives to whom, in order.
    #[schema(max_items = 80)]
    pub steps: Vec<EnrolmentStep>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a step gives to one recipient.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentStep {
    /// Its place in the programme, from 1.
    #[schema(minimum = 1, maximum = 40)]
    pub step: i32,
    /// The client who gets it alone; null where it is for the couple as one.
    pub client_id: Option<ClientId>,
    /// The item; null where it is left out.
    pub item_id: Option<LibraryItemId>,
    /// When it is released.
    pub release: Release,
    /// Where it stands.
    pub state: StepState,
    /// The local date of its release, where the rule alone decides it; pauses have moved it on.
    pub expected_on: Option<NaiveDate>,
    /// Why it was not released when its time had come.
    pub held_up_by: Option<HeldUpBy>,
    /// What was released.
    pub assignment_id: Option<AssignmentId>,
    /// When it was.
    pub released_at: Option<DateTime<Utc>>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It is not given.
    LeftOut,
    /// It was released.
    Released,
    /// Its time is to come, or something holds it up.
    Waiting,
}

impl Versioned for EnrolmentResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
