//! What the page says of what the two agreed on.

use super::articles::Articles;
use super::given::Lived;
use super::noted::{answered, plan};
use super::words;
use crate::homework::check_ins::Answer;
use crate::homework::pacts::PactResponse;
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn pact(&self, pact: &PactResponse) -> Html {
        let lived = Lived::In(pact.item_version);
        let labels = self.labels(pact.assignment_id, lived);
        // Nobody else's acceptance is told to a client.
        let own = pact.acceptances.first();
        let by_partner = Some(pact.client_id) != self.own();
        let facts = Facts::default()
            .with("With", self.partner(pact.couple_id))
            .with("Written", words::day(pact.local_date))
            .with("Written by", if by_partner { self.partner(pact.couple_id) } else { "you" })
            .with("What you agree on", &pact.limit)
            .with("So that", &pact.so_that)
            .with("The plan for closeness", plan(&pact.reconnect));
        let told = |facts: Facts, answer: &Answer| {
            facts.with(&labels.question(answer.prompt()), answered(answer, labels))
        };
        let facts = pact
            .answers
            .iter()
            .fold(facts, told)
            .with("You accepted it", own.map(|own| self.moment(own.accepted_at)))
            .with("In force", pact.in_force)
            .with("Replaced by a later one", pact.superseded)
            .with("To be looked at again by", pact.next_review_on.map(words::day))
            .with("Who may read this", words::audience(&pact.audience));
        let heading = format!("{}: version {}", self.title(pact.assignment_id, lived), pact.number);
        Html::article(&heading, facts.table())
    }
}
