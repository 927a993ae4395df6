//! Mistakes that are about in public code and pages: one test each that they are not made here.

use holdfast::progress::measures::instruments::fhir::{MisfitCode, import};

use super::fhir::{codes, form, form_with};
use super::*;

/// LOINC's answers to four items of the PSS-10 are reversed already: reversing them again undoes it.
#[test]
fn the_pss_10_is_reversed_once() {
    let answers = full(&[4, 4, 4, 0, 0, 4, 0, 0, 4, 4]);
    assert_eq!(first("pss-10", &answers), Some(40.0), "the most stress");
    assert_eq!(first("pss-10", &all(instrument("pss-10"), 4)), Some(24.0));
    let reversed = |number: u16| [4, 5, 7, 8].contains(&number);
    let pre_reversed =
        form_with(instrument("pss-10"), |number, place| if reversed(number) { 4 - place } else { place });
    let misfits = import(&pre_reversed, instrument("pss-10")).unwrap_err();
    let found: Vec<_> = misfits.iter().map(|it| (it.code, it.item.unwrap())).collect();
    assert_eq!(found, [4, 5, 7, 8].map(|item| (MisfitCode::AlreadyReversed, item)));
}

/// LOINC's answer list of the K6 runs from all of the time, 1, to none of it, 5.
#[test]
fn the_loinc_answer_list_of_the_k6_is_refused() {
    let k6 = instrument("k6");
    let mut by_list = form(k6);
    for question in by_list["item"].as_array_mut().unwrap() {
        question["answerValueSet"] = json!("http://loinc.org/vs/LL1257-6");
        question["answerOption"] = json!([]);
    }
    assert_eq!(codes(&import(&by_list, k6)), vec![MisfitCode::OppositeAnswerList; 6]);
    let by_numbers = form_with(k6, |_, place| place + 1);
    let misfits = import(&by_numbers, k6).unwrap_err();
    assert_eq!(misfits[0].code, MisfitCode::OppositeAnswerList);
    assert!(misfits[0].detail.contains("5 − number"), "{}", misfits[0].detail);
    assert!(import(&form(k6), k6).is_ok());
}

/// The K6 with the list of LOINC inside it: its own numbers from 1 to 5 as codes where `codes` are wanted, and the ordinals that are given,
/// if any, from all of the time to none of it.
fn k6_by_list(codes: bool, ordinals: [Option<i16>; 5]) -> Value {
    let concept = |(ordinal, number): (Option<i16>, i16)| {
        let code = if codes { number.to_string() } else { format!("LA-{number}-") };
        let url = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
        let extension: Vec<Value> =
            ordinal.iter().map(|ordinal| json!({"url": url, "valueDecimal": ordinal})).collect();
        json!({"code": code, "display": format!("Answer {number}"), "extension": extension})
    };
    let concepts: Vec<Value> = ordinals.into_iter().zip(1..).map(concept).collect();
    let mut form = form(instrument("k6"));
    form["contained"] = json!([{
        "resourceType": "ValueSet", "id": "often", "url": "http://loinc.org/vs/LL1257-6",
        "compose": {"include": [{"system": "http://loinc.org", "concept": concepts}]},
    }]);
    for question in form["item"].as_array_mut().unwrap() {
        question["answerValueSet"] = json!("#often");
        question["answerOption"] = json!([]);
    }
    form
}

/// Who follows the advice has the form taken, and who turns the numbers no further than to 0 to 4 has not.
#[test]
fn the_loinc_answer_list_of_the_k6_is_taken_once_its_numbers_are_turned() {
    let k6 = instrument("k6");
    let turned = [4, 3, 2, 1, 0].map(Some);
    for codes in [false, true] {
        let wording = import(&k6_by_list(codes, turned), k6).unwrap();
        assert_eq!(wording.item(1).unwrap().option(4).unwrap().label, "Answer 1", "all of the time");
    }
    let refused =
        |codes_too: bool, ordinals: [Option<i16>; 5]| codes(&import(&k6_by_list(codes_too, ordinals), k6));
    let list = vec![MisfitCode::OppositeAnswerList; 6];
    assert_eq!(refused(false, [1, 2, 3, 4, 5].map(Some)), list);
    assert_eq!(refused(false, [Some(4), Some(3), Some(2), Some(1), None]), list);
    assert_eq!(refused(true, [None; 5]), list);
    assert_eq!(refused(true, [0, 1, 2, 3, 4].map(Some)), list);
}

/// Printed, items 7 to 10 of the RDAS run from 0, all the time, to 5, never, and items 11 to 14 the other way: a form on which never is
/// 0 at all of them would turn satisfaction round.
#[test]
fn the_rdas_is_refused_with_raw_numbers() {
    let rdas = instrument("rdas");
    let words = ["Never", "Seldom", "Sometimes", "Half of it", "Often", "Always"];
    let with = |value: fn(u16, i16) -> i16| {
        let mut form = form_with(rdas, value);
        for question in form["item"].as_array_mut().unwrap() {
            for (option, word) in question["answerOption"].as_array_mut().unwrap().iter_mut().zip(words) {
                option["valueCoding"]["display"] = json!(word);
            }
        }
        import(&form, rdas)
    };
    let keyed = with(|number, place| if (7..=10).contains(&number) { 5 - place } else { place }).unwrap();
    assert_eq!(keyed.item(7).unwrap().option(5).unwrap().label, "Never");
    let misfits = with(|_, place| place).unwrap_err();
    let found: Vec<_> = misfits.iter().map(|it| (it.code, it.item.unwrap())).collect();
    assert_eq!(found, [7, 8, 9, 10].map(|item| (MisfitCode::OppositeAnswerList, item)));
    assert!(misfits[0].detail.starts_with("“Never” is 0 here"), "{}", misfits[0].detail);
    // Numbers that have no words but themselves say nothing of it.
    let mut bare = form(rdas);
    for question in bare["item"].as_array_mut().unwrap() {
        for option in question["answerOption"].as_array_mut().unwrap() {
            option["valueCoding"]["display"] = json!(option["extension"][0]["valueDecimal"].to_string());
        }
    }
    assert!(import(&bare, rdas).is_ok());
}

/// The answers to some items of the CSI are printed from 5 down to 0: the number counts, never the place.
#[test]
fn a_place_in_a_list_is_no_value() {
    let csi = instrument("csi-16");
    let downward = [2, 11, 13, 14, 16];
    let printed = form_with(csi, |number, place| {
        let highest = csi.item(number).unwrap().max;
        if downward.contains(&number) { highest - place } else { place }
    });
    let wording = import(&printed, csi).unwrap();
    let values = |number: u16| -> Vec<i16> {
        wording.item(number).unwrap().options.iter().map(|option| option.value).collect()
    };
    assert_eq!(values(11), [5, 4, 3, 2, 1, 0]);
    assert_eq!(values(12), [0, 1, 2, 3, 4, 5]);
    assert_eq!(values(1), [0, 1, 2, 3, 4, 5, 6]);
    assert!(csi.coding == Coding::Keyed && csi.items.iter().all(|item| !item.reversed));
    // A code may say the place beside the keyed number, and the number counts.
    let mut placed = printed.clone();
    for question in placed["item"].as_array_mut().unwrap() {
        for (option, place) in question["answerOption"].as_array_mut().unwrap().iter_mut().zip(0..) {
            option["valueCoding"]["code"] = json!(format!("{place}"));
        }
    }
    let placed = import(&placed, csi).unwrap();
    let of_place = |number: u16, value: i16| placed.item(number).unwrap().option(value).unwrap().code.clone();
    assert_eq!([of_place(11, 5), of_place(11, 0), of_place(12, 5)], ["0", "5", "5"]);
    let mut without = form(csi);
    for option in without["item"][10]["answerOption"].as_array_mut().unwrap() {
        option["extension"] = json!([]);
        option["valueCoding"]["code"] = option["valueCoding"]["display"].clone();
    }
    assert_eq!(codes(&import(&without, csi))[..6], [MisfitCode::NoValue; 6]);
}

/// The K10 is scored 10 to 50 here, with the bands of the Australian Bureau of Statistics.
#[test]
fn the_k10_has_one_coding_and_one_set_of_bands() {
    let k10 = instrument("k10");
    assert_eq!(first("k10", &all(k10, 1)), Some(10.0));
    assert_eq!(check_answers(k10, &[(1, 0)].into()).len(), 1, "0 belongs to the other coding");
    let band = |score: f64| k10.scales[0].band(score).unwrap().label.as_str();
    assert_eq!(
        [15.0, 16.0, 21.0, 22.0, 29.0, 30.0].map(band),
        ["low", "moderate", "moderate", "high", "high", "very high"]
    );
}

/// Two forms go by the name ECR-12; the one whose key is known is the ECR-S.
#[test]
fn there_is_no_ecr_12() {
    assert!(built_in_instruments().unwrap().iter().all(|it| !it.key.contains("ecr-12")));
    let reversed: Vec<u16> =
        instrument("ecr-s").items.iter().filter(|it| it.reversed).map(|it| it.number).collect();
    assert_eq!(reversed, [1, 5, 8, 9]);
}

/// The HAACS is about therapists: no measure of a client's homework is made of it.
#[test]
fn there_is_no_haacs() {
    assert!(built_in_instruments().unwrap().iter().all(|it| !it.key.contains("haacs")));
}

/// Alpha and retest reliability give indices that differ up to twofold: each says which it is from.
#[test]
fn an_index_says_of_which_reliability_it_is() {
    let k6 = instrument("k6");
    let change = change(k6, &k6.scales[0], 20.0, None, 10.0).unwrap();
    let [retest, alpha] = &change.since_baseline.indices[..] else { panic!("two") };
    assert_eq!(retest.reliability_kind, ReliabilityKind::Retest);
    assert_eq!(alpha.reliability_kind, ReliabilityKind::Alpha);
    assert!(alpha.value / retest.value > 2.0, "{alpha:?} {retest:?}");
}

/// Cut-off b is two standard deviations of the functional group, not of the clinical one.
#[test]
fn cut_off_b_is_made_of_the_functional_group() {
    let functional = Group { mean: 60.0, sd: 5.0 };
    near(criterion_b(functional, ScaleDirection::HigherIsBetter), 50.0, 1e-9);
    near(criterion_b(functional, ScaleDirection::LowerIsBetter), 70.0, 1e-9);
    near(criterion_a(Group { mean: 40.0, sd: 10.0 }, ScaleDirection::HigherIsBetter), 60.0, 1e-9);
    near(criterion_c(Group { mean: 40.0, sd: 10.0 }, functional), (5.0 * 40.0 + 10.0 * 60.0) / 15.0, 1e-9);
}

/// A public form adds up the PSS-10 without reversal, and gives totals the code of another score.
#[test]
fn totals_of_a_questionnaire_are_not_trusted() {
    let total = |code: &str| {
        json!({
            "linkId": "total", "type": "quantity", "text": "Total",
            "code": [{"system": "http://loinc.org", "code": code}],
            "extension": [{"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
                           "valueExpression": {"language": "text/fhirpath", "expression": "%resource"}}],
        })
    };
    let with = |key: &str, code: &str| {
        let mut form = form(instrument(key));
        form["item"].as_array_mut().unwrap().push(total(code));
        codes(&import(&form, instrument(key)))
    };
    assert_eq!(with("gad-7", "64394-0"), [MisfitCode::WrongTotal], "that is the perceived stress protocol");
    assert_eq!(with("gad-7", "70274-6"), [], "the right one is passed over");
    assert_eq!(with("pss-10", "64394-0"), [MisfitCode::WrongTotal, MisfitCode::ForeignTotal]);
    assert_eq!(with("pss-10", "106860-0"), [MisfitCode::ForeignTotal]);
}

/// Not 2 to 158, and not seven items of seven points; the CSI-4 is not 0 to 20.
#[test]
fn the_csi_has_one_item_of_seven_points() {
    for (key, highest) in [("csi-4", 21.0), ("csi-16", 81.0), ("csi-32", 161.0)] {
        let csi = instrument(key);
        let long: Vec<u16> = csi.items.iter().filter(|item| item.max == 6).map(|item| item.number).collect();
        assert_eq!(long, [1], "{key}");
        assert_eq!((csi.scales[0].range.min, csi.scales[0].range.max), (0.0, highest), "{key}");
    }
}

/// Items 4 and 7 are reversed, not the sixth.
#[test]
fn the_ras_reverses_its_fourth_and_seventh_item() {
    assert_eq!(first("ras", &full(&[5, 5, 5, 1, 5, 5, 1])), Some(5.0));
    assert_eq!(first("ras", &full(&[5, 5, 5, 5, 5, 5, 5])), Some(f64::from(5 * 5 + 2) / 7.0));
}

/// sum ÷ answered × 16 is wrong for the CSI-16, whose first item weighs more; and its authors publish no rule, so
/// that a form with a gap has no score.
#[test]
fn the_csi_16_is_not_prorated() {
    let csi = instrument("csi-16");
    let mut answers: Answers = csi.items.iter().map(|item| (item.number, item.max)).collect();
    answers.remove(&2);
    assert_eq!(first("csi-16", &answers), None);
    let mut lenient = csi.clone();
    lenient.scales[0].missing.fewest = 15;
    let score =
        |answers: &Answers| score(&lenient, answers, Administration::SelfReport).scales[0].value.unwrap();
    assert_eq!(score(&answers), 81.0, "the highest answers stand for the highest total, not for 81.07");
    answers.insert(2, 5);
    answers.remove(&1);
    assert_eq!(score(&answers), 81.0, "and not for 80");
}
