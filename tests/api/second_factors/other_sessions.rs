//! What becomes of the account's other sessions when its second factor changes.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{refresh, sign_in, with};
use crate::support::{Answer, Authenticator, Caller, TestApp, TestPractice};

const FACTOR: &str = "/v1/me/second-factor";

/// The four changes, each with a second factor that is set up as it needs.
#[derive(Debug, Clone, Copy)]
enum Change {
    First,
    Another,
    Codes,
    Off,
}

impl Change {
    const ALL: [Self; 4] = [Self::First, Self::Another, Self::Codes, Self::Off];

    async fn prepare(self, app: &TestApp, ada: &Caller) {
        if !matches!(self, Self::First) {
            Authenticator::confirmed(app, ada).await;
        }
    }

    /// Makes it; what is said of other sessions is left out where nothing is given.
    async fn make(self, app: &TestApp, ada: &Caller, ends: Option<bool>) -> Answer {
        let query = ends.map(|ends| format!("?end_other_sessions={ends}")).unwrap_or_default();
        match self {
            Self::First | Self::Another => {
                let phone = Authenticator::enrolled(app, ada).await;
                let mut body = json!({"code": phone.code()});
                if let Some(ends) = ends {
                    body["end_other_sessions"] = Value::Bool(ends);
                }
                ada.put(&format!("{FACTOR}/confirmation"), body).await
            }
            Self::Codes => ada.post(&format!("{FACTOR}/recovery-codes{query}"), json!({})).await,
            Self::Off => ada.delete(&format!("{FACTOR}{query}")).await,
        }
    }
}

struct Sessions {
    here: Caller,
    phone: Caller,
    elsewhere: Caller,
}

async fn sessions(practice: &TestPractice<'_>, second: &TestPractice<'_>, name: &str) -> Sessions {
    let here = practice.staff(name, &["therapist"]).await;
    let (phone, elsewhere) = (practice.sign_in(here.id).await, second.join(&here, &["therapist"]).await);
    Sessions { here, phone, elsewhere }
}

/// Guards the person against whoever was in already when the second factor came, went or was renewed.
#[tokio::test(flavor = "multi_thread")]
async fn they_end_unless_they_are_to_stay() {
    let app = TestApp::start().await;
    let (practice, second) = (app.practice("Harbour").await, app.practice("Lantern").await);
    for change in Change::ALL {
        for ends in [Some(false), None] {
            let Sessions { here, phone, elsewhere } = sessions(&practice, &second, "Ada").await;
            change.prepare(&app, &here).await;
            let made = change.make(&app, &here, ends).await;
            assert!((200..300).contains(&made.status), "{change:?}: {}", made.text);
            here.get("/v1/me").await.expect(200);
            for other in [&phone, &elsewhere] {
                let answer = other.get("/v1/me").await;
                assert_eq!(answer.status, if ends.is_none() { 401 } else { 200 }, "{change:?} {ends:?}");
            }
        }
    }
}

/// Guards a stop between the change and the end of the sessions: what is open then gets no new tokens, but for the
/// session that made the change.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_forgotten_gets_no_new_tokens() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let sql = app.sql().await;
    for change in Change::ALL {
        let ada = practice.client("Ada").await;
        let open = async || sign_in(&app, &ada.email, None).await.expect(201);
        let (other, own) = (open().await, open().await);
        let ada = with(&ada, &own);
        change.prepare(&app, &ada).await;
        app.clock.advance(TimeDelta::seconds(2));
        let made = change.make(&app, &ada, None).await;
        assert!((200..300).contains(&made.status), "{change:?}: {}", made.text);
        sql.run("UPDATE sessions SET ended_at = NULL").await;
        refresh(&app, &other).await.problem(401, "unauthenticated");
        refresh(&app, &own).await.expect(200);
    }
}

/// What was never confirmed changes nothing, so that nothing ends with it.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_did_not_count_ends_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let phone = practice.sign_in(ada.id).await;
    Authenticator::enrolled(&app, &ada).await;
    ada.delete(FACTOR).await.expect(204);
    phone.get("/v1/me").await.expect(200);
    ada.delete(&format!("{FACTOR}?end_other_sessions=maybe")).await.problem(400, "malformed");
}
