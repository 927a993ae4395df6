//! The keys and figures of the built-in instruments against what is published, written out here once more: a key that is tested
//! against itself proves nothing.

use super::*;

fn reversed(key: &str) -> Vec<u16> {
    instrument(key).items.iter().filter(|item| item.reversed).map(|item| item.number).collect()
}

/// An instrument, a scale, and its reliabilities.
type Published = (&'static str, &'static str, &'static [(ReliabilityKind, f64)]);

#[test]
fn these_items_are_reversed_and_no_others() {
    let published: [(&str, &[u16]); 6] = [
        ("ecr-r", &[9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36]),
        ("ecr-rs", &[1, 2, 3, 4]),
        ("ecr-s", &[1, 5, 8, 9]),
        ("pss-10", &[4, 5, 7, 8]),
        ("raas", &[2, 7, 8, 13, 16, 17, 18]),
        ("ras", &[4, 7]),
    ];
    for instrument in built_in_instruments().unwrap() {
        let numbers = published.iter().find(|(key, _)| *key == instrument.key).map(|(_, numbers)| *numbers);
        assert_eq!(reversed(&instrument.key), numbers.unwrap_or_default(), "{}", instrument.key);
    }
}

/// The same as answers: what a reversed item gives at the top of the form.
#[test]
fn reversed_items_count_the_other_way() {
    let highest = |key: &str, scale: &str| {
        let instrument = instrument(key);
        let answers = instrument.items.iter().map(|item| (item.number, item.max)).collect();
        of(&scored(key, &answers), scale).value.unwrap()
    };
    // So many of a scale's items are reversed: 2 and 12 of 18, 4 and 0 of 6 and 3, 3, 4 and 0 of 6.
    near(highest("ecr-r", "anxiety"), f64::from(16 * 7 + 2) / 18.0, 1e-9);
    near(highest("ecr-r", "avoidance"), f64::from(6 * 7 + 12) / 18.0, 1e-9);
    near(highest("ecr-rs", "avoidance"), f64::from(2 * 7 + 4) / 6.0, 1e-9);
    near(highest("ecr-rs", "anxiety"), 7.0, 1e-9);
    near(highest("raas", "close"), f64::from(3 * 5 + 3) / 6.0, 1e-9);
    near(highest("raas", "depend"), f64::from(2 * 5 + 4) / 6.0, 1e-9);
    near(highest("raas", "anxiety"), 5.0, 1e-9);
}

#[test]
fn subscales_have_these_items() {
    let published: [(&str, &str, &[u16]); 14] = [
        ("ecr-r", "anxiety", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]),
        ("ecr-r", "avoidance", &[19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36]),
        ("ecr-rs", "avoidance", &[1, 2, 3, 4, 5, 6]),
        ("ecr-rs", "anxiety", &[7, 8, 9]),
        ("ecr-s", "anxiety", &[2, 4, 6, 8, 10, 12]),
        ("ecr-s", "avoidance", &[1, 3, 5, 7, 9, 11]),
        ("raas", "close", &[1, 6, 8, 12, 13, 17]),
        ("raas", "depend", &[2, 5, 7, 14, 16, 18]),
        ("raas", "anxiety", &[3, 4, 9, 10, 11, 15]),
        ("rdas", "consensus", &[1, 2, 3, 4, 5, 6]),
        ("rdas", "satisfaction", &[7, 8, 9, 10]),
        ("wai-sr", "task", &[1, 2, 10, 12]),
        ("wai-sr", "goal", &[4, 6, 8, 11]),
        ("wai-sr", "bond", &[3, 5, 7, 9]),
    ];
    for (key, scale, items) in published {
        assert_eq!(instrument(key).scale(scale).unwrap().items, items, "{key} {scale}");
    }
    assert_eq!(instrument("rdas").scale("cohesion").unwrap().items, [11, 12, 13, 14]);
}

/// Higher is better for closeness, and worse for anxiety, on one form.
#[test]
fn the_raas_has_scales_of_both_directions() {
    use ScaleDirection::{HigherIsBetter, LowerIsBetter};
    let directions: Vec<_> = instrument("raas").scales.iter().map(|scale| scale.direction).collect();
    assert_eq!(directions, [HigherIsBetter, HigherIsBetter, LowerIsBetter]);
}

#[test]
fn panels_and_totals_have_these_codes_of_loinc() {
    let published = [
        ("phq-9", Some("44249-1"), Some("44261-6")),
        ("phq-2", Some("55757-9"), Some("55758-7")),
        ("gad-7", Some("69737-5"), Some("70274-6")),
        ("gad-2", None, None),
        ("pss-10", Some("106875-8"), Some("106860-0")),
        ("k6", Some("62746-3"), None),
        ("hits", Some("95619-3"), None),
    ];
    for instrument in built_in_instruments().unwrap() {
        let panel = instrument.loinc.as_ref().and_then(|loinc| loinc.panel.as_deref());
        let total = instrument.scales[0].loinc.as_deref();
        let (_, of_panel, of_total) =
            published.iter().find(|(key, ..)| *key == instrument.key).unwrap_or(&("", None, None));
        assert_eq!((panel, total), (*of_panel, *of_total), "{}", instrument.key);
    }
    assert_eq!(instrument("k6").loinc.as_ref().unwrap().opposite_answer_list.as_deref(), Some("LL1257-6"));
}

#[test]
fn items_and_answers_have_these_codes_of_loinc() {
    let phq =
        ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"];
    let gad = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"];
    let published: [(&str, &[&str]); 4] =
        [("phq-9", &phq), ("phq-2", &phq[..2]), ("gad-7", &gad), ("gad-2", &gad[..2])];
    for instrument in built_in_instruments().unwrap() {
        let codes: Vec<&str> = instrument.items.iter().filter_map(|item| item.loinc.as_deref()).collect();
        let known = published.iter().find(|(key, _)| *key == instrument.key);
        assert_eq!(codes, known.map(|(_, codes)| *codes).unwrap_or_default(), "{}", instrument.key);
    }
    let answers = |key: &str| -> Vec<(&str, i16)> {
        let loinc = instrument(key).loinc.as_ref().unwrap();
        loinc.answers.iter().map(|answer| (answer.code.as_str(), answer.value)).collect()
    };
    let four = [("LA6568-5", 0), ("LA6569-3", 1), ("LA6570-1", 2), ("LA6571-9", 3)];
    assert_eq!(answers("phq-9"), four);
    assert_eq!(answers("phq-2"), four);
    // One public form has another code for the third.
    let five = [four[0], four[1], four[2], ("LA18938-3", 2), four[3]];
    assert_eq!(answers("gad-7"), five);
    assert_eq!(answers("gad-2"), five);
    assert_eq!(instrument("phq-9").loinc.as_ref().unwrap().outside, ["69722-7"], "how hard it is, unscored");
}

use ReliabilityKind::{Alpha, Retest};

#[test]
fn reliability_is_the_published_one_of_its_kind() {
    let published: [Published; 16] = [
        ("csi-4", "total", &[(Alpha, 0.94)]),
        ("csi-16", "total", &[(Alpha, 0.98)]),
        ("csi-32", "total", &[(Alpha, 0.98)]),
        ("ras", "mean", &[(Retest, 0.85), (Alpha, 0.86)]),
        ("rdas", "total", &[(Alpha, 0.90)]),
        ("kmss", "total", &[(Alpha, 0.92)]),
        ("ecr-r", "anxiety", &[(Retest, 0.92), (Alpha, 0.90)]),
        ("ecr-r", "avoidance", &[(Retest, 0.92), (Alpha, 0.90)]),
        ("ecr-s", "anxiety", &[(Retest, 0.80)]),
        ("ecr-s", "avoidance", &[(Retest, 0.83)]),
        ("raas", "close", &[(Alpha, 0.77)]),
        ("raas", "depend", &[(Alpha, 0.78)]),
        ("raas", "anxiety", &[(Alpha, 0.85)]),
        ("phq-9", "total", &[(Retest, 0.737), (Alpha, 0.89)]),
        ("gad-7", "total", &[(Retest, 0.83), (Alpha, 0.92)]),
        ("k6", "total", &[(Retest, 0.73), (Alpha, 0.94)]),
    ];
    let further: [Published; 2] = [("k10", "total", &[(Alpha, 0.93)]), ("pss-10", "total", &[(Alpha, 0.78)])];
    let published: Vec<_> = published.into_iter().chain(further).collect();
    for instrument in built_in_instruments().unwrap() {
        for scale in &instrument.scales {
            let found: Vec<_> = scale.reliability.iter().map(|it| (it.kind, it.value)).collect();
            let known = published.iter().find(|(key, name, _)| *key == instrument.key && *name == scale.key);
            assert_eq!(found, known.map(|it| it.2).unwrap_or_default(), "{} {}", instrument.key, scale.key);
        }
    }
}

#[test]
fn norms_are_the_published_ones() {
    type Spread = (Option<f64>, f64);
    let published: [(&str, &str, &[Spread]); 10] = [
        ("csi-4", "total", &[(Some(16.0), 4.0)]),
        ("csi-16", "total", &[(Some(61.0), 17.0)]),
        ("csi-32", "total", &[(Some(121.0), 32.0)]),
        ("ecr-r", "anxiety", &[(Some(3.56), 1.12)]),
        ("ecr-r", "avoidance", &[(Some(2.92), 1.19)]),
        ("raas", "close", &[(Some(3.59), 0.87), (Some(3.65), 0.87)]),
        ("raas", "depend", &[(Some(3.43), 0.83), (Some(3.25), 0.86)]),
        ("raas", "anxiety", &[(Some(2.31), 0.89), (Some(2.62), 1.01)]),
        ("k6", "total", &[(None, 5.84)]),
        ("pss-10", "total", &[(Some(15.52), 7.44), (Some(16.14), 7.56)]),
    ];
    for instrument in built_in_instruments().unwrap() {
        for scale in &instrument.scales {
            let found: Vec<Spread> = scale.norms.iter().map(|it| (it.mean, it.sd)).collect();
            let known = published.iter().find(|(key, name, _)| *key == instrument.key && *name == scale.key);
            assert_eq!(found, known.map(|it| it.2).unwrap_or_default(), "{} {}", instrument.key, scale.key);
        }
    }
}
