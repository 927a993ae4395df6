//! All that one of the two can get.

use super::Stage;
use crate::contract::crawl::{Exchange, Known, call, crawl};
use crate::contract::history::Who;
use crate::contract::spec::Params;

impl<'a> Stage<'a> {
    /// All that one of the partners can get.
    pub(super) async fn everything(&self, eye: Who, exchanges: &mut Vec<Exchange>) {
        let ids =
            |of: Who| self.plans.iter().filter(move |(_, who, _)| *who == of).map(|(.., id)| id.clone());
        let other = if eye == Who::Ben { Who::Ann } else { Who::Ben };
        let mut known = Known::default()
            .with("client_id", [self.caller(eye).id, self.caller(other).id])
            .with("couple_id", [&self.couple])
            .with("assignment_id", ids(eye).chain(ids(other)).chain([self.pact.clone()]))
            .with("staff_id", [self.therapist.id])
            .with("item_id", [&self.item])
            .with("number", [1])
            .with("step", [1])
            .with("instrument_key", ["phq-9", "hits"]);
        exchanges.extend(crawl(self.caller(eye), self.spec, &mut known).await);
    }

    /// What the phone of one of them shows all the time.
    pub(super) async fn glance(&self, eye: Who, exchanges: &mut Vec<Exchange>) {
        let mut params = Params::new();
        params.insert("client_id".to_owned(), self.caller(eye).id.to_string());
        params.insert("couple_id".to_owned(), self.couple.clone());
        for id in [
            "find_today",
            "list_shared_check_ins",
            "list_shared_journal_entries",
            "list_shared_boundaries",
            "list_shared_ruptures",
            "list_shared_repairs",
            "list_retros",
            "list_small_wins",
            "find_couple_progress",
            "list_released_reports",
            "list_report_authorisations",
        ] {
            let operation = self.spec.operation(id);
            call(self.caller(eye), &operation, &operation.address(&params), exchanges).await;
        }
    }
}
