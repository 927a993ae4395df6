//! Writing a check-in, in two round trips: what it is about and what its id already stands for, then the rows.

pub(super) mod many;
pub(super) mod queries;

use chrono::{DateTime, NaiveDate, Utc};

use super::check::{About, Said, settle};
use super::dto::{CheckInResponse, CreateCheckInRequest};
use super::model::{Audience, CheckInInsert, CheckInRow, PersonalInsert, PersonalRow, Visibility};
use super::shared::SharedInsert;
use super::state::{Personal, Place, State};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::authored::{check_sent_before, corrected, first_digest as digest_in};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::SharedCheckInId;
use crate::platform::local_day::local_date;
use queries::{Known, Terms};

/// Version of an act when it is first shared.
pub(super) const FIRST_SHARED_VERSION: i32 = 1;

/// A check-in that was written now, or by an earlier sending of the same.
pub(in crate::homework) enum Written {
    Now(CheckInResponse),
    Before(CheckInResponse),
}

/// A check-in that is to be written, with what belongs to it.
pub(super) struct New {
    pub act: CheckInInsert,
    pub personal: Option<PersonalInsert>,
    pub shared: Option<SharedInsert>,
    /// The act as it stands once it is written.
    pub row: CheckInRow,
    /// The personal part as its author said it.
    pub said: Option<Personal>,
}

/// When something is written, under which key, and whether its author is under a hold.
#[derive(Clone, Copy)]
pub(super) struct Moment<'k> {
    pub now: DateTime<Utc>,
    pub held: bool,
    pub key: &'k PracticeKey,
}

/// Writes a check-in of its author, or finds it when it was sent before.
pub(in crate::homework) async fn create_check_in(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateCheckInRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let (key, held, terms, known) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::list_terms(conn, &author, std::slice::from_ref(&request.assignment_id)),
        queries::find_known(conn, place),
    )?;
    let digest = first_digest(request, &key)?;
    if let Some(known) = known {
        return known_before(&known, &digest, place, &key).map(Written::Before);
    }
    let new = new_check_in(request, &terms, place, digest, Moment { now: actor.now(), held, key: &key })?;
    queries::insert_check_in(conn, &new).await?;
    Ok(Written::Now(CheckInResponse::of(new.row, new.said, Audience::Author)))
}

/// What is to be written; or every broken rule.
pub(super) fn new_check_in(
    request: &CreateCheckInRequest,
    terms: &[Terms],
    place: Place,
    digest: Vec<u8>,
    Moment { now, held, key }: Moment<'_>,
) -> ApiResult<New> {
    let (act, state, couple_ended) = new_act(request, terms, place, digest, now)?;
    if couple_ended {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let personal = state.seal_personal(place, now, key)?;
    let row = row_of(&act);
    let shared = if held { None } else { SharedInsert::of(&row, &state, personal.as_ref(), place) };
    Ok(New { act, personal, shared, row, said: state.personal })
}

impl New {
    /// What its id stands for from now on.
    pub fn known(&self) -> Known {
        let personal = self.personal.as_ref().map(|personal| PersonalRow {
            visibility: personal.visibility,
            effort: personal.effort,
            helpfulness: personal.helpfulness,
            closeness: personal.closeness,
            words_sealed: personal.words_sealed.clone(),
        });
        Known {
            found: (self.row.clone(), personal),
            first_digest: self.act.first_digest.clone(),
            deleted: false,
        }
    }
}

/// Digest of what was sent, all but when it was sent: a retry is sent later. What is left out is the same as what is said to
/// be as it would be anyway.
pub(super) fn first_digest(request: &CreateCheckInRequest, key: &PracticeKey) -> ApiResult<Vec<u8>> {
    let count = request.count.filter(|count| *count != 1);
    let content = CreateCheckInRequest { sent_at: None, count, ..request.clone() };
    digest_in("check_ins.first_digest", &content, key)
}

/// The same content is answered with what it has become; a deleted id stays deleted.
pub(super) fn known_before(
    known: &Known,
    digest: &[u8],
    place: Place,
    key: &PracticeKey,
) -> ApiResult<CheckInResponse> {
    let Known { found: (act, personal), first_digest, deleted } = known;
    check_sent_before(first_digest, digest, *deleted)?;
    let personal = personal.clone().map(|personal| personal.open(place, key)).transpose()?;
    Ok(CheckInResponse::of(act.clone(), personal, Audience::Author))
}

/// The new row, its state and whether its couple has ended; or every broken rule.
fn new_act(
    request: &CreateCheckInRequest,
    terms: &[Terms],
    place: Place,
    first_digest: Vec<u8>,
    now: DateTime<Utc>,
) -> ApiResult<(CheckInInsert, State, bool)> {
    let mut errors = Vec::new();
    let occurred_at = corrected(request.occurred_at, request.sent_at, now, "/occurred_at", &mut errors);
    let Some(((terms, content, _, couple_ended_at, grant), date)) = in_force(terms, occurred_at, request)
    else {
        errors.push(FieldError::at(
            "/assignment_id",
            "unknown_assignment",
            "must be one of your assignments",
        ));
        return Err(ApiError::Invalid(errors));
    };
    let (AsText(mode), AsText(status)) = (terms.mode, terms.status);
    if status == AssignmentStatus::Proposed {
        errors.push(FieldError::at("/assignment_id", "not_running", "has not begun to run yet"));
    } else if date < terms.starts_on || terms.ends_on.is_some_and(|ends_on| date > ends_on) {
        let detail = "must fall on a day on which the assignment was running";
        errors.push(FieldError::at("/occurred_at", "not_running", detail));
    }
    let (AsJson(cadence), AsJson(content)) = (&terms.cadence, content);
    let about = About {
        in_couple: terms.couple_id.is_some(),
        joint: mode.is_joint(),
        granted: grant.is_some(),
        cadence,
        content,
    };
    let state = match settle(&said(request), &about, None) {
        Ok(state) if errors.is_empty() => state,
        settled => {
            errors.extend(settled.err().unwrap_or_default());
            return Err(ApiError::Invalid(errors));
        }
    };
    // What its author or its homework shares is not shared through a grant.
    let by_grant = request.visibility.is_none() && !about.joint && Audience::Partner.reads(state.visibility);
    let act = CheckInInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        assignment_id: request.assignment_id,
        couple_id: terms.couple_id,
        revision: terms.revision,
        purpose: AsText(request.purpose),
        occurred_at,
        time_zone: AsText(request.time_zone),
        local_date: date,
        outcome: AsText(state.outcome),
        count: state.count,
        minutes: state.minutes,
        visibility: AsText(state.visibility),
        partner_ref: shared_id(state.visibility),
        share_grant_id: grant.filter(|_| by_grant),
        first_digest,
        team_version: i32::from(Audience::CareTeam.reads(state.visibility)),
        team_changed_at: Audience::CareTeam.reads(state.visibility).then_some(now),
        partner_changed_at: Audience::Partner.reads(state.visibility).then_some(now),
        received_at: now,
        created_at: now,
        updated_at: now,
    };
    Ok((act, state, couple_ended_at.is_some()))
}

fn said(request: &CreateCheckInRequest) -> Said<'_> {
    Said {
        purpose: request.purpose,
        outcome: request.outcome,
        count: request.count,
        minutes: request.minutes,
        visibility: request.visibility,
        personal: request.personal.as_ref(),
    }
}

/// A new id for what becomes shared: the phone's own would tell when it was written.
pub(super) fn shared_id(visibility: Visibility) -> Option<SharedCheckInId> {
    Audience::Partner.reads(visibility).then(SharedCheckInId::generate)
}

/// The revision that held on the local day of the act, and that day. Before all of them the first one counts, and
/// whether the assignment ran is decided by the day.
fn in_force<'t>(
    terms: &'t [Terms],
    occurred_at: DateTime<Utc>,
    request: &CreateCheckInRequest,
) -> Option<(&'t Terms, NaiveDate)> {
    // A revision froze the start of day of its client; in a couple a member's own one comes first.
    let day_start = |(terms, _, own, ..): &Terms| match (terms.couple_id, own) {
        (Some(_), Some(AsText(own))) => *own,
        _ => terms.day_start.0,
    };
    let dated = |terms: &'t Terms| (terms, local_date(occurred_at, request.time_zone, day_start(terms)));
    let mut all = terms.iter().map(dated);
    all.find(|((terms, ..), date)| terms.effective_from <= *date).or_else(|| terms.last().map(dated))
}

/// The row as it stands after its insert, while its couple lasts.
fn row_of(act: &CheckInInsert) -> CheckInRow {
    CheckInRow {
        client_id: act.client_id,
        id: act.id,
        assignment_id: act.assignment_id,
        couple_id: act.couple_id,
        revision: act.revision,
        purpose: act.purpose,
        occurred_at: act.occurred_at,
        time_zone: act.time_zone,
        local_date: act.local_date,
        outcome: act.outcome,
        count: act.count,
        minutes: act.minutes,
        visibility: act.visibility,
        partner_ref: act.partner_ref,
        partner_version: FIRST_SHARED_VERSION,
        share_grant_id: act.share_grant_id,
        received_at: act.received_at,
        version: 1,
        team_version: act.team_version,
        team_changed_at: act.team_changed_at,
        partner_changed_at: act.partner_changed_at,
        created_at: act.created_at,
        updated_at: act.updated_at,
        couple_ended_at: None,
    }
}
