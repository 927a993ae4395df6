//! Wordings in and out, answers and scores out, as FHIR R4.

use serde_json::{Value, json};

use super::{of, phq, write};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

/// A questionnaire for the four-item satisfaction index in words of our own: item 1 from 0 to 6, the others to 5.
fn form(over: impl Fn(usize, &mut Value)) -> Value {
    let item = |number: usize| {
        let options = (0..if number == 1 { 7 } else { 6 }).map(
            |value| json!({"valueCoding": {"code": value.to_string(), "display": format!("Answer {value}")}}),
        );
        let mut item = json!({
            "linkId": number.to_string(), "type": "choice", "text": format!("Our words of item {number}"),
            "answerOption": options.collect::<Vec<_>>()
        });
        over(number, &mut item);
        item
    };
    let items: Vec<Value> = (1..=4).map(item).collect();
    json!({"resourceType": "Questionnaire", "status": "active", "title": "Our copy", "item": items})
}

const WORDING: &str = "/v1/instruments/csi-4/questionnaire";

async fn import(by: &Caller, etag: Option<&str>, form: Value) -> Answer {
    match etag {
        Some(etag) => by.put_if(WORDING, etag, form).await,
        None => by.put(WORDING, form).await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wording_comes_in_and_goes_out_and_clients_read_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.therapist.get(WORDING).await.problem(404, "not_found");
    let made = import(&care.therapist, None, form(|_, _| {})).await.expect(200);
    assert_eq!(
        (made.etag(), made.header("content-type")),
        ("\"1\"".to_owned(), "application/fhir+json".to_owned())
    );
    let read = care.ann.get(WORDING).await.expect(200);
    assert_eq!(read.text, made.text);
    assert_eq!(
        (&read.body["resourceType"], &read.body["item"][0]["text"]),
        (&json!("Questionnaire"), &json!("Our words of item 1"))
    );
    // What goes out comes in again.
    let again = import(&care.therapist, Some("\"1\""), read.body.clone()).await.expect(200);
    assert_eq!((again.etag(), &again.body["item"]), ("\"2\"".to_owned(), &read.body["item"]));
    import(&care.therapist, None, read.body.clone()).await.problem(428, "precondition_required");
    import(&care.therapist, Some("\"1\""), read.body.clone()).await.problem(412, "precondition_failed");
    import(&care.ann, None, read.body).await.problem(403, "forbidden");
    let elsewhere = app.practice("Lantern").await.staff("Lou", &["therapist"]).await;
    elsewhere.get(WORDING).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_key_is_refused_with_all_that_does_not() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let wrong = form(|number, item| match number {
        1 => drop(item["answerOption"].as_array_mut().unwrap().pop()),
        2 => item["text"] = json!(""),
        _ => {}
    });
    let refused = import(&care.therapist, None, wrong).await.problem(422, "invalid");
    let codes: Vec<&str> =
        refused.body["errors"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"value_missing") && codes.contains(&"no_text"), "{codes:?}");
    let pointers: Vec<&str> = refused.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    assert!(pointers.contains(&"#/item/0") && pointers.contains(&"#/item/1"), "{pointers:?}");
    let patient = json!({"resourceType": "Patient"});
    import(&care.therapist, None, patient).await.invalid(&["#/resourceType"]);
    let group = json!([{"linkId": "g", "type": "group", "item": form(|number, item| if number == 3 {
        item["answerOption"][2]["valueCoding"]["code"] = json!(["2"]);
    })["item"]}]);
    let mut grouped = form(|_, _| {});
    grouped["item"] = group;
    let place = "#/item/0/item/2/answerOption/2/valueCoding/code";
    import(&care.therapist, None, grouped).await.invalid(&[place]);
    care.therapist.get(WORDING).await.problem(404, "not_found");
}

/// Guards whoever sends on what another system gave: a form comes as FHIR as well as as JSON, and as nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_comes_under_either_media_type() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let send = async |etag: Option<&str>, media_type: &str| {
        let request =
            care.therapist.request(reqwest::Method::PUT, WORDING).header("Content-Type", media_type);
        let request = match etag {
            Some(etag) => request.header("If-Match", etag),
            None => request,
        };
        Answer::of(request.body(form(|_, _| {}).to_string())).await
    };
    send(None, "application/fhir+json; fhirVersion=4.0").await.expect(200);
    send(Some("\"1\""), "application/json").await.expect(200);
    let refused = send(Some("\"2\""), "application/fhir+xml").await.problem(415, "unsupported_media_type");
    assert_eq!(refused.body["detail"], "This operation takes application/fhir+json or application/json.");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_scores_go_out() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &care.ann, &phq(&[1, 2, 1, 2, 1, 2, 1, 2, 0], json!({}))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let response = format!("{own}/questionnaire-response");
    for reader in [&care.ann, &care.therapist] {
        let told = reader.get(&response).await.expect(200);
        assert_eq!(told.header("content-type"), "application/fhir+json");
        assert_eq!(
            (&told.body["resourceType"], &told.body["status"]),
            (&json!("QuestionnaireResponse"), &json!("completed"))
        );
        assert_eq!(told.body["item"].as_array().unwrap().len(), 9);
    }
    let scores = care.therapist.get(&format!("{own}/observations")).await.expect(200);
    let observation = &scores.body["entry"][0]["resource"];
    assert_eq!(
        (&observation["resourceType"], &observation["valueQuantity"]["value"]),
        (&json!("Observation"), &json!(12.0))
    );
    care.ann.get(&format!("{own}/observations")).await.problem(403, "forbidden");
    for path in [response, format!("{own}/observations")] {
        care.ben.get(&path).await;
        let other = care.practice.staff("Uma", &["therapist"]).await;
        other.get(&path).await.problem(404, "not_found");
    }
    care.ben.get(&format!("{own}/questionnaire-response")).await.problem(404, "not_found");
}

/// Guards whoever reads them elsewhere from taking for final what goes on.
#[tokio::test(flavor = "multi_thread")]
async fn scores_of_a_form_that_goes_on_are_preliminary() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let told = async |own: &str| {
        let response = care.therapist.get(&format!("{own}/questionnaire-response")).await.expect(200);
        let scores = care.therapist.get(&format!("{own}/observations")).await.expect(200);
        let resource = |entry: &Value| entry["resource"].clone();
        let scores: Vec<Value> = scores.body["entry"].as_array().unwrap().iter().map(resource).collect();
        (response.body["status"].clone(), scores)
    };
    let made = write(&care.ann, &care.ann, &phq(&[1; 7], json!({}))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let (response, scores) = told(&own).await;
    assert_eq!((&response, &scores[0]["status"]), (&json!("in-progress"), &json!("preliminary")));
    assert_eq!(scores[0]["valueQuantity"]["value"], 9.0);
    assert_eq!(scores[0]["note"][0]["text"], "Prorated: 7 of 9 items were answered.");
    let more = json!({"answers": phq(&[1; 9], json!({}))["answers"]});
    care.ann.patch_if(&own, "\"1\"", more).await.expect(200);
    let (response, scores) = told(&own).await;
    assert_eq!((&response, &scores[0]["status"]), (&json!("completed"), &json!("final")));
    assert_eq!(scores[0].get("note"), None);

    // Several scales: each has an Observation, and one that is whole is as preliminary as its form.
    let attached = |items: std::ops::RangeInclusive<u16>| {
        let answers: Vec<Value> = items.map(|item| json!({"item": item, "value": 2})).collect();
        phq(&[], json!({"instrument": "ecr-rs", "answers": answers}))
    };
    let codes_and_values = |scores: &[Value]| -> Vec<(Value, Value, Value)> {
        let told = |one: &Value| {
            let coding = one["code"]["coding"].as_array().unwrap().last().unwrap();
            (coding["code"].clone(), one["status"].clone(), one["valueQuantity"]["value"].clone())
        };
        scores.iter().map(told).collect()
    };
    let made = write(&care.ann, &care.ann, &attached(1..=6)).await.expect(201);
    let (_, scores) = told(&format!("{}/{}", of(&care.ann), made.id())).await;
    let avoidance = f64::from(4 * 6 + 2 * 2) / 6.0;
    assert_eq!(
        codes_and_values(&scores),
        [
            (json!("avoidance"), json!("preliminary"), json!(avoidance)),
            (json!("anxiety"), json!("preliminary"), Value::Null),
        ]
    );
    assert_eq!(scores[1]["dataAbsentReason"]["coding"][0]["code"], "unknown");
    let made = write(&care.ann, &care.ann, &attached(1..=9)).await.expect(201);
    let (response, scores) = told(&format!("{}/{}", of(&care.ann), made.id())).await;
    assert_eq!(response, "completed");
    assert_eq!(
        codes_and_values(&scores),
        [
            (json!("avoidance"), json!("final"), json!(avoidance)),
            (json!("anxiety"), json!("final"), json!(2.0)),
        ]
    );
}
