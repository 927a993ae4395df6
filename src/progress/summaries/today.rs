//! What is due on the person's own day.

use chrono::{DateTime, NaiveDate, Utc};

use super::dto::{AvailableItem, DueItem, PeriodProgress, PeriodSpan, TodayResponse};
use super::lens::{Lens, Viewer};
use super::model::{ActRow, Edition, Homework, PauseRow, PersonRow};
use super::periods::MARGIN_DAYS;
use super::progress::Book;
use super::queries::{day_acts, load_day};
use super::window::{earlier, later};
use crate::homework::assignments::{AssignmentStatus, Mode};
use crate::homework::cadence::{Cadence, Period, Purpose, Terms, period_key};
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
    let mut loaded = load_day(conn, reader, client, days, now).await?;
    let person = loaded.people.first().ok_or(ApiError::NotFound)?;
    let day = Day::new(person, &loaded.homework, &loaded.pauses, lens_of(viewer), now);
    let first = day.first_day();
    if first < days.from {
        let days = Window { from: first, to: days.to };
        loaded.acts = day_acts(conn, reader.practice, viewer, client, days).await?;
    }
    Ok(day.answer(&loaded.acts))
}

/// A person's day and what is known of it.
struct Day<'a> {
    person: &'a PersonRow,
    today: NaiveDate,
    lens: Lens,
    homework: &'a [Homework],
    pauses: &'a [PauseRow],
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
        homework: &'a [Homework],
        pauses: &'a [PauseRow],
        lens: Lens,
        now: DateTime<Utc>,
    ) -> Self {
        Self { person, today: person.local_date(now), lens, homework, pauses }
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
        let late = || match homework.terms_on(self.today)?.cadence {
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
            mode: homework.mode,
            purpose,
            cadence: terms.cadence.clone(),
            minutes: edition.minutes,
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
        let uses = self.with_log(homework, book, |log, subject| {
            let outside = evaluate(&[], log, subject, Purpose::Practice).outside;
            outside
                .iter()
                .filter(|(date, _)| *date >= first)
                .map(|(_, acts)| acts)
                .fold(0.0, |sum, acts| sum + acts)
        });
        Some(AvailableItem {
            assignment_id: homework.id,
            couple_id: homework.couple_id,
            item: edition.item.clone(),
            mode: homework.mode,
            cadence: terms.cadence.clone(),
            minutes: edition.minutes,
            uses_last_7_days: uses,
        })
    }

    fn in_force<'h>(&self, homework: &'h Homework) -> Option<(&'h Terms, &'h Edition)> {
        let terms = homework.terms_on(self.today)?;
        Some((terms, homework.edition(terms.revision)?))
    }

    fn evaluate(&self, homework: &Homework, book: &Book<'_>, period: Period) -> Option<PeriodResult> {
        let purpose = period.purpose;
        self.with_log(homework, book, |log, subject| evaluate(&[period], log, subject, purpose).periods.pop())
    }

    fn with_log<T>(
        &self,
        homework: &Homework,
        book: &Book<'_>,
        ask: impl FnOnce(&Log<'_>, Subject) -> T,
    ) -> T {
        let acts = book.acts(homework, self.lens, self.today);
        // Whoever has logged is a member; who has not changes nothing.
        let mut ids: Vec<_> = acts.iter().map(|act| act.member).chain([self.person.id.uuid()]).collect();
        ids.sort_unstable();
        ids.dedup();
        let members: Vec<Member> = ids.into_iter().map(|id| Member { id, today: self.today }).collect();
        let log = Log { mode: homework.mode, members: &members, acts: &acts, excuses: &[] };
        ask(&log, self.subject(homework))
    }

    fn subject(&self, homework: &Homework) -> Subject {
        match homework.mode {
            Mode::Individual | Mode::Each => Subject::Member(self.person.id.uuid()),
            Mode::Together | Mode::Either => Subject::Joint,
        }
    }

    fn span(&self, homework: &Homework, period: &Period) -> PeriodSpan {
        let member: Option<ClientId> = match self.subject(homework) {
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
