//! Two people live one plan, which is revised, paused and excused on its way. One checks in as it happens; the other's phone is
//! offline and sends everything at the end, in any order, twice, in batches, with drafts that are corrected or deleted
//! afterwards. Figures do not tell them apart, and no act and no day is lost or counted twice.

use chrono::{DateTime, Days, NaiveDate, SubsecRound, TimeDelta, Timelike, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::homework::{Care, of, put_item};
use crate::support::{Answer, Caller, TestApp, new_id};

const DAYS: usize = 24;

/// Lives of a run; `HOLDFAST_LIVES` says another number.
const LIVES: usize = 4;

const ZONES: [&str; 4] = ["Europe/London", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"];

/// What somebody does on a day, and what becomes of it later.
#[derive(Debug, Clone)]
struct Done {
    minutes_ago: i64,
    zone: usize,
    outcome: &'static str,
    count: Option<u32>,
    draft: Draft,
}

/// How a check-in came to be as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Draft {
    AsItIs,
    Corrected,
    Deleted,
}

/// What is changed of the plan on a day.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    Cadence(Value),
    Minutes(u32),
    Rest { days: u64, by_client: bool },
    EndRest,
    Excuse { days_ago: u64 },
}

#[derive(Debug, Clone)]
struct Day {
    change: Change,
    done: Vec<Done>,
}

fn cadences() -> impl Strategy<Value = Value> {
    (1_u32..4, 1_u32..4, prop::sample::select(vec!["day", "day", "week"])).prop_map(|(times, every, unit)| {
        json!({"type": "times_per_period", "times": times, "every": every, "unit": unit})
    })
}

fn acts() -> impl Strategy<Value = Done> {
    let outcomes = prop::sample::select(vec!["done", "done", "done", "partly", "not_done", "no_occasion"]);
    let drafts = [Draft::AsItIs, Draft::AsItIs, Draft::Corrected, Draft::Deleted];
    let drafts = prop::sample::select(drafts.to_vec());
    (1_i64..1400, 0..ZONES.len(), outcomes, prop::option::of(1_u32..4), drafts).prop_map(
        |(minutes_ago, zone, outcome, count, draft)| Done {
            minutes_ago,
            zone,
            outcome,
            count: count.filter(|_| outcome == "done"),
            draft,
        },
    )
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        9 => Just(Change::Nothing),
        2 => cadences().prop_map(Change::Cadence),
        1 => (1_u32..60).prop_map(Change::Minutes),
        2 => (0_u64..6, any::<bool>()).prop_map(|(days, by_client)| Change::Rest { days, by_client }),
        1 => Just(Change::EndRest),
        2 => (0_u64..6).prop_map(|days_ago| Change::Excuse { days_ago }),
    ]
}

fn lives() -> impl Strategy<Value = (Value, Vec<Day>)> {
    let day =
        (changes(), prop::collection::vec(acts(), 0..3)).prop_map(|(change, done)| Day { change, done });
    (cadences(), prop::collection::vec(day, DAYS))
}

/// One of the two, with the homework that both have.
struct Liver {
    who: Caller,
    assignment: String,
}

impl Liver {
    fn part(&self) -> String {
        format!("/v1/assignments/{}/participants/{}", self.assignment, self.who.id)
    }

    /// Without the ids by which the two differ.
    fn nameless(&self, answer: &Answer) -> Value {
        let text = answer.text.replace(&self.assignment, "it").replace(&self.who.id.to_string(), "somebody");
        serde_json::from_str(&text).unwrap()
    }

    async fn change(&self, therapist: &Caller, change: &Change, today: NaiveDate) -> Option<Answer> {
        let (path, part) = (format!("/v1/assignments/{}", self.assignment), self.part());
        let etag = therapist.get(&part).await.expect(200).etag();
        Some(match change {
            Change::Nothing => return None,
            Change::Cadence(cadence) => {
                let etag = therapist.get(&path).await.expect(200).etag();
                therapist.patch_if(&path, &etag, json!({"cadence": cadence})).await
            }
            Change::Minutes(minutes) => {
                let etag = therapist.get(&path).await.expect(200).etag();
                therapist.patch_if(&path, &etag, json!({"minutes": minutes})).await
            }
            Change::Rest { days, by_client } => {
                let who = if *by_client { &self.who } else { therapist };
                let body = json!({"until": today + Days::new(*days)});
                who.put_if(&format!("{part}/pause"), &etag, body).await
            }
            Change::EndRest => self.who.delete_if(&format!("{part}/pause"), &etag).await,
            Change::Excuse { days_ago } => {
                let day = today - Days::new(*days_ago);
                let periods = format!("{path}/periods?from={day}&to={day}");
                let periods =
                    therapist.get(&periods).await.expect(200).body["subjects"][0]["periods"].clone();
                let start = periods[0]["start"].as_str()?.to_owned();
                let body = json!({"reason": "Ill."});
                self.who.put_if(&format!("{part}/excuses/{start}"), &etag, body).await
            }
        })
    }

    /// What is sent of a check-in: first what may be a draft, then what it shall be.
    fn bodies(&self, done: &Done, at: DateTime<Utc>) -> (Value, Value) {
        let last = json!({
            "id": new_id(), "assignment_id": self.assignment, "occurred_at": at, "time_zone": ZONES[done.zone],
            "outcome": done.outcome, "count": done.count
        });
        let mut first = last.clone();
        if done.draft != Draft::AsItIs {
            (first["outcome"], first["count"]) = (json!("done"), json!(3));
        }
        (first, last)
    }

    async fn finish(&self, done: &Done, body: &Value) {
        let path = format!("{}/{}", of(&self.who), body["id"].as_str().unwrap());
        match done.draft {
            Draft::AsItIs => {}
            Draft::Corrected => {
                let etag = self.who.get(&path).await.expect(200).etag();
                let change = json!({"outcome": body["outcome"], "count": body["count"]});
                self.who.put_if(&path, &etag, change).await.expect(200);
            }
            Draft::Deleted => {
                let etag = self.who.get(&path).await.expect(200).etag();
                self.who.delete_if(&path, &etag).await.expect(204);
            }
        }
    }

    /// Everything in batches of a few, in another order, some of it twice; what becomes of each id.
    async fn send_late(&self, kept: &[(Done, Value, Value)]) -> Vec<(Value, bool)> {
        let mut order: Vec<&Value> = kept.iter().map(|(_, first, _)| first).collect();
        order.sort_by_key(|body| body["id"].as_str().unwrap().chars().rev().collect::<String>());
        order.extend(order.clone().into_iter().step_by(3));
        let mut known = Vec::new();
        for few in order.chunks(7) {
            let path = format!("/v1/clients/{}/check-in-batches", self.who.id);
            let answer = self.who.post(&path, json!({"check_ins": few})).await.expect(200);
            for result in answer.body["results"].as_array().unwrap() {
                if result["status"] != "known" && known.iter().all(|(id, _)| *id != result["id"]) {
                    known.push((result["id"].clone(), result["status"] == "created"));
                }
            }
        }
        known
    }

    /// All that figures say of this homework.
    async fn figures(&self, therapist: &Caller, from: NaiveDate, to: NaiveDate) -> Vec<Value> {
        let mut all = Vec::new();
        for (reader, path) in [
            (therapist, format!("/v1/assignments/{}/periods?from={from}&to={to}", self.assignment)),
            (&self.who, format!("/v1/assignments/{}/periods?from={from}&to={to}", self.assignment)),
            (therapist, format!("/v1/clients/{}/progress?from={from}&to={to}", self.who.id)),
            (&self.who, format!("/v1/clients/{}/today", self.who.id)),
        ] {
            all.push(self.nameless(&reader.get(&path).await.expect(200)));
        }
        all
    }
}

/// A habit of one person that is counted.
fn counted() -> Value {
    let mut item: Value =
        serde_json::from_str(include_str!("../../../library/items/bids-for-connection.json")).unwrap();
    item["audiences"] = json!(["individual"]);
    item
}

/// What a check-in counts, by the words of the semantics alone.
fn worth(done: &Done) -> f64 {
    match (done.draft, done.outcome) {
        (Draft::Deleted, _) => 0.0,
        (_, "done") => f64::from(done.count.unwrap_or(1)),
        (_, "partly") => 0.5,
        _ => 0.0,
    }
}

/// The days of all periods, each once and without a gap.
fn tile(periods: &[Value], from: NaiveDate) {
    let date = |of: &Value| of.as_str().unwrap().parse::<NaiveDate>().unwrap();
    let mut next = from;
    for period in periods {
        assert_eq!(date(&period["start"]), next, "{periods:?}");
        next = date(&period["end"]) + Days::new(1);
    }
}

async fn live(app: &TestApp, (cadence, days): (Value, Vec<Day>)) {
    let mut care = Care::new(app).await;
    let first = app.clock.now().date_naive();
    let item = put_item(&care.practice, &counted()).await;
    let mut both = Vec::new();
    for who in [&care.ann, &care.ben] {
        let body = json!({"item_id": item, "starts_on": first, "cadence": cadence});
        let given =
            care.therapist.post(&format!("/v1/clients/{}/assignments", who.id), body).await.expect(201);
        both.push(Liver { who: who.clone(), assignment: given.id() });
    }
    let (mut kept, mut worths) = (Vec::new(), 0.0);
    for day in days {
        for liver in &mut both {
            liver.who = care.practice.sign_in(liver.who.id).await;
        }
        care.therapist = care.practice.sign_in(care.therapist.id).await;
        let now = app.clock.now().trunc_subsecs(0);
        let [on_time, late] = both.as_slice() else { unreachable!() };
        let one = on_time.change(&care.therapist, &day.change, now.date_naive()).await;
        let other = late.change(&care.therapist, &day.change, now.date_naive()).await;
        let told = |answer: &Option<Answer>| answer.as_ref().map(|it| it.status);
        assert_eq!(told(&one), told(&other), "{:?}", day.change);
        for done in day.done {
            let at = now - TimeDelta::minutes(done.minutes_ago);
            let (draft, last) = on_time.bodies(&done, at);
            let sent = on_time.who.post(&of(&on_time.who), draft).await;
            if sent.status == 201 {
                on_time.finish(&done, &last).await;
                worths += worth(&done);
            }
            let (draft, last) = late.bodies(&done, at);
            kept.push((sent.status == 201, done, draft, last));
        }
        app.clock.advance(TimeDelta::days(1));
    }
    for liver in &mut both {
        liver.who = care.practice.sign_in(liver.who.id).await;
    }
    care.therapist = care.practice.sign_in(care.therapist.id).await;
    let [on_time, late] = both.as_slice() else { unreachable!() };
    let (taken, kept): (Vec<_>, Vec<_>) =
        kept.into_iter().map(|(taken, done, draft, last)| (taken, (done, draft, last))).unzip();
    let results = late.send_late(&kept).await;
    assert_eq!(results.len(), kept.len(), "each is written or refused once");
    for (taken, (done, _, last)) in taken.into_iter().zip(&kept) {
        let written = results.iter().find(|(id, _)| *id == last["id"]).unwrap().1;
        assert_eq!(written, taken, "late or on time: {last}");
        if written {
            late.finish(done, last).await;
        }
    }
    let to = app.clock.now().date_naive();
    let (one, other) =
        (on_time.figures(&care.therapist, first, to).await, late.figures(&care.therapist, first, to).await);
    assert_eq!(one, other);
    let periods = one[0]["subjects"][0]["periods"].as_array().unwrap();
    tile(periods, first);
    let acts: f64 = periods.iter().map(|period| period["acts"].as_f64().unwrap()).sum();
    assert!((acts - worths).abs() < 1e-9, "{worths} was logged, {acts} is counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn late_is_on_time_and_nothing_is_lost_or_counted_twice() {
    let app = TestApp::start().await;
    // At midday, so that no life crosses the border of a day.
    app.clock.advance(TimeDelta::hours((36 - i64::from(app.clock.now().hour())) % 24));
    let count = std::env::var("HOLDFAST_LIVES").ok().and_then(|text| text.parse().ok()).unwrap_or(LIVES);
    let mut runner = TestRunner::deterministic();
    for _ in 0..count {
        let life = lives().new_tree(&mut runner).unwrap().current();
        live(&app, life).await;
    }
}
