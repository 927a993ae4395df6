//! What must hold for every table, read from PostgreSQL's own catalogue.

use crate::support::{Sql, TestApp, tables};

/// Tables that belong to no practice.
pub const SHARED: [&str; 12] = [
    "__diesel_schema_migrations",
    "account_memberships",
    "account_tokens",
    "accounts",
    "jobs",
    "known_places",
    "notices",
    "recovery_codes",
    "second_factors",
    "server_keys",
    "signing_keys",
    "throttles",
];

/// Where the serving role may delete rows.
const DELETABLE: &[&str] = &[
    "account_memberships",
    "account_tokens",
    "accounts",
    "appointments",
    "assignment_changes",
    "assignment_participants",
    "assignment_pauses",
    "assignment_revisions",
    "assignments",
    "attachment_patterns",
    "audit_unsealed",
    "boundaries",
    "boundary_use_versions",
    "boundary_uses",
    "boundary_versions",
    "care_team_members",
    "check_in_feedback",
    "check_in_feedback_versions",
    "check_in_personals",
    "check_in_reviews",
    "check_in_versions",
    "check_ins",
    "contact_preferences",
    "couple_end_plans",
    "crisis_resources",
    "disclosures",
    "enrolment_releases",
    "enrolment_steps",
    "enrolments",
    "erasure_requests",
    "export_pieces",
    "exports",
    "idempotency_keys",
    "invitations",
    "jobs",
    "journal_entries",
    "journal_entry_versions",
    "known_places",
    "legal_holds",
    "life_event_versions",
    "life_events",
    "measure_requests",
    "measure_versions",
    "measures",
    "notices",
    "pact_acceptances",
    "pacts",
    "plan_parts",
    "plans",
    "recovery_codes",
    "refresh_tokens",
    "repair_response_versions",
    "repair_responses",
    "repair_versions",
    "repairs",
    "report_authorisation_signatures",
    "report_authorisations",
    "report_releases",
    "report_run_items",
    "reports",
    "retro_readers",
    "retro_wins",
    "retros",
    "rupture_versions",
    "ruptures",
    "safety_marks",
    "second_factors",
    "sessions",
    "share_grants",
    "shared_boundaries",
    "shared_check_ins",
    "shared_journal_entries",
    "shared_repair_responses",
    "shared_repairs",
    "shared_ruptures",
    "supervisions",
    "throttles",
];

/// Where it may change none.
const UNCHANGEABLE: [&str; 5] =
    ["__diesel_schema_migrations", "audit_events", "audit_links", "audit_unsealed", "signing_keys"];

const OWN_ROWS: &str = "(practice_id = current_practice())";
/// The two doors of the audit trail: its batch writer adds to any practice's, its sealer sees whose events wait.
const OWN_ROWS_OR_BATCH: &str = "((current_setting('holdfast.audit_batch'::text, true) = 'on'::text) OR (practice_id = current_practice()))";
const SEALER: &str = "(current_setting('holdfast.audit_sealer'::text, true) = 'on'::text)";

/// Every table that belongs to a practice.
pub async fn practice_tables(sql: &Sql) -> Vec<String> {
    tables(sql).await.into_iter().filter(|table| !SHARED.contains(&table.as_str())).collect()
}

/// Everything in the catalogue that would let one practice reach another's rows.
pub async fn failures(sql: &Sql) -> Vec<String> {
    let mut found = Vec::new();
    for table in practice_tables(sql).await {
        keys(sql, &table, &mut found).await;
        security(sql, &table, &mut found).await;
        policies(sql, &table, &mut found).await;
    }
    for table in tables(sql).await {
        privileges(sql, &table, &mut found).await;
    }
    everywhere(sql, &mut found).await;
    found
}

/// Primary key, unique indexes and foreign keys start with the practice.
async fn keys(sql: &Sql, table: &str, found: &mut Vec<String>) {
    let indexes = sql
        .rows(&format!(
            "SELECT i.indexrelid::regclass, i.indisprimary, a.attname FROM pg_index i \
             LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
             WHERE i.indrelid = '{table}'::regclass AND (i.indisunique OR i.indisexclusion)"
        ))
        .await;
    if !indexes.iter().any(|row| row[1] == "t") {
        found.push(format!("{table}: no primary key"));
    }
    found.extend(
        indexes.iter().filter(|row| row[2] != "practice_id").map(|row| format!("{table}: index {}", row[0])),
    );
    let foreign = sql
        .column(&format!(
            "SELECT c.conname FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] \
             WHERE c.contype = 'f' AND c.conrelid = '{table}'::regclass \
               AND (a.attname <> 'practice_id' OR b.attname <> 'practice_id' OR c.confdeltype <> 'a' OR c.confupdtype <> 'a')"
        ))
        .await;
    found.extend(foreign.iter().map(|name| format!("{table}: foreign key {name}")));
}

async fn security(sql: &Sql, table: &str, found: &mut Vec<String>) {
    let flags = sql
        .rows(&format!(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = '{table}'::regclass"
        ))
        .await;
    if flags[0][0] != "t" {
        found.push(format!("{table}: row security is off"));
    }
    if flags[0][1] != "t" {
        found.push(format!("{table}: row security is not forced"));
    }
}

/// Each policy says exactly what it must, and each command that is granted has one.
async fn policies(sql: &Sql, table: &str, found: &mut Vec<String>) {
    let all = sql
        .rows(&format!(
            "SELECT policyname, cmd, coalesce(qual, '-'), coalesce(with_check, '-'), permissive FROM pg_policies \
             WHERE schemaname = 'public' AND tablename = '{table}'"
        ))
        .await;
    for policy in &all {
        let expressions = (policy[2].as_str(), policy[3].as_str());
        let right = match policy[1].as_str() {
            "ALL" | "UPDATE" => expressions == (OWN_ROWS, OWN_ROWS),
            "SELECT" if policy[0] == "practice_sealer" && table == "audit_unsealed" => {
                expressions == (SEALER, "-")
            }
            "SELECT" | "DELETE" => expressions == (OWN_ROWS, "-"),
            "INSERT" if table == "audit_events" || table == "audit_unsealed" => {
                expressions == ("-", OWN_ROWS_OR_BATCH)
            }
            _ => expressions == ("-", OWN_ROWS),
        };
        if !right || policy[4] != "PERMISSIVE" {
            found.push(format!("{table}: policy {} says {expressions:?}", policy[0]));
        }
    }
    for command in ["SELECT", "INSERT", "UPDATE", "DELETE"] {
        let granted =
            sql.value(&format!("SELECT has_table_privilege('holdfast_app', '{table}', '{command}')")).await
                == "t";
        if granted && !all.iter().any(|policy| policy[1] == "ALL" || policy[1] == command) {
            found.push(format!("{table}: no policy for {command}"));
        }
    }
    if table == "audit_unsealed" && !all.iter().any(|policy| policy[0] == "practice_sealer") {
        found.push(format!("{table}: no policy lets the sealer see whose events wait"));
    }
    if !all.iter().any(|policy| policy[2].contains("current_practice()") && policy[1] != "DELETE") {
        found.push(format!("{table}: no policy says which rows can be read"));
    }
}

async fn privileges(sql: &Sql, table: &str, found: &mut Vec<String>) {
    let held = sql
        .rows(&format!(
            "SELECT privilege, has_table_privilege('holdfast_app', '{table}', privilege) FROM unnest(ARRAY['SELECT', \
             'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege"
        ))
        .await;
    for privilege in held.iter().filter(|row| row[1] == "t").map(|row| row[0].as_str()) {
        let allowed = match privilege {
            "SELECT" => true,
            "INSERT" => table != "__diesel_schema_migrations",
            "UPDATE" => !UNCHANGEABLE.contains(&table),
            "DELETE" => DELETABLE.contains(&table),
            _ => false,
        };
        if !allowed {
            found.push(format!("{table}: the serving role may {privilege}"));
        }
    }
}

/// Owners, the serving role itself, and side doors.
async fn everywhere(sql: &Sql, found: &mut Vec<String>) {
    let doors = [
        ("the serving role owns", "SELECT relname FROM pg_class WHERE relowner = 'holdfast_app'::regrole"),
        ("the serving role owns", "SELECT proname FROM pg_proc WHERE proowner = 'holdfast_app'::regrole"),
        (
            "the serving role is too powerful:",
            "SELECT rolname FROM pg_roles WHERE rolname = 'holdfast_app' \
             AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
        ),
        (
            "the serving role is a member of",
            "SELECT roleid::regrole FROM pg_auth_members WHERE member = 'holdfast_app'::regrole",
        ),
        (
            "trigger",
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal",
        ),
        (
            "a view answers with its owner's rights:",
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')",
        ),
        (
            "a function runs with its owner's rights:",
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
        ),
        (
            "the serving role may create in",
            "SELECT nspname FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege('holdfast_app', oid, 'CREATE')",
        ),
    ];
    for (what, query) in doors {
        found.extend(sql.column(query).await.iter().map(|name| format!("{what} {name}")));
    }
    let shared = SHARED.map(|table| format!("'{table}'::regclass")).join(", ");
    let outward = format!(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN ({shared}) AND confrelid NOT IN ({shared})"
    );
    found.extend(
        sql.column(&outward).await.iter().map(|name| format!("a shared table points to a practice: {name}")),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_keeps_practices_apart() {
    let app = TestApp::start().await;
    assert_eq!(failures(&app.sql().await).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_sees_each_kind_of_hole() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let holes = [
        ("CREATE TABLE loose (id uuid PRIMARY KEY, practice_id uuid)", "loose: index loose_pkey"),
        ("CREATE TABLE loose (practice_id uuid)", "loose: no primary key"),
        ("CREATE TABLE loose (practice_id uuid PRIMARY KEY)", "loose: row security is off"),
        ("CREATE UNIQUE INDEX loose ON clients (email)", "clients: index loose"),
        ("ALTER TABLE clients NO FORCE ROW LEVEL SECURITY", "clients: row security is not forced"),
        (
            "CREATE TABLE loose (practice_id uuid PRIMARY KEY, account uuid REFERENCES accounts (id))",
            "loose: foreign key loose_account_fkey",
        ),
        (
            "CREATE TABLE loose (practice_id uuid PRIMARY KEY REFERENCES practices ON DELETE CASCADE)",
            "loose: foreign key loose_practice_id_fkey",
        ),
        ("CREATE POLICY wide ON clients USING (true)", "clients: policy wide says (\"true\", \"-\")"),
        ("GRANT DELETE ON clients TO holdfast_app", "clients: the serving role may DELETE"),
        ("GRANT TRUNCATE ON clients TO PUBLIC", "clients: the serving role may TRUNCATE"),
        ("GRANT UPDATE ON audit_events TO holdfast_app", "audit_events: the serving role may UPDATE"),
        ("GRANT DELETE ON audit_links TO holdfast_app", "audit_links: the serving role may DELETE"),
        ("ALTER TABLE accounts OWNER TO holdfast_app", "the serving role owns accounts"),
        (
            "CREATE VIEW everybody AS SELECT * FROM clients",
            "a view answers with its owner's rights: everybody",
        ),
        (
            "CREATE FUNCTION door() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1",
            "a function runs with its owner's rights: door",
        ),
        (
            "CREATE TRIGGER t BEFORE UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "trigger t",
        ),
        (
            "ALTER TABLE account_memberships ADD CONSTRAINT out FOREIGN KEY (practice_id) REFERENCES practices",
            "a shared table points to a practice: out",
        ),
    ];
    for (hole, report) in holes {
        sql.run(&format!("BEGIN; {hole}")).await;
        let found = failures(&sql).await;
        assert!(found.iter().any(|failure| failure == report), "{hole}: {found:?}");
        sql.run("ROLLBACK").await;
    }
    assert_eq!(failures(&sql).await, Vec::<String>::new());
}
