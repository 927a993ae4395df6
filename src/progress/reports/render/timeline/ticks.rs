//! The values that the lines of a chart stand for: round ones within the scale.

/// Lines of a chart are no more than this many and one.
const MOST: f64 = 6.0;

/// Multiples of 1, 2 or 5 times a power of ten, lowest first.
pub fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![low];
    }
    let tenth = 10_f64.powf((span / MOST).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * tenth);
    let step = steps.into_iter().find(|step| span / step <= MOST).unwrap_or(span);
    let first = (low / step).ceil() * step;
    std::iter::successors(Some(first), |value| Some(value + step))
        .take_while(|value| *value <= high + step / 1000.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_scale() {
        for (range, expected) in [
            ((0.0, 27.0), vec![0.0, 5.0, 10.0, 15.0, 20.0, 25.0]),
            ((0.0, 21.0), vec![0.0, 5.0, 10.0, 15.0, 20.0]),
            ((0.0, 10.0), vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
            ((1.0, 5.0), vec![1.0, 2.0, 3.0, 4.0, 5.0]),
            ((0.0, 100.0), vec![0.0, 20.0, 40.0, 60.0, 80.0, 100.0]),
            ((-3.0, 3.0), vec![-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]),
            ((13.0, 35.0), vec![15.0, 20.0, 25.0, 30.0, 35.0]),
            ((2.0, 2.0), vec![2.0]),
        ] {
            assert_eq!(ticks(range), expected, "{range:?}");
        }
    }
}
