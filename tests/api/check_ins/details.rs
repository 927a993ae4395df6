//! Details against the pinned content.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::homework::{Care, check_in, day, write};

fn with(details: Value) -> Value {
    json!({"personal": {"details": details}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_habits_steps_and_answers() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let good = json!({"kind": "habit", "steps_done": ["phones_away"], "answers": [
        {"prompt": "how_we_are", "type": "text", "text": "Well."},
        {"prompt": "my_feelings", "type": "feelings", "feelings": ["calm"]}]});
    let made = write(&care.ann, &check_in(&assignment, with(good.clone()))).await.expect(201);
    assert_eq!(made.body["personal"]["details"], good);
    let bad = json!({"kind": "habit", "steps_done": ["phones_away", "phones_away", "nothing"], "answers": [
        {"prompt": "how_we_are", "type": "scale", "value": 3},
        {"prompt": "nothing", "type": "text", "text": "x"},
        {"prompt": "appreciation_given", "type": "text", "text": "x".repeat(501)},
        {"prompt": "my_feelings", "type": "feelings", "feelings": ["a", "b", "c", "d"]},
        {"prompt": "my_feelings", "type": "feelings", "feelings": ["a"]}]});
    let at = |rest: &str| format!("#/personal/details/{rest}");
    let pointers = [
        "steps_done/1",
        "steps_done/2",
        "answers/0/type",
        "answers/1/prompt",
        "answers/2/text",
        "answers/3/feelings",
        "answers/4/prompt",
    ]
    .map(at);
    let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
    write(&care.ann, &check_in(&assignment, with(bad))).await.invalid(&pointers);
    write(&care.ann, &check_in(&assignment, with(json!({"kind": "reflection"}))))
        .await
        .invalid(&["#/personal/details/kind"]);
    write(&care.ann, &check_in(&assignment, with(json!({"kind": "habit", "more": 1}))))
        .await
        .problem(422, "invalid");
    write(&care.ann, &check_in(&assignment, with(json!({"steps_done": []})))).await.problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn repair_and_boundary_say_only_what_is_asked() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let repair = care.to_couple("repair-four-steps", "each").await.id();
    let good = json!({"kind": "repair_ritual", "steps_done": ["own", "do_over"], "parts": {"own": "I shouted."},
        "follow_through_by": day(3), "answers": []});
    let made = write(&care.ann, &check_in(&repair, with(good.clone()))).await.expect(201);
    assert_eq!((&made.body["personal"]["details"], &made.body["visibility"]), (&good, &json!("therapist")));
    let limit = care.to_couple("limit-with-reconnect", "each").await.id();
    write(&care.ann, &check_in(&limit, json!({"outcome": "not_done"}))).await.expect(201);
    let half = json!({"kind": "boundary_script", "reconnect": {"what": "Tea"}});
    write(&care.ann, &check_in(&limit, json!({"outcome": "partly", "personal": {"details": half}})))
        .await
        .invalid(&["#/personal/details/reconnect"]);
    let good = json!({"kind": "boundary_script", "limit": "An hour of quiet.", "reconnected": true, "respected": "partly",
        "reconnect": {"what": "Tea", "after_minutes": 60}, "answers": [
            {"prompt": "my_limit", "type": "text", "text": "Quiet."},
            {"prompt": "plan_for_closeness", "type": "text", "text": "Tea."},
            {"prompt": "closeness_time", "type": "time", "time": "19:30"}]});
    write(&care.ann, &check_in(&limit, with(good))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn rated_entries_are_the_given_ones() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("needs-inventory").await;
    let body = json!({"item_id": item, "starts_on": day(-5), "cadence": {"type": "once", "due_on": day(5)}});
    let assignment =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id();
    let answers = |entries: Value| {
        with(json!({"kind": "reflection", "answers": [
            {"prompt": "needs_now", "type": "entries", "entries": entries},
            {"prompt": "one_request", "type": "text", "text": "A walk on Sundays."}]}))
    };
    let good = json!([{"item": "warmth", "rating": 7}]);
    write(&care.ann, &check_in(&assignment, answers(good))).await.expect(201);
    let bad = json!([{"item": "nothing", "rating": 1}, {"label": "own", "rating": 1}, {"item": "warmth", "rating": 1},
        {"item": "warmth", "rating": 2}]);
    let at = "#/personal/details/answers/0/entries";
    let pointers = [format!("{at}/0/item"), format!("{at}/1"), format!("{at}/3/item")];
    write(&care.ann, &check_in(&assignment, answers(bad)))
        .await
        .invalid(&pointers.iter().map(String::as_str).collect::<Vec<_>>());
}

/// One answer of the form that each question asks for.
fn answers_to(content: &Value) -> Vec<Value> {
    let answer = |prompt: &Value| {
        let spec = &prompt["answer"];
        let mut answer = match spec["type"].as_str().unwrap() {
            "text" => json!({"text": "In my own words."}),
            "scale" => json!({"value": 7}),
            "choice" => json!({"options": [spec["options"][0]["key"]]}),
            "feelings" => json!({"feelings": ["calm"]}),
            "entries" => match spec["items"].as_array() {
                Some(items) => {
                    json!({"entries": items.iter().map(|item| json!({"item": item["key"], "rating": 5})).collect::<Vec<_>>()})
                }
                None => json!({"entries": [{"label": "Own words", "rating": 5}]}),
            },
            "date" => json!({"date": day(3)}),
            _ => json!({"time": "20:30"}),
        };
        answer["prompt"] = prompt["key"].clone();
        answer["type"] = spec["type"].clone();
        answer
    };
    content["prompts"].as_array().unwrap().iter().map(answer).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_maps_and_inventories_are_answered_through_their_typed_questions() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (key, of_couple) in [
        ("belief-evidence-log", false),
        ("cycle-map", true),
        ("emotion-journal", false),
        ("growth-markers", false),
        ("needs-inventory-individual", false),
    ] {
        let mut body = json!({"item_id": care.item(key).await, "starts_on": day(-10)});
        if key == "needs-inventory-individual" {
            body["cadence"] = json!({"type": "once", "due_on": day(5)});
        }
        let below = match of_couple {
            true => format!("/v1/couples/{}", care.couple),
            false => format!("/v1/clients/{}", care.ann.id),
        };
        let given = care.therapist.post(&format!("{below}/assignments"), body).await.expect(201).id();
        let item = care.ann.get(&format!("/v1/assignments/{given}/item")).await.expect(200);
        let answers = answers_to(&item.body["content"]);
        let details = json!({"kind": "reflection", "answers": answers});
        let made = write(&care.ann, &check_in(&given, with(details.clone()))).await.expect(201);
        assert_eq!(made.body["personal"]["details"], details, "{key}");
        let without: Vec<Value> = answers
            .into_iter()
            .map(|answer| json!({"prompt": answer["prompt"], "type": "time", "time": "20:30"}))
            .collect();
        let wrong =
            write(&care.ann, &check_in(&given, with(json!({"kind": "reflection", "answers": without}))))
                .await;
        wrong.problem(422, "invalid");
    }
}
