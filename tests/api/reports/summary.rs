//! `GET /v1/clients/{id}/summary` and `GET /v1/couples/{id}/summary`.

use serde_json::{Value, json};

use super::sections::live;
use crate::support::homework::{Care, day};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_now_what_a_report_would_freeze() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    live(&care).await;
    let window = format!("from={}&to={}", day(-27), day(0));
    for (path, of, audience) in [
        (format!("/v1/clients/{}/summary", care.ann.id), json!({"client_id": care.ann.id}), "clinician"),
        (format!("/v1/clients/{}/summary", care.ann.id), json!({"client_id": care.ann.id}), "client"),
        (format!("/v1/couples/{}/summary", care.couple), json!({"couple_id": care.couple}), "couple"),
        (format!("/v1/couples/{}/summary", care.couple), json!({"couple_id": care.couple}), "third_party"),
    ] {
        let mut body = json!({"audience": audience, "window": {"from": day(-27), "to": day(0)}});
        body.as_object_mut().unwrap().extend(of.as_object().unwrap().clone());
        let document = care.therapist.post("/v1/reports", body).await.expect(201).body["document"].clone();
        let summary =
            care.therapist.get(&format!("{path}?{window}&audience={audience}")).await.expect(200).body;
        for (member, told) in summary.as_object().unwrap() {
            let frozen = match member.as_str() {
                "client_id" | "couple_id" => &document["subject"][member],
                other => &document[other],
            };
            assert_eq!(rounded(told), rounded(frozen), "{audience}: {member}");
        }
        assert!(summary.get("events").is_some());
    }
}

/// A report rounds its numbers to six decimals.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            json!(number.as_f64().map(|number| (number * 1_000_000.0).round() / 1_000_000.0))
        }
        Value::Array(items) => items.iter().map(rounded).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), rounded(value))).collect()
        }
        other => other.clone(),
    }
}

/// Guards where a partner is: what both read, or somebody outside, goes by the days of the homework and the practice.
#[tokio::test(flavor = "multi_thread")]
async fn what_day_it_is_for_a_partner_shows_to_nobody_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    live(&care).await;
    let seen = async || {
        let mut told = Vec::new();
        for query in ["audience=couple", "audience=third_party"] {
            let path = format!("/v1/couples/{}/summary?{query}", care.couple);
            told.push(care.therapist.get(&path).await.expect(200).text);
        }
        told
    };
    let before = seen().await;
    for zone in ["Pacific/Kiritimati", "Etc/GMT+12"] {
        let moved = format!("UPDATE clients SET time_zone = '{zone}' WHERE id = '{}'", care.ann.id);
        app.sql().await.run(&moved).await;
        assert_eq!(seen().await, before, "{zone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_those_who_care_and_for_fitting_audiences() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let client = format!("/v1/clients/{}/summary", care.ann.id);
    let couple = format!("/v1/couples/{}/summary", care.couple);
    for path in [&client, &couple] {
        let told = care.therapist.get(path).await.expect(200).body;
        assert_eq!((&told["audience"], &told["window"]["to"]), (&json!("clinician"), &json!(day(0))));
        for member in [&care.ann, &care.ben] {
            member.get(path).await.problem(403, "forbidden");
        }
        let alone = care.practice.staff("Ida", &["therapist"]).await;
        let hidden = alone.get(path).await.problem(404, "not_found");
        let never = format!("/v1/{}/{}/summary", path.split('/').nth(2).unwrap(), new_id());
        assert_eq!(
            hidden.body_without_instance(),
            alone.get(&never).await.problem(404, "not_found").body_without_instance()
        );
        care.therapist.get(&format!("{path}?audience=everybody")).await.problem(400, "malformed");
        let since =
            care.therapist.get(&format!("{path}?window=since_last_session")).await.problem(422, "invalid");
        assert_eq!(since.body["errors"][0]["code"], "no_session");
    }
    for (path, unfit) in [(&client, "couple"), (&couple, "client")] {
        let refused = care.therapist.get(&format!("{path}?audience={unfit}")).await.problem(422, "invalid");
        assert_eq!(
            (&refused.body["errors"][0]["code"], &refused.body["errors"][0]["parameter"]),
            (&json!("unfit_audience"), &json!("audience"))
        );
    }
    let supervisor = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &care.therapist).await;
    supervisor.get(&couple).await.expect(200);
}
