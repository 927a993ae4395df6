//! Does the jobs of all practices, one after the other, each in a transaction of its practice.

use std::time::Duration;

use chrono::TimeDelta;

use super::exports;
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::jobs::{self, Job};

/// Tries of one job before it is given up.
const TRIES: i32 = 5;
/// The wait before the second try; it grows with each.
const WAIT: TimeDelta = TimeDelta::seconds(10);

/// Looks for jobs until the task is aborted. What is being done then is rolled back and due again after its lease.
pub async fn run(services: Services, every: Duration, export_life: TimeDelta) {
    loop {
        while do_next(&services, export_life).await {}
        tokio::time::sleep(every).await;
    }
}

/// Does the job that has been due longest; whether there was one.
pub async fn do_next(services: &Services, export_life: TimeDelta) -> bool {
    let now = services.shared.clock.now();
    let take = async |conn: Conn<'_>| jobs::take(conn, now).await;
    let job = match services.database.without_practice(Mode::Write, take).await {
        Ok(Some(job)) => job,
        Ok(None) => return false,
        Err(error) => {
            log::warn!("jobs wait: {error}");
            return false;
        }
    };
    if let Err(error) = carry_out(services, &job, export_life).await {
        log::warn!(job:% = job.id, kind:% = job.kind; "a job failed: {error}");
        let again = try_again(services, &job).await;
        if let Err(error) = again {
            log::warn!(job:% = job.id; "a failed job is due again after its lease: {error}");
        }
    }
    true
}

async fn carry_out(services: &Services, job: &Job, export_life: TimeDelta) -> ApiResult<()> {
    match job.kind.as_str() {
        exports::PREPARE => exports::prepare(services, job, export_life).await,
        exports::EXPIRE => exports::expire(services, job).await,
        _ => {
            log::error!(job:% = job.id; "there is no such kind of job");
            Err(ApiError::Internal)
        }
    }
}

async fn try_again(services: &Services, job: &Job) -> ApiResult<()> {
    if job.attempts.saturating_add(1) >= TRIES && job.kind == exports::PREPARE {
        return exports::give_up(services, job).await;
    }
    let due_at = services.shared.clock.now() + WAIT * job.attempts.saturating_add(1);
    let wait = async |conn: Conn<'_>| jobs::postpone(conn, job.id, due_at).await;
    services.database.without_practice(Mode::Write, wait).await
}
