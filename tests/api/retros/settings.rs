//! `/v1/couples/{couple_id}/retro-settings`: the therapist's word on one couple, which no client can tell.

use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn the_couples_therapist_settles_it_and_no_client_is_told() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = format!("/v1/couples/{}/retro-settings", care.couple);
    let seen = [format!("/v1/couples/{}", care.couple), format!("/v1/couples/{}/retros", care.couple)];
    let mut before = Vec::new();
    for one in &seen {
        before.push(care.ann.get(one).await.expect(200));
    }
    let known = care.therapist.get(&path).await.expect(200);
    assert_eq!((known.etag(), &known.body["partners_apply"]), ("\"1\"".to_owned(), &json!(true)));
    let off = json!({"partners_apply": false});
    let changed = care.therapist.patch_if(&path, "\"1\"", off.clone()).await.expect(200);
    assert_eq!((changed.etag(), &changed.body["partners_apply"]), ("\"2\"".to_owned(), &json!(false)));
    // Changing nothing keeps the version.
    for same in [off.clone(), json!({})] {
        assert_eq!(care.therapist.patch_if(&path, "\"2\"", same).await.expect(200).body, changed.body);
    }
    care.therapist.patch_if(&path, "\"1\"", off.clone()).await.problem(412, "precondition_failed");
    care.therapist.patch_if(&path, "\"2\"", json!({"partners_apply": null})).await.problem(400, "malformed");
    care.ann.get(&path).await.problem(403, "forbidden");
    for (one, before) in seen.iter().zip(before) {
        let after = care.ann.get(one).await.expect(200);
        assert_eq!(after.text, before.text, "{one}");
    }

    let sam = care.practice.staff("Sam", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sam, &care.therapist).await;
    assert_eq!(sam.get(&path).await.expect(200).body, changed.body);
    sam.patch_if(&path, "\"2\"", off.clone()).await.problem(404, "not_found");
    let tom = care.practice.staff("Tom", &["therapist"]).await;
    tom.get(&path).await.problem(404, "not_found");
    app.sql().await.run("UPDATE couples SET ended_at = now()").await;
    care.therapist
        .patch_if(&path, "\"2\"", json!({"partners_apply": true}))
        .await
        .problem(409, "couple_ended");
}
