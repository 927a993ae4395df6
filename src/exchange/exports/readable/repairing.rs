//! What the page says of ruptures, repairs and answers to them.

use super::articles::Articles;
use super::noted::of_ten;
use super::words;
use crate::homework::repairs::{
    EarlierRepairResponse, FollowThroughOutcome, FollowThroughResponse, OwnRepair, OwnRepairResponse,
    RepairAnswer, RepairAttemptParts, RepairPart, RepairVersionResponse, SharedRepairResponse,
    SharedResponseResponse,
};
use crate::homework::ruptures::{OwnRupture, RuptureVersionResponse, SharedRuptureResponse};
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn rupture(&self, written: &OwnRupture) -> Html {
        let OwnRupture { now, earlier_versions } = written;
        let facts = Facts::default()
            .with("With", self.partner(now.couple_id))
            .with("When it happened", self.moment(now.occurred_at))
            .with("How much it hurt", of_ten(now.intensity))
            .with("What it was about", now.topic.as_ref())
            .with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_rupture(version));
        Html::article(&words::day(now.local_date), earlier.fold(facts.table(), Html::and))
    }

    fn earlier_rupture(&self, version: &RuptureVersionResponse) -> Html {
        let facts = Facts::default()
            .with("How much it hurt", of_ten(version.intensity))
            .with("What it was about", version.topic.as_ref())
            .with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }

    pub fn repair(&self, written: &OwnRepair) -> Html {
        let OwnRepair { now, response, earlier_versions } = written;
        let facts = Facts::default()
            .with("With", self.partner(now.couple_id))
            .with("When it happened", self.moment(now.occurred_at))
            .with("Face to face", now.in_person);
        let facts = promise(parts(facts, &now.parts), now.follow_through_by, now.follow_through.as_ref());
        let facts =
            answered(facts, response.as_ref()).with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_repair(version));
        Html::article(&words::day(now.local_date), earlier.fold(facts.table(), Html::and))
    }

    fn earlier_repair(&self, version: &RepairVersionResponse) -> Html {
        let facts = Facts::default().with("Face to face", version.in_person);
        let facts =
            promise(parts(facts, &version.parts), version.follow_through_by, version.follow_through.as_ref())
                .with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }

    pub fn repair_response(&self, written: &OwnRepairResponse) -> Html {
        let OwnRepairResponse { now, earlier_versions } = written;
        let facts = Facts::default()
            .with("With", self.partner(now.couple_id))
            .with("Your answer", answer(now.answer))
            .with("In your words", now.words.as_ref())
            .with("Who may read this", words::audience(&now.audience));
        let earlier = earlier_versions.iter().map(|version| self.earlier_response(version));
        Html::article(&self.moment(now.created_at), earlier.fold(facts.table(), Html::and))
    }

    fn earlier_response(&self, version: &EarlierRepairResponse) -> Html {
        let facts = Facts::default()
            .with("Your answer", answer(version.answer))
            .with("In your words", version.words.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }

    pub fn shared_rupture(&self, shared: &SharedRuptureResponse) -> Html {
        let facts = Facts::default()
            .with("How much it hurt", of_ten(shared.intensity))
            .with("What it was about", shared.topic.as_ref());
        Html::article(&words::day(shared.local_date), facts.table())
    }

    pub fn shared_repair(&self, shared: &SharedRepairResponse) -> Html {
        let facts = parts(Facts::default().with("Face to face", shared.in_person), &shared.parts);
        let facts = promise(facts, shared.follow_through_by, shared.follow_through.as_ref());
        Html::article(&words::day(shared.local_date), answered(facts, shared.response.as_ref()).table())
    }
}

fn parts(facts: Facts, said: &RepairAttemptParts) -> Facts {
    let RepairAttemptParts { own, impact, validate, do_over } = said;
    let all = [
        ("The own part", own),
        ("What it did to the other", impact),
        ("The other's feeling counts", validate),
        ("How it is to go the next time", do_over),
    ];
    all.into_iter().fold(facts, |facts, (heading, RepairPart { text, done })| {
        let told = match (text, done) {
            (Some(text), true) => Some(format!("{text} (done)")),
            (Some(text), false) => Some(text.clone()),
            (None, true) => Some("done".to_owned()),
            (None, false) => None,
        };
        facts.with(heading, told)
    })
}

fn promise(facts: Facts, by: Option<chrono::NaiveDate>, became: Option<&FollowThroughResponse>) -> Facts {
    let became = became.map(|FollowThroughResponse { outcome, on }| {
        let word = match outcome {
            FollowThroughOutcome::Done => "was kept",
            FollowThroughOutcome::NotDone => "was not kept",
        };
        format!("{word}, {}", words::day(*on))
    });
    facts.with("The promise is for", by.map(words::day)).with("The promise", became)
}

fn answered(facts: Facts, response: Option<&SharedResponseResponse>) -> Facts {
    facts
        .with("The answer", response.map(|response| answer(response.answer)))
        .with("The answer in words", response.and_then(|response| response.words.as_ref()))
}

fn answer(answer: RepairAnswer) -> &'static str {
    match answer {
        RepairAnswer::Accepted => "it is good again",
        RepairAnswer::Partly => "some of it is good again",
        RepairAnswer::NotYet => "it is too early",
    }
}
