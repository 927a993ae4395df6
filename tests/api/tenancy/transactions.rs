//! Whatever happens to a request, the next one on its connection starts clean.
//!
//! All of this hangs on `Guard` in `src/platform/db/tenant.rs`: without its `Drop` (`Object::take`) a cancelled or
//! panicking request hands its open transaction, with its practice, to the next one; without the ROLLBACK in
//! `Guard::finish` a failed one does.

use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use diesel::sql_types::{Bool, Text};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use holdfast::platform::db::{Conn, Database, Mode};
use holdfast::platform::http::{ApiError, ApiResult, Conflict};
use holdfast::platform::ids::Id;
use holdfast::platform::ids::kind::PracticeId;
use uuid::Uuid;

use crate::support::{Sql, TestApp, new_id};

async fn pass(_: Conn<'_>) -> ApiResult<()> {
    Ok(())
}

async fn execute(mut conn: Conn<'_>, statement: &str) -> ApiResult<usize> {
    Ok(diesel::sql_query(statement).execute(&mut conn).await?)
}

/// Renames the practice of the transaction.
async fn rename(conn: Conn<'_>, practice: Uuid) -> ApiResult<usize> {
    execute(conn, &format!("UPDATE practices SET name = 'Changed' WHERE practice_id = '{practice}'")).await
}

async fn current_practice(mut conn: Conn<'_>) -> ApiResult<String> {
    let current = diesel::dsl::sql::<Text>("SELECT coalesce(current_practice()::text, 'none')");
    Ok(current.get_result::<String>(&mut conn).await?)
}

/// What transactions of this practice find. The write comes first: its COMMIT would keep what a transaction that was
/// left open had written.
async fn assert_clean(database: &Database, practice: Uuid, when: &str) {
    let write = async |conn: Conn<'_>| execute(conn, "UPDATE practices SET streaks_shown = true").await;
    let written = database.in_practice(PracticeId::from_uuid(practice), Mode::Write, pass, write).await;
    assert_eq!(written, Ok(((), 1)), "{when}");
    let look = async |mut conn: Conn<'_>| {
        let current = current_practice(conn).await?;
        let writable = diesel::dsl::sql::<Bool>("SELECT current_setting('transaction_read_only') = 'off'");
        Ok((current, writable.get_result::<bool>(&mut conn).await?))
    };
    let read = database.in_practice(PracticeId::from_uuid(practice), Mode::Read, pass, look).await;
    let ((), (current, writable)) = read.unwrap_or_else(|error| panic!("{when}: {error}"));
    assert_eq!((current, writable), (practice.to_string(), false), "{when}");
    let none =
        database.without_practice(Mode::Read, async |conn| current_practice(conn).await).await.unwrap();
    assert_eq!(none, "none", "{when}");
}

async fn assert_not_renamed(sql: &Sql, practice: Uuid, when: &str) {
    let name = sql.value(&format!("SELECT name FROM practices WHERE practice_id = '{practice}'")).await;
    assert_ne!(name, "Changed", "{when}");
}

/// Connections that were thrown away are gone soon, and with them their transactions.
async fn assert_no_open_transaction(sql: &Sql) {
    let open =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    let begun = std::time::Instant::now();
    while sql.number(open).await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(2), "a transaction stays open");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Polls a future this often, then drops it, as happens to the request of a client that hangs up.
async fn drop_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    let polling = poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    });
    // A query that only sleeps wakes nobody.
    tokio::time::timeout(Duration::from_millis(200), polling).await.ok().flatten()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_cancelled_in_mid_query_leaves_nothing() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (database, sql) = (app.database(1), app.sql().await);
    let write = async |conn: Conn<'_>| {
        rename(conn, ours.id).await?;
        execute(conn, "SELECT pg_sleep(5)").await
    };
    let writing = database.in_practice(Id::from_uuid(ours.id), Mode::Write, pass, write);
    assert!(tokio::time::timeout(Duration::from_millis(500), writing).await.is_err());
    assert_clean(&database, theirs.id, "after a time-out").await;
    assert_not_renamed(&sql, ours.id, "after a time-out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_cancelled_at_any_step_leaves_nothing() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (database, sql) = (app.database(1), app.sql().await);
    let mut cancelled = 0;
    for polls in 1..=40 {
        let write = async |conn: Conn<'_>| {
            rename(conn, ours.id).await?;
            current_practice(conn).await?;
            execute(conn, "SELECT 1 / 0").await
        };
        let writing = database.in_practice(Id::from_uuid(ours.id), Mode::Write, pass, write);
        cancelled += usize::from(drop_after(polls, writing).await.is_none());
        assert_clean(&database, theirs.id, &format!("after {polls} polls of a write")).await;
        let reading = database.in_practice(Id::from_uuid(ours.id), Mode::Read, pass, current_practice);
        drop_after(polls, reading).await;
        assert_clean(&database, theirs.id, &format!("after {polls} polls of a read")).await;
    }
    assert!(cancelled >= 4, "only {cancelled} were cancelled on their way");
    assert_not_renamed(&sql, ours.id, "after cancelled writes").await;
    assert_no_open_transaction(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_is_aborted_leaves_nothing() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (database, sql) = (app.database(1), app.sql().await);
    let local = tokio::task::LocalSet::new();
    let (practice, own) = (ours.id, database.clone());
    let running = local.spawn_local(async move {
        let write = async |conn: Conn<'_>| {
            rename(conn, practice).await?;
            execute(conn, "SELECT pg_sleep(5)").await
        };
        own.in_practice(Id::from_uuid(practice), Mode::Write, pass, write).await.map(|_| ())
    });
    local.run_until(tokio::time::sleep(Duration::from_millis(300))).await;
    running.abort();
    assert!(local.run_until(running).await.unwrap_err().is_cancelled());
    assert_clean(&database, theirs.id, "after an abort").await;
    assert_not_renamed(&sql, ours.id, "after an abort").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_and_panics_roll_back() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (database, sql) = (app.database(1), app.sql().await);
    let practice = Id::from_uuid(ours.id);

    let fails = async |conn: Conn<'_>| {
        rename(conn, ours.id).await?;
        Err::<(), _>(ApiError::NotFound)
    };
    let failed = database.in_practice(practice, Mode::Write, pass, fails).await;
    assert_eq!(failed.unwrap_err(), ApiError::NotFound);
    assert_clean(&database, theirs.id, "after an error of the work").await;

    let refuse = async |_: Conn<'_>| Err::<(), _>(ApiError::Unauthenticated);
    let write = async |conn: Conn<'_>| rename(conn, ours.id).await;
    let refused = database.in_practice(practice, Mode::Write, refuse, write).await;
    assert_eq!(refused.unwrap_err(), ApiError::Unauthenticated);
    assert_clean(&database, theirs.id, "after a failed check").await;

    let broken = async |conn: Conn<'_>| execute(conn, "SELECT 1 / 0").await;
    let broken = database.in_practice(practice, Mode::Write, pass, broken).await;
    assert_eq!(broken.unwrap_err(), ApiError::Internal);
    assert_clean(&database, theirs.id, "after an error of a statement").await;

    let panics = async |conn: Conn<'_>| -> ApiResult<()> {
        rename(conn, ours.id).await?;
        panic!("a defect");
    };
    let writing = database.in_practice(practice, Mode::Write, pass, panics);
    assert!(AssertUnwindSafe(writing).catch_unwind().await.is_err());
    assert_clean(&database, theirs.id, "after a panic").await;
    assert_not_renamed(&sql, ours.id, "after failures").await;
}

/// The check and the work share one flow. A statement of the work that ran ahead of the check's and failed would
/// abort the transaction under the check, whose own error then hid the reason: on a fresh connection, where both are
/// prepared first, the check still comes first.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_told_also_on_a_fresh_connection() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let id = Id::from_uuid(practice.id);
    for _ in 0..20 {
        let database = app.database(1);
        let check = async |mut conn: Conn<'_>| {
            let asked = diesel::dsl::sql::<Bool>("SELECT pg_sleep(0.005) IS NOT NULL");
            asked.get_result::<bool>(&mut conn).await?;
            Ok(())
        };
        let work = async |conn: Conn<'_>| app.shared.practice_keys.create(conn, id).await;
        let outcome = database.in_practice(id, Mode::Write, check, work).await;
        assert_eq!(outcome.unwrap_err(), ApiError::Conflict(Conflict::Race));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_cannot_write() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let database = app.database(1);
    let write = async |conn: Conn<'_>| rename(conn, practice.id).await;
    assert!(database.in_practice(Id::from_uuid(practice.id), Mode::Read, pass, write).await.is_err());
    let write = async |conn: Conn<'_>| execute(conn, "DELETE FROM account_memberships").await;
    assert!(database.without_practice(Mode::Read, write).await.is_err());
    assert_not_renamed(&app.sql().await, practice.id, "after a read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_there_once_it_is_answered() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (database, sql) = (app.database(2), app.sql().await);
    let write = async |conn: Conn<'_>| rename(conn, practice.id).await;
    database.in_practice(Id::from_uuid(practice.id), Mode::Write, pass, write).await.unwrap();
    let name = sql.value(&format!("SELECT name FROM practices WHERE practice_id = '{}'", practice.id)).await;
    assert_eq!(name, "Changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn practices_that_share_connections_never_meet() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let database = app.database(2);
    let requests = (0..200).map(|number| {
        let (practice, database) = ([ours.id, theirs.id][number % 2], &database);
        async move {
            let work = async |mut conn: Conn<'_>| {
                let before = current_practice(conn).await?;
                if number % 3 == 0 {
                    let marked = format!("UPDATE practices SET week_start = '{number}'");
                    assert_eq!(execute(conn, &marked).await?, 1, "one practice is in reach");
                }
                if number % 7 == 0 {
                    return Err(ApiError::NotFound);
                }
                let mut names = conn;
                let names =
                    diesel::dsl::sql::<Text>("SELECT string_agg(practice_id::text, ',') FROM practices")
                        .get_result::<String>(&mut names)
                        .await?;
                tokio::task::yield_now().await;
                let after =
                    diesel::dsl::sql::<Text>("SELECT current_practice()::text").get_result(&mut conn).await?;
                Ok([before, names, after])
            };
            let mode = if number % 3 == 0 { Mode::Write } else { Mode::Read };
            let seen = database.in_practice(Id::from_uuid(practice), mode, pass, work).await;
            match seen {
                Ok(((), seen)) => assert_eq!(seen, [(); 3].map(|()| practice.to_string())),
                Err(error) => assert_eq!((error, number % 7), (ApiError::NotFound, 0)),
            }
        }
    });
    futures_util::future::join_all(requests).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_two_practices_never_meet_over_http() {
    let app = TestApp::with(crate::support::server::fresh_database().await, |settings| {
        (settings.pool_size, settings.pool_wait_ms) = (2, 20_000);
    })
    .await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let callers = [ours.staff("Tess", &["therapist"]).await, theirs.staff("Lou", &["therapist"]).await];
    let requests = (0..200).map(|number| {
        let (caller, name) = (&callers[number % 2], ["Harbour", "Lighthouse"][number % 2]);
        async move {
            let answer = match number % 5 {
                0 => caller.get(&format!("/v1/clients/{}", new_id())).await.problem(404, "not_found"),
                _ => caller.get("/v1/me").await.expect(200),
            };
            assert!(number % 5 == 0 || answer.body["practice_name"] == name);
        }
    });
    futures_util::future::join_all(requests).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_hangs_up_leaves_nothing() {
    let app =
        TestApp::with(crate::support::server::fresh_database().await, |settings| settings.pool_size = 1)
            .await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (a, b) = (ours.staff("Tess", &["owner", "therapist"]).await, theirs.staff("Lou", &["owner"]).await);
    let sql = app.sql().await;
    for _ in 0..3 {
        // Whoever writes to clients waits here.
        sql.run("BEGIN; LOCK TABLE clients IN EXCLUSIVE MODE").await;
        let body = serde_json::json!({
            "given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"
        });
        let request = a.request(reqwest::Method::POST, "/v1/clients").json(&body);
        let hung_up = tokio::time::timeout(Duration::from_millis(300), request.send()).await;
        assert!(hung_up.is_err(), "it waits for the lock");
        sql.run("ROLLBACK").await;
        let me = b.get("/v1/me").await.expect(200);
        assert_eq!(me.body["practice_name"], "Lighthouse");
        assert_eq!(b.get("/v1/clients").await.expect(200).items().len(), 0);
    }
    assert_no_open_transaction(&sql).await;
}
