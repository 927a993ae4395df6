//! What one partner does in private changes nothing that the other can observe.

mod about_ann;
mod released;
mod setting;
mod sight;
mod together;

use std::sync::Mutex;
use std::time::Instant;

use chrono::{DateTime, Days, SubsecRound, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};

use super::crawl::{Exchange, transcript};
use super::history::{Act, History, Kind, Plan, What, Who, slot_id};
use super::spec::Spec;
use crate::support::{Answer, Caller, TestApp, TestPractice, server};

/// Acts of a history, where `HOLDFAST_TRANSCRIPT_ACTS` does not say otherwise.
const ACTS: usize = 25;

/// One practice in which a history is lived, with or without Ann's private acts.
struct Stage<'a> {
    practice: TestPractice<'a>,
    spec: &'a Spec,
    therapist: Caller,
    ann: Caller,
    ben: Caller,
    couple: String,
    item: String,
    script: String,
    /// Homework of which the two write a pact.
    pact: String,
    /// What both were asked to authorise.
    asked: String,
    plans: Vec<(Plan, Who, String)>,
    /// The instant that check-ins are told from, the same in both runs.
    told_from: DateTime<Utc>,
    seed: u64,
    /// Ann's last grant.
    grant: Mutex<Option<String>>,
    /// The repairs that Ben answers, where they are not simply those that he has.
    answerable: Mutex<Option<Vec<String>>>,
}

impl<'a> Stage<'a> {
    fn plan(&self, plan: Plan, who: Who) -> &str {
        let found = self.plans.iter().find(|(one, of, _)| (*one, *of) == (plan, who));
        &found.expect("every plan is assigned").2
    }

    fn caller(&self, who: Who) -> &Caller {
        match who {
            Who::Ann => &self.ann,
            Who::Ben => &self.ben,
            Who::Therapist => &self.therapist,
        }
    }

    fn check_in_address(&self, who: Who, slot: usize) -> String {
        format!("/v1/clients/{}/check-ins/{}", self.caller(who).id, slot_id(self.seed, slot))
    }

    /// Does an act and tells its answer.
    async fn act(&self, act: &Act, with_private: bool) -> Answer {
        let caller = self.caller(act.who);
        let hide = |body: &Value, hidden: &Option<Value>| {
            let mut body = body.clone();
            if let Some(words) = hidden.as_ref().filter(|_| with_private) {
                let is_private = body["visibility"] == "private";
                body["personal"] = words.clone();
                if is_private {
                    body["personal"]["visibility"] = json!("private");
                }
            }
            body
        };
        match &act.what {
            What::CheckIn { slot, plan, minutes_ago, body, hidden, by_grant } => {
                let mut body = self.new_check_in(act.who, *slot, *plan, *minutes_ago, hide(body, hidden));
                if *by_grant && with_private {
                    body.as_object_mut().unwrap().remove("visibility");
                }
                if slot % 3 == 0 {
                    return self.in_batch(caller, body).await;
                }
                caller.post(&format!("/v1/clients/{}/check-ins", caller.id), body).await
            }
            What::ReuseId { slot, plan, minutes_ago } => {
                let body = self.new_check_in(act.who, *slot, *plan, *minutes_ago, json!({"outcome": "done"}));
                caller.post(&format!("/v1/clients/{}/check-ins", caller.id), body).await
            }
            What::Correct { slot, body, hidden } => self.correct(act.who, *slot, hide(body, hidden)).await,
            What::Delete { slot } => {
                let address = self.check_in_address(act.who, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.delete_if(&address, &etag).await
            }
            What::Write { kind, slot, of, minutes_ago, body } => {
                self.write(act.who, (*kind, *slot, *of), *minutes_ago, body.clone()).await
            }
            What::Rewrite { kind, slot, body } => {
                let address = self.address_of(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&address, &etag, body.clone()).await
            }
            What::Remove { kind, slot } => {
                let address = self.address_of(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.delete_if(&address, &etag).await
            }
            What::Probe { slot } => caller.get(&self.check_in_address(Who::Ann, *slot)).await,
            What::Participant { plan, body } => {
                let address =
                    format!("/v1/assignments/{}/participants/{}", self.plan(*plan, act.who), caller.id);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.patch_if(&address, &etag, body.clone()).await
            }
            What::Pause { .. } | What::Remind { .. } | What::Excuse { .. } | What::Answer { .. } => {
                self.own_part(act).await
            }
            What::Measure { slot, minutes_ago, body, in_couple } => {
                self.measure(caller, *slot, *minutes_ago, (body, *in_couple)).await
            }
            What::CorrectMeasure { .. }
            | What::DeleteMeasure { .. }
            | What::LifeEvent { .. }
            | What::ChangeLifeEvent { .. }
            | What::DeleteLifeEvent { .. } => self.own(caller, &act.what).await,
            What::End => caller.put(&format!("/v1/couples/{}/end", self.couple), json!({})).await,
            What::SignIn => {
                self.practice.sign_in(caller.id).await;
                caller.get("/v1/me").await
            }
            What::Grant | What::StopSharing | What::PlanEnd { .. } | What::GiveUpPlan => {
                self.ann_alone(&act.what).await
            }
            What::WritePact { words, accepted } => self.write_pact(caller, words, *accepted).await,
            What::AcceptPact => self.accept_pact(caller).await,
            What::WriteRetro { words, agreed } => self.write_retro(caller, words, *agreed).await,
            What::AgreeRetro => self.agree_retro(caller).await,
            What::ContactPreferences { channel } => {
                let address = format!("/v1/clients/{}/contact-preferences", caller.id);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&address, &etag, json!({"channel": channel, "safe_times": []})).await
            }
            What::TakeBack { slots } => self.take_back(slots, with_private).await,
            What::Sign { number } => {
                let address = format!("/v1/couples/{}/agreements/{number}", self.couple);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&format!("{address}/signature"), &etag, json!({"line": "My own name"})).await
            }
            What::Authorise { sign } => self.authorise(caller, *sign).await,
            What::Release { joint, back } => self.release(*joint, *back).await,
            What::Paper { .. }
            | What::CorrectPaper { .. }
            | What::DeletePaper { .. }
            | What::FollowThrough { .. }
            | What::Respond { .. } => self.paper(act, with_private).await,
            about_ann => self.about_ann(about_ann).await,
        }
    }

    fn address_of(&self, who: Who, kind: Kind, slot: usize) -> String {
        format!("{}/{}", self.place_of(who, kind), slot_id(self.seed, slot))
    }

    fn place_of(&self, who: Who, kind: Kind) -> String {
        let what = match kind {
            Kind::Entry => "journal-entries",
            Kind::Limit => "boundaries",
            Kind::Use => "boundary-uses",
        };
        format!("/v1/clients/{}/{what}", self.caller(who).id)
    }

    async fn write(
        &self,
        who: Who,
        (kind, slot, of): (Kind, usize, usize),
        minutes_ago: i64,
        mut body: Value,
    ) -> Answer {
        let at = json!(self.told_from - TimeDelta::minutes(minutes_ago));
        body["id"] = json!(slot_id(self.seed, slot));
        body["time_zone"] = json!("Europe/London");
        match kind {
            Kind::Use => {
                body["boundary_id"] = json!(slot_id(self.seed, of));
                body["started_at"] = at;
            }
            Kind::Entry | Kind::Limit => {
                body["couple_id"] = json!(self.couple);
                body["written_at"] = at;
            }
        }
        if kind == Kind::Limit {
            body["item_id"] = json!(self.script);
            body["purpose"] = json!("connection");
        }
        self.caller(who).post(&self.place_of(who, kind), body).await
    }

    /// What one says, pauses or has excused of homework that both have.
    async fn own_part(&self, act: &Act) -> Answer {
        let (caller, today) = (self.caller(act.who), self.told_from.date_naive());
        let (plan, below, body) = match &act.what {
            What::Pause { plan, days } => {
                let until = today + Days::new(*days);
                (*plan, "pause".to_owned(), json!({"until": until, "reason": "Too much at once."}))
            }
            What::Remind { plan, hour } => {
                (*plan, "reminder".to_owned(), json!({"times": [format!("{hour:02}:30")]}))
            }
            What::Excuse { plan, days_ago } => {
                let day = today - Days::new(*days_ago);
                (*plan, format!("excuses/{day}"), json!({"reason": "I was ill."}))
            }
            What::Answer { body } => (Plan::Proposed, "response".to_owned(), body.clone()),
            other => panic!("{other:?} is nobody's own part"),
        };
        let part = format!("/v1/assignments/{}/participants/{}", self.plan(plan, act.who), caller.id);
        let etag = caller.get(&part).await.expect(200).etag();
        caller.put_if(&format!("{part}/{below}"), &etag, body).await
    }

    /// The check-in as a phone sends it that was offline: together with what it sent before, which is there already.
    async fn in_batch(&self, caller: &Caller, body: Value) -> Answer {
        let batch = json!({"check_ins": [body.clone(), body]});
        let answer = caller.post(&format!("/v1/clients/{}/check-in-batches", caller.id), batch).await;
        for (result, status) in [(0, "created"), (1, "known")] {
            assert_eq!(answer.body["results"][result]["status"], status, "{}", answer.text);
        }
        answer
    }

    fn new_check_in(&self, who: Who, slot: usize, plan: Plan, minutes_ago: i64, mut body: Value) -> Value {
        body["id"] = json!(slot_id(self.seed, slot));
        body["assignment_id"] = json!(self.plan(plan, who));
        body["occurred_at"] = json!(self.told_from - TimeDelta::minutes(minutes_ago));
        body["time_zone"] = json!("Europe/London");
        body
    }

    async fn correct(&self, who: Who, slot: usize, mut body: Value) -> Answer {
        let (caller, address) = (self.caller(who), self.check_in_address(who, slot));
        let there = caller.get(&address).await.expect(200);
        if body.as_object_mut().unwrap().remove("keep").is_some() {
            for member in ["outcome", "count", "minutes"] {
                if !there.body[member].is_null() {
                    body[member] = there.body[member].clone();
                }
            }
        }
        caller.put_if(&address, &there.etag(), body).await
    }
}

/// Which life of a history is lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Every act.
    Whole,
    /// All but Ann's private acts.
    WithoutPrivate,
    /// Every act, and Ann comes under a safety hold before this one.
    HeldFrom(usize),
    /// Ann does nothing from this act on.
    AnnStopsAt(usize),
}

impl Life {
    fn has(self, number: usize, act: &Act) -> bool {
        match self {
            Self::Whole | Self::HeldFrom(_) => true,
            Self::WithoutPrivate => !act.private,
            Self::AnnStopsAt(stop) => act.who != Who::Ann || number < stop,
        }
    }
}

/// Lives a history and gives the transcript of one of the partners, with the number of requests in it.
async fn live(
    app: &TestApp,
    spec: &Spec,
    history: &History,
    life: Life,
    eye: Who,
    told_from: DateTime<Utc>,
) -> (String, usize) {
    let stage = Stage::set(app, spec, history.seed, told_from).await;
    if eye == Who::Ben {
        // Where partners apply retros the one held reads `agreed` as of a couple whose therapist applies, and not what comes
        // without a hold: docs/architecture.md says why. To the other nothing differs.
        let on = format!(
            "UPDATE practices SET partners_apply_retros = true WHERE practice_id = '{}'",
            stage.practice.id
        );
        app.sql().await.run(&on).await;
    }
    let mut exchanges = Vec::new();
    for (number, act) in history.acts.iter().enumerate() {
        if life == Life::HeldFrom(number) {
            let address = format!("/v1/clients/{}/safety-marks", stage.ann.id);
            let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
            stage.therapist.post(&address, hold).await.expect(201);
        }
        if history.answered_until == Some(number) {
            let received = stage.received(&stage.ben).await;
            *stage.answerable.lock().unwrap() = Some(received);
        }
        let kept = history.unreleased_from.is_some_and(|from| number >= from);
        if kept && matches!(act.what, What::Release { .. }) {
            if matches!(life, Life::HeldFrom(_)) {
                stage.act(act, true).await.problem(409, "held");
            }
        } else if life.has(number, act) {
            let answer = stage.act(act, life != Life::WithoutPrivate).await;
            let refusable = matches!(act.what, What::ReuseId { .. } | What::Probe { .. });
            assert!(
                refusable || answer.status < 300,
                "seed {}: {act:?}: {} {}",
                history.seed,
                answer.status,
                answer.text
            );
            if act.who == eye {
                exchanges.push(Exchange { request: format!("act {number}"), answer });
            }
        }
        if number == history.acts.len() / 2 {
            stage.glance(eye, &mut exchanges).await;
        }
    }
    stage.everything(eye, &mut exchanges).await;
    let requests = exchanges.len();
    (transcript(&exchanges), requests)
}

/// A service at midday, so that no run crosses the border of a day, and the instant that check-ins are told from:
/// whole seconds, by which they are told from the service's own instants.
async fn midday() -> (TestApp, DateTime<Utc>) {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.workers = 2).await;
    let to_noon = (36 - i64::from(app.clock.now().hour())) % 24;
    app.clock.advance(TimeDelta::hours(to_noon));
    let told_from = (app.clock.now() - TimeDelta::hours(1)).trunc_subsecs(0);
    (app, told_from)
}

/// The first line in which two transcripts differ, with the request it stands below.
fn difference(with: &str, without: &str) -> String {
    let (mut request, mut last) = ("", "");
    for (a, b) in with.lines().zip(without.lines()) {
        if last.is_empty() {
            request = a;
        }
        if a != b {
            let same = a.bytes().zip(b.bytes()).take_while(|(one, other)| one == other).count();
            let part = |line: &str| {
                String::from_utf8_lossy(&line.as_bytes()[same.saturating_sub(60)..])
                    .chars()
                    .take(200)
                    .collect::<String>()
            };
            return format!("{request}\n  with:    … {}\n  without: … {}", part(a), part(b));
        }
        last = a;
    }
    "one has more requests than the other".to_owned()
}

/// Guards rule 2 of `visibility.md`, the product's first promise: Ben's complete transcript (every GET of the document
/// with every id he can come to know, bodies, headers, ETags, cursors, counts, figures, order, and the answers to his own
/// acts) is byte for byte the same whether or not Ann checks in privately, keeps words to herself, corrects, deletes,
/// plans, signs in, grants and stops sharing, plans to end the couple, says how to reach her, answers and corrects measures, marks
/// events of her life, or is cared for alone; also where the couple ends on the way.
/// What differs would be how he finds out.
#[tokio::test(flavor = "multi_thread")]
async fn private_acts_change_nothing_for_the_partner() {
    let begun = Instant::now();
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    let (first, count) = seeds(20, 2);
    let (mut private, mut requests, mut found) = (0, 0, Vec::new());
    for seed in first..first + count {
        let history = History::make(seed, acts());
        private += history.private_acts();
        let with = live(&app, &spec, &history, Life::Whole, Who::Ben, told_from);
        let without = live(&app, &spec, &history, Life::WithoutPrivate, Who::Ben, told_from);
        let ((with, some), (without, more)) = tokio::join!(with, without);
        requests += some + more;
        if with != without {
            found.push(format!("seed {seed}: {}", difference(&with, &without)));
        }
    }
    println!(
        "transcripts: {count} histories from seed {first}, {private} private acts, {requests} requests compared, {:?}",
        begun.elapsed()
    );
    assert!(private > requests / 100, "there is something to hide");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// The first seed and how many there are: so many thirds of `HOLDFAST_TRANSCRIPTS`, where it is set.
fn seeds(usually: u64, thirds: u64) -> (u64, u64) {
    let set = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    (
        set("HOLDFAST_TRANSCRIPT_SEED").unwrap_or(1),
        set("HOLDFAST_TRANSCRIPTS").map_or(usually, |all: u64| all * thirds / 3),
    )
}

/// How many acts a history has.
fn acts() -> usize {
    std::env::var("HOLDFAST_TRANSCRIPT_ACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(ACTS)
}

/// Guards rule 7 of `visibility.md`: under a hold on Ann, Ben's complete transcript is that of a history in which Ann
/// stopped writing at that moment, and Ann's own is that of a history without a hold. Neither can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_silence_to_the_partner_and_nothing_to_the_one_held() {
    let begun = Instant::now();
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    let (first, count) = seeds(12, 1);
    let (mut requests, mut found) = (0, Vec::new());
    for seed in first..first + count {
        let history = History::make(seed, acts());
        let at = history.acts.len() / 3;
        let history = history.with_nothing_released(at);
        let answering = history.clone().with_answers_to_what_came_before(at);
        let lives = [
            (Who::Ben, Life::HeldFrom(at), Life::AnnStopsAt(at)),
            (Who::Ann, Life::HeldFrom(at), Life::Whole),
        ];
        for (eye, held, twin) in lives {
            // What Ben answers to earlier repairs is accepted, and Ann reads it as without a hold.
            let history = if eye == Who::Ann { &answering } else { &history };
            let held = live(&app, &spec, history, held, eye, told_from);
            let twin = live(&app, &spec, history, twin, eye, told_from);
            let ((held, some), (twin, more)) = tokio::join!(held, twin);
            requests += some + more;
            if held != twin {
                found.push(format!("seed {seed}, {eye:?}: {}", difference(&held, &twin)));
            }
        }
    }
    println!(
        "holds: {count} histories from seed {first}, {requests} requests compared, {:?}",
        begun.elapsed()
    );
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// The comparison can fail: one more act that Ben may see makes another transcript.
#[tokio::test(flavor = "multi_thread")]
async fn a_shared_act_changes_the_transcript() {
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    for seed in 1..4 {
        let history = History::make(seed, acts()).while_together();
        let (same, _) = live(&app, &spec, &history, Life::Whole, Who::Ben, told_from).await;
        let more = history.clone().with_one_more_shared();
        let (more, _) = live(&app, &spec, &more, Life::Whole, Who::Ben, told_from).await;
        assert_ne!(same, more, "seed {seed}");
    }
}
