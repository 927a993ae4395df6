//! Instruments as they are found, wherever they are kept.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::identity::actor::{Access, Reader};
use crate::identity::memberships::Role;
use crate::platform::db::AsJson;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{InstrumentVersionId, PracticeId, StaffId};
use crate::progress::measures::instruments::{Instrument, built_in};
use crate::schema::{instrument_retirements, instrument_versions};

/// Who reads instruments: who has to do with measures.
pub enum InstrumentReader {}
/// Who makes instruments of the practice's own.
pub enum InstrumentWriter {}

impl Access for InstrumentReader {
    const ROLES: &'static [Role] =
        &[Role::Owner, Role::Admin, Role::Supervisor, Role::Therapist, Role::Client];
}

impl Access for InstrumentWriter {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Therapist];
}

/// A version of an instrument of the practice's own.
#[derive(Queryable, Selectable)]
#[diesel(table_name = instrument_versions)]
pub(super) struct VersionRow {
    pub content: AsJson<Instrument>,
    pub created_at: DateTime<Utc>,
    /// Since when it is not asked for any more.
    #[diesel(select_expression = instrument_retirements::retired_at.nullable())]
    pub retired_at: Option<DateTime<Utc>>,
    /// How often it was retired or brought back; nothing where it never was.
    #[diesel(select_expression = instrument_retirements::version.nullable())]
    pub changes: Option<i32>,
}

#[derive(Insertable)]
#[diesel(table_name = instrument_retirements, treat_none_as_default_value = false)]
pub(super) struct RetirementInsert {
    pub practice_id: PracticeId,
    pub instrument_key: String,
    pub retired_at: Option<DateTime<Utc>>,
    pub changed_by: StaffId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = instrument_versions)]
pub(super) struct VersionInsert {
    pub practice_id: PracticeId,
    pub id: InstrumentVersionId,
    pub key: String,
    pub number: i32,
    pub content: AsJson<Instrument>,
    pub created_by: StaffId,
    pub created_at: DateTime<Utc>,
}

/// An instrument in one of its versions.
#[derive(Clone)]
pub struct Found {
    /// What it is.
    pub instrument: Cow<'static, Instrument>,
    /// When the practice made it; nothing of one that comes with the product.
    pub made_at: Option<DateTime<Utc>>,
    /// Since when it is not asked for any more.
    pub retired_at: Option<DateTime<Utc>>,
    /// How often it was retired or brought back; nothing where it never was.
    pub changes: Option<i32>,
}

impl Found {
    /// One that comes with the product.
    pub fn built_in(instrument: &'static Instrument) -> Self {
        Self { instrument: Cow::Borrowed(instrument), made_at: None, retired_at: None, changes: None }
    }

    /// Grows with every version, and each time that it is retired or brought back.
    pub fn version(&self) -> i32 {
        self.instrument.version.saturating_add(self.changes.unwrap_or_default())
    }

    /// Whether the reader may know of it: a client of none that only clinicians answer.
    pub fn is_known_to(&self, reader: &Reader) -> bool {
        !reader.client || self.instrument.client_may_answer()
    }
}

impl From<VersionRow> for Found {
    fn from(row: VersionRow) -> Self {
        let VersionRow { content: AsJson(instrument), created_at, retired_at, changes } = row;
        Self { instrument: Cow::Owned(instrument), made_at: Some(created_at), retired_at, changes }
    }
}

/// The instruments that some measures name.
#[derive(Default)]
pub struct Shelf {
    pub(super) own: HashMap<(String, i32), Instrument>,
}

impl Shelf {
    /// With one instrument on it.
    pub fn of(found: Found) -> Self {
        let one = found.instrument.into_owned();
        Self { own: HashMap::from([((one.key.clone(), one.version), one)]) }
    }

    /// An instrument in the version that was answered.
    pub fn find(&self, key: &str, number: i32) -> ApiResult<&Instrument> {
        let of_product = built_in(key)?.filter(|instrument| instrument.version == number);
        of_product.or_else(|| self.own.get(&(key.to_owned(), number))).ok_or(ApiError::Internal)
    }
}
