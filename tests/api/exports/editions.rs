//! What was written is told in the words of the item version that it was lived under.

use serde_json::json;

use super::take;
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, noon, write};

#[tokio::test(flavor = "multi_thread")]
async fn an_old_check_in_keeps_the_words_of_its_version() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("kept-promises", "each").await;
    let item = given.body["item"]["id"].as_str().unwrap();
    let sql = app.sql().await;
    sql.run(&format!(
        "INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, default_cadence, \
         tags, contraindications, unsuitable_under_hold, content, published_at) \
         SELECT practice_id, item_id, 2, 'Promises, once more', summary, rationale, audiences, default_cadence, tags, \
         contraindications, unsuitable_under_hold, \
         replace(content::text, 'What did you promise?', 'Which promise was it?')::jsonb, now() \
         FROM library_versions WHERE item_id = '{item}'"
    ))
    .await;
    let answered = |at: &str, text: &str| {
        let answers = json!([{"prompt": "promise", "type": "text", "text": text}]);
        let details = json!({"kind": "habit", "steps_done": [], "answers": answers});
        let personal = json!({"details": details, "visibility": "partner"});
        json!({"occurred_at": at, "outcome": "partly", "visibility": "partner", "personal": personal})
    };
    let path = format!("/v1/assignments/{}", given.id());
    care.therapist.patch_if(&path, "\"1\"", json!({"item_version": 2})).await.expect(200);
    for (at, text) in [(noon(-2), "To call."), (app.clock.now().to_rfc3339(), "To write.")] {
        write(&care.ann, &check_in(&given.id(), answered(&at, text))).await.expect(201);
    }
    for reader in [&care.ann, &care.ben] {
        let (data, page) = take(&app, reader).await;
        let homework = &data["assignments"][0];
        assert_eq!(
            (&homework["item"]["version"], &homework["earlier_items"][0]["version"]),
            (&json!(2), &json!(1))
        );
        let after = |what: &str, words: &str| page[page.find(what).unwrap()..].contains(words);
        let asked = |question: &str, answer: &str| {
            let at = page.find(answer).unwrap_or_else(|| panic!("{answer} is not on the page"));
            page[..at].ends_with(&question_before(&page[..at], question))
        };
        assert!(asked("What did you promise?", "To call."), "the earlier words");
        assert!(asked("Which promise was it?", "To write."), "the words of now");
        assert!(after("What it said before, as version 1", "What did you promise?"));
    }
}

/// The end of a text from the last of two questions on, where that is the wanted one.
fn question_before(text: &str, wanted: &str) -> String {
    let last = ["What did you promise?", "Which promise was it?"]
        .into_iter()
        .max_by_key(|one| text.rfind(one))
        .unwrap();
    if last == wanted { text[text.rfind(last).unwrap()..].to_owned() } else { format!("not {wanted}") }
}
