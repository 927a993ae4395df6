//! What the page says of reports that were released to the client, and of what the client was asked to authorise.

use super::articles::Articles;
use super::words;
use crate::platform::html::{Facts, Html};
use crate::platform::ids::kind::CoupleId;
use crate::progress::reports::authorisations::ReportAuthorisationResponse;
use crate::progress::reports::releases::ReleasedReportResponse;

impl Articles {
    /// The words of a report; its figures stand in the other file, where they can be calculated with.
    pub fn released_report(&self, report: &ReleasedReportResponse) -> Html {
        let (from, to) = (words::day(report.window.from), words::day(report.window.to));
        let document = &report.document;
        let facts = Facts::default()
            .with("About", self.about(report.couple_id))
            .with("Made by", &document.author.name)
            .with("Released to you", self.moment(report.released_at))
            .with("The account", document.narrative.as_ref())
            .with("What is recommended", document.recommendations.as_ref())
            .with("What it is not for", &document.statement)
            .with("Its figures", "stand in the file export.json");
        Html::article(&format!("Report of {from} to {to}"), facts.table())
    }

    pub fn report_authorisation(&self, asked: &ReportAuthorisationResponse) -> Html {
        // Nobody else's signature is told to a client.
        let own = asked.signatures.first();
        let facts = Facts::default()
            .with("Reports about", self.about(asked.couple_id))
            .with("Who gets them", &asked.recipient_name)
            .with("Of", asked.organisation.as_ref())
            .with("What for", &asked.purpose)
            .with("Until", words::day(asked.valid_until))
            .with("Asked for", self.moment(asked.created_at))
            .with("You signed it", own.map(|own| self.moment(own.signed_at)))
            .with("You revoked it", own.and_then(|own| own.revoked_at).map(|at| self.moment(at)))
            .with("Taken back by your therapist", asked.withdrawn_at.map(|at| self.moment(at)));
        Html::article("Reports to somebody outside", facts.table())
    }

    fn about(&self, couple: Option<CoupleId>) -> String {
        match couple {
            Some(couple) => format!("you and {}", self.partner(couple)),
            None => "you".to_owned(),
        }
    }
}
