//! The disclosures that releasing a report is: one about each person whom it is about.

use chrono::{DateTime, Utc};

use super::model::{
    DisclosedKind, DisclosureGround, DisclosureInsert, DisclosureRecipient, EXPLANATION, RECIPIENT, place,
};
use super::queries;
use crate::identity::practice_keys::PracticeKey;
use crate::people::agreements;
use crate::people::care_teams::Context;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, DisclosureId, PracticeId, ReportId, StaffId};

/// Whom a report was released to.
pub enum ReleasedTo<'r> {
    /// One whom it is about.
    Client(ClientId),
    /// Somebody outside, for what both, or the one, signed.
    ThirdParty {
        /// The name.
        name: &'r str,
        /// What for.
        purpose: &'r str,
    },
}

/// A report that was released.
pub struct Released<'r> {
    /// The practice.
    pub practice: PracticeId,
    /// The report.
    pub report: ReportId,
    /// Whom it is about.
    pub about: Context,
    /// Each of them.
    pub subjects: &'r [ClientId],
    /// Whom it was released to.
    pub to: ReleasedTo<'r>,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Released<'_> {
    /// Who is told of this subject, as what, on what ground, and what the subject reads of it.
    fn told(&self, subject: ClientId) -> (DisclosureRecipient, DisclosureGround, &str) {
        match self.to {
            ReleasedTo::Client(one) if one == subject => (
                DisclosureRecipient::Client,
                DisclosureGround::ReleasedReport,
                "A report was released to you.",
            ),
            ReleasedTo::Client(_) => (
                DisclosureRecipient::Partner,
                DisclosureGround::ReleasedReport,
                "The report about the two of you was released to your partner.",
            ),
            ReleasedTo::ThirdParty { purpose, .. } => {
                (DisclosureRecipient::ThirdParty, DisclosureGround::Consent, purpose)
            }
        }
    }

    fn name(&self) -> Option<&str> {
        match self.to {
            ReleasedTo::Client(_) => None,
            ReleasedTo::ThirdParty { name, .. } => Some(name),
        }
    }
}

/// Records that a report was released. In the transaction that releases it.
pub async fn record_released(conn: Conn<'_>, key: &PracticeKey, released: &Released<'_>) -> ApiResult<()> {
    let practice = released.practice;
    let couple = released.about.couple();
    let agreed = match couple {
        Some(couple) => agreements::find_current(conn, practice, couple).await?,
        None => None,
    };
    let agreement = couple.zip(agreed.and_then(|(number, in_force)| in_force.then_some(number)));
    for &subject in released.subjects {
        let id = DisclosureId::generate();
        let (recipient, ground, explanation) = released.told(subject);
        let place = place(practice, id);
        let row = DisclosureInsert {
            practice_id: practice,
            id,
            client_id: subject,
            couple_id: couple,
            item_kind: AsText(DisclosedKind::Report),
            item_id: released.report.uuid(),
            recipient: AsText(recipient),
            recipient_sealed: key.seal_some(RECIPIENT, &place, released.name().as_ref())?,
            ground: AsText(ground),
            explanation_sealed: key.seal(EXPLANATION, &place, &explanation)?,
            agreement_couple_id: agreement.map(|(couple, _)| couple),
            agreement_number: agreement.map(|(_, number)| number),
            disclosed_by: released.by,
            created_at: released.at,
        };
        queries::insert_disclosure(conn, &row).await?;
    }
    Ok(())
}
