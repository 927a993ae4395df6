//! Every migration has a way back, also on a database with data in it, and leads to the same schema again.

use holdfast::platform::db::migrations;
use serde_json::json;

use crate::life_events;
use crate::support::homework::{Care, check_in, day, write};
use crate::support::{Sql, TestApp, empty_tables, furnished_practice, server, tables};

/// The schema, one line for each thing in it.
async fn schema(sql: &Sql) -> Vec<String> {
    let mut lines = Vec::new();
    for query in [
        "SELECT concat_ws(' ', 'column', table_name, ordinal_position, column_name, data_type, udt_name, is_nullable, \
         column_default) FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT concat_ws(' ', 'policy', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies",
        "SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace",
        "SELECT concat_ws(' ', 'table', relname, relkind, relrowsecurity, relforcerowsecurity, reloptions, relacl::text) \
         FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'",
        "SELECT concat_ws(' ', 'function', pg_get_functiondef(oid), proacl::text) FROM pg_proc \
         WHERE pronamespace = 'public'::regnamespace",
        "SELECT concat_ws(' ', 'schema', nspname, nspacl::text) FROM pg_namespace WHERE nspname = 'public'",
        "SELECT concat_ws(' ', 'type', typname, typtype) FROM pg_type WHERE typnamespace = 'public'::regnamespace",
        "SELECT concat_ws(' ', 'extension', extname, extversion) FROM pg_extension",
        "SELECT concat_ws(' ', 'migration', version) FROM __diesel_schema_migrations",
    ] {
        let mut part = sql.column(query).await;
        part.sort();
        lines.extend(part);
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn all_the_way_back_and_forth_on_data() {
    let app = TestApp::start().await;
    furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    assert_eq!(empty_tables(&sql, &tables(&sql).await).await, Vec::<String>::new());
    let before = schema(&sql).await;
    assert!(before.len() > 300);
    let count = migrations::revert_all(&app.url).await.unwrap();
    assert_eq!(tables(&sql).await, ["__diesel_schema_migrations"]);
    let left = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
    assert_eq!(sql.number(left).await, 0);
    assert_eq!(migrations::migrate(&app.url).await.unwrap(), count);
    assert_eq!(schema(&sql).await, before);
    migrations::check_version(&app.url).await.unwrap();
    // The service works on it as before.
    let again = TestApp::with(app.url.clone(), |_| {}).await;
    let owner = again.practice("Lighthouse").await.staff("Lou", &["owner"]).await;
    owner.get("/v1/clients").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn revisions_from_before_they_named_their_item_are_given_it() {
    let app = TestApp::start().await;
    furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let named = "SELECT item_key, item_kind, item_title FROM assignment_revisions";
    let before = sql.rows(named).await;
    assert!(!before.is_empty());
    sql.run(include_str!("../../../migrations/2026-11-22-000700_reach/down.sql")).await;
    sql.run("DELETE FROM __diesel_schema_migrations WHERE version = '20261122000700'").await;
    assert_eq!(migrations::migrate(&app.url).await.unwrap(), 1);
    assert_eq!(sql.rows(named).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn revisions_take_over_the_audience_of_their_assignment_and_give_it_back() {
    let app = TestApp::start().await;
    furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let modes = "SELECT assignment_id || number::text || mode FROM assignment_revisions";
    let before = sql.rows(modes).await;
    assert!(!before.is_empty());
    sql.run(include_str!("../../../migrations/2026-11-22-180000_audiences/down.sql")).await;
    assert_eq!(sql.number("SELECT count(*) FROM assignments WHERE mode = 'each'").await, 1);
    sql.run("DELETE FROM __diesel_schema_migrations WHERE version = '20261122180000'").await;
    assert_eq!(migrations::migrate(&app.url).await.unwrap(), 1);
    assert_eq!(sql.rows(modes).await, before);
    // Under no revision is a couple's homework that of one client.
    let moved = "UPDATE assignment_revisions SET mode = 'individual'";
    assert_eq!(sql.refusal(moved).await, "23503");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_way_back_no_revision_stays_that_never_held() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = care.to_couple("bids-for-connection", "each").await;
    let path = format!("/v1/assignments/{}", made.id());
    let ahead = json!({"minutes": 7, "effective_from": day(9)});
    let scheduled = care.therapist.patch_if(&path, &made.etag(), ahead).await.expect(200);
    care.therapist.delete_if(&format!("{path}/scheduled-revision"), &scheduled.etag()).await.expect(200);
    let sql = app.sql().await;
    // Somebody whose day had begun already did it under what was taken back.
    write(&care.ann, &check_in(&made.id(), json!({}))).await.expect(201);
    sql.run("UPDATE check_ins SET revision = 2").await;
    sql.run(include_str!("../../../migrations/2026-11-23-010000_scheduled_revisions/down.sql")).await;
    assert_eq!(sql.column("SELECT number::text FROM assignment_revisions").await, ["1"]);
    assert_eq!(sql.column("SELECT revision::text FROM check_ins").await, ["1"]);
    sql.run("DELETE FROM __diesel_schema_migrations WHERE version = '20261123010000'").await;
    assert_eq!(migrations::migrate(&app.url).await.unwrap(), 1);
    care.ann.get(&path).await.expect(200);
}

/// The day of a state that was kept before is that of the event as it is.
#[tokio::test(flavor = "multi_thread")]
async fn earlier_states_of_life_events_get_a_day() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = life_events::log(&care.ann, &life_events::event(json!({}))).await.expect(201);
    let path = format!("{}/{}", life_events::of(&care.ann), made.id());
    let moved = json!({"title": "We moved", "on": life_events::on(-3)});
    care.ann.put_if(&path, "\"1\"", moved).await.expect(200);
    let sql = app.sql().await;
    let days = "SELECT happened_on::text FROM life_event_versions";
    assert_eq!(sql.column(days).await, [life_events::on(-7)]);
    let down = include_str!("../../../migrations/2026-11-23-065000_days_of_earlier_life_events/down.sql");
    sql.run(down).await;
    sql.run("DELETE FROM __diesel_schema_migrations WHERE version = '20261123065000'").await;
    assert_eq!(migrations::migrate(&app.url).await.unwrap(), 1);
    assert_eq!(sql.column(days).await, [life_events::on(-3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_or_at_once_does_it_once() {
    let url = server::empty_database().await;
    let told = migrations::check_version(&url).await.unwrap_err().to_string();
    assert!(told.contains("run `holdfast migrate`"), "{told}");
    let (a, b) = tokio::join!(
        tokio::spawn({
            let url = url.clone();
            async move { migrations::migrate(&url).await }
        }),
        tokio::spawn({
            let url = url.clone();
            async move { migrations::migrate(&url).await }
        }),
    );
    let (a, b) = (a.unwrap().unwrap(), b.unwrap().unwrap());
    assert!(a + b > 0 && (a == 0 || b == 0), "one of them did it: {a}, {b}");
    assert_eq!(migrations::migrate(&url).await.unwrap(), 0);
    migrations::check_version(&url).await.unwrap();
    let fresh = Sql::open(&server::fresh_database().await).await;
    assert_eq!(schema(&Sql::open(&url).await).await, schema(&fresh).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_or_newer_schema_is_told() {
    let url = server::fresh_database().await;
    let sql = Sql::open(&url).await;
    sql.run("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')").await;
    let newer = migrations::check_version(&url).await.unwrap_err().to_string();
    assert!(newer.contains("99991231000000") && newer.contains("holdfast migrate"), "{newer}");
    sql.run("DELETE FROM __diesel_schema_migrations WHERE version > '20261122000500'").await;
    let older = migrations::check_version(&url).await.unwrap_err().to_string();
    assert!(older.contains("20261122000500"), "{older}");
}
