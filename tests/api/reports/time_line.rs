//! What clients marked themselves, on the time line of summaries and reports: for those alone who may read it.

use serde_json::{Value, json};

use super::sections::{about, document, of_both};
use crate::life_events::{event, log, of, on};
use crate::support::homework::Care;
use crate::support::{Caller, TestApp};

/// What the life events of a time line are called, with whose they are.
fn marked(document: &Value) -> Vec<(&Value, &Value)> {
    let all = document["events"].as_array().unwrap().iter();
    all.filter(|one| one["kind"] == "life_event").map(|one| (&one["client_id"], &one["title"])).collect()
}

async fn mark(who: &Caller, title: &str, over: Value) -> String {
    let mut body = event(json!({"title": title}));
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    format!("{}/{}", of(who), log(who, &body).await.expect(201).id())
}

/// Guards who is told: of a client the care team and that client, of a couple the care team; both partners and somebody outside
/// never, whatever it is; and of nobody's what is private, of other care, of other days, or deleted.
#[tokio::test(flavor = "multi_thread")]
async fn a_life_event_is_told_to_those_who_read_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let in_couple = json!({"couple_id": care.couple, "on": on(-6)});
    let (ann, ben) = (&json!(care.ann.id), &json!(care.ben.id));
    mark(&care.ann, "A new job", json!({"on": on(-3)})).await;
    mark(&care.ann, "A move", json!({"on": on(-27)})).await;
    mark(&care.ann, "Ours by Ann", in_couple.clone()).await;
    mark(&care.ben, "Ours by Ben", json!({"couple_id": care.couple, "on": on(-5)})).await;
    mark(&care.ben, "His alone", json!({})).await;
    for hidden in [json!({"visibility": "private"}), json!({"on": on(-28)}), json!({"on": on(1)})] {
        mark(&care.ann, "Never told", hidden.clone()).await;
        let mut hidden = hidden;
        hidden["couple_id"] = json!(care.couple);
        mark(&care.ann, "Never told", hidden).await;
    }
    let gone = mark(&care.ann, "Never told", json!({})).await;
    care.ann.delete_if(&gone, "\"1\"").await.expect(204);

    let (of_ann, both) = (about(&care.ann), of_both(&care));
    let own: Vec<(&Value, Value)> = vec![(ann, json!("A move")), (ann, json!("A new job"))];
    let joint: Vec<(&Value, Value)> = vec![(ann, json!("Ours by Ann")), (ben, json!("Ours by Ben"))];
    for (of, audience, told) in [
        (&of_ann, "clinician", &own),
        (&of_ann, "client", &own),
        (&of_ann, "third_party", &vec![]),
        (&both, "clinician", &joint),
        (&both, "couple", &vec![]),
        (&both, "third_party", &vec![]),
    ] {
        let document = document(&care, of, audience).await;
        let told: Vec<_> = told.iter().map(|(who, title)| (*who, title)).collect();
        assert_eq!(marked(&document), told, "{of} for {audience}");
        assert!(!document.to_string().contains("Never told"));
        let kind = if of["couple_id"].is_null() { "clients" } else { "couples" };
        let id = if kind == "clients" { json!(care.ann.id) } else { json!(care.couple) };
        let path = format!(
            "/v1/{kind}/{}/summary?audience={audience}&from={}&to={}",
            id.as_str().unwrap(),
            on(-27),
            on(0)
        );
        assert_eq!(
            care.therapist.get(&path).await.expect(200).body["events"],
            document["events"],
            "{audience}"
        );
    }
    let line = document(&care, &of_ann, "client").await["events"].clone();
    let days: Vec<Value> = line.as_array().unwrap().iter().map(|one| one["local_date"].clone()).collect();
    assert_eq!(days, [json!(on(-27)), json!(on(-3))], "oldest first");
}

/// Guards the forms: what a client wrote stands in each as it is, and does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn each_form_tells_it_and_none_obeys_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    mark(&care.ann, "=1+1 <b>We moved</b>", json!({"couple_id": care.couple})).await;
    let body = json!({"couple_id": care.couple, "audience": "clinician", "weeks": 4});
    let made = care.therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", made.id());
    let page = care.therapist.get(&format!("{path}.html")).await.expect(200).text;
    let told = "In the life of <bdi>Ann Example</bdi>: <bdi>=1+1 &lt;b&gt;We moved&lt;/b&gt;</bdi>";
    assert!(page.contains(told), "{page}");
    let csv = care.therapist.get(&format!("{path}.csv")).await.expect(200).text;
    let row = format!(
        "events,,'=1+1 <b>We moved</b>,Ann Example,care_team,life_event,{0},{0},1,,,events,\r\n",
        on(-7)
    );
    assert!(csv.contains(&row), "{csv}");
    let paper = super::forms::pdf(&care.therapist, &format!("{path}.pdf")).await;
    for there in ["In the life of Ann Example", ": =1+1 <b>We moved</b>"] {
        assert!(paper.contains(there), "{there}: {paper}");
    }
    assert_eq!(made.body["document"]["schema"], "report-2");
    let said = made.body["document"]["omitted"].to_string();
    assert!(said.contains("what clients called the events of their lives"));
}
