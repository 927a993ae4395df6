//! What an erasure leaves: nothing of the person but what is listed here.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use holdfast::exchange::erasure::{Ledger, Line, Replayed, replay};
use holdfast::platform::ids::Id;
use serde_json::json;
use uuid::Uuid;

use super::{Furnished, ask, keep_nothing};
use crate::support::{Sql, TestApp, furnished_practice};

/// Columns that name an erased client for good: the blank rows, who the couple's members were and that one signed, the
/// ledger, and the trail, which holds ids alone.
const STAYS: [&str; 11] = [
    "agreement_signatures.client_id",
    "audit_events.client_id",
    "audit_events.membership_id",
    "audit_events.resource_id",
    "audit_links.event_id",
    "clients.id",
    "couple_members.client_id",
    "erasures.client_id",
    "memberships.id",
    "pact_acceptances.client_id",
    "retro_readers.client_id",
];
/// And for two minutes, the job that looks once more.
const FOR_A_WHILE: &str = "jobs.subject_id";

/// Every column of every table that holds ids.
async fn id_columns(sql: &Sql) -> Vec<String> {
    sql.column(
        "SELECT table_name || '.' || column_name FROM information_schema.columns c \
         JOIN information_schema.tables t USING (table_schema, table_name) \
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = 'uuid' ORDER BY 1",
    )
    .await
}

/// The columns in which one of these ids stands.
async fn naming(sql: &Sql, ids: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let list = ids.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(", ");
    for name in id_columns(sql).await {
        let (table, column) = name.split_once('.').unwrap();
        if sql.number(&format!("SELECT count(*) FROM {table} WHERE {column} IN ({list})")).await > 0 {
            found.insert(name);
        }
    }
    found
}

/// Where the catalogue says that a client is meant: by its name, or by a foreign key to clients.
async fn client_columns(sql: &Sql) -> BTreeSet<String> {
    let named = "SELECT table_name::text || '.' || column_name::text FROM information_schema.columns c \
         JOIN information_schema.tables t USING (table_schema, table_name) WHERE c.table_schema = 'public' \
         AND t.table_type = 'BASE TABLE' AND column_name = 'client_id'";
    let keyed = "SELECT c.conrelid::regclass::text || '.' || a.attname::text FROM pg_constraint c \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2] \
         WHERE c.contype = 'f' AND c.confrelid IN ('clients'::regclass, 'couple_members'::regclass) AND cardinality(c.conkey) = 2";
    sql.column(&format!("{named} UNION {keyed}")).await.into_iter().collect()
}

/// What belongs to the client by ids of its own.
async fn owned(sql: &Sql, client: &str) -> Vec<String> {
    let of = |table: &str, column: &str| format!("SELECT id FROM {table} WHERE {column} = '{client}'");
    let all = [
        of("sessions", "membership_id"),
        of("invitations", "membership_id"),
        of("exports", "client_id"),
        of("assignments", "client_id"),
        of("check_ins", "client_id"),
        of("repairs", "client_id"),
        of("ruptures", "client_id"),
        of("measures", "client_id"),
        of("measure_requests", "client_id"),
        of("safety_marks", "client_id"),
        of("disclosures", "client_id"),
        of("share_grants", "client_id"),
        of("reports", "client_id"),
        of("report_releases", "client_id"),
        of("report_authorisations", "client_id"),
        format!("SELECT account_id FROM memberships WHERE id = '{client}'"),
    ];
    let mut ids = Vec::new();
    for query in all {
        ids.extend(sql.column(&query).await);
    }
    ids
}

/// What the furnished practice has of the couple, and of Ada alone as well.
async fn of_ada_alone(sql: &Sql, practice: Uuid, ada: &str) {
    let assignment = crate::support::new_id();
    let from = "FROM assignments WHERE couple_id IS NOT NULL LIMIT 1";
    sql.run(&format!(
        "INSERT INTO assignments (practice_id, id, client_id, item_id, status, starts_on, revision, assigned_by) \
           SELECT practice_id, '{assignment}', '{ada}', item_id, 'active', starts_on, 1, assigned_by {from}; \
         INSERT INTO assignment_revisions (practice_id, assignment_id, number, effective_from, item_id, item_version, cadence, \
           time_zone, day_start, week_start, created_by, item_key, item_kind, item_title, mode) \
           SELECT practice_id, '{assignment}', 1, effective_from, item_id, item_version, \
             '{{\"type\":\"times_per_period\",\"times\":1,\"every\":1,\"unit\":\"day\"}}', time_zone, day_start, \
             week_start, created_by, item_key, item_kind, item_title, 'individual' FROM assignment_revisions LIMIT 1; \
         INSERT INTO assignment_changes (practice_id, id, assignment_id, client_id, from_day, changed_at) \
           SELECT practice_id, gen_random_uuid(), '{assignment}', '{ada}', from_day, changed_at FROM assignment_changes LIMIT 1; \
         INSERT INTO assignment_pauses (practice_id, id, assignment_id, client_id, starts_on, created_by) \
           SELECT practice_id, gen_random_uuid(), '{assignment}', '{ada}', starts_on, created_by FROM assignment_pauses LIMIT 1; \
         INSERT INTO reports (practice_id, id, client_id, audience, window_from, window_to, status, document_sealed, sha256, \
           frozen_at, created_by) SELECT practice_id, gen_random_uuid(), '{ada}', audience, window_from, window_to, status, \
           document_sealed, sha256, frozen_at, created_by FROM reports LIMIT 1; \
         INSERT INTO report_authorisations (practice_id, id, client_id, words_sealed, valid_until, proposed_by) \
           SELECT practice_id, gen_random_uuid(), '{ada}', words_sealed, valid_until, proposed_by FROM report_authorisations LIMIT 1; \
         INSERT INTO report_authorisation_signatures (practice_id, authorisation_id, client_id, signed_at, counts) \
           SELECT practice_id, id, '{ada}', created_at, true FROM report_authorisations WHERE client_id = '{ada}'; \
         INSERT INTO report_releases (practice_id, id, report_id, authorisation_id, released_by, released_at) \
           SELECT report.practice_id, gen_random_uuid(), report.id, asked.id, report.created_by, report.created_at \
           FROM reports report, report_authorisations asked WHERE report.client_id = '{ada}' AND asked.client_id = '{ada}'; \
         INSERT INTO care_team_members (practice_id, id, staff_id, client_id) SELECT practice_id, gen_random_uuid(), staff_id, \
           '{ada}' FROM care_team_members LIMIT 1; \
         INSERT INTO audit_events (practice_id, id, at, account_id, membership_id, acting_as, action, resource, client_id, outcome, \
           request_id) VALUES ('{practice}', gen_random_uuid(), now(), gen_random_uuid(), '{ada}', '{{client}}', 'find_client', \
           'client', '{ada}', 'success', gen_random_uuid()); \
         INSERT INTO idempotency_keys (practice_id, membership_id, key_digest, operation, payload_digest, resource_id) \
           VALUES ('{practice}', '{ada}', '\\x02', 'create_check_in', '\\x01', gen_random_uuid());"
    ))
    .await;
}

async fn erase(app: &TestApp, practice: Uuid, client: &str) {
    let services = app.services();
    let line = Line {
        practice: Id::from_uuid(practice),
        client: Id::from_uuid(client.parse().unwrap()),
        erased_at: app.clock.now(),
    };
    let text = line.write(&services.shared.keys.erasures).unwrap();
    let done = replay(&services, &Ledger::new(app.ledger()), &text).await.unwrap();
    assert_eq!(done, Replayed::Erased);
}

/// Guards against a table that erasure forgets: in a practice where no table is empty, every column that means a client names
/// Ada before, and after it only those that are listed do. A new table makes this fail until it is furnished and treated.
#[tokio::test(flavor = "multi_thread")]
async fn no_row_of_the_person_is_left() {
    let app = TestApp::start().await;
    let practice = furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let ada = sql.value("SELECT id FROM clients WHERE given_name = 'Ada'").await;
    of_ada_alone(&sql, practice.id, &ada).await;
    let ledger_of_others = BTreeSet::from(["erasures.client_id".to_owned()]);
    let before = naming(&sql, std::slice::from_ref(&ada)).await;
    let unfurnished: Vec<_> =
        client_columns(&sql).await.into_iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(unfurnished, ledger_of_others.into_iter().collect::<Vec<_>>(), "these name nobody yet");
    let owned = owned(&sql, &ada).await;
    assert!(owned.len() > 8, "{owned:?}");
    erase(&app, practice.id, &ada).await;
    let stays: BTreeSet<String> = STAYS.into_iter().chain([FOR_A_WHILE]).map(str::to_owned).collect();
    let after = naming(&sql, std::slice::from_ref(&ada)).await;
    assert_eq!(after.difference(&stays).collect::<Vec<_>>(), Vec::<&String>::new());
    let of_owned = naming(&sql, &owned).await;
    let of_trail: Vec<_> = of_owned.iter().filter(|name| !name.starts_with("audit_")).collect();
    assert_eq!(of_trail, Vec::<&String>::new(), "what was the person's is still named");
    app.clock.advance(TimeDelta::minutes(3));
    app.work().await;
    assert!(!naming(&sql, &[ada]).await.contains(FOR_A_WHILE));
    assert_eq!(sql.number("SELECT count(*) FROM export_pieces").await, 0);
    assert_eq!(
        sql.number("SELECT count(*) FROM agreement_signatures WHERE line_sealed IS NOT NULL").await,
        0
    );
}

/// The walk can fail: a table that erasure does not know is named, furnished or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_table_is_seen() {
    let app = TestApp::start().await;
    let practice = furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let ada = sql.value("SELECT id FROM clients WHERE given_name = 'Ada'").await;
    sql.run("CREATE TABLE loose (practice_id uuid, client_id uuid, PRIMARY KEY (practice_id, client_id))")
        .await;
    assert!(client_columns(&sql).await.contains("loose.client_id"));
    assert!(!naming(&sql, std::slice::from_ref(&ada)).await.contains("loose.client_id"));
    sql.run(&format!("INSERT INTO loose VALUES ('{}', '{ada}')", practice.id)).await;
    erase(&app, practice.id, &ada).await;
    assert!(naming(&sql, &[ada]).await.contains("loose.client_id"));
}

/// Guards the words: names and contact data of the person stand nowhere, in no column of any table.
#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_the_person_is_left() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let (ann, sql) = (&all.care.ann, app.sql().await);
    let secrets = [
        ("given_name", "Annabelle-Canary"),
        ("family_name", "Canary-Family"),
        ("preferred_name", "Canary-Called"),
        ("pronouns", "canary/canaries"),
        ("phone", "+44 20 7946 0777"),
        ("address", "7 Canary Wharf"),
    ];
    for (column, word) in secrets {
        sql.run(&format!("UPDATE clients SET {column} = '{word}' WHERE id = '{}'", ann.id)).await;
    }
    crate::exports::ready(&app, ann).await;
    let words: Vec<String> =
        secrets.iter().map(|(_, word)| (*word).to_owned()).chain([ann.email.clone()]).collect();
    assert!(tables_with(&sql, &words).await.len() >= 2, "there is something to find");
    keep_nothing(&app).await;
    ask(ann, ann).await.expect(202);
    app.work().await;
    assert_eq!(tables_with(&sql, &words).await, Vec::<String>::new());
    // The other's account and sign-in are as before.
    let credentials = serde_json::json!({"email": all.care.ben.email, "password": crate::support::PASSWORD});
    app.nobody().post("/v1/sessions", credentials).await.expect(201);
    let gone = serde_json::json!({"email": ann.email, "password": crate::support::PASSWORD});
    app.nobody().post("/v1/sessions", gone).await.problem(401, "sign_in_failed");
}

/// The tables in which one of these words stands, in any column.
async fn tables_with(sql: &Sql, words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for table in crate::support::tables(sql).await {
        for word in words {
            let count = format!("SELECT count(*) FROM {table} t WHERE strpos(t::text, '{word}') > 0");
            if sql.number(&count).await > 0 && !found.contains(&table) {
                found.push(table.clone());
            }
        }
    }
    found
}

/// Guards a person who is somebody elsewhere too: the account stays for the other practice, and opens nothing here.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_needed_elsewhere_stays() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let ann = &all.care.ann;
    let elsewhere = app.practice("Lantern").await.join(ann, &["therapist"]).await;
    keep_nothing(&app).await;
    ask(ann, ann).await.expect(202);
    app.work().await;
    elsewhere.get("/v1/me").await.expect(200);
    let credentials = serde_json::json!({"email": ann.email, "password": crate::support::PASSWORD});
    let opened = app.nobody().post("/v1/sessions", credentials).await.expect(201);
    let me = app.bearer(opened.body["access_token"].as_str()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["practice_name"], "Lantern", "{}", me.text);
}

/// Guards against what was let in just before: an export that is entered while the client is being erased goes with the sweep.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_late_is_swept_up() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let (ann, sql) = (&all.care.ann, app.sql().await);
    keep_nothing(&app).await;
    ask(ann, ann).await.expect(202);
    app.work().await;
    sql.run(&format!(
        "INSERT INTO sessions (practice_id, id, membership_id, account_id, device, refreshed_at, expires_at, proved_at) \
         VALUES ('{}', gen_random_uuid(), '{}', gen_random_uuid(), 'Late phone', now(), now(), now())",
        all.care.practice.id, ann.id
    ))
    .await;
    app.clock.advance(TimeDelta::minutes(3));
    assert!(app.work().await > 0);
    assert_eq!(sql.number("SELECT count(*) FROM sessions WHERE device = 'Late phone'").await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM jobs WHERE kind = 'erase_client'").await, 0);
}

/// Of two, one of whom is gone, no report is made: their figures cannot be taken apart.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_reports_on_a_couple_that_lost_one() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    keep_nothing(&app).await;
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    app.work().await;
    let about = json!({"couple_id": all.care.couple, "audience": "clinician"});
    all.care.therapist.post("/v1/reports", about).await.problem(404, "not_found");
}
