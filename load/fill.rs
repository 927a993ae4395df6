//! Fills the database with statements over whole tables, and takes away what earlier runs left.

use holdfast::identity::services::Services;
use holdfast::platform::db::{Conn, Mode};
use holdfast::platform::ids::Id;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::hash_map::Entry;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::Outcome;
use crate::data::Data;

const STEPS: &str = include_str!("fill.sql");
const CHECK_INS: &str = include_str!("check_ins.sql");
const SHARED: &str = include_str!("shared.sql");
const RATIONALE: &str =
    "You both said that evenings go by without a word that matters. This is a small, steady place for one.";

/// A bar that says what is being done.
pub fn bar(length: u64) -> Outcome<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg} ({elapsed})")?;
    Ok(ProgressBar::new(length).with_style(style))
}

/// Fills an empty, migrated database.
pub async fn fill(data: &Data) -> Outcome {
    let (root, services) = (data.root().await?, data.services().await?);
    let steps: Vec<_> = STEPS.split("-- step: ").skip(1).filter_map(|step| step.split_once('\n')).collect();
    let progress = bar(steps.len() as u64 + u64::from(data.size.per_client) + 5)?;
    root.batch_execute("SET session_replication_role = replica").await?;
    progress.set_message("practices and their keys");
    practices(data, &root, &services).await?;
    library(&root).await?;
    progress.inc(1);
    for (name, sql) in steps {
        progress.set_message(name.to_owned());
        let size = data.size;
        let sql = sql.replace(":days", &size.days.to_string()).replace(":clients", &size.clients.to_string());
        root.batch_execute(&sql).await?;
        progress.inc(1);
    }
    progress.set_message("revisions, their rationale sealed");
    revisions(data, &root, &services).await?;
    progress.inc(1);
    check_ins(data, &root, &progress).await?;
    progress.set_message("vacuum");
    root.batch_execute("DROP TABLE load_library").await?;
    root.batch_execute("VACUUM (ANALYZE, FREEZE)").await?;
    root.batch_execute("CHECKPOINT").await?;
    progress.finish_with_message("filled");
    Ok(())
}

async fn practices(data: &Data, root: &Client, services: &Services) -> Outcome {
    for number in 0..data.size.practices {
        let practice = Id::generate();
        let name = format!("Practice {number}");
        root.execute(
            "INSERT INTO practices (practice_id, name, time_zone, second_factor_required, agreement_required) \
             VALUES ($1, $2, 'Europe/London', false, false)",
            &[&practice.uuid(), &name],
        )
        .await?;
        let create = async |conn: Conn<'_>| services.shared.practice_keys.create(conn, practice).await;
        services.database.in_practice(practice, Mode::Write, async |_| Ok(()), create).await?;
    }
    Ok(())
}

/// The built-in library, as one table of JSON that the steps copy into every practice.
async fn library(root: &Client) -> Outcome {
    root.batch_execute("CREATE TABLE load_library (item jsonb)").await?;
    for entry in std::fs::read_dir("library/items")? {
        let text = std::fs::read_to_string(entry?.path())?;
        root.execute("INSERT INTO load_library VALUES ($1::text::jsonb)", &[&text]).await?;
    }
    Ok(())
}

async fn revisions(data: &Data, root: &Client, services: &Services) -> Outcome {
    let rows = root.query("SELECT practice_id, id FROM assigned ORDER BY practice_id", &[]).await?;
    let mut keys = std::collections::HashMap::new();
    let (mut ids, mut rationales) = (Vec::new(), Vec::new());
    for row in rows {
        let (practice, id): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
        if let Entry::Vacant(place) = keys.entry(practice) {
            let get =
                async |conn: Conn<'_>| services.shared.practice_keys.get(conn, Id::from_uuid(practice)).await;
            let read =
                services.database.in_practice(Id::from_uuid(practice), Mode::Read, async |_| Ok(()), get);
            place.insert(read.await?.1);
        }
        let key = keys.get(&practice).ok_or("no key")?;
        let place = [practice, id, Uuid::from_u128(1)];
        rationales.push(key.seal("assignment_revisions.rationale_sealed", &place, &RATIONALE)?);
        ids.push(id);
    }
    let insert = "INSERT INTO assignment_revisions (practice_id, assignment_id, number, effective_from, item_id, \
         item_version, cadence, minutes, time_zone, day_start, week_start, rationale_sealed, created_by, item_key, item_kind, item_title, mode) \
         SELECT practice_id, id, 1, current_date - $3::integer, item_id, 1, cadence, minutes, 'Europe/London', \
         '03:00', 'monday', sealed, staff_id, key, kind, title, mode \
         FROM assigned JOIN UNNEST($1::uuid[], $2::bytea[]) AS s (id, sealed) USING (id)";
    root.execute(insert, &[&ids, &rationales, &i32::try_from(data.size.days)?]).await?;
    Ok(())
}

/// One check-in of every client after the other, so that the rows of a client lie as far apart as in life.
async fn check_ins(data: &Data, root: &Client, progress: &ProgressBar) -> Outcome {
    let indexes = root
        .query(
            "SELECT indexname, indexdef FROM pg_indexes LEFT JOIN pg_constraint ON conname = indexname \
             WHERE tablename = 'check_ins' AND conname IS NULL",
            &[],
        )
        .await?;
    for index in &indexes {
        root.batch_execute(&format!("DROP INDEX {}", index.try_get::<_, &str>(0)?)).await?;
    }
    let (of, days) = (data.size.per_client, f64::from(data.size.days - 2));
    let insert = root.prepare(CHECK_INS).await?;
    for number in 0..of {
        progress.set_message("check-ins");
        root.execute(&insert, &[&f64::from(number), &f64::from(of), &days]).await?;
        progress.inc(1);
    }
    progress.set_message("shared copies");
    root.batch_execute(SHARED).await?;
    progress.set_message("indexes of check-ins");
    for index in &indexes {
        root.batch_execute(index.try_get::<_, &str>(1)?).await?;
    }
    progress.inc(2);
    Ok(())
}

/// Takes away sessions, audit rows and check-ins that the service or pgbench made.
pub async fn tidy(data: &Data) -> Outcome {
    let root = data.root().await?;
    root.batch_execute(
        "SET session_replication_role = replica; \
         TRUNCATE sessions, refresh_tokens, audit_events, audit_links, audit_unsealed, idempotency_keys, \
         check_in_personals, check_in_versions; \
         DELETE FROM shared_check_ins WHERE check_in_id IN (SELECT id FROM check_ins \
             WHERE first_digest <> decode(repeat('00', 32), 'hex')); \
         DELETE FROM check_ins WHERE first_digest <> decode(repeat('00', 32), 'hex')",
    )
    .await?;
    for table in ["check_ins", "sessions", "audit_events", "audit_links", "audit_unsealed", "memberships"] {
        root.batch_execute(&format!("VACUUM (ANALYZE) {table}")).await?;
    }
    Ok(())
}
