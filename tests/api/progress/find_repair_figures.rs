//! GET /v1/couples/{couple_id}/repair-figures

use serde_json::{Value, json};

use crate::repairs::{self, answer, repair, sent};
use crate::ruptures::{self, rupture};
use crate::support::homework::{Care, day, noon};
use crate::support::{Answer, TestApp};

fn path(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/repair-figures?from={}&to={}", care.couple, day(-30), day(0))
}

async fn hurt(care: &Care<'_>, days_ago: i64, visibility: &str) -> Answer {
    let body = rupture(care, json!({"occurred_at": noon(-days_ago), "visibility": visibility}));
    ruptures::write(&care.ann, &body).await.expect(201)
}

fn share(value: &Value) -> (i64, i64) {
    (value["numerator"].as_i64().unwrap(), value["denominator"].as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn they_count_what_the_care_team_may_read_and_nothing_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let empty = care.therapist.get(&path(&care)).await.expect(200);
    assert_eq!(
        (&empty.body["definition"], &empty.body["as_seen_by"]),
        (&json!("repair-1"), &json!("care_team"))
    );
    assert_eq!(
        empty.body["within_72_hours"],
        json!({"value": null, "numerator": 0, "denominator": 0, "reason": "none_old_enough"})
    );
    let open = hurt(&care, 10, "therapist").await;
    hurt(&care, 10, "private").await;
    let first = care.therapist.get(&path(&care)).await.expect(200);
    assert_eq!((&first.body["ruptures"], share(&first.body["within_72_hours"])), (&json!(1), (0, 1)));
    assert_eq!(
        first.body["to_repair"],
        json!({"value": null, "count": 0, "open": 1, "reason": "fewer_than_three"})
    );
    // A private attempt, and one about a private rupture, repair nothing that the team knows of.
    let private = json!({"visibility": "private", "rupture_id": open.body["id"]});
    repairs::write(&care.ann, &repair(&care, private)).await.expect(201);
    assert_eq!(care.therapist.get(&path(&care)).await.expect(200).text, first.text);
    let parts = json!({"own": {"done": true}, "impact": {"done": true}, "validate": {"done": true}, "do_over": {"done": true}});
    let over = json!({"rupture_id": open.body["id"], "occurred_at": noon(-9), "parts": parts, "follow_through_by": day(-3)});
    let made = repairs::write(&care.ann, &repair(&care, over)).await.expect(201);
    let tried = care.therapist.get(&path(&care)).await.expect(200).body;
    assert_eq!(
        tried["to_first_attempt"],
        json!({"value": null, "count": 1, "open": 0, "reason": "fewer_than_three"})
    );
    assert_eq!((share(&tried["all_parts"]), &tried["follow_through"]["unrecorded"]), ((1, 1), &json!(1)));
    assert_eq!(tried["to_repair"]["open"], 1);
    // An answer to the therapist alone counts as well; it came ten days after.
    answer(&care.ben, &sent(&care, &made), json!({"answer": "accepted", "visibility": "therapist"}))
        .await
        .expect(200);
    let own = format!("{}/{}/follow-through", repairs::of(&care.ann), made.id());
    care.ann.put_if(&own, "\"1\"", json!({"outcome": "done", "on": day(-4)})).await.expect(200);
    let repaired = care.therapist.get(&path(&care)).await.expect(200).body;
    assert_eq!((&repaired["to_repair"]["count"], share(&repaired["within_72_hours"])), (&json!(1), (0, 1)));
    assert_eq!(
        (share(&repaired["follow_through"]["kept"]), &repaired["follow_through"]["kept"]["value"]),
        ((1, 1), &json!(1.0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_median_of_three_is_told_and_the_window_is_kept() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for hours in [1, 2, 4] {
        let made = hurt(&care, 5, "partner").await;
        let at = format!("{}T{:02}:00:00Z", day(-5), 12 + hours);
        let over = json!({"shared_rupture_id": made.body["shared_id"], "occurred_at": at});
        repairs::write(&care.ben, &repair(&care, over)).await.expect(201);
    }
    hurt(&care, 40, "partner").await;
    repairs::write(&care.ben, &repair(&care, json!({"occurred_at": noon(-40)}))).await.expect(201);
    let told = care.therapist.get(&path(&care)).await.expect(200).body;
    assert_eq!(told["to_first_attempt"], json!({"value": 120, "count": 3, "open": 0, "reason": null}));
    assert_eq!(
        (&told["ruptures"], &told["repairs"], &told["to_repair"]["open"]),
        (&json!(3), &json!(3), &json!(3))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_and_strangers_see_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let supervisor = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &care.therapist).await;
    supervisor.get(&path(&care)).await.expect(200);
    for partner in [&care.ann, &care.ben] {
        partner.get(&path(&care)).await.problem(403, "forbidden");
    }
    let other = care.practice.staff("Uma", &["therapist"]).await;
    other.get(&path(&care)).await.problem(404, "not_found");
    let long = format!("/v1/couples/{}/repair-figures?from=2020-01-01&to=2026-01-01", care.couple);
    care.therapist.get(&long).await.problem(400, "malformed");
}
