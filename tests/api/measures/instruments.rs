//! The catalogue: what comes with the product, and the practice's own.

use serde_json::{Value, json};

use super::{of, phq, total, write};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

/// An instrument of two items.
pub fn evenings(over: Value) -> Value {
    let mut definition = json!({
        "key": "evenings", "version": 1, "title": "Evenings", "citation": "Harbour Practice", "purpose": "outcome",
        "audience": "client", "coding": "raw",
        "items": [{"number": 1, "min": 0, "max": 4}, {"number": 2, "min": 0, "max": 4, "reversed": true}],
        "scales": [{
            "key": "total", "title": "Total", "items": [1, 2], "method": "sum", "direction": "higher_is_better",
            "missing": {"fewest": 2}, "range": {"min": 0, "max": 8}
        }],
        "licence": {"permission": "own", "terms": "Made by the practice."}
    });
    for (name, value) in over.as_object().unwrap() {
        definition[name] = value.clone();
    }
    json!({"definition": definition})
}

async fn keys(reader: &Caller) -> Vec<String> {
    let (mut keys, mut query) = (Vec::new(), "limit=5".to_owned());
    loop {
        let page = reader.get(&format!("/v1/instruments?{query}")).await.expect(200);
        keys.extend(page.items().iter().map(|one| one["key"].as_str().unwrap().to_owned()));
        match page.body["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=5&cursor={cursor}"),
            None => return keys,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_come_with_the_product_are_listed_and_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let all = keys(&care.therapist).await;
    let wanted = [
        "csi-16",
        "csi-32",
        "csi-4",
        "ecr-r",
        "ecr-rs",
        "ecr-s",
        "gad-2",
        "gad-7",
        "hits",
        "k10",
        "k6",
        "kmss",
        "phq-2",
        "phq-9",
        "pss-10",
        "pvs",
        "raas",
        "ras",
        "rdas",
        "wai-sr",
        "wast-short",
        "who-5",
    ];
    assert_eq!(all, wanted);
    for key in all {
        let found = care.therapist.get(&format!("/v1/instruments/{key}")).await.expect(200);
        assert_eq!((&found.body["built_in"], &found.body["created_at"]), (&json!(true), &Value::Null));
        assert_eq!(found.body["definition"]["key"], json!(key));
        let version = care.therapist.get(&format!("/v1/instruments/{key}/versions/1")).await.expect(200);
        assert_eq!(version.text, found.text);
    }
    assert_eq!(keys(&care.ann).await.len(), wanted.len() - 3);
    care.therapist.get("/v1/instruments/ecr-12").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practices_own_has_versions_that_stay() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = care.therapist.post_once("/v1/instruments", "first", evenings(json!({}))).await.expect(201);
    assert_eq!((&made.body["built_in"], made.etag()), (&json!(false), "\"1\"".to_owned()));
    let again = care.therapist.post_once("/v1/instruments", "first", evenings(json!({}))).await.expect(201);
    assert_eq!(again.text, made.text);
    care.therapist.post("/v1/instruments", evenings(json!({}))).await.problem(409, "key_taken");
    let reversed = json!([{"item": 1, "value": 3}, {"item": 2, "value": 1}]);
    let body = phq(&[], json!({"instrument": "evenings", "answers": reversed}));
    let answered = write(&care.ann, &care.ann, &body).await.expect(201);
    assert_eq!(total(&answered.body), &json!(6.0));
    // From the second version on nothing is reversed; what was answered before keeps its score.
    let plain = json!([{"number": 1, "min": 0, "max": 4}, {"number": 2, "min": 0, "max": 4}]);
    let versions = "/v1/instruments/evenings/versions";
    let next = |version: i32| evenings(json!({"version": version, "items": plain}));
    care.therapist.post(versions, next(3)).await.invalid(&["#/definition/version"]);
    let other = evenings(json!({"version": 2, "key": "mornings"}));
    care.therapist.post(versions, other).await.invalid(&["#/definition/key"]);
    care.therapist.post(versions, next(2)).await.expect(201);
    care.therapist.post(versions, next(2)).await.invalid(&["#/definition/version"]);
    assert_eq!(care.ann.get("/v1/instruments/evenings").await.expect(200).body["version"], 2);
    assert_eq!(care.ann.get(&format!("{versions}/1")).await.expect(200).body, made.body);
    let own = format!("{}/{}", of(&care.ann), answered.id());
    assert_eq!(total(&care.ann.get(&own).await.expect(200).body), &json!(6.0));
    // Sent again it is what it was.
    assert_eq!(write(&care.ann, &care.ann, &body).await.expect(200).body, answered.body);
    let anew = phq(&[], json!({"instrument": "evenings", "answers": reversed}));
    assert_eq!(total(&write(&care.ann, &care.ann, &anew).await.expect(201).body), &json!(4.0));
    let first = phq(&[], json!({"instrument": "evenings", "instrument_version": 1, "answers": reversed}));
    assert_eq!(total(&write(&care.ann, &care.ann, &first).await.expect(201).body), &json!(6.0));
    assert!(keys(&care.ben).await.contains(&"evenings".to_owned()));
    let elsewhere = app.practice("Lantern").await.staff("Lou", &["therapist"]).await;
    elsewhere.get("/v1/instruments/evenings").await.problem(404, "not_found");
}

/// Guards a limit that could not be got under: what is not used any more is retired, and counts and is asked for no more.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_retired_is_not_asked_for_and_keeps_its_history() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.therapist.post("/v1/instruments", evenings(json!({}))).await.expect(201);
    let values = json!([{"item": 1, "value": 3}, {"item": 2, "value": 1}]);
    let answers = || phq(&[], json!({"instrument": "evenings", "answers": values}));
    let answered = write(&care.ann, &care.ann, &answers()).await.expect(201);
    let request =
        |every_weeks: i64| json!({"instrument": "evenings", "rhythm": "weeks", "every_weeks": every_weeks});
    let asking = format!("/v1/clients/{}/measure-requests", care.ann.id);
    let asked = care.therapist.post(&asking, request(1)).await.expect(201);
    let (path, retirement) = ("/v1/instruments/evenings", "/v1/instruments/evenings/retirement");
    care.therapist.put_if(retirement, "\"7\"", json!({})).await.problem(412, "precondition_failed");
    care.ann.put_if(retirement, "\"1\"", json!({})).await.problem(403, "forbidden");
    let retired = care.therapist.put_if(retirement, "\"1\"", json!({})).await.expect(200);
    assert!(
        retired.body["retired_at"].is_string() && retired.body["version"] == 1 && retired.etag() == "\"2\""
    );
    assert_eq!(care.therapist.get(path).await.expect(200).etag(), "\"2\"");
    let again = care.therapist.put_if(retirement, "\"2\"", json!({})).await.expect(200);
    assert_eq!((again.etag(), &again.text), (retired.etag(), &retired.text));
    care.therapist.put_if(retirement, "\"1\"", json!({})).await.problem(412, "precondition_failed");
    // Not asked for, nor written on; what asked before goes on, and what was answered keeps its score.
    let ended = format!("{asking}/{}/end", asked.id());
    care.therapist.put_if(&ended, "\"1\"", json!({})).await.expect(200);
    care.therapist.post(&asking, request(1)).await.invalid(&["#/instrument"]);
    let next = evenings(json!({"version": 2}));
    care.therapist.post(&format!("{path}/versions"), next.clone()).await.problem(409, "wrong_state");
    care.therapist.post("/v1/instruments", evenings(json!({}))).await.problem(409, "key_taken");
    write(&care.ann, &care.ann, &answers()).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), answered.id());
    assert_eq!(care.ann.get(&own).await.expect(200).body, answered.body);
    let listed = async |query: &str| {
        let page = care.therapist.get(&format!("/v1/instruments?limit=200{query}")).await.expect(200);
        page.items().iter().map(|one| one["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed("&retired=true").await, ["evenings"]);
    assert!(!listed("&retired=false").await.contains(&"evenings".to_owned()));
    assert!(listed("").await.contains(&"evenings".to_owned()));
    // Back again, with another ETag than before.
    let back = care.therapist.delete_if(retirement, "\"2\"").await.expect(200);
    assert_eq!((&back.body["retired_at"], back.etag().as_str()), (&Value::Null, "\"3\""));
    care.therapist.post(&asking, request(1)).await.expect(201);
    care.therapist.post(&format!("{path}/versions"), next).await.expect(201);
    care.therapist
        .put_if("/v1/instruments/phq-9/retirement", "\"1\"", json!({}))
        .await
        .problem(409, "wrong_state");
}

/// Guards the limit itself, on both ways to one more: a new one, and one that comes back.
#[tokio::test(flavor = "multi_thread")]
async fn the_retired_do_not_count_among_those_that_there_may_be() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for number in 0..200 {
        let own = evenings(json!({"key": format!("own-{number}")}));
        care.therapist.post("/v1/instruments", own).await.expect(201);
    }
    let more = |key: &str| evenings(json!({"key": key}));
    care.therapist.post("/v1/instruments", more("one-more")).await.problem(409, "too_many");
    let retirement = "/v1/instruments/own-7/retirement";
    care.therapist.put_if(retirement, "\"1\"", json!({})).await.expect(200);
    care.therapist.post("/v1/instruments", more("one-more")).await.expect(201);
    care.therapist.delete_if(retirement, "\"2\"").await.problem(409, "too_many");
}

/// What was wrong, by its pointers.
fn pointers(answer: &Answer) -> Vec<&str> {
    answer.body["errors"].as_array().unwrap().iter().filter_map(|one| one["pointer"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named_at_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let items = json!([{"number": 1, "min": 4, "max": 0}, {"number": 1, "min": 0, "max": 4}]);
    let scales = json!([{
        "key": "Total", "title": "", "items": [1, 9], "method": "sum", "direction": "higher_is_better",
        "missing": {"fewest": 9}, "range": {"min": 0, "max": 8}
    }]);
    let bad = evenings(json!({"items": items, "scales": scales, "title": " "}));
    let refused = care.therapist.post("/v1/instruments", bad).await.problem(422, "invalid");
    let named = pointers(&refused);
    for part in [
        "#/definition/title",
        "#/definition/items/",
        "#/definition/scales/0/key",
        "#/definition/scales/0/items",
    ] {
        assert!(named.iter().any(|pointer| pointer.starts_with(part)), "{part} is not among {named:?}");
    }
    care.therapist
        .post("/v1/instruments", evenings(json!({"version": 2})))
        .await
        .invalid(&["#/definition/version"]);
    care.therapist.post("/v1/instruments", evenings(json!({"key": "phq-9"}))).await.problem(409, "key_taken");
    let next = evenings(json!({"key": "phq-9", "version": 2}));
    care.therapist.post("/v1/instruments/phq-9/versions", next).await.problem(409, "wrong_state");
    care.therapist.post("/v1/instruments/none/versions", evenings(json!({}))).await.problem(404, "not_found");
    care.ann.post("/v1/instruments", evenings(json!({}))).await.problem(403, "forbidden");
}

/// A screen of the practice's own is as hidden as one of the product.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_clinicians_answer_is_hidden_from_clients() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = evenings(json!({"key": "own-screen", "audience": "clinician", "purpose": "safety_screen"}));
    care.therapist.post("/v1/instruments", own).await.expect(201);
    care.ann.get("/v1/instruments/own-screen").await.problem(404, "not_found");
    assert!(!keys(&care.ann).await.contains(&"own-screen".to_owned()));
    let answers = json!([{"item": 1, "value": 3}]);
    let body = phq(&[], json!({"instrument": "own-screen", "answers": answers}));
    write(&care.ann, &care.ann, &body).await.invalid(&["#/instrument"]);
    let made = write(&care.therapist, &care.ann, &body).await.expect(201);
    care.ann.get(&format!("{}/{}", of(&care.ann), made.id())).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_key_is_no_instrument() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for key in ["%00", "a%00b", "PHQ-9", "%F0%9F%98%80"] {
        care.therapist.get(&format!("/v1/instruments/{key}")).await.problem(404, "not_found");
        care.therapist.get(&format!("/v1/instruments/{key}/questionnaire")).await.problem(404, "not_found");
        care.therapist.get(&format!("/v1/instruments/{key}/versions/1")).await.problem(404, "not_found");
    }
    care.therapist.get(&format!("{}?instrument=a%00b", of(&care.ann))).await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_have_a_length() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = evenings(json!({}));
    body["definition"]["scales"][0]["missing"]["source"] = json!("s".repeat(301));
    care.therapist.post("/v1/instruments", body).await.invalid(&["#/definition/scales/0/missing/source"]);
}
