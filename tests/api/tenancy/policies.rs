//! Without a practice there is nothing to see; without any one of the policies a check turns red.

use super::catalogue::{failures, practice_tables};
use crate::support::{Sql, TestApp, empty_tables, furnished_practice};

/// Tables that show rows to the serving role while no practice is set.
async fn tables_seen_without_practice(sql: &Sql, tables: &[String]) -> Vec<String> {
    sql.run("SET ROLE holdfast_app").await;
    let mut seen = Vec::new();
    for table in tables {
        if sql.number(&format!("SELECT count(*) FROM {table}")).await > 0 {
            seen.push(table.clone());
        }
    }
    sql.run("RESET ROLE").await;
    seen
}

/// An INSERT that says a row (as JSON) again: all its columns but those that PostgreSQL itself fills.
async fn insert_of(sql: &Sql, table: &str, row: &str) -> String {
    let columns = sql
        .value(&format!(
            "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{table}'::regclass \
             AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        ))
        .await;
    let row = row.replace('\'', "''");
    format!(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_record(null::{table}, '{row}')"
    )
}

/// An INSERT that says the first row of a table again.
async fn insert_again(sql: &Sql, table: &str) -> String {
    let row = sql.value(&format!("SELECT row_to_json({table})::text FROM {table} LIMIT 1")).await;
    insert_of(sql, table, &row).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_practice_every_table_is_empty_and_closed() {
    let app = TestApp::start().await;
    furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let tables = practice_tables(&sql).await;
    assert!(tables.len() >= 22, "{tables:?}");
    assert_eq!(empty_tables(&sql, &tables).await, Vec::<String>::new());
    assert_eq!(tables_seen_without_practice(&sql, &tables).await, Vec::<String>::new());
    for table in tables {
        let insert = insert_again(&sql, &table).await;
        sql.run("SET ROLE holdfast_app").await;
        assert_eq!(sql.refusal(&insert).await, "42501", "{table}");
        // A setting that was once set and reset is empty text, not NULL.
        sql.run("BEGIN; SET LOCAL holdfast.practice = ''").await;
        assert_eq!(sql.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
        sql.run("ROLLBACK; RESET ROLE").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_practice_neither_sees_nor_writes_rows_of_another() {
    let app = TestApp::start().await;
    let (ours, theirs) =
        (furnished_practice(&app, "Harbour").await, furnished_practice(&app, "Lighthouse").await);
    let sql = app.sql().await;
    for table in practice_tables(&sql).await {
        let total = sql.number(&format!("SELECT count(*) FROM {table}")).await;
        let own =
            sql.number(&format!("SELECT count(*) FROM {table} WHERE practice_id = '{}'", ours.id)).await;
        assert!(own > 0 && total > own, "{table} holds rows of both");
        let foreign =
            format!("SELECT row_to_json(t)::text FROM {table} t WHERE practice_id = '{}' LIMIT 1", theirs.id);
        let foreign = sql.value(&foreign).await;
        let insert = insert_of(&sql, &table, &foreign).await;
        sql.run(&format!("BEGIN; SET LOCAL ROLE holdfast_app; SET LOCAL holdfast.practice = '{}'", ours.id))
            .await;
        assert_eq!(sql.number(&format!("SELECT count(*) FROM {table}")).await, own, "{table}");
        assert_eq!(sql.refusal(&insert).await, "42501", "{table}");
        sql.run("ROLLBACK").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_row_cannot_be_given_to_another_practice() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let sql = app.sql().await;
    sql.run(&format!("SET ROLE holdfast_app; SET holdfast.practice = '{}'", ours.id)).await;
    let give = format!("UPDATE practice_keys SET practice_id = '{}'", theirs.id);
    assert_eq!(sql.refusal(&give).await, "42501");
    let give = format!("UPDATE practices SET practice_id = '{}', name = 'Taken'", theirs.id);
    assert_eq!(sql.refusal(&give).await, "42501");
}

/// Each guard is taken away in turn: the checks above must notice every one.
#[tokio::test(flavor = "multi_thread")]
async fn taking_any_guard_away_turns_a_check_red() {
    let app = TestApp::start().await;
    furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let tables = practice_tables(&sql).await;
    let policies =
        sql.rows("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'").await;
    assert!(policies.len() > tables.len(), "one for each table, two for the audit trail");
    for policy in &policies {
        sql.run(&format!("BEGIN; DROP POLICY {} ON {}", policy[1], policy[0])).await;
        let found = failures(&sql).await;
        assert!(found.iter().any(|failure| failure.starts_with(&policy[0])), "{policy:?}: {found:?}");
        sql.run("ROLLBACK").await;
    }
    for table in &tables {
        sql.run(&format!("BEGIN; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")).await;
        assert_eq!(tables_seen_without_practice(&sql, &tables).await, [table.clone()]);
        assert!(failures(&sql).await.contains(&format!("{table}: row security is off")));
        sql.run("ROLLBACK").await;
        sql.run(&format!("BEGIN; CREATE POLICY wide ON {table} USING (true)")).await;
        assert_eq!(tables_seen_without_practice(&sql, &tables).await, [table.clone()]);
        assert_eq!(failures(&sql).await, [format!("{table}: policy wide says (\"true\", \"-\")")]);
        sql.run("ROLLBACK").await;
    }
}
