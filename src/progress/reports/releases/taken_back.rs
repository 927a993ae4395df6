//! What a report counts and was taken back, or deleted, since it was frozen: whoever did that did not mean it for new eyes.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::subjects;
use crate::homework::check_ins::{Audience, Visibility, taken_back_since};
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::people::safety::stood_since;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::progress::reports::model::{ReportAudience, ReportRow};
use crate::schema::{measures, repair_versions, repairs, rupture_versions, ruptures};

const PARTNER: AsText<Visibility> = AsText(Visibility::Partner);

/// Refuses to give a report to anybody who would learn from it what its author took back, on whatever day up to the end of its
/// window: streaks and comparisons look back too. What a client took back of the own is no secret from that client.
pub(super) async fn check_nothing_taken_back(
    conn: Conn<'_>,
    practice: PracticeId,
    about: Context,
    report: &ReportRow,
    key: &PracticeKey,
) -> ApiResult<()> {
    let of_both = about.couple().is_some();
    if !of_both && report.audience != AsText(ReportAudience::ThirdParty) {
        return Ok(());
    }
    let people = subjects(conn, practice, about).await?;
    // What both read of somebody held stood still, and what was taken back meanwhile was counted.
    let since = match of_both {
        true => stood_since(conn, practice, &people, report.frozen_at).await?,
        false => people.into_iter().map(|client| (client, report.frozen_at)).collect(),
    };
    let readers = if of_both { Audience::Partner } else { Audience::CareTeam };
    for (client, since) in since {
        let (whose, days) = ((practice, client), (report.window_to, since));
        let acts = taken_back_since(conn, whose, about.couple(), readers, days, key);
        let beside = async {
            match of_both {
                true => papers_of(conn, whose, report, since).await,
                false => scores_of(conn, whose, report).await,
            }
        };
        let (acts, beside) = futures_util::try_join!(acts, beside)?;
        if acts || beside {
            return Err(ApiError::wrong_state(
                "Something that it counts was taken back or deleted since it was made: make it anew.",
            ));
        }
    }
    Ok(())
}

/// Ruptures of one partner and attempts to repair that both read, by the versions that were given up.
async fn papers_of(
    mut conn: Conn<'_>,
    (practice, client): (PracticeId, ClientId),
    report: &ReportRow,
    since: DateTime<Utc>,
) -> ApiResult<bool> {
    let (couple, to) = (report.couple_id, report.window_to);
    let shared_rupture = rupture_versions::table
        .filter(rupture_versions::practice_id.eq(ruptures::practice_id))
        .filter(rupture_versions::client_id.eq(ruptures::client_id))
        .filter(rupture_versions::rupture_id.eq(ruptures::id))
        .filter(rupture_versions::visibility.eq(PARTNER))
        .filter(rupture_versions::edited_at.gt(since));
    let rupture = ruptures::table
        .filter(ruptures::practice_id.eq(practice))
        .filter(ruptures::client_id.eq(client))
        .filter(ruptures::couple_id.nullable().eq(couple))
        .filter(ruptures::team_changed_at.assume_not_null().gt(since))
        .filter(ruptures::local_date.le(to))
        .filter(ruptures::created_at.le(since))
        .filter(ruptures::deleted_at.is_not_null().or(ruptures::visibility.ne(PARTNER)))
        .filter(exists(shared_rupture));
    let shared_repair = repair_versions::table
        .filter(repair_versions::practice_id.eq(repairs::practice_id))
        .filter(repair_versions::client_id.eq(repairs::client_id))
        .filter(repair_versions::repair_id.eq(repairs::id))
        .filter(repair_versions::visibility.eq(PARTNER))
        .filter(repair_versions::edited_at.gt(since));
    let repair = repairs::table
        .filter(repairs::practice_id.eq(practice))
        .filter(repairs::client_id.eq(client))
        .filter(repairs::couple_id.nullable().eq(couple))
        .filter(repairs::team_changed_at.assume_not_null().gt(since))
        .filter(repairs::local_date.le(to))
        .filter(repairs::created_at.le(since))
        .filter(repairs::deleted_at.is_not_null().or(repairs::visibility.ne(PARTNER)))
        .filter(exists(shared_repair));
    Ok(diesel::select(exists(rupture).or(exists(repair))).get_result(&mut conn).await?)
}

/// Answers of one client to questionnaires that were deleted, or have no score any more.
async fn scores_of(
    mut conn: Conn<'_>,
    (practice, client): (PracticeId, ClientId),
    report: &ReportRow,
) -> ApiResult<bool> {
    let gone = measures::deleted_at
        .is_not_null()
        .or(measures::scored_scales.is_not_distinct_from(Some(Vec::<String>::new())));
    let measure = measures::table
        .filter(measures::practice_id.eq(practice))
        .filter(measures::client_id.eq(client))
        .filter(measures::couple_id.is_null())
        .filter(measures::screen.eq(false))
        .filter(measures::local_date.le(report.window_to))
        .filter(measures::created_at.le(report.frozen_at))
        .filter(measures::updated_at.gt(report.frozen_at))
        .filter(gone);
    Ok(diesel::select(exists(measure)).get_result(&mut conn).await?)
}
