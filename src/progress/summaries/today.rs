//! What is due on the person's own day.

use chrono::{DateTime, NaiveDate, Utc};

use super::dto::{AvailableItem, DueItem, PeriodProgress, PeriodSpan, TodayResponse};
use super::lens::{Lens, Viewer};
use super::model::{ActRow, Edition, Homework, Loaded, PauseRow, PersonRow};
use super::periods::MARGIN_DAYS;
use super::progress::Book;
use super::queries::{Required, day_acts, load_day};
use super::window::{earlier, later};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::{Cadence, Mode, Period, Purpose, Terms, period_key};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::ClientId;
use crate::progress::adherence::{Log, Member, PeriodResult, Subject, Window, evaluate};

/// What is due on the day of a client whom the reader may see.
pub async fn find_day(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<TodayResponse> {
    let (utc, viewer) = (now.date_naive(), Viewer::of(reader));
    let days = Window { from: earlier(utc, MARGIN_DAYS), to: later(utc, 1) };
    let (loaded, required) = load_day(conn, reader, client, days, now).await?;
    let person = loaded.people.first().ok_or(ApiError::NotFound)?;
    let day = Day::new(person, &loaded, &required, lens_of(viewer), now);
    let first = day.first_day();
    let mut acts = None;
    if first < days.from {
        let days = Window { from: first, to: days.to };
        acts = Some(day_acts(conn, reader.practice, viewer, client, days).await?);
    }
    let acts = acts.as_ref().unwrap_or(&loaded.acts);
    Ok(day.answer(acts))
}

/// A person's day and what is known of it.
struct Day<'a> {
    person: &'a PersonRow,
    today: NaiveDate,
    lens: Lens,
    homework: &'a [Homework],
    pauses: &'a [PauseRow],
    required: &'a Required,
}

/// The lens of a person's day: the own view counts also what the partner shared of joint homework.
fn lens_of(viewer: Viewer) -> Lens {
    match viewer {
        Viewer::Client(me) => Lens::Member(me),
        Viewer::CareTeam => Lens::CareTeam,
        Viewer::Couple | Viewer::ThirdParty => Lens::Couple,
    }
}

impl<'a> Day<'a> {
    /// The day that it is for the person.
    pub fn new(
        person: &'a PersonRow,
        loaded: &'a Loaded,
        required: &'a Required,
        lens: Lens,
        now: DateTime<Utc>,
    ) -> Self {
        let Loaded { homework, pauses, .. } = loaded;
        Self { person, today: person.local_date(now), lens, homework, pauses, required }
    }

    fn required(&self, homework: &Homework, edition: &Edition) -> Vec<String> {
        self.required.get(&(homework.id, edition.revision)).cloned().unwrap_or_default()
    }

    /// The first day whose check-ins count for a period that runs today.
    pub fn first_day(&self) -> NaiveDate {
        let running = self.homework.iter().filter(|it| may_run(it));
        let starts = running.filter_map(|it| Some(self.period(it)?.start));
        starts.chain([earlier(self.today, 6)]).min().unwrap_or(self.today)
    }

    /// The answer, from the check-ins since [`Day::first_day`].
    pub fn answer(&self, acts: &[ActRow]) -> TodayResponse {
        let book = Book::of(acts, self.pauses);
        let running: Vec<&Homework> = self.homework.iter().filter(|it| self.runs(it, &book)).collect();
        TodayResponse {
            client_id: self.person.id,
            local_date: self.today,
            time_zone: self.person.time_zone.0,
            as_seen_by: self.lens.as_seen_by(),
            items: running.iter().filter_map(|it| self.due(it, &book)).collect(),
            available: running.iter().filter_map(|it| self.available(it, &book)).collect(),
        }
    }

    fn runs(&self, homework: &Homework, book: &Book<'_>) -> bool {
        let plan = &homework.plan;
        may_run(homework)
            && homework.ended_on.is_none()
            && plan.starts_on <= self.today
            && plan.ends_on.is_none_or(|end| self.today <= end)
            && !book.rests(homework, self.person.id, self.today)
    }

    /// The period that runs today. A single completion that is late is still the one to complete.
    fn period(&self, homework: &Homework) -> Option<Period> {
        let plan = &homework.plan;
        let running = plan.periods(self.today..=self.today).pop();
        let late = || match homework.plan.terms_on(self.today)?.cadence {
            Cadence::Once(ref once) if once.due_on < self.today => {
                plan.periods(once.due_on..=once.due_on).pop()
            }
            _ => None,
        };
        running.or_else(late)
    }

    fn due(&self, homework: &Homework, book: &Book<'_>) -> Option<DueItem> {
        let period = self.period(homework);
        let (in_force, edition) = self.in_force(homework)?;
        let terms = match &period {
            Some(period) => homework.plan.revisions.iter().find(|it| it.revision == period.revision)?,
            None => in_force,
        };
        if period.is_none() && matches!(terms.cadence, Cadence::AsNeeded(_)) {
            return None;
        }
        let purpose = period.as_ref().map_or(Purpose::Practice, |period| period.purpose);
        let mode = period.as_ref().map_or(in_force.mode, |period| period.mode);
        let result = period.and_then(|period| self.evaluate(homework, book, period));
        let past = result.as_ref().is_some_and(|it| it.period.end < self.today);
        let reached = result.as_ref().is_some_and(|it| it.target_reached || it.done_late);
        if past && reached {
            return None;
        }
        Some(DueItem {
            assignment_id: homework.id,
            couple_id: homework.couple_id,
            item: edition.item.clone(),
            mode,
            purpose,
            cadence: terms.cadence.clone(),
            minutes: edition.minutes,
            required_answers: match purpose {
                Purpose::Practice => self.required(homework, edition),
                Purpose::Review => Vec::new(),
            },
            due_today: result.is_some() && !reached,
            progress: result.as_ref().map(PeriodProgress::of),
            period: result.map(|it| self.span(homework, &it.period)),
        })
    }

    fn available(&self, homework: &Homework, book: &Book<'_>) -> Option<AvailableItem> {
        let (terms, edition) = self.in_force(homework)?;
        if !matches!(terms.cadence, Cadence::AsNeeded(_)) {
            return None;
        }
        let first = earlier(self.today, 6);
        let uses_as = |log: &Log<'_>, subject| {
            let outside = evaluate(&[], log, subject, Purpose::Practice).outside;
            let lately = outside.into_iter().filter(|(date, _)| *date >= first);
            lately.fold(0.0, |sum, (_, acts)| sum + acts)
        };
        // A day is the person's own or the couple's, by the audience of that day.
        let uses = self.with_log(homework, book, |log| {
            uses_as(log, self.subject(Mode::Each)) + uses_as(log, Subject::Joint)
        });
        Some(AvailableItem {
            assignment_id: homework.id,
            couple_id: homework.couple_id,
            item: edition.item.clone(),
            mode: terms.mode,
            cadence: terms.cadence.clone(),
            minutes: edition.minutes,
            required_answers: self.required(homework, edition),
            uses_last_7_days: uses,
        })
    }

    fn in_force<'h>(&self, homework: &'h Homework) -> Option<(&'h Terms, &'h Edition)> {
        let terms = homework.plan.terms_on(self.today)?;
        Some((terms, homework.edition(terms.revision)?))
    }

    fn evaluate(&self, homework: &Homework, book: &Book<'_>, period: Period) -> Option<PeriodResult> {
        let (purpose, subject) = (period.purpose, self.subject(period.mode));
        self.with_log(homework, book, |log| evaluate(&[period], log, subject, purpose).periods.pop())
    }

    fn with_log<T>(&self, homework: &Homework, book: &Book<'_>, ask: impl FnOnce(&Log<'_>) -> T) -> T {
        let acts = book.acts(homework, self.lens, self.today);
        // Whoever has logged is a member; who has not changes nothing.
        let mut ids: Vec<_> = acts.iter().map(|act| act.member).chain([self.person.id.uuid()]).collect();
        ids.sort_unstable();
        ids.dedup();
        let members: Vec<Member> = ids.into_iter().map(|id| Member { id, today: self.today }).collect();
        ask(&Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &[] })
    }

    fn subject(&self, mode: Mode) -> Subject {
        match mode {
            Mode::Individual | Mode::Each => Subject::Member(self.person.id.uuid()),
            Mode::Together | Mode::Either => Subject::Joint,
        }
    }

    fn span(&self, homework: &Homework, period: &Period) -> PeriodSpan {
        let member: Option<ClientId> = match self.subject(period.mode) {
            Subject::Member(_) => Some(self.person.id),
            Subject::Joint => None,
        };
        PeriodSpan {
            key: period_key(homework.id, member, period.start),
            start: period.start,
            end: period.end,
            kind: period.kind,
        }
    }
}

/// A paused one runs until its pause begins.
fn may_run(homework: &Homework) -> bool {
    matches!(homework.status, AssignmentStatus::Active | AssignmentStatus::Paused)
}

impl PeriodProgress {
    fn of(result: &PeriodResult) -> Self {
        Self {
            acts: result.acts,
            times: result.period.times,
            times_max: result.period.times_max,
            target_reached: result.target_reached,
            remaining: (f64::from(result.period.times) - result.acts).max(0.0),
        }
    }
}
