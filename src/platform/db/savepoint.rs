//! A part of a transaction that is undone by itself.

use diesel_async::SimpleAsyncConnection;

use super::Conn;
use crate::platform::http::ApiResult;

/// Runs `work` as a part of the transaction: where it fails, what it wrote is undone and the rest goes on.
pub async fn or_undo<T>(
    mut conn: Conn<'_>,
    work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
) -> ApiResult<T> {
    conn.batch_execute("SAVEPOINT part").await?;
    let worked = work(conn).await;
    let end = if worked.is_ok() {
        "RELEASE SAVEPOINT part"
    } else {
        "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part"
    };
    conn.batch_execute(end).await?;
    worked
}
