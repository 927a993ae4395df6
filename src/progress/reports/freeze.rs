//! Makes a report: figures as its audience may see them, frozen into a document with its digest.

use chrono::{DateTime, Utc};

use super::document::{ReportDocument, ReportSchema, ReportSubject, omissions};
use super::dto::CreateReportRequest;
use super::model::{DOCUMENT_COLUMN, ReportInsert, ReportStatus};
use super::queries;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::is_cared_for;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{PracticeId, ReportId};
use crate::progress::summaries::{ReportAudience, settle_window, summarise};

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

/// Makes a draft of what is asked for, under this id.
pub async fn make_report(
    conn: Conn<'_>,
    reader: &Reader,
    key: &PracticeKey,
    id: ReportId,
    request: &CreateReportRequest,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = freeze(conn, reader, key, id, request, now).await?;
    queries::insert_report(conn, &row).await
}

/// Reads the figures and makes the row.
async fn freeze(
    conn: Conn<'_>,
    reader: &Reader,
    key: &PracticeKey,
    id: ReportId,
    request: &CreateReportRequest,
    now: DateTime<Utc>,
) -> ApiResult<ReportInsert> {
    let document = write_document(conn, reader, key, id, request, now).await?;
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
    key: &PracticeKey,
    id: ReportId,
    request: &CreateReportRequest,
    now: DateTime<Utc>,
) -> ApiResult<ReportDocument> {
    let (context, audience) = (request.context()?, request.audience);
    // Staff alone come here, whatever else somebody may be in the practice.
    let reader = &Reader { client: false, ..*reader };
    let ((of, settled), people, author, cared_for) = futures_util::try_join!(
        settle_window(conn, reader, context, audience, request.wanted(), now),
        queries::people_of(conn, reader.practice, context, audience),
        queries::author(conn, reader),
        is_cared_for(conn, reader, context),
    )?;
    if !cared_for {
        return Err(ApiError::NotFound);
    }
    if !settled {
        let detail = "no session has been held yet: ask for days instead";
        return Err(ApiError::rule("/since_last_session", "no_session", detail));
    }
    let summary = summarise(conn, reader, key, &of, now).await?;
    let streaks_shown = summary.streaks_shown;
    let clinician = audience == ReportAudience::Clinician;
    Ok(ReportDocument {
        schema: ReportSchema::default(),
        report_id: id,
        audience,
        subject: ReportSubject { client_id: summary.client_id, couple_id: summary.couple_id, people },
        author,
        frozen_at: now,
        window: summary.window,
        since: summary.since,
        overall: summary.overall,
        assignments: summary.assignments,
        sections: summary.sections,
        narrative: request.narrative.clone(),
        recommendations: request.recommendations.clone(),
        omitted: clinician.then(|| omissions(context.couple().is_some(), streaks_shown)),
        statement: ReportDocument::statement(),
    })
}
