//! Figures and reports of the time since the last session.

use serde_json::json;

use super::{held, meeting, of_client, of_couple};
use crate::support::TestApp;
use crate::support::homework::{Care, day};

#[tokio::test(flavor = "multi_thread")]
async fn the_window_begins_with_the_last_session() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    held(&care, &of_couple(&care), 9).await;
    held(&care, &of_couple(&care), 4).await;
    // Neither what did not take place nor Ann's own counts for the couple.
    for (place, over) in [
        (of_couple(&care), json!({"status": "cancelled"})),
        (of_couple(&care), json!({"status": "missed"})),
        (of_client(&care.ann), json!({"status": "held"})),
    ] {
        care.therapist.post(&place, meeting(&care, -2, over)).await.expect(201);
    }
    let window = |from: i64| json!({"from": day(from), "to": day(0)});
    let since = "?window=since_last_session";
    for reader in [&care.therapist, &care.ann, &care.ben] {
        let figures = reader.get(&format!("/v1/couples/{}/progress{since}", care.couple)).await.expect(200);
        assert_eq!(figures.body["window"], window(-4));
        let periods = reader.get(&format!("/v1/assignments/{given}/periods{since}")).await.expect(200);
        assert_eq!(periods.body["window"], window(-4));
    }
    // A client's last session is the own or the couple's, whichever was later.
    for (client, from) in [(&care.ann, -2), (&care.ben, -4)] {
        for reader in [&care.therapist, client] {
            for what in ["progress", "boundary-figures"] {
                let figures =
                    reader.get(&format!("/v1/clients/{}/{what}{since}", client.id)).await.expect(200);
                assert_eq!(figures.body["window"], window(from), "{what}");
            }
        }
    }
    let report = json!({"couple_id": care.couple, "audience": "clinician", "since_last_session": true});
    let report = care.therapist.post("/v1/reports", report).await.expect(201);
    assert_eq!(report.body["window"], window(-4));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_know_of_a_session_has_no_window_from_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    held(&care, &of_client(&care.ann), 3).await;
    // On the couple's team alone.
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_couple(&uma, care.couple).await;
    let place = format!("/v1/clients/{}/progress?window=since_last_session", care.ann.id);
    care.therapist.get(&place).await.expect(200);
    let told = uma.get(&place).await.problem(422, "invalid");
    assert_eq!(told.body["errors"][0]["code"], "no_session");
    held(&care, &of_couple(&care), 5).await;
    assert_eq!(uma.get(&place).await.expect(200).body["window"]["from"], json!(day(-5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_it_says_so_and_hides_what_is_hidden() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    let since = "?window=since_last_session";
    let places = [
        format!("/v1/couples/{}/progress", care.couple),
        format!("/v1/clients/{}/progress", care.ann.id),
        format!("/v1/clients/{}/boundary-figures", care.ann.id),
        format!("/v1/assignments/{given}/periods"),
    ];
    for place in &places {
        let told = care.therapist.get(&format!("{place}{since}")).await.problem(422, "invalid");
        assert_eq!(
            (&told.body["errors"][0]["parameter"], &told.body["errors"][0]["code"]),
            (&json!("window"), &json!("no_session"))
        );
        uma.get(&format!("{place}{since}")).await.problem(404, "not_found");
        let beside = format!("{place}{since}&from={}", day(-3));
        care.therapist.get(&beside).await.problem(400, "malformed");
        care.therapist.get(&format!("{place}?window=for_ever")).await.problem(400, "malformed");
    }
    let report = |over: serde_json::Value| {
        let mut body = json!({"couple_id": care.couple, "audience": "clinician", "since_last_session": true});
        body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        body
    };
    care.therapist.post("/v1/reports", report(json!({}))).await.invalid(&["#/since_last_session"]);
    care.therapist.post("/v1/reports", report(json!({"weeks": 4}))).await.invalid(&["#/since_last_session"]);
    uma.post("/v1/reports", report(json!({}))).await.problem(404, "not_found");
}
