//! Whoever owns the database can change the trail, but not unnoticed.

use holdfast::identity::audit::{Broken, Head};
use holdfast::platform::ids::Id;
use uuid::Uuid;

use super::chain::{Trail, head, sealer, verifier};
use crate::support::{Sql, TestApp, new_id};

const KEEP: &str = "CREATE SCHEMA kept; CREATE TABLE kept.events AS TABLE audit_events; \
     CREATE TABLE kept.links AS TABLE audit_links; CREATE TABLE kept.unsealed AS TABLE audit_unsealed";
const PUT_BACK: &str = "TRUNCATE audit_events, audit_links, audit_unsealed; INSERT INTO audit_events TABLE kept.events; \
     INSERT INTO audit_links TABLE kept.links; INSERT INTO audit_unsealed TABLE kept.unsealed";

/// Two chained practices, and their heads as the log tells them.
struct Stage<'a> {
    app: &'a TestApp,
    ours: Trail<'a>,
    theirs: Trail<'a>,
    heads: Vec<Head>,
    length: usize,
}

impl<'a> Stage<'a> {
    async fn set(app: &'a TestApp) -> Self {
        let (ours, theirs) = (Trail::new(app, 20).await, Trail::new(app, 10).await);
        ours.seal().await;
        ours.add(15).await;
        ours.seal().await;
        ours.add(3).await;
        let heads = vec![ours.head().await, head(&ours.sql, theirs.practice.id).await];
        ours.sql.run(KEEP).await;
        Self { app, ours, theirs, heads, length: 35 }
    }

    /// What is found wrong in any practice.
    async fn found(&self) -> Vec<Broken> {
        let (verifier, mut found) = (verifier(self.app), Vec::new());
        for practice in verifier.practices(self.heads.iter().map(|head| head.practice)).await.unwrap() {
            found.extend(verifier.verify(practice, &self.heads).await.unwrap().broken);
        }
        found
    }

    fn sql(&self) -> &Sql {
        &self.ours.sql
    }
}

/// Xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit
    }
}

/// Name, type and whether it may be NULL of each column.
async fn columns(sql: &Sql, table: &str) -> Vec<[String; 3]> {
    let query = format!(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
    );
    sql.rows(&query).await.into_iter().map(|row| row.try_into().unwrap()).collect()
}

/// Another value for a column.
fn other_value([name, kind, nullable]: &[String; 3], theirs: Uuid, variant: usize) -> String {
    match (name.as_str(), kind.as_str()) {
        ("practice_id", _) => format!("'{theirs}'"),
        ("outcome", _) => "CASE outcome WHEN 'denied' THEN 'success' ELSE 'denied' END".to_owned(),
        ("number", _) => "number + 1000000".to_owned(),
        ("mac", _) => "sha256(mac)".to_owned(),
        (_, "uuid") if nullable == "YES" => format!("CASE WHEN {name} IS NULL THEN gen_random_uuid() END"),
        (_, "uuid") => "gen_random_uuid()".to_owned(),
        (_, "timestamp with time zone") => {
            ["at + interval '1 microsecond'", "at - interval '1 day'", "'infinity'"][variant % 3]
                .replace("at ", &format!("{name} "))
        }
        (_, "ARRAY") => {
            let values = [
                "array_append({}, 'admin')",
                "array_append({}, NULL)",
                "ARRAY[['a', 'b'], ['c', 'd']]",
                "array_prepend('x', {})",
            ];
            values[variant % 4].replace("{}", name)
        }
        (_, "text") => {
            [format!("{name} || '_'"), format!("'x' || {name}"), "''".to_owned()][variant % 3].clone()
        }
        other => panic!("say in tests/api/audit/tampering.rs how {other:?} is altered"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alteration_of_any_column_is_found() {
    let app = TestApp::start().await;
    let stage = Stage::set(&app).await;
    assert_eq!(stage.found().await, []);
    let (ours, theirs) = (stage.ours.practice.id, stage.theirs.practice.id);
    let mut tried = 0;
    for (table, row) in [
        ("audit_events", format!("id = '{}'", stage.ours.event(17).await)),
        ("audit_links", "number = 17".to_owned()),
    ] {
        for column in columns(stage.sql(), table).await {
            for variant in 0..4 {
                let value = other_value(&column, theirs, variant);
                let alter = format!(
                    "UPDATE {table} SET {} = {value} WHERE practice_id = '{ours}' AND {row}",
                    column[0]
                );
                stage.sql().run(&alter).await;
                assert!(!stage.found().await.is_empty(), "{alter}");
                stage.sql().run(PUT_BACK).await;
                tried += 1;
            }
        }
    }
    assert!(tried >= 4 * 19, "{tried}");
    assert_eq!(stage.found().await, []);
}

/// Guards the names in a row's own MAC: whoever renames a chained row, or moves a waiting one to another practice, does so
/// wherever it is named.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_renamed_or_moved_together_with_what_names_it_is_found() {
    let app = TestApp::start().await;
    let stage = Stage::set(&app).await;
    let (ours, theirs) = (stage.ours.practice.id, stage.theirs.practice.id);
    let (chained, id) = (stage.ours.event(17).await, new_id());
    let first_waiting =
        format!("SELECT min(event_id::text) FROM audit_unsealed WHERE practice_id = '{ours}'");
    let waiting = stage.sql().value(&first_waiting).await;
    for tampering in [
        format!(
            "UPDATE audit_events SET id = '{id}' WHERE id = '{chained}'; \
             UPDATE audit_links SET event_id = '{id}' WHERE event_id = '{chained}'"
        ),
        format!(
            "UPDATE audit_events SET practice_id = '{theirs}' WHERE id = '{waiting}'; \
             UPDATE audit_unsealed SET practice_id = '{theirs}' WHERE event_id = '{waiting}'"
        ),
    ] {
        stage.sql().run(&tampering).await;
        assert!(!stage.found().await.is_empty(), "{tampering}");
        stage.sql().run(PUT_BACK).await;
    }
    assert_eq!(stage.found().await, []);
}

/// What a superuser may do, as statements; `k` and `l` are links, `k` before `l`.
fn tampering(stage: &Stage<'_>, events: &[[String; 3]], random: &mut Random) -> Vec<String> {
    let (ours, theirs) = (stage.ours.practice.id, stage.theirs.practice.id);
    let k = 1 + random.below(stage.length - 2);
    let l = k + 1 + random.below(stage.length - k);
    let event = |number: usize| {
        format!("(SELECT event_id FROM audit_links WHERE practice_id = '{ours}' AND number = {number})")
    };
    let of_link = |number: usize| format!("practice_id = '{ours}' AND number = {number}");
    let of_event = |number: usize| format!("practice_id = '{ours}' AND id = {}", event(number));
    let id = new_id();
    let insert = |at: &str, from: usize| {
        format!(
            "INSERT INTO audit_events SELECT practice_id, '{id}', {at}, account_id, membership_id, session_id, acting_as, action, \
             resource, resource_id, client_id, couple_id, outcome, request_id FROM audit_events WHERE {}",
            of_event(from)
        )
    };
    let wait = format!("INSERT INTO audit_unsealed SELECT '{ours}', '{id}', mac FROM audit_unsealed LIMIT 1");
    let seal = "seal".to_owned();
    let waiting = format!(
        "(SELECT event_id FROM audit_unsealed WHERE practice_id = '{ours}' ORDER BY event_id LIMIT 1)"
    );
    let cut_links = format!("DELETE FROM audit_links WHERE practice_id = '{ours}' AND number > {k}");
    let cut_events = format!(
        "DELETE FROM audit_events WHERE practice_id = '{ours}' AND id NOT IN \
         (SELECT event_id FROM audit_links WHERE practice_id = '{ours}' AND number <= {k})"
    );
    match random.below(21) {
        0..4 => {
            let column = &events[random.below(events.len())];
            let value = other_value(column, theirs, random.below(12));
            vec![format!("UPDATE audit_events SET {} = {value} WHERE {}", column[0], of_event(l))]
        }
        4 => vec![format!("DELETE FROM audit_events WHERE {}", of_event(l))],
        5 => vec![
            format!("DELETE FROM audit_events WHERE {}", of_event(k)),
            format!("DELETE FROM audit_links WHERE {}", of_link(k)),
        ],
        6 => vec![
            format!("DELETE FROM audit_events WHERE {}", of_event(k)),
            format!("DELETE FROM audit_links WHERE {}", of_link(k)),
            format!(
                "UPDATE audit_links SET number = number + 1000000 WHERE practice_id = '{ours}' AND number > {k}"
            ),
            format!(
                "UPDATE audit_links SET number = number - 1000001 WHERE practice_id = '{ours}' AND number > {k}"
            ),
        ],
        7 => vec![insert("at", k)],
        8 => vec![insert("now()", k)],
        9 => vec![insert("at", k), wait],
        10 => vec![format!("DELETE FROM audit_links WHERE {}", of_link(l))],
        11 => vec![
            format!("UPDATE audit_links SET number = 1000000 WHERE {}", of_link(k)),
            format!("UPDATE audit_links SET number = {k} WHERE {}", of_link(l)),
            format!("UPDATE audit_links SET number = {l} WHERE practice_id = '{ours}' AND number = 1000000"),
        ],
        12 => vec![
            format!(
                "UPDATE audit_links SET number = number + 1000000 WHERE practice_id = '{ours}' AND number >= {k}"
            ),
            format!(
                "UPDATE audit_links SET number = number - 999999 WHERE practice_id = '{ours}' AND number > 1000000"
            ),
        ],
        13 => vec![format!("UPDATE audit_links SET mac = sha256(mac) WHERE {}", of_link(l))],
        14 => vec![cut_events, cut_links],
        15 => vec![cut_links],
        16 => vec![
            format!(
                "INSERT INTO audit_unsealed SELECT practice_id, event_id, mac FROM audit_links WHERE practice_id = '{ours}' AND number > {k}"
            ),
            cut_links,
            seal,
        ],
        17 => vec![insert("now()", k), wait, seal],
        18 => vec![format!("DELETE FROM audit_events WHERE practice_id = '{ours}' AND id = {waiting}")],
        19 => {
            let column = &events[random.below(events.len())];
            let value = other_value(column, theirs, random.below(12));
            let alter = format!(
                "UPDATE audit_events SET {} = {value} WHERE practice_id = '{ours}' AND id = {waiting}",
                column[0]
            );
            if random.below(2) == 0 { vec![alter] } else { vec![alter, seal] }
        }
        _ => vec![
            format!("DELETE FROM audit_events WHERE practice_id = '{ours}'"),
            format!("DELETE FROM audit_links WHERE practice_id = '{ours}'"),
        ],
    }
}

/// Guards the trail itself: whatever a superuser does to it, one row at a time or with care for the links, is found;
/// with the logged heads also that its end was cut off, or chained anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_random_tamperings_are_all_found() {
    let app = TestApp::start().await;
    let stage = Stage::set(&app).await;
    let seed = std::env::var("HOLDFAST_TAMPERINGS").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| new_id().as_u64_pair().1);
    println!("tamperings: HOLDFAST_TAMPERINGS={seed}");
    let (mut random, mut missed) = (Random(seed), Vec::new());
    let events = columns(stage.sql(), "audit_events").await;
    let mut kinds = std::collections::BTreeMap::new();
    assert_eq!(stage.found().await, [], "untouched it verifies");
    for _ in 0..100 {
        let statements = tampering(&stage, &events, &mut random);
        for statement in &statements {
            if statement == "seal" {
                sealer(&app).seal_all(&app.database(1)).await.unwrap();
            } else {
                stage.sql().run(statement).await;
            }
        }
        match stage.found().await.first() {
            Some(broken) => {
                *kinds.entry(format!("{broken:?}").split(' ').next().unwrap().to_owned()).or_insert(0) += 1
            }
            None => missed.push(statements.join("; ")),
        }
        stage.sql().run(PUT_BACK).await;
    }
    println!("found as: {kinds:?}");
    assert!(missed.is_empty(), "seed {seed}: {} were missed:\n{}", missed.len(), missed.join("\n"));
    assert_eq!(stage.found().await, [], "put back it verifies");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_row_that_does_not_fit_is_named() {
    let app = TestApp::start().await;
    let stage = Stage::set(&app).await;
    let ours = stage.ours.practice.id;
    let event = |number: i64| stage.ours.event(number);
    let (third, seventh, last) = (event(3).await, event(7).await, event(35).await);
    let (cases, waiting) = (
        [
            (
                format!("UPDATE audit_events SET action = 'x' WHERE id IN ('{seventh}', '{last}')"),
                Broken::Altered { number: 7, event: seventh },
            ),
            (
                format!("DELETE FROM audit_events WHERE id = '{third}'"),
                Broken::EventGone { number: 3, event: third },
            ),
            (
                format!("DELETE FROM audit_links WHERE practice_id = '{ours}' AND number = 5"),
                Broken::Gap { expected: 5, found: 6 },
            ),
            (format!("DELETE FROM audit_links WHERE event_id = '{last}'"), Broken::Cut { number: 35 }),
        ],
        new_id(),
    );
    for (tampering, broken) in cases {
        stage.sql().run(&tampering).await;
        assert_eq!(stage.found().await, [broken], "{tampering}");
        stage.sql().run(PUT_BACK).await;
    }
    // Without the logged head a cut link shows by its event; without the event it does not show at all.
    stage.sql().run(&format!("DELETE FROM audit_links WHERE event_id = '{last}'")).await;
    let practice = Id::from_uuid(ours);
    let without = verifier(&app).verify(practice, &[]).await.unwrap();
    assert_eq!(without.broken, Some(Broken::NoLink { event: last }));
    stage.sql().run(&format!("DELETE FROM audit_events WHERE id = '{last}'")).await;
    assert_eq!(verifier(&app).verify(practice, &[]).await.unwrap().broken, None);
    assert_eq!(stage.found().await, [Broken::Cut { number: 35 }]);
    stage.sql().run(PUT_BACK).await;
    // What waits is new and says nothing; that it was deleted while it waited shows.
    stage
        .sql()
        .run(&format!(
            "INSERT INTO audit_unsealed SELECT '{ours}', '{waiting}', mac FROM audit_unsealed LIMIT 1"
        ))
        .await;
    assert_eq!(stage.found().await, [Broken::WaitingGone { event: waiting }]);
}
