//! The jobs of exports: to prepare one, to give it up, and to take it away when its time is over.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;

use super::archive::{Archive, Made};
use super::model::ExportStatus;
use super::queries::{self, Outcome};
use super::readable::Readable;
use super::source::Source;
use super::structured::Structured;
use crate::identity::actor::Reader;
use crate::identity::services::Services;
use crate::people::couples::count_withdrawals;
use crate::platform::db::{AsText, Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, ExportId, PracticeId};
use crate::platform::jobs::{self, Job};

/// The job that prepares an export.
pub const PREPARE: &str = "prepare_export";
/// The job that takes one away.
pub const EXPIRE: &str = "expire_export";

/// Prepares an archive: both forms in one look at the database, whatever is written meanwhile.
pub async fn prepare(services: &Services, job: &Job, life: TimeDelta) -> ApiResult<()> {
    let (practice, export) = (job.practice_id, Id::from_uuid(job.subject_id));
    let now = services.shared.clock.now();
    let work = async |mut conn: Conn<'_>| {
        conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
        if let Some(client) = queries::lock_queued(conn, practice, export).await? {
            queries::replace_earlier(conn, practice, client, now).await?;
            let withdrawals = count_withdrawals(conn, practice, client).await?;
            let made = write_archive(services, conn, (practice, client), export).await?;
            let expires_at = now + life;
            let Made { size, pieces, sha256 } = made;
            let outcome = Outcome {
                status: AsText(ExportStatus::Succeeded),
                size: Some(size),
                pieces: Some(pieces),
                sha256: Some(sha256),
                finished_at: Some(now),
                expires_at: Some(expires_at),
                updated_at: now,
                withdrawals: Some(withdrawals),
            };
            queries::update_export(conn, practice, (export, ExportStatus::Queued), &outcome).await?;
            jobs::enqueue(conn, practice, EXPIRE, export.uuid(), expires_at).await?;
        }
        jobs::finish(conn, job.id).await
    };
    services.database.in_practice(practice, Mode::Write, async |_| Ok(()), work).await.map(|((), ())| ())
}

async fn write_archive(
    services: &Services,
    conn: Conn<'_>,
    (practice, client): (PracticeId, ClientId),
    export: ExportId,
) -> ApiResult<Made> {
    let key = services.shared.practice_keys.get(conn, practice).await?;
    let reader = Reader::of_client(practice, client);
    let source = Source { conn, reader, key: &key, now: services.shared.clock.now() };
    let mut archive = Archive::new(practice, export, &key);
    archive.file("export.json")?;
    source.write(&mut Structured::default(), &mut archive).await?;
    archive.file("index.html")?;
    source.write(&mut Readable::default(), &mut archive).await?;
    archive.finish(conn).await
}

/// Says that an export cannot be prepared.
pub async fn give_up(services: &Services, job: &Job) -> ApiResult<()> {
    end(services, job, ExportStatus::Queued, ExportStatus::Failed).await
}

/// Takes an archive away whose time is over.
pub async fn expire(services: &Services, job: &Job) -> ApiResult<()> {
    end(services, job, ExportStatus::Succeeded, ExportStatus::Expired).await
}

async fn end(services: &Services, job: &Job, from: ExportStatus, status: ExportStatus) -> ApiResult<()> {
    let (practice, export) = (job.practice_id, Id::from_uuid(job.subject_id));
    let now = services.shared.clock.now();
    let failed = status == ExportStatus::Failed;
    let outcome = Outcome {
        status: AsText(status),
        size: None,
        pieces: None,
        sha256: None,
        finished_at: failed.then_some(now),
        expires_at: None,
        updated_at: now,
        withdrawals: None,
    };
    let work = async |conn: Conn<'_>| {
        queries::delete_pieces(conn, practice, export).await?;
        queries::update_export(conn, practice, (export, from), &outcome).await?;
        jobs::finish(conn, job.id).await
    };
    services.database.in_practice(practice, Mode::Write, async |_| Ok(()), work).await.map(|((), ())| ())
}
