//! The figures beside homework, one in each row.

use chrono::{Days, NaiveDate};

use super::Table;
use super::row::{Place, Value};
use crate::progress::adherence::Window;
use crate::progress::measures::InstrumentFigures;
use crate::progress::rating_figures::RatedItemResponse;
use crate::progress::repair_figures::{DurationResponse, RepairSummary};
use crate::progress::reports::render::people::{SHARED, name_of};
use crate::progress::share::Share;
use crate::progress::summaries::{AsSeenBy, CheckInRatings, EventKind, Rated, Sections, TimelineEvent};

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
            let place = beside("boundaries", "", name_of(self.document, self.document.subject.client_id));
            let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            self.add(
                &place,
                "uses",
                self.window(),
                Value::defined(Some(count(limits.uses)), "uses", BOUNDARY),
            );
            self.share(&place, "returned_on_time", Some(limits.returned_on_time), BOUNDARY);
            self.share(&place, "reconnected", Some(limits.reconnected), BOUNDARY);
        }
        for win in small_wins.iter().flatten() {
            let kind: &'static str = win.kind.into();
            let place = beside("small_wins", &win.item_title, "");
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
        let place = beside("events", title.as_deref().unwrap_or_default(), person);
        self.add(&place, figure, on(*local_date), Value::of(1.0, "events"));
    }

    fn rating(&mut self, one: &CheckInRatings) {
        let (mean, weekly) = match one.rated {
            Rated::Effort => ("effort", "effort_of_week"),
            Rated::Helpfulness => ("helpfulness", "helpfulness_of_week"),
            Rated::Closeness => ("closeness", "closeness_of_week"),
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
        for week in &one.weekly {
            let to = week.start.checked_add_days(Days::new(6)).unwrap_or(week.start);
            let days = Window { from: week.start, to };
            self.add(&place, weekly, days, Value::defined(Some(week.value), "0-10", RATINGS));
        }
    }

    fn growth(&mut self, person: &str, item: &RatedItemResponse) {
        for series in &item.series {
            let label = series.label.as_deref().unwrap_or(&series.question);
            let about = format!("{}: {label}", item.title);
            for point in &series.points {
                let value = Value::defined(Some(point.value), "0-10", "ratings-1");
                self.add(&beside("growth", &about, person), "rating", on(point.local_date), value);
            }
        }
    }

    fn measure(&mut self, person: &str, one: &InstrumentFigures) {
        for scale in &one.scales {
            let about = format!("{}: {}", one.title, scale.title);
            let place = beside("measures", &about, person);
            for score in &scale.scores {
                self.add(&place, "score", on(score.local_date), Value::of(score.value, "points"));
            }
            if let Some(change) = &scale.change {
                let points = Value::of(change.since_baseline.points, "points");
                self.add(&place, "change_since_first", self.window(), points);
            }
        }
    }

    fn repairs(&mut self, summary: &RepairSummary) {
        let place = Place { view: Some(summary.as_seen_by), ..beside("repairs", "", "") };
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
        self.duration(&place, "to_first_attempt", summary.to_first_attempt.as_ref());
        self.duration(&place, "to_repair", summary.to_repair.as_ref());
        self.share(&place, "all_parts", Some(summary.all_parts), REPAIR);
        self.share(&place, "promises_kept", summary.follow_through.as_ref().map(|one| one.kept), REPAIR);
    }

    fn duration(&mut self, place: &Place<'_>, figure: &str, time: Option<&DurationResponse>) {
        let Some(time) = time else { return };
        let minutes = time.value.and_then(|minutes| i32::try_from(minutes).ok()).map(f64::from);
        self.add(place, figure, self.window(), Value::defined(minutes, "minutes", REPAIR));
    }

    fn share(&mut self, place: &Place<'_>, figure: &str, share: Option<Share>, definition: &'static str) {
        let Some(Share { value, numerator, denominator, reason: _ }) = share else { return };
        let value = Value::share(value, numerator.into(), denominator.into(), definition);
        self.add(place, figure, self.window(), value);
    }
}

fn beside<'p>(section: &'static str, about: &'p str, person: &'p str) -> Place<'p> {
    Place { section, assignment: None, about, person, view: Some(AsSeenBy::CareTeam) }
}
