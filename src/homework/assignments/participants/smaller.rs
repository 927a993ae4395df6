//! Whether a dose that somebody suggests asks for less than what is proposed. Nothing here reads a clock or a database.

use super::model::SuggestedDose;
use crate::homework::cadence::Cadence;
use crate::platform::http::{ApiError, ApiResult, FieldError};

/// Refuses a dose that asks for more of anything, or for less of nothing.
pub fn check_smaller(suggested: &SuggestedDose, cadence: &Cadence, minutes: Option<i32>) -> ApiResult<()> {
    let (mut errors, mut less) = (Vec::new(), false);
    let (times, most) = asked_for(cadence);
    for (pointer, suggested, asked) in
        [("/suggested/times", suggested.times, times), ("/suggested/times_max", suggested.times_max, most)]
    {
        match (suggested, asked) {
            (Some(suggested), Some(asked)) if suggested > asked => {
                let detail = format!("must not be more than the {asked} that are asked for");
                errors.push(FieldError::at(pointer, "not_smaller", detail));
            }
            (Some(suggested), Some(asked)) => less = less || suggested < asked,
            (Some(_), None) => {
                let detail = "must be left out: no number of times is asked for";
                errors.push(FieldError::at(pointer, "not_smaller", detail));
            }
            (None, _) => {}
        }
    }
    match (suggested.minutes, minutes) {
        (Some(suggested), Some(asked)) if suggested > asked => {
            let detail = format!("must not be more than the {asked} that are asked for");
            errors.push(FieldError::at("/suggested/minutes", "not_smaller", detail));
        }
        // Where no time is asked for, any limit to it is less.
        (Some(suggested), asked) => less = less || asked.is_none_or(|asked| suggested < asked),
        (None, _) => {}
    }
    if errors.is_empty() && !less {
        let detail = "must ask for fewer times or fewer minutes than the proposal";
        errors.push(FieldError::at("/suggested", "not_smaller", detail));
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}

/// Acts asked for in a period, and at most; of named days, those of a week.
fn asked_for(cadence: &Cadence) -> (Option<i32>, Option<i32>) {
    let number = |times: u32| i32::try_from(times).ok();
    match cadence {
        Cadence::TimesPerPeriod(times) => {
            (number(times.times), number(times.times_max.unwrap_or(times.times)))
        }
        Cadence::OnWeekdays(on) => {
            let days = i32::try_from(on.weekdays.len()).ok();
            (days, days)
        }
        Cadence::Once(_) => (Some(1), Some(1)),
        Cadence::AsNeeded(_) => (None, None),
    }
}
