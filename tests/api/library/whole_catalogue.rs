//! Every built-in item: assigned as it is, lived for four weeks, read in progress.

use chrono::{Days, Months, NaiveDate};
use serde_json::{Value, json};

use super::{ITEMS, install};
use crate::support::homework::{Care, check_in, day, of};
use crate::support::{Caller, TestApp};

const WEEKS: u64 = 4;

/// What is asked of somebody: the first days of the periods, how often in each, and what the figures must come to.
struct Asked {
    starts: Vec<NaiveDate>,
    times: u64,
    /// Days that each period weighs.
    weights: Vec<f64>,
    ends_on: NaiveDate,
}

impl Asked {
    /// By the catalogue's words alone, without the service's own arithmetic.
    fn of(cadence: &Value, first: NaiveDate) -> Self {
        let (times, every) = (cadence["times"].as_u64().unwrap_or(1), cadence["every"].as_u64().unwrap_or(1));
        let length = match cadence["unit"].as_str() {
            Some("day") => every,
            Some("week") => 7 * every,
            Some("month") => {
                let next = first + Months::new(u32::try_from(every).unwrap());
                u64::try_from((next - first).num_days()).unwrap()
            }
            _ => return Self::once(first),
        };
        let periods = (7 * WEEKS / length).max(1);
        let starts: Vec<_> = (0..periods).map(|period| first + Days::new(period * length)).collect();
        let weights = starts.iter().map(|_| f64::from(u32::try_from(length).unwrap())).collect();
        Self { starts, times, weights, ends_on: first + Days::new(periods * length - 1) }
    }

    fn once(first: NaiveDate) -> Self {
        Self { starts: vec![first], times: 1, weights: vec![1.0], ends_on: first + Days::new(7 * WEEKS - 1) }
    }

    /// The second period is missed, where there are more after it.
    fn missed(&self, period: usize) -> bool {
        period == 1 && self.starts.len() > 2
    }

    fn kept(&self) -> f64 {
        self.sum(|period| !self.missed(period))
    }

    fn all(&self) -> f64 {
        self.sum(|_| true)
    }

    fn sum(&self, counts: impl Fn(usize) -> bool) -> f64 {
        self.weights.iter().enumerate().filter(|(period, _)| counts(*period)).map(|(_, weight)| weight).sum()
    }
}

/// An answer to a question, in its form, as long as it may be.
fn answer(key: &Value, spec: &Value, on: NaiveDate) -> Value {
    let form = spec["type"].as_str().unwrap();
    let all = |of: &Value| of.as_array().unwrap().iter().map(|one| one["key"].clone()).collect::<Vec<_>>();
    let mut answer = match form {
        "text" => json!({"text": "w".repeat(usize::try_from(spec["max_length"].as_u64().unwrap()).unwrap())}),
        "scale" => json!({"value": 7}),
        "choice" if spec["multiple"] == true => json!({"options": all(&spec["options"])}),
        "choice" => json!({"options": [spec["options"][0]["key"]]}),
        "feelings" => json!({"feelings": ["calm"]}),
        "entries" if spec["items"].is_array() => {
            let rated = |item| json!({"item": item, "rating": 6});
            json!({"entries": all(&spec["items"]).into_iter().map(rated).collect::<Vec<_>>()})
        }
        "entries" => json!({"entries": [{"label": "Telling you about my day", "rating": 2}]}),
        "date" => json!({"date": on + Days::new(7)}),
        "time" => json!({"time": "20:30"}),
        other => panic!("no answer is known to {other}"),
    };
    answer["prompt"] = key.clone();
    answer["type"] = json!(form);
    answer
}

/// Everything that a check-in of this item can say.
fn details(content: &Value, on: NaiveDate) -> Value {
    let kind = content["kind"].as_str().unwrap();
    let empty = Vec::new();
    let list = |of: &'_ Value| of.as_array().cloned().unwrap_or_default();
    let (steps, prompts) = match kind {
        "habit" => (list(&content["steps"]), list(&content["slots"])),
        "reflection" => (empty, list(&content["prompts"])),
        "boundary_script" => (empty, list(&content["slots"])),
        _ => (list(&content["ritual"]["steps"]), list(&content["ritual"]["steps"])),
    };
    let asked = prompts.iter().filter(|prompt| prompt["answer"].is_object());
    let answers: Vec<Value> = asked.map(|prompt| answer(&prompt["key"], &prompt["answer"], on)).collect();
    let keys: Vec<&Value> = steps.iter().map(|step| &step["key"]).collect();
    let mut details = json!({"kind": kind, "answers": answers});
    match kind {
        "habit" => details["steps_done"] = json!(keys),
        "boundary_script" => {
            details["limit"] = json!("An hour of quiet.");
            details["so_that"] = json!("I am all yours afterwards.");
            if content["purpose"] == "connection" {
                details["reconnect"] = json!({"what": "Tea", "after_minutes": 60});
                details["reconnected"] = json!(true);
            }
        }
        "repair_ritual" if content["ritual"]["format"] == "four_parts" => {
            details["steps_done"] = json!(["own", "impact", "validate", "do_over"]);
            details["parts"] = json!({"own": "I shouted.", "impact": "You went quiet.", "validate": "It hurt.",
                "do_over": "Can I say it again?"});
            details["follow_through_by"] = json!(on + Days::new(3));
        }
        "repair_ritual" => details["steps_done"] = json!(keys),
        _ => {}
    }
    details
}

struct Homework<'a> {
    care: &'a Care<'a>,
    item: &'a Value,
    mode: &'a str,
    first: NaiveDate,
}

impl Homework<'_> {
    fn cadence(&self) -> &Value {
        &self.item["current"]["default_cadence"]
    }

    fn as_needed(&self) -> bool {
        self.cadence()["type"] == "as_needed"
    }

    fn asked(&self) -> Asked {
        match self.as_needed() {
            true => Asked::of(&self.cadence()["review"], self.first),
            false => Asked::of(self.cadence(), self.first),
        }
    }

    /// As the catalogue has it: only a single completion is told its day.
    async fn assign(&self) -> String {
        let of = match self.mode {
            "individual" => format!("/v1/clients/{}", self.care.ann.id),
            _ => format!("/v1/couples/{}", self.care.couple),
        };
        let mut body =
            json!({"item_id": self.item["id"], "starts_on": self.first, "ends_on": self.asked().ends_on});
        if self.mode != "individual" {
            body["mode"] = json!(self.mode);
        }
        if self.cadence()["type"] == "once" {
            body["cadence"] = json!({"type": "once", "due_on": self.first + Days::new(20)});
        }
        self.care.therapist.post(&format!("{of}/assignments"), body).await.expect(201).id()
    }

    /// Four weeks of one person, as one batch: all that is asked but what is missed, or three uses and the reviews.
    async fn live(&self, who: &Caller, assignment: &str) {
        let act = |on: NaiveDate, hour: u64, over: Value| {
            let mut body = json!({"occurred_at": format!("{on}T{:02}:00:00Z", 9 + hour),
                "personal": {"details": details(&self.item["current"]["content"], on)}});
            body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
            check_in(assignment, body)
        };
        let asked = self.asked();
        let mut acts = Vec::new();
        let counted = self.item["current"]["content"]["counted"] == true;
        let used_only = self.as_needed() && self.cadence()["review"].is_null();
        let purpose = if self.as_needed() { "review" } else { "practice" };
        let kept = asked.starts.iter().enumerate().filter(|(period, _)| !used_only && !asked.missed(*period));
        for (_, start) in kept {
            match counted {
                true => acts.push(act(*start, 1, json!({"count": asked.times}))),
                false => {
                    acts.extend((0..asked.times).map(|hour| act(*start, hour, json!({"purpose": purpose}))))
                }
            }
        }
        if self.as_needed() {
            acts.extend([1, 9, 17].map(|days| act(self.first + Days::new(days), 5, json!({}))));
        }
        let sent = acts.len();
        let path = format!("/v1/clients/{}/check-in-batches", who.id);
        let answer = who.post(&path, json!({"check_ins": acts})).await.expect(200);
        let results = answer.body["results"].as_array().unwrap();
        assert_eq!(results.len(), sent);
        for result in results {
            assert_eq!(result["status"], "created", "{} {}: {result}", self.item["key"], self.mode);
        }
    }

    fn right(&self, subject: &Value) {
        let what = format!("{} {}: {subject}", self.item["key"], self.mode);
        let asked = self.asked();
        let figures = match self.as_needed() {
            true => {
                assert_eq!((&subject["uses"], &subject["practice"]), (&json!(3.0), &Value::Null), "{what}");
                &subject["reviews"]
            }
            false => &subject["practice"],
        };
        if self.as_needed() && self.cadence()["review"].is_null() {
            assert_eq!(figures, &Value::Null, "{what}");
            return;
        }
        let (adherence, missed) = (&figures["adherence"], usize::from(asked.starts.len() > 2));
        assert_eq!(adherence["numerator"], asked.kept(), "{what}");
        assert_eq!(adherence["denominator"], asked.all(), "{what}");
        assert_eq!(adherence["counts"]["met"], asked.starts.len() - missed, "{what}");
        assert_eq!(adherence["counts"]["unrecorded"], missed, "{what}");
        assert_eq!(figures["returns"].as_array().unwrap().len(), missed, "{what}");
        assert_eq!(figures["acts_outside"], 0.0, "{what}");
    }
}

fn found(progress: &Value, assignment: &str) -> Vec<Value> {
    let all = progress["assignments"].as_array().unwrap();
    let one = all.iter().find(|one| one["assignment_id"] == *assignment).expect("it is told of");
    one["subjects"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_assigned_lived_for_four_weeks_and_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    install(&care.practice).await;
    let first: NaiveDate = day(-35).parse().unwrap();
    let (mut seen, mut lived) = (0, Vec::new());
    for listed in care.therapist.get(&format!("{ITEMS}?limit=200")).await.expect(200).items() {
        let item =
            care.therapist.get(&format!("{ITEMS}/{}", listed["id"].as_str().unwrap())).await.expect(200);
        seen += 1;
        for mode in item.body["current"]["audiences"].as_array().unwrap() {
            let homework = Homework { care: &care, item: &item.body, mode: mode.as_str().unwrap(), first };
            let assignment = homework.assign().await;
            homework.live(&care.ann, &assignment).await;
            if mode == "each" {
                homework.live(&care.ben, &assignment).await;
            }
            let reader = if mode == "individual" { &care.ann } else { &care.therapist };
            let path = match mode.as_str().unwrap() {
                "individual" => format!("/v1/clients/{}/progress", care.ann.id),
                _ => format!("/v1/couples/{}/progress", care.couple),
            };
            let subjects = found(&reader.get(&path).await.expect(200).body, &assignment);
            assert_eq!(subjects.len(), if mode == "each" { 2 } else { 1 }, "{} {mode}", item.body["key"]);
            subjects.iter().for_each(|subject| homework.right(subject));
            lived.push((assignment, item.body["current"]["content"].clone()));
        }
    }
    assert_eq!(seen, 48);
    // What was said is read as it was said, by the author and by the care team.
    for (assignment, content) in lived {
        for reader in [&care.ann, &care.therapist] {
            let path = format!("{}?assignment_id={assignment}&limit=1", of(&care.ann));
            let page = reader.get(&path).await.expect(200);
            let (read, on) = (&page.items()[0], page.items()[0]["local_date"].as_str().unwrap());
            assert_eq!(read["personal"]["details"], details(&content, on.parse().unwrap()));
        }
    }
}
