//! How often homework is due: the cadence, local days and the periods that follow from them.
//! Nothing here reads a clock, a database or a request.

mod dto;
mod mode;
mod periods;
mod stretch;

pub use dto::{
    AsNeeded, AsNeededType, Cadence, OnWeekdays, OnWeekdaysType, Once, OnceType, TimesPerPeriod,
    TimesPerPeriodType, Unit,
};
pub use mode::Mode;
pub use periods::{Period, PeriodKind, Plan, Purpose, Terms, period_key};
