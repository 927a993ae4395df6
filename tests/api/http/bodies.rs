//! Bodies: media type, size, JSON, shape and rules.

use reqwest::Method;
use serde_json::json;

use super::new_client;
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

async fn send(
    caller: &Caller,
    method: Method,
    path: &str,
    media_type: &str,
    body: impl Into<reqwest::Body>,
) -> Answer {
    Answer::of(caller.request(method, path).header("Content-Type", media_type).body(body)).await
}

async fn owner(app: &TestApp) -> Caller {
    app.practice("Harbour").await.staff("Tess", &["owner"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_media_type_is_415() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    for wrong in
        ["text/plain", "application/xml", "application/jsonx", "application/merge-patch+json", "", "*/*"]
    {
        let answer = send(&owner, Method::POST, "/v1/clients", wrong, "{}")
            .await
            .problem(415, "unsupported_media_type");
        assert_eq!(answer.body["detail"], "This operation takes application/json.");
    }
    Answer::of(owner.request(Method::POST, "/v1/clients").body("{}"))
        .await
        .problem(415, "unsupported_media_type");
    for right in
        ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y"]
    {
        send(&owner, Method::POST, "/v1/clients", right, "{}").await.problem(422, "invalid");
    }
    let path = format!("/v1/clients/{}", crate::support::new_id());
    let answer = send(&owner, Method::PATCH, &path, "application/json", "{}")
        .await
        .problem(415, "unsupported_media_type");
    assert_eq!(answer.header("accept-patch"), "application/merge-patch+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_mebibyte_is_413() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    let fill = |bytes: usize| format!("{{\"x\":\"{}\"}}", "a".repeat(bytes - 8));
    let (limit, over) = (fill(1024 * 1024), fill(1024 * 1024 + 1));
    send(&owner, Method::POST, "/v1/clients", "application/json", limit).await.problem(422, "invalid");
    send(&owner, Method::POST, "/v1/clients", "application/json", over).await.problem(413, "too_large");
    send(&owner, Method::POST, "/v1/clients", "application/json", fill(3 * 1024 * 1024))
        .await
        .problem(413, "too_large");
    // The connection pool of the caller is none the worse.
    owner.get("/v1/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_object_is_400() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    for (body, code) in [
        ("", "not_json"),
        ("   ", "not_json"),
        ("{", "not_json"),
        ("{} {}", "not_json"),
        ("{'a': 1}", "not_json"),
        ("{\"admin\": true, ", "not_json"),
        ("{\"given_name\": 7} trailing", "not_json"),
        ("{\"given_name\": nan}", "not_json"),
        ("{\"given_name\": \"a\tb\"}", "not_json"),
        ("[]", "wrong_type"),
        ("null", "wrong_type"),
        ("\"text\"", "wrong_type"),
        ("17", "wrong_type"),
        ("true", "wrong_type"),
        // By order of the members, a list would be taken for the object.
        (
            "[\"Ada\", \"Moreau\", null, null, null, null, null, \"Europe/London\", \"en\", null]",
            "wrong_type",
        ),
        ("{\"given_name\": 7}", "wrong_type"),
        ("{\"given_name\": {}}", "wrong_type"),
        ("{\"given_name\": null}", "wrong_type"),
    ] {
        let answer = send(&owner, Method::POST, "/v1/clients", "application/json", body)
            .await
            .problem(400, "malformed");
        assert_eq!(answer.body["errors"][0]["code"], code, "{body}");
    }
    let raw = |bytes: &[u8]| send(&owner, Method::POST, "/v1/clients", "application/json", bytes.to_vec());
    raw(b"{\"given_name\": \"\xff\xfe\"}").await.problem(400, "malformed");
    raw(b"{\"given_name\": \"a\0b\"}").await.problem(400, "malformed");
    raw(b"\xef\xbb\xbf{}").await.problem(400, "malformed");
    // One whole document, and something after it.
    for more in ["{}", " 1", "x", "]"] {
        raw(format!("{}{more}", new_client()).as_bytes()).await.problem(400, "malformed");
    }
    assert!(owner.get("/v1/clients").await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_nesting_is_400() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    let nested = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    send(&owner, Method::POST, "/v1/clients", "application/json", nested(32)).await.problem(422, "invalid");
    for depth in [33, 100, 200_000] {
        let answer = send(&owner, Method::POST, "/v1/clients", "application/json", nested(depth)).await;
        assert_eq!(answer.problem(400, "malformed").body["errors"][0]["code"], "too_deep");
    }
    // Brackets in a text are no nesting.
    let mut body = new_client();
    body["given_name"] = json!("[{".repeat(40) + "\\\"");
    owner.post("/v1/clients", body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_are_422_and_told_together() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    let mut unknown = new_client();
    unknown["admin"] = json!(true);
    let answer = owner.post("/v1/clients", unknown).await.invalid(&["#/admin"]);
    assert_eq!(answer.body["errors"][0]["code"], "unknown_member");
    let broken = json!({
        "given_name": " ", "family_name": "x".repeat(101), "pronouns": "", "phone": "call me", "address": "a\u{7}b",
        "time_zone": "Europe/London", "language": "english please"
    });
    let answer = owner.post("/v1/clients", broken).await.invalid(&[
        "#/given_name",
        "#/family_name",
        "#/pronouns",
        "#/phone",
        "#/address",
        "#/language",
    ]);
    for error in answer.body["errors"].as_array().unwrap() {
        assert!(error["code"].is_string() && error["detail"].is_string(), "{error}");
        assert!(error.get("parameter").is_none() && error.get("header").is_none(), "{error}");
    }
    assert!(
        !answer.text.contains("call me") && !answer.text.contains("english please"),
        "no value is repeated"
    );
    let missing = owner.post("/v1/clients", json!({"given_name": "Ada"})).await.invalid(&["#/family_name"]);
    assert_eq!(missing.body["errors"][0]["code"], "required");
    let twice = "{\"given_name\": \"Ada\", \"given_name\": \"Eve\"}";
    let answer =
        send(&owner, Method::POST, "/v1/clients", "application/json", twice).await.problem(422, "invalid");
    assert_eq!(answer.body["errors"][0]["code"], "duplicate_member");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_null_character_is_422_however_it_is_written() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    for name in ["a\\u0000b", "\\u0000", "\\\\\\u0000"] {
        let body = new_client().to_string().replace("Ada", name);
        let answer =
            send(&owner, Method::POST, "/v1/clients", "application/json", body).await.problem(422, "invalid");
        assert_eq!(answer.body["errors"][0]["code"], "null_character");
    }
    // A backslash before the letters is no null character.
    let body = new_client().to_string().replace("Ada", "A\\\\u0000");
    send(&owner, Method::POST, "/v1/clients", "application/json", body).await.expect(201);
    let body = new_client().to_string().replace("Ada", "A\\ud800");
    let lone = send(&owner, Method::POST, "/v1/clients", "application/json", body).await;
    lone.problem(400, "malformed");
}

/// Guards readers: what shows as nothing is no name and no text, whichever characters it is made of.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_seen_is_blank() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    for nothing in [
        " ",
        "\u{a0}",
        "\u{200b}",
        "\u{200d}\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\u{3164}",
        "\u{115f}",
        "\u{fe0f}",
        "\u{202e}",
        "\u{e0041}",
        " \u{180e}\u{2009}",
    ] {
        let mut body = new_client();
        body["given_name"] = json!(nothing);
        body["address"] = json!(format!("{nothing}\n{nothing}"));
        owner.post("/v1/clients", body).await.invalid(&["#/given_name", "#/address"]);
    }
    // Beside something to be seen they stay: signs are joined, and words of some scripts parted by them.
    for something in ["\u{1f469}\u{200d}\u{1f467}", "\u{645}\u{6cc}\u{200c}\u{62e}", "e\u{301}", "\u{600}"] {
        let mut body = new_client();
        body["given_name"] = json!(something);
        assert_eq!(owner.post("/v1/clients", body).await.expect(201).body["given_name"], something);
    }
}

/// Guards lists and documents: a name that breaks the line where it is shown would pass for two.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_one_line() {
    let app = TestApp::start().await;
    let owner = owner(&app).await;
    for breaks in ["Ada\nBen", "Ada\rBen", "Ada\u{85}Ben", "Ada\u{2028}Ben", "Ada\u{2029}Ben"] {
        let mut body = new_client();
        body["given_name"] = json!(breaks);
        owner.post("/v1/clients", body).await.invalid(&["#/given_name"]);
    }
}

/// Guards that whoever reads a refusal knows what to send instead.
#[tokio::test(flavor = "multi_thread")]
async fn details_say_what_would_be_right() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (item, place) =
        (care.item("mindful-minute").await, format!("/v1/clients/{}/assignments", care.ann.id));
    for (over, pointer, code, right) in [
        (json!({"status": "started"}), "#/status", "not_allowed", "must be `proposed` or `active`"),
        (
            json!({"cadence": {"type": "biweekly"}}),
            "#/cadence/type",
            "not_allowed",
            "times_per_period, on_weekdays",
        ),
        (
            json!({"cadence": {"type": "once", "due": 1}}),
            "#/cadence/due",
            "unknown_member",
            "is not a member",
        ),
        (json!({"starts_on": "soon"}), "#/starts_on", "invalid", "such as 2026-03-02"),
        (json!({"item_id": "x"}), "#/item_id", "invalid", "must be a UUID"),
        (json!({"minutes": "ten"}), "#/minutes", "wrong_type", "must be a whole number"),
        (json!({"time_zone": "Mars"}), "#/time_zone", "invalid", "IANA"),
    ] {
        let mut body = json!({"item_id": item});
        body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        let told = care.therapist.post(&place, body).await;
        let error = &told.body["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{}", told.text);
        let detail = error["detail"].as_str().unwrap();
        assert!(detail.contains(&right.replace('`', "")) && !detail.contains("line"), "{detail}");
    }
    // Null where a word must stand is no broken JSON.
    let review = format!("/v1/clients/{}/check-ins/{}/review", care.ann.id, crate::support::new_id());
    let told = care.therapist.put(&review, json!({"state": null})).await.problem(400, "malformed");
    let error = &told.body["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("#/state"), &json!("wrong_type")));
    // A place deep within what a check-in says of its homework.
    let slots = json!({"kind": "habit", "answers": [{"prompt": "a", "type": "entries", "entries": [{"item": "b", "rating": "six"}]}]});
    let act = json!({"assignment_id": crate::support::new_id(), "id": crate::support::new_id(), "purpose": "practice",
        "outcome": "done", "occurred_at": "2026-03-02T18:30:00Z", "time_zone": "Europe/London",
        "personal": {"details": slots}});
    let told =
        care.ann.post(&format!("/v1/clients/{}/check-ins", care.ann.id), act).await.problem(400, "malformed");
    assert_eq!(told.body["errors"][0]["pointer"], "#/personal/details/answers/0/entries/0/rating");
}
