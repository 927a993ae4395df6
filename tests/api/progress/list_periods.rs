//! `GET /v1/assignments/{assignment_id}/periods`.

use serde_json::{Value, json};

use super::seed::{Act, Family, Given, ago, done};
use crate::support::{Answer, TestApp, new_id};

fn statuses(answer: &Answer, subject: usize) -> Vec<&str> {
    let periods = answer.body["subjects"][subject]["periods"].as_array().unwrap();
    periods.iter().map(|period| period["status"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_period_has_its_status_and_key() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 5)).await;
    family.log(habit, done(&family.ann, 5, "therapist")).await;
    family.log(habit, Act { outcome: "partly", ..done(&family.ann, 4, "therapist") }).await;
    family.log(habit, Act { outcome: "not_done", ..done(&family.ann, 3, "therapist") }).await;
    family.log(habit, Act { outcome: "no_occasion", ..done(&family.ann, 2, "therapist") }).await;
    let answer = family.ann.get(&format!("/v1/assignments/{habit}/periods")).await.expect(200);
    let expected = ["met", "partial", "not_done", "excused", "unrecorded", "open"];
    assert_eq!(statuses(&answer, 0), expected);
    let subject = &answer.body["subjects"][0];
    assert_eq!(subject["client_id"], family.ann.id.to_string());
    assert_eq!(subject["periods"][0]["key"], format!("{habit}:{}:{}", family.ann.id, ago(5)));
    assert_eq!(answer.body["window"], json!({"from": ago(83), "to": ago(0)}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_is_taken_as_asked() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let yearly = json!({"type": "times_per_period", "times": 2, "every": 6, "unit": "month"});
    let habit = family.assign(Given::with("individual", 170, yearly)).await;
    family.log(habit, done(&family.ann, 169, "therapist")).await;
    family.log(habit, done(&family.ann, 0, "therapist")).await;
    let path = format!("/v1/assignments/{habit}/periods");
    let window = format!("{path}?from={}&to={}", ago(3), ago(2));
    let answer = family.ann.get(&window).await.expect(200);
    let period = &answer.body["subjects"][0]["periods"][0];
    assert_eq!(period["start"], ago(170).to_string());
    assert_eq!(period["acts"], 2.0, "acts outside the window count in a period that reaches into it");
    let open_end = family.ann.get(&format!("{path}?from={}", ago(83))).await.expect(200);
    assert_eq!(open_end.body["window"]["to"], ago(0).to_string());
    for (query, parameter) in [
        (format!("from={}&to={}", ago(1), ago(2)), "from"),
        (format!("from={}&to={}", ago(400), ago(0)), "from"),
        ("from=1999-12-31".to_owned(), "from"),
        ("to=3000-01-01".to_owned(), "to"),
        ("from=yesterday".to_owned(), "from"),
    ] {
        let answer = family.ann.get(&format!("{path}?{query}")).await.problem(400, "malformed");
        assert_eq!(answer.body["errors"][0]["parameter"], parameter, "{query}");
    }
    family.ann.get(&format!("{path}?days=3")).await.problem(400, "malformed");
    family.ann.get(&format!("{path}?from={}&to={}", ago(399), ago(0))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_each_a_partner_sees_only_the_own_periods() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("each", 2)).await;
    let path = format!("/v1/assignments/{habit}/periods");
    let before = family.ben.get(&path).await.expect(200).text;
    family.log(habit, done(&family.ann, 1, "private")).await;
    family.log(habit, done(&family.ann, 2, "therapist")).await;
    let bens = family.ben.get(&path).await.expect(200);
    assert_eq!(bens.text, before);
    assert_eq!(bens.body["subjects"].as_array().unwrap().len(), 1);
    assert_eq!(bens.body["subjects"][0]["client_id"], family.ben.id.to_string());
    let anns = family.ann.get(&path).await.expect(200);
    assert_eq!(statuses(&anns, 0), ["met", "met", "open"]);
    let both = family.therapist.get(&path).await.expect(200);
    let of_ann = both.body["subjects"]
        .as_array()
        .unwrap()
        .iter()
        .position(|it| it["client_id"] == json!(family.ann.id));
    assert_eq!(statuses(&both, of_ann.unwrap()), ["met", "unrecorded", "open"]);
    assert_eq!(both.body["subjects"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn joint_periods_are_the_same_for_both_partners() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("together", 4)).await;
    let path = format!("/v1/assignments/{habit}/periods");
    family.log(habit, done(&family.ann, 4, "partner")).await;
    let before = family.ben.get(&path).await.expect(200);
    family.log(habit, done(&family.ann, 3, "private")).await;
    family.log(habit, done(&family.ann, 2, "therapist")).await;
    family.pause(habit, Some(&family.ann), 1, Some(1)).await;
    let care_team = family.therapist.get(&path).await.expect(200);
    assert_eq!(statuses(&care_team, 0), ["met", "unrecorded", "met", "excused", "open"]);
    // Where she is, and when her days begin, is hers as well: in her zone yesterday may still run.
    let moved = format!(
        "UPDATE clients SET time_zone = 'Etc/GMT+12', day_start = '11:59' WHERE practice_id = $1 AND id = '{}'",
        family.ann.id
    );
    family.sql(&moved).await;
    let bens = family.ben.get(&path).await.expect(200);
    assert_eq!(bens.text, before.text);
    assert_eq!(statuses(&bens, 0), ["met", "unrecorded", "unrecorded", "unrecorded", "open"]);
    assert_eq!(bens.body["subjects"][0]["client_id"], Value::Null);
    assert_eq!(bens.body["subjects"][0]["as_seen_by"], "couple");
    assert_eq!(bens.body["subjects"][0]["periods"][0]["key"], format!("{habit}:{}", ago(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_reach_is_not_there() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 2)).await;
    let path = format!("/v1/assignments/{habit}/periods");
    let absent = format!("/v1/assignments/{}/periods", new_id());
    let stranger = practice.staff("Sam", &["therapist"]).await;
    let couples = practice.staff("Cleo", &["therapist"]).await;
    practice.care_for_couple(&couples, family.couple).await;
    for caller in [&family.ben, &stranger, &couples] {
        let hidden = caller.get(&path).await.problem(404, "not_found");
        let never = caller.get(&absent).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    let supervisor = practice.staff("Sue", &["supervisor"]).await;
    supervisor.get(&path).await.problem(404, "not_found");
    practice.supervise(&supervisor, &family.therapist).await;
    supervisor.get(&path).await.expect(200);
    let proposed = family.assign(Given { status: "proposed", ..Given::daily("individual", 2) }).await;
    let none = family.ann.get(&format!("/v1/assignments/{proposed}/periods")).await.expect(200);
    assert_eq!(none.body["subjects"][0]["periods"], json!([]));
}
