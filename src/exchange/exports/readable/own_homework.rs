//! What belongs to the client alone of homework, in plain words.

use super::words;
use crate::homework::assignments::{ParticipantResponse, ProposalAnswer, ReminderResponse, SuggestedDose};
use crate::platform::html::Facts;

/// Confidence, plan, the answer to a proposal, pauses, excused periods and reminders, after what else is told.
pub fn tell(part: &ParticipantResponse, facts: Facts) -> Facts {
    let said = part.response.as_ref();
    let suggested = said.and_then(|said| said.suggested.as_ref()).map(dose);
    let pauses: Vec<String> = part
        .pauses
        .iter()
        .map(|pause| {
            with_reason(
                format!("{} to {}", words::day(pause.from), words::day(pause.until)),
                pause.reason.as_deref(),
            )
        })
        .collect();
    let excuses: Vec<String> = part
        .excuses
        .iter()
        .map(|excuse| with_reason(words::day(excuse.period_start), excuse.reason.as_deref()))
        .collect();
    facts
        .with("How sure you were to manage it", part.confidence.map(|sure| format!("{sure} of 10")))
        .with("Your plan for obstacles", part.barrier_plan.as_ref())
        .with("What you said when it was suggested", said.map(|said| answer(said.answer)))
        .with("What would do", suggested)
        .with("Why, in your words", said.and_then(|said| said.words.as_ref()))
        .with("When you paused", pauses.join("\n"))
        .with("What was excused, from", excuses.join("\n"))
        .with("When you are reminded", part.reminder.as_ref().map(times))
}

fn times(reminder: &ReminderResponse) -> String {
    let times: Vec<String> =
        reminder.times.iter().map(|time| time.time().format("%H:%M").to_string()).collect();
    format!("{}, at most {} times a week", times.join(", "), reminder.most_per_week)
}

fn with_reason(when: String, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{when}: {reason}"),
        None => when,
    }
}

fn answer(answer: ProposalAnswer) -> &'static str {
    match answer {
        ProposalAnswer::Accept => "yes",
        ProposalAnswer::Smaller => "yes, but less of it",
        ProposalAnswer::Decline => "no",
    }
}

fn dose(suggested: &SuggestedDose) -> String {
    let SuggestedDose { times, times_max, minutes } = suggested;
    let times = match (times, times_max) {
        (Some(times), Some(most)) => Some(format!("{times} to {most} times")),
        (Some(times), None) => Some(format!("{times} times")),
        (None, _) => None,
    };
    let minutes = minutes.map(|minutes| format!("{minutes} minutes each time"));
    times.into_iter().chain(minutes).collect::<Vec<_>>().join(", ")
}
