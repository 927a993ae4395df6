//! What a client was given, did, wrote and shared.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId};
use crate::schema::{
    assignment_participants, assignment_pauses, assignment_revisions, assignments, boundaries,
    boundary_use_versions, boundary_uses, boundary_versions, check_in_personals, check_in_versions,
    check_ins, journal_entries, journal_entry_versions, share_grants, shared_boundaries, shared_check_ins,
    shared_journal_entries,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_check_ins(conn, practice, client).await?;
    remove_journal(conn, practice, client).await?;
    remove_boundary_uses(conn, practice, client).await?;
    remove_boundaries(conn, practice, client).await?;
    remove_own_part(conn, practice, client).await?;
    remove_assignments(conn, practice, client).await
}

/// The acts, their words, what they said before, and the copies at the partner's.
async fn remove_check_ins(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let versions = check_in_versions::table
        .filter(check_in_versions::practice_id.eq(practice))
        .filter(check_in_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let copies = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let words = check_in_personals::table
        .filter(check_in_personals::practice_id.eq(practice))
        .filter(check_in_personals::client_id.eq(client));
    diesel::delete(words).execute(&mut conn).await?;
    let acts =
        check_ins::table.filter(check_ins::practice_id.eq(practice)).filter(check_ins::client_id.eq(client));
    diesel::delete(acts).execute(&mut conn).await?;
    Ok(())
}

/// Journal entries, what they said before, and the copies at the partner's.
async fn remove_journal(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let versions = journal_entry_versions::table
        .filter(journal_entry_versions::practice_id.eq(practice))
        .filter(journal_entry_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let copies = shared_journal_entries::table
        .filter(shared_journal_entries::practice_id.eq(practice))
        .filter(shared_journal_entries::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let entries = journal_entries::table
        .filter(journal_entries::practice_id.eq(practice))
        .filter(journal_entries::client_id.eq(client));
    diesel::delete(entries).execute(&mut conn).await?;
    Ok(())
}

/// Uses of limits, and what they said before.
async fn remove_boundary_uses(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let versions = boundary_use_versions::table
        .filter(boundary_use_versions::practice_id.eq(practice))
        .filter(boundary_use_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let uses = boundary_uses::table
        .filter(boundary_uses::practice_id.eq(practice))
        .filter(boundary_uses::client_id.eq(client));
    diesel::delete(uses).execute(&mut conn).await?;
    Ok(())
}

/// Limits, what they said before, and the copies at the partner's.
async fn remove_boundaries(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let versions = boundary_versions::table
        .filter(boundary_versions::practice_id.eq(practice))
        .filter(boundary_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let copies = shared_boundaries::table
        .filter(shared_boundaries::practice_id.eq(practice))
        .filter(shared_boundaries::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let limits = boundaries::table
        .filter(boundaries::practice_id.eq(practice))
        .filter(boundaries::client_id.eq(client));
    diesel::delete(limits).execute(&mut conn).await?;
    Ok(())
}

/// What belongs to one member of homework, the couple's too.
async fn remove_own_part(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let grants = share_grants::table
        .filter(share_grants::practice_id.eq(practice))
        .filter(share_grants::client_id.eq(client));
    diesel::delete(grants).execute(&mut conn).await?;
    let parts = assignment_participants::table
        .filter(assignment_participants::practice_id.eq(practice))
        .filter(assignment_participants::client_id.eq(client));
    diesel::delete(parts).execute(&mut conn).await?;
    let pauses = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::client_id.eq(client));
    diesel::delete(pauses).execute(&mut conn).await?;
    Ok(())
}

/// Homework that was given to the client alone.
async fn remove_assignments(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let own = assignments::table
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::client_id.eq(client));
    let ids: Vec<AssignmentId> = own.select(assignments::id).load(&mut conn).await?;
    let pauses = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::assignment_id.eq_any(ids.clone()));
    diesel::delete(pauses).execute(&mut conn).await?;
    let revisions = assignment_revisions::table
        .filter(assignment_revisions::practice_id.eq(practice))
        .filter(assignment_revisions::assignment_id.eq_any(ids));
    diesel::delete(revisions).execute(&mut conn).await?;
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}
