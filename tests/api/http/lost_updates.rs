//! Two changes of one version at once: one is made, and the other is told that it came too late.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, of, write};
use crate::support::{Answer, Caller, Sql, TestApp};

/// A change that two callers make of the version that both have read.
struct Raced {
    caller: Caller,
    method: Method,
    path: String,
    etag: String,
    bodies: [Value; 2],
    /// The row that both are to change.
    row: String,
}

impl Raced {
    async fn send(&self, body: &Value) -> Answer {
        let request = self.caller.request(self.method.clone(), &self.path).header("If-Match", &self.etag);
        let kind = if self.method == Method::PATCH { "merge-patch+json" } else { "json" };
        Answer::of(request.header("Content-Type", format!("application/{kind}")).body(body.to_string())).await
    }

    /// Sends both while somebody holds the row: each has read the old version before either writes.
    async fn at_once(&self, sql: &Sql) -> [Answer; 2] {
        sql.run(&format!("BEGIN; SELECT 1 FROM {} FOR NO KEY UPDATE", self.row)).await;
        let release = async {
            sql.until_waiting(2).await;
            sql.run("COMMIT").await;
        };
        let [one, other] = &self.bodies;
        let (one, other, ()) = tokio::join!(self.send(one), self.send(other), release);
        [one, other]
    }
}

/// One of everything that carries a version and is not locked before it is read.
async fn races(care: &Care<'_>) -> Vec<Raced> {
    let (tess, owner) = (&care.therapist, care.practice.staff("Olga", &["owner"]).await);
    let given = care.to_client(&care.ann, "self-care").await;
    let revised = care.to_client(&care.ann, "mindful-minute").await;
    let part = format!("/v1/assignments/{}/participants/{}", revised.id(), care.ann.id);
    let act = write(&care.ann, &check_in(&given.id(), json!({}))).await.expect(201);
    let report = json!({"client_id": care.ann.id, "audience": "clinician", "narrative": "One."});
    let report = tess.post("/v1/reports", report).await.expect(201);
    let help =
        json!({"name": "Samaritans", "phone": "116 123", "hours": "Always", "region": "United Kingdom"});
    let help = owner.post("/v1/crisis-resources", help).await.expect(201);
    let pattern = json!({"pattern": "anxious", "source": "clinician", "assessed_on": "2026-03-02"});
    let below = format!("/v1/clients/{}", care.ann.id);
    tess.put(&format!("{below}/attachment-pattern"), pattern).await.expect(201);
    let preferences = json!({"channel": "push", "safe_times": []});
    let preferences =
        care.ann.put_if(&format!("{below}/contact-preferences"), "\"1\"", preferences).await.expect(200);
    let race =
        |caller: &Caller, method: Method, path: String, etag: &str, bodies: [Value; 2], row: String| Raced {
            caller: caller.clone(),
            method,
            path,
            etag: etag.to_owned(),
            bodies,
            row,
        };
    let of_id = |table: &str, id: String| format!("{table} WHERE id = '{id}'");
    let of_client = |table: &str| format!("{table} WHERE client_id = '{}'", care.ann.id);
    let help_with = |hours: &str| json!({"name": "Samaritans", "phone": "116 123", "hours": hours, "region": "United Kingdom"});
    let assessed =
        |pattern: &str| json!({"pattern": pattern, "source": "measure", "assessed_on": "2026-04-01"});
    vec![
        race(
            &owner,
            Method::PATCH,
            below.clone(),
            "\"1\"",
            [json!({"pronouns": "she/her"}), json!({"pronouns": "they/them"})],
            of_id("clients", care.ann.id.to_string()),
        ),
        race(
            &owner,
            Method::PATCH,
            "/v1/practice".to_owned(),
            "\"1\"",
            [json!({"name": "One"}), json!({"name": "Two"})],
            format!("practices WHERE practice_id = '{}'", care.practice.id),
        ),
        race(
            &care.ann,
            Method::PUT,
            format!("{}/{}", of(&care.ann), act.id()),
            &act.etag(),
            [json!({"outcome": "partly"}), json!({"outcome": "done", "minutes": 7})],
            of_id("check_ins", act.id()),
        ),
        race(
            &care.ann,
            Method::PATCH,
            format!("/v1/assignments/{}/participants/{}", given.id(), care.ann.id),
            "\"1\"",
            [json!({"confidence": 3}), json!({"confidence": 8})],
            of_client("assignment_participants"),
        ),
        race(
            tess,
            Method::PATCH,
            format!("/v1/assignments/{}", revised.id()),
            &revised.etag(),
            [json!({"minutes": 3}), json!({"minutes": 8})],
            of_id("assignments", revised.id()),
        ),
        race(
            &care.ann,
            Method::PUT,
            format!("{part}/pause"),
            "\"1\"",
            [json!({"until": day(3)}), json!({"until": day(5)})],
            format!("assignment_participants WHERE assignment_id = '{}'", revised.id()),
        ),
        race(
            tess,
            Method::PUT,
            format!("/v1/assignments/{}/stop", given.id()),
            &given.etag(),
            [json!({}), json!({})],
            of_id("assignments", given.id()),
        ),
        race(
            tess,
            Method::PATCH,
            format!("/v1/reports/{}", report.id()),
            &report.etag(),
            [json!({"narrative": "Two."}), json!({"narrative": "Three."})],
            of_id("reports", report.id()),
        ),
        race(
            &owner,
            Method::PUT,
            format!("/v1/crisis-resources/{}", help.id()),
            &help.etag(),
            [help_with("By day"), help_with("By night")],
            of_id("crisis_resources", help.id()),
        ),
        race(
            tess,
            Method::PUT,
            format!("{below}/attachment-pattern"),
            "\"1\"",
            [assessed("secure"), assessed("avoidant")],
            of_client("attachment_patterns"),
        ),
        race(
            &care.ann,
            Method::PUT,
            format!("{below}/contact-preferences"),
            &preferences.etag(),
            [json!({"channel": "email", "safe_times": []}), json!({"channel": "none", "safe_times": []})],
            of_client("contact_preferences"),
        ),
    ]
}

/// Guards the version that every UPDATE names once more, because what was compared before is old by then; and the
/// comparison before it, without which a late change that changes nothing would be told that all is well.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_is_told_that_it_came_too_late() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    for raced in races(&care).await {
        let answers = raced.at_once(&sql).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            answers.into_iter().zip(&raced.bodies).partition(|(answer, _)| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 1), "{} {}", raced.path, raced.row);
        lost.into_iter().for_each(|(answer, _)| drop(answer.problem(412, "precondition_failed")));
        raced.send(won[0].1).await.problem(412, "precondition_failed");
    }
}
