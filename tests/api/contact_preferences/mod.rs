//! `/v1/clients/{client_id}/contact-preferences`.

use serde_json::{Value, json};

use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{Caller, TestApp};

fn preferences(client: &Caller) -> String {
    format!("/v1/clients/{}/contact-preferences", client.id)
}

fn wanted() -> Value {
    json!({"channel": "push", "safe_times": [{"weekday": "tuesday", "from": "09:00", "to": "12:00"},
        {"weekday": "friday", "from": "20:00", "to": "00:00"}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_and_the_office_read_and_write_them() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = preferences(&care.ann);
    let unsaid = care.ann.get(&path).await.expect(200);
    assert_eq!((&unsaid.body["channel"], &unsaid.body["safe_times"]), (&json!("email"), &json!([])));
    assert_eq!((unsaid.etag().as_str(), &unsaid.body["updated_at"]), ("\"1\"", &json!(null)));
    let same = json!({"channel": "email", "safe_times": []});
    assert_eq!(care.ann.put_if(&path, "\"1\"", same.clone()).await.expect(200).etag(), "\"1\"");
    let written = care.ann.put_if(&path, "\"1\"", wanted()).await.expect(200);
    assert_eq!((written.etag().as_str(), &written.body["safe_times"]), ("\"2\"", &wanted()["safe_times"]));
    care.ann.put_if(&path, "\"1\"", same.clone()).await.problem(412, "precondition_failed");
    care.ann.put(&path, same.clone()).await.problem(428, "precondition_required");
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let desk = care.practice.staff("Fay", &["front_desk"]).await;
    for reader in [&care.ann, &care.therapist, &sue, &desk] {
        assert_eq!(reader.get(&path).await.expect(200).body, written.body);
    }
    desk.put_if(&path, "\"2\"", same.clone()).await.expect(200);
    sue.put_if(&path, "\"3\"", wanted()).await.problem(403, "forbidden");
    let bens = preferences(&care.ben);
    let first = care.ben.put_if(&bens, "\"1\"", wanted());
    let second = care.ben.put_if(&bens, "\"1\"", json!({"channel": "none", "safe_times": []}));
    let (first, second) = tokio::join!(first, second);
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_never_knows_and_is_never_told() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = preferences(&care.ann);
    let couple = care.ben.get(&format!("/v1/couples/{}", care.couple)).await.expect(200).text;
    care.ann.put_if(&path, "\"1\"", wanted()).await.expect(200);
    assert_eq!(care.ben.get(&format!("/v1/couples/{}", care.couple)).await.expect(200).text, couple);
    hidden(vec![
        care.ben.get(&path).await,
        care.practice.staff("Ida", &["therapist"]).await.get(&path).await,
        app.practice("Elsewhere").await.staff("Eve", &["owner"]).await.get(&path).await,
    ]);
    care.ben.put_if(&path, "\"2\"", wanted()).await.problem(404, "not_found");
    care.practice.staff("Otto", &["auditor"]).await.get(&path).await.problem(403, "forbidden");
}

/// Guards clients against whoever has the role of a therapist and sees them by supervision alone.
#[tokio::test(flavor = "multi_thread")]
async fn supervision_lets_read_and_not_write() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let vera = care.practice.staff("Vera", &["supervisor", "therapist"]).await;
    care.practice.supervise(&vera, &care.therapist).await;
    let path = preferences(&care.ann);
    let unsaid = vera.get(&path).await.expect(200);
    vera.put_if(&path, "\"1\"", wanted()).await.problem(404, "not_found");
    assert_eq!(care.ann.get(&path).await.expect(200).body, unsaid.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let put = async |body| care.ann.put_if(&preferences(&care.ann), "\"1\"", body).await;
    let time = |from: &str, to: &str| json!({"channel": "email", "safe_times": [{"weekday": "monday", "from": from, "to": to}]});
    put(time("12:00", "09:00")).await.invalid(&["#/safe_times/0/from"]);
    put(time("09:00", "09:00")).await.invalid(&["#/safe_times/0/from"]);
    put(json!({"channel": "pigeon", "safe_times": []})).await.problem(422, "invalid");
    let many = vec![json!({"weekday": "monday", "from": "09:00", "to": "10:00"}); 29];
    put(json!({"channel": "email", "safe_times": many})).await.invalid(&["#/safe_times"]);
    put(time("09:00", "00:00")).await.expect(200);
}
