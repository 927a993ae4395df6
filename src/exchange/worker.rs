//! Does the jobs of all practices, one after the other in each lane, each in a transaction of its practice.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::erasure::{self, Ledger};
use super::exports;
use crate::homework::assignments::REMIND;
use crate::identity::services::Services;
use crate::people::{couples, retention};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::jobs::{self, Job};
use crate::progress::{enrolments, reminders, report_runs};

/// Tries of an export, or of a report in a run, before it is given up.
const TRIES: i32 = 5;
/// The wait before the second try; it grows with each, to `LONGEST_WAIT`.
const WAIT: TimeDelta = TimeDelta::seconds(10);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// What waits for one another: a lane has a worker of its own in each process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Done in a moment, and on time.
    Prompt,
    /// May take a minute or two.
    Long,
}

impl Lane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Prompt, Self::Long];

    fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Prompt => &[couples::END, enrolments::RELEASE, exports::EXPIRE, REMIND],
            Self::Long => &[exports::PREPARE, retention::ERASE, report_runs::MAKE],
        }
    }

    /// How long one of its jobs may take in the database.
    pub const fn work(self) -> Duration {
        match self {
            Self::Prompt => Duration::from_secs(10),
            Self::Long => Duration::from_secs(100),
        }
    }

    /// How long a job is somebody's who took it: then another process may take it.
    pub const fn lease(self) -> TimeDelta {
        match self {
            Self::Prompt => TimeDelta::seconds(15),
            Self::Long => TimeDelta::seconds(120),
        }
    }
}

/// What jobs are done with.
#[derive(Clone)]
pub struct Worker {
    /// A database of its own, so that neither requests nor the other lane keep it waiting.
    pub services: Services,
    /// The jobs that it does.
    pub lane: Lane,
    /// How long an export is kept.
    pub export_life: TimeDelta,
    /// Where erasures are written down.
    pub ledger: Ledger,
}

impl Worker {
    /// Looks for jobs until the task is aborted. What is being done then is rolled back and due again after its lease.
    pub async fn run(self, every: Duration) {
        loop {
            self.do_due().await;
            tokio::time::sleep(every).await;
        }
    }

    /// Does all that is due, and says how many jobs were taken.
    pub async fn do_due(&self) -> usize {
        let mut taken = 0;
        while self.do_next(self.services.shared.clock.now()).await {
            taken += 1;
        }
        taken
    }

    /// Does the job that has been due longest at this time; whether there was one.
    pub async fn do_next(&self, now: DateTime<Utc>) -> bool {
        let job = match self.take(now).await {
            Ok(Some(job)) => job,
            Ok(None) => return false,
            Err(error) => {
                log::warn!("jobs wait: {error}");
                return false;
            }
        };
        if let Err(error) = self.carry_out(&job, now).await {
            log::warn!(job:% = job.id, kind:% = job.kind; "a job failed: {error}");
            if let Err(error) = self.try_again(&job, now).await {
                log::warn!(job:% = job.id; "a failed job is due again after its lease: {error}");
            }
        }
        true
    }

    /// Takes a job without doing it.
    pub async fn take(&self, now: DateTime<Utc>) -> ApiResult<Option<Job>> {
        let take = async |conn: Conn<'_>| jobs::take(conn, self.lane.kinds(), now, self.lane.lease()).await;
        self.services.database.without_practice(Mode::Write, take).await
    }

    async fn carry_out(&self, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
        match job.kind.as_str() {
            couples::END => couples::end_as_planned(&self.services, job, now).await,
            REMIND => reminders::remind(&self.services, job, now).await,
            enrolments::RELEASE => enrolments::release_steps(&self.services, job, now).await,
            // Whoever tried it before did not live to say that it failed.
            exports::PREPARE if job.attempts >= TRIES => exports::give_up(&self.services, job).await,
            exports::PREPARE => exports::prepare(&self.services, job, self.export_life).await,
            report_runs::MAKE if job.attempts >= TRIES => {
                report_runs::skip_one(&self.services, job, now).await
            }
            report_runs::MAKE => report_runs::make_reports(&self.services, job, now).await,
            exports::EXPIRE => exports::expire(&self.services, job).await,
            retention::ERASE => erasure::carry_out(&self.services, job, &self.ledger).await,
            _ => {
                log::error!(job:% = job.id; "there is no such kind of job");
                Err(ApiError::Internal)
            }
        }
    }

    async fn try_again(&self, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
        let tries = job.attempts.saturating_add(1);
        if tries >= TRIES && job.kind == exports::PREPARE {
            return exports::give_up(&self.services, job).await;
        }
        let due_at = now + (WAIT * tries).min(LONGEST_WAIT);
        let wait = async |conn: Conn<'_>| jobs::postpone(conn, job.id, due_at).await;
        self.services.database.without_practice(Mode::Write, wait).await
    }
}
