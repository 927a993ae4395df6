//! The reports of the demo's couples for every audience, as of a day that stays. Each answer is kept under `tests/golden/demo`;
//! how it looks as a page, as a PDF and as CSV is kept beside it and compared by the pure tests.

mod kept;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use holdfast::demo::{DemoPractice, ensure};
use holdfast::progress::reports::render::{Edition, Paper, figures_as_csv, page, pdf};
use holdfast::progress::reports::{ReportDocument, ReportStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

/// When the demo is made, and when its reports are. Summer time began in between the first day of the demo and these.
const MADE: &str = "2025-05-21T12:00:00Z";
const REPORTED: &str = "2025-05-21T12:30:05Z";
/// The twelve weeks of the demo.
const FROM: &str = "2025-02-26";
const TO: &str = "2025-05-20";

const NARRATIVE: &str =
    "Twelve weeks with two hard ones in their midst.\nWhat was begun was kept.\n\nSmall things counted.";
const RECOMMENDATIONS: &str = "Keep what is easy; leave the rest for a month.";

/// A couple, by the two partners, with who cares for it.
const COUPLES: [(&str, [&str; 2]); 5] = [
    ("maya", ["noor", "elias"]),
    ("maya", ["maren", "tomasz"]),
    ("maya", ["priya", "sam"]),
    ("daniel", ["ingrid", "karim"]),
    ("daniel", ["lucia", "ana"]),
];
/// Somebody in care alone, whose reports have what a couple's have not.
const ALONE: (&str, &str) = ("maya", "jonas");

/// A report that is kept.
struct Wanted {
    name: String,
    therapist: &'static str,
    about: Value,
    audience: &'static str,
}

/// All reports that are kept: of each couple one for every audience, and one about each partner for that partner.
fn wanted(demo: &DemoPractice) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (therapist, partners) in COUPLES {
        let couple = json!({"couple_id": account(demo, partners[0]).couple_id});
        let of = |who: &str, audience, about: &Value| Wanted {
            name: format!("{}/{who}", partners.join("-")),
            therapist,
            about: about.clone(),
            audience,
        };
        all.extend(["clinician", "couple", "third_party"].map(|audience| of(audience, audience, &couple)));
        all.extend(partners.map(|partner| {
            let client = json!({"client_id": account(demo, partner).client_id});
            of(&format!("client-{partner}"), "client", &client)
        }));
    }
    let (therapist, alone) = ALONE;
    let about = json!({"client_id": account(demo, alone).client_id});
    all.extend(["clinician", "client", "third_party"].map(|audience| Wanted {
        name: format!("{alone}/{audience}"),
        therapist,
        about: about.clone(),
        audience,
    }));
    all
}

fn account<'d>(demo: &'d DemoPractice, given: &str) -> &'d holdfast::demo::DemoAccount {
    let email = format!("{given}@demo.holdfast.example");
    demo.accounts.iter().find(|account| account.email == email).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Moves the service's clock to this instant, give or take a second.
fn set(app: &TestApp, to: &str) {
    app.clock.advance(instant(to) - app.clock.now());
}

async fn sign_in(app: &TestApp, demo: &DemoPractice, given: &str) -> Caller {
    let body = json!({"email": account(demo, given).email, "password": demo.password(), "device": "Test"});
    let answer = app.nobody().post("/v1/sessions", body).await.expect(201);
    app.bearer(answer.body["access_token"].as_str())
}

/// The final report, made by its therapist.
async fn make(therapist: &Caller, wanted: &Wanted) -> Value {
    let mut body = json!({
        "audience": wanted.audience, "window": {"from": FROM, "to": TO}, "narrative": NARRATIVE,
        "recommendations": RECOMMENDATIONS
    });
    body.as_object_mut().unwrap().extend(wanted.about.as_object().unwrap().clone());
    let made = therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", made.id());
    therapist.put_if(&format!("{path}/finalisation"), &made.etag(), json!({})).await.expect(200);
    therapist.get(&format!("{path}.json")).await.expect(200).body
}

/// What is to be compared is what people are given: every form is made of the document that was answered, and of nothing else.
async fn check_forms(therapist: &Caller, report: &Value, paper: bool) {
    let path = format!("/v1/reports/{}", report["id"].as_str().unwrap());
    let document: ReportDocument = serde_json::from_value(report["document"].clone()).unwrap();
    let sha256 = report["sha256"].as_str().unwrap();
    assert_eq!(sha256, kept::digest(&document));
    let edition = Edition { status: ReportStatus::Final, sha256, data_changed_since: None, release: None };
    let answered = therapist.get(&format!("{path}.html")).await.expect(200);
    assert!(answered.text == page(&document, &edition), "the page is of another document");
    let answered = therapist.get(&format!("{path}.csv")).await.expect(200);
    assert!(answered.text.as_bytes() == figures_as_csv(&document).unwrap(), "the figures are others");
    if paper {
        let answered = therapist.request(Method::GET, &format!("{path}.pdf")).send().await.unwrap();
        assert_eq!(answered.status(), 200);
        let answered = answered.bytes().await.unwrap();
        assert!(answered == pdf(&document, &edition, Paper::A4).unwrap(), "the PDF is another file");
    }
}

/// Guards every figure and sentence of a report by what twelve lived weeks come to: a change of one is a decision. After it is taken,
/// `HOLDFAST_WRITE_GOLDEN=1 cargo test --test api -- reports::demo` and then
/// `HOLDFAST_WRITE_GOLDEN=1 cargo test --test pure -- reports` write it anew.
#[tokio::test(flavor = "multi_thread")]
async fn reports_of_the_demo_are_what_they_were() {
    let app = TestApp::at(instant(MADE)).await;
    let demo = ensure(&app.services(), app.data.path(), &app.base).await.unwrap();
    set(&app, REPORTED);
    let (maya, daniel) = (sign_in(&app, &demo, "maya").await, sign_in(&app, &demo, "daniel").await);
    let (mut on_paper, mut names) = (BTreeSet::new(), BTreeSet::new());
    for wanted in wanted(&demo) {
        let therapist = if wanted.therapist == "maya" { &maya } else { &daniel };
        set(&app, REPORTED);
        let report = make(therapist, &wanted).await;
        assert_eq!((&report["status"], &report["data_changed_since"]), (&json!("final"), &Value::Null));
        check_forms(therapist, &report, on_paper.insert(wanted.audience)).await;
        kept::compare(&wanted.name, &report);
        names.insert(wanted.name);
    }
    assert_eq!(kept::names(), names, "what is kept and what is made");
}
