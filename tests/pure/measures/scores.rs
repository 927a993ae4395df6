//! What answers score.

use super::*;

/// Lowest and highest totals as they are published.
#[test]
fn lowest_and_highest_scores_are_the_published_ones() {
    let published = [
        ("csi-4", 0.0, 21.0),
        ("csi-16", 0.0, 81.0),
        ("csi-32", 0.0, 161.0),
        ("ras", 1.0, 5.0),
        ("rdas", 0.0, 69.0),
        ("kmss", 3.0, 21.0),
        ("ecr-r", 1.0, 7.0),
        ("ecr-s", 1.0, 7.0),
        ("ecr-rs", 1.0, 7.0),
        ("raas", 1.0, 5.0),
        ("phq-9", 0.0, 27.0),
        ("phq-2", 0.0, 6.0),
        ("gad-7", 0.0, 21.0),
        ("gad-2", 0.0, 6.0),
        ("who-5", 0.0, 100.0),
        ("k6", 0.0, 24.0),
        ("k10", 10.0, 50.0),
        ("pss-10", 0.0, 40.0),
        ("wai-sr", 12.0, 60.0),
        ("hits", 4.0, 20.0),
        ("wast-short", 2.0, 6.0),
        ("pvs", 0.0, 3.0),
    ];
    for (key, lowest, highest) in published {
        let instrument = instrument(key);
        let extreme = |high: bool| -> Answers {
            let answer = |item: &InstrumentItem| if high != item.reversed { item.max } else { item.min };
            instrument.items.iter().map(|item| (item.number, answer(item))).collect()
        };
        for (high, expected) in [(false, lowest), (true, highest)] {
            let scored = scored(key, &extreme(high));
            assert_eq!(scored.scales[0].value, Some(expected), "{key}");
            let range = |it: &ScaleRange| if high { it.max } else { it.min };
            for (score, scale) in scored.scales.iter().zip(&instrument.scales) {
                assert_eq!(score.value, Some(range(&scale.range)), "{key} {}", scale.key);
            }
        }
    }
}

#[test]
fn the_subscales_of_the_rdas_have_their_own_ranges() {
    let answers = instrument("rdas").items.iter().map(|item| (item.number, item.max)).collect();
    let scored = scored("rdas", &answers);
    let values: Vec<_> = scored.scales.iter().map(|it| it.value.unwrap()).collect();
    assert_eq!(values, [69.0, 30.0, 20.0, 19.0]);
}

#[test]
fn the_bands_of_the_phq_9_and_gad_7_begin_where_they_are_published() {
    let band = |key: &str, total: i16| {
        let items = instrument(key).items.len();
        let answers: Vec<i16> =
            (0..items).map(|at| (total - 3 * i16::try_from(at).unwrap()).clamp(0, 3)).collect();
        let scored = scored(key, &full(&answers));
        assert_eq!(scored.scales[0].value, Some(f64::from(total)));
        scored.scales[0].band.clone().unwrap()
    };
    for (total, name) in [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (9, "mild"),
        (10, "moderate"),
        (14, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ] {
        assert_eq!(band("phq-9", total), name, "{total}");
    }
    for (total, name) in
        [(4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "severe")]
    {
        assert_eq!(band("gad-7", total), name, "{total}");
    }
}

#[test]
fn a_prorated_score_between_two_bands_is_in_the_lower() {
    let scale = &instrument("phq-9").scales[0];
    assert_eq!(scale.band(9.0).unwrap().label, "mild");
    assert_eq!(scale.band(9.9).unwrap().label, "mild");
    assert_eq!(scale.band(10.0).unwrap().label, "moderate");
    assert_eq!(instrument("k6").scales[0].band(4.0), None, "no band is published below 5");
    assert_eq!(instrument("k6").scales[0].band(5.0).unwrap().label, "moderate");
}

#[test]
fn the_phq_9_is_prorated_from_seven_answers_and_not_from_six() {
    let seven = sheet(&[Some(2), Some(1), None, Some(2), Some(1), Some(0), None, Some(1), Some(0)]);
    let scored = scored("phq-9", &seven);
    let total = of(&scored, "total");
    assert_eq!((total.value, total.prorated, total.n_answered, total.n_items), (Some(9.0), true, 7, 9));
    let six: Answers = seven.into_iter().filter(|(number, _)| *number != 9).collect();
    let scored = super::scored("phq-9", &six);
    let total = of(&scored, "total");
    assert_eq!((total.value, total.reason), (None, Some(NoScoreReason::TooFewAnswers)));
    assert!(!total.prorated && total.band.is_none() && total.sides.is_empty());
}

#[test]
fn a_whole_form_is_not_called_prorated() {
    let scored = scored("phq-9", &all(instrument("phq-9"), 1));
    assert_eq!(scored.definition, ScoreDefinition::Score1);
    assert_eq!((scored.instrument.as_str(), scored.version), ("phq-9", 1));
    assert!(!of(&scored, "total").prorated);
    assert_eq!(of(&scored, "total").value, Some(9.0));
}

#[test]
fn an_attachment_scale_asks_for_fourteen_of_eighteen() {
    let instrument = instrument("ecr-r");
    let anxiety = |answered: u16| {
        let answers = (1..=answered).map(|number| (number, if number == 9 || number == 11 { 4 } else { 6 }));
        of(&score(instrument, &answers.collect(), Administration::SelfReport), "anxiety").value
    };
    assert_eq!(anxiety(13), None);
    assert_eq!(anxiety(14), Some(f64::from(12 * 6 + 2 * 4) / 14.0));
    let scored = scored("ecr-r", &(1..=18).map(|number| (number, 3)).collect());
    assert_eq!(of(&scored, "avoidance").value, None, "each scale by itself");
}

#[test]
fn who_5_is_a_percentage() {
    assert_eq!(first("who-5", &full(&[3, 3, 3, 2, 2])), Some(52.0));
    let sides = |answers: &[i16]| -> Vec<bool> {
        scored("who-5", &full(answers)).scales[0].sides.iter().map(|side| side.clinical).collect()
    };
    assert_eq!(sides(&[3, 3, 3, 2, 2]), [false, false], "raw 13");
    assert_eq!(sides(&[3, 3, 2, 2, 2]), [true, false], "raw 12");
    assert_eq!(sides(&[2, 2, 1, 1, 1]), [true, true], "28 exactly");
}

#[test]
fn a_score_exactly_on_a_cut_off_is_on_the_side_that_the_cut_off_says() {
    let clinical = |key: &str, answers: &Answers| scored(key, answers).scales[0].sides[0].clinical;
    let csi = |total: i16| full(&[total.min(6), (total - 6).clamp(0, 5), (total - 11).clamp(0, 5), 0]);
    assert!(clinical("csi-4", &csi(13)) && !clinical("csi-4", &csi(14)));
    let kmss = |last: i16| full(&[5, 5, last]);
    assert!(clinical("kmss", &kmss(6)) && !clinical("kmss", &kmss(7)));
    let mut rdas = all(instrument("rdas"), 4);
    rdas.insert(1, 0);
    rdas.insert(2, 0);
    assert_eq!(first("rdas", &rdas), Some(48.0));
    assert!(!clinical("rdas", &rdas), "48 is not distressed");
    rdas.insert(3, 3);
    assert!(clinical("rdas", &rdas), "47 is");
    let own = read(&own());
    let side =
        |answers: &[i16]| score(&own, &full(answers), Administration::SelfReport).scales[0].sides[0].clinical;
    assert!(!side(&[1, 1, 0]), "6 is on the other side of `below 6`");
    assert!(side(&[1, 0, 0]));
}

/// A factor makes tenths, which have no exact binary form: 3 · 0.1 is a little above 0.3, and 3 · 0.7 a little below 2.1.
#[test]
fn a_factor_moves_no_score_off_a_cut_off_or_band() {
    let with = |factor: f64, value: f64, clinical: &str| {
        let mut own = own();
        let scale = &mut own["scales"][0];
        scale["factor"] = json!(factor);
        scale["range"]["max"] = json!(12.0 * factor);
        if clinical == "at_least" {
            scale["direction"] = json!("lower_is_better");
        }
        scale["cut_offs"][0]["value"] = json!(value);
        scale["cut_offs"][0]["clinical"] = json!(clinical);
        scale["bands"][0]["to"] = json!(value / 2.0);
        scale["bands"][1]["from"] = json!(value);
        scale["bands"][1]["to"] = json!(12.0 * factor);
        let own = read(&own);
        assert_eq!(own.check(), []);
        let scored = score(&own, &full(&[2, 1, 4]), Administration::SelfReport);
        (scored.scales[0].sides[0].clinical, scored.scales[0].band.clone().unwrap())
    };
    assert_eq!(with(0.1, 0.3, "at_most"), (true, "many".to_owned()));
    assert_eq!(with(0.7, 2.1, "below"), (false, "many".to_owned()));
    assert_eq!(with(0.7, 2.1, "at_least"), (true, "many".to_owned()));
}

/// Where sources differ, one was chosen.
#[test]
fn chosen_cut_offs_hold() {
    let figures = |key: &str| -> Vec<(f64, bool)> {
        instrument(key).scales[0].cut_offs.iter().map(|it| (it.value, it.for_change)).collect()
    };
    assert_eq!(figures("gad-7"), [(10.0, false), (8.0, true)]);
    assert_eq!(figures("phq-9"), [(10.0, true)]);
    assert_eq!(figures("phq-2"), [(3.0, true)]);
    assert_eq!(figures("rdas"), [(47.31, true)]);
    assert_eq!(figures("k10"), []);
    assert_eq!(figures("wast-short"), [(6.0, false)]);
}

#[test]
fn an_interviewer_may_leave_out_what_an_answer_has_settled() {
    let k10 = instrument("k10");
    let mut answers = all(k10, 2);
    answers.insert(2, 1);
    answers.insert(5, 1);
    answers.remove(&3);
    answers.remove(&6);
    let interview = score(k10, &answers, Administration::Interview);
    assert_eq!(of(&interview, "total").value, Some(16.0));
    assert!(is_complete(k10, &answers, Administration::Interview));
    assert_eq!(of(&scored("k10", &answers), "total").value, None, "by oneself every item is asked");
    assert!(!is_complete(k10, &answers, Administration::SelfReport));
    answers.insert(2, 2);
    assert_eq!(of(&score(k10, &answers, Administration::Interview), "total").value, None);
}

#[test]
fn item_nine_raises_a_risk_whatever_the_total_and_however_little_is_answered() {
    let risk = RaisedRisk { item: 9, concern: RiskConcern::SelfHarm };
    for answer in 1..=3 {
        let partial: Answers = [(9, answer)].into();
        let scored = scored("phq-9", &partial);
        assert_eq!(scored.risks, [risk]);
        assert_eq!(of(&scored, "total").value, None);
    }
    assert_eq!(scored("phq-9", &all(instrument("phq-9"), 0)).risks, []);
    assert_eq!(scored("phq-9", &[(9, 4)].into()).risks, [], "no answer of the item");
}

#[test]
fn a_risk_looks_at_the_answer_as_it_was_given() {
    let mut value = own();
    value["risk_rules"] = json!([{"item": 3, "at_least": 3, "concern": "other"}]);
    let instrument = read(&value);
    let raised = |answer| score(&instrument, &[(3, answer)].into(), Administration::SelfReport).risks.len();
    assert_eq!([raised(0), raised(2), raised(3), raised(4)], [0, 0, 1, 1]);
}

#[test]
fn a_safety_screen_is_positive_as_soon_as_no_answer_can_change_it() {
    let sides = |key: &str, answers: &[Option<i16>]| -> Vec<bool> {
        let scored = scored(key, &sheet(answers));
        scored.scales[0].sides.iter().map(|side| side.clinical).collect()
    };
    assert_eq!(sides("pvs", &[None, Some(1), None]), [true], "any yes");
    assert_eq!(sides("pvs", &[None, Some(0), None]), Vec::<bool>::new());
    assert_eq!(sides("pvs", &[Some(0), Some(0), Some(0)]), [false]);
    assert_eq!(sides("hits", &[Some(5), Some(5), None, None]), [true]);
    assert_eq!(sides("hits", &[Some(4), Some(4), None, None]), Vec::<bool>::new());
    assert_eq!(sides("hits", &[Some(1), Some(1), Some(1), None]), [false]);
    assert_eq!(sides("hits", &[Some(3), Some(3), Some(3), Some(1)]), [false], "10");
    assert_eq!(sides("hits", &[Some(3), Some(3), Some(3), Some(2)]), [true], "11");
    assert_eq!(sides("wast-short", &[Some(3), Some(2)]), [false], "both, not either");
    assert_eq!(sides("wast-short", &[Some(3), Some(3)]), [true]);
    assert_eq!(sides("wast-short", &[Some(2), None]), [false]);
}

#[test]
fn every_answer_that_an_instrument_does_not_have_is_told() {
    let answers: Answers = [(1, 3), (2, 4), (10, 0)].into();
    let faults = [AnswerFault::OutOfRange { item: 2, min: 0, max: 3 }, AnswerFault::NoSuchItem { item: 10 }];
    assert_eq!(check_answers(instrument("phq-9"), &answers), faults);
    assert_eq!(check_answers(instrument("phq-9"), &all(instrument("phq-9"), 3)), []);
}

#[test]
fn rounding_is_for_display_alone() {
    assert_eq!(display(12.0), "12");
    assert_eq!(display(f64::from(80) / 14.0), "5.71");
    assert_eq!(display(2.5), "2.5");
    assert_eq!(display(-0.001), "0");
    let two_of_three = scored("ecr-s", &[(2, 1), (4, 2), (6, 2), (8, 4), (10, 2)].into());
    assert_eq!(of(&two_of_three, "anxiety").value, Some(f64::from(1 + 2 + 2 + 4 + 2) / 5.0));
}

#[test]
fn answers_are_read_from_json_by_the_numbers_of_items() {
    let answers: Answers = serde_json::from_value(json!({"1": 3, "9": 0})).unwrap();
    assert_eq!(answers, [(1, 3), (9, 0)].into());
}
