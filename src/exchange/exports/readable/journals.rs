//! What the page says of journal entries.

use super::articles::Articles;
use super::labels::{Labels, feeling};
use super::noted::answered;
use super::words;
use crate::homework::check_ins::Answer;
use crate::homework::journals::{
    JournalEntryResponse, JournalEntryVersionResponse, JournalPrompt, OwnJournalEntry,
    SharedJournalEntryResponse,
};
use crate::homework::library::{Content, ReflectionContent};
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn journal_entry(&self, written: &OwnJournalEntry) -> Html {
        let OwnJournalEntry { now, earlier_versions } = written;
        let content = now.prompt.as_ref().map(content);
        let facts = Facts::default()
            .with("Written", self.moment(now.written_at))
            .with("Who may read this", words::audience(&now.audience));
        let facts = said(facts, now.text.as_deref(), &now.feelings, &now.answers, Labels(content.as_ref()));
        let earlier =
            earlier_versions.iter().map(|version| self.earlier_entry(version, Labels(content.as_ref())));
        let body = earlier.fold(facts.table(), Html::and);
        Html::article(&heading(now), body)
    }

    fn earlier_entry(&self, version: &JournalEntryVersionResponse, labels: Labels<'_>) -> Html {
        let facts = Facts::default().with("Title", version.title.as_ref());
        let facts = said(facts, version.text.as_deref(), &version.feelings, &version.answers, labels);
        let facts = facts.with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }
}

/// What the partner shares.
pub fn shared(shared: &SharedJournalEntryResponse) -> Html {
    let content = shared.prompt.as_ref().map(content);
    let labels = Labels(content.as_ref());
    let facts = said(Facts::default(), shared.text.as_deref(), &shared.feelings, &shared.answers, labels);
    let title = titled(shared.title.as_deref(), shared.prompt.as_ref());
    Html::article(&format!("{}: {title}", words::day(shared.local_date)), facts.table())
}

fn heading(entry: &JournalEntryResponse) -> String {
    let title = titled(entry.title.as_deref(), entry.prompt.as_ref());
    format!("{}: {title}", words::day(entry.local_date))
}

fn titled<'t>(own: Option<&'t str>, prompt: Option<&'t JournalPrompt>) -> &'t str {
    own.or(prompt.map(|prompt| prompt.title.as_str())).unwrap_or("An entry")
}

fn content(prompt: &JournalPrompt) -> Content {
    Content::Reflection(ReflectionContent { prompts: prompt.questions.clone() })
}

fn said(
    facts: Facts,
    text: Option<&str>,
    feelings: &[String],
    answers: &[Answer],
    labels: Labels<'_>,
) -> Facts {
    let facts = facts
        .with("What it says", text)
        .with("Feelings", Html::list(feelings.iter().map(|key| Html::from(feeling(key)))));
    let told = |facts: Facts, answer: &Answer| {
        facts.with(&labels.question(answer.prompt()), answered(answer, labels))
    };
    answers.iter().fold(facts, told)
}
