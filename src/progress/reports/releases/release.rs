//! Releasing a report: who may get it, what must hold for it, and what else comes of it.

use super::dto::CreateReportReleaseRequest;
use super::model::ReleaseInsert;
use super::queries;
use super::taken_back::check_nothing_taken_back;
use crate::identity::actor::{Access, Actor, Reader};
use crate::identity::notices::{NewNotice, NoticeKind, create_notice};
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::contact_preferences::find_reachable;
use crate::people::couples::keep_lasting;
use crate::people::practices::local_day;
use crate::people::safety::lock_and_ask_all;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::kind::{ClientId, ReportAuthorisationId, ReportId, ReportReleaseId};
use crate::progress::disclosures::{Released, ReleasedTo, record_released};
use crate::progress::reports::authorisations::{WholeAuthorisation, Words, find_whole, keep_standing};
use crate::progress::reports::model::{ReportAudience, ReportRow, ReportStatus};

/// Whom a report is about.
pub(super) fn about(report: &ReportRow) -> ApiResult<Context> {
    let client = report.client_id.map(Context::Client);
    client.or(report.couple_id.map(Context::Couple)).ok_or(ApiError::Internal)
}

/// Releases a report. A hold and the end of the couple wait for it, and so do another release of it and whoever signs or revokes;
/// what they did before is seen.
pub(super) async fn release(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    (report, new): (ReportId, ReportReleaseId),
    request: &CreateReportReleaseRequest,
) -> ApiResult<()> {
    let practice = reader.practice;
    let find = async || queries::find_report(conn, reader, report).await?.ok_or(ApiError::NotFound);
    let about = about(&find().await?)?;
    let held = lock_and_ask_all(conn, practice, about).await?;
    let lasting = match about {
        Context::Couple(couple) => keep_lasting(conn, practice, couple).await,
        Context::Client(_) => Ok(()),
    };
    queries::take_turn(conn, practice, report).await?;
    let known = find().await?;
    let subjects = queries::subjects(conn, practice, about).await?;
    check_recipient(&known, &subjects, request)?;
    check_released_at_all(&known)?;
    lasting?;
    if held {
        return Err(ApiError::Conflict(Conflict::Held));
    }
    if let Context::Couple(couple) = about {
        check_joint(conn, practice, couple).await?;
    }
    check_nothing_taken_back(conn, practice, about, &known, &*actor.key(conn).await?).await?;
    let recipient = (request.client_id, request.authorisation_id);
    if queries::is_released(conn, practice, report, recipient).await? {
        return Err(ApiError::wrong_state("It is released to this recipient already."));
    }
    let words = match request.authorisation_id {
        Some(id) => Some(authorised(actor, conn, reader, (about, id)).await?),
        None => None,
    };
    let (client_id, authorisation_id) = recipient;
    let row = ReleaseInsert {
        practice_id: practice,
        id: new,
        report_id: report,
        client_id,
        authorisation_id,
        released_by: reader.member,
        released_at: actor.now(),
        created_at: actor.now(),
    };
    queries::insert_release(conn, &row).await?;
    let outside = words.map(|words| (words.name_in_full(), words.purpose));
    let to = match (client_id, &outside) {
        (Some(client), _) => ReleasedTo::Client(client),
        (None, Some((name, purpose))) => ReleasedTo::ThirdParty { name, purpose },
        // The rules of the request leave no other case.
        (None, None) => return Err(ApiError::Internal),
    };
    let released =
        Released { practice, report, about, subjects: &subjects, to, by: reader.member, at: actor.now() };
    record_released(conn, &*actor.key(conn).await?, &released).await?;
    match client_id {
        Some(client) => tell(actor, conn, client).await,
        None => Ok(()),
    }
}

/// Who can be a recipient follows from whom the report is about and written for.
fn check_recipient(
    report: &ReportRow,
    subjects: &[ClientId],
    request: &CreateReportReleaseRequest,
) -> ApiResult<()> {
    let AsText(audience) = report.audience;
    let refused = |pointer, detail: &'static str| Err(ApiError::rule(pointer, "other_audience", detail));
    match (audience, request.client_id) {
        (ReportAudience::Client | ReportAudience::Couple, None) => {
            refused("/authorisation_id", "a report that is written for clients is released to one of them")
        }
        (ReportAudience::ThirdParty, Some(_)) => {
            refused("/client_id", "a report for a third party is released by an authorisation")
        }
        (ReportAudience::Client | ReportAudience::Couple, Some(client)) if !subjects.contains(&client) => {
            Err(ApiError::rule("/client_id", "not_a_subject", "must be a client whom the report is about"))
        }
        _ => Ok(()),
    }
}

fn check_released_at_all(report: &ReportRow) -> ApiResult<()> {
    match (report.audience, report.status) {
        (AsText(ReportAudience::Clinician), _) => {
            Err(ApiError::wrong_state("A report for clinicians is not released: make one for its reader."))
        }
        (_, AsText(ReportStatus::Draft)) => {
            Err(ApiError::wrong_state("The report is a draft: only a final one is released."))
        }
        (_, AsText(ReportStatus::Final)) => Ok(()),
    }
}

/// What everybody whom the report is about has signed, and goes on to.
async fn authorised(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    (about, id): (Context, ReportAuthorisationId),
) -> ApiResult<Words> {
    keep_standing(conn, reader.practice, id).await?;
    let of_subject = |found: &WholeAuthorisation| {
        (found.row.client_id, found.row.couple_id) == (about.client(), about.couple())
    };
    let found = find_whole(conn, reader, id).await?.filter(of_subject).ok_or_else(|| {
        let detail = "must be an authorisation of those whom the report is about";
        ApiError::rule("/authorisation_id", "unknown_authorisation", detail)
    })?;
    if !found.stands(local_day(conn, reader.practice, actor.now()).await?) {
        return Err(ApiError::Conflict(Conflict::NotAuthorised));
    }
    Words::open(reader.practice, id, &found.row.words_sealed, &*actor.key(conn).await?)
}

/// Says that there is something to read, unless the client does not want to be reached now.
async fn tell(actor: &Actor<impl Access>, conn: Conn<'_>, client: ClientId) -> ApiResult<()> {
    let now = actor.now();
    let reachable = find_reachable(conn, actor.practice(), client, now).await?;
    let Some((account, to)) = reachable else { return Ok(()) };
    let new = NewNotice { kind: NoticeKind::SomethingToRead, to: &to, account: Some(account), now };
    create_notice(conn, &actor.services().shared.keys, new).await
}
