//! What became of each period, and the figures that follow: adherence, streak, strength, returns.
//! All of it is computed from the check-ins a reader may see; nothing is stored and nothing guessed.

mod figures;
mod habit;
mod placing;
mod series;
mod status;

pub use super::share::NoValueReason;
pub use figures::{
    Adherence, AdherenceDefinition, BothDefinition, BothMet, Figures, Question, StatusCounts, Trend,
    adherence, both_met, figures, results, standing,
};
pub use habit::{Return, Streak, Strength, StrengthDefinition, open_lapse, returns, streak, strength};
pub use placing::evaluate;
pub use series::{Overall, Point, Window, monthly_points, overall, weekly_points};
pub use status::{Act, Evaluation, Excused, Log, Member, PeriodResult, Status, Subject};
