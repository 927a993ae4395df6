//! The figures beside homework, one in each row.

use chrono::{Days, NaiveDate};

use super::Table;
use super::row::{Place, Value};
use crate::progress::adherence::Window;
use crate::progress::boundary_figures::RespectedCounts;
use crate::progress::measures::InstrumentFigures;
use crate::progress::rating_figures::RatedItemResponse;
use crate::progress::repair_figures::{DurationResponse, RepairSummary};
use crate::progress::reports::render::people::{SHARED, name_of};
use crate::progress::share::Share;
use crate::progress::summaries::{
    AsSeenBy, CheckInRatings, EventKind, Rated, ReportAudience, Sections, TimelineEvent,
};

const RATINGS: &str = "check-in-ratings-1";
const REPAIR: &str = "repair-1";
const BOUNDARY: &str = "boundary-1";

fn on(date: NaiveDate) -> Window {
    Window { from: date, to: date }
}

impl Table<'_> {
    /// Every figure beside homework.
    pub(super) fn sections(&mut self) {
        let Sections { ratings, growth, measures, repairs, boundaries, small_wins, events } =
            &self.document.sections;
        ratings.iter().flatten().for_each(|one| self.rating(one));
        for person in growth.iter().flatten() {
            let name = name_of(self.document, Some(person.client_id));
            person.items.iter().for_each(|item| self.growth(name, item));
        }
        for person in measures.iter().flatten() {
            let name = name_of(self.document, Some(person.client_id));
            person.instruments.iter().for_each(|one| self.measure(name, one));
        }
        if let Some(repairs) = repairs {
            self.repairs(repairs);
        }
        if let Some(limits) = boundaries {
            let place =
                self.beside("boundaries", "", name_of(self.document, self.document.subject.client_id));
            let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            self.add(
                &place,
                "uses",
                self.window(),
                Value::defined(Some(count(limits.uses)), "uses", BOUNDARY),
            );
            self.add(
                &place,
                "uses_for_connection",
                self.window(),
                Value::defined(Some(count(limits.for_connection)), "uses", BOUNDARY),
            );
            let RespectedCounts { yes, partly, no, unsaid } = limits.respected;
            let respected = [
                ("respected", yes),
                ("respected_in_part", partly),
                ("not_respected", no),
                ("respected_unsaid", unsaid),
            ];
            for (figure, uses) in respected {
                self.add(&place, figure, self.window(), Value::defined(Some(uses.into()), "uses", BOUNDARY));
            }
            self.share(&place, "returned_on_time", Some(limits.returned_on_time), BOUNDARY);
            self.share(&place, "reconnected", Some(limits.reconnected), BOUNDARY);
        }
        for win in small_wins.iter().flatten() {
            let kind: &'static str = win.kind.into();
            let place = self.beside("small_wins", &win.item_title, "");
            let periods = win.periods.map(f64::from);
            self.add(
                &place,
                kind,
                Window { from: win.since, to: win.until },
                Value::defined(periods, "periods", "wins-1"),
            );
        }
        for event in events.iter().flatten() {
            self.event(event);
        }
    }

    fn event(&mut self, TimelineEvent { local_date, kind, client_id, title }: &TimelineEvent) {
        let figure = match kind {
            EventKind::Session => "session",
            EventKind::Retro => "retro",
            EventKind::LifeEvent => "life_event",
        };
        let person = client_id.map_or("", |id| name_of(self.document, Some(id)));
        let place = self.beside("events", title.as_deref().unwrap_or_default(), person);
        self.add(&place, figure, on(*local_date), Value::of(1.0, "events"));
    }

    fn rating(&mut self, one: &CheckInRatings) {
        let [mean, ratings, weekly] = match one.rated {
            Rated::Effort => ["effort", "effort_ratings", "effort_of_week"],
            Rated::Helpfulness => ["helpfulness", "helpfulness_ratings", "helpfulness_of_week"],
            Rated::Closeness => ["closeness", "closeness_ratings", "closeness_of_week"],
        };
        let given = self.document.assignments.iter().find(|given| given.assignment_id == one.assignment_id);
        let person = one.client_id.map_or(SHARED, |client| name_of(self.document, Some(client)));
        let place = Place {
            section: "ratings",
            assignment: given,
            about: &one.item_title,
            person,
            view: Some(one.as_seen_by),
        };
        self.add(&place, mean, self.window(), Value::defined(Some(one.mean), "0-10", RATINGS));
        let count = Value::defined(Some(one.ratings.into()), "ratings", RATINGS);
        self.add(&place, ratings, self.window(), count);
        for week in &one.weekly {
            // Of the first and the last week the days of the window.
            let to = week.start.checked_add_days(Days::new(6)).unwrap_or(week.start);
            let window = self.window();
            let days = Window { from: week.start.max(window.from), to: to.min(window.to) };
            self.add(&place, weekly, days, Value::defined(Some(week.value), "0-10", RATINGS));
        }
    }

    fn growth(&mut self, person: &str, item: &RatedItemResponse) {
        for series in &item.series {
            let label = series.label.as_deref().unwrap_or(&series.question);
            let about = format!("{}: {label}", item.title);
            for point in &series.points {
                let value = Value::defined(Some(point.value), "0-10", "ratings-1");
                self.add(&self.beside("growth", &about, person), "rating", on(point.local_date), value);
            }
        }
    }

    fn measure(&mut self, person: &str, one: &InstrumentFigures) {
        for scale in &one.scales {
            let about = format!("{}: {}", one.title, scale.title);
            let place = self.beside("measures", &about, person);
            for score in &scale.scores {
                self.add(&place, "score", on(score.local_date), Value::of(score.value, "points"));
            }
            if let Some(change) = &scale.change {
                let points = Value::of(change.since_baseline.points, "points");
                self.add(&place, "change_since_first", self.window(), points);
                if let Some(previous) = &change.since_previous {
                    self.add(
                        &place,
                        "change_since_previous",
                        self.window(),
                        Value::of(previous.points, "points"),
                    );
                }
            }
            if let Some(slope) = scale.trend.as_ref().and_then(|trend| trend.slope_per_week) {
                let slope = Value::defined(Some(slope), "points a week", "rti-1");
                self.add(&place, "slope", self.window(), slope);
            }
        }
    }

    fn repairs(&mut self, summary: &RepairSummary) {
        let place = Place { view: Some(summary.as_seen_by), ..self.beside("repairs", "", "") };
        let window = self.window();
        self.add(
            &place,
            "ruptures",
            window,
            Value::defined(Some(summary.ruptures.into()), "ruptures", REPAIR),
        );
        self.add(&place, "repairs", window, Value::defined(Some(summary.repairs.into()), "repairs", REPAIR));
        self.share(&place, "within_72_hours", summary.within_72_hours, REPAIR);
        self.share(&place, "within_24_hours", summary.within_24_hours, REPAIR);
        let names = ["to_first_attempt", "ruptures_with_an_attempt", "ruptures_without_an_attempt"];
        self.duration(&place, names, summary.to_first_attempt.as_ref());
        let names = ["to_repair", "ruptures_repaired", "ruptures_not_repaired"];
        self.duration(&place, names, summary.to_repair.as_ref());
        self.share(&place, "all_parts", Some(summary.all_parts), REPAIR);
        if let Some(promises) = &summary.follow_through {
            self.share(&place, "promises_kept", Some(promises.kept), REPAIR);
            let unrecorded = Value::defined(Some(promises.unrecorded.into()), "promises", REPAIR);
            self.add(&place, "promises_unrecorded", window, unrecorded);
        }
    }

    /// A median, with how many it is of and how many are open.
    fn duration(
        &mut self,
        place: &Place<'_>,
        [figure, counted, open]: [&'static str; 3],
        time: Option<&DurationResponse>,
    ) {
        let Some(time) = time else { return };
        let minutes = time.value.and_then(|minutes| i32::try_from(minutes).ok()).map(f64::from);
        self.add(place, figure, self.window(), Value::defined(minutes, "minutes", REPAIR));
        let ruptures = |count: u32| Value::defined(Some(count.into()), "ruptures", REPAIR);
        self.add(place, counted, self.window(), ruptures(time.count));
        self.add(place, open, self.window(), ruptures(time.open));
    }

    fn share(&mut self, place: &Place<'_>, figure: &str, share: Option<Share>, definition: &'static str) {
        let Some(Share { value, numerator, denominator, reason: _ }) = share else { return };
        let value = Value::share(value, numerator.into(), denominator.into(), definition);
        self.add(place, figure, self.window(), value);
    }

    /// A place of what stands beside homework. To both, and outside, it is made from what both read.
    fn beside<'p>(&self, section: &'static str, about: &'p str, person: &'p str) -> Place<'p> {
        let of_both =
            self.document.subject.couple_id.is_some() && self.document.audience != ReportAudience::Clinician;
        let view = if of_both { AsSeenBy::Couple } else { AsSeenBy::CareTeam };
        Place { section, assignment: None, about, person, view: Some(view) }
    }
}
