//! Ruptures, repairs and answers in an export.

use serde_json::json;

use super::{of, ready, take};
use crate::repairs::{self, answer, repair, sent};
use crate::ruptures::{self, rupture};
use crate::safety::{hold, lift};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn own_ones_with_their_history_and_what_the_partner_shares() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (author, name) in [(&care.ann, "Ann"), (&care.ben, "Ben")] {
        for visibility in ["private", "therapist", "partner"] {
            let words = format!("{name} hurt {visibility}.");
            let body = rupture(&care, json!({"topic": words, "visibility": visibility}));
            ruptures::write(author, &body).await.expect(201);
            let parts = json!({"own": {"text": format!("{name} repair {visibility}."), "done": true}});
            let body = repair(&care, json!({"parts": parts, "visibility": visibility}));
            let made = repairs::write(author, &body).await.expect(201);
            if visibility == "partner" {
                let other = if name == "Ann" { &care.ben } else { &care.ann };
                for (words, visibility) in [("first", "partner"), ("now", "partner"), ("alone", "therapist")]
                {
                    let words = format!("To {name} {words}.");
                    let body = json!({"answer": "partly", "words": words, "visibility": visibility});
                    // Ann's last answer is given to the sender, Ben's to the therapist alone.
                    if name == "Ann" || visibility == "partner" {
                        answer(other, &sent(&care, &made), body).await.expect(200);
                    }
                }
            }
        }
    }
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["ruptures"].as_array().unwrap().len(), 3);
    assert_eq!(data["repairs"].as_array().unwrap().len(), 3);
    assert_eq!(data["repair_responses"][0]["earlier_versions"][0]["words"], "To Ben first.");
    assert_eq!(data["ruptures_shared_by_partner"][0]["rupture"]["topic"], "Ben hurt partner.");
    assert_eq!(data["repairs_shared_by_partner"][0]["repair"]["response"]["words"], "To Ben now.");
    let text = data.to_string();
    for there in [
        "Ann hurt private.",
        "Ann hurt therapist.",
        "Ann repair private.",
        "Ann repair partner.",
        "Ben hurt partner.",
        "Ben repair partner.",
        "To Ben now.",
        "To Ben first.",
    ] {
        assert!(text.contains(there) && page.contains(there), "{there}");
    }
    for hidden in
        ["Ben hurt private.", "Ben hurt therapist.", "Ben repair private.", "Ben repair therapist.", "To Ann"]
    {
        assert!(!text.contains(hidden) && !page.contains(hidden), "{hidden}");
    }
    // Ben has what he answered, for the therapist alone too.
    let (of_ben, _) = take(&app, &care.ben).await;
    assert_eq!(of_ben["repair_responses"][0]["words"], "To Ann alone.");
    let reached =
        of_ben["repairs"].as_array().unwrap().iter().filter(|one| one["response"]["words"] == "To Ben now.");
    assert_eq!(reached.count(), 1);
}

async fn archive(app: &TestApp, reader: &Caller) -> String {
    format!("{}/{}/content", of(reader), ready(app, reader).await.id())
}

async fn is_over(reader: &Caller, archive: &str) {
    reader.get(archive).await.problem(404, "not_found");
}

fn of_hurt(author: &Caller, hurt: &Answer) -> String {
    format!("{}/{}", ruptures::of(author), hurt.id())
}

fn of_repair(author: &Caller, made: &Answer) -> String {
    format!("{}/{}", repairs::of(author), made.id())
}

/// Guards what is corrected, taken back or deleted: an archive that was prepared before is no way to read it still.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_from_the_partner_ends_the_archive() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (ann, ben) = (&care.ann, &care.ben);
    let hurt = ruptures::write(ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let made = repairs::write(ann, &repair(&care, json!({}))).await.expect(201);
    let (hurt, to, made) = (of_hurt(ann, &hurt), sent(&care, &made), of_repair(ann, &made));
    let kept = archive(&app, ben).await;
    ann.put_if(&hurt, "\"1\"", json!({"intensity": 1})).await.expect(200);
    is_over(ben, &kept).await;
    let kept = archive(&app, ben).await;
    ann.put_if(&hurt, "\"2\"", json!({"intensity": 1, "visibility": "therapist"})).await.expect(200);
    is_over(ben, &kept).await;
    let kept = archive(&app, ben).await;
    ann.put_if(&made, "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
    is_over(ben, &kept).await;
    // What Ben answers ends hers only when something goes that she had.
    let kept = archive(&app, ann).await;
    for (words, visibility) in [("Alone.", "therapist"), ("First.", "partner")] {
        let body = json!({"answer": "partly", "words": words, "visibility": visibility});
        answer(ben, &to, body).await.expect(200);
        ann.get(&kept).await.expect(200);
    }
    answer(ben, &to, json!({"answer": "accepted", "visibility": "partner"})).await.expect(200);
    is_over(ann, &kept).await;
    let kept = archive(&app, ann).await;
    let etag = ben.get(&to).await.expect(200).etag();
    ben.delete_if(&format!("{to}/response"), &etag).await.expect(204);
    is_over(ann, &kept).await;
    let kept = archive(&app, ben).await;
    ann.delete_if(&made, "\"2\"").await.expect(204);
    is_over(ben, &kept).await;
}

/// Guards the secret of a hold: what was taken back under it goes when it is lifted, and nothing before.
#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_the_archive_stays_until_the_lifting() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (ann, ben) = (&care.ann, &care.ben);
    let hurt = ruptures::write(ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let made = repairs::write(ann, &repair(&care, json!({}))).await.expect(201);
    let to = sent(&care, &made);
    answer(ben, &to, json!({"answer": "partly", "visibility": "partner"})).await.expect(200);
    let kept = archive(&app, ann).await;
    let placed = hold(&care.therapist, ben).await;
    answer(ben, &to, json!({"answer": "partly", "visibility": "therapist"})).await.expect(200);
    ann.get(&kept).await.expect(200);
    lift(&care.therapist, ben, &placed).await;
    is_over(ann, &kept).await;
    let narrower = [
        (of_hurt(ann, &hurt), json!({"intensity": 6, "visibility": "therapist"})),
        (of_repair(ann, &made), json!({"in_person": false, "parts": {}, "visibility": "therapist"})),
    ];
    for (path, body) in narrower {
        let kept = archive(&app, ben).await;
        let placed = hold(&care.therapist, ann).await;
        ann.put_if(&path, "\"1\"", body).await.expect(200);
        ben.get(&kept).await.expect(200);
        lift(&care.therapist, ann, &placed).await;
        is_over(ben, &kept).await;
    }
}
