//! What holds for every instrument and all answers.

use proptest::prelude::*;

use super::*;

fn any_instrument() -> impl Strategy<Value = &'static Instrument> {
    prop::sample::select(built_in_instruments().unwrap().iter().collect::<Vec<_>>())
}

/// An instrument and answers to some of its items.
fn any_sheet() -> impl Strategy<Value = (&'static Instrument, Answers)> {
    any_instrument().prop_flat_map(|instrument| {
        let answers: Vec<_> = instrument
            .items
            .iter()
            .map(|item| (Just(item.number), prop::option::weighted(0.9, item.min..=item.max)))
            .collect();
        (Just(instrument), answers).prop_map(|(instrument, answers)| {
            (instrument, answers.into_iter().filter_map(|(number, answer)| Some((number, answer?))).collect())
        })
    })
}

fn score_of(instrument: &Instrument, answers: &Answers) -> Scored {
    score(instrument, answers, Administration::SelfReport)
}

/// Every scale scored from however few answers.
fn lenient(instrument: &Instrument) -> Instrument {
    let mut lenient = instrument.clone();
    for scale in &mut lenient.scales {
        scale.missing.fewest = 1;
    }
    lenient
}

proptest! {
    #[test]
    fn turning_an_item_round_twice_changes_nothing((instrument, answers) in any_sheet()) {
        let mut turned = instrument.clone();
        turned.items.iter_mut().for_each(|item| item.reversed = !item.reversed);
        let round = |item: &InstrumentItem, answer: i16| item.min + item.max - answer;
        let other: Answers =
            answers.iter().map(|(number, answer)| (*number, round(instrument.item(*number).unwrap(), *answer))).collect();
        let (one, two) = (score_of(instrument, &answers), score_of(&turned, &other));
        let values = |scored: &Scored| scored.scales.iter().map(|it| it.value).collect::<Vec<_>>();
        prop_assert_eq!(values(&one), values(&two));
    }

    #[test]
    fn a_score_is_in_the_range_of_its_scale((instrument, answers) in any_sheet()) {
        let instrument = lenient(instrument);
        for (score, scale) in score_of(&instrument, &answers).scales.iter().zip(&instrument.scales) {
            prop_assert!(score.value.is_none_or(|value| scale.range.holds(value)), "{:?}", score);
            prop_assert_eq!(score.value.is_none(), score.n_answered == 0);
        }
    }

    #[test]
    fn with_equal_ranges_prorating_is_putting_in_the_mean((instrument, answers) in any_sheet()) {
        let instrument = lenient(instrument);
        let scored = score_of(&instrument, &answers);
        for (score, scale) in scored.scales.iter().zip(&instrument.scales) {
            let items: Vec<_> = scale.items.iter().map(|number| instrument.item(*number).unwrap()).collect();
            let equal = items.iter().all(|item| (item.min, item.max) == (items[0].min, items[0].max));
            let given: Vec<f64> = items
                .iter()
                .filter_map(|item| {
                    let answer = *answers.get(&item.number)?;
                    Some(f64::from(if item.reversed { item.min + item.max - answer } else { answer }))
                })
                .collect();
            let Some(value) = score.value.filter(|_| equal) else { continue };
            let mean = given.iter().sum::<f64>() / f64::from(score.n_answered);
            let whole = match scale.method {
                ScaleMethod::Mean => mean,
                ScaleMethod::Sum => mean * f64::from(score.n_items),
            };
            prop_assert!((value - whole * scale.factor).abs() < 1e-9, "{} {}", value, whole);
        }
    }

    /// With unequal ranges the answers keep their share of what was possible.
    #[test]
    fn prorating_keeps_the_share_of_the_possible_points((instrument, answers) in any_sheet()) {
        let instrument = lenient(instrument);
        for (score, scale) in score_of(&instrument, &answers).scales.iter().zip(&instrument.scales) {
            let points = |item: &InstrumentItem, answer: i16| {
                f64::from(if item.reversed { item.max - answer } else { answer - item.min })
            };
            let (mut got, mut possible) = (0.0, 0.0);
            for number in &scale.items {
                let item = instrument.item(*number).unwrap();
                if let Some(answer) = answers.get(number) {
                    got += points(item, *answer);
                    possible += f64::from(item.max - item.min);
                }
            }
            let Some(value) = score.value else { continue };
            let share = (value - scale.range.min) / (scale.range.max - scale.range.min);
            prop_assert!((share - got / possible).abs() < 1e-9, "{} {}", share, got / possible);
        }
    }

    #[test]
    fn a_higher_answer_moves_a_score_one_way_only((instrument, answers) in any_sheet(), at in any::<prop::sample::Index>()) {
        prop_assume!(!answers.is_empty());
        let (&number, &answer) = answers.iter().nth(at.index(answers.len())).unwrap();
        let item = instrument.item(number).unwrap();
        prop_assume!(answer < item.max);
        let mut higher = answers.clone();
        higher.insert(number, answer + 1);
        let (before, after) = (score_of(instrument, &answers), score_of(instrument, &higher));
        for ((before, after), scale) in before.scales.iter().zip(&after.scales).zip(&instrument.scales) {
            let (Some(before), Some(after)) = (before.value, after.value) else { continue };
            let right = match (scale.items.contains(&number), item.reversed) {
                (false, _) => (after - before).abs() < f64::EPSILON,
                (true, false) => after > before,
                (true, true) => after < before,
            };
            prop_assert!(right, "{} {}: {} {}", instrument.key, scale.key, before, after);
        }
    }

    /// A missing answer changes no other scale, and nobody's risk but its own.
    #[test]
    fn a_missing_answer_changes_nothing_else((instrument, answers) in any_sheet(), at in any::<prop::sample::Index>()) {
        prop_assume!(!answers.is_empty());
        let (&number, _) = answers.iter().nth(at.index(answers.len())).unwrap();
        let mut fewer = answers.clone();
        fewer.remove(&number);
        let (before, after) = (score_of(instrument, &answers), score_of(instrument, &fewer));
        for ((before, after), scale) in before.scales.iter().zip(&after.scales).zip(&instrument.scales) {
            if scale.items.contains(&number) {
                prop_assert_eq!(before.n_answered, after.n_answered + 1);
            } else {
                prop_assert_eq!(before, after);
            }
        }
        let others = |scored: &Scored| -> Vec<RaisedRisk> {
            scored.risks.iter().copied().filter(|risk| risk.item != number).collect()
        };
        prop_assert_eq!(others(&before), others(&after));
    }

    #[test]
    fn what_an_instrument_does_not_have_counts_as_not_answered((instrument, answers) in any_sheet(), answer in any::<i16>()) {
        let item = &instrument.items[0];
        prop_assume!(!item.takes(answer));
        let (mut strange, mut without) = (answers.clone(), answers);
        strange.insert(item.number, answer);
        strange.insert(9999, answer);
        without.remove(&item.number);
        prop_assert_eq!(score_of(instrument, &strange), score_of(instrument, &without));
        prop_assert_eq!(check_answers(instrument, &strange).len(), 2);
    }

    #[test]
    fn a_change_and_its_reverse_mirror_each_other(instrument in any_instrument(), from in 0.0_f64..1.0, to in 0.0_f64..1.0) {
        for scale in &instrument.scales {
            let at = |share: f64| scale.range.min + share * (scale.range.max - scale.range.min);
            let reliable = |from: f64, to: f64| {
                change(instrument, scale, at(from), None, at(to)).and_then(|change| change.since_baseline.reliable)
            };
            let mirrored = reliable(to, from).map(|reliable| match reliable {
                Reliable::Improved => Reliable::Deteriorated,
                Reliable::No => Reliable::No,
                Reliable::Deteriorated => Reliable::Improved,
            });
            prop_assert_eq!(reliable(from, to), mirrored);
        }
    }
}
