//! `POST /v1/reports`.

use serde_json::{Value, json};

use crate::progress::seed::{Family, Given, ago, done};
use crate::support::{TestApp, new_id};

/// The digest that anybody can make from a document: sorted members, no white space, numbers as ECMAScript does.
pub fn digest(document: &Value) -> String {
    let text = holdfast::progress::reports::canonical(document);
    let bytes = holdfast::platform::crypto::sha256(text.as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_freezes_figures_with_their_digest() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 3)).await;
    family.log(habit, done(&family.ann, 2, "therapist")).await;
    let body = json!({"client_id": family.ann.id, "weeks": 4, "audience": "clinician", "narrative": "A good\nmonth."});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    assert_eq!(made.header("location"), format!("/v1/reports/{}", made.id()));
    assert_eq!((made.body["status"].clone(), made.body["version"].clone()), (json!("draft"), json!(1)));
    assert_eq!(made.body["window"], json!({"from": ago(27), "to": ago(0)}));
    assert_eq!(made.body["data_changed_since"], Value::Null);
    let document = &made.body["document"];
    assert_eq!(made.body["sha256"], digest(document));
    assert_eq!(document["schema"], "report-2");
    assert_eq!(document["subject"]["people"], json!([{"client_id": family.ann.id, "name": "Ann Example"}]));
    assert_eq!(document["author"]["name"], "Tess");
    assert_eq!(document["narrative"], "A good\nmonth.");
    assert_eq!(document["overall"][0]["figures"]["adherence"]["value"], 0.333_333);
    assert!(document["statement"].as_str().unwrap().contains("not written for custody decisions"));
    assert!(!document["omitted"].as_array().unwrap().is_empty());
    family.log(habit, done(&family.ann, 1, "therapist")).await;
    let read = family.therapist.get(&format!("/v1/reports/{}", made.id())).await.expect(200);
    assert_eq!(&read.body["document"], document);
    assert_eq!(read.body["sha256"], made.body["sha256"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn private_check_ins_are_in_no_report() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 3)).await;
    let joint = family.assign(Given::daily("together", 3)).await;
    let create = async || {
        let mut all = Vec::new();
        for (subject, audience) in [
            (json!({"client_id": family.ann.id}), "clinician"),
            (json!({"client_id": family.ann.id}), "client"),
            (json!({"client_id": family.ann.id}), "third_party"),
            (json!({"couple_id": family.couple}), "clinician"),
            (json!({"couple_id": family.couple}), "couple"),
            (json!({"couple_id": family.couple}), "third_party"),
        ] {
            let mut body = subject;
            body["audience"] = json!(audience);
            let document =
                family.therapist.post("/v1/reports", body).await.expect(201).body["document"].clone();
            all.push((
                document["overall"].clone(),
                document["assignments"].clone(),
                document["omitted"].clone(),
            ));
        }
        all
    };
    let before = create().await;
    family.log(habit, done(&family.ann, 1, "private")).await;
    family.log(joint, done(&family.ann, 1, "private")).await;
    assert_eq!(create().await, before);
    assert!(before.iter().all(|(overall, ..)| !overall.as_array().unwrap().is_empty()));
    let told: Vec<bool> = before.iter().map(|(.., omitted)| !omitted.is_null()).collect();
    assert_eq!(told, [true, false, false, true, false, false], "only clinicians are told what is left out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_couples_report_counts_only_what_both_may_read() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let joint = family.assign(Given::daily("either", 4)).await;
    let each = family.assign(Given::daily("each", 4)).await;
    family.assign(Given::daily("individual", 4)).await;
    family.log(joint, done(&family.ann, 3, "partner")).await;
    family.log(joint, done(&family.ann, 2, "therapist")).await;
    for author in [&family.ann, &family.ben] {
        family.log(each, done(author, 3, "partner")).await;
        family.log(each, done(author, 2, "therapist")).await;
    }
    let report = async |audience: &str| {
        let body = json!({"couple_id": family.couple, "audience": audience});
        family.therapist.post("/v1/reports", body).await.expect(201).body["document"]["assignments"].clone()
    };
    let names = async |audience: &str| {
        let body = json!({"couple_id": family.couple, "audience": audience});
        let made = family.therapist.post("/v1/reports", body).await.expect(201);
        made.body["document"]["subject"]["people"][0]["name"].clone()
    };
    // Two partners know of each other what they are called.
    assert_eq!((names("couple").await, names("third_party").await), (json!("Ann"), json!("Ann Example")));
    let couple = report("couple").await;
    assert_eq!(couple.as_array().unwrap().len(), 2);
    assert_eq!(couple[0]["subjects"][0]["as_seen_by"], "couple");
    assert_eq!(couple[0]["subjects"][0]["practice"]["adherence"]["numerator"], 1.0);
    assert_eq!((&couple[1]["subjects"], &couple[1]["both"]["numerator"]), (&json!([]), &json!(1)));
    let third_party = report("third_party").await;
    assert_eq!(third_party[1]["both"], Value::Null);
    // The key of an item can name a pattern, which is nobody's outside.
    assert_eq!(
        (&third_party[0]["item"]["key"], third_party[0]["item"]["title"].is_string()),
        (&Value::Null, true)
    );
    let clinician = report("clinician").await;
    assert_eq!(clinician[0]["subjects"][0]["practice"]["adherence"]["numerator"], 2.0);
    assert_eq!(clinician[1]["both"]["numerator"], 2);
    assert!(clinician[0]["item"]["key"].is_string());
    assert_eq!(clinician[1]["subjects"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_is_silent_where_the_partners_have_not_both_shared() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let each = family.assign(Given::daily("each", 4)).await;
    family.log(each, done(&family.ann, 3, "therapist")).await;
    family.log(each, done(&family.ben, 3, "partner")).await;
    let body = json!({"couple_id": family.couple, "audience": "couple"});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    assert_eq!(made.body["document"]["assignments"][0]["both"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_told() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let (client, couple) = (family.ann.id, family.couple);
    let cases = [
        (json!({"audience": "client"}), "#/client_id"),
        (json!({"audience": "clinician", "client_id": client, "couple_id": couple}), "#/client_id"),
        (json!({"audience": "couple", "client_id": client}), "#/audience"),
        (json!({"audience": "client", "couple_id": couple}), "#/audience"),
        (json!({"audience": "everybody", "client_id": client}), "#/audience"),
        (json!({"audience": "client", "client_id": client, "weeks": 5}), "#/weeks"),
        (json!({"audience": "client", "client_id": client, "narrative": " "}), "#/narrative"),
        (
            json!({"audience": "client", "client_id": client, "recommendations": "x".repeat(10_001)}),
            "#/recommendations",
        ),
        (
            json!({"audience": "client", "client_id": client, "window": {"from": "2026-02-02", "to": "2026-02-01"}}),
            "#/window/from",
        ),
        (
            json!({"audience": "client", "client_id": client, "window": {"from": "2024-01-01", "to": "2026-02-01"}}),
            "#/window/from",
        ),
        (
            json!({"audience": "client", "client_id": client, "weeks": 4, "window": {"from": "2026-01-01", "to": "2026-02-01"}}),
            "#/weeks",
        ),
        (
            json!({"audience": "client", "client_id": client, "weeks": 4, "since_last_session": true}),
            "#/since_last_session",
        ),
        (json!({"audience": "client", "client_id": client, "status": "final"}), "#/status"),
    ];
    for (body, pointer) in cases {
        family.therapist.post("/v1/reports", body).await.invalid(&[pointer]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_makes_one_report() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"client_id": family.ann.id, "audience": "client"});
    let first = family.therapist.post_once("/v1/reports", "once", body.clone()).await.expect(201);
    let second = family.therapist.post_once("/v1/reports", "once", body).await.expect(201);
    assert_eq!(first.text, second.text);
    let other = json!({"client_id": family.ann.id, "audience": "clinician"});
    family.therapist.post_once("/v1/reports", "once", other).await.problem(422, "invalid");
    assert_eq!(family.therapist.get("/v1/reports").await.expect(200).items().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_in_reach_makes_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let stranger = practice.staff("Sam", &["therapist"]).await;
    let couples = practice.staff("Cleo", &["therapist"]).await;
    practice.care_for_couple(&couples, family.couple).await;
    let about = |client: uuid::Uuid| json!({"client_id": client, "audience": "clinician"});
    for caller in [&stranger, &couples] {
        let hidden = caller.post("/v1/reports", about(family.ann.id)).await.problem(404, "not_found");
        let never = caller.post("/v1/reports", about(new_id())).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    let couple = json!({"couple_id": family.couple, "audience": "clinician"});
    stranger.post("/v1/reports", couple.clone()).await.problem(404, "not_found");
    couples.post("/v1/reports", couple).await.expect(201);
    let supervisor = practice.staff("Sue", &["supervisor"]).await;
    practice.supervise(&supervisor, &family.therapist).await;
    supervisor.post("/v1/reports", about(family.ann.id)).await.problem(403, "forbidden");
    let both = practice.staff("Bo", &["supervisor", "therapist"]).await;
    practice.supervise(&both, &family.therapist).await;
    both.post("/v1/reports", about(family.ann.id)).await.problem(404, "not_found");
    family.ann.post("/v1/reports", about(family.ann.id)).await.problem(403, "forbidden");
}

/// The joint record belongs to both partners: a report about one of them has nothing of it, to whomever it goes.
#[tokio::test(flavor = "multi_thread")]
async fn joint_homework_is_in_no_report_about_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let own = family.assign(Given::daily("individual", 3)).await;
    let joint =
        [family.assign(Given::daily("each", 3)).await, family.assign(Given::daily("together", 3)).await];
    family.log(own, done(&family.ann, 1, "therapist")).await;
    for assignment in joint {
        family.log(assignment, done(&family.ann, 1, "partner")).await;
    }
    for audience in ["clinician", "client", "third_party"] {
        let body = json!({"client_id": family.ann.id, "audience": audience});
        let document =
            family.therapist.post("/v1/reports", body).await.expect(201).body["document"].to_string();
        assert!(document.contains(&own.to_string()), "{audience}");
        assert!(!joint.iter().any(|id| document.contains(&id.to_string())), "{audience}: {document}");
    }
}
