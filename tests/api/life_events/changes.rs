//! What is told of changes: reasons to those who read both states, and of two changes at once the first.

use serde_json::{Value, json};

use super::{event, log, of, on};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

/// Guards the reason for keeping something back: it is as private as the stricter of the two states.
#[tokio::test(flavor = "multi_thread")]
async fn a_reason_is_read_by_who_reads_both_states() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = log(&care.ann, &event(json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let mut version = 0;
    let mut say = async |title: &str, visibility: &str, reason: &str| {
        version += 1;
        let body = json!({"on": on(-7), "title": title, "visibility": visibility, "reason": reason});
        care.ann.put_if(&path, &format!("\"{version}\""), body).await.expect(200)
    };
    say("We moved away", "therapist", "More exact.").await;
    say("We moved away", "private", "I do not want it talked about.").await;
    say("He left me there", "private", "The truth.").await;
    say("We moved", "therapist", "Never mind.").await;
    let told = async |reader: &Caller| {
        let kept = reader.get(&format!("{path}/versions")).await.expect(200);
        let one = |it: &Value| (it["title"].clone(), it["reason"].clone());
        kept.items().iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&care.therapist).await,
        [(json!("We moved away"), Value::Null), (json!("We moved house"), json!("More exact."))]
    );
    assert_eq!(told(&care.ann).await.len(), 4);
}

/// Guards the count of earlier versions: of two changes of one version the second is told that it came too late.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_the_first_wins() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for second_deletes in [false, true] {
        let made = log(&care.ann, &event(json!({}))).await.expect(201);
        let path = format!("{}/{}", of(&care.ann), made.id());
        let say = |title: &str| json!({"on": on(-7), "title": title});
        let sql = app.sql().await;
        sql.run(&format!("BEGIN; SELECT 1 FROM life_events WHERE id = '{}' FOR UPDATE", made.id())).await;
        let first = care.ann.put_if(&path, "\"1\"", say("First"));
        let second = async {
            sql.until_waiting(1).await;
            let (answer, ()) = tokio::join!(
                async {
                    if second_deletes {
                        care.ann.delete_if(&path, "\"1\"").await
                    } else {
                        care.ann.put_if(&path, "\"1\"", say("Second")).await
                    }
                },
                async {
                    sql.until_waiting(2).await;
                    sql.run("COMMIT").await;
                }
            );
            answer
        };
        let (first, second): (Answer, Answer) = tokio::join!(first, second);
        first.expect(200);
        second.problem(412, "precondition_failed");
        assert_eq!(care.ann.get(&path).await.expect(200).body["title"], "First");
    }
}

/// A restricted record is there for its client alone, in the care of a couple too.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_restricted_record_the_care_team_reads_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = log(&care.ann, &event(json!({"couple_id": care.couple}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    care.therapist.get(&path).await.expect(200);
    let restrict = format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id);
    app.sql().await.run(&restrict).await;
    for below in ["", "/versions"] {
        care.therapist.get(&format!("{path}{below}")).await.problem(404, "not_found");
    }
    care.ann.get(&path).await.expect(200);
}
