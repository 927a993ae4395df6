//! `POST /v1/assignment-batches`.

use serde_json::{Value, json};

use crate::safety::hold;
use crate::support::homework::{Care, day};
use crate::support::{Answer, Caller, TestApp, new_id};

const PATH: &str = "/v1/assignment-batches";

async fn send(by: &Caller, assignment: &Value, recipients: &[Value]) -> Answer {
    by.post(PATH, json!({"assignment": assignment, "recipients": recipients})).await
}

fn results(answer: &Answer) -> &Vec<Value> {
    answer.body["results"].as_array().unwrap_or_else(|| panic!("no results: {}", answer.text))
}

fn statuses(answer: &Answer) -> Vec<&str> {
    results(answer).iter().map(|result| result["status"].as_str().unwrap()).collect()
}

/// What an answer says beside when and as what it was made.
fn words(mut assignment: Value) -> Value {
    for name in ["id", "created_at", "updated_at"] {
        assignment.as_object_mut().unwrap().remove(name);
    }
    assignment
}

/// Guards that a batch is no second way with rules of its own: each result is what the recipient alone would be answered.
#[tokio::test(flavor = "multi_thread")]
async fn each_gets_what_it_would_get_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (cy, eve) = (care.practice.client("Cy").await, care.practice.client("Eve").await);
    care.practice.care_for_client(&care.therapist, &eve).await;
    let stranger = care.practice.couple(&cy, &eve).await;
    let (old, older) = (care.practice.client("Old").await, care.practice.client("Older").await);
    let ended = care.practice.couple(&old, &older).await;
    care.practice.care_for_couple(&care.therapist, ended).await;
    care.therapist.put(&format!("/v1/couples/{ended}/end"), json!({})).await.expect(200);
    let item = care.item("kept-promises").await;
    let unsuitable =
        format!("UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{item}'");
    app.sql().await.run(&unsuitable).await;
    hold(&care.therapist, &care.ben).await;
    let assignment = json!({"item_id": item, "starts_on": day(1), "rationale": "A promise is small."});
    let recipients = [
        json!({"client_id": care.ann.id}),
        json!({"client_id": care.ben.id}),
        json!({"couple_id": care.couple}),
        json!({"client_id": eve.id}),
        json!({"couple_id": stranger}),
        json!({"client_id": cy.id}),
        json!({"couple_id": new_id()}),
        json!({"couple_id": ended}),
    ];
    let answer = send(&care.therapist, &assignment, &recipients).await.expect(200);
    let wanted =
        ["created", "rejected", "rejected", "created", "rejected", "rejected", "rejected", "rejected"];
    assert_eq!(statuses(&answer), wanted);
    for (result, recipient) in results(&answer).iter().zip(&recipients) {
        let path = match (recipient["client_id"].as_str(), recipient["couple_id"].as_str()) {
            (Some(client), _) => format!("/v1/clients/{client}/assignments"),
            (_, couple) => format!("/v1/couples/{}/assignments", couple.unwrap()),
        };
        let alone = care.therapist.post(&path, assignment.clone()).await;
        if result["status"] == "created" {
            let alone = alone.expect(201);
            assert_eq!(words(result["assignment"].clone()), words(alone.body));
            let id = result["assignment"]["id"].as_str().unwrap();
            let read = care.therapist.get(&format!("/v1/assignments/{id}")).await.expect(200);
            assert_eq!((&read.body, &result["problem"]), (&result["assignment"], &Value::Null));
            assert_eq!(result["client_id"], recipient["client_id"]);
        } else {
            let mut problem = result["problem"].clone();
            problem.as_object_mut().unwrap().remove("instance");
            assert_eq!((problem, &result["assignment"]), (alone.body_without_instance(), &Value::Null));
        }
    }
    assert_eq!(results(&answer)[1]["problem"]["errors"][0]["code"], "unsuitable_under_hold");
    assert_eq!(results(&answer)[7]["problem"]["code"], "couple_ended");
    // Each that was given, and each that is not the caller's to know of, stands in the trail; the second time is the one alone.
    let sql = app.sql().await;
    let outcomes = |outcome| {
        format!(
            "SELECT count(*) FROM audit_events WHERE action = 'create_assignment_batch' AND outcome = '{outcome}'"
        )
    };
    assert_eq!(sql.number(&outcomes("success")).await, 2);
    app.stop().await;
    assert_eq!(sql.number(&outcomes("denied")).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_holds_nothing_else_up() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("self-care").await;
    let ann = json!({"client_id": care.ann.id});
    let recipients = [
        json!(7),
        json!({}),
        json!({"client_id": care.ben.id, "couple_id": care.couple}),
        ann.clone(),
        ann.clone(),
        json!({"client_id": care.ann.id, "unknown": 1}),
        json!({"couple_id": care.couple}),
    ];
    let answer = send(&care.therapist, &json!({"item_id": item}), &recipients).await.expect(200);
    let codes: Vec<&str> = results(&answer)
        .iter()
        .map(|result| result["problem"]["errors"][0]["code"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(statuses(&answer).iter().filter(|status| **status == "created").count(), 1);
    assert_eq!((codes[3], codes[4], codes[6]), ("-", "repeated", "wrong_audience"));
    assert_eq!((codes[1], codes[2]), ("one_of_two", "one_of_two"));
    // Which recipient is meant is told by its place, and what is wrong with it by where it stands.
    for (index, result) in results(&answer).iter().enumerate() {
        assert_eq!(result["index"], index);
    }
    let pointer = |index: usize| results(&answer)[index]["problem"]["errors"][0]["pointer"].clone();
    assert_eq!((pointer(1), pointer(2)), (json!("#/recipients/1"), json!("#/recipients/2")));
    assert_eq!(pointer(4), "#/recipients/4/client_id");
    assert_eq!(pointer(5), "#/recipients/5/unknown");
    let given = care.therapist.get(&format!("/v1/clients/{}/assignments", care.ann.id)).await.expect(200);
    assert_eq!(given.items().len(), 1);
    // What is wrong with all of them is said once.
    send(&care.therapist, &json!({"item_id": item, "minutes": 0}), &[ann.clone()])
        .await
        .invalid(&["#/assignment/minutes"]);
    let plans =
        json!({"item_id": item, "barrier_plans": [{"client_id": care.ann.id, "text": "Then later."}]});
    send(&care.therapist, &plans, &[ann.clone()]).await.invalid(&["#/assignment"]);
    send(&care.therapist, &json!({"item_id": item}), &[]).await.invalid(&["#/recipients"]);
    send(&care.therapist, &json!({"item_id": item}), &vec![ann; 101]).await.invalid(&["#/recipients"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_answers_what_became_of_the_first() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("self-care").await;
    let recipients =
        json!([{"client_id": care.ann.id}, {"couple_id": care.couple}, {"client_id": care.ben.id}]);
    let body = json!({"assignment": {"item_id": item}, "recipients": recipients});
    let first = care.therapist.post_once(PATH, "batch-1", body.clone()).await.expect(200);
    assert_eq!(statuses(&first), ["created", "rejected", "created"]);
    let again = care.therapist.post_once(PATH, "batch-1", body.clone()).await.expect(200);
    assert_eq!(again.body, first.body);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM assignments").await, 2);
    let other = json!({"assignment": {"item_id": item}, "recipients": [{"client_id": care.ann.id}]});
    care.therapist.post_once(PATH, "batch-1", other).await.problem(422, "invalid");
    // What is not in the caller's care any more is not answered anew.
    let place = format!("/v1/clients/{}/care-team/{}", care.ben.id, care.therapist.id);
    care.therapist.delete(&place).await.expect(204);
    let later = care.therapist.post_once(PATH, "batch-1", body).await.expect(200);
    assert_eq!(statuses(&later), ["created", "rejected", "rejected"]);
    assert_eq!(results(&later)[2]["problem"]["code"], "not_found");
}

/// Guards the cost: a hundred are written by as many statements as one.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_are_a_few_statements() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("self-care").await;
    let sql = app.sql().await;
    sql.run(
        "CREATE TABLE public.seen (what text); GRANT INSERT ON public.seen TO PUBLIC; \
         CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN INSERT INTO public.seen VALUES (TG_TABLE_NAME); RETURN NULL; END $$; \
         CREATE TRIGGER see AFTER INSERT ON assignments FOR EACH STATEMENT EXECUTE FUNCTION public.see(); \
         CREATE TRIGGER see AFTER INSERT ON assignment_revisions FOR EACH STATEMENT EXECUTE FUNCTION public.see(); \
         CREATE TRIGGER see AFTER INSERT ON assignment_participants FOR EACH STATEMENT EXECUTE FUNCTION public.see(); \
         CREATE TRIGGER see AFTER INSERT ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION public.see()",
    )
    .await;
    let mut recipients = Vec::new();
    for _ in 0..100 {
        let client = care.practice.client("Cy").await;
        care.practice.care_for_client(&care.therapist, &client).await;
        recipients.push(json!({"client_id": client.id}));
    }
    sql.run("DELETE FROM public.seen").await;
    let answer = send(&care.therapist, &json!({"item_id": item}), &recipients).await.expect(200);
    assert_eq!(statuses(&answer), ["created"; 100]);
    assert_eq!(sql.number("SELECT count(*) FROM public.seen").await, 4);
    assert_eq!(sql.number("SELECT count(*) FROM assignments").await, 100);
}
