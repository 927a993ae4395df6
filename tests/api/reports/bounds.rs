//! What bounds the sections of a report: its days, its care, how few there are, and the end of the couple.

use serde_json::{Value, json};

use super::sections::{about, document, live, of_both};
use crate::appointments::{held, of_client};
use crate::boundaries::{limit, note, protective, set, used};
use crate::measures::{self, phq};
use crate::repairs::{self, repair};
use crate::retros;
use crate::safety::hold;
use crate::support::TestApp;
use crate::support::homework::{Care, day, noon};

fn uses(document: &Value) -> &Value {
    &document["boundaries"]["uses"]
}

/// Guards a paper that lies on a table at home: it tells of no limit that protects.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_protects_is_told_to_the_care_team_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let over =
        json!({"couple_id": null, "visibility": "therapist", "purpose": "protective", "reconnect": null});
    let guarding = set(&care.ann, &limit(&care, protective(&care).await, over)).await.expect(201);
    note(&care.ann, &used(&guarding.id(), json!({"visibility": "therapist"}))).await.expect(201);
    let of_ann = about(&care.ann);
    assert_eq!(uses(&document(&care, &of_ann, "clinician").await), &json!(1));
    assert_eq!(uses(&document(&care, &of_ann, "client").await), &json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn days_outside_the_window_are_in_no_section() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let place = of_client(&care.ann);
    for days in [27, 28] {
        held(&care, &place, days).await;
    }
    measures::write(&care.ann, &care.ann, &phq(&[0; 9], json!({"occurred_at": noon(-40)}))).await.expect(201);
    let joint = phq(&[0; 9], json!({"couple_id": care.couple}));
    measures::write(&care.ann, &care.ann, &joint).await.expect(201);
    let of_ann = document(&care, &about(&care.ann), "clinician").await;
    assert_eq!(of_ann["events"], json!([{"local_date": day(-27), "kind": "session"}]));
    assert_eq!(of_ann["measures"], json!([]), "not answered in these days, or in the couple's care");
    measures::write(&care.ann, &care.ann, &phq(&[1; 8], json!({}))).await.expect(201);
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 3})).collect();
    for days in [-40, -1] {
        let screen = json!({"instrument": "hits", "answers": answers, "occurred_at": noon(days)});
        measures::write(&care.therapist, &care.ann, &phq(&[], screen)).await.expect(201);
    }
    let of_ann = document(&care, &about(&care.ann), "clinician").await;
    let told = of_ann["measures"][0]["instruments"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["instrument"]), (1, &json!("phq-9")), "no safety screen");
    assert_eq!(
        told[0]["scales"][0]["scores"].as_array().unwrap().len(),
        2,
        "the one before is compared with"
    );
}

/// Guards single evenings: of fewer than three attempts, or three promises, both are told nothing.
#[tokio::test(flavor = "multi_thread")]
async fn few_repairs_are_told_to_the_care_team_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let attempt = async |promise: bool| {
        let over = if promise { json!({"follow_through_by": day(3)}) } else { json!({}) };
        let made = repairs::write(&care.ann, &repair(&care, over)).await.expect(201);
        if promise {
            let path = format!("{}/{}/follow-through", repairs::of(&care.ann), made.id());
            let said = json!({"outcome": "done", "on": day(0)});
            care.ann.put_if(&path, "\"1\"", said).await.expect(200);
        }
    };
    let both = async || document(&care, &of_both(&care), "couple").await["repairs"].clone();
    attempt(true).await;
    attempt(true).await;
    assert_eq!(both().await, Value::Null);
    assert_eq!(document(&care, &of_both(&care), "clinician").await["repairs"]["repairs"], 2);
    attempt(false).await;
    let told = both().await;
    assert_eq!((&told["repairs"], &told["follow_through"]), (&json!(3), &Value::Null));
    attempt(true).await;
    assert_eq!(both().await["follow_through"]["kept"]["denominator"], 3);
}

/// After the end nobody reads what the other had shared, and nothing is made of it.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_nothing_is_made_of_what_was_shared() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    live(&care).await;
    let before = document(&care, &of_both(&care), "couple").await;
    assert!(!before["ratings"].as_array().unwrap().is_empty() && before["repairs"].is_object());
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    for audience in ["couple", "third_party"] {
        let after = document(&care, &of_both(&care), audience).await;
        assert_eq!((&after["ratings"], after.get("repairs")), (&json!([]), None), "{audience}");
    }
}

/// Guards the one held: a retro that the partner does not read is an event for the care team alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_retro_that_one_reads_is_no_event_for_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    hold(&care.therapist, &care.ann).await;
    retros::write(&care.ann, &care.couple, None, "Held.").await.expect(201);
    for (audience, told) in [("clinician", 1), ("couple", 0), ("third_party", 0)] {
        let events = document(&care, &of_both(&care), audience).await["events"].clone();
        assert_eq!(events.as_array().unwrap().len(), told, "{audience}");
    }
}
