//! Scores of two partners side by side, pure: which of one belongs to which of the other. They are never put together.

use std::cmp::Reverse;

use super::dto::{PairedScores, ScoreResponse};

/// Two scores are of one time if so many days lie between them at most.
const NEAR: i64 = 14;

/// Pairs those that are nearest in time, each once; oldest first.
pub(super) fn pair(first: &[ScoreResponse], second: &[ScoreResponse]) -> Vec<PairedScores> {
    let mut near: Vec<(i64, usize, usize)> = Vec::new();
    for (one, score) in first.iter().enumerate() {
        for (other, of_other) in second.iter().enumerate() {
            let days = score.local_date.signed_duration_since(of_other.local_date).num_days().abs();
            if days <= NEAR {
                near.push((days, one, other));
            }
        }
    }
    // Of what is as near the newest first.
    near.sort_by_key(|(days, one, other)| (*days, Reverse(*one), Reverse(*other)));
    let (mut firsts, mut seconds, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (_, one, other) in near {
        if !firsts.contains(&one) && !seconds.contains(&other) {
            firsts.push(one);
            seconds.push(other);
            pairs.extend(first.get(one).zip(second.get(other)));
        }
    }
    pairs.sort_by_key(|(one, _)| one.local_date);
    pairs.into_iter().map(|(one, other)| PairedScores { first: one.clone(), second: other.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::platform::ids::Id;

    fn scores(days: &[u32]) -> Vec<ScoreResponse> {
        let score = |day: &u32| ScoreResponse {
            measure_id: Id::from_uuid(uuid::Uuid::from_u128(u128::from(*day))),
            local_date: NaiveDate::from_ymd_opt(2026, 3, *day).unwrap_or_default(),
            value: f64::from(*day),
            prorated: false,
        };
        days.iter().map(score).collect()
    }

    fn days(first: &[u32], second: &[u32]) -> Vec<(f64, f64)> {
        pair(&scores(first), &scores(second))
            .iter()
            .map(|pair| (pair.first.value, pair.second.value))
            .collect()
    }

    #[test]
    fn the_nearest_belong_together_each_once() {
        assert_eq!(days(&[1, 20], &[2, 19]), [(1.0, 2.0), (20.0, 19.0)]);
        assert_eq!(days(&[1, 3], &[3]), [(3.0, 3.0)]);
        assert_eq!(days(&[1], &[15]), [(1.0, 15.0)]);
        assert_eq!(days(&[1], &[16]), []);
        assert_eq!(days(&[], &[16]), []);
    }
}
