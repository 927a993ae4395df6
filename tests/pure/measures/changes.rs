//! Reliable change, its classes, and trends.

use super::*;
use crate::support::d;

fn by_index(key: &str, scale: &str, kind: ReliabilityKind) -> ReliableChange {
    let scale = instrument(key).scale(scale).unwrap();
    let change = change(instrument(key), scale, scale.range.min, None, scale.range.max).unwrap();
    *change.since_baseline.indices.iter().find(|it| it.reliability_kind == kind).unwrap()
}

/// Jacobson & Truax 1991.
#[test]
fn the_worked_example_of_the_authors() {
    let change = reliable_change(47.5 - 32.5, 7.5, 0.80, ReliabilityKind::Retest);
    near(change.sem, 3.354, 0.0005);
    near(change.sdiff, 4.743, 0.0005);
    near(change.value, 3.162, 0.0005);
    let (clinical, functional) = (Group { mean: 40.0, sd: 7.5 }, Group { mean: 60.0, sd: 7.5 });
    let better = ScaleDirection::HigherIsBetter;
    near(criterion_a(clinical, better), 55.0, 1e-9);
    near(criterion_b(functional, better), 45.0, 1e-9);
    near(criterion_c(clinical, functional), 50.0, 1e-9);
}

/// Anderson et al. 2014 publish 11.58, which implies a standard error of a difference of 5.91 and one of measurement
/// of 4.18.
#[test]
fn the_published_reliable_change_of_the_rdas() {
    let size = instrument("rdas").scales[0].reliable_threshold().unwrap();
    near(size.points, 11.58, 1e-9);
    near(size.points / CRITICAL, 5.91, 0.005);
    near(size.points / CRITICAL / std::f64::consts::SQRT_2, 4.18, 0.005);
    let class = |from: f64, to: f64| class("rdas", from, to);
    assert_eq!(class(40.0, 51.0), Some(ChangeClass::Unchanged), "11 points");
    assert_eq!(class(40.0, 52.0), Some(ChangeClass::Recovered), "12 points and across");
    assert_eq!(class(30.0, 42.0), Some(ChangeClass::Improved), "12 points on one side");
    assert_eq!(class(52.0, 40.0), Some(ChangeClass::Deteriorated));
}

/// The smallest detectable change of one person in Japan is published as 8.47; from the rounded figures it is 8.4.
#[test]
fn the_published_detectable_change_of_the_k6() {
    let retest = by_index("k6", "total", ReliabilityKind::Retest);
    near(retest.threshold, 8.4, 0.05);
    near(retest.threshold, 8.47, 0.1);
    assert_eq!(class("k6", 20.0, 12.0), Some(ChangeClass::Unchanged), "8 points");
    assert_eq!(class("k6", 20.0, 11.0), Some(ChangeClass::Recovered), "9 points");
}

#[test]
fn the_reliable_changes_of_the_csi() {
    for (key, threshold, points) in [("csi-4", 2.7, 3.0), ("csi-16", 6.7, 7.0), ("csi-32", 12.5, 13.0)] {
        let index = by_index(key, "total", ReliabilityKind::Alpha);
        near(index.threshold, threshold, 0.06);
        assert_eq!(index.threshold.ceil(), points, "{key}");
        assert_eq!(class(key, 0.0, points), Some(ChangeClass::Improved));
        assert_eq!(class(key, 0.0, points - 1.0), Some(ChangeClass::Unchanged));
    }
}

#[test]
fn the_reliable_changes_of_the_ecr_r_and_pss_10() {
    near(by_index("ecr-r", "anxiety", ReliabilityKind::Alpha).threshold, 0.98, 0.005);
    near(by_index("ecr-r", "avoidance", ReliabilityKind::Alpha).threshold, 1.04, 0.005);
    near(by_index("pss-10", "total", ReliabilityKind::Alpha).threshold, 9.8, 0.05);
    let scale = instrument("ecr-r").scale("anxiety").unwrap();
    let change = change(instrument("ecr-r"), scale, 4.0, None, 3.0).unwrap();
    let kinds: Vec<_> = change.since_baseline.indices.iter().map(|it| it.reliability_kind).collect();
    assert_eq!(kinds, [ReliabilityKind::Retest, ReliabilityKind::Alpha], "both are named, retest decides");
    assert_eq!(change.since_baseline.basis, Some(ChangeBasis::RetestIndex));
}

fn class(key: &str, from: f64, to: f64) -> Option<ChangeClass> {
    let scale = &instrument(key).scales[0];
    change(instrument(key), scale, from, None, to).unwrap().class
}

/// NHS Talking Therapies: 6 points on the PHQ-9, 4 on the GAD-7; exactly so many count.
#[test]
fn published_sizes_decide_before_any_index() {
    assert_eq!(class("phq-9", 18.0, 13.0), Some(ChangeClass::Unchanged));
    assert_eq!(class("phq-9", 18.0, 12.0), Some(ChangeClass::Improved));
    assert_eq!(class("phq-9", 15.0, 9.0), Some(ChangeClass::Recovered));
    assert_eq!(class("phq-9", 9.0, 3.0), Some(ChangeClass::Improved), "was not a case");
    assert_eq!(class("phq-9", 4.0, 10.0), Some(ChangeClass::Deteriorated));
    assert_eq!(class("gad-7", 12.0, 9.0), Some(ChangeClass::Unchanged));
    assert_eq!(class("gad-7", 12.0, 8.0), Some(ChangeClass::Improved), "8 is still a case");
    assert_eq!(class("gad-7", 11.0, 7.0), Some(ChangeClass::Recovered));
    let scale = &instrument("gad-7").scales[0];
    let change = change(instrument("gad-7"), scale, 12.0, Some(10.0), 8.0).unwrap();
    assert_eq!(change.since_baseline.basis, Some(ChangeBasis::Published));
    assert_eq!(change.since_baseline.points_needed, Some(4.0));
    let previous = change.since_previous.unwrap();
    assert_eq!((previous.points, previous.reliable), (-2.0, Some(Reliable::No)));
}

#[test]
fn exactly_on_the_cut_off_is_decided_by_the_cut_off() {
    assert_eq!(class("phq-9", 16.0, 10.0), Some(ChangeClass::Improved), "10 is a case");
    assert_eq!(class("phq-9", 10.0, 4.0), Some(ChangeClass::Recovered));
    assert_eq!(class("csi-16", 51.5, 60.0), Some(ChangeClass::Improved), "51.5 is not below 51.5");
    assert_eq!(class("csi-16", 44.0, 51.5), Some(ChangeClass::Recovered));
    assert_eq!(class("csi-16", 44.0, 51.0), Some(ChangeClass::Improved));
}

/// An index of exactly 1.96 is not above it.
#[test]
fn exactly_the_critical_index_is_not_reliable() {
    let mut value = own();
    value["scales"][0]["reliability"] =
        json!([{"value": 0.5, "kind": "alpha", "sureness": "own", "source": "Ours"}]);
    value["scales"][0]["norms"] =
        json!([{"sd": 1, "population": "Ours", "sureness": "own", "source": "Ours"}]);
    let own = read(&value);
    assert_eq!(own.check(), []);
    let class = |by: f64| change(&own, &own.scales[0], 0.0, None, by).unwrap().class;
    let needed = change(&own, &own.scales[0], 0.0, None, 1.0).unwrap().since_baseline.points_needed.unwrap();
    near(needed, 1.96, 1e-9);
    assert_eq!(class(1.95), Some(ChangeClass::Unchanged));
    assert_eq!(class(1.97), Some(ChangeClass::Improved));
    let exact = reliable_change(1.96, 1.0, 0.5, ReliabilityKind::Alpha);
    near(exact.value, 1.96, 1e-9);
}

/// An instrument of ten items whose mean counts, from 1 to 7.
fn ten_items() -> Value {
    let mut value = own();
    let items: Vec<Value> = (1..=10).map(|number| json!({"number": number, "min": 1, "max": 7})).collect();
    value["items"] = json!(items);
    let size = |points: f64, bound: &str| json!([{"points": points, "bound": bound, "kind": "reliable", "sureness": "own", "source": "Ours"}]);
    value["scales"] = json!([{
        "key": "mean", "title": "Mean", "items": (1..=10).collect::<Vec<_>>(), "method": "mean",
        "direction": "higher_is_better", "missing": {"fewest": 10}, "range": {"min": 1, "max": 7},
        "thresholds": size(0.5, "at_least"),
    }]);
    value
}

/// Tenths have no exact binary form: 4.1 − 3.6 is 0.49999999999999956, and is half a point all the same.
#[test]
fn exactly_a_published_size_is_reached_in_tenths_too() {
    let mut value = ten_items();
    let by = |value: &Value, from: f64, to: f64| {
        let own = read(value);
        assert_eq!(own.check(), []);
        change(&own, &own.scales[0], from, None, to).unwrap().since_baseline.reliable.unwrap()
    };
    assert_eq!(by(&value, 3.6, 4.1), Reliable::Improved);
    assert_eq!(by(&value, 4.1, 3.6), Reliable::Deteriorated);
    assert_eq!(by(&value, 3.6, 4.0), Reliable::No);
    value["scales"][0]["thresholds"][0]["bound"] = json!("above");
    value["scales"][0]["thresholds"][0]["points"] = json!(0.2);
    // The one comes out a little below 0.2, the other a little above.
    assert_eq!([by(&value, 1.0, 1.2), by(&value, 2.1, 2.3)], [Reliable::No; 2]);
    assert_eq!(by(&value, 2.1, 2.4), Reliable::Improved);
}

/// The critical value itself is not above it, on whichever side of it the last bit falls.
#[test]
fn the_critical_index_is_exact() {
    let takes = |value: f64| Bound::Above.takes(value, CRITICAL);
    assert!(!takes(CRITICAL + EXACTLY / 2.0) && takes(CRITICAL + EXACTLY * 2.0));
    let [least, most, below] = [Bound::AtLeast, Bound::AtMost, Bound::Below];
    assert!(least.takes(0.3 - EXACTLY / 2.0, 0.3) && !least.takes(0.3 - EXACTLY * 2.0, 0.3));
    assert!(most.takes(0.3 + EXACTLY / 2.0, 0.3) && !most.takes(0.3 + EXACTLY * 2.0, 0.3));
    assert!(!below.takes(0.3 - EXACTLY / 2.0, 0.3) && below.takes(0.3 - EXACTLY * 2.0, 0.3));
}

#[test]
fn without_a_norm_or_reliability_there_is_no_class_but_a_reason() {
    let reason = |key: &str| {
        let scale = &instrument(key).scales[0];
        let change = change(instrument(key), scale, scale.range.min, None, scale.range.max).unwrap();
        assert_eq!((change.class, change.since_baseline.reliable), (None, None), "{key}");
        change.reason.unwrap()
    };
    for key in ["ras", "kmss", "ecr-s", "k10"] {
        assert_eq!(reason(key), NoClassReason::NoNorm, "{key}");
    }
    for key in ["ecr-rs", "wai-sr", "phq-2", "gad-2", "who-5"] {
        assert_eq!(reason(key), NoClassReason::NoReliability, "{key}");
    }
}

/// A size that people notice says nothing of error of measurement, so that it makes no class.
#[test]
fn a_meaningful_change_is_no_reliable_one() {
    let scale = &instrument("who-5").scales[0];
    let by = |to: f64| change(instrument("who-5"), scale, 40.0, None, to).unwrap();
    assert_eq!(by(48.0).since_baseline.meaningful, Some(false));
    assert_eq!(by(50.0).since_baseline.meaningful, Some(true));
    assert_eq!(by(28.0).since_baseline.meaningful, Some(true), "either way");
    assert_eq!(by(100.0).class, None);
}

#[test]
fn a_safety_screen_is_never_compared() {
    for key in ["hits", "wast-short", "pvs"] {
        let screen = instrument(key);
        assert_eq!(change(screen, &screen.scales[0], 3.0, Some(2.0), 1.0), None);
        assert_eq!(trend(screen, &screen.scales[0], &weekly(&[3.0, 2.0, 1.0])), None);
    }
}

fn weekly(scores: &[f64]) -> Vec<DatedScore> {
    let day = |week: u64| d("2026-01-05") + chrono::Days::new(7 * week);
    (0..).zip(scores).map(|(week, score)| DatedScore { on: day(week), score: *score }).collect()
}

fn csi_trend(scores: &[DatedScore]) -> ReliableTrend {
    trend(instrument("csi-16"), &instrument("csi-16").scales[0], scores).unwrap()
}

#[test]
fn with_two_scores_the_trend_index_is_the_reliable_change_index() {
    let index = reliable_change(15.0, 7.5, 0.80, ReliabilityKind::Retest);
    let trend = trend_index(&[(0.0, 32.5), (4.0, 47.5)], index.sem).unwrap();
    near(trend, index.value, 1e-9);
}

/// 50, 53, 56, 59 in four weeks: slope 3 a week, Sxx 5, SEM 17·√0.02 = 2.404; 3·√5 ÷ 2.404 = 2.79.
#[test]
fn a_trend_of_more_than_two_scores() {
    let up = csi_trend(&weekly(&[50.0, 53.0, 56.0, 59.0]));
    near(up.slope_per_week.unwrap(), 3.0, 1e-9);
    near(up.value.unwrap(), 2.79, 0.005);
    assert_eq!((up.class, up.reason, up.n), (Some(TrendClass::Improving), None, 4));
    let down = csi_trend(&weekly(&[59.0, 56.0, 53.0, 50.0]));
    assert_eq!(down.class, Some(TrendClass::Worsening));
    assert_eq!(csi_trend(&weekly(&[50.0, 52.0, 50.0, 51.0])).class, Some(TrendClass::Steady));
    let k6 = trend(instrument("k6"), &instrument("k6").scales[0], &weekly(&[24.0, 16.0, 8.0, 0.0])).unwrap();
    assert_eq!(k6.class, Some(TrendClass::Improving), "lower is better");
}

#[test]
fn no_trend_without_time_scores_or_a_norm() {
    let of = |scores: &[f64]| csi_trend(&weekly(scores)).reason;
    assert_eq!(of(&[]), Some(NoTrendReason::TooFewScores));
    assert_eq!(of(&[50.0, 60.0]), Some(NoTrendReason::TooFewScores));
    let one_day = [DatedScore { on: d("2026-01-05"), score: 50.0 }; 3];
    assert_eq!(csi_trend(&one_day).reason, Some(NoTrendReason::OneDay));
    let ras = trend(instrument("ras"), &instrument("ras").scales[0], &weekly(&[2.0, 3.0, 4.0])).unwrap();
    assert_eq!((ras.class, ras.reason), (None, Some(NoTrendReason::NoNorm)));
    near(ras.slope_per_week.unwrap(), 1.0, 1e-9);
    let rdas = trend(instrument("rdas"), &instrument("rdas").scales[1], &weekly(&[2.0, 3.0, 4.0])).unwrap();
    assert_eq!(rdas.reason, Some(NoTrendReason::NoReliability));
}

#[test]
fn definitions_have_names_with_numbers() {
    assert_eq!(serde_json::to_value(ReliableChangeDefinition::Rci1).unwrap(), "rci-1");
    assert_eq!(serde_json::to_value(ReliableTrendDefinition::Rti1).unwrap(), "rti-1");
    assert_eq!(serde_json::to_value(ScoreDefinition::Score1).unwrap(), "score-1");
}
