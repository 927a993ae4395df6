//! Makes a report: figures as its audience may see them, frozen into a document with its digest.

use chrono::{DateTime, Utc};

use super::document::{ReportDocument, ReportSchema, omissions};
use super::dto::CreateReportRequest;
use super::model::{DOCUMENT_COLUMN, ReportAudience, ReportInsert, ReportStatus};
use super::queries;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{PracticeId, ReportId};
use crate::progress::summaries::{Asked, Scope, WEEKS, load, progress, settle};

/// A document in the form in which it is stored.
pub(super) struct Sealed {
    pub document: Vec<u8>,
    pub sha256: [u8; 32],
}

/// Freezes and seals a document.
pub(super) fn seal(document: &ReportDocument, practice: PracticeId, key: &PracticeKey) -> ApiResult<Sealed> {
    let frozen = document.freeze()?;
    let place = [practice.uuid(), document.report_id.uuid()];
    Ok(Sealed { document: key.seal(DOCUMENT_COLUMN, &place, &frozen.document)?, sha256: frozen.sha256 })
}

/// Reads the figures and makes the row.
pub(super) async fn freeze(
    conn: Conn<'_>,
    reader: &Reader,
    key: &PracticeKey,
    id: ReportId,
    request: &CreateReportRequest,
    now: DateTime<Utc>,
) -> ApiResult<ReportInsert> {
    let document = write_document(conn, reader, id, request, now).await?;
    let sealed = seal(&document, reader.practice, key)?;
    Ok(ReportInsert {
        practice_id: reader.practice,
        id,
        client_id: request.client_id,
        couple_id: request.couple_id,
        audience: AsText(request.audience),
        window_from: document.window.from,
        window_to: document.window.to,
        status: AsText(ReportStatus::Draft),
        document_sealed: sealed.document,
        sha256: sealed.sha256.to_vec(),
        frozen_at: now,
        created_by: reader.member,
        created_at: now,
        updated_at: now,
    })
}

async fn write_document(
    conn: Conn<'_>,
    reader: &Reader,
    id: ReportId,
    request: &CreateReportRequest,
    now: DateTime<Utc>,
) -> ApiResult<ReportDocument> {
    let (context, wanted) = (request.context()?, request.wanted());
    let settled = settle(conn, reader, Scope::from(context), wanted, now).await?;
    let asked = settled.unwrap_or(Asked::Weeks(WEEKS));
    let viewer = request.audience.viewer(context);
    let (mut loaded, people, author) = futures_util::try_join!(
        load(conn, reader, viewer, Scope::from(context), asked.bounds(now), now),
        queries::people_of(conn, reader.practice, context),
        queries::author(conn, reader),
    )?;
    let streaks_shown = loaded.people.first().ok_or(ApiError::NotFound)?.streaks_shown;
    if loaded.people.len() < people.len() {
        // Of two, one of whom is restricted or erased, no report is made.
        return Err(ApiError::NotFound);
    }
    if settled.is_none() {
        let detail = "no session has been held yet: ask for days instead";
        return Err(ApiError::rule("/since_last_session", "no_session", detail));
    }
    if let Context::Client(_) = context {
        // The joint record belongs to both partners and is in no report about one.
        loaded.homework.retain(|homework| homework.couple_id.is_none());
    }
    let figures = progress(&loaded, context, viewer, asked, now);
    let clinician = request.audience == ReportAudience::Clinician;
    Ok(ReportDocument {
        schema: ReportSchema::Report1,
        report_id: id,
        audience: request.audience,
        subject: super::document::ReportSubject {
            client_id: figures.client_id,
            couple_id: figures.couple_id,
            people,
        },
        author,
        frozen_at: now,
        window: figures.window,
        since: figures.since,
        overall: figures.overall,
        assignments: figures.assignments,
        narrative: request.narrative.clone(),
        recommendations: request.recommendations.clone(),
        omitted: clinician.then(|| omissions(context.couple().is_some(), streaks_shown)),
        statement: ReportDocument::statement(),
    })
}
