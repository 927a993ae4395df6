//! Passwords and tokens come out nowhere, whether they are right or wrong, and are kept as digests at most.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use holdfast::platform::crypto::sha256;
use serde_json::Value;

use super::leaves::put;
use super::words::Canaries;
use super::{TALKATIVE, database_log, talkative};
use crate::contract::data_classes::committed;
use crate::contract::spec::{Operation, Spec};
use crate::contract::target::Target;
use crate::contract::world::World;
use crate::support::{Answer, PASSWORD, Sql};

/// Operations that take any strong password; the others compare it with the one that there is.
const TAKES_ANY: [&str; 3] =
    ["create_invitation_acceptance", "create_password_reset_completion", "update_password"];
/// Members of answers that are secrets.
const TOLD: [&str; 3] = ["access_token", "refresh_token", "token"];

/// Members of an operation's body that are passwords, and those that are tokens, as the document has them.
fn secrets_of(spec: &Spec, operation: &Operation<'_>) -> (Vec<String>, Vec<String>) {
    let (mut passwords, mut tokens) = (Vec::new(), Vec::new());
    let schema = operation.body().map(|(_, schema, _)| spec.resolve(schema));
    for (name, member) in schema.and_then(|one| one["properties"].as_object()).into_iter().flatten() {
        if spec.resolve(member)["format"] == "password" {
            passwords.push(format!("/{name}"));
        } else if name.ends_with("token") {
            tokens.push(format!("/{name}"));
        }
    }
    (passwords, tokens)
}

/// What was sent and told, and where it came out.
struct Watch {
    canaries: Canaries,
    tokens: BTreeSet<String>,
    found: Vec<String>,
}

impl Watch {
    /// No answer has what was sent; what it tells itself is a secret from now on.
    fn look_at(&mut self, place: &str, answer: &Answer) {
        let told: Vec<&str> = TOLD.iter().filter_map(|name| answer.body[name].as_str()).collect();
        let text = format!("{:?} {}", answer.headers, answer.text);
        let text = told.iter().fold(text, |text, secret| text.replace(secret, ""));
        self.search(&format!("the answer to {place}"), &text);
        self.tokens.extend(told.into_iter().map(str::to_owned));
    }

    fn search(&mut self, place: &str, text: &str) {
        if !self.canaries.open_in(text).is_empty() || !self.canaries.hidden_in(text).is_empty() {
            self.found.push(format!("{place}: a password or token of ours"));
        }
        if text.contains(PASSWORD) || text.contains(&hex(PASSWORD.as_bytes())) {
            self.found.push(format!("{place}: the password"));
        }
        for token in &self.tokens {
            if forms(token).iter().any(|form| text.contains(form.as_str())) {
                self.found.push(format!("{place}: a token"));
            }
        }
    }

    /// Sends an operation's right request, with a canary in the place of each secret first, in forms that are refused, and
    /// as a password last.
    async fn send(&mut self, world: &World<'_>, operation: Operation<'_>) {
        let (passwords, tokens) = secrets_of(world.spec, &operation);
        let place = operation.id();
        let mut target =
            world.target(world.spec.operation(place), operation.right_role().unwrap_or("client")).await;
        let caller = if operation.is_public() { world.app.nobody() } else { target.caller.clone() };
        let right = target.body.clone().unwrap();
        let sent = tokens.iter().filter_map(|at| right.pointer(at)?.as_str());
        self.tokens.extend(sent.map(str::to_owned));
        for at in passwords.iter().chain(&tokens) {
            let number = self.canaries.next();
            let word = self.canaries.word(number);
            let inner = format!("{at}/x");
            for (pointer, text) in [(at, word.repeat(20)), (&inner, word.clone())] {
                self.refused(world, &mut target, &right, (pointer.as_str(), text.as_str())).await;
            }
            if tokens.contains(at) {
                self.refused(world, &mut target, &right, (at.as_str(), word.as_str())).await;
            }
            let torn = caller
                .request(operation.http_method(), &operation.address(&target.params))
                .header("Content-Type", "application/json")
                .body(format!("{{\"{word}\": \"{word}"));
            self.look_at(place, &Answer::of(torn).await);
        }
        let mut body = right;
        for at in &passwords {
            let number = self.canaries.next();
            put(&mut body, at, &format!("{}-otter-kelp", self.canaries.word(number)));
        }
        target.body = Some(body);
        let answer = target.send(world, &caller).await;
        let right = passwords.is_empty() || TAKES_ANY.contains(&place);
        assert_eq!((200..300).contains(&answer.status), right, "{place}: {}", answer.text);
        self.look_at(place, &answer);
        let again = target.send(world, &caller).await;
        self.look_at(place, &again);
    }

    async fn refused(
        &mut self,
        world: &World<'_>,
        target: &mut Target<'_>,
        right: &Value,
        (pointer, text): (&str, &str),
    ) {
        let mut body = right.clone();
        put(&mut body, pointer, text);
        target.body = Some(body);
        let caller = if target.operation.is_public() { world.app.nobody() } else { target.caller.clone() };
        let answer = target.send(world, &caller).await;
        let place = format!("{} {pointer}", target.operation.id());
        assert!(answer.status >= 400, "{place}: {}", answer.text);
        self.look_at(&place, &answer);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The random end of a token; a practice may stand before it.
fn secret_of(token: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    Some(bytes.get(bytes.len().checked_sub(32)?..)?.to_vec())
}

/// Forms in which a token could come out and still work.
fn forms(token: &str) -> Vec<String> {
    let mut forms = vec![token.to_owned(), hex(token.as_bytes())];
    forms.extend(secret_of(token).map(|secret| hex(&secret)));
    forms
}

/// Guards what opens an account, for every password and token that a body takes, a new one included: none is in an answer
/// that did not make it, in the service's log at its most talkative, in PostgreSQL's, or in any column.
#[tokio::test(flavor = "multi_thread")]
async fn no_password_and_no_token_comes_out() {
    let (app, service) = talkative(&TALKATIVE).await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut watch = Watch { canaries: Canaries::new(), tokens: BTreeSet::new(), found: Vec::new() };
    let mut sent = Vec::new();
    for operation in spec.operations() {
        let (passwords, tokens) = secrets_of(&spec, &operation);
        if !passwords.is_empty() || !tokens.is_empty() {
            watch.send(&world, operation).await;
            sent.push(operation.id());
        }
    }
    println!("secrets of: {sent:?}");
    for id in TAKES_ANY.iter().chain(&["create_session", "create_tokens", "prove_session"]) {
        assert!(sent.contains(id), "{id} takes a secret");
    }
    // The buffer of the audit trail is written away.
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let sql = Sql::open(&app.url).await;
    let mut dump = String::new();
    for (column, _) in committed() {
        let (table, name) = column.split_once('.').unwrap();
        let text = sql.column(&format!("SELECT {name}::text FROM {table}")).await.join("\n");
        watch.search(&column, &text);
        dump.push_str(&text);
    }
    let digests =
        watch.tokens.iter().filter_map(|token| secret_of(token)).map(|secret| hex(&sha256(&secret)));
    assert!(digests.filter(|digest| dump.contains(digest)).count() > 1, "their digests are there");
    watch.search("the service's log", &service.logged());
    watch.search("PostgreSQL's log", &database_log().await);
    assert!(watch.found.is_empty(), "{} findings:\n{}", watch.found.len(), watch.found.join("\n"));
}
