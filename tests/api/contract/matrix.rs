//! The authorisation matrix: every operation, everybody who must not, on what exists and on what never did.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::askers::{Stand, askers, told};
use super::spec::{Params, Spec, uuids_in};
use super::world::{Ledger, World};
use crate::support::TestApp;

/// Guards rule 1 of `visibility.md`, for every operation there is: what another practice has, what the caller may not
/// see and what never existed answer alike, so that nobody can find out who is in care here by trying ids; and a
/// refused request writes nothing. The requests are right in all but who sends them: `roles.rs` shows that the same
/// ones succeed for the right caller.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_yours_is_not_there() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in spec.operations() {
        if operation.is_public() {
            continue;
        }
        let role = operation.right_role().unwrap_or_else(|| panic!("{operation}: nobody may call it"));
        let target = here.target(operation, role).await;
        let before = ledger.digest().await;
        for asker in askers(&here, &elsewhere).iter().filter(|asker| asker.is_shut_out(&operation)) {
            let params = asker.params(&here, &target);
            let real = target.send_to(&here, asker.caller, &params).await;
            cases += 1;
            let holds_role = operation.roles().contains(&asker.role);
            let wanted: &[u16] = if holds_role { &[404] } else { &[403, 404] };
            if !wanted.contains(&real.status) {
                found.push(format!("{operation} by {}: {} {}", asker.name, real.status, real.text));
            }
            for missing in target.missing(&here) {
                cases += 1;
                let never = target.send_to(&here, asker.caller, &missing).await;
                if told(&real) != told(&never) {
                    let (real, never) = (told(&real), told(&never));
                    found.push(format!("{operation} by {}: {real:?} for a real one, {never:?}", asker.name));
                }
            }
        }
        if ledger.digest().await != before {
            found.push(format!("{operation}: a refused request wrote something"));
        }
    }
    println!("matrix: {cases} cases over {} operations", spec.operations().len());
    here.assert_all_told();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards the door: without a token that counts, every operation that is not public is a 401, whatever it is asked
/// and before it looks at anything.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_everything_is_closed() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let ended = here.practice.sign_in(here.therapist.id).await;
    ended.delete("/v1/sessions/current").await.expect(204);
    let suspended = here.practice.staff("Gone", &["therapist"]).await;
    here.admin
        .put(&format!("/v1/staff/{}/suspension", suspended.id), serde_json::json!({}))
        .await
        .expect(200);
    app.clock.advance(TimeDelta::minutes(-20));
    let expired = here.practice.sign_in(here.therapist.id).await;
    app.clock.advance(TimeDelta::minutes(20));
    let half = here.therapist.token.clone().unwrap();
    let forged = format!("{}.e30.{}", half.split('.').next().unwrap(), half.split('.').nth(2).unwrap());
    let tokens = [Some("bogus"), Some(""), Some(forged.as_str())].map(|token| app.bearer(token));
    let strangers = [vec![app.nobody(), ended, suspended, expired], tokens.to_vec()].concat();
    let (mut cases, before) = (0, ledger.digest().await);
    for operation in spec.operations().into_iter().filter(|operation| !operation.is_public()) {
        let mut params = here.params(&[("number", "1"), ("step", "1"), ("period_start", "2001-01-01")]);
        for name in operation.path_names() {
            params.entry(name.to_owned()).or_insert_with(|| here.ann.id.to_string());
        }
        let body = here.body(&operation, serde_json::json!({}));
        for stranger in &strangers {
            cases += 1;
            let answer = here.send(stranger, &operation, &params, Some("\"1\""), body.as_ref()).await;
            let answer = answer.problem(401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{operation}");
        }
    }
    assert_eq!(ledger.digest().await, before);
    println!("without a token: {cases} cases");
    here.assert_all_told();
}

/// Guards lists and searches, which name nobody in their path: whatever somebody of another practice, an
/// unassigned therapist or another client asks for, no id of what is hidden from them comes back.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_holds_what_is_hidden() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    let of_practice = here.ids().await;
    let of_ann: BTreeSet<String> = of_clinical(&here).await;
    assert!(of_practice.len() > 30 && of_ann.len() > 6, "there is something to hide");
    for operation in spec.operations() {
        let harmless = operation.reads() || operation.id().starts_with("search_");
        if operation.is_public() || !harmless || !operation.path_names().is_empty() {
            continue;
        }
        for asker in askers(&here, &elsewhere) {
            let hidden = match asker.stand {
                Stand::Foreign => &of_practice,
                Stand::Apart | Stand::Partner => &of_ann,
                Stand::Office => continue,
            };
            cases += 1;
            let body = here.body(&operation, serde_json::json!({}));
            let answer = here.send(asker.caller, &operation, &Params::new(), None, body.as_ref()).await;
            for id in uuids_in(&answer.text) {
                let joint = asker.stand == Stand::Partner && id == here.couple.to_string();
                if hidden.contains(id) && !joint {
                    found.push(format!("{operation} tells {} of {id}", asker.name));
                }
            }
        }
    }
    println!("lists: {cases} cases");
    here.assert_all_told();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// What only those who care for Ann may know of: she herself, her couple, and what was written below them.
async fn of_clinical(here: &World<'_>) -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = [here.couple.to_string(), here.alone.clone()].into();
    for what in ["check-ins", "journal-entries", "boundaries", "boundary-uses", "measures", "life-events"] {
        let own = format!("/v1/clients/{}/{what}", here.ann.id);
        let written = here.ann.get(&own).await.expect(200);
        ids.extend(written.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
    }
    let reports = here.therapist.get("/v1/reports").await.expect(200);
    ids.extend(reports.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
    let asked =
        here.ann.get(&format!("/v1/report-authorisations?client_id={}", here.ann.id)).await.expect(200);
    assert!(!asked.items().is_empty(), "there is something to hide");
    ids.extend(asked.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
    ids.extend([here.therapist.session, here.ann.session].map(|id| id.to_string()));
    ids
}
