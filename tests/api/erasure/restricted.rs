//! A restricted record: there for its client alone, to read and to take along, and to the office by name.

use serde_json::{Value, json};

use super::{Furnished, ask, ids, names, of};
use crate::exports;
use crate::support::homework::{check_in, day, of as check_ins_of, write};
use crate::support::{Caller, TestApp};

/// What the care team reads about Ann, one of each kind.
fn about_ann(all: &Furnished<'_>) -> Vec<String> {
    let ann = all.care.ann.id;
    let below = [
        "",
        "/assignments",
        "/check-ins",
        "/today",
        "/progress",
        "/attachment-pattern",
        "/safety-marks",
        "/disclosures",
        "/share-grants",
        "/contact-preferences",
        "/care-team",
    ];
    let mut paths: Vec<String> = below.iter().map(|rest| format!("/v1/clients/{ann}{rest}")).collect();
    for check_in in [&all.own, &all.shared] {
        paths.push(format!("/v1/clients/{ann}/check-ins/{check_in}"));
        paths.push(format!("/v1/clients/{ann}/check-ins/{check_in}/versions"));
    }
    paths.push(format!("/v1/assignments/{}", all.alone));
    paths.push(format!("/v1/assignments/{}/periods", all.alone));
    paths.push(format!("/v1/assignments/{}/revisions", all.alone));
    paths.push(format!("/v1/assignments/{}/participants/{ann}", all.joint));
    paths.push(format!("/v1/reports/{}", all.reports[0]));
    paths.push(format!("/v1/reports/{}", all.reports[2]));
    paths
}

/// Guards restriction: whatever the care team could read about the client is as absent as what never was; what it reads of the
/// partner in the same couple stays.
#[tokio::test(flavor = "multi_thread")]
async fn to_the_care_team_it_is_absent() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let tess = &all.care.therapist;
    let below = format!("/v1/clients/{}", all.care.ann.id);
    let told = json!({
        "item_kind": "check_in", "item_id": all.shared, "recipient": "third_party", "recipient_name": "Dr. Lind",
        "ground": "consent", "explanation": "Both asked for it in session."
    });
    tess.post(&format!("{below}/disclosures"), told).await.expect(201);
    let mut paths = about_ann(&all);
    // One by one, too: grants and disclosures may stand within the couple.
    for list in ["share-grants", "disclosures", "safety-marks"] {
        let list = format!("{below}/{list}");
        let listed = tess.get(&list).await.expect(200);
        paths.extend(ids(&listed, "id").iter().map(|id| format!("{list}/{id}")));
    }
    for path in &paths {
        assert_eq!(tess.get(path).await.status, 200, "{path}");
    }
    let periods = format!("/v1/assignments/{}/periods", all.joint);
    let (before, shared) = (tess.get(&periods).await.expect(200), all.care.shared(tess).await.expect(200));
    assert_eq!(ids(&shared, "client_id").len(), 2);
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    let mut found = Vec::new();
    for path in &paths {
        let answer = tess.get(path).await;
        if answer.status != 404 {
            found.push(format!("{path}: {} {}", answer.status, answer.text));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(names(&tess.get("/v1/clients").await.expect(200)), [json!("Ben")]);
    let reports = tess.get("/v1/reports").await.expect(200);
    assert!(ids(&reports, "id").contains(&all.reports[1]));
    assert!(ids(&reports, "client_id").iter().all(|about| *about == all.care.ben.id.to_string()));
    let asked = tess.get("/v1/report-authorisations").await.expect(200);
    assert!(asked.items().is_empty(), "what both were asked names the one who is restricted");
    assert_eq!(ids(&all.care.shared(tess).await.expect(200), "client_id"), [all.care.ben.id.to_string()]);
    let after = tess.get(&periods).await.expect(200);
    assert_ne!(before.body["subjects"], after.body["subjects"], "the figures of both count Ben's alone");
    let agreement = tess.get(&format!("/v1/couples/{}/agreements/1", all.care.couple)).await.expect(200);
    let signed: Vec<&Value> =
        agreement.body["signatures"].as_array().unwrap().iter().map(|one| &one["client_id"]).collect();
    assert_eq!(signed, [&json!(all.care.ben.id)]);
    let couple = tess.get(&format!("/v1/couples/{}", all.care.couple)).await.expect(200);
    let named: Vec<&Value> =
        couple.body["members"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(named.contains(&&json!("Ben")) && named.contains(&&Value::Null), "{named:?}");
    tess.get(&format!("/v1/couples/{}/progress", all.care.couple)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_it() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let (tess, ann) = (&all.care.therapist, &all.care.ann);
    let item = all.care.item("self-care").await;
    ask(ann, ann).await.expect(202);
    let below = format!("/v1/clients/{}", ann.id);
    let given = json!({"item_id": item, "starts_on": day(-1)});
    tess.post(&format!("{below}/assignments"), given).await.problem(404, "not_found");
    let mark = json!({"kind": "flag", "reason": "Late."});
    tess.post(&format!("{below}/safety-marks"), mark).await.problem(404, "not_found");
    let pattern = json!({"pattern": "secure", "source": "clinician", "assessed_on": day(-2)});
    tess.put_if(&format!("{below}/attachment-pattern"), "\"1\"", pattern).await.problem(404, "not_found");
    for about in [json!({"client_id": ann.id}), json!({"couple_id": all.care.couple})] {
        let mut body = about;
        body["audience"] = json!("clinician");
        tess.post("/v1/reports", body).await.problem(404, "not_found");
    }
    tess.put(&format!("{below}/care-team/{}", tess.id), json!({})).await.problem(404, "not_found");
    // The client itself is told why.
    write(ann, &check_in(&all.alone, json!({}))).await.problem(409, "restricted");
    ann.delete_if(&format!("{}/{}", check_ins_of(ann), all.own), "\"1\"").await.problem(409, "restricted");
    let part = format!("/v1/assignments/{}/participants/{}", all.joint, ann.id);
    ann.patch_if(&part, "\"2\"", json!({"confidence": 3})).await.problem(409, "restricted");
    let grant = json!({"category": "habit"});
    ann.post(&format!("{below}/share-grants"), grant).await.problem(409, "restricted");
    let preferences = json!({"channel": "email", "safe_times": []});
    ann.put_if(&format!("{below}/contact-preferences"), "\"2\"", preferences.clone())
        .await
        .problem(409, "restricted");
    // And the office, which knows the name.
    let client = all.owner.get(&below).await.expect(200);
    all.owner.patch_if(&below, &client.etag(), json!({"phone": "12345"})).await.problem(409, "restricted");
    all.owner.post(&format!("{below}/invitations"), json!({})).await.problem(409, "restricted");
    all.owner
        .put_if(&format!("{below}/contact-preferences"), "\"2\"", preferences)
        .await
        .problem(409, "restricted");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_reads_it_and_takes_it_along() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let ann = &all.care.ann;
    ask(ann, ann).await.expect(202);
    app.work().await;
    // With a new session too.
    let ann = all.care.practice.sign_in(ann.id).await;
    let credentials = json!({"email": ann.email, "password": crate::support::PASSWORD});
    app.nobody().post("/v1/sessions", credentials).await.expect(201);
    assert_eq!(ann.get(&check_ins_of(&ann)).await.expect(200).items().len(), 2);
    ann.get(&format!("/v1/clients/{}/progress", ann.id)).await.expect(200);
    assert_eq!(ann.get(&of(&ann)).await.expect(200).body["status"], "restricted");
    let (data, _) = exports::take(&app, &ann).await;
    assert_eq!(data["check_ins"].as_array().unwrap().len(), 2);
    // The account is the person's own.
    ann.put("/v1/me/password", json!({"new_password": "a-new-way-over-the-hills"})).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_sees_the_name_and_the_front_desk_nothing() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let (ann, desk) = (&all.care.ann, all.care.practice.staff("Fay", &["front_desk"]).await);
    let admin = all.care.practice.staff("Adam", &["admin"]).await;
    ask(ann, ann).await.expect(202);
    let below = format!("/v1/clients/{}", ann.id);
    for office in [&all.owner, &admin] {
        assert_eq!(office.get(&below).await.expect(200).body["access"], "restricted");
        assert!(names(&office.get("/v1/clients").await.expect(200)).contains(&json!("Ann")));
        assert_eq!(office.get(&of(ann)).await.expect(200).body["status"], "restricted");
    }
    desk.get(&below).await.problem(404, "not_found");
    assert!(!names(&desk.get("/v1/clients").await.expect(200)).contains(&json!("Ann")));
    let search = desk.post("/v1/clients/search", json!({"name": "Ann"})).await.expect(200);
    assert!(search.items().is_empty());
    // Who is owner and therapist in one person reads nothing clinical either.
    let solo: Caller = all.care.practice.staff("Solo", &["owner", "therapist"]).await;
    all.care.practice.care_for_client(&solo, ann).await;
    all.care.practice.care_for_couple(&solo, all.care.couple).await;
    solo.get(&below).await.expect(200);
    for rest in ["/check-ins", "/assignments", "/today", "/progress", "/safety-marks", "/attachment-pattern"]
    {
        solo.get(&format!("{below}{rest}")).await.problem(404, "not_found");
    }
}

/// Who was only invited gets no access by an invitation that is still about.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_invitation_is_taken_back() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olga", &["owner"]).await;
    let body = json!({"given_name": "Eve", "family_name": "Example", "email": "eve@example.org", "time_zone": "Europe/London", "language": "en"});
    let eve = owner.post("/v1/clients", body).await.expect(201).id();
    let invited = owner.post(&format!("/v1/clients/{eve}/invitations"), json!({})).await.expect(201);
    owner.post(&format!("/v1/clients/{eve}/erasure"), json!(null)).await.expect(202);
    // Not even that a password is weak is told by it.
    for password in [crate::support::PASSWORD, "passwordpassword"] {
        let accept = json!({"token": invited.body["token"], "password": password});
        app.nobody().post("/v1/invitation-acceptances", accept).await.problem(404, "not_found");
    }
}
