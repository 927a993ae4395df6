//! What the page says of measures: the numbers, without a judgement.

use super::articles::Articles;
use super::words;
use crate::platform::html::{Facts, Html};
use crate::progress::measures::instruments::display;
use crate::progress::measures::requests::MeasureRequestResponse;
use crate::progress::measures::{
    Administered, ItemAnswer, MeasureVersionResponse, OwnMeasure, ScaleResponse,
};

impl Articles {
    pub fn measure(&self, own: &OwnMeasure) -> Html {
        let OwnMeasure { now: measure, earlier_versions } = own;
        let facts = Facts::default()
            .with("Together with", measure.couple_id.map(|couple| self.partner(couple)))
            .with("Answered", words::moment(measure.occurred_at, measure.time_zone))
            .with("By", by(measure.administered))
            .with("Your answers", answers(&measure.answers));
        let facts = measure.scores.iter().fold(facts, score);
        let facts = facts
            .with("Every question is answered", measure.complete)
            .with("Who may read this", words::audience(&measure.audience));
        let facts = match &measure.help {
            Some(help) => facts.with("Where help is", help.statement),
            None => facts,
        };
        let earlier = earlier_versions.iter().map(|version| self.earlier_answers(version));
        let body = earlier.fold(facts.table(), Html::and);
        Html::article(&format!("{}: {}", words::day(measure.local_date), measure.title), body)
    }

    fn earlier_answers(&self, version: &MeasureVersionResponse) -> Html {
        let facts = Facts::default()
            .with("Your answers", answers(&version.answers))
            .with("Why it was corrected", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }
}

impl Articles {
    pub fn measure_request(&self, request: &MeasureRequestResponse) -> Html {
        let often = match (request.due_on, request.every_weeks, request.days_before) {
            (Some(day), ..) => format!("once, by {}", words::day(day)),
            (_, Some(1), _) => "every week".to_owned(),
            (_, Some(weeks), _) => format!("every {weeks} weeks"),
            (.., Some(0)) => "on the day of each appointment".to_owned(),
            (.., Some(1)) => "before each appointment, from the day before".to_owned(),
            (.., Some(days)) => format!("before each appointment, from {days} days before"),
            (None, None, None) => "once".to_owned(),
        };
        let facts = Facts::default()
            .with("Together with", request.couple_id.map(|couple| self.partner(couple)))
            .with("How often", often)
            .with("From", words::day(request.starts_on))
            .with("Up to", request.ends_on.map(words::day))
            .with("Ended", request.ended_at.map(|at| self.moment(at)));
        Html::article(&request.instrument.to_uppercase(), facts.table())
    }
}

fn answers(answers: &[ItemAnswer]) -> Html {
    Html::list(answers.iter().map(|one| format!("Question {}: {}", one.item, one.value).into()))
}

fn by(administered: Administered) -> &'static str {
    match administered {
        Administered::Client => "you alone",
        Administered::InSession => "your therapist, together with you",
    }
}

fn score(facts: Facts, score: &ScaleResponse) -> Facts {
    let name = format!("Score, {}", words::plain(&score.scale).to_lowercase());
    let value = match score.value {
        Some(value) if score.prorated => {
            format!("{}, for {} of {} answers", display(value), score.answered, score.items)
        }
        Some(value) => display(value),
        None => "too few answers".to_owned(),
    };
    facts.with(&name, value)
}
