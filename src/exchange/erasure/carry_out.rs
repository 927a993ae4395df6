//! The job that erases: it looks whether it may, says that it begins, erases in one transaction, and looks once more later.

use chrono::{DateTime, TimeDelta, Utc};

use super::close::close;
use super::ledger::{Ledger, Line};
use super::{queries, removal};
use crate::identity::services::Services;
use crate::people::retention::{ERASE, Keeping, KeepingReason, find_keeping};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::platform::jobs::{self, Job};

/// How long a request that was let in before may still be writing: then what it left is swept up.
const SWEEP_AFTER: TimeDelta = TimeDelta::seconds(120);
/// How long to wait before looking again whether a legal hold stands. Its lifting wakes the job.
const HOLD_LOOK: TimeDelta = TimeDelta::days(7);

enum Next {
    Erase,
    Sweep,
    Nothing,
}

/// Does what is to be done about a client for whom erasure was asked.
pub async fn carry_out(services: &Services, job: &Job, ledger: &Ledger) -> ApiResult<()> {
    let (practice, client): (PracticeId, ClientId) = (job.practice_id, Id::from_uuid(job.subject_id));
    let now = services.shared.clock.now();
    let decide = async |conn: Conn<'_>| decide(conn, job, client, now).await;
    let ((), next) = services.database.in_practice(practice, Mode::Write, async |_| Ok(()), decide).await?;
    match next {
        Next::Erase => {
            let line = Line { practice, client, erased_at: now };
            erase(services, ledger, line).await.map(|_| ())
        }
        Next::Sweep => {
            // With what waits to be done about the client goes this job.
            let sweep = async |conn: Conn<'_>| removal::remove(conn, practice, client).await;
            services.database.in_practice(practice, Mode::Write, async |_| Ok(()), sweep).await.map(|_| ())
        }
        Next::Nothing => Ok(()),
    }
}

/// Whether it is time. That it begins is committed before anything is written outside the database: from then on it is not
/// withdrawn, so that a line too many in the ledger names somebody who is erased all the same, by the next try.
async fn decide(conn: Conn<'_>, job: &Job, client: ClientId, now: DateTime<Utc>) -> ApiResult<Next> {
    let practice = job.practice_id;
    let state = queries::lock_client(conn, practice, client).await?;
    if state.is_some_and(|state| state.erased_at.is_some()) {
        return Ok(Next::Sweep);
    }
    let Some(request) = queries::find_request(conn, practice, client).await? else {
        jobs::finish(conn, job.id).await?;
        return Ok(Next::Nothing);
    };
    if request.started_at.is_some() {
        return Ok(Next::Erase);
    }
    let keeping = find_keeping(conn, practice, client, request.last_act_at, now).await?;
    if keeping.reasons.is_empty() {
        queries::start_request(conn, practice, client, now).await?;
        return Ok(Next::Erase);
    }
    jobs::postpone(conn, job.id, look_again_at(&keeping, now)).await?;
    Ok(Next::Nothing)
}

fn look_again_at(keeping: &Keeping, now: DateTime<Utc>) -> DateTime<Utc> {
    let held = keeping.reasons.contains(&KeepingReason::LegalHold);
    keeping.until.filter(|_| !held).unwrap_or(now + HOLD_LOOK)
}

/// Erases a client, if it is there and not erased yet; says whether it was. The line is in the ledger before the transaction
/// is committed: what a crash loses is a line, never an erasure that no ledger knows.
pub(super) async fn erase(services: &Services, ledger: &Ledger, line: Line) -> ApiResult<bool> {
    let Line { practice, client, erased_at } = line;
    let text = line.write(&services.shared.keys.erasures)?;
    let sweep_at = services.shared.clock.now() + SWEEP_AFTER;
    let work = async |conn: Conn<'_>| {
        let Some(state) = queries::lock_client(conn, practice, client).await? else { return Ok(false) };
        if state.erased_at.is_some() {
            return Ok(false);
        }
        if state.restricted_at.is_none() {
            close(conn, practice, client, erased_at).await?;
        }
        removal::remove(conn, practice, client).await?;
        removal::blank(conn, practice, client, erased_at).await?;
        queries::insert_erasure(conn, practice, client, erased_at).await?;
        jobs::enqueue(conn, practice, ERASE, client.uuid(), sweep_at).await?;
        ledger.note(text).await?;
        Ok(true)
    };
    let ((), done) = services.database.in_practice(practice, Mode::Write, async |_| Ok(()), work).await?;
    if done {
        log::info!(practice:% = practice, client:% = client; "a client was erased");
    }
    Ok(done)
}
