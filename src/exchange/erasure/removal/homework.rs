//! What a client was given, did, wrote and shared.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{
    AssignmentId, CheckInFeedbackId, ClientId, CoupleId, EnrolmentId, PlanId, PracticeId,
};
use crate::schema::{
    assignment_changes, assignment_participants, assignment_pauses, assignment_revisions, assignments,
    boundaries, boundary_use_versions, boundary_uses, boundary_versions, check_in_feedback,
    check_in_feedback_versions, check_in_personals, check_in_reviews, check_in_versions, check_ins,
    enrolment_releases, enrolment_steps, enrolments, jobs, journal_entries, journal_entry_versions,
    life_event_versions, life_events, pact_acceptances, pacts, plan_parts, plans, retro_readers, retro_wins,
    retros, share_grants, shared_boundaries, shared_check_ins, shared_journal_entries,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_reviewing(conn, practice, client).await?;
    remove_check_ins(conn, practice, client).await?;
    remove_journal(conn, practice, client).await?;
    remove_life_events(conn, practice, client).await?;
    remove_boundary_uses(conn, practice, client).await?;
    remove_boundaries(conn, practice, client).await?;
    remove_pacts(conn, practice, client).await?;
    remove_retros(conn, practice, client).await?;
    remove_plans(conn, practice, client).await?;
    remove_enrolments(conn, practice, client).await?;
    remove_own_part(conn, practice, client).await?;
    remove_assignments(conn, practice, client).await
}

/// What the care team said to check-ins, and how far it has come with them.
async fn remove_reviewing(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let said = check_in_feedback::table
        .filter(check_in_feedback::practice_id.eq(practice))
        .filter(check_in_feedback::client_id.eq(client));
    let ids: Vec<CheckInFeedbackId> = said.select(check_in_feedback::id).load(&mut conn).await?;
    let versions = check_in_feedback_versions::table
        .filter(check_in_feedback_versions::practice_id.eq(practice))
        .filter(check_in_feedback_versions::feedback_id.eq_any(ids));
    diesel::delete(versions).execute(&mut conn).await?;
    diesel::delete(said).execute(&mut conn).await?;
    let reviews = check_in_reviews::table
        .filter(check_in_reviews::practice_id.eq(practice))
        .filter(check_in_reviews::client_id.eq(client));
    diesel::delete(reviews).execute(&mut conn).await?;
    Ok(())
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
async fn remove_life_events(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let versions = life_event_versions::table
        .filter(life_event_versions::practice_id.eq(practice))
        .filter(life_event_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let events = life_events::table
        .filter(life_events::practice_id.eq(practice))
        .filter(life_events::client_id.eq(client));
    diesel::delete(events).execute(&mut conn).await?;
    Ok(())
}

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

/// Versions of what the couple agreed on that this client wrote and the partner never accepted. What both accepted is the
/// partner's as well, and that it was accepted stays.
async fn remove_pacts(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let written = pacts::table
        .filter(pacts::practice_id.eq(practice))
        .filter(pacts::client_id.eq(client))
        .select((pacts::assignment_id, pacts::number));
    let written: Vec<(AssignmentId, i32)> = written.load(&mut conn).await?;
    let homework: Vec<AssignmentId> = written.iter().map(|(assignment, _)| *assignment).collect();
    let accepted = pact_acceptances::table
        .filter(pact_acceptances::practice_id.eq(practice))
        .filter(pact_acceptances::assignment_id.eq_any(homework))
        .filter(pact_acceptances::client_id.ne(client))
        .select((pact_acceptances::assignment_id, pact_acceptances::number));
    let accepted: Vec<(AssignmentId, i32)> = accepted.load(&mut conn).await?;
    for (assignment, number) in written.into_iter().filter(|version| !accepted.contains(version)) {
        let acceptances = pact_acceptances::table
            .filter(pact_acceptances::practice_id.eq(practice))
            .filter(pact_acceptances::assignment_id.eq(assignment))
            .filter(pact_acceptances::number.eq(number));
        diesel::delete(acceptances).execute(&mut conn).await?;
        diesel::delete(pacts::table.find((practice, assignment, number))).execute(&mut conn).await?;
    }
    Ok(())
}

/// Small wins of this client, copies of the partner's, and versions of retros that this client wrote and the partner never
/// agreed to. What the partner agreed to or wrote is the partner's as well, and that this client could read it or agreed
/// stays.
async fn remove_retros(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let wins = retro_wins::table
        .filter(retro_wins::practice_id.eq(practice))
        .filter(retro_wins::client_id.eq(client).or(retro_wins::reader_id.eq(client)));
    diesel::delete(wins).execute(&mut conn).await?;
    let written = retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::client_id.eq(client))
        .select((retros::couple_id, retros::number));
    let written: Vec<(CoupleId, i32)> = written.load(&mut conn).await?;
    for (couple, number) in written {
        let readers = retro_readers::table
            .filter(retro_readers::practice_id.eq(practice))
            .filter(retro_readers::couple_id.eq(couple))
            .filter(retro_readers::number.eq(number));
        let kept = readers
            .filter(retro_readers::client_id.ne(client))
            .filter(retro_readers::agreed_at.is_not_null());
        if diesel::select(exists(kept)).get_result(&mut conn).await? {
            continue;
        }
        diesel::delete(readers).execute(&mut conn).await?;
        diesel::delete(retros::table.find((practice, couple, number))).execute(&mut conn).await?;
    }
    Ok(())
}

/// What the client alone was enrolled in, and what steps of the couple's programmes gave to the client alone.
async fn remove_enrolments(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let own = enrolments::table
        .filter(enrolments::practice_id.eq(practice))
        .filter(enrolments::client_id.eq(client));
    let ids: Vec<EnrolmentId> = own.select(enrolments::id).load(&mut conn).await?;
    let waiting: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let work = jobs::table.filter(jobs::practice_id.eq(practice)).filter(jobs::subject_id.eq_any(waiting));
    diesel::delete(work).execute(&mut conn).await?;
    let releases = enrolment_releases::table
        .filter(enrolment_releases::practice_id.eq(practice))
        .filter(enrolment_releases::client_id.eq(client));
    diesel::delete(releases).execute(&mut conn).await?;
    let steps = enrolment_steps::table
        .filter(enrolment_steps::practice_id.eq(practice))
        .filter(enrolment_steps::client_id.eq(client).or(enrolment_steps::enrolment_id.eq_any(ids)));
    diesel::delete(steps).execute(&mut conn).await?;
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

/// Plans that gave the client something. The partner's homework stays, and stands alone.
async fn remove_plans(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let with = plan_parts::table
        .filter(plan_parts::practice_id.eq(practice))
        .filter(plan_parts::client_id.eq(client))
        .select(plan_parts::plan_id);
    let ids: Vec<PlanId> = with.load(&mut conn).await?;
    let parts = plan_parts::table
        .filter(plan_parts::practice_id.eq(practice))
        .filter(plan_parts::plan_id.eq_any(&ids));
    diesel::delete(parts).execute(&mut conn).await?;
    let whole = plans::table.filter(plans::practice_id.eq(practice)).filter(plans::id.eq_any(&ids));
    diesel::delete(whole).execute(&mut conn).await?;
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
    let changes = assignment_changes::table
        .filter(assignment_changes::practice_id.eq(practice))
        .filter(assignment_changes::client_id.eq(client));
    diesel::delete(changes).execute(&mut conn).await?;
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
    let changes = assignment_changes::table
        .filter(assignment_changes::practice_id.eq(practice))
        .filter(assignment_changes::assignment_id.eq_any(ids.clone()));
    diesel::delete(changes).execute(&mut conn).await?;
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
