//! What went well.

use crate::homework::retros::SmallWinKind;
use crate::platform::words::day;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line};
use crate::progress::small_wins::SmallWinSuggestion;

/// Each small win in a sentence.
pub fn small_wins(document: &ReportDocument) -> Blocks {
    Blocks::list(document.sections.small_wins.iter().flatten().map(told))
}

fn told(win: &SmallWinSuggestion) -> Line {
    let SmallWinSuggestion { assignment_id: _, kind, item_title, joint: _, periods, since, until } = win;
    let said = match kind {
        SmallWinKind::LongestStreak => format!(
            "met {} times in a row since {}, the longest run noted.",
            periods.unwrap_or_default(),
            day(*since)
        ),
        SmallWinKind::Returned => {
            format!("taken up again on {}. Coming back is what keeps a habit alive.", day(*until))
        }
        SmallWinKind::FourWeeks => format!("four weeks in a row, from {} to {}.", day(*since), day(*until)),
    };
    Line::words(item_title).and(": ").and(said)
}
