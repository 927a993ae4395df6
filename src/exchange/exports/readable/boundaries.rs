//! What the page says of limits and their uses.

use super::articles::Articles;
use super::noted::{plan, respected};
use super::words;
use crate::homework::boundaries::{
    BoundaryUseVersionResponse, BoundaryVersionResponse, OwnBoundary, OwnBoundaryUse, SharedBoundaryResponse,
};
use crate::homework::check_ins::ReconnectPlan;
use crate::homework::library::Purpose;
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn boundary(&mut self, written: &OwnBoundary) -> Html {
        let OwnBoundary { now, earlier_versions } = written;
        let facts = Facts::default().with("What it is for", purpose(now.purpose));
        let facts = said(facts, &now.limit, &now.so_that, now.reconnect.as_ref())
            .with("Made from", &now.source.title)
            .with("Written", self.moment(now.written_at))
            .with("Ended", now.ended_at.map(|at| self.moment(at)))
            .with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_boundary(version));
        let body = earlier.fold(facts.table(), Html::and);
        self.name_limit(now.id, &now.limit);
        Html::article(&words::day(now.local_date), body)
    }

    fn earlier_boundary(&self, version: &BoundaryVersionResponse) -> Html {
        let facts = said(Facts::default(), &version.limit, &version.so_that, version.reconnect.as_ref())
            .with("Ended", version.ended_at.map(|at| self.moment(at)))
            .with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }

    pub fn boundary_use(&self, written: &OwnBoundaryUse) -> Html {
        let OwnBoundaryUse { now, earlier_versions } = written;
        let facts = Facts::default()
            .with("The limit", self.limit(now.boundary_id))
            .with("It began", self.moment(now.started_at))
            .with("The return was due", now.return_due_at.map(|at| self.moment(at)))
            .with("You came back", now.returned_at.map(|at| self.moment(at)))
            .with("The closeness happened", now.reconnected)
            .with("The limit was respected", now.respected.map(respected))
            .with("Note", now.note.as_ref())
            .with("You asked for a small sign to your partner", now.notify_partner)
            .with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_use(version));
        let body = earlier.fold(facts.table(), Html::and);
        Html::article(&words::day(now.local_date), body)
    }

    fn earlier_use(&self, version: &BoundaryUseVersionResponse) -> Html {
        let facts = Facts::default()
            .with("You came back", version.returned_at.map(|at| self.moment(at)))
            .with("The closeness happened", version.reconnected)
            .with("The limit was respected", version.respected.map(respected))
            .with("Note", version.note.as_ref())
            .with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }
}

/// What the partner shares.
pub fn shared(shared: &SharedBoundaryResponse) -> Html {
    let facts = said(Facts::default(), &shared.limit, &shared.so_that, shared.reconnect.as_ref())
        .with("Ended", shared.ended);
    Html::article(&words::day(shared.local_date), facts.table())
}

fn said(facts: Facts, limit: &str, so_that: &str, reconnect: Option<&ReconnectPlan>) -> Facts {
    facts
        .with("The limit", limit)
        .with("So that", so_that)
        .with("The plan for closeness", reconnect.map(plan))
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Connection => "your connection",
        Purpose::Protective => "your protection",
    }
}
