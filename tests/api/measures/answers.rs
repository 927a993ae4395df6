//! Answering an instrument, at once or bit by bit, and who reads it.

use serde_json::{Value, json};

use super::{of, phq, total, write};
use crate::support::homework::{Care, day, noon};
use crate::support::{TestApp, new_id};

const ALL: [i16; 9] = [1, 2, 1, 2, 1, 2, 1, 2, 0];

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_scored_and_read_by_their_client_and_the_care_team() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &care.ann, &phq(&ALL, json!({}))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(made.header("location"), own);
    assert_eq!((total(&made.body), &made.body["complete"]), (&json!(12.0), &json!(true)));
    assert_eq!((&made.body["administered"], &made.body["local_date"]), (&json!("client"), &json!(day(-1))));
    assert_eq!((&made.body["audience"], &made.body["help"]), (&json!(["self", "care_team"]), &Value::Null));
    // A client is told the number, and no judgement of it.
    assert_eq!(
        (&made.body["scores"][0]["band"], &made.body["scores"][0]["sides"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(care.ann.get(&own).await.expect(200).body, made.body);
    let read = care.therapist.get(&own).await.expect(200);
    assert_eq!((total(&read.body), &read.body["scores"][0]["band"]), (&json!(12.0), &json!("moderate")));
    assert_eq!(read.body["scores"][0]["sides"][0]["clinical"], true);
    care.ben.get(&own).await.problem(404, "not_found");
    care.ben.get(&of(&care.ann)).await.problem(404, "not_found");
    care.ben.post(&of(&care.ann), phq(&ALL, json!({}))).await.problem(404, "not_found");
    let owner = care.practice.staff("Olga", &["owner"]).await;
    owner.get(&own).await.problem(403, "forbidden");
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 1);
}

/// Guards the couple's context: what was asked in the couple's care is read by the couple's team alone, and only there.
#[tokio::test(flavor = "multi_thread")]
async fn a_measure_belongs_to_the_care_that_it_was_asked_in() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (alone, both) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Uma", &["therapist"]).await);
    let (ann, ben) = (practice.client("Ann").await, practice.client("Ben").await);
    let couple = practice.couple(&ann, &ben).await;
    practice.care_for_client(&alone, &ann).await;
    practice.care_for_couple(&both, couple).await;
    let own = write(&ann, &ann, &phq(&ALL, json!({}))).await.expect(201).id();
    let joint = write(&ann, &ann, &phq(&ALL, json!({"couple_id": couple}))).await.expect(201).id();
    for (reader, sees, not) in [(&alone, &own, &joint), (&both, &joint, &own)] {
        reader.get(&format!("{}/{sees}", of(&ann))).await.expect(200);
        reader.get(&format!("{}/{not}", of(&ann))).await.problem(404, "not_found");
        assert_eq!(reader.get(&of(&ann)).await.expect(200).items().len(), 1);
    }
    // Each enters what belongs to the own care.
    write(&alone, &ann, &phq(&ALL, json!({}))).await.expect(201);
    write(&both, &ann, &phq(&ALL, json!({}))).await.problem(404, "not_found");
    write(&both, &ann, &phq(&ALL, json!({"couple_id": couple}))).await.expect(201);
    write(&alone, &ann, &phq(&ALL, json!({"couple_id": couple}))).await.problem(404, "not_found");
    let other = practice.couple(&practice.client("Cleo").await, &practice.client("Dora").await).await;
    write(&ann, &ann, &phq(&ALL, json!({"couple_id": other}))).await.invalid(&["#/couple_id"]);
    ann.put(&format!("/v1/couples/{couple}/end"), json!({})).await.expect(200);
    let later = json!({"couple_id": couple, "occurred_at": app.clock.now()});
    write(&ann, &ann, &phq(&ALL, later)).await.problem(409, "couple_ended");
    ann.get(&format!("{}/{joint}", of(&ann))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = phq(&ALL, json!({}));
    let made = write(&care.ann, &care.ann, &body).await.expect(201);
    body["sent_at"] = json!(noon(0));
    assert_eq!(write(&care.ann, &care.ann, &body).await.expect(200).text, made.text);
    // The same by somebody else, or something else, is another thing.
    write(&care.therapist, &care.ann, &body).await.problem(409, "id_taken");
    body["answers"][0]["value"] = json!(3);
    write(&care.ann, &care.ann, &body).await.problem(409, "id_taken");
    // The id is free at the partner's.
    write(&care.ben, &care.ben, &body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn partial_answers_are_kept_and_completed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &care.ann, &phq(&ALL[..3], json!({}))).await.expect(201);
    assert_eq!((&made.body["complete"], total(&made.body)), (&json!(false), &Value::Null));
    assert_eq!(made.body["scores"][0]["reason"], "too_few_answers");
    let own = format!("{}/{}", of(&care.ann), made.id());
    let all = |values: &[i16]| json!({"answers": phq(values, json!({}))["answers"]});
    let same = care.ann.patch_if(&own, "\"1\"", all(&ALL[..3])).await.expect(200);
    assert_eq!(same.etag(), "\"1\"");
    care.ann.patch_if(&own, "\"1\"", all(&[0, 2, 1, 2])).await.invalid(&["#/answers"]);
    care.ann.patch_if(&own, "\"1\"", all(&ALL[..2])).await.invalid(&["#/answers"]);
    let most = care.ann.patch_if(&own, "\"1\"", all(&ALL[..7])).await.expect(200);
    let prorated = &most.body["scores"][0];
    assert_eq!((&most.body["version"], &prorated["prorated"]), (&json!(2), &json!(true)));
    assert_eq!((&prorated["answered"], &prorated["items"]), (&json!(7), &json!(9)));
    // Seven answers make 10 points; nine as they are would make 12.86.
    assert!((prorated["value"].as_f64().unwrap() - 90.0 / 7.0).abs() < 1e-9);
    care.ann.patch_if(&own, "\"1\"", all(&ALL)).await.problem(412, "precondition_failed");
    care.therapist.patch_if(&own, "\"2\"", all(&ALL)).await.problem(403, "forbidden");
    care.ben.patch_if(&own, "\"2\"", all(&ALL)).await.problem(404, "not_found");
    let whole = care.ann.patch_if(&own, "\"2\"", all(&ALL)).await.expect(200);
    assert_eq!((total(&whole.body), &whole.body["complete"]), (&json!(12.0), &json!(true)));
    // The answers bit by bit make what they make at once.
    let once = write(&care.ann, &care.ann, &phq(&ALL, json!({}))).await.expect(201);
    assert_eq!(once.body["scores"], whole.body["scores"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let answers = json!([{"item": 1, "value": 4}, {"item": 1, "value": 0}, {"item": 10, "value": 0}]);
    let bad = phq(&[], json!({"answers": answers, "occurred_at": noon(2)}));
    let named = ["#/answers/0/value", "#/answers/1/item", "#/answers/2/item", "#/occurred_at"];
    write(&care.ann, &care.ann, &bad).await.invalid(&named);
    for over in [json!({"instrument": "no-such"}), json!({"instrument_version": 99})] {
        write(&care.ann, &care.ann, &phq(&ALL, over)).await.invalid(&["#/instrument"]);
    }
    write(&care.ann, &care.ann, &phq(&[], json!({}))).await.invalid(&["#/answers"]);
    let old = json!({"id": uuid::Uuid::from_u128(1)});
    write(&care.ann, &care.ann, &phq(&ALL, old)).await.invalid(&["#/id"]);
    let couple = phq(&ALL, json!({"couple_id": new_id()}));
    write(&care.ann, &care.ann, &couple).await.invalid(&["#/couple_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_from_page_to_page_and_can_be_narrowed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for days in [-3, -1, -2] {
        let body = phq(&ALL, json!({"occurred_at": noon(days)}));
        write(&care.ann, &care.ann, &body).await.expect(201);
    }
    let csi = json!({"instrument": "csi-4", "answers": [{"item": 1, "value": 6}]});
    write(&care.ann, &care.ann, &phq(&[], csi)).await.expect(201);
    let list = of(&care.ann);
    let of_phq = format!("{list}?instrument=phq-9");
    let mut seen = Vec::new();
    let mut page = care.therapist.get(&format!("{of_phq}&limit=2")).await.expect(200);
    loop {
        seen.extend(page.items().iter().map(|one| one["local_date"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["next_cursor"].as_str().map(str::to_owned) else { break };
        care.therapist.get(&format!("{list}?cursor={cursor}")).await.problem(400, "malformed");
        page = care.therapist.get(&format!("{of_phq}&limit=2&cursor={cursor}")).await.expect(200);
    }
    assert_eq!(seen, [day(-1), day(-2), day(-3)]);
    let since = care.ann.get(&format!("{list}?local_date_from={}", day(-1))).await.expect(200);
    assert_eq!(since.items().len(), 2);
    let before = care.ann.get(&format!("{list}?local_date_to={}", day(-2))).await.expect(200);
    assert_eq!(before.items().len(), 2);
}

/// Guards a restricted record: nobody but its client reads it, and nothing is written on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_is_not_there() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &care.ann, &phq(&ALL, json!({"couple_id": care.couple}))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let id = care.ann.id;
    let restrict = format!(
        "UPDATE clients SET restricted_at = now() WHERE id = '{id}'; \
         UPDATE memberships SET status = 'restricted' WHERE id = '{id}'"
    );
    app.sql().await.run(&restrict).await;
    care.therapist.get(&own).await.problem(404, "not_found");
    for over in [json!({}), json!({"couple_id": care.couple})] {
        write(&care.therapist, &care.ann, &phq(&ALL, over)).await.problem(404, "not_found");
    }
    write(&care.ann, &care.ann, &phq(&ALL, json!({}))).await.problem(409, "restricted");
    care.ann.get(&own).await.expect(200);
}
