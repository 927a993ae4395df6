//! What the figures beside homework mean, of those that are there.

use crate::progress::measures::ScaleFigures;
use crate::progress::repair_figures::RepairSummary;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Facts, Line};
use crate::progress::summaries::Sections;

const SCORES: &str = "Scores by the published key of each questionnaire, in the version answered last: those of these days, with the first \
    of this care and the last one before these days. A score is no diagnosis.";
const BANDS: &str = " The bands are published or the practice’s own, as stands beside them.";
const RELIABLE: &str = " A change is called reliable where it is more than error of measurement (rci-1 or a published size). Classes \
    follow from the change since the first score; “recovered” also asks that a cut-off was crossed.";
const CUT_OFF: &str = " A dashed line marks a cut-off, which helps to decide where to look closer and decides nothing by itself.";
const REPAIR: &str =
    "A moment counts as repaired once the other has taken the attempt up. No figure says who was at fault.";
const TIMES: &str = " Times are medians, and are shown from three on. There is no norm for how long repair takes, and sooner is \
    not better.";

/// What is said of each section of which there is something.
pub fn beside_homework(document: &ReportDocument) -> Facts {
    let Sections { ratings, growth, measures, repairs, boundaries, small_wins, events: _ } =
        &document.sections;
    let there = |is: bool, words: &'static str| if is { words } else { "" };
    let some = |count: Option<usize>| count.is_some_and(|count| count > 0);
    let timed = |one: &RepairSummary| one.to_first_attempt.is_some() || one.to_repair.is_some();
    let repair = repairs.as_ref().map(|one| format!("{REPAIR}{}", there(timed(one), TIMES)));
    Facts::default()
        .with(
            "Ratings (check-in-ratings-1)",
            there(
                some(ratings.as_ref().map(Vec::len)),
                "The mean of what was rated from 0 to 10 in the check-ins of a calendar week. There is no target for these ratings. \
                 A line breaks at weeks without any.",
            ),
        )
        .with(
            "Growth and needs (ratings-1)",
            there(
                some(growth.as_ref().map(Vec::len)),
                "The mean of a day’s ratings from 0 to 10, on the person’s own yardstick: there is no norm for them.",
            ),
        )
        .with("Questionnaires", measures.as_ref().filter(|all| !all.is_empty()).map(|_| questionnaires(document)))
        .with("Repair (repair-1)", repair.map(Line::from))
        .with(
            "Limits (boundary-1)",
            there(
                boundaries.as_ref().is_some_and(|one| one.uses > 0),
                "Uses that the person noted, as the person sees them. Where nothing was noted, nothing is counted.",
            ),
        )
        .with(
            "Small wins (wins-1)",
            there(
                some(small_wins.as_ref().map(Vec::len)),
                "At the end of these days: the longest row of periods met, a return after a gap in the last five weeks, or four weeks \
                 in which all that ended was met. Speed plays no part in any of them.",
            ),
        )
}

/// Of bands, changes and cut-offs only where the report shows them.
fn questionnaires(document: &ReportDocument) -> Line {
    let has = |is: fn(&ScaleFigures) -> bool| {
        let people = document.sections.measures.iter().flatten();
        people.flat_map(|person| &person.instruments).flat_map(|one| &one.scales).any(is)
    };
    let parts = [
        (true, SCORES),
        (has(|scale| !scale.bands.is_empty()), BANDS),
        (has(|scale| scale.change.is_some()), RELIABLE),
        (has(|scale| !scale.cut_offs.is_empty()), CUT_OFF),
    ];
    parts.into_iter().filter(|(there, _)| *there).map(|(_, words)| words).collect::<String>().into()
}
