//! `GET /v1/reports` and `GET /v1/reports/{report_id}`.

use serde_json::{Value, json};

use crate::progress::seed::{Family, Given, done};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_holds_what_is_in_care_without_documents() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    for body in [
        json!({"client_id": family.ann.id, "audience": "clinician"}),
        json!({"client_id": family.ben.id, "audience": "client"}),
        json!({"couple_id": family.couple, "audience": "couple"}),
    ] {
        family.therapist.post("/v1/reports", body).await.expect(201);
    }
    let all = family.therapist.get("/v1/reports").await.expect(200);
    assert_eq!(all.items().len(), 3);
    assert!(all.items().iter().all(|item| item.get("document").is_none()));
    let of_client = format!("/v1/reports?client_id={}", family.ann.id);
    assert_eq!(family.therapist.get(&of_client).await.expect(200).items().len(), 1);
    let of_couple = format!("/v1/reports?couple_id={}", family.couple);
    assert_eq!(family.therapist.get(&of_couple).await.expect(200).items()[0]["audience"], "couple");
    let page = family.therapist.get("/v1/reports?limit=2").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let rest = family.therapist.get(&format!("/v1/reports?limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!((rest.items().len(), &rest.body["next_cursor"]), (1, &Value::Null));
    let alone = practice.staff("Ida", &["therapist"]).await;
    assert_eq!(alone.get("/v1/reports").await.expect(200).items().len(), 0);
    practice.care_for_client(&alone, &family.ann).await;
    assert_eq!(alone.get("/v1/reports").await.expect(200).items().len(), 1);
    assert_eq!(alone.get(&of_couple).await.expect(200).items().len(), 0);
    family.ann.get("/v1/reports").await.problem(403, "forbidden");
    family.therapist.get("/v1/reports?status=final").await.problem(400, "malformed");
    family.therapist.get("/v1/reports?limit=201").await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_no_report() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"couple_id": family.couple, "audience": "couple"});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    let (path, absent) = (format!("/v1/reports/{}", made.id()), format!("/v1/reports/{}", new_id()));
    let alone = practice.staff("Ida", &["therapist"]).await;
    practice.care_for_client(&alone, &family.ann).await;
    let other = app.practice("Elsewhere").await.staff("Olu", &["therapist"]).await;
    for caller in [&alone, &other] {
        let hidden = caller.get(&path).await.problem(404, "not_found");
        let never = caller.get(&absent).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    family.ann.get(&path).await.problem(403, "forbidden");
    let supervisor = practice.staff("Sue", &["supervisor"]).await;
    practice.supervise(&supervisor, &family.therapist).await;
    assert_eq!(supervisor.get(&path).await.expect(200).text, family.therapist.get(&path).await.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_change_is_told_where_the_audience_may_read_it() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 30)).await;
    let joint = family.assign(Given::daily("together", 30)).await;
    let report = async |body: Value| {
        let made = family.therapist.post("/v1/reports", body).await.expect(201);
        format!("/v1/reports/{}", made.id())
    };
    let client = report(json!({"client_id": family.ann.id, "weeks": 4, "audience": "client"})).await;
    let couple = report(json!({"couple_id": family.couple, "weeks": 4, "audience": "couple"})).await;
    let clinician = report(json!({"couple_id": family.couple, "weeks": 4, "audience": "clinician"})).await;
    let changed =
        async |path: &str| !family.therapist.get(path).await.expect(200).body["data_changed_since"].is_null();
    let all = async || (changed(&client).await, changed(&couple).await, changed(&clinician).await);
    family.log(habit, done(&family.ann, 1, "private")).await;
    family.log(joint, done(&family.ann, 1, "private")).await;
    family.log(habit, done(&family.ann, 29, "therapist")).await;
    assert_eq!(all().await, (false, false, false), "private, or outside the window");
    family.log(joint, done(&family.ben, 1, "therapist")).await;
    assert_eq!(all().await, (false, false, true), "of the couple, and not shared");
    family.log(habit, done(&family.ann, 1, "therapist")).await;
    assert_eq!(all().await, (true, false, true));
    let shared = family.log(joint, done(&family.ben, 2, "partner")).await;
    assert_eq!(all().await, (true, true, true));
    let later = report(json!({"couple_id": family.couple, "weeks": 4, "audience": "couple"})).await;
    assert!(!changed(&later).await);
    let update = async |set: &str| {
        let update = format!("UPDATE check_ins SET {set} WHERE practice_id = $1 AND id = '{shared}'");
        family.sql(&update).await;
    };
    update("version = 2, updated_at = now()").await;
    assert!(!changed(&later).await, "private words are none of the data");
    update("deleted_at = now(), updated_at = now(), team_changed_at = now(), partner_changed_at = now()")
        .await;
    assert!(changed(&later).await, "a deletion is a change");
}
