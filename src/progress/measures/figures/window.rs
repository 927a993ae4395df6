//! Measures of a window with what their change is told from: the first and the last before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::{InstrumentFigures, ScaleFigures};
use super::load::{open, shelf};
use super::queries::of_care;
use super::series::{Opened, figures};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::{Context, find_episode};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::progress::adherence::Window;
use crate::progress::measures::model::MeasureRow;
use crate::schema::measures;

/// The scores of one person. Two partners are never put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonMeasures {
    /// The client.
    pub client_id: ClientId,
    /// What was answered, by instrument: the scores of the window, after the baseline and the last one before it.
    #[schema(max_items = 250)]
    pub instruments: Vec<InstrumentFigures>,
}

impl PersonMeasures {
    /// As its person is told: the numbers without a judgement.
    #[must_use]
    pub fn without_judgement(mut self) -> Self {
        for scale in self.instruments.iter_mut().flat_map(|one| &mut one.scales) {
            scale.bands.clear();
            scale.cut_offs.clear();
            (scale.change, scale.trend) = (None, None);
        }
        self
    }
}

/// What was answered on these days in the episode of care that runs, of each person in order. No safety screen is even read.
pub async fn measures_of_window(
    conn: Conn<'_>,
    reader: &Reader,
    of: Context,
    window: Window,
    key: &PracticeKey,
) -> ApiResult<Vec<PersonMeasures>> {
    let after = find_episode(conn, reader.practice, of).await?.and_then(|episode| episode.after);
    let rows = list_window(conn, reader, of, after, window).await?;
    let shelf = shelf(conn, reader, &rows).await?;
    let mut by_client: BTreeMap<ClientId, Vec<Opened>> = BTreeMap::new();
    for one in open(rows, reader, key)? {
        by_client.entry(one.0.client_id).or_default().push(one);
    }
    let mut all = Vec::with_capacity(by_client.len());
    for (client_id, measures) in by_client {
        let mut instruments = figures(&measures, &shelf, Some(window.from))?;
        instruments.iter_mut().for_each(|one| one.scales.retain_mut(|scale| keep_window(scale, window)));
        instruments.retain(|one| !one.scales.is_empty());
        if !instruments.is_empty() {
            all.push(PersonMeasures { client_id, instruments });
        }
    }
    Ok(all)
}

/// Leaves the scores of the window, after the first and the last before it; whether the window has any.
fn keep_window(scale: &mut ScaleFigures, window: Window) -> bool {
    let before = scale.scores.iter().filter(|score| score.local_date < window.from).count();
    if before > 2 {
        scale.scores.drain(1..before.saturating_sub(1));
    }
    scale.scores.len() > before.min(2)
}

/// Measures of the window, and those before it from which change is told; oldest first.
async fn list_window(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Context,
    after: Option<NaiveDate>,
    window: Window,
) -> ApiResult<Vec<MeasureRow>> {
    let also = conn;
    let within = of_care(reader, of, after)
        .filter(measures::screen.eq(false))
        .filter(measures::local_date.between(window.from, window.to))
        .order((measures::local_date, measures::occurred_at, measures::id))
        .select(MeasureRow::as_select());
    let within = async { Ok(within.load::<MeasureRow>(&mut conn).await?) };
    let (mut within, mut before) =
        futures_util::try_join!(within, list_before(also, reader, of, after, window.from))?;
    before.append(&mut within);
    Ok(before)
}

/// Of each person, version of an instrument and set of scales that have a score the first and the last before a day, however many
/// there are: so of each scale the first and the last score, whatever else was left unanswered.
async fn list_before(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Context,
    after: Option<NaiveDate>,
    day: NaiveDate,
) -> ApiResult<Vec<MeasureRow>> {
    let mut also = conn;
    let one =
        (measures::client_id, measures::instrument_key, measures::instrument_number, measures::scored_scales);
    let oldest = (measures::local_date, measures::occurred_at, measures::id);
    let newest = (measures::local_date.desc(), measures::occurred_at.desc(), measures::id.desc());
    let earlier = || earlier(reader.practice, day, whose(of), readable(reader, of, after));
    let firsts = earlier().distinct_on(one).order((one, oldest)).select(MeasureRow::as_select());
    let lasts = earlier().distinct_on(one).order((one, newest)).select(MeasureRow::as_select());
    let (mut rows, lasts) =
        futures_util::try_join!(firsts.load::<MeasureRow>(&mut conn), lasts.load::<MeasureRow>(&mut also))?;
    for last in lasts {
        if rows.iter().all(|row| (row.client_id, row.id) != (last.client_id, last.id)) {
            rows.push(last);
        }
    }
    rows.sort_by_key(|row| (row.local_date, row.occurred_at, row.id));
    Ok(rows)
}

/// Whose measures, without the rows themselves being boxed, so that one of each can be asked for.
type Whose = Box<dyn BoxableExpression<measures::table, Pg, SqlType = Bool>>;

/// What is earlier, as one of each can be asked for of it.
#[diesel::dsl::auto_type]
fn earlier<'q>(
    practice: PracticeId,
    day: NaiveDate,
    whose: Whose,
    readable: measures::BoxedQuery<'q, Pg, Uuid>,
) -> _ {
    measures::table
        .filter(measures::practice_id.eq(practice))
        .filter(measures::screen.eq(false))
        .filter(measures::local_date.lt(day))
        .filter(whose)
        .filter(measures::id.eq_any(readable))
}

fn whose(of: Context) -> Whose {
    match of {
        Context::Client(client) => {
            Box::new(measures::client_id.eq(client).and(measures::couple_id.is_null()))
        }
        Context::Couple(couple) => Box::new(measures::couple_id.assume_not_null().eq(couple)),
    }
}

fn readable<'q>(
    reader: &Reader,
    of: Context,
    after: Option<NaiveDate>,
) -> measures::BoxedQuery<'q, Pg, Uuid> {
    of_care(reader, of, after).filter(measures::screen.eq(false)).select(measures::id)
}
