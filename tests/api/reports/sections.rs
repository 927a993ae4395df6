//! What a report tells beside homework, by audience, and that nothing private moves any of it.

use serde_json::{Value, json};

use crate::appointments::{held, of_client, of_couple};
use crate::boundaries::{limit, note, set, used};
use crate::measures::{self, phq};
use crate::repairs::{self, answer, repair, sent};
use crate::retros;
use crate::ruptures::{self, rupture};
use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Caller, TestApp, new_id};

/// The document of a report that is made now, without what names it.
pub async fn document(care: &Care<'_>, of: &Value, audience: &str) -> Value {
    let mut body = json!({"audience": audience, "weeks": 4});
    body.as_object_mut().unwrap().extend(of.as_object().unwrap().clone());
    let made = care.therapist.post("/v1/reports", body).await.expect(201);
    let mut document = made.body["document"].clone();
    for member in ["report_id", "frozen_at"] {
        document.as_object_mut().unwrap().remove(member);
    }
    document
}

pub fn about(client: &Caller) -> Value {
    json!({"client_id": client.id})
}

pub fn of_both(care: &Care<'_>) -> Value {
    json!({"couple_id": care.couple})
}

/// How an act of so many days ago felt, with these visibilities of the act and of the ratings.
pub fn felt(days_ago: i64, act: &str, words: &str) -> Value {
    let personal = json!({"effort": 3, "helpfulness": 8, "closeness": 6, "visibility": words});
    json!({"occurred_at": noon(-days_ago), "visibility": act, "personal": personal})
}

fn growing(days_ago: i64, rating: i16) -> Value {
    json!({"occurred_at": noon(-days_ago), "personal": {"details": {"kind": "reflection", "answers": [
        {"prompt": "markers", "type": "entries", "entries": [{"item": "naming_feelings", "rating": rating}]}]}}})
}

/// A use of a limit of Ann's own care.
async fn use_limit(care: &Care<'_>, over: Value) {
    let script = care.item("limit-with-reconnect").await;
    let own = json!({"couple_id": null, "visibility": over["visibility"]});
    let made = set(&care.ann, &limit(care, script, own)).await.expect(201);
    note(&care.ann, &used(&made.id(), over)).await.expect(201);
}

/// Satisfaction with the couple, answered by one of the two.
async fn satisfied(care: &Care<'_>, client: &Caller, days_ago: i64, value: i16) {
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": value})).collect();
    let body = json!({"id": new_id(), "instrument": "csi-4", "couple_id": care.couple, "occurred_at": noon(-days_ago),
        "time_zone": "Europe/London", "answers": answers});
    measures::write(client, client, &body).await.expect(201);
}

/// Something of everything that a report about Ann or the couple can tell.
pub async fn live(care: &Care<'_>) -> (String, String) {
    let own = care.to_client(&care.ann, "mindful-minute").await.id();
    let joint = care.to_couple("daily-check-in", "together").await.id();
    write(&care.ann, &check_in(&own, felt(3, "therapist", "therapist"))).await.expect(201);
    write(&care.ann, &check_in(&joint, felt(3, "partner", "partner"))).await.expect(201);
    write(&care.ben, &check_in(&joint, felt(4, "partner", "therapist"))).await.expect(201);
    let growth = care.to_client(&care.ann, "growth-markers").await.id();
    for (days, rating) in [(8, 3), (2, 6)] {
        write(&care.ann, &check_in(&growth, growing(days, rating))).await.expect(201);
        let scores = if days == 8 { [2; 9] } else { [1, 1, 1, 1, 0, 0, 0, 0, 0] };
        let mut values = scores;
        values[8] = 0;
        let body = phq(&values, json!({"occurred_at": noon(-days)}));
        measures::write(&care.ann, &care.ann, &body).await.expect(201);
    }
    satisfied(care, &care.ann, 5, 2).await;
    satisfied(care, &care.ben, 5, 4).await;
    use_limit(care, json!({"visibility": "therapist", "returned_at": null})).await;
    for days in [6, 5, 4] {
        let over = json!({"occurred_at": noon(-days), "visibility": "partner"});
        let hurt = ruptures::write(&care.ann, &rupture(care, over)).await.expect(201);
        let over = json!({"shared_rupture_id": hurt.body["shared_id"], "occurred_at": noon(-days + 1)});
        let made = repairs::write(&care.ben, &repair(care, over)).await.expect(201);
        answer(&care.ann, &sent(care, &made), json!({"answer": "accepted", "visibility": "partner"}))
            .await
            .expect(200);
    }
    held(care, &of_client(&care.ann), 7).await;
    held(care, &of_couple(care), 6).await;
    retros::write(&care.ann, &care.couple, None, "We kept our evenings.").await.expect(201);
    (own, joint)
}

fn has(document: &Value) -> Vec<&'static str> {
    let all = ["ratings", "growth", "measures", "repairs", "boundaries", "small_wins", "events"];
    all.into_iter().filter(|section| document.get(section).is_some()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_about_one_client_tells_what_is_the_clients_own() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (own, joint) = live(&care).await;
    let team = document(&care, &about(&care.ann), "clinician").await;
    assert_eq!(team["schema"], "report-2");
    assert_eq!(has(&team), ["ratings", "growth", "measures", "boundaries", "small_wins", "events"]);
    let ratings = team["ratings"].as_array().unwrap();
    assert!(ratings.iter().any(|one| one["assignment_id"] == own.as_str() && one["rated"] == "helpfulness"));
    assert!(!team.to_string().contains(&joint), "nothing of the couple");
    assert_eq!(team["growth"][0]["items"][0]["series"][0]["change"], 3.0);
    let scale = &team["measures"][0]["instruments"][0]["scales"][0];
    assert_eq!(team["measures"][0]["instruments"][0]["instrument"], "phq-9");
    assert_eq!(
        (scale["scores"][0]["value"].clone(), scale["scores"][1]["value"].clone()),
        (json!(16.0), json!(4.0))
    );
    assert_eq!(scale["change"]["since_baseline"]["reliable"], "improved");
    assert!(!scale["bands"].as_array().unwrap().is_empty());
    assert_eq!(scale["cut_offs"][0]["value"], 10.0, "of the PHQ-9");
    assert_eq!(team["boundaries"]["uses"], 1);
    assert_eq!(team["events"], json!([{"local_date": day(-7), "kind": "session"}]));
    assert!(team["omitted"].as_array().unwrap().iter().any(|one| one["what"] == "safety screens"));

    let client = document(&care, &about(&care.ann), "client").await;
    assert_eq!(has(&client), has(&team));
    let scale = &client["measures"][0]["instruments"][0]["scales"][0];
    assert_eq!(
        (&scale["bands"], &scale["change"], &scale["trend"]),
        (&json!([]), &Value::Null, &Value::Null)
    );
    assert!(scale.get("cut_offs").is_none());
    assert_eq!(scale["scores"].as_array().unwrap().len(), 2);

    let outside = document(&care, &about(&care.ann), "third_party").await;
    assert_eq!(has(&outside), ["ratings", "measures", "small_wins", "events"]);
    assert_eq!(outside["measures"], client["measures"]);
    let ben = document(&care, &about(&care.ben), "clinician").await;
    assert_eq!((&ben["measures"], &ben["ratings"], &ben["growth"]), (&json!([]), &json!([]), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_couples_report_tells_both_only_what_both_may_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    live(&care).await;
    let team = document(&care, &of_both(&care), "clinician").await;
    assert_eq!(has(&team), ["ratings", "growth", "measures", "repairs", "small_wins", "events"]);
    assert_eq!(team["measures"].as_array().unwrap().len(), 2, "each partner apart");
    assert_eq!(team["ratings"].as_array().unwrap().len(), 6);
    assert_eq!(
        (&team["repairs"]["as_seen_by"], &team["repairs"]["within_72_hours"]["denominator"]),
        (&json!("care_team"), &json!(3))
    );
    let kinds: Vec<&Value> = team["events"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["session", "retro"]);
    assert!(!team.to_string().contains("phq-9") && !team.to_string().contains("growth-markers"));

    let both = document(&care, &of_both(&care), "couple").await;
    assert_eq!(has(&both), ["ratings", "repairs", "small_wins", "events"]);
    let ratings = both["ratings"].as_array().unwrap();
    assert_eq!(ratings.len(), 3, "what Ann shares; Ben's ratings are the therapist's");
    assert!(ratings.iter().all(|one| one["client_id"].is_null() && one["ratings"] == 1));
    let repairs = &both["repairs"];
    assert_eq!(
        (&repairs["as_seen_by"], &repairs["ruptures"], &repairs["repairs"]),
        (&json!("couple"), &json!(3), &json!(3))
    );
    for private in ["within_72_hours", "within_24_hours", "to_first_attempt", "to_repair"] {
        assert_eq!(repairs[private], Value::Null, "{private} follows from a private link");
    }
    assert_eq!(both["events"], team["events"]);
    let outside = document(&care, &of_both(&care), "third_party").await;
    assert_eq!(has(&outside), has(&both));
}

/// Rule 3 of what the product promises: derived data takes the strictest label of what it is made from. Each kind of act that
/// somebody else may not read changes no report that is made for that somebody, byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_moves_any_report() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (own, joint) = live(&care).await;
    let (ann, ben, both) = (about(&care.ann), about(&care.ben), of_both(&care));
    let all = async || {
        let mut all = Vec::new();
        for (of, audience) in [
            (&ann, "clinician"),
            (&ann, "client"),
            (&ann, "third_party"),
            (&both, "clinician"),
            (&both, "couple"),
            (&both, "third_party"),
            (&ben, "clinician"),
            (&ben, "client"),
            (&ben, "third_party"),
        ] {
            all.push(document(&care, of, audience).await.to_string());
        }
        all
    };
    let before = all().await;
    for assignment in [&own, &joint] {
        write(&care.ann, &check_in(assignment, felt(2, "private", "private"))).await.expect(201);
    }
    write(&care.ann, &check_in(&own, json!({"occurred_at": noon(-2), "visibility": "private"})))
        .await
        .expect(201);
    let hurt =
        ruptures::write(&care.ann, &rupture(&care, json!({"visibility": "private"}))).await.expect(201);
    let linked = json!({"rupture_id": hurt.body["id"], "visibility": "private"});
    repairs::write(&care.ann, &repair(&care, linked)).await.expect(201);
    use_limit(&care, json!({"visibility": "private"})).await;
    let screen = json!({"id": new_id(), "instrument": "hits", "couple_id": care.couple, "occurred_at": noon(-1),
        "time_zone": "Europe/London", "answers": (1..=4).map(|item| json!({"item": item, "value": 3})).collect::<Vec<_>>()});
    measures::write(&care.therapist, &care.ann, &screen).await.expect(201);
    assert_eq!(all().await, before, "what is private, and a safety screen, is in no report");
    // What goes to the care team is in what the care team reads of it, and in nothing that both or Ben read.
    write(&care.ann, &check_in(&joint, felt(1, "therapist", "therapist"))).await.expect(201);
    write(&care.ann, &check_in(&joint, felt(1, "partner", "partner"))).await.expect(201);
    let shared = all().await;
    assert_ne!(shared[3], before[3]);
    assert_ne!(shared[4], before[4], "a shared act moves it: the comparison can fail");
    write(&care.ann, &check_in(&joint, felt(5, "therapist", "therapist"))).await.expect(201);
    let hurt =
        ruptures::write(&care.ann, &rupture(&care, json!({"visibility": "therapist"}))).await.expect(201);
    let linked = json!({"rupture_id": hurt.body["id"], "visibility": "therapist"});
    repairs::write(&care.ann, &repair(&care, linked)).await.expect(201);
    satisfied(&care, &care.ann, 1, 5).await;
    use_limit(&care, json!({"visibility": "therapist"})).await;
    held(&care, &of_client(&care.ann), 2).await;
    let after = all().await;
    assert_ne!(after[3], shared[3]);
    assert_eq!(after[4..], shared[4..], "both, third parties and whoever reads of Ben");
}

/// Under a hold nothing new of the one held is in what both read, and figures go on as if that one had stopped.
#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_what_both_read_stands_still() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (_, joint) = live(&care).await;
    let before = document(&care, &of_both(&care), "couple").await;
    let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
    care.therapist.post(&format!("/v1/clients/{}/safety-marks", care.ann.id), hold).await.expect(201);
    write(&care.ann, &check_in(&joint, felt(2, "partner", "partner"))).await.expect(201);
    let hurt =
        ruptures::write(&care.ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let linked = json!({"rupture_id": hurt.body["id"]});
    repairs::write(&care.ann, &repair(&care, linked)).await.expect(201);
    retros::write(&care.ann, &care.couple, Some(1), "Held.").await.expect(201);
    assert_eq!(document(&care, &of_both(&care), "couple").await, before);
}
