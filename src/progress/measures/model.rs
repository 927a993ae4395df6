//! Measures as rows, and their answers.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::Place as PlaceOf;
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, Measure, MeasureId, MembershipId, PracticeId};
use crate::platform::local_day::TimeZone;
use crate::schema::measures;

/// What names a measure.
pub type Place = PlaceOf<Measure>;

const ANSWERS: &str = "measures.answers_sealed";

/// Who gave the answers to the service.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum Administered {
    /// The client alone.
    Client,
    /// A therapist, with the client in session.
    InSession,
}

/// An answer to one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemAnswer {
    /// The number of the item.
    #[garde(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    pub item: u16,
    /// The answer, as the instrument codes it.
    #[garde(range(min = -100, max = 100))]
    #[schema(minimum = -100, maximum = 100)]
    pub value: i16,
}

/// A measure.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = measures)]
pub struct MeasureRow {
    pub client_id: ClientId,
    pub id: MeasureId,
    pub couple_id: Option<CoupleId>,
    pub instrument_key: String,
    pub instrument_number: i32,
    pub screen: bool,
    pub administration: AsText<Administered>,
    pub entered_by: MembershipId,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub answers_sealed: Vec<u8>,
    pub complete: bool,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Insertable)]
#[diesel(table_name = measures, treat_none_as_default_value = false)]
pub struct MeasureInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: MeasureId,
    pub couple_id: Option<CoupleId>,
    pub instrument_key: String,
    pub instrument_number: i32,
    pub screen: bool,
    pub administration: AsText<Administered>,
    pub entered_by: MembershipId,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub answers_sealed: Vec<u8>,
    pub complete: bool,
    pub scored_scales: Vec<String>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl MeasureRow {
    /// As it stands after its insert.
    pub fn of(new: &MeasureInsert) -> Self {
        Self {
            client_id: new.client_id,
            id: new.id,
            couple_id: new.couple_id,
            instrument_key: new.instrument_key.clone(),
            instrument_number: new.instrument_number,
            screen: new.screen,
            administration: new.administration,
            entered_by: new.entered_by,
            occurred_at: new.occurred_at,
            time_zone: new.time_zone,
            local_date: new.local_date,
            answers_sealed: new.answers_sealed.clone(),
            complete: new.complete,
            received_at: new.received_at,
            version: 1,
            created_at: new.created_at,
            updated_at: new.updated_at,
        }
    }

    /// Opens the answers.
    pub fn answers(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<Vec<ItemAnswer>> {
        let place = Place { practice, client: self.client_id, id: self.id };
        key.open(ANSWERS, &place.ids(), &self.answers_sealed)
    }

    /// Who reads it: never a partner, and a safety screen the care team alone.
    pub fn audience(&self) -> Vec<Audience> {
        let mut audience = Visibility::Therapist.audience(true);
        audience.retain(|one| !self.screen || *one == Audience::CareTeam);
        audience
    }
}

/// Answers, sealed for the row of their measure.
pub fn seal_answers(answers: &[ItemAnswer], place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
    key.seal(ANSWERS, &place.ids(), &answers)
}
