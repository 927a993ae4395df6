//! `PUT` and `DELETE …/measures/{id}`: what was entered wrongly is put right, and what it said is kept.

use serde_json::{Value, json};

use super::{of, phq, total, write};
use crate::safety::{lift, marks};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

fn answers(values: &[i16]) -> Value {
    json!({"answers": phq(values, json!({}))["answers"]})
}

fn because(values: &[i16], reason: &str) -> Value {
    let mut body = answers(values);
    body["reason"] = json!(reason);
    body
}

async fn versions(reader: &Caller, path: &str) -> Vec<Value> {
    reader.get(&format!("{path}/versions")).await.expect(200).items().clone()
}

async fn flags(care: &Care<'_>, client: &Caller) -> Vec<Value> {
    care.therapist.get(&marks(client)).await.expect(200).items().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_scores_anew_and_keeps_what_was_answered() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sent = phq(&[1; 9], json!({"answers": answers(&[1, 1, 1, 1, 1, 1, 1, 1, 0])["answers"]}));
    let made = write(&care.ann, &care.ann, &sent).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert!(versions(&care.ann, &path).await.is_empty());
    let right = because(&[2, 1, 1, 1, 1, 1, 1, 1, 0], "I misread the first.");
    let corrected = care.ann.put_if(&path, "\"1\"", right.clone()).await.expect(200);
    assert_eq!((total(&corrected.body), corrected.etag().as_str()), (&json!(9.0), "\"2\""));
    assert_eq!(corrected.body["local_date"], made.body["local_date"]);
    assert_eq!(care.ann.get(&path).await.expect(200).text, corrected.text);
    assert_eq!(total(&care.therapist.get(&path).await.expect(200).body), &json!(9.0));
    // The same again changes nothing, in whichever order.
    let mut same = right.clone();
    same["answers"].as_array_mut().unwrap().reverse();
    assert_eq!(care.ann.put_if(&path, "\"2\"", same).await.expect(200).text, corrected.text);
    care.ann.put_if(&path, "\"1\"", right).await.problem(412, "precondition_failed");
    care.ann.put(&path, answers(&[1])).await.problem(428, "precondition_required");
    // What is left out is not answered any more.
    let less = care.ann.put_if(&path, "\"2\"", answers(&[2, 1])).await.expect(200);
    assert_eq!((&less.body["complete"], total(&less.body)), (&json!(false), &Value::Null));
    let kept = versions(&care.ann, &path).await;
    let told =
        |one: &Value| (one["version"].clone(), one["reason"].clone(), one["answers"][0]["value"].clone());
    assert_eq!(
        kept.iter().map(told).collect::<Vec<_>>(),
        [(json!(2), Value::Null, json!(2)), (json!(1), json!("I misread the first."), json!(1))]
    );
    assert_eq!(kept[1]["edited_by"], json!(care.ann.id));
    assert_eq!(versions(&care.therapist, &path).await, kept);
    // Answering what was left out keeps what was answered before as well.
    care.ann.patch_if(&path, "\"3\"", answers(&[2, 1, 1])).await.expect(200);
    assert_eq!(versions(&care.ann, &path).await.len(), 3);
    // The first sending is known by what it said first.
    assert_eq!(write(&care.ann, &care.ann, &sent).await.expect(200).body["version"], 4);
    let broken = json!({"answers": [{"item": 1, "value": 7}, {"item": 40, "value": 0}, {"item": 2, "value": 0},
        {"item": 2, "value": 0}]});
    let named = ["#/answers/0/value", "#/answers/1/item", "#/answers/3/item"];
    care.ann.put_if(&path, "\"4\"", broken).await.invalid(&named);
}

/// Guards the words of one from the other, and the partner from all of it.
#[tokio::test(flavor = "multi_thread")]
async fn only_who_entered_it_changes_it_and_no_partner_reads_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hers = write(&care.ann, &care.ann, &phq(&[1, 2], json!({}))).await.expect(201);
    let together = write(&care.therapist, &care.ann, &phq(&[1, 2], json!({}))).await.expect(201);
    let screen = json!({"instrument": "hits", "answers": [{"item": 1, "value": 2}]});
    let screen = write(&care.therapist, &care.ann, &phq(&[], screen)).await.expect(201);
    let at = |made: &Answer| format!("{}/{}", of(&care.ann), made.id());
    let other = care.practice.staff("Uma", &["therapist"]).await;
    let supervisor = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &care.therapist).await;
    care.therapist.put_if(&at(&hers), "\"1\"", answers(&[0])).await.problem(403, "forbidden");
    care.therapist.delete_if(&at(&hers), "\"1\"").await.problem(403, "forbidden");
    care.ann.put_if(&at(&together), "\"1\"", answers(&[0])).await.problem(403, "forbidden");
    care.ann.delete_if(&at(&together), "\"1\"").await.problem(403, "forbidden");
    for made in [&hers, &together, &screen] {
        supervisor.put_if(&at(made), "\"1\"", answers(&[0])).await.problem(403, "forbidden");
        for stranger in [&care.ben, &other] {
            stranger.put_if(&at(made), "\"1\"", answers(&[0])).await.problem(404, "not_found");
            stranger.delete_if(&at(made), "\"1\"").await.problem(404, "not_found");
            stranger.get(&format!("{}/versions", at(made))).await.problem(404, "not_found");
        }
    }
    care.ann.put_if(&at(&hers), "\"1\"", answers(&[0, 2])).await.expect(200);
    care.therapist.put_if(&at(&together), "\"1\"", answers(&[0, 2])).await.expect(200);
    assert_eq!(versions(&supervisor, &at(&together)).await[0]["edited_by"], json!(care.therapist.id));
    // No client can tell that there is a screen, nor that it was corrected.
    let right = json!({"answers": [{"item": 1, "value": 3}], "reason": "Heard wrongly."});
    care.therapist.put_if(&at(&screen), "\"1\"", right.clone()).await.expect(200);
    assert_eq!(versions(&care.therapist, &at(&screen)).await.len(), 1);
    care.ann.put_if(&at(&screen), "\"2\"", right).await.problem(404, "not_found");
    care.ann.get(&format!("{}/versions", at(&screen))).await.problem(404, "not_found");
}

/// Guards rule 14 where answers are changed: an answer that must not wait raises a flag when it comes by a correction, anew where
/// the one before was lifted, never twice while it stands, and no correction takes one back.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_to_a_risk_raises_the_flag_and_one_away_from_it_leaves_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let with = |ninth: i16| answers(&[0, 0, 0, 0, 0, 0, 0, 0, ninth]);
    let made = write(&care.ann, &care.ann, &phq(&[0; 9], json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert!(flags(&care, &care.ann).await.is_empty());
    let raised = care.ann.put_if(&path, "\"1\"", with(1)).await.expect(200);
    assert!(raised.body["help"]["statement"].is_string(), "{}", raised.text);
    let first = flags(&care, &care.ann).await;
    assert_eq!((first.len(), &first[0]["measure_id"]), (1, &json!(made.id())));
    // While it stands, another such answer is told by the measure.
    care.ann.put_if(&path, "\"2\"", with(2)).await.expect(200);
    let calm = care.ann.put_if(&path, "\"3\"", with(0)).await.expect(200);
    assert_eq!(calm.body["help"], Value::Null);
    assert_eq!(flags(&care, &care.ann).await, first);
    let mark =
        care.therapist.get(&format!("{}/{}", marks(&care.ann), first[0]["id"].as_str().unwrap())).await;
    lift(&care.therapist, &care.ann, &mark.expect(200)).await;
    care.ann.put_if(&path, "\"4\"", with(3)).await.expect(200);
    assert_eq!(flags(&care, &care.ann).await.iter().filter(|one| one["lifting"].is_null()).count(), 1);
    // What was there before and is answered as before is nothing new.
    let mark = flags(&care, &care.ann).await.into_iter().find(|one| one["lifting"].is_null()).unwrap();
    let mark = care.therapist.get(&format!("{}/{}", marks(&care.ann), mark["id"].as_str().unwrap())).await;
    lift(&care.therapist, &care.ann, &mark.expect(200)).await;
    care.ann.put_if(&path, "\"5\"", answers(&[1, 0, 0, 0, 0, 0, 0, 0, 3])).await.expect(200);
    assert!(flags(&care, &care.ann).await.iter().all(|one| one["lifting"].is_object()));
    assert_eq!(flags(&care, &care.ann).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_read_and_counted_nowhere_and_its_id_stays_taken() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sent = phq(&[1, 1, 1, 1, 1, 1, 1, 1, 1], json!({}));
    let made = write(&care.ann, &care.ann, &sent).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    care.ann.put_if(&path, "\"1\"", answers(&[2, 1, 1, 1, 1, 1, 1, 1, 1])).await.expect(200);
    let asked = json!({"instrument": "phq-9", "rhythm": "weeks", "every_weeks": 2, "starts_on": crate::support::homework::today() - chrono::TimeDelta::days(3)});
    care.therapist.post(&format!("/v1/clients/{}/measure-requests", care.ann.id), asked).await.expect(201);
    let due = format!("/v1/clients/{}/due-measures", care.ann.id);
    assert_eq!(care.ann.get(&due).await.expect(200).body["measures"], json!([]));
    care.ann.delete_if(&path, "\"1\"").await.problem(412, "precondition_failed");
    care.ann.delete_if(&path, "\"2\"").await.expect(204);
    for reader in [&care.ann, &care.therapist] {
        for below in ["", "/versions", "/questionnaire-response"] {
            reader.get(&format!("{path}{below}")).await.problem(404, "not_found");
        }
        assert!(reader.get(&of(&care.ann)).await.expect(200).items().is_empty());
    }
    let figures =
        care.therapist.get(&format!("/v1/clients/{}/measure-figures", care.ann.id)).await.expect(200);
    assert_eq!(figures.body["instruments"], json!([]));
    assert_eq!(care.ann.get(&due).await.expect(200).body["measures"].as_array().unwrap().len(), 1);
    care.ann.delete_if(&path, "\"3\"").await.problem(404, "not_found");
    care.ann.put_if(&path, "\"3\"", answers(&[1])).await.problem(404, "not_found");
    write(&care.ann, &care.ann, &sent).await.problem(409, "deleted");
    let mut other = sent.clone();
    other["answers"] = answers(&[0])["answers"].clone();
    write(&care.ann, &care.ann, &other).await.problem(409, "id_taken");
    // A flag once raised stands.
    assert_eq!(flags(&care, &care.ann).await.len(), 1);
    // In session it is the therapist's to delete.
    let entered = write(&care.therapist, &care.ann, &phq(&[1], json!({}))).await.expect(201);
    care.therapist.delete_if(&format!("{}/{}", of(&care.ann), entered.id()), "\"1\"").await.expect(204);
}

/// Guards the count of earlier versions: of two corrections of one version one is kept, and the other writes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_corrections_at_once_one_wins() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &care.ann, &phq(&[0], json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let at_once: Vec<_> = (1..=3).map(|value| care.ann.put_if(&path, "\"1\"", answers(&[value]))).collect();
    let answers = futures_util::future::join_all(at_once).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(lost.status, 412, "{}", lost.text);
    }
    assert_eq!(versions(&care.ann, &path).await.len(), 1);
}

/// The same where both were let in before either was written: also a deletion comes too late.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_corrected_meanwhile_is_not_written_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for second_deletes in [false, true] {
        let made = write(&care.ann, &care.ann, &phq(&[0], json!({}))).await.expect(201);
        let path = format!("{}/{}", of(&care.ann), made.id());
        let sql = app.sql().await;
        sql.run("BEGIN; SELECT 1 FROM measures FOR UPDATE").await;
        let late = async {
            sql.until_waiting(1).await;
            let second = async {
                match second_deletes {
                    true => care.ann.delete_if(&path, "\"1\"").await,
                    false => care.ann.put_if(&path, "\"1\"", answers(&[3])).await,
                }
            };
            let (late, ()) = tokio::join!(second, async {
                sql.until_waiting(2).await;
                sql.run("COMMIT").await;
            });
            late
        };
        let (corrected, late) = tokio::join!(care.ann.put_if(&path, "\"1\"", answers(&[2])), late);
        corrected.expect(200);
        late.problem(412, "precondition_failed");
        assert_eq!(versions(&care.ann, &path).await.len(), 1);
    }
}
