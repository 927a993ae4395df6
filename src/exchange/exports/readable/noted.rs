//! The personal part of a check-in, its answers under the words of their questions.

use super::labels::{FOUR_PARTS, Labels, feeling};
use super::words;
use crate::homework::check_ins::{
    Answer, BoundaryScriptDetails, Details, FollowThrough, PersonalResponse, RatedEntry, ReconnectPlan,
    RepairParts, RepairRitualDetails, Respected, SharedPersonalResponse,
};
use crate::platform::html::{Facts, Html};

/// What somebody noted, be it the own or what the partner shares.
pub struct Noted<'p> {
    effort: Option<i16>,
    helpfulness: Option<i16>,
    closeness: Option<i16>,
    feelings: &'p [String],
    obstacles: &'p [String],
    not_done_reason: Option<&'p str>,
    note: Option<&'p str>,
    details: Option<&'p Details>,
}

impl<'p> From<&'p PersonalResponse> for Noted<'p> {
    fn from(own: &'p PersonalResponse) -> Self {
        let PersonalResponse {
            visibility: _,
            audience: _,
            effort,
            helpfulness,
            closeness,
            feelings,
            obstacles,
            not_done_reason,
            note,
            details,
        } = own;
        Self {
            effort: *effort,
            helpfulness: *helpfulness,
            closeness: *closeness,
            feelings,
            obstacles,
            not_done_reason: not_done_reason.as_deref(),
            note: note.as_deref(),
            details: details.as_ref(),
        }
    }
}

impl<'p> From<&'p SharedPersonalResponse> for Noted<'p> {
    fn from(shared: &'p SharedPersonalResponse) -> Self {
        let SharedPersonalResponse {
            effort,
            helpfulness,
            closeness,
            feelings,
            obstacles,
            not_done_reason,
            note,
            details,
        } = shared;
        Self {
            effort: *effort,
            helpfulness: *helpfulness,
            closeness: *closeness,
            feelings,
            obstacles,
            not_done_reason: not_done_reason.as_deref(),
            note: note.as_deref(),
            details: details.as_ref(),
        }
    }
}

impl Noted<'_> {
    /// With what was noted as further rows.
    pub fn tell(&self, facts: Facts, labels: Labels<'_>) -> Facts {
        let facts = facts
            .with("How much effort it took", self.effort.map(of_ten))
            .with("How much it helped", self.helpfulness.map(of_ten))
            .with("How close it felt", self.closeness.map(of_ten))
            .with("Feelings", Html::list(self.feelings.iter().map(|key| Html::from(feeling(key)))))
            .with("What got in the way", Html::list(self.obstacles.iter().map(Html::from)))
            .with("Why it was not done", self.not_done_reason)
            .with("Note", self.note);
        match self.details {
            Some(details) => tell_details(details, facts, labels),
            None => facts,
        }
    }
}

pub(super) fn of_ten(rating: i16) -> String {
    format!("{rating} of 10")
}

fn tell_details(details: &Details, facts: Facts, labels: Labels<'_>) -> Facts {
    let done = details.steps_done().iter().map(|key| Html::from(labels.step(key)));
    let facts = facts.with("Steps done", Html::list(done));
    let facts = match details {
        Details::Habit(_) | Details::Reflection(_) => facts,
        Details::RepairRitual(repair) => tell_repair(repair, facts),
        Details::BoundaryScript(boundary) => tell_boundary(boundary, facts),
    };
    let told = |facts: Facts, answer: &Answer| {
        facts.with(&labels.question(answer.prompt()), answered(answer, labels))
    };
    details.answers().iter().fold(facts, told)
}

fn tell_repair(repair: &RepairRitualDetails, facts: Facts) -> Facts {
    let facts = match &repair.parts {
        Some(RepairParts { own, impact, validate, do_over }) => {
            let parts = FOUR_PARTS.iter().zip([own, impact, validate, do_over]);
            parts.fold(facts, |facts, ((_, heading), said)| facts.with(heading, said.as_ref()))
        }
        None => facts,
    };
    let kept = repair.follow_through.map(|kept| match kept {
        FollowThrough::Done => "it was kept",
        FollowThrough::NotDone => "it was not kept",
    });
    facts.with("The promise is for", repair.follow_through_by.map(words::day)).with("The promise", kept)
}

fn tell_boundary(boundary: &BoundaryScriptDetails, facts: Facts) -> Facts {
    facts
        .with("The limit", boundary.limit.as_ref())
        .with("So that", boundary.so_that.as_ref())
        .with("The plan for closeness", boundary.reconnect.as_ref().map(plan))
        .with("The closeness happened", boundary.reconnected)
        .with("The limit was respected", boundary.respected.map(respected))
}

/// A plan for closeness in words.
pub fn plan(ReconnectPlan { what, after_minutes, at }: &ReconnectPlan) -> String {
    let after = after_minutes.map(|minutes| format!(", after {minutes} minutes")).unwrap_or_default();
    let at = at.map(|at| format!(", at {}", words::time(at))).unwrap_or_default();
    format!("{what}{after}{at}")
}

/// Whether a limit was respected, in words.
pub fn respected(respected: Respected) -> &'static str {
    match respected {
        Respected::Yes => "yes",
        Respected::No => "no",
        Respected::Partly => "partly",
    }
}

/// An answer in words.
pub fn answered(answer: &Answer, labels: Labels<'_>) -> Html {
    let question = answer.prompt();
    match answer {
        Answer::Text(answer) => Html::from(&answer.text),
        Answer::Scale(answer) => format!("{} of 10{}", answer.value, labels.scale(question)).into(),
        Answer::Choice(answer) => {
            Html::list(answer.options.iter().map(|key| Html::from(labels.option(question, key))))
        }
        Answer::Feelings(answer) => Html::list(answer.feelings.iter().map(|key| Html::from(feeling(key)))),
        Answer::Entries(answer) => {
            let entry = |RatedEntry { item, label, rating }: &RatedEntry| {
                let named = item.as_ref().map(|key| labels.option(question, key)).or_else(|| label.clone());
                Html::from(format!("{}: {rating} of 10", named.unwrap_or_default()))
            };
            Html::list(answer.entries.iter().map(entry)).and(labels.scale(question).trim_start().into())
        }
        Answer::Date(answer) => words::day(answer.date).into(),
        Answer::Time(answer) => words::time(answer.time).into(),
    }
}
