//! Requests and answers of disclosures.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{
    DisclosedKind, DisclosureGround, DisclosureRecipient, DisclosureRow, EXPLANATION, RECIPIENT, place,
};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::rules::{chars, line, paragraphs, some};
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId, DisclosureId, PracticeId, StaffId};

/// Nothing of a disclosure changes.
const ONLY_VERSION: i32 = 1;

/// A disclosure to be recorded.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "item_kind": "check_in", "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "recipient": "third_party",
    "recipient_name": "Dr. Lind, the family doctor", "ground": "consent",
    "explanation": "Anna asked for it in session, so that her doctor knows how the evenings go."
}))]
pub struct CreateDisclosureRequest {
    /// What kind of item it is.
    #[garde(skip)]
    pub item_kind: DisclosedKind,
    /// The item, which the caller must be able to read.
    #[garde(skip)]
    #[schema(format = "uuid")]
    pub item_id: Uuid,
    /// Who is told: the partner, or a third party.
    #[garde(custom(not_itself))]
    pub recipient: DisclosureRecipient,
    /// Who that is: for a third party, and only then.
    #[garde(custom(some(chars(1, 200))), custom(some(line)), custom(named(self.recipient)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub recipient_name: Option<String>,
    /// What allows it.
    #[garde(custom(not_by_release))]
    pub ground: DisclosureGround,
    /// Why, in words that the client will read.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub explanation: String,
    /// The version of the couple's agreement that it happens under. Needed for the partner where the couple has an
    /// agreement, and for the ground `agreed_policy`.
    #[garde(inner(range(min = 1, max = 10_000)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    pub agreement_number: Option<i32>,
}

fn not_itself(recipient: &DisclosureRecipient, _: &()) -> garde::Result {
    match recipient {
        DisclosureRecipient::Client => Err(garde::Error::new("must be partner or third_party")),
        DisclosureRecipient::Partner | DisclosureRecipient::ThirdParty => Ok(()),
    }
}

fn not_by_release(ground: &DisclosureGround, _: &()) -> garde::Result {
    match ground {
        DisclosureGround::ReleasedReport => Err(garde::Error::new("is recorded by releasing a report")),
        _ => Ok(()),
    }
}

fn named(recipient: DisclosureRecipient) -> impl FnOnce(&Option<String>, &()) -> garde::Result {
    move |name, ()| match (recipient, name) {
        (DisclosureRecipient::ThirdParty, None) => Err(garde::Error::new("is needed for a third party")),
        (DisclosureRecipient::Partner | DisclosureRecipient::Client, Some(_)) => {
            Err(garde::Error::new("is only for a third party"))
        }
        _ => Ok(()),
    }
}

/// What was disclosed of a client.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c71", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "item_kind": "check_in", "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "recipient": "third_party",
    "recipient_name": "Dr. Lind, the family doctor", "ground": "consent",
    "explanation": "Anna asked for it in session, so that her doctor knows how the evenings go.",
    "agreement_couple_id": null, "agreement_number": null,
    "disclosed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "version": 1, "created_at": "2026-03-02T18:30:00Z"
}))]
pub struct DisclosureResponse {
    /// The id.
    pub id: DisclosureId,
    /// The client whom it is about.
    pub client_id: ClientId,
    /// What kind of item it was.
    pub item_kind: DisclosedKind,
    /// The item.
    #[schema(format = "uuid")]
    pub item_id: Uuid,
    /// Who was told.
    pub recipient: DisclosureRecipient,
    /// Who that is; null for the client and the partner.
    #[schema(max_length = 402)]
    pub recipient_name: Option<String>,
    /// What allowed it.
    pub ground: DisclosureGround,
    /// Why.
    #[schema(max_length = 2000)]
    pub explanation: String,
    /// The couple whose agreement it happened under; null for none.
    pub agreement_couple_id: Option<CoupleId>,
    /// The version of that agreement; null for none.
    #[schema(minimum = 1)]
    pub agreement_number: Option<i32>,
    /// Who disclosed it.
    pub disclosed_by: StaffId,
    /// Always 1: nothing of it changes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl Versioned for DisclosureResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl DisclosureResponse {
    pub(super) fn open(row: DisclosureRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let DisclosureRow {
            id,
            client_id,
            item_kind: AsText(item_kind),
            item_id,
            recipient: AsText(recipient),
            recipient_sealed,
            ground: AsText(ground),
            explanation_sealed,
            agreement_couple_id,
            agreement_number,
            disclosed_by,
            created_at,
        } = row;
        let place = place(practice, id);
        Ok(Self {
            id,
            client_id,
            item_kind,
            item_id,
            recipient,
            recipient_name: key.open_some(RECIPIENT, &place, recipient_sealed.as_deref())?,
            ground,
            explanation: key.open(EXPLANATION, &place, &explanation_sealed)?,
            agreement_couple_id,
            agreement_number,
            disclosed_by,
            version: ONLY_VERSION,
            created_at,
        })
    }
}
