//! What makes a small win: the rules `wins-1`. None of them looks at how fast anything was. Nothing here reads a clock or a
//! database.

use chrono::NaiveDate;

use crate::homework::retros::SmallWinKind;
use crate::progress::adherence::{PeriodResult, Status, returns};
use crate::progress::summaries::{earlier, later};

/// Fewest periods of a streak.
const FEWEST: u32 = 3;
/// A return counts for so many days.
const RETURN_DAYS: u64 = 35;
/// So many weeks in a row are met.
const WEEKS: u64 = 4;

/// A small win of one habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What makes it one.
    pub kind: SmallWinKind,
    /// How many periods, of a streak.
    pub periods: Option<u32>,
    /// First local date.
    pub since: NaiveDate,
    /// Last local date.
    pub until: NaiveDate,
}

/// The small wins among the periods of one habit, in order of their dates, as of a day; a streak only where streaks are shown.
pub fn find_wins(periods: &[PeriodResult], today: NaiveDate, streaks_shown: bool) -> Vec<Found> {
    let streak = longest_streak(periods, today).filter(|_| streaks_shown);
    [streak, returned(periods, today), four_weeks(periods, today)].into_iter().flatten().collect()
}

/// The streak that lasts, where none of the time that is looked at was longer.
fn longest_streak(periods: &[PeriodResult], today: NaiveDate) -> Option<Found> {
    let (mut longest, mut current): (u32, Option<Found>) = (0, None);
    for result in periods {
        if result.target_reached {
            let before = current.map_or((0, result.period.start), |it| (it.periods.unwrap_or(0), it.since));
            let count = before.0.saturating_add(1);
            longest = longest.max(count);
            current = Some(Found {
                kind: SmallWinKind::LongestStreak,
                periods: Some(count),
                since: before.1,
                until: result.period.end.min(today),
            });
        } else if result.counts() {
            current = None;
        }
    }
    current.filter(|it| it.periods >= Some(FEWEST.max(longest)))
}

fn returned(periods: &[PeriodResult], today: NaiveDate) -> Option<Found> {
    let last = returns(periods).pop()?;
    (last.returned_on > earlier(today, RETURN_DAYS)).then_some(Found {
        kind: SmallWinKind::Returned,
        periods: None,
        since: last.lapsed_from,
        until: last.returned_on,
    })
}

/// In each of the last four weeks up to yesterday a period closed, and all that did were met.
fn four_weeks(periods: &[PeriodResult], today: NaiveDate) -> Option<Found> {
    let first = earlier(today, WEEKS * 7);
    let met = |week: u64| {
        let (from, to) = (later(first, week * 7), later(first, week * 7 + 6));
        let closed = periods.iter().filter(|it| it.counts() && (from..=to).contains(&it.period.end));
        let mut closed = closed.peekable();
        closed.peek().is_some() && closed.all(|it| it.status == Status::Met)
    };
    let until = earlier(today, 1);
    (0..WEEKS).all(met).then_some(Found { kind: SmallWinKind::FourWeeks, periods: None, since: first, until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::homework::cadence::{Mode, Period, PeriodKind, Purpose};

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    /// Daily periods from the first of March: `x` met, `.` unrecorded, `e` excused; the last one is still open.
    fn daily(marks: &str) -> (Vec<PeriodResult>, NaiveDate) {
        let last = u32::try_from(marks.len()).unwrap();
        let periods = marks.bytes().zip(1..).map(|(mark, number)| result(mark, number, number == last));
        (periods.collect(), day(last))
    }

    fn result(mark: u8, number: u32, open: bool) -> PeriodResult {
        let met = mark == b'x';
        let date = day(number);
        PeriodResult {
            period: Period {
                start: date,
                end: date,
                times: 1,
                times_max: None,
                weight: 1.0,
                days: 1,
                whole: true,
                kind: PeriodKind::AnyDay,
                purpose: Purpose::Practice,
                revision: 1,
                mode: Mode::Individual,
            },
            status: match mark {
                _ if open => Status::Open,
                b'x' => Status::Met,
                b'e' => Status::Excused,
                _ => Status::Unrecorded,
            },
            acts: if met { 1.0 } else { 0.0 },
            over_max: 0.0,
            target_reached: met,
            done_late: false,
            first_act_on: met.then_some(date),
        }
    }

    fn kinds(marks: &str) -> Vec<SmallWinKind> {
        let (periods, today) = daily(marks);
        find_wins(&periods, today, true).into_iter().map(|it| it.kind).collect()
    }

    #[test]
    fn a_streak_that_lasts_and_is_the_longest_counts_from_three_on() {
        use SmallWinKind::{LongestStreak, Returned};
        assert_eq!(kinds("xx."), []);
        assert_eq!(kinds("xxx."), [LongestStreak]);
        assert_eq!(kinds("xexx."), [LongestStreak]);
        assert_eq!(kinds("xxxx.xxx."), [Returned]);
        assert_eq!(kinds("xxx.xxxx."), [LongestStreak, Returned]);
        assert_eq!(kinds("xxx.."), []);
        let (periods, today) = daily(".xxx.");
        let streak = find_wins(&periods, today, true)[0];
        assert_eq!((streak.periods, streak.since, streak.until), (Some(3), day(2), day(4)));
        assert!(find_wins(&periods, today, false).iter().all(|it| it.kind == Returned));
    }

    #[test]
    fn a_return_counts_the_same_after_a_day_and_after_weeks_and_for_a_while() {
        assert_eq!(kinds("x.x."), [SmallWinKind::Returned]);
        assert_eq!(kinds("x...............x."), [SmallWinKind::Returned]);
        let (periods, today) = daily("x.x.");
        let until = |days| find_wins(&periods, later(today, days), true).len();
        assert_eq!((until(33), until(34)), (1, 0));
    }

    #[test]
    fn four_weeks_are_met_when_all_that_closed_in_each_was() {
        let met = format!("x{}.", "x".repeat(28));
        assert!(kinds(&met).contains(&SmallWinKind::FourWeeks));
        let missed = format!("x{}.{}.", "x".repeat(10), "x".repeat(17));
        assert!(!kinds(&missed).contains(&SmallWinKind::FourWeeks));
        let excused = format!("x{}e{}.", "x".repeat(10), "x".repeat(17));
        assert!(kinds(&excused).contains(&SmallWinKind::FourWeeks));
        let a_week_off = format!("x{}{}{}.", "x".repeat(7), "e".repeat(7), "x".repeat(14));
        assert!(!kinds(&a_week_off).contains(&SmallWinKind::FourWeeks));
        assert!(!kinds("xxxxxxxxxxxxxxxx.").contains(&SmallWinKind::FourWeeks));
    }
}
