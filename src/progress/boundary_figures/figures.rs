//! `boundary-1`: counts and shares over uses, pure.

use super::dto::RespectedCounts;
use crate::homework::boundaries::UseFigures;
use crate::homework::check_ins::Respected;
use crate::homework::library::Purpose;
use crate::progress::share::{NoValueReason, Share};

/// The name of these definitions.
pub const DEFINITION: &str = "boundary-1";

/// How many uses are of limits for connection.
pub fn for_connection(uses: &[UseFigures]) -> usize {
    uses.iter().filter(|one| one.purpose == Purpose::Connection).count()
}

/// Returns no later than due, of those noted.
pub fn returned_on_time(uses: &[UseFigures]) -> Share {
    let noted = uses.iter().filter_map(|one| one.return_due_at.zip(one.returned_at));
    Share::of(noted.map(|(due, at)| at <= due), NoValueReason::NothingSaid)
}

/// Closeness that happened, of what was said of it.
pub fn reconnected(uses: &[UseFigures]) -> Share {
    Share::of(uses.iter().filter_map(|one| one.reconnected), NoValueReason::NothingSaid)
}

/// How often limits were respected.
pub fn respected(uses: &[UseFigures]) -> RespectedCounts {
    let mut counts = RespectedCounts::default();
    for one in uses {
        let count = match one.respected {
            Some(Respected::Yes) => &mut counts.yes,
            Some(Respected::Partly) => &mut counts.partly,
            Some(Respected::No) => &mut counts.no,
            None => &mut counts.unsaid,
        };
        *count = count.saturating_add(1);
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(due: Option<&str>, returned: Option<&str>, reconnected: Option<bool>) -> UseFigures {
        UseFigures {
            purpose: Purpose::Connection,
            return_due_at: due.map(|at| at.parse().unwrap()),
            returned_at: returned.map(|at| at.parse().unwrap()),
            reconnected,
            respected: reconnected.map(|_| Respected::Yes),
        }
    }

    #[test]
    fn what_was_not_said_counts_for_nothing() {
        let due = Some("2026-03-02T19:00:00Z");
        let uses = [
            used(due, Some("2026-03-02T19:00:00Z"), Some(true)),
            used(due, Some("2026-03-02T19:00:01Z"), Some(false)),
            used(due, None, None),
        ];
        let on_time = returned_on_time(&uses);
        assert_eq!((on_time.value, on_time.numerator, on_time.denominator), (Some(0.5), 1, 2));
        let documented = "| Returns on the minute, a second late, and not noted | 1 of 2, 0.50 |";
        assert!(include_str!("../../../docs/measures.md").contains(documented));
        assert_eq!(reconnected(&uses).value, Some(0.5));
        assert_eq!(for_connection(&uses), 3);
        let said = respected(&uses);
        assert_eq!((said.yes, said.unsaid), (2, 1));
        let none = returned_on_time(&[]);
        assert!(none.value.is_none() && none.reason.is_some());
    }
}
