//! The figures of a report as CSV (RFC 4180, UTF-8): one figure in each row, so that any program can pick what it wants.

mod row;
mod sections;

use self::row::{COLUMNS, Place, Value};
use super::people::name_of;
use crate::platform::http::{ApiError, ApiResult};
use crate::progress::adherence::{
    Adherence, BothMet, Overall, Point, Return, StatusCounts, Streak, Strength, Trend, Window,
};
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::{AssignmentProgress, HabitFigures, SubjectFigures, SubjectOverall};

const ADHERENCE: &str = "adherence-1";

/// The figures of a report that are numbers, without the words of the therapist.
pub fn figures_as_csv(document: &ReportDocument) -> ApiResult<Vec<u8>> {
    let mut table = Table { records: Vec::new(), document };
    document.overall.iter().for_each(|part| table.overall(part));
    document.assignments.iter().for_each(|given| table.assignment(given));
    table.sections();
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|_| ApiError::Internal)?;
    for record in table.records {
        writer.write_record(record).map_err(|_| ApiError::Internal)?;
    }
    writer.into_inner().map_err(|_| ApiError::Internal)
}

struct Table<'d> {
    records: Vec<row::Record>,
    document: &'d ReportDocument,
}

impl Table<'_> {
    fn window(&self) -> Window {
        Window { from: self.document.window.from, to: self.document.window.to }
    }

    /// The days that streak, strength and returns look at.
    fn history(&self) -> Window {
        Window { from: self.document.since, ..self.window() }
    }

    fn add(&mut self, place: &Place<'_>, figure: &str, days: Window, value: Value) {
        self.records.push(place.record(figure, days, value));
    }

    fn overall(&mut self, part: &SubjectOverall) {
        let SubjectOverall { client_id, as_seen_by, figures } = part;
        let Overall { adherence, trend, weekly, monthly } = figures;
        let person = name_of(self.document, *client_id);
        let place =
            Place { section: "overall", assignment: None, about: "", person, view: Some(*as_seen_by) };
        self.adherence(&place, adherence);
        if let Some(trend) = trend {
            self.trend(&place, trend);
        }
        self.points(&place, weekly, monthly);
    }

    fn assignment(&mut self, given: &AssignmentProgress) {
        for figures in &given.subjects {
            let SubjectFigures { client_id, as_seen_by, practice, uses, reviews } = figures;
            let person = name_of(self.document, *client_id);
            let view = Some(*as_seen_by);
            let place = |section| Place { section, assignment: Some(given), about: "", person, view };
            if let Some(practice) = practice {
                self.habit(&place("homework"), practice);
            }
            if let Some(uses) = uses {
                self.add(&place("homework"), "uses", self.window(), Value::of(*uses, "acts"));
            }
            if let Some(reviews) = reviews {
                self.habit(&place("reviews"), reviews);
            }
        }
        if let Some(both) = &given.both {
            let BothMet { definition: _, value, numerator, denominator, reason: _ } = both;
            let value = Value::share(*value, (*numerator).into(), (*denominator).into(), "both-1");
            let place =
                Place { section: "homework", assignment: Some(given), about: "", person: "", view: None };
            self.add(&place, "both_met", self.window(), value);
        }
    }

    fn habit(&mut self, place: &Place<'_>, figures: &HabitFigures) {
        let HabitFigures {
            purpose: _,
            adherence,
            trend,
            streak,
            strength,
            returns,
            weekly,
            monthly,
            acts_outside,
        } = figures;
        self.adherence(place, adherence);
        self.trend(place, trend);
        let history = self.history();
        if let Some(Streak { current, longest }) = streak {
            self.add(place, "streak_current", history, Value::of((*current).into(), "periods"));
            self.add(place, "streak_longest", history, Value::of((*longest).into(), "periods"));
        }
        let Strength { definition: _, value, counted } = strength;
        self.add(place, "strength", history, Value::score(*value, "strength-1"));
        self.add(place, "strength_periods", history, Value::of((*counted).into(), "periods"));
        for Return { lapsed_from: from, returned_on: to } in returns {
            self.add(place, "return_after_gap", Window { from: *from, to: *to }, Value::of(1.0, "returns"));
        }
        self.add(place, "acts_outside_periods", self.window(), Value::of(*acts_outside, "acts"));
        self.points(place, weekly, monthly);
    }

    fn adherence(&mut self, place: &Place<'_>, adherence: &Adherence) {
        let Adherence { definition: _, value, numerator, denominator, reason: _, counts, over_max } =
            adherence;
        let window = self.window();
        self.add(place, "adherence", window, Value::share(*value, *numerator, *denominator, ADHERENCE));
        let StatusCounts { met, partial, not_done, unrecorded, excused, open, done_late, cut_short } =
            *counts;
        for (figure, count) in [
            ("periods_met", met),
            ("periods_partial", partial),
            ("periods_not_done", not_done),
            ("periods_unrecorded", unrecorded),
            ("periods_excused", excused),
            ("periods_open", open),
            ("periods_done_late", done_late),
            ("periods_cut_short", cut_short),
        ] {
            self.add(place, figure, window, Value::of(count.into(), "periods"));
        }
        self.add(place, "acts_over_most", window, Value::of(*over_max, "acts"));
    }

    fn trend(&mut self, place: &Place<'_>, Trend { previous, difference }: &Trend) {
        self.point(place, "adherence_before", previous);
        if let Some(difference) = difference {
            self.add(place, "adherence_difference", self.window(), Value::of(*difference, "share"));
        }
    }

    fn points(&mut self, place: &Place<'_>, weekly: &[Point], monthly: &[Point]) {
        weekly.iter().for_each(|point| self.point(place, "adherence_of_week", point));
        monthly.iter().for_each(|point| self.point(place, "adherence_of_month", point));
    }

    fn point(&mut self, place: &Place<'_>, figure: &str, point: &Point) {
        let Point { start: from, end: to, value, numerator, denominator } = *point;
        self.add(place, figure, Window { from, to }, Value::share(value, numerator, denominator, ADHERENCE));
    }
}
