//! What the partner, and the partner's therapist, can tell of an erasure: the couple's end, and nothing else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Furnished, ask, keep_nothing};
use crate::contract::crawl::{Known, crawl, transcript};
use crate::contract::spec::Spec;
use crate::support::{Caller, TestApp};

/// Everything that a caller can get, by request, without what every answer has anew.
async fn everything(
    all: &Furnished<'_>,
    caller: &Caller,
    spec: &Spec,
) -> BTreeMap<String, (u16, String, Value)> {
    let mut known = known(all);
    let exchanges = crawl(caller, spec, &mut known).await;
    let told = exchanges.into_iter().map(|exchange| {
        let (answer, mut body) = (&exchange.answer, exchange.answer.body_without_instance());
        if let Some(cursor) = body.get_mut("next_cursor").filter(|cursor| cursor.is_string()) {
            *cursor = json!("there is more");
        }
        let etag = answer.headers.get("etag").map(|etag| etag.to_str().unwrap().to_owned());
        (exchange.request.clone(), (answer.status, etag.unwrap_or_default(), body))
    });
    told.collect()
}

fn known(all: &Furnished<'_>) -> Known {
    Known::default()
        .with("client_id", [all.care.ben.id, all.care.ann.id])
        .with("couple_id", [all.care.couple])
        .with("assignment_id", [&all.joint, &all.alone])
        .with("report_id", &all.reports)
        .with("staff_id", [all.care.therapist.id])
        .with("check_in_id", [&all.own, &all.shared])
        .with("number", [1])
}

/// Guards the partner's record: what the partner and the therapist read of the partner is the same, answer for answer, before
/// and after the other is erased.
#[tokio::test(flavor = "multi_thread")]
async fn the_partners_record_is_the_same_before_and_after() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let all = Furnished::new(&app).await;
    // Asked for and restricted: the couple has ended, nothing is erased yet.
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    app.work().await;
    let (ben, tess) = (&all.care.ben, &all.care.therapist);
    let before = (everything(&all, ben, &spec).await, everything(&all, tess, &spec).await);
    keep_nothing(&app).await;
    app.sql().await.run("UPDATE jobs SET due_at = created_at").await;
    app.work().await;
    assert_eq!(app.sql().await.number("SELECT count(*) FROM erasures").await, 1);
    let after = (everything(&all, ben, &spec).await, everything(&all, tess, &spec).await);
    for (who, before, after) in [("Ben", before.0, after.0), ("Tess", before.1, after.1)] {
        let read = before.values().filter(|(status, ..)| *status == 200).count();
        assert!(read > 15, "{who} reads {read} things");
        let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let differs = names.into_iter().filter(|name| {
            let same = before.get(*name) == after.get(*name);
            // What the practice itself is set to was changed to let the erasure happen.
            !same && !name.starts_with("GET /v1/practice")
        });
        let differs: Vec<String> =
            differs.map(|name| format!("{name}: {:?}\n{:?}", before.get(name), after.get(name))).collect();
        assert!(differs.is_empty(), "{who}:\n{}", differs.join("\n"));
    }
}

/// Guards the person who erases: the partner's whole transcript is that of an end that anybody may have brought about.
#[tokio::test(flavor = "multi_thread")]
async fn the_partner_can_tell_an_end_and_nothing_more() {
    let mut told = Vec::new();
    for erases in [true, false] {
        let app = TestApp::start().await;
        let spec = Spec::of(&app).await;
        let all = Furnished::new(&app).await;
        if erases {
            ask(&all.care.ann, &all.care.ann).await.expect(202);
        } else {
            let end = format!("/v1/couples/{}/end", all.care.couple);
            all.care.ann.put(&end, json!({})).await.expect(200);
        }
        let exchanges = crawl(&all.care.ben, &spec, &mut known(&all)).await;
        assert!(exchanges.len() > 30);
        told.push(transcript(&exchanges));
    }
    for (one, other) in told[0].lines().zip(told[1].lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(told[0].len(), told[1].len());
}
