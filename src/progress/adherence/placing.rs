//! Check-ins are placed into periods in one pass over sorted dates, and each period gets its status.
//! Acts are counted in halves, as whole numbers, so that their order can change nothing.

use chrono::NaiveDate;
use uuid::Uuid;

use super::status::{Act, Evaluation, Log, Member, PeriodResult, Status, Subject};
use crate::homework::cadence::{Mode, Period, PeriodKind, Purpose};
use crate::homework::check_ins::Outcome;

/// Places the acts of `subject` into its periods among these, which are sorted by date and of one purpose. What was lived
/// under another audience is another subject's.
pub fn evaluate(periods: &[Period], log: &Log<'_>, subject: Subject, purpose: Purpose) -> Evaluation {
    let members: Vec<Member> = match subject {
        Subject::Joint => log.members.to_vec(),
        Subject::Member(id) => {
            let own = log.members.iter().filter(|member| member.id == id);
            own.copied().collect()
        }
    };
    let periods: Vec<&Period> = periods.iter().filter(|period| subject.lives(period.mode)).collect();
    let days = days(log, &members, subject, purpose);
    let mut tallies = vec![Tally::default(); periods.len()];
    let outside = place(&days, &periods, &mut tallies);
    let absences: Vec<Absence> = members.iter().map(|it| Absence::of(it.id, log)).collect();
    let results = periods.iter().zip(&tallies).map(|(period, tally)| {
        let closed = !members.is_empty() && members.iter().all(|it| it.today > period.end);
        let mut excuses = absences.iter().map(|absence| absence.excuses(period, tally));
        // A joint act needs both partners, an act of either needs one.
        let excused = match period.mode {
            Mode::Either => !members.is_empty() && excuses.all(|it| it),
            Mode::Individual | Mode::Together | Mode::Each => excuses.any(|it| it),
        };
        tally.result((*period).clone(), closed, excused)
    });
    Evaluation { periods: results.collect(), outside }
}

/// What was logged on one local date.
struct Day {
    date: NaiveDate,
    halves: u32,
    said_not_done: bool,
    without_occasion: Vec<Uuid>,
}

fn days(log: &Log<'_>, members: &[Member], subject: Subject, purpose: Purpose) -> Vec<Day> {
    let is_author = |id: Uuid| members.iter().any(|member| member.id == id);
    let counted = |act: &&Act| act.purpose == purpose && is_author(act.member);
    let mut acts: Vec<&Act> = log.acts.iter().filter(counted).collect();
    acts.sort_by_key(|act| act.local_date);
    acts.chunk_by(|one, next| one.local_date == next.local_date)
        .filter_map(|acts| {
            let date = acts.first()?.local_date;
            let mode = log.plan.mode_on(date).filter(|mode| subject.lives(*mode))?;
            Some(day(date, acts, mode, members))
        })
        .collect()
}

fn day(date: NaiveDate, acts: &[&Act], mode: Mode, members: &[Member]) -> Day {
    let by_author = members.iter().map(|member| {
        let own = acts.iter().filter(|act| act.member == member.id);
        own.map(|act| halves(act)).fold(0, u32::saturating_add)
    });
    let halves_of_day = match mode {
        // When both log one joint act, it is still one act.
        Mode::Together => by_author.max().unwrap_or(0),
        Mode::Individual | Mode::Each | Mode::Either => by_author.fold(0, u32::saturating_add),
    };
    let no_occasion = |act: &&&Act| act.outcome == Outcome::NoOccasion;
    Day {
        date,
        halves: halves_of_day,
        said_not_done: acts.iter().any(|act| !no_occasion(&act) && halves(act) == 0),
        without_occasion: acts.iter().filter(no_occasion).map(|act| act.member).collect(),
    }
}

fn halves(act: &Act) -> u32 {
    match act.outcome {
        Outcome::Done => act.count.unwrap_or(1).saturating_mul(2),
        Outcome::Partly => 1,
        Outcome::NotDone | Outcome::NoOccasion => 0,
    }
}

/// What was logged in one period.
#[derive(Clone, Debug, Default)]
struct Tally {
    halves: u32,
    late_halves: u32,
    said_not_done: bool,
    without_occasion: Vec<Uuid>,
    first_act_on: Option<NaiveDate>,
}

/// Walks days and periods together; gives back the days that fall between periods.
fn place(days: &[Day], periods: &[&Period], tallies: &mut [Tally]) -> Vec<(NaiveDate, f64)> {
    let mut outside = Vec::new();
    let mut rows = periods.iter().copied().zip(tallies.iter_mut()).peekable();
    let mut past: Option<(&Period, &mut Tally)> = None;
    for day in days {
        while let Some(row) = rows.next_if(|(period, _)| period.end < day.date) {
            past = Some(row);
        }
        match (rows.peek_mut(), &mut past) {
            (Some((period, tally)), _) if period.contains(day.date) => tally.add(day),
            (_, Some((period, tally))) if period.kind == PeriodKind::Once => {
                tally.late_halves = tally.late_halves.saturating_add(day.halves);
            }
            _ if day.halves > 0 => outside.push((day.date, in_acts(day.halves))),
            _ => {}
        }
    }
    outside
}

impl Tally {
    fn add(&mut self, day: &Day) {
        self.halves = self.halves.saturating_add(day.halves);
        self.said_not_done |= day.said_not_done;
        self.without_occasion.extend(&day.without_occasion);
        if day.halves > 0 {
            self.first_act_on = self.first_act_on.or(Some(day.date));
        }
    }

    fn result(&self, period: Period, closed: bool, excused: bool) -> PeriodResult {
        let target = period.times.saturating_mul(2);
        let target_reached = self.halves >= target;
        let status = match () {
            () if !closed => Status::Open,
            () if target_reached => Status::Met,
            () if excused => Status::Excused,
            () if self.halves > 0 => Status::Partial,
            () if self.said_not_done => Status::NotDone,
            () => Status::Unrecorded,
        };
        let most = period.times_max.map(|most| most.saturating_mul(2));
        let over = most.map_or(0, |most| self.halves.saturating_sub(most));
        let with_late = self.halves.saturating_add(self.late_halves);
        PeriodResult {
            period,
            status,
            acts: in_acts(self.halves),
            over_max: in_acts(over),
            target_reached,
            done_late: !target_reached && with_late >= target,
            first_act_on: self.first_act_on,
        }
    }
}

fn in_acts(halves: u32) -> f64 {
    f64::from(halves) / 2.0
}

/// The days on which a member was paused or excused, joined and in order.
struct Absence {
    member: Uuid,
    ranges: Vec<(NaiveDate, NaiveDate)>,
}

impl Absence {
    fn of(member: Uuid, log: &Log<'_>) -> Self {
        let own = log.excuses.iter().filter(|it| it.member == member);
        let mut ranges: Vec<_> = own.map(|it| (it.from, it.to)).collect();
        ranges.retain(|(from, to)| from <= to);
        ranges.sort_unstable();
        ranges.dedup_by(|next, joined| {
            let overlap = next.0 <= joined.1;
            if overlap {
                joined.1 = joined.1.max(next.1);
            }
            overlap
        });
        Self { member, ranges }
    }

    /// Excused when the occasion did not arise, or on every due day; where any day will do, on more than half of them.
    fn excuses(&self, period: &Period, tally: &Tally) -> bool {
        let absent: i64 = self
            .ranges
            .iter()
            .map(|(from, to)| (*to).min(period.end) - (*from).max(period.start))
            .map(|without_last| (without_last.num_days() + 1).max(0))
            .sum();
        let days = i64::from(period.days);
        let enough = match period.kind {
            PeriodKind::AnyDay => absent * 2 > days,
            PeriodKind::NamedDay | PeriodKind::Once => absent >= days,
        };
        tally.without_occasion.contains(&self.member) || enough
    }
}
