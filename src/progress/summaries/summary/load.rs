//! Assembles a summary: what is needed to know the days, then everything at once.

use chrono::{DateTime, Utc};

use super::audience::{Judged, Limits, ReportAudience, Rows, Told};
use super::dto::{PersonGrowth, Sections, Summary, TimelineEvent};
use super::events::{events, with_marked};
use super::felt::{Layout, ratings};
use crate::homework::boundaries::figures_between;
use crate::homework::check_ins::{Felt, felt_between, felt_by_both, ratings_between};
use crate::homework::library::Purpose;
use crate::homework::life_events::noted_between;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::ClientId;
use crate::platform::local_day::Weekday;
use crate::progress::adherence::Window;
use crate::progress::boundary_figures::BoundarySummary;
use crate::progress::measures::{PersonMeasures, measures_of_window};
use crate::progress::rating_figures::{GROWTH, of_items};
use crate::progress::repair_figures::{RepairSummary, for_both, for_team};
use crate::progress::small_wins::wins_of;
use crate::progress::summaries::habits::habits_of_window;
use crate::progress::summaries::lens::AsSeenBy;
use crate::progress::summaries::model::PersonRow;
use crate::progress::summaries::progress::progress;
use crate::progress::summaries::queries::{self, Scope};
use crate::progress::summaries::since_session::settle;
use crate::progress::summaries::window::{Asked, WEEKS, Wanted};

/// What a summary is about, for whom, and over which days.
pub struct Of {
    /// The client or couple.
    pub context: Context,
    /// For whom.
    pub audience: ReportAudience,
    /// Over which days.
    pub window: Window,
    /// The people whom it is about, as far as the reader may know them.
    people: Vec<PersonRow>,
}

/// The days that are wanted and whom it is about; no days where they begin with a session and none was held. Nobody in reach: 404.
pub async fn settle_window(
    conn: Conn<'_>,
    reader: &Reader,
    context: Context,
    audience: ReportAudience,
    wanted: Wanted,
    now: DateTime<Utc>,
) -> ApiResult<(Of, bool)> {
    let scope = Scope::from(context);
    let (settled, people) = futures_util::try_join!(
        settle(conn, reader, scope, wanted, now),
        queries::people(conn, reader, scope)
    )?;
    let by_both = context.couple().is_some() && audience != ReportAudience::Clinician;
    if context.couple().is_some() && people.len() < 2 {
        // Of two, one of whom is restricted or erased, nothing is made: it would be about the other alone.
        return Err(ApiError::NotFound);
    }
    // What both read, or somebody outside, must not say what day it is for one of them.
    let day = |person: &PersonRow| if by_both { person.practice_date(now) } else { person.local_date(now) };
    let today = people.iter().map(day).max().ok_or(ApiError::NotFound)?;
    let window = settled.unwrap_or(Asked::Weeks(WEEKS)).window(today);
    Ok((Of { context, audience, window, people }, settled.is_some()))
}

/// The one function that assembles a summary. Its statements travel together, and each reads what the window needs: as far back as
/// streaks and returns look, and of each questionnaire the first and last score before it.
pub async fn summarise(
    conn: Conn<'_>,
    reader: &Reader,
    key: &PracticeKey,
    of: &Of,
    now: DateTime<Utc>,
) -> ApiResult<Summary> {
    let Of { context, audience, window, people } = of;
    let (context, audience, window) = (*context, *audience, *window);
    let (viewer, told) = (audience.viewer(context), audience.is_told(context));
    let (scope, asked) = (Scope::from(context), Asked::Days(window));
    let ids: Vec<ClientId> = people.iter().map(|person| person.id).collect();
    let source = Source { conn, reader, context, window, key, now };
    let by_both = context.couple().is_some() && audience != ReportAudience::Clinician;
    let (mut loaded, felt, growth, measures, repairs, boundaries, events) = futures_util::try_join!(
        queries::load(conn, reader, viewer, scope, asked.bounds(now), now),
        source.felt(told, &ids),
        source.growth(told, &ids),
        source.measures(told),
        source.repairs(told),
        source.boundaries(told),
        source.events(told, by_both),
    )?;
    let first = loaded.people.first().ok_or(ApiError::NotFound)?;
    let (streaks_shown, week_start) = (first.streaks_shown, first.week_start.0);
    if let Context::Client(_) = context {
        // The joint record belongs to both partners and is in no summary about one.
        loaded.homework.retain(|homework| homework.couple_id.is_none());
    }
    let mut figures = progress(&loaded, context, viewer, asked, now);
    if audience == ReportAudience::ThirdParty {
        figures.assignments.iter_mut().for_each(|assignment| assignment.item.key = None);
    }
    let habits = habits_of_window(&loaded, context, viewer, window, now);
    let layout = layout(told, week_start, window);
    let sections = Sections {
        ratings: felt.map(|felt| ratings(&felt, &figures.assignments, layout)),
        growth,
        measures,
        repairs,
        boundaries,
        small_wins: Some(wins_of(habits, window.to, streaks_shown)),
        events: Some(events),
    };
    Ok(Summary {
        client_id: figures.client_id,
        couple_id: figures.couple_id,
        audience,
        window: figures.window,
        since: figures.since,
        overall: figures.overall,
        assignments: figures.assignments,
        sections,
        streaks_shown,
    })
}

fn layout(told: Told, week_start: Weekday, window: Window) -> Layout {
    let of_both = told.ratings == Rows::OfBoth;
    let as_seen_by = if of_both { AsSeenBy::Couple } else { AsSeenBy::CareTeam };
    Layout { as_seen_by, apart: !of_both, week_start, window }
}

/// Where the sections come from, each from its own slice.
struct Source<'s> {
    conn: Conn<'s>,
    reader: &'s Reader,
    context: Context,
    window: Window,
    key: &'s PracticeKey,
    now: DateTime<Utc>,
}

impl Source<'_> {
    async fn felt(&self, told: Told, ids: &[ClientId]) -> ApiResult<Option<Vec<Felt>>> {
        let days = (self.window.from, self.window.to);
        match (told.ratings, self.context) {
            (Rows::OfTeam, _) => {
                let each = ids.iter().map(|id| felt_between(self.conn, self.reader, *id, self.context, days));
                Ok(Some(futures_util::future::try_join_all(each).await?.into_iter().flatten().collect()))
            }
            (Rows::OfBoth, Context::Couple(couple)) => {
                felt_by_both(self.conn, self.reader.practice, couple, days).await.map(Some)
            }
            (Rows::OfBoth, Context::Client(_)) | (Rows::None, _) => Ok(None),
        }
    }

    async fn growth(&self, told: Told, ids: &[ClientId]) -> ApiResult<Option<Vec<PersonGrowth>>> {
        if !told.growth {
            return Ok(None);
        }
        let each = ids.iter().map(|id| self.growth_of(*id));
        let all = futures_util::future::try_join_all(each).await?;
        Ok(Some(all.into_iter().filter(|one| !one.items.is_empty()).collect()))
    }

    async fn growth_of(&self, client_id: ClientId) -> ApiResult<PersonGrowth> {
        let days = (self.window.from, self.window.to);
        let (versions, ratings) =
            ratings_between(self.conn, self.reader, client_id, Some(self.context), days, self.key).await?;
        Ok(PersonGrowth { client_id, definition: GROWTH.to_owned(), items: of_items(versions, &ratings) })
    }

    async fn measures(&self, told: Told) -> ApiResult<Option<Vec<PersonMeasures>>> {
        if told.measures == Judged::None {
            return Ok(None);
        }
        let all = measures_of_window(self.conn, self.reader, self.context, self.window, self.key).await?;
        Ok(Some(match told.measures {
            Judged::Yes => all,
            Judged::No | Judged::None => all.into_iter().map(PersonMeasures::without_judgement).collect(),
        }))
    }

    async fn repairs(&self, told: Told) -> ApiResult<Option<RepairSummary>> {
        let Context::Couple(couple) = self.context else { return Ok(None) };
        match told.repairs {
            Rows::OfTeam => for_team(self.conn, self.reader, couple, self.window, self.now).await.map(Some),
            Rows::OfBoth => for_both(self.conn, self.reader.practice, couple, self.window, self.now).await,
            Rows::None => Ok(None),
        }
    }

    async fn boundaries(&self, told: Told) -> ApiResult<Option<BoundarySummary>> {
        let (Context::Client(client), true) = (self.context, told.boundaries != Limits::None) else {
            return Ok(None);
        };
        let days = (self.window.from, self.window.to);
        let mut uses = figures_between(self.conn, self.reader, client, Some(self.context), days).await?;
        uses.retain(|one| told.boundaries == Limits::All || one.purpose == Purpose::Connection);
        Ok(Some(BoundarySummary::of(&uses)))
    }

    async fn events(&self, told: Told, by_both: bool) -> ApiResult<Vec<TimelineEvent>> {
        let days = (self.window.from, self.window.to);
        let marked = async {
            if !told.life_events {
                return Ok(Vec::new());
            }
            noted_between(self.conn, self.reader, self.context, days, self.key).await
        };
        let known = events(self.conn, self.reader, self.context, self.window, by_both);
        let (known, marked) = futures_util::try_join!(known, marked)?;
        Ok(with_marked(known, marked))
    }
}
