//! What a session must have proved: that it is alive, by every request, and for some functions that its bearer proved
//! itself a short while ago, by the second factor where the account has one.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::actor::{Access, Actor};
use super::memberships::{MembershipStatus, Role};
use super::second_factors;
use super::tokens::Claims;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::kind::{PracticeId, SessionId};
use crate::schema::{memberships, sessions};

/// `A`, also for limited sessions.
pub struct EvenLimited<A>(PhantomData<fn() -> A>);
/// `A`, for a bearer who proved itself a short while ago: what does great harm by a device left open.
pub struct Proved<A>(PhantomData<fn() -> A>);

impl<A: Access> Access for EvenLimited<A> {
    const ROLES: &'static [Role] = A::ROLES;
    const OPEN_TO_LIMITED: bool = true;
    const NEEDS_PROOF: bool = A::NEEDS_PROOF;
    const OPEN_TO_RESTRICTED: bool = A::OPEN_TO_RESTRICTED;
}

impl<A: Access> Access for Proved<A> {
    const ROLES: &'static [Role] = A::ROLES;
    const OPEN_TO_LIMITED: bool = A::OPEN_TO_LIMITED;
    const NEEDS_PROOF: bool = true;
    const OPEN_TO_RESTRICTED: bool = A::OPEN_TO_RESTRICTED;
}

/// What a function asks of a session, beside that it is alive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// That its bearer proved itself after this instant.
    pub proved_since: Option<DateTime<Utc>>,
    /// That its bearer's record is not restricted.
    pub unrestricted: bool,
}

/// When the bearer of a session last proved itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Proof {
    /// In any way.
    pub at: DateTime<Utc>,
    /// With a second factor.
    pub second_factor_at: Option<DateTime<Utc>>,
}

impl Proof {
    /// Whether it is no older than this instant. What was proved by the password alone counts no more once the account
    /// has a second factor: whoever knows the password must not outlive the setting up of one.
    pub fn counts(self, has_second_factor: bool, since: DateTime<Utc>) -> bool {
        if has_second_factor { self.second_factor_at.is_some_and(|at| at > since) } else { self.at > since }
    }
}

/// Session alive and this account's, membership with access, roles unchanged since the token was made; and what else is asked. One round
/// trip, together with whatever else is sent.
pub(super) async fn check_access(
    mut conn: Conn<'_>,
    claims: &Claims,
    now: DateTime<Utc>,
    asked: Asked,
) -> ApiResult<()> {
    let alive = sessions::table
        .inner_join(
            memberships::table.on(memberships::practice_id
                .eq(sessions::practice_id)
                .and(memberships::id.eq(sessions::membership_id))),
        )
        .filter(sessions::practice_id.eq(claims.practice))
        .filter(sessions::id.eq(claims.sid))
        .filter(sessions::membership_id.eq(claims.membership))
        .filter(sessions::account_id.eq(claims.sub))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(memberships::practice_id.eq(claims.practice))
        .filter(memberships::status.eq_any(MembershipStatus::WITH_ACCESS.map(AsText)))
        .filter(memberships::access_version.eq(claims.access));
    let Asked { proved_since, unrestricted } = asked;
    if proved_since.is_none() && !unrestricted {
        return match diesel::select(exists(alive)).get_result::<bool>(&mut conn).await? {
            true => Ok(()),
            false => Err(ApiError::Unauthenticated),
        };
    }
    let also = conn;
    let find = alive.select((memberships::status, sessions::proved_at, sessions::second_factor_at));
    let (found, proved) = futures_util::try_join!(
        async { Ok(find.first::<Standing>(&mut conn).await.optional()?) },
        has_second_factor(also, claims, proved_since)
    )?;
    let (AsText(status), at, second_factor_at) = found.ok_or(ApiError::Unauthenticated)?;
    if unrestricted && status == MembershipStatus::Restricted {
        return Err(ApiError::Conflict(Conflict::Restricted));
    }
    match (proved_since, Proof { at, second_factor_at }) {
        (Some(since), proof) if !proof.counts(proved, since) => Err(ApiError::StepUpNeeded),
        _ => Ok(()),
    }
}

type Standing = (AsText<MembershipStatus>, DateTime<Utc>, Option<DateTime<Utc>>);

/// Looked up only where a proof is asked for.
async fn has_second_factor(
    conn: Conn<'_>,
    claims: &Claims,
    proved_since: Option<DateTime<Utc>>,
) -> ApiResult<bool> {
    if proved_since.is_some() { second_factors::is_confirmed(conn, claims.sub).await } else { Ok(false) }
}

/// Refuses a bearer who has not proved itself of late: for a function of which only a part is sensitive.
pub async fn require_proof<A: Access>(actor: &Actor<A>, conn: Conn<'_>) -> ApiResult<()> {
    let (proved, has_second_factor) = futures_util::try_join!(
        find_proof(conn, actor.practice(), actor.session()),
        second_factors::is_confirmed(conn, actor.account())
    )?;
    let since = actor.now() - actor.services().shared.session_rules.proof_age;
    if proved.counts(has_second_factor, since) { Ok(()) } else { Err(ApiError::StepUpNeeded) }
}

/// When the bearer of a session last proved itself.
pub(super) async fn find_proof(
    mut conn: Conn<'_>,
    practice: PracticeId,
    session: SessionId,
) -> ApiResult<Proof> {
    let find =
        sessions::table.find((practice, session)).select((sessions::proved_at, sessions::second_factor_at));
    Ok(find.first(&mut conn).await?)
}

/// Keeps that the bearer of a session has proved itself now.
pub(super) async fn keep_proof(
    mut conn: Conn<'_>,
    practice: PracticeId,
    session: SessionId,
    now: DateTime<Utc>,
    by_second_factor: bool,
) -> ApiResult<()> {
    diesel::update(sessions::table.find((practice, session)))
        .set((sessions::proved_at.eq(now), by_second_factor.then_some(sessions::second_factor_at.eq(now))))
        .execute(&mut conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_password_counts_only_while_there_is_no_second_factor() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let since = now - TimeDelta::minutes(10);
        let (fresh, old) = (now - TimeDelta::minutes(9), now - TimeDelta::minutes(11));
        let proof = |at, second_factor_at| Proof { at, second_factor_at };
        assert!(proof(fresh, None).counts(false, since));
        assert!(!proof(old, None).counts(false, since));
        assert!(!proof(fresh, None).counts(true, since));
        assert!(!proof(fresh, Some(old)).counts(true, since));
        assert!(proof(fresh, Some(fresh)).counts(true, since));
    }
}
