//! Where a cut-off lies between people who are in treatment and people who are not (Jacobson & Truax 1991), for a
//! practice that sets one for an instrument of its own.

use super::scale::ScaleDirection;

/// Mean and standard deviation of some people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

/// Two standard deviations of the clinical group towards better: for when no functional norm is known.
pub fn criterion_a(clinical: Group, direction: ScaleDirection) -> f64 {
    clinical.mean + direction.sign() * 2.0 * clinical.sd
}

/// Two standard deviations of the *functional* group towards worse: for when the groups do not overlap.
pub fn criterion_b(functional: Group, direction: ScaleDirection) -> f64 {
    functional.mean - direction.sign() * 2.0 * functional.sd
}

/// Between the groups, nearer to the one that spreads less: for when they overlap.
pub fn criterion_c(clinical: Group, functional: Group) -> f64 {
    (functional.sd * clinical.mean + clinical.sd * functional.mean) / (functional.sd + clinical.sd)
}
