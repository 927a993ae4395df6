//! `check-in-ratings-1`: how acts felt, week by week: the mean of what was said, and how much was said. Pure.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::check_ins::Felt;
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::platform::local_day::Weekday;
use crate::progress::adherence::Window;
use crate::progress::summaries::dto::AssignmentProgress;
use crate::progress::summaries::lens::AsSeenBy;

/// Name of the definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum RatingsDefinition {
    /// The mean of each calendar week's ratings of 0 to 10; nothing of a week in which nothing was said.
    #[default]
    #[serde(rename = "check-in-ratings-1")]
    CheckInRatings1,
}

/// What is rated in a check-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rated {
    /// How much effort it took.
    Effort,
    /// How much it helped.
    Helpfulness,
    /// How close it felt.
    Closeness,
}

/// One rating of one assignment over time. There is no band, and no number that is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CheckInRatings {
    /// How it is made.
    pub definition: RatingsDefinition,
    /// Who rated; null for the couple as one.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// Whose view of the check-ins it is made from.
    pub as_seen_by: AsSeenBy,
    /// The homework.
    pub assignment_id: AssignmentId,
    /// What it is called.
    #[schema(max_length = 80)]
    pub item_title: String,
    /// What was rated.
    pub rated: Rated,
    /// The mean of all ratings of the window, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub mean: f64,
    /// How many there are.
    #[schema(minimum = 1)]
    pub ratings: u32,
    /// Each calendar week with ratings, oldest first.
    #[schema(min_items = 1, max_items = 60)]
    pub weekly: Vec<RatingWeek>,
}

/// The ratings of one calendar week, as far as it lies in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingWeek {
    /// First local date of the week.
    pub start: NaiveDate,
    /// The mean of its ratings, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub value: f64,
    /// How many there are.
    #[schema(minimum = 1)]
    pub ratings: u32,
}

/// How ratings are laid out.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Whose view they are.
    pub as_seen_by: AsSeenBy,
    /// Whether each person's ratings stand apart.
    pub apart: bool,
    /// First day of a calendar week.
    pub week_start: Weekday,
    /// The days that count.
    pub window: Window,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    total: i32,
    count: u32,
}

impl Sum {
    fn add(&mut self, value: i16) {
        self.total = self.total.saturating_add(i32::from(value));
        self.count = self.count.saturating_add(1);
    }

    fn mean(self) -> f64 {
        f64::from(self.total) / f64::from(self.count.max(1))
    }
}

/// The ratings of these assignments, in their order; of each person apart or of all as one.
pub fn ratings(felt: &[Felt], assignments: &[AssignmentProgress], layout: Layout) -> Vec<CheckInRatings> {
    let mut weeks: BTreeMap<(AssignmentId, Option<ClientId>, Rated), BTreeMap<NaiveDate, Sum>> =
        BTreeMap::new();
    for one in felt.iter().filter(|one| layout.window.contains(one.local_date)) {
        let week = week_of(one.local_date, layout.week_start);
        let who = layout.apart.then_some(one.client);
        for (rated, value) in [
            (Rated::Effort, one.effort),
            (Rated::Helpfulness, one.helpfulness),
            (Rated::Closeness, one.closeness),
        ] {
            let Some(value) = value else { continue };
            weeks.entry((one.assignment, who, rated)).or_default().entry(week).or_default().add(value);
        }
    }
    let of = |given: &AssignmentProgress| {
        let title = given.item.title.clone();
        let own = weeks.iter().filter(|((assignment, ..), _)| *assignment == given.assignment_id);
        own.map(|((assignment, who, rated), weeks)| CheckInRatings {
            definition: RatingsDefinition::default(),
            client_id: *who,
            as_seen_by: layout.as_seen_by,
            assignment_id: *assignment,
            item_title: title.clone(),
            rated: *rated,
            mean: all(weeks).mean(),
            ratings: all(weeks).count,
            weekly: weeks.iter().map(week).collect(),
        })
        .collect::<Vec<_>>()
    };
    assignments.iter().flat_map(of).collect()
}

fn all(weeks: &BTreeMap<NaiveDate, Sum>) -> Sum {
    weeks.values().fold(Sum::default(), |all, week| Sum {
        total: all.total.saturating_add(week.total),
        count: all.count.saturating_add(week.count),
    })
}

fn week((start, sum): (&NaiveDate, &Sum)) -> RatingWeek {
    RatingWeek { start: *start, value: sum.mean(), ratings: sum.count }
}

fn week_of(date: NaiveDate, week_start: Weekday) -> NaiveDate {
    let into = date.weekday().days_since(week_start.into());
    date.checked_sub_days(Days::new(into.into())).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_where_the_practice_says() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(week_of(day("2026-03-29"), Weekday::Monday), day("2026-03-23"));
        assert_eq!(week_of(day("2026-03-29"), Weekday::Sunday), day("2026-03-29"));
        assert_eq!(week_of(day("2026-03-23"), Weekday::Monday), day("2026-03-23"));
    }
}
