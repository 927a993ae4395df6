//! A client's own archive has everything that the client can read, or there is a reason why not: for every operation.

use std::collections::BTreeSet;

use serde_json::Value;

use super::spec::Spec;
use super::world::World;
use crate::exports::take;
use crate::support::{Answer, TestApp};

/// Where in `export.json` the answer of an operation stands. `*` is every item of a list.
enum Place {
    /// The answer, or each item of its page, with all its members.
    Whole(&'static str),
    /// These members of it.
    Members(&'static str, &'static [&'static str]),
    /// Nowhere, for this reason. `docs/export-format.md` says it too.
    Nowhere(&'static str),
}

use Place::{Members, Nowhere, Whole};

/// Every operation by which a client reads. A new one is put into the export, or here with the reason why it is not.
static PLACES: &[(&str, Place)] = &[
    ("find_client", Whole("/client")),
    ("list_clients", Whole("/client")),
    ("find_me", Members("/account", &["email"])),
    ("find_practice", Members("/practice", &["id", "name"])),
    ("find_contact_preferences", Whole("/contact_preferences")),
    ("find_couple", Whole("/couples/*")),
    ("list_couples", Whole("/couples/*")),
    ("find_agreement", Whole("/agreements/*")),
    ("list_agreements", Whole("/agreements/*")),
    ("find_assignment", Whole("/assignments/*/assignment")),
    ("list_client_assignments", Whole("/assignments/*/assignment")),
    ("list_couple_assignments", Whole("/assignments/*/assignment")),
    ("find_assigned_item", Whole("/assignments/*/item")),
    ("list_assignment_revisions", Whole("/assignments/*/revisions/*")),
    ("find_participant", Whole("/assignments/*/own_part")),
    ("list_programme_steps", Whole("/programme_steps/*")),
    ("find_share_grant", Whole("/share_grants/*")),
    ("list_share_grants", Whole("/share_grants/*")),
    ("find_disclosure", Whole("/disclosures/*")),
    ("list_disclosures", Whole("/disclosures/*")),
    ("find_released_report", Whole("/released_reports/*")),
    ("list_released_reports", Whole("/released_reports/*")),
    ("find_report_authorisation", Whole("/report_authorisations/*")),
    ("list_report_authorisations", Whole("/report_authorisations/*")),
    ("find_check_in", Whole("/check_ins/*")),
    ("list_check_ins", Whole("/check_ins/*")),
    ("list_check_in_versions", Whole("/check_ins/*/earlier_versions/*")),
    ("find_check_in_feedback", Whole("/check_in_feedback/*")),
    ("list_check_in_feedback", Whole("/check_in_feedback/*")),
    ("find_shared_check_in", Whole("/shared_by_partner/*/check_in")),
    ("list_shared_check_ins", Whole("/shared_by_partner/*/check_in")),
    ("find_boundary", Whole("/boundaries/*")),
    ("list_boundaries", Whole("/boundaries/*")),
    ("list_boundary_versions", Whole("/boundaries/*/earlier_versions/*")),
    ("find_boundary_use", Whole("/boundary_uses/*")),
    ("list_boundary_uses", Whole("/boundary_uses/*")),
    ("list_boundary_use_versions", Whole("/boundary_uses/*/earlier_versions/*")),
    ("find_shared_boundary", Whole("/boundaries_shared_by_partner/*/boundary")),
    ("list_shared_boundaries", Whole("/boundaries_shared_by_partner/*/boundary")),
    ("find_boundary_figures", Nowhere("is computed from uses of boundaries")),
    ("find_pact", Whole("/pacts/*")),
    ("list_pacts", Whole("/pacts/*")),
    ("find_retro", Whole("/retros/*")),
    ("list_retros", Whole("/retros/*")),
    ("list_small_wins", Nowhere("is computed from homework and check-ins")),
    ("find_rating_figures", Nowhere("is computed from check-ins")),
    ("find_journal_entry", Whole("/journal_entries/*")),
    ("list_journal_entries", Whole("/journal_entries/*")),
    ("list_journal_entry_versions", Whole("/journal_entries/*/earlier_versions/*")),
    ("find_life_event", Whole("/life_events/*")),
    ("list_life_events", Whole("/life_events/*")),
    ("list_life_event_versions", Whole("/life_events/*/earlier_versions/*")),
    ("find_shared_journal_entry", Whole("/journal_entries_shared_by_partner/*/journal_entry")),
    ("list_shared_journal_entries", Whole("/journal_entries_shared_by_partner/*/journal_entry")),
    ("find_rupture", Whole("/ruptures/*")),
    ("list_ruptures", Whole("/ruptures/*")),
    ("list_rupture_versions", Whole("/ruptures/*/earlier_versions/*")),
    ("find_shared_rupture", Whole("/ruptures_shared_by_partner/*/rupture")),
    ("list_shared_ruptures", Whole("/ruptures_shared_by_partner/*/rupture")),
    ("find_repair", Whole("/repairs/*")),
    ("list_repairs", Whole("/repairs/*")),
    ("list_repair_versions", Whole("/repairs/*/earlier_versions/*")),
    ("find_shared_repair", Whole("/repairs_shared_by_partner/*/repair")),
    ("list_shared_repairs", Whole("/repairs_shared_by_partner/*/repair")),
    ("list_repair_responses", Whole("/repair_responses/*")),
    ("find_appointment", Whole("/appointments/*")),
    ("list_appointments", Whole("/appointments/*")),
    ("find_measure", Whole("/measures/*")),
    ("list_measures", Whole("/measures/*")),
    ("list_measure_versions", Whole("/measures/*/earlier_versions/*")),
    ("find_measure_request", Whole("/measure_requests/*")),
    ("list_measure_requests", Whole("/measure_requests/*")),
    ("find_instrument_questionnaire", Nowhere("is the practice's licensed copy, and nobody's data")),
    ("find_measure_questionnaire_response", Nowhere("is the measure in another form")),
    ("find_due_measures", Nowhere("is computed from requests, measures and appointments")),
    ("list_instruments", Nowhere("is the product's or the practice's, and nobody's data")),
    ("find_instrument", Nowhere("is the product's or the practice's, and nobody's data")),
    ("find_instrument_version", Nowhere("is the product's or the practice's, and nobody's data")),
    ("list_periods", Nowhere("is computed from homework and check-ins")),
    ("find_client_progress", Nowhere("is computed from homework and check-ins")),
    ("find_couple_progress", Nowhere("is computed from homework and check-ins")),
    ("find_today", Nowhere("is computed from homework and check-ins")),
    ("find_planned_end", Nowhere("could hurt whoever planned it, in a file that somebody else finds")),
    ("list_exports", Nowhere("is about archives, not about the client")),
    ("find_export", Nowhere("is about archives, not about the client")),
    ("find_export_content", Nowhere("is the archive")),
    ("find_erasure", Nowhere("tells how an erasure stands that takes the record away")),
    ("find_second_factor", Nowhere("is about signing in, at all practices")),
    ("list_sessions", Nowhere("is about signing in, at all practices")),
    ("list_crisis_resources", Nowhere("is the practice's, and nobody's data")),
    ("find_crisis_resource", Nowhere("is the practice's, and nobody's data")),
    ("list_feelings", Nowhere("is the product's, and nobody's data")),
    (
        "list_writing_prompts",
        Nowhere("is the practice's library, and nobody's data; an entry keeps its questions"),
    ),
    (
        "find_writing_prompt",
        Nowhere("is the practice's library, and nobody's data; an entry keeps its questions"),
    ),
];

/// Guards what the archive promises: an operation that lets a client read something new fails here until the archive has
/// it too, as the client reads it, or a reason says why not.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_what_the_client_can_read() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let reads = || {
        let all = spec.operations().into_iter();
        all.filter(|operation| {
            operation.reads() && !operation.is_public() && operation.roles().contains(&"client")
        })
    };
    let found: BTreeSet<&str> = reads().map(|operation| operation.id()).collect();
    let known: BTreeSet<&str> = PLACES.iter().map(|(id, _)| *id).collect();
    assert_eq!(found, known, "PLACES says of each operation where its answer is in an export");
    let mut targets = Vec::new();
    for operation in reads().filter(|operation| !matches!(place_of(operation.id()), Nowhere(_))) {
        targets.push(world.target(operation, "client").await);
    }
    let (of_ann, of_ben) = (take(&app, &world.ann).await.0, take(&app, &world.ben).await.0);
    let mut missing = Vec::new();
    for target in &targets {
        let id = target.operation.id();
        // What Ann shares is in the export of Ben.
        let shared = id.contains("shared");
        let (reader, export) = if shared { (&world.ben, &of_ben) } else { (&world.ann, &of_ann) };
        let answer = target.send(&world, reader).await.expect(200);
        let mut told = told(&answer);
        // Among what the couple shares the own is what the reader wrote.
        told.retain(|one| !shared || one["client_id"] != serde_json::json!(reader.id));
        assert!(!told.is_empty(), "{id} answers nothing to be looked for");
        missing.extend(
            told.into_iter().filter(|one| !stands(export, id, one)).map(|one| format!("{id}: {one}")),
        );
    }
    println!("operations that are looked for in an export: {}", targets.len());
    assert!(missing.is_empty(), "not in the export:\n{}", missing.join("\n"));
}

#[test]
fn what_is_left_out_says_why() {
    let unsaid = PLACES.iter().filter(|(_, place)| matches!(place, Nowhere(reason) if reason.len() < 10));
    assert_eq!(unsaid.count(), 0);
}

fn place_of(id: &str) -> &'static Place {
    &PLACES.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("{id} is not in PLACES")).1
}

fn told(answer: &Answer) -> Vec<Value> {
    match answer.body["items"].as_array() {
        Some(items) => items.clone(),
        None => vec![answer.body.clone()],
    }
}

fn stands(export: &Value, id: &str, one: &Value) -> bool {
    let told = one.as_object().expect("an answer is an object");
    let same = |there: &Value, names: &[&str]| names.iter().all(|name| there.get(name) == told.get(*name));
    match place_of(id) {
        Whole(path) => {
            let names: Vec<&str> = told.keys().map(String::as_str).collect();
            at(export, path).into_iter().any(|there| same(there, &names))
        }
        Members(path, names) => at(export, path).into_iter().any(|there| same(there, names)),
        Nowhere(_) => false,
    }
}

fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    path.split('/').skip(1).fold(vec![value], |found, name| match name {
        "*" => found.into_iter().filter_map(Value::as_array).flatten().collect(),
        name => found.into_iter().filter_map(|value| value.get(name)).collect(),
    })
}
