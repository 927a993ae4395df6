//! Safety screens: entered by a clinician, and known to nobody else.

use serde_json::{Value, json};

use super::{of, phq, write};
use crate::exports::take;
use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

fn hits() -> Value {
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 3})).collect();
    phq(&[], json!({"instrument": "hits", "answers": answers}))
}

/// Guards rule 7: a screen is in no list, no instrument, no answer and no archive of the client's, and cannot be told from one
/// that never was.
#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_the_care_teams_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.therapist, &care.ann, &hits()).await.expect(201);
    assert_eq!(
        (&made.body["audience"], &made.body["administered"]),
        (&json!(["care_team"]), &json!("in_session"))
    );
    assert_eq!(made.body["scores"][0]["sides"][0]["clinical"], true);
    let own = format!("{}/{}", of(&care.ann), made.id());
    care.therapist.get(&own).await.expect(200);
    assert_eq!(care.therapist.get(&of(&care.ann)).await.expect(200).items().len(), 1);
    for client in [&care.ann, &care.ben] {
        client.get(&own).await.problem(404, "not_found");
        client.patch_if(&own, "\"1\"", json!({"answers": hits()["answers"]})).await.problem(404, "not_found");
        client.get("/v1/instruments/hits").await.problem(404, "not_found");
        client.get("/v1/instruments/hits/versions/1").await.problem(404, "not_found");
        let listed = client.get("/v1/instruments?limit=200").await.expect(200);
        assert!(!["hits", "wast-short", "pvs"].iter().any(|screen| listed.text.contains(screen)));
    }
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 0);
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["measures"], json!([]));
    assert!(!page.contains(made.body["title"].as_str().unwrap()));
}

/// Guards the same in the forms of FHIR: what is told of a screen is told of one that never was.
#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_in_no_form_a_clients() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.therapist, &care.ann, &hits()).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let never = format!("{}/{}", of(&care.ann), new_id());
    for (form, status, code) in
        [("questionnaire-response", 404, "not_found"), ("observations", 403, "forbidden")]
    {
        care.therapist.get(&format!("{own}/{form}")).await.expect(200);
        for client in [&care.ann, &care.ben] {
            let refused = client.get(&format!("{own}/{form}")).await.problem(status, code);
            let unknown = client.get(&format!("{never}/{form}")).await.problem(status, code);
            assert_eq!(refused.body_without_instance(), unknown.body_without_instance());
        }
    }
}

/// A client who asks for one is told what it is told of an instrument that never was.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_cannot_answer_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let refused = write(&care.ann, &care.ann, &hits()).await.invalid(&["#/instrument"]);
    let never = phq(&[], json!({"instrument": "no-such", "answers": hits()["answers"]}));
    let never = write(&care.ann, &care.ann, &never).await.invalid(&["#/instrument"]);
    assert_eq!(refused.body_without_instance(), never.body_without_instance());
    for screen in ["hits", "wast-short", "pvs"] {
        let found = care.therapist.get(&format!("/v1/instruments/{screen}")).await.expect(200);
        assert_eq!(found.body["definition"]["purpose"], "safety_screen");
    }
}
