//! What the page says of how the two looked back on a month.

use super::articles::Articles;
use super::words;
use crate::homework::retros::{
    AdditionResponse, AppliedBy, Decision, DecisionResponse, RetroResponse, RetroStatus, SmallWinKind,
    SmallWinResponse,
};
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn retro(&self, retro: &RetroResponse) -> Html {
        let writer = match retro.client_id {
            None => "your therapist",
            Some(client) if Some(client) == self.own() => "you",
            Some(_) => self.partner(retro.couple_id),
        };
        let own = retro.agreements.first();
        let facts = Facts::default()
            .with("With", self.partner(retro.couple_id))
            .with("Written", words::day(retro.local_date))
            .with("Written by", writer)
            .with("What went well", &retro.small_wins)
            .with("Small wins brought in", Html::list(retro.wins.iter().map(|win| self.win(win).into())))
            .with(
                "What becomes of your homework",
                Html::list(retro.decisions.iter().map(|one| decided(one).into())),
            )
            .with("To be added", Html::list(retro.additions.iter().map(|one| added(one).into())))
            .with("The next one", retro.next_on.map(words::day))
            .with("You agreed to it", own.map(|own| self.moment(own.agreed_at)))
            .with("Where it stands", status(retro.status))
            .with("Carried out", retro.applied_at.map(|at| self.moment(at)))
            .with("Carried out by", retro.applied_by.map(applied_by))
            .with("Replaced by a later one", retro.superseded)
            .with("Who may read this", words::audience(&retro.audience));
        let heading = format!("Looking back: version {}", retro.number);
        Html::article(&heading, facts.table())
    }

    fn win(&self, win: &SmallWinResponse) -> String {
        let what = match win.kind {
            SmallWinKind::LongestStreak => "the longest streak",
            SmallWinKind::Returned => "taken up again",
            SmallWinKind::FourWeeks => "four weeks in a row",
        };
        let periods = win.periods.map(|periods| format!(" of {periods}")).unwrap_or_default();
        let by = if Some(win.client_id) == self.own() { "you" } else { "your partner" };
        let (since, until) = (words::day(win.since), words::day(win.until));
        format!("{}: {what}{periods}, {since} to {until} (brought in by {by})", win.item_title)
    }
}

fn status(status: RetroStatus) -> &'static str {
    match status {
        RetroStatus::Proposed => "written down",
        RetroStatus::Agreed => "agreed to by both",
        RetroStatus::Applied => "carried out",
    }
}

fn applied_by(by: AppliedBy) -> &'static str {
    match by {
        AppliedBy::CareTeam => "your care team",
        AppliedBy::Partners => "the two of you, by agreeing to it",
    }
}

fn decided(one: &DecisionResponse) -> String {
    let what = match one.decision {
        Decision::Keep => "keep",
        Decision::Adjust => "adjust",
        Decision::Drop => "drop",
    };
    let cadence = one.change.as_ref().and_then(|change| change.cadence.as_ref()).map(words::cadence);
    let minutes = one.change.as_ref().and_then(|change| change.minutes);
    with_terms(
        &format!("{} ({}): {what}", one.item_title, words::mode(one.mode)),
        cadence,
        minutes,
        one.note.as_ref(),
    )
}

fn added(one: &AdditionResponse) -> String {
    let mode = one.mode.map(|mode| format!(" ({})", words::mode(mode))).unwrap_or_default();
    let cadence = one.cadence.as_ref().map(words::cadence);
    with_terms(&format!("{}{mode}", one.item_title), cadence, one.minutes, one.note.as_ref())
}

fn with_terms(what: &str, cadence: Option<String>, minutes: Option<i32>, note: Option<&String>) -> String {
    let minutes = minutes.map(|minutes| format!("{minutes} minutes"));
    let terms = [cadence, minutes, note.cloned()].into_iter().flatten();
    std::iter::once(what.to_owned()).chain(terms).collect::<Vec<_>>().join("; ")
}
