//! Reports as a page, as a PDF and as CSV: one document whose renderings are kept, and hostile words in every field.

mod demo;
mod golden;
mod heard;
mod hostile;
mod pdf;
mod said;
mod sound;
mod speed;

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::progress::reports::render::{Edition, Paper, figures_as_csv, page, pdf as made_pdf};
use holdfast::progress::reports::{ReportDocument, ReportStatus};
use serde_json::{Value, json};

const ANN: &str = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13";
const BEN: &str = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14";
const COUPLE: &str = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40";

/// The words that people wrote, for every field that holds any.
#[derive(Clone, Debug)]
pub struct Words {
    pub ann: String,
    pub ben: String,
    pub author: String,
    pub title: String,
    pub trigger: String,
    pub narrative: String,
    pub recommendations: String,
    pub what: String,
    pub why: String,
}

impl Words {
    pub fn plain() -> Self {
        Self {
            ann: "Ann Example".into(),
            ben: "Ngũgĩ wa Thiong’o".into(),
            author: "Dr Lin Osei".into(),
            title: "Reach out three times a day".into(),
            trigger: "A quarrel that goes on".into(),
            narrative:
                "You kept your evenings going through a hard month.\nTwo of them were long.\n\nשלום לשניכם."
                    .into(),
            recommendations: "Keep the evening check-in; leave the rest for a month.".into(),
            what: "private check-ins".into(),
            why: "Only their author may read them.".into(),
        }
    }

    pub fn all_as(words: &str) -> Self {
        let words = words.to_owned();
        Self {
            ann: words.clone(),
            ben: words.clone(),
            author: words.clone(),
            title: words.clone(),
            trigger: words.clone(),
            narrative: words.clone(),
            recommendations: words.clone(),
            what: words.clone(),
            why: words,
        }
    }
}

fn share(numerator: f64, denominator: f64) -> (Value, Value) {
    if denominator > 0.0 {
        (json!(numerator / denominator), Value::Null)
    } else {
        (Value::Null, json!("no_closed_periods"))
    }
}

fn adherence(numerator: f64, denominator: f64, counts: [u32; 6]) -> Value {
    let (value, reason) = share(numerator, denominator);
    let [met, partial, not_done, unrecorded, excused, open] = counts;
    json!({
        "definition": "adherence-1", "value": value, "numerator": numerator, "denominator": denominator, "reason": reason,
        "over_max": 1.5, "counts": {
            "open": open, "met": met, "partial": partial, "not_done": not_done, "unrecorded": unrecorded,
            "excused": excused, "done_late": 1, "cut_short": 0
        }
    })
}

fn point(start: NaiveDate, days: u64, numerator: f64, denominator: f64) -> Value {
    let end = start + Days::new(days - 1);
    let value = share(numerator, denominator).0;
    json!({"start": start, "end": end, "value": value, "numerator": numerator, "denominator": denominator})
}

fn trend(difference: Option<f64>) -> Value {
    let start: NaiveDate = "2025-10-13".parse().unwrap();
    json!({"previous": point(start, 84, 30.0, if difference.is_some() { 48.0 } else { 0.0 }), "difference": difference})
}

/// Twelve weeks, of which the first two have no figure, and one in their midst.
fn weekly() -> Value {
    let first: NaiveDate = "2026-01-05".parse().unwrap();
    let done = [0.0, 0.0, 7.0, 3.5, 0.0, 7.0, 5.0, 0.0, 6.965, 2.0, 4.0, 5.25];
    let week = |(index, done): (u64, f64)| {
        let asked = if index < 2 || index == 7 { 0.0 } else { 7.0 };
        point(first + Days::new(index * 7), 7, done, asked)
    };
    (0..).zip(done).map(week).collect()
}

fn monthly() -> Value {
    let month = |number: u32| {
        let start = NaiveDate::from_ymd_opt(2025 + i32::from(number >= 9), (number + 3) % 12 + 1, 1).unwrap();
        point(start, 28, if number < 9 { 0.0 } else { 20.0 }, if number < 9 { 0.0 } else { 28.0 })
    };
    (0..12).map(month).collect()
}

fn habit(purpose: &str) -> Value {
    json!({
        "purpose": purpose, "adherence": adherence(40.715, 63.0, [30, 4, 2, 5, 3, 1]), "trend": trend(Some(0.021_27)),
        "streak": {"current": 3, "longest": 12},
        "strength": {"definition": "strength-1", "value": 0.618, "counted": 41},
        "returns": [{"lapsed_from": "2026-02-02", "returned_on": "2026-02-09"}],
        "weekly": weekly(), "monthly": monthly(), "acts_outside": 2.0
    })
}

fn silent() -> Value {
    json!({
        "purpose": "practice", "adherence": adherence(0.0, 0.0, [0, 0, 0, 0, 0, 1]), "trend": trend(None), "streak": null,
        "strength": {"definition": "strength-1", "value": null, "counted": 0}, "returns": [],
        "weekly": [], "monthly": [], "acts_outside": 0.0
    })
}

/// A report about a couple that has one of everything.
pub fn document(words: &Words, window_from: &str) -> ReportDocument {
    let item = |key: &str, kind: &str| json!({"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "key": key, "kind": kind, "title": words.title});
    let overall = |client: Value, view: &str| {
        let figures = json!({
            "adherence": adherence(40.715, 63.0, [30, 4, 2, 5, 3, 1]), "trend": trend(Some(-0.11)), "weekly": weekly(),
            "monthly": monthly()
        });
        json!({"client_id": client, "as_seen_by": view, "figures": figures})
    };
    let subject = |client: Value, practice: Value, uses: Value, reviews: Value| json!({"client_id": client, "as_seen_by": "care_team", "practice": practice, "uses": uses, "reviews": reviews});
    let document = json!({
        "schema": "report-2", "report_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "audience": "clinician",
        "subject": {"client_id": null, "couple_id": COUPLE, "people": [
            {"client_id": ANN, "name": words.ann}, {"client_id": BEN, "name": words.ben}
        ]},
        "author": {"staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "name": words.author},
        "frozen_at": "2026-03-29T18:30:00Z", "window": {"from": window_from, "to": "2026-03-29"}, "since": "2025-02-23",
        "overall": [overall(json!(ANN), "care_team"), overall(Value::Null, "couple")],
        "assignments": [
            {
                "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "couple_id": COUPLE,
                "item": item("bids-for-connection", "habit"), "mode": "each", "status": "active",
                "cadence": {"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"},
                "starts_on": "2026-01-19", "ends_on": null,
                "subjects": [
                    subject(json!(ANN), habit("practice"), Value::Null, Value::Null),
                    subject(json!(BEN), silent(), Value::Null, Value::Null)
                ],
                "both": {"definition": "both-1", "value": 0.642_857, "numerator": 9, "denominator": 14, "reason": null}
            },
            {
                "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c21", "couple_id": COUPLE,
                "item": item("repair-four-steps", "repair_ritual"), "mode": "together", "status": "completed",
                "cadence": {"type": "as_needed", "trigger": words.trigger, "review": null},
                "starts_on": "2026-01-19", "ends_on": "2026-03-20",
                "subjects": [subject(Value::Null, Value::Null, json!(5.5), habit("review"))], "both": null
            }
        ],
        "narrative": words.narrative, "recommendations": words.recommendations,
        "omitted": [{"what": words.what, "why": words.why}], "statement": ReportDocument::statement()
    });
    let mut document = document;
    document.as_object_mut().unwrap().extend(sections(words).as_object().unwrap().clone());
    serde_json::from_value(document).unwrap()
}

/// One of everything beside homework, with the same words.
fn sections(words: &Words) -> Value {
    let title = &words.title;
    let share = |numerator: u32, denominator: u32| {
        let value = f64::from(numerator) / f64::from(denominator);
        json!({"value": value, "numerator": numerator, "denominator": denominator, "reason": null})
    };
    let score = |day: &str, value: f64| json!({"measure_id": COUPLE, "local_date": day, "value": value, "prorated": value > 15.0});
    let band = |from: i32, to: i32| json!({"from": from, "to": to, "label": words.what, "sureness": "verified", "source": words.why});
    let difference = json!({"from": 16.0, "to": 6.0, "points": -10.0, "reliable": "improved", "basis": "published",
        "points_needed": 6.0, "meaningful": true, "indices": []});
    let since_previous = json!({"from": 9.0, "to": 6.0, "points": -3.0, "reliable": "no", "basis": "published",
        "points_needed": 6.0, "meaningful": false, "indices": []});
    let cut_off = json!({"value": 10.0, "clinical": "at_least", "label": words.what, "for_change": true,
        "sureness": "conventional", "source": words.why});
    json!({
        "ratings": [{
            "definition": "check-in-ratings-1", "client_id": ANN, "as_seen_by": "care_team",
            "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "item_title": title, "rated": "closeness", "mean": 6.25,
            "ratings": 8, "weekly": [
                {"start": "2026-01-19", "value": 4.5, "ratings": 4}, {"start": "2026-02-02", "value": 8.0, "ratings": 4}
            ]
        }],
        "growth": [{"client_id": BEN, "definition": "ratings-1", "items": [{
            "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "key": "growth-markers", "title": title, "series": [{
                "prompt": "markers", "entry": "naming", "question": words.trigger, "label": words.what, "low_label": words.why,
                "high_label": words.why, "change": 2.0, "points": [
                    {"local_date": "2026-01-20", "value": 3.0, "ratings": 1}, {"local_date": "2026-03-02", "value": 5.0, "ratings": 1}
                ]
            }]
        }]}],
        "measures": [{"client_id": ANN, "instruments": [{
            "instrument": "own", "instrument_version": 2, "title": title, "scales": [{
                "scale": "total", "title": words.what, "range": {"min": 0.0, "max": 27.0}, "direction": "lower_is_better",
                "bands": [band(0, 4), band(5, 14), band(15, 27)], "cut_offs": [cut_off],
                "scores": [score("2026-01-06", 16.0), score("2026-02-20", 9.0), score("2026-03-27", 6.0)],
                "change": {"scale": "total", "since_baseline": difference, "since_previous": since_previous, "class": "recovered",
                    "reason": null}, "trend": null
            }]
        }]}],
        "repairs": {
            "definition": "repair-1", "as_seen_by": "care_team", "ruptures": 5, "repairs": 6, "within_72_hours": share(3, 4),
            "within_24_hours": share(2, 5), "to_first_attempt": {"value": 190, "count": 4, "open": 1, "reason": null},
            "to_repair": {"value": null, "count": 2, "open": 3, "reason": "fewer_than_three"}, "all_parts": share(3, 6),
            "follow_through": {"kept": share(2, 3), "unrecorded": 1}
        },
        "boundaries": {
            "definition": "boundary-1", "as_seen_by": "care_team", "uses": 9, "for_connection": 8,
            "returned_on_time": share(6, 8), "reconnected": share(5, 5),
            "respected": {"yes": 5, "partly": 2, "no": 1, "unsaid": 1}
        },
        "small_wins": [
            {"assignment_id": COUPLE, "kind": "longest_streak", "item_title": title, "joint": true, "periods": 12,
             "since": "2026-03-10", "until": "2026-03-29"},
            {"assignment_id": COUPLE, "kind": "returned", "item_title": title, "joint": true, "periods": null,
             "since": "2026-03-01", "until": "2026-03-05"}
        ],
        "events": [{"local_date": "2026-02-10", "kind": "session"}, {"local_date": "2026-03-01", "kind": "retro"}]
    })
}

fn edition() -> Edition<'static> {
    let changed: DateTime<Utc> = "2026-04-01T07:05:00Z".parse().unwrap();
    let sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    Edition { status: ReportStatus::Draft, sha256, data_changed_since: Some(changed), release: None }
}

/// The page of a draft whose data have changed since.
pub fn draft(document: &ReportDocument) -> String {
    page(document, &edition())
}

/// The same as a PDF.
pub fn draft_pdf(document: &ReportDocument, paper: Paper) -> Vec<u8> {
    made_pdf(document, &edition(), paper).unwrap()
}

pub fn csv(document: &ReportDocument) -> String {
    String::from_utf8(figures_as_csv(document).unwrap()).unwrap()
}
