//! A share, and why there is none: told alike by every figure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoValueReason {
    /// No whole period has closed, or all of them were excused.
    NoClosedPeriods,
    /// Nobody said anything that could be counted.
    NothingSaid,
    /// No rupture is older than the time that it is given.
    NoneOldEnough,
    /// There was no attempt to repair.
    NoAttempts,
    /// A median of fewer than three would be about single evenings.
    FewerThanThree,
}

/// A share with what it is made of. What nobody said is never counted against anybody.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"value": 0.75, "numerator": 3, "denominator": 4, "reason": null}))]
pub struct Share {
    /// 0 to 1; null where there is nothing to measure, never 0 or 1 for that.
    #[schema(required, minimum = 0, maximum = 1)]
    pub value: Option<f64>,
    /// How many it is true of.
    #[schema(minimum = 0)]
    pub numerator: u32,
    /// Of how many.
    #[schema(minimum = 0)]
    pub denominator: u32,
    /// Why `value` is null.
    #[schema(required)]
    pub reason: Option<NoValueReason>,
}

impl Share {
    /// So many of so many, or why there is no value.
    pub fn new(numerator: u32, denominator: u32, otherwise: NoValueReason) -> Self {
        let value = (denominator > 0).then(|| f64::from(numerator) / f64::from(denominator));
        Self { value, numerator, denominator, reason: value.is_none().then_some(otherwise) }
    }

    /// How many of these are true.
    pub fn of(said: impl Iterator<Item = bool>, otherwise: NoValueReason) -> Self {
        let (numerator, denominator) = said.fold((0_u32, 0_u32), |(so_many, all), held| {
            (so_many.saturating_add(u32::from(held)), all.saturating_add(1))
        });
        Self::new(numerator, denominator, otherwise)
    }
}
