//! The homework of a step, and why it may have to wait.

use chrono::{Days, NaiveDate};

use super::model::HeldUpBy;
use crate::homework::assignments::{CreateAssignmentRequest, InitialStatus, Published};
use crate::homework::programmes::ProgrammeStep;
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::kind::LibraryItemId;

/// Days that there are for something due once, where the step does not say.
const DAYS_FOR_ONCE: u64 = 7;

/// Why homework that was due was not given. What is no state of things is an error.
pub fn held_up(given: &ApiResult<()>) -> ApiResult<Option<HeldUpBy>> {
    match given {
        Ok(()) => Ok(None),
        Err(ApiError::Invalid(errors)) if errors.iter().any(|it| it.code == "unsuitable_under_hold") => {
            Ok(Some(HeldUpBy::Hold))
        }
        Err(ApiError::Invalid(_)) => Ok(Some(HeldUpBy::Item)),
        Err(ApiError::Conflict(Conflict::AgreementNeeded)) => Ok(Some(HeldUpBy::Agreement)),
        Err(error) => Err(error.clone()),
    }
}

/// The homework of a step, as a therapist would ask for it on this day.
pub fn request(
    item_id: LibraryItemId,
    item: Option<&Published>,
    step: &ProgrammeStep,
    starts_on: NaiveDate,
) -> CreateAssignmentRequest {
    let last = |days: u64| starts_on.checked_add_days(Days::new(days.saturating_sub(1)));
    // Of something that is due once the library knows no day; what comes later than that is still welcome.
    let once = item.filter(|item| item.cadence.to_cadence(None).is_none());
    let cadence = once.and_then(|item| item.cadence.to_cadence(last(step.days.unwrap_or(DAYS_FOR_ONCE))));
    CreateAssignmentRequest {
        item_id,
        mode: None,
        ends_on: step.days.filter(|_| cadence.is_none()).and_then(last),
        cadence,
        minutes: None,
        starts_on: Some(starts_on),
        time_zone: None,
        rationale: None,
        barrier_plans: Vec::new(),
        status: InitialStatus::Active,
    }
}
