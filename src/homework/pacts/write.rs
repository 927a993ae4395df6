//! Writing a version, and accepting one.

use super::dto::{CreatePactRequest, PactResponse};
use super::model::{AcceptanceInsert, PactInsert, PactRow, Place, Words};
use super::queries;
use super::view::{Homework, open_one};
use crate::homework::assignments::{AssignmentRow, AssignmentStatus, Mode, find_assignment};
use crate::homework::check_ins::check_answers;
use crate::homework::library::{Content, Purpose, find_version};
use crate::identity::actor::{Actor, ClientOnly};
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::take_turn;
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError, IdempotencyKey};
use crate::platform::ids::kind::{AssignmentId, CoupleId};
use crate::platform::local_day::local_date;

/// Most versions of one homework.
const MOST: i32 = 500;

/// Writes a version of its author over the one that its author knows, or finds it when it was sent before.
pub(super) async fn write_pact(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    assignment: AssignmentId,
    request: &CreatePactRequest,
) -> ApiResult<PactResponse> {
    let (author, payload) = (actor.reader(), (assignment, request));
    let ((claim, earlier), homework, held, seals) = futures_util::try_join!(
        actor.claim(conn, key, "create_pact", &payload),
        find_assignment(conn, &author, assignment),
        safety::lock_and_ask(conn, author.practice, author.member),
        actor.key(conn)
    )?;
    let homework = homework.ok_or(ApiError::NotFound)?;
    let number = match earlier {
        // What was made has no id but its number below the homework.
        Some(earlier) => i32::try_from(earlier.resource.as_u128()).map_err(|_| ApiError::Internal)?,
        None => {
            let couple = check_homework(conn, actor, &homework, request).await?;
            let row = next_pact(conn, actor, (&homework, couple), request, held, &seals).await?;
            queries::insert_pact(conn, &row).await?;
            let [.., as_id] =
                Place { practice: author.practice, assignment, number: row.author_number }.ids();
            claim.remember(conn, as_id, None).await?;
            row.author_number
        }
    };
    read(actor, conn, assignment, number, &seals).await
}

/// A couple's boundary script for connection that both do together; with its questions answered as it asks.
async fn check_homework(
    conn: Conn<'_>,
    actor: &Actor<ClientOnly>,
    homework: &AssignmentRow,
    request: &CreatePactRequest,
) -> ApiResult<CoupleId> {
    let version = find_version(conn, actor.practice(), homework.item_id, homework.item_version).await?;
    let content = version.ok_or(ApiError::Internal)?.content.0;
    let together = homework.couple_id.filter(|_| homework.mode.0 == Mode::Together);
    let for_connection =
        matches!(&content, Content::BoundaryScript(script) if script.purpose == Purpose::Connection);
    let Some(couple) = together.filter(|_| for_connection) else {
        let detail =
            "this homework makes no pact: it must be a boundary script for connection, done together";
        return Err(ApiError::Invalid(vec![FieldError::at("/limit", "no_pact", detail)]));
    };
    let mut errors = Vec::new();
    check_answers(&request.answers, &content, "/answers", &mut errors);
    if request.reconnect.after_minutes.is_some() == request.reconnect.at.is_some() {
        let detail = "must say either after how many minutes or at what time";
        errors.push(FieldError::at("/reconnect", "one_of_two", detail));
    }
    if errors.is_empty() { Ok(couple) } else { Err(ApiError::Invalid(errors)) }
}

async fn next_pact(
    conn: Conn<'_>,
    actor: &Actor<ClientOnly>,
    (homework, couple): (&AssignmentRow, CoupleId),
    request: &CreatePactRequest,
    held: bool,
    key: &PracticeKey,
) -> ApiResult<PactInsert> {
    let (author, now) = (actor.reader(), actor.now());
    take_turn(conn, author.practice, couple).await?;
    let newest = queries::find_newest(conn, &author, homework.id).await?;
    let ended = matches!(homework.status.0, AssignmentStatus::Completed | AssignmentStatus::Stopped);
    if ended {
        return Err(ApiError::wrong_state("The homework has ended: nothing more is agreed on."));
    }
    if request.replaces != newest.map(|row| row.told(&author)) {
        let detail = "`replaces` is not the newest agreement that you can see: read it, and name that.";
        return Err(ApiError::wrong_state(detail));
    }
    let next = queries::next_numbers(conn, author.practice, homework.id, author.member).await?;
    // By what the author knows: how many there are that do not arrive is nobody's to learn.
    if next.for_author > MOST {
        return Err(ApiError::Conflict(Conflict::TooMany));
    }
    let words = Words {
        limit: request.limit.clone(),
        so_that: request.so_that.clone(),
        reconnect: request.reconnect.clone(),
        answers: request.answers.clone(),
    };
    let place = Place { practice: author.practice, assignment: homework.id, number: next.of_all };
    Ok(PactInsert {
        practice_id: author.practice,
        assignment_id: homework.id,
        number: next.of_all,
        couple_id: couple,
        client_id: author.member,
        author_number: next.for_author,
        partner_number: (!held).then_some(next.for_partner),
        item_version: homework.item_version,
        words_sealed: words.seal(place, key)?,
        local_date: local_date(now, homework.time_zone.0, homework.day_start.0),
        created_at: now,
    })
}

/// Accepts the newest version that the acceptor knows, as it was read.
pub(super) async fn accept_pact(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    (assignment, number): (AssignmentId, i32),
    version: i32,
) -> ApiResult<PactResponse> {
    let (reader, now) = (actor.reader(), actor.now());
    let (row, held, key) = futures_util::try_join!(
        queries::find_pact(conn, &reader, assignment, number),
        safety::lock_and_ask(conn, reader.practice, reader.member),
        actor.key(conn)
    )?;
    let PactRow { couple_id, number: of_all, .. } = row.ok_or(ApiError::NotFound)?;
    let turn = take_turn(conn, reader.practice, couple_id).await;
    let known = read(actor, conn, assignment, number, &key).await?;
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    turn?;
    if known.superseded {
        return Err(ApiError::wrong_state("A newer agreement has taken its place: accept that."));
    }
    let row = AcceptanceInsert {
        practice_id: reader.practice,
        assignment_id: assignment,
        number: of_all,
        couple_id,
        client_id: reader.member,
        reaches_partner: !held,
        accepted_at: now,
        created_at: now,
    };
    queries::put_acceptance(conn, &row).await?;
    read(actor, conn, assignment, number, &key).await
}

async fn read(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    assignment: AssignmentId,
    number: i32,
    key: &PracticeKey,
) -> ApiResult<PactResponse> {
    let reader = actor.reader();
    let (homework, row) = futures_util::try_join!(
        Homework::find(conn, &reader, assignment, actor.now()),
        queries::find_pact(conn, &reader, assignment, number)
    )?;
    let (Some(homework), Some(row)) = (homework, row) else { return Err(ApiError::NotFound) };
    open_one(conn, &reader, &homework, row, key).await
}
