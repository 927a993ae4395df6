//! Instruments as data, what answers score by their key, and when a change is more than error of measurement.
//! Nothing here reads a clock, a database or a request. `docs/measures.md` has every formula with its source.

mod built_in;
mod change;
mod check;
mod criterion;
pub mod fhir;
mod figures;
mod model;
mod scale;
mod score;
mod trend;

pub use built_in::{built_in, built_in_instruments};
pub use change::{
    CRITICAL, ChangeBasis, ChangeClass, Difference, NoClassReason, Reliable, ReliableChange,
    ReliableChangeDefinition, ScaleChange, change, reliable_change, standard_error,
};
pub use check::Fault;
pub use criterion::{Group, criterion_a, criterion_b, criterion_c};
pub use figures::{
    Band, Bound, ChangeThreshold, CutOff, EXACTLY, Norm, Reliability, ReliabilityKind, Sureness,
    ThresholdKind,
};
pub use model::{
    AnswerCode, Coding, Instrument, InstrumentAudience, InstrumentItem, InstrumentLicence, InstrumentLoinc,
    InterviewSkip, LoincAnswer, LoincCode, MeasurePurpose, OppositeItems, Permission, RiskConcern, RiskRule,
    SuggestedInterval,
};
pub use scale::{InstrumentScale, ItemNumber, MissingRule, ScaleDirection, ScaleMethod, ScaleRange};
pub use score::{
    Administration, AnswerFault, Answers, NoScoreReason, RaisedRisk, ScaleScore, ScoreDefinition, Scored,
    Side, check_answers, display, is_complete, score,
};
pub use trend::{
    DatedScore, NoTrendReason, ReliableTrend, ReliableTrendDefinition, TrendClass, trend, trend_index,
};
