//! What the page says of the client's time line.

use super::articles::Articles;
use super::words;
use crate::homework::life_events::{LifeEventVersionResponse, OwnLifeEvent};
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn life_event(&self, own: &OwnLifeEvent) -> Html {
        let OwnLifeEvent { now, earlier_versions } = own;
        let facts = Facts::default()
            .with("Together with", now.couple_id.map(|couple| self.partner(couple)))
            .with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_event(version));
        let body = earlier.fold(facts.table(), Html::and);
        Html::article(&format!("{}: {}", words::day(now.on), now.title), body)
    }

    fn earlier_event(&self, version: &LifeEventVersionResponse) -> Html {
        let facts = Facts::default()
            .with("Day", words::day(version.on))
            .with("What happened", &version.title)
            .with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }
}
