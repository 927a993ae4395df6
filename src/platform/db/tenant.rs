//! The tenant transaction: every query of a practice runs inside one, and cannot outlive it.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;

use super::Database;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;

/// A connection inside a transaction. Queries joined on it are sent together.
pub type Conn<'c> = &'c AsyncPgConnection;

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nothing can be written.
    Read,
    /// Acknowledged only once committed.
    Write,
}

impl Database {
    /// Runs `work` in one transaction in which `practice` is set, together with `check`.
    ///
    /// The prologue, the check and the first query of `work` travel in one message flow, so that a read costs one
    /// awaited round trip. `work` may therefore run before `check` has answered; its effects count only when
    /// both succeed, and an error of `check` wins. The answer of a write is given after its COMMIT.
    pub async fn in_practice<C, T>(
        &self,
        practice: PracticeId,
        mode: Mode,
        check: impl AsyncFnOnce(Conn<'_>) -> ApiResult<C>,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<(C, T)> {
        let prologue = match mode {
            Mode::Read => format!("BEGIN READ ONLY; SET LOCAL holdfast.practice = '{}'", practice.uuid()),
            Mode::Write => format!("BEGIN; SET LOCAL holdfast.practice = '{}'", practice.uuid()),
        };
        self.transaction(&prologue, mode, check, work).await
    }

    /// Runs `work` in a transaction with no practice set: it sees only tables that belong to none.
    pub async fn without_practice<T>(
        &self,
        mode: Mode,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let prologue = match mode {
            Mode::Read => "BEGIN READ ONLY",
            Mode::Write => "BEGIN",
        };
        self.transaction(prologue, mode, async |_| Ok(()), work).await.map(|((), value)| value)
    }

    /// Reads which practices have audit events that wait to be sealed; nothing else of any practice can be seen in it.
    pub async fn audit_queue<T>(&self, work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let prologue = "BEGIN READ ONLY; SET LOCAL holdfast.audit_sealer = 'on'";
        self.transaction(prologue, Mode::Read, async |_| Ok(()), work).await.map(|((), value)| value)
    }

    /// Writes rows of many practices' audit trails in one transaction; nothing can be read in it.
    pub async fn audit_batch(&self, work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<()>) -> ApiResult<()> {
        let prologue = "BEGIN; SET LOCAL holdfast.audit_batch = 'on'";
        self.transaction(prologue, Mode::Write, async |_| Ok(()), work).await.map(|((), ())| ())
    }

    async fn transaction<C, T>(
        &self,
        prologue: &str,
        mode: Mode,
        check: impl AsyncFnOnce(Conn<'_>) -> ApiResult<C>,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<(C, T)> {
        let guard = Guard { connection: Some(self.connection().await?), database: self };
        let mut connection = guard.conn()?;
        let run = async {
            // Polled in this order, so the prologue is on the wire before any query.
            let (begun, checked, worked) = futures_util::join!(
                connection.batch_execute(prologue),
                check(guard.conn()?),
                work(guard.conn()?)
            );
            begun.map_err(ApiError::from)?;
            let values = (checked?, worked?);
            if mode == Mode::Write {
                guard.conn()?.batch_execute("COMMIT").await.map_err(ApiError::from)?;
            }
            Ok(values)
        };
        let outcome = tokio::time::timeout(self.work, run).await.unwrap_or(Err(ApiError::Unavailable));
        guard.finish(mode, &outcome);
        outcome
    }
}

/// Holds the connection while a transaction may be open on it. Dropped before [`Guard::finish`], as happens
/// when a request is cancelled, it throws the connection away instead of handing its transaction to the next one.
struct Guard<'d> {
    connection: Option<Object<AsyncPgConnection>>,
    database: &'d Database,
}

impl Guard<'_> {
    fn conn(&self) -> ApiResult<Conn<'_>> {
        self.connection.as_deref().ok_or(ApiError::Internal)
    }

    fn finish<V>(mut self, mode: Mode, outcome: &ApiResult<V>) {
        let Some(connection) = self.connection.take() else { return };
        let end = match (mode, outcome) {
            (_, Err(ApiError::Unavailable)) => {
                drop(Object::take(connection));
                self.database.forget_idle();
                return;
            }
            (Mode::Write, Ok(_)) => return,
            (Mode::Read, Ok(_)) | (_, Err(_)) => "ROLLBACK",
        };
        // Polled once the message is on the wire, ahead of whatever the next request sends: nobody need wait
        // for the answer.
        let mut conn: Conn<'_> = &connection;
        if let Some(Err(_)) = conn.batch_execute(end).now_or_never() {
            drop(Object::take(connection));
        }
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl From<DieselError> for ApiError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, information) => match kind {
                DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ExclusionViolation => {
                    Self::of_constraint(information.constraint_name().unwrap_or_default())
                }
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ReadOnlyTransaction => {
                    log::warn!("database unavailable: {kind:?}");
                    Self::Unavailable
                }
                _ => Self::of_server_error(kind, information.as_ref()),
            },
            _ => {
                log::error!("database error: {}", kind_of(&error));
                Self::Internal
            }
        }
    }
}

impl ApiError {
    /// Time-outs and shutdowns of the server reach us only as text.
    fn of_server_error(kind: &DatabaseErrorKind, information: &dyn DatabaseErrorInformation) -> Self {
        const PASSING: [&str; 6] = [
            "statement timeout",
            "lock timeout",
            "deadlock",
            "terminating connection",
            "connection closed",
            "shutting down",
        ];
        if PASSING.iter().any(|passing| information.message().contains(passing)) {
            log::warn!("database unavailable: {kind:?}");
            Self::Unavailable
        } else {
            // The message of an error may repeat a value; the names of the schema cannot.
            let (table, constraint) = (information.table_name(), information.constraint_name());
            log::error!("database error: {kind:?} {table:?} {constraint:?}");
            Self::Internal
        }
    }
}

fn kind_of(error: &DieselError) -> &'static str {
    match error {
        DieselError::DeserializationError(_) => "deserialization",
        DieselError::SerializationError(_) => "serialization",
        DieselError::QueryBuilderError(_) => "query builder",
        _ => "other",
    }
}
