//! `docs/data-classes.tsv` says of every column what it holds, and misses none.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Sql, TestApp};

/// phi: about somebody's care. personal: about a person. secret: opens something. internal: the rest.
const CLASSES: [&str; 4] = ["phi", "personal", "secret", "internal"];

fn classes(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut classes = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [table, column, class] = parts[..] else { return Err(format!("three parts are needed: {line}")) };
        if !CLASSES.contains(&class) {
            return Err(format!("{class} is no class: {line}"));
        }
        if classes.insert(format!("{table}.{column}"), class.to_owned()).is_some() {
            return Err(format!("{table}.{column} stands twice"));
        }
    }
    Ok(classes)
}

/// Columns without a class, and classes without a column.
async fn differences(sql: &Sql, classes: &BTreeMap<String, String>) -> Vec<String> {
    let columns = sql
        .column(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name <> '__diesel_schema_migrations' ORDER BY 1",
        )
        .await;
    let missing =
        columns.iter().filter(|name| !classes.contains_key(*name)).map(|name| format!("{name} has no class"));
    let gone =
        classes.keys().filter(|name| !columns.contains(name)).map(|name| format!("{name} is no column"));
    missing.chain(gone).collect()
}

pub fn committed() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/data-classes.tsv");
    classes(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_has_a_class() {
    let app = TestApp::start().await;
    let classes = committed();
    assert_eq!(differences(&app.sql().await, &classes).await, Vec::<String>::new());
    let sealed = |name: &str| name.ends_with("_sealed");
    for (name, class) in &classes {
        assert!(!sealed(name) || class == "phi" || class == "secret", "{name} is sealed, so it is {class}?");
        assert!(!name.ends_with("email") || class == "personal", "{name}");
        assert!(!name.ends_with("_hash") || class == "secret", "{name}");
    }
    assert!(CLASSES.iter().all(|class| classes.values().any(|used| used == class)));
}

/// Words about care are kept only sealed: a text or JSON column that is phi holds a word of ours, not the person's.
#[tokio::test(flavor = "multi_thread")]
async fn no_free_text_about_care_is_kept_open() {
    let sql = TestApp::start().await.sql().await;
    let classes = committed();
    let open = sql
        .column(
            "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c WHERE c.table_schema = 'public' \
             AND c.data_type IN ('text', 'jsonb', 'json', 'character varying', 'ARRAY') AND NOT EXISTS ( \
                SELECT 1 FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) \
                WHERE k.contype = 'c' AND k.conrelid = c.table_name::regclass AND a.attname = c.column_name \
                AND pg_get_constraintdef(k.oid) LIKE '%ARRAY[%')",
        )
        .await;
    let open: Vec<String> =
        open.into_iter().filter(|name| classes.get(name).is_some_and(|class| class == "phi")).collect();
    // What was asked, in our own typed words or the library's: cadence, the settings that place a day, and the item. And what
    // another calendar calls an appointment, of which a rule of the table keeps words away; and the key of an instrument.
    let known = [
        "appointments.external_id",
        "appointments.time_zone",
        "assignment_revisions.cadence",
        "assignment_revisions.day_start",
        "assignment_revisions.item_key",
        "assignment_revisions.item_kind",
        "assignment_revisions.item_title",
        "assignment_revisions.time_zone",
        "assignment_revisions.week_start",
        "boundaries.time_zone",
        "boundary_uses.time_zone",
        "check_ins.time_zone",
        "journal_entries.time_zone",
        "measure_requests.instrument_key",
        "measures.instrument_key",
        "measures.scored_scales",
        "measures.time_zone",
        "repairs.time_zone",
        "retro_wins.item_title",
        "ruptures.time_zone",
    ];
    let mut open = open;
    open.sort();
    assert_eq!(open, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_sees_what_is_missing_and_what_is_too_much() {
    let sql = TestApp::start().await.sql().await;
    let mut classes = committed();
    sql.run("ALTER TABLE clients ADD COLUMN nickname text").await;
    classes.remove("clients.phone");
    classes.insert("clients.shoe_size".to_owned(), "personal".to_owned());
    let found = differences(&sql, &classes).await;
    assert_eq!(
        found,
        ["clients.nickname has no class", "clients.phone has no class", "clients.shoe_size is no column"]
    );
    for bad in ["clients\tphone", "clients\tphone\tprivate", "clients\tphone\t", "a\tb\tphi\na\tb\tphi"] {
        assert!(self::classes(bad).is_err(), "{bad}");
    }
}
