//! An answer that must not wait.

use serde_json::{Value, json};

use super::instruments::evenings;
use super::{of, phq, write};
use crate::safety::{lift, marks};
use crate::support::homework::{Care, noon};
use crate::support::{Answer, Caller, TestApp};

async fn flags(reader: &Caller, client: &Caller) -> Vec<Value> {
    reader.get(&marks(client)).await.expect(200).items().clone()
}

async fn help_is_listed(care: &Care<'_>) {
    let owner = care.practice.staff("Olga", &["owner"]).await;
    let help =
        json!({"name": "Samaritans", "phone": "116 123", "hours": "Always", "region": "United Kingdom"});
    owner.post("/v1/crisis-resources", help).await.expect(201);
}

fn is_told_of_help(answer: &Answer) {
    let help = &answer.body["help"];
    assert_eq!(help["crisis_resources"][0]["phone"], "116 123", "{}", answer.text);
    assert!(help["statement"].as_str().unwrap().contains("Nobody reads answers round the clock"));
}

/// Guards rule 14: the last item raises a flag at once, without a total and however late it comes; once for a measure, whatever
/// is sent again or added, and the client is told where help is.
#[tokio::test(flavor = "multi_thread")]
async fn the_ninth_item_raises_one_flag_and_tells_of_help() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    help_is_listed(&care).await;
    let ninth = json!([{"item": 9, "value": 1}]);
    let body = phq(&[], json!({"answers": ninth, "occurred_at": noon(-9)}));
    let made = write(&care.ann, &care.ann, &body).await.expect(201);
    is_told_of_help(&made);
    assert_eq!((&made.body["complete"], &made.body["risks"]), (&json!(false), &json!([])));
    let raised = flags(&care.therapist, &care.ann).await;
    assert_eq!(raised.len(), 1);
    assert_eq!((&raised[0]["kind"], &raised[0]["placed_by"]), (&json!("flag"), &Value::Null));
    assert_eq!(raised[0]["measure_id"], json!(made.id()));
    // What it was is told by the measure, to who may read it: who cares for the couple alone reads the flag too.
    assert!(!raised[0]["reason"].as_str().unwrap().contains("PHQ"));
    let own = format!("{}/{}", of(&care.ann), made.id());
    let read = care.therapist.get(&own).await.expect(200);
    assert_eq!(read.body["risks"], json!([{"item": 9, "concern": "self_harm"}]));
    assert_eq!(read.body["help"], Value::Null);
    is_told_of_help(&care.ann.get(&own).await.expect(200));
    // Sent again, added to, and lifted meanwhile: no second one.
    is_told_of_help(&write(&care.ann, &care.ann, &body).await.expect(200));
    let more = json!({"answers": [{"item": 9, "value": 1}, {"item": 1, "value": 2}]});
    care.ann.patch_if(&own, "\"1\"", more).await.expect(200);
    let mark =
        care.therapist.get(&format!("{}/{}", marks(&care.ann), raised[0]["id"].as_str().unwrap())).await;
    lift(&care.therapist, &care.ann, &mark.expect(200)).await;
    let more =
        json!({"answers": [{"item": 9, "value": 1}, {"item": 1, "value": 2}, {"item": 2, "value": 2}]});
    care.ann.patch_if(&own, "\"2\"", more).await.expect(200);
    assert_eq!(flags(&care.therapist, &care.ann).await.len(), 1);
    // Another measure is another flag.
    write(&care.ann, &care.ann, &phq(&[0, 0, 0, 0, 0, 0, 0, 0, 3], json!({}))).await.expect(201);
    assert_eq!(flags(&care.therapist, &care.ann).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_late_raises_it_too_and_none_raises_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    help_is_listed(&care).await;
    let made = write(&care.ann, &care.ann, &phq(&[3, 3, 3, 3, 3, 3, 3, 3], json!({}))).await.expect(201);
    assert_eq!(made.body["help"], Value::Null);
    assert!(flags(&care.therapist, &care.ann).await.is_empty());
    let own = format!("{}/{}", of(&care.ann), made.id());
    let late = json!({"answers": phq(&[3, 3, 3, 3, 3, 3, 3, 3, 1], json!({}))["answers"]});
    is_told_of_help(&care.ann.patch_if(&own, "\"1\"", late).await.expect(200));
    assert_eq!(flags(&care.therapist, &care.ann).await.len(), 1);
    write(&care.ben, &care.ben, &phq(&[3, 3, 3, 3, 3, 3, 3, 3, 0], json!({}))).await.expect(201);
    assert!(flags(&care.therapist, &care.ben).await.is_empty());
    // Entered in session it raises one as well; nobody but the care team reads it.
    let asked = phq(&[0, 0, 0, 0, 0, 0, 0, 0, 2], json!({"couple_id": care.couple}));
    write(&care.therapist, &care.ben, &asked).await.expect(201);
    assert_eq!(flags(&care.therapist, &care.ben).await.len(), 1);
    care.ben.get(&marks(&care.ben)).await.problem(403, "forbidden");
}

/// Guards rule 14 beside the end of a couple: what was answered while it lasted is taken however late it comes, and flagged.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_before_the_end_of_the_couple_is_not_lost() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    help_is_listed(&care).await;
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    let ninth = json!({"couple_id": care.couple, "answers": [{"item": 9, "value": 3}]});
    is_told_of_help(&write(&care.ann, &care.ann, &phq(&[], ninth)).await.expect(201));
    assert_eq!(flags(&care.therapist, &care.ann).await.len(), 1);
}

/// Guards rule 14 for what a practice asks in words of its own: its rule looks at the answer as it is given, before any reversal.
#[tokio::test(flavor = "multi_thread")]
async fn an_own_instruments_rule_raises_a_flag_too() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    help_is_listed(&care).await;
    let rules = json!([{"item": 2, "at_least": 3, "concern": "harm_by_others"}]);
    care.therapist.post("/v1/instruments", evenings(json!({"risk_rules": rules}))).await.expect(201);
    let answered = async |value: i16| {
        let over = json!({"instrument": "evenings", "answers": [{"item": 2, "value": value}]});
        write(&care.ann, &care.ann, &phq(&[], over)).await.expect(201)
    };
    // The second item is reversed: 1 counts as 3.
    for below in [1, 2] {
        assert_eq!(answered(below).await.body["help"], Value::Null);
    }
    assert!(flags(&care.therapist, &care.ann).await.is_empty());
    let made = answered(3).await;
    is_told_of_help(&made);
    assert_eq!(made.body["risks"], json!([]));
    let raised = flags(&care.therapist, &care.ann).await;
    assert_eq!((raised.len(), &raised[0]["measure_id"]), (1, &json!(made.id())));
    let read = care.therapist.get(&format!("{}/{}", of(&care.ann), made.id())).await.expect(200);
    assert_eq!(read.body["risks"], json!([{"item": 2, "concern": "harm_by_others"}]));
}
