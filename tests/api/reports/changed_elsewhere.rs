//! `data_changed_since`: what is of other days, of another care or not read by the audience changes no report.

use serde_json::{Value, json};

use super::changed_sections::Papers;
use crate::appointments::{held, meeting, of_client, of_couple};
use crate::boundaries::{limit, note, protective, set, used, uses_of};
use crate::measures::{self, phq};
use crate::repairs::{self, answer, repair, sent};
use crate::retros;
use crate::ruptures::{self, rupture};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, day, noon, write};

fn on_day(days: i64) -> Value {
    json!({"occurred_at": noon(days), "visibility": "partner"})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_of_other_days_changes_no_report() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.to_client(&care.ann, "mindful-minute").await.id();
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let limits = limit(
        &care,
        care.item("limit-with-reconnect").await,
        json!({"couple_id": null, "visibility": "therapist"}),
    );
    let limits = set(&care.ann, &limits).await.expect(201).id();
    let papers = Papers::over(&care, json!({"window": {"from": day(-9), "to": day(-6)}})).await;
    let unmoved = async |what: &str| assert_eq!(papers.changed().await, ".....", "{what}");
    for assignment in [&own, &joint] {
        write(&care.ann, &check_in(assignment, json!({}))).await.expect(201);
    }
    unmoved("a check-in of later").await;
    measures::write(&care.ann, &care.ann, &phq(&[0; 9], json!({}))).await.expect(201);
    unmoved("a score of later").await;
    note(&care.ann, &used(&limits, json!({"visibility": "therapist"}))).await.expect(201);
    unmoved("a use of later").await;
    for days in [-12, -2] {
        ruptures::write(&care.ann, &rupture(&care, on_day(days))).await.expect(201);
        unmoved("a rupture of other days").await;
        let made = repairs::write(&care.ann, &repair(&care, on_day(days))).await.expect(201);
        unmoved("an attempt of other days").await;
        let said = json!({"answer": "accepted", "visibility": "partner"});
        answer(&care.ben, &sent(&care, &made), said).await.expect(200);
        unmoved("an answer to an attempt of other days").await;
        held(&care, &of_client(&care.ann), -days).await;
        held(&care, &of_couple(&care), -days).await;
        unmoved("sessions of other days").await;
    }
    retros::write(&care.ann, &care.couple, None, "We kept our evenings.").await.expect(201);
    unmoved("a retro of today").await;
    for days in [-10, -2] {
        let part = format!("/v1/assignments/{own}/participants/{}", care.ann.id);
        let etag = care.ann.get(&part).await.expect(200).etag();
        let excuse = format!("{part}/excuses/{}", day(days));
        care.ann.put_if(&excuse, &etag, json!({"reason": "A funeral."})).await.expect(200);
        unmoved("an excuse for another day").await;
    }
    // Change is told from scores of before, so that one of these counts: the comparison can fail.
    measures::write(&care.ann, &care.ann, &phq(&[0; 9], json!({"occurred_at": noon(-12)}))).await.expect(201);
    assert_eq!(papers.changed().await, "xxx..");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_care_changes_no_report() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.to_client(&care.ann, "mindful-minute").await.id();
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let papers = Papers::of(&care).await;
    write(&care.ann, &check_in(&joint, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(papers.changed().await, "...xx", "an act of the couple's homework");
    let papers = Papers::of(&care).await;
    write(&care.ann, &check_in(&own, json!({"visibility": "therapist"}))).await.expect(201);
    assert_eq!(papers.changed().await, "xxx..", "an act of Ann's own homework");
    let papers = Papers::of(&care).await;
    measures::write(&care.ann, &care.ann, &phq(&[0; 9], json!({"couple_id": care.couple}))).await.expect(201);
    assert_eq!(papers.changed().await, "...x.", "a score in the couple's care");
    let papers = Papers::of(&care).await;
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 3})).collect();
    for couple in [json!(null), json!(care.couple)] {
        let screen = phq(&[], json!({"instrument": "hits", "answers": answers, "couple_id": couple}));
        measures::write(&care.therapist, &care.ann, &screen).await.expect(201);
    }
    assert_eq!(papers.changed().await, ".....", "a safety screen");
    let script = care.item("limit-with-reconnect").await;
    let within = set(&care.ann, &limit(&care, script, json!({"visibility": "therapist"}))).await.expect(201);
    note(&care.ann, &used(&within.id(), json!({"visibility": "therapist"}))).await.expect(201);
    assert_eq!(papers.changed().await, ".....", "a use of a limit within the couple");
    for place in [of_client(&care.ann), of_couple(&care)] {
        care.therapist.post(&place, meeting(&care, 0, json!({}))).await.expect(201);
    }
    assert_eq!(papers.changed().await, ".....", "sessions that are planned");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_audience_does_not_read_changes_no_report_for_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = json!({"couple_id": null, "visibility": "therapist"});
    let connecting = limit(&care, care.item("limit-with-reconnect").await, own.clone());
    let connecting = set(&care.ann, &connecting).await.expect(201).id();
    let mut own = own;
    own["purpose"] = json!("protective");
    own["reconnect"] = json!(null);
    let guarding = set(&care.ann, &limit(&care, protective(&care).await, own)).await.expect(201).id();
    let papers = Papers::of(&care).await;
    note(&care.ann, &used(&connecting, json!({"visibility": "private"}))).await.expect(201);
    assert_eq!(papers.changed().await, ".....", "a private use of a limit that is told");
    note(&care.ann, &used(&guarding, json!({"visibility": "therapist"}))).await.expect(201);
    assert_eq!(papers.changed().await, "x....", "a use of a limit that protects");
    let kept = note(&care.ann, &used(&connecting, json!({"visibility": "therapist"}))).await.expect(201);
    app.sql().await.run("UPDATE boundaries SET visibility = 'private'").await;
    let papers = Papers::of(&care).await;
    care.ann.get(&format!("{}/{}", uses_of(&care.ann), kept.id())).await.expect(200);
    app.sql().await.run("UPDATE boundary_uses SET updated_at = now()").await;
    assert_eq!(papers.changed().await, ".....", "a use of a limit that is private");

    let offered = repairs::write(&care.ben, &repair(&care, json!({}))).await.expect(201);
    let papers = Papers::of(&care).await;
    let said = json!({"answer": "accepted", "visibility": "therapist"});
    answer(&care.ann, &sent(&care, &offered), said).await.expect(200);
    assert_eq!(papers.changed().await, "...x.", "an answer to the therapist");
    let papers = Papers::of(&care).await;
    let held = hold(&care.therapist, &care.ann).await;
    retros::write(&care.ann, &care.couple, None, "Held.").await.expect(201);
    assert_eq!(papers.changed().await, "...x.", "a retro that one of the two reads");
    lift(&care.therapist, &care.ann, &held).await;
    let papers = Papers::of(&care).await;
    retros::write(&care.ben, &care.couple, None, "Ours.").await.expect(201);
    assert_eq!(papers.changed().await, "...xx", "a retro that both read");
}
