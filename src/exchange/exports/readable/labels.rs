//! The words of an item: what homework says, and what the keys in an answer stand for.

use super::words;
use crate::homework::library::{
    AnswerSpec, BoundaryScriptContent, Choice, Content, FeelingVocabulary, FourParts, Prompt, Reconnect,
    Ritual,
};
use crate::platform::html::{Facts, Html};

/// The four parts of a repair, in order: key and heading.
pub const FOUR_PARTS: [(&str, &str); 4] = [
    ("own", "Owning your part"),
    ("impact", "Naming the impact"),
    ("validate", "Showing that you understand"),
    ("do_over", "Offering a do-over"),
];

/// Finds words for keys.
#[derive(Clone, Copy)]
pub struct Labels<'c>(pub Option<&'c Content>);

impl Labels<'_> {
    /// The question of this key.
    pub fn question(&self, key: &str) -> String {
        let prompt = self.prompts().iter().find(|prompt| prompt.key == key);
        prompt.map_or_else(|| self.step(key), |prompt| prompt.label.clone())
    }

    /// The step of this key.
    pub fn step(&self, key: &str) -> String {
        let steps = self.0.map(steps).unwrap_or_default();
        let found = steps.into_iter().find(|(step, _)| *step == key);
        found.map_or_else(|| words::plain(key), |(_, text)| text.to_owned())
    }

    /// The option or entry of this key, of the question of that key.
    pub fn option(&self, question: &str, key: &str) -> String {
        let questions = self.0.map(Content::questions).unwrap_or_default();
        let asked = questions.into_iter().find(|asked| asked.key == question);
        let found = asked.and_then(|asked| options(asked.answer).iter().find(|option| option.key == key));
        found.map_or_else(|| words::plain(key), |option| option.label.clone())
    }

    /// What 0 and 10 mean, of a question that has a scale.
    pub fn scale(&self, question: &str) -> String {
        let questions = self.0.map(Content::questions).unwrap_or_default();
        let asked = questions.into_iter().find(|asked| asked.key == question);
        match asked.map(|asked| asked.answer) {
            Some(
                AnswerSpec::Scale { low_label, high_label }
                | AnswerSpec::Entries { low_label, high_label, .. },
            ) => format!(" (0: {low_label}, 10: {high_label})"),
            _ => String::new(),
        }
    }

    fn prompts(&self) -> &[Prompt] {
        match self.0 {
            Some(Content::Habit(content)) => &content.slots,
            Some(Content::BoundaryScript(content)) => &content.slots,
            Some(Content::Reflection(content)) => &content.prompts,
            Some(Content::RepairRitual(_)) | None => &[],
        }
    }
}

/// A feeling of the vocabulary, or the own word.
pub fn feeling(key: &str) -> String {
    FeelingVocabulary::get().find(key).map_or_else(|| key.to_owned(), |(_, word)| word.label.clone())
}

fn options(answer: &AnswerSpec) -> &[Choice] {
    match answer {
        AnswerSpec::Choice { options, .. } => options,
        AnswerSpec::Entries { items, .. } => items.as_deref().unwrap_or_default(),
        AnswerSpec::Text { .. }
        | AnswerSpec::Scale { .. }
        | AnswerSpec::Feelings { .. }
        | AnswerSpec::Date {}
        | AnswerSpec::Time {} => &[],
    }
}

fn steps(content: &Content) -> Vec<(&str, &str)> {
    match content {
        Content::Habit(habit) => {
            habit.steps.iter().map(|step| (step.key.as_str(), step.text.as_str())).collect()
        }
        Content::RepairRitual(repair) => match &repair.ritual {
            Ritual::Steps(ritual) => {
                ritual.steps.iter().map(|step| (step.key.as_str(), step.text.as_str())).collect()
            }
            Ritual::FourParts(_) => FOUR_PARTS.to_vec(),
        },
        Content::BoundaryScript(_) | Content::Reflection(_) => Vec::new(),
    }
}

/// What an item says: what to do, and what it asks.
pub fn content(content: &Content) -> Html {
    match content {
        Content::Habit(habit) => {
            let steps = Html::steps(habit.steps.iter().map(|step| Html::from(&step.text)));
            Html::below("What to do", steps).and(questions(&habit.slots))
        }
        Content::RepairRitual(repair) => {
            let pause = repair.minimum_pause_minutes.map(|least| format!("{least} minutes"));
            let ritual = match &repair.ritual {
                Ritual::FourParts(parts) => four_parts(parts),
                Ritual::Steps(ritual) => Html::steps(
                    ritual.steps.iter().map(|step| Html::from(&step.text).and(asks(step.answer.as_ref()))),
                ),
            };
            Html::below("What to do", ritual).and(Facts::default().with("A pause of at least", pause).table())
        }
        Content::BoundaryScript(script) => boundary(script).and(questions(&script.slots)),
        Content::Reflection(reflection) => questions(&reflection.prompts),
    }
}

fn four_parts(FourParts { own, impact, validate, do_over }: &FourParts) -> Html {
    let parts = FOUR_PARTS.iter().zip([own, impact, validate, do_over]);
    let told = |facts: Facts, ((_, heading), part): (&(&str, &str), &crate::homework::library::Part)| {
        facts.with(heading, format!("{}\nFor example: {}", part.text, part.example))
    };
    parts.fold(Facts::default(), told).table()
}

fn boundary(
    BoundaryScriptContent { purpose: _, limit, so_that, reconnect, slots: _ }: &BoundaryScriptContent,
) -> Html {
    let plan = reconnect.as_ref().map(|Reconnect { what, after_minutes, at }| {
        let after = after_minutes.map(|minutes| format!(", after {minutes} minutes")).unwrap_or_default();
        let at = at.map(|at| format!(", at {}", words::time(at))).unwrap_or_default();
        format!("{what}{after}{at}")
    });
    let facts = Facts::default()
        .with("The limit", limit)
        .with("So that", so_that)
        .with("The plan for closeness", plan);
    Html::below("What to say", facts.table())
}

fn questions(prompts: &[Prompt]) -> Html {
    let question = |prompt: &Prompt| {
        let help = prompt.help.as_ref().map(|help| format!("\n{help}"));
        Html::from(&prompt.label).and(help.into()).and(asks(Some(&prompt.answer)))
    };
    Html::below("Questions", Html::list(prompts.iter().map(question)))
}

/// What may be answered, where the question gives it.
fn asks(answer: Option<&AnswerSpec>) -> Html {
    let options = answer.map(options).unwrap_or_default();
    Html::list(options.iter().map(|option| Html::from(&option.label)))
}
