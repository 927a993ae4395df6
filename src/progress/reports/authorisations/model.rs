//! Authorisations and signatures as rows, and what each reader may know of the signatures.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, ReportAuthorisationId, StaffId};
use crate::schema::{report_authorisation_signatures, report_authorisations};

const WORDS: &str = "report_authorisations.words_sealed";

/// Who gets reports and what for; sealed as one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The name.
    pub recipient_name: String,
    /// Where that one works.
    pub organisation: Option<String>,
    /// What for.
    pub purpose: String,
}

impl Words {
    /// The name, with where that one works.
    pub fn name_in_full(&self) -> String {
        match &self.organisation {
            Some(organisation) => format!("{}, {organisation}", self.recipient_name),
            None => self.recipient_name.clone(),
        }
    }

    /// The words, sealed for their row.
    pub(super) fn seal(
        &self,
        practice: PracticeId,
        id: ReportAuthorisationId,
        key: &PracticeKey,
    ) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &[practice.uuid(), id.uuid()], self)
    }

    /// Opens what was sealed for this row.
    pub fn open(
        practice: PracticeId,
        id: ReportAuthorisationId,
        sealed: &[u8],
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        key.open(WORDS, &[practice.uuid(), id.uuid()], sealed)
    }
}

/// What is to be authorised.
#[derive(Queryable, Selectable)]
#[diesel(table_name = report_authorisations)]
pub struct AuthorisationRow {
    pub id: ReportAuthorisationId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub words_sealed: Vec<u8>,
    pub valid_until: NaiveDate,
    pub proposed_by: StaffId,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = report_authorisations)]
pub(super) struct AuthorisationInsert {
    pub practice_id: PracticeId,
    pub id: ReportAuthorisationId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub words_sealed: Vec<u8>,
    pub valid_until: NaiveDate,
    pub proposed_by: StaffId,
    pub created_at: DateTime<Utc>,
}

/// One person's signature.
#[derive(Queryable, Selectable)]
#[diesel(table_name = report_authorisation_signatures)]
pub struct SignatureRow {
    pub authorisation_id: ReportAuthorisationId,
    pub client_id: ClientId,
    pub signed_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub counts: bool,
    pub version: i32,
    pub team_version: i32,
}

#[derive(Insertable)]
#[diesel(table_name = report_authorisation_signatures)]
pub(super) struct SignatureInsert {
    pub practice_id: PracticeId,
    pub authorisation_id: ReportAuthorisationId,
    pub client_id: ClientId,
    pub signed_at: DateTime<Utc>,
    pub counts: bool,
    pub created_at: DateTime<Utc>,
}

/// An authorisation with the signatures that its reader may know of.
pub struct WholeAuthorisation {
    pub row: AuthorisationRow,
    pub signatures: Vec<SignatureRow>,
}

impl WholeAuthorisation {
    /// Grows with what this reader is told. A client is told of the own signature alone.
    pub(super) fn version(&self, reader: &Reader) -> i32 {
        let counted = self.signatures.iter().map(|one| match reader.client {
            true => one.version,
            false => one.team_version,
        });
        1 + i32::from(self.row.withdrawn_at.is_some()) + counted.sum::<i32>()
    }

    /// Whether everybody whom it concerns authorises it on this day.
    pub fn stands(&self, today: NaiveDate) -> bool {
        let needed = if self.row.couple_id.is_some() { 2 } else { 1 };
        let standing = self.signatures.iter().filter(|one| one.counts && one.revoked_at.is_none()).count();
        self.row.withdrawn_at.is_none() && today <= self.row.valid_until && standing == needed
    }
}
