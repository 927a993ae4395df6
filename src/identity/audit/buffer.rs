//! The bounded buffer of reads and denials, written as one batch every 100 ms.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::sql_types::{Array, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use tokio::sync::Notify;

use super::AuditRow;
use super::chain::{StoredEvent, event_mac};
use crate::platform::crypto::Key;
use crate::platform::db::{Cached, Conn, Database};
use crate::platform::http::{ApiError, ApiResult};

const CAPACITY: usize = 20_000;
const FLUSH_EVERY: Duration = Duration::from_millis(100);
/// Tries at a stop before rows are given up, each a flush interval apart.
const LAST_TRIES: usize = 50;

/// One statement for all rows of a batch, which wait to be sealed from then on.
const INSERT: &str = include_str!("insert_batch.sql");
/// A batch whose COMMIT was not acknowledged is sent again, rows that arrived the first time included. To look for those
/// costs half as much again as to insert, so only then it is done.
const INSERT_AGAIN: &str = include_str!("insert_batch_again.sql");

/// Takes rows at once and writes them soon. A full buffer refuses, so that nothing goes unrecorded.
#[derive(Clone)]
pub struct AuditBuffer {
    key: Key,
    rows: Arc<Mutex<Vec<AuditRow>>>,
    stop: Arc<Notify>,
    /// Whether some of the rows may have arrived already.
    sent_before: Arc<AtomicBool>,
}

impl AuditBuffer {
    /// An empty buffer whose rows wait to be chained under this key.
    pub fn new(key: Key) -> Self {
        Self { key, rows: Arc::default(), stop: Arc::default(), sent_before: Arc::default() }
    }

    /// Takes a row, or answers 503 when the rows cannot be written away fast enough.
    pub fn push(&self, row: AuditRow) -> ApiResult<()> {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() >= CAPACITY {
            return Err(ApiError::Unavailable);
        }
        rows.push(row);
        Ok(())
    }

    /// Writes batches until [`AuditBuffer::stop`], then drains.
    pub async fn run(self, database: Database) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(FLUSH_EVERY) => { self.flush(&database).await; }
                () = self.stop.notified() => break,
            }
        }
        for _ in 0..LAST_TRIES {
            if self.flush(&database).await {
                return;
            }
            tokio::time::sleep(FLUSH_EVERY).await;
        }
        log::error!("audit rows were lost at the stop: the database did not take them");
    }

    /// Lets [`AuditBuffer::run`] drain and end.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// Whether the buffer is empty afterwards.
    async fn flush(&self, database: &Database) -> bool {
        let batch = std::mem::take(&mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner));
        if batch.is_empty() {
            return true;
        }
        let again = AtomicBool::load(&self.sent_before, Ordering::Relaxed);
        let written =
            database.audit_batch(async |conn| insert_batch(conn, &self.key, &batch, again).await).await;
        self.sent_before.store(written.is_err(), Ordering::Relaxed);
        if let Err(error) = written {
            log::warn!("{} audit rows wait: {error}", batch.len());
            let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
            let newer = std::mem::replace(&mut *rows, batch);
            rows.extend(newer);
            return false;
        }
        true
    }
}

/// Writes the rows of one practice inside the transaction of what they record, by one statement, and lets them wait to be
/// chained under this key.
pub async fn insert_audit_rows(conn: Conn<'_>, key: &Key, rows: &[AuditRow]) -> ApiResult<()> {
    if rows.is_empty() { Ok(()) } else { insert_batch(conn, key, rows, false).await }
}

async fn insert_batch(mut conn: Conn<'_>, key: &Key, rows: &[AuditRow], again: bool) -> ApiResult<()> {
    fn column<T>(rows: &[AuditRow], value: impl Fn(&AuditRow) -> T) -> Vec<T> {
        rows.iter().map(value).collect()
    }
    let insert = diesel::sql_query(if again { INSERT_AGAIN } else { INSERT })
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.practice_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.id))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.at))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.account_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.membership_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.session_id))
        .bind::<Array<Text>, _>(column(rows, |row| row.acting_as.join(",")))
        .bind::<Array<Text>, _>(column(rows, |row| row.action))
        .bind::<Array<Text>, _>(column(rows, |row| row.resource))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.resource_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.client_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.couple_id))
        .bind::<Array<Text>, _>(column(rows, |row| row.outcome))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.request_id))
        .bind::<Array<Bytea>, _>(column(rows, |row| event_mac(key, &StoredEvent::of(row)).to_vec()));
    Cached(insert).execute(&mut conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer() -> AuditBuffer {
        AuditBuffer::new(Key::decode(&"A".repeat(43)).unwrap())
    }

    fn row() -> AuditRow {
        let id = uuid::Uuid::from_u128(7);
        AuditRow {
            practice_id: id,
            id,
            at: chrono::DateTime::UNIX_EPOCH,
            account_id: id,
            membership_id: id,
            session_id: None,
            acting_as: vec!["therapist"],
            action: "find_client",
            resource: "client",
            resource_id: None,
            client_id: None,
            couple_id: None,
            outcome: "success",
            request_id: id,
        }
    }

    #[test]
    fn a_full_buffer_refuses_so_that_nothing_goes_unrecorded() {
        let buffer = buffer();
        for _ in 0..CAPACITY {
            buffer.push(row()).unwrap();
        }
        assert_eq!(buffer.push(row()), Err(ApiError::Unavailable));
        assert_eq!(buffer.rows.lock().unwrap().len(), CAPACITY);
        buffer.rows.lock().unwrap().clear();
        buffer.push(row()).unwrap();
    }

    #[tokio::test]
    async fn rows_wait_while_the_database_is_away() {
        let settings = crate::platform::db::PoolSettings {
            url: "host=/nowhere user=nobody".to_owned(),
            size: 1,
            wait: Duration::from_millis(50),
            work: Duration::from_millis(50),
        };
        let (buffer, database) = (buffer(), Database::new(&settings).unwrap());
        buffer.push(row()).unwrap();
        assert!(!buffer.flush(&database).await);
        buffer.push(row()).unwrap();
        assert!(!buffer.flush(&database).await);
        assert_eq!(buffer.rows.lock().unwrap().len(), 2);
    }
}
