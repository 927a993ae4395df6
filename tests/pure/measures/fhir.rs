//! Wording in and out as a Questionnaire; answers and scores out.

use holdfast::progress::measures::instruments::fhir::*;

use super::*;

/// A questionnaire with made-up words whose answers have the item's own numbers.
pub fn form(instrument: &Instrument) -> Value {
    form_with(instrument, |number, place| instrument.item(number).unwrap().min + place)
}

/// The same, with the number of each place in the list of an item. Items that are printed the other way round have their
/// words the other way round.
pub fn form_with(instrument: &Instrument, value: impl Fn(u16, i16) -> i16) -> Value {
    let question = |item: &InstrumentItem| {
        let downward = instrument.opposite_items.iter().any(|it| it.items.contains(&item.number));
        let option = |place: i16| {
            let word = if downward { item.max - item.min - place } else { place };
            json!({
                "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                               "valueDecimal": value(item.number, place)}],
                "valueCoding": {"code": format!("place-{place}-"), "display": format!("Answer {word}")},
            })
        };
        let options: Vec<Value> = (0..=item.max - item.min).map(option).collect();
        json!({"linkId": format!("q{}", item.number), "type": "choice", "text": format!("Question {}", item.number),
               "answerOption": options})
    };
    let items: Vec<Value> = instrument.items.iter().map(question).collect();
    json!({"resourceType": "Questionnaire", "status": "draft", "title": "A form", "language": "en", "item": items})
}

pub fn codes(result: &Result<Wording, Vec<Misfit>>) -> Vec<MisfitCode> {
    result.as_ref().err().into_iter().flatten().map(|misfit| misfit.code).collect()
}

/// How LOINC's own form of the PHQ-9 is written: its codes for items and answers, a total, a question outside.
fn loinc_form() -> Value {
    let phq = instrument("phq-9");
    let mut form = form(phq);
    form["code"] = json!([{"system": "http://loinc.org", "code": "44249-1"}]);
    let answers = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"];
    for (item, question) in phq.items.iter().zip(form["item"].as_array_mut().unwrap()) {
        let code = item.loinc.as_deref().unwrap();
        question["linkId"] = json!(format!("/{code}"));
        question["code"] = json!([{"system": "http://loinc.org", "code": code}]);
        for (option, code) in question["answerOption"].as_array_mut().unwrap().iter_mut().zip(answers) {
            option["valueCoding"]["code"] = json!(code);
        }
    }
    let items = form["item"].as_array_mut().unwrap();
    items.push(json!({
        "linkId": "/44261-6", "type": "decimal", "text": "Total",
        "code": [{"system": "http://loinc.org", "code": "44261-6"}],
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-calculatedExpression"}],
    }));
    items.push(json!({
        "linkId": "/69722-7", "type": "choice", "text": "How hard it is",
        "code": [{"system": "http://loinc.org", "code": "69722-7"}],
        "answerOption": [{"valueCoding": {"code": "LA6572-7", "display": "Not at all"}}],
    }));
    form
}

#[test]
fn every_instrument_takes_its_own_form_and_gives_it_back() {
    for instrument in built_in_instruments().unwrap() {
        let wording = import(&form(instrument), instrument).unwrap();
        let numbers: Vec<u16> = wording.items.iter().map(|item| item.number).collect();
        let expected: Vec<u16> = instrument.items.iter().map(|item| item.number).collect();
        assert_eq!(numbers, expected, "{}", instrument.key);
        let again = serde_json::to_value(export(instrument, &wording)).unwrap();
        assert_eq!(import(&again, instrument).unwrap(), wording, "{}", instrument.key);
        let kept = serde_json::to_value(&wording).unwrap();
        assert_eq!(serde_json::from_value::<Wording>(kept).unwrap(), wording);
    }
}

#[test]
fn a_form_in_the_manner_of_loinc_fits_in_any_order() {
    let mut form = loinc_form();
    form["item"].as_array_mut().unwrap().reverse();
    let wording = import(&form, instrument("phq-9")).unwrap();
    assert_eq!(wording.items.len(), 9);
    assert_eq!(wording.item(9).unwrap().text, "Question 9");
    assert_eq!(wording.item(9).unwrap().option(3).unwrap().code, "LA6571-9");
}

#[test]
fn loinc_answers_have_their_numbers_without_ordinals() {
    let mut form = loinc_form();
    for question in form["item"].as_array_mut().unwrap().iter_mut().take(9) {
        for option in question["answerOption"].as_array_mut().unwrap() {
            option["extension"] = json!([]);
        }
    }
    assert!(import(&form, instrument("phq-9")).is_ok());
    form["item"][0]["answerOption"][1]["valueCoding"]["code"] = json!("LA9999-9");
    let misfits = import(&form, instrument("phq-9")).unwrap_err();
    let found: Vec<_> = misfits.iter().map(|it| (it.code, it.link_id.as_deref(), it.item)).collect();
    let place = Some("/44250-9");
    assert_eq!(found, [(MisfitCode::NoValue, place, Some(1)), (MisfitCode::ValueMissing, place, Some(1)),]);
}

/// Both codes that are about for the third answer stand for 2.
#[test]
fn the_gad_2_takes_both_codes_of_its_third_answer() {
    let mut form = form(instrument("gad-2"));
    for (at, code) in [(0, "LA6570-1"), (1, "LA18938-3")] {
        form["item"][at]["answerOption"][2] = json!({"valueCoding": {"code": code, "display": "Third"}});
    }
    let wording = import(&form, instrument("gad-2")).unwrap();
    assert_eq!(wording.item(2).unwrap().option(2).unwrap().code, "LA18938-3");
    form["item"][0]["answerOption"][0]["valueCoding"]["code"] = json!("LA6571-9");
    assert_eq!(codes(&import(&form, instrument("gad-2")))[0], MisfitCode::OtherValue);
}

#[test]
fn answers_may_stand_in_a_contained_value_set_or_carry_numbers_as_codes() {
    let phq = instrument("phq-2");
    let mut by_set = form(phq);
    let concept = |value: i16| {
        json!({"code": format!("c-{value}-"), "display": format!("Answer {value}"),
               "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": value}]})
    };
    let concepts: Vec<Value> = (0..4).map(concept).collect();
    by_set["contained"] = json!([
        {"resourceType": "Organization", "id": "maker"},
        {"resourceType": "ValueSet", "id": "often",
         "compose": {"include": [{"system": "urn:often", "concept": concepts}]}},
    ]);
    for question in by_set["item"].as_array_mut().unwrap() {
        question["answerOption"] = json!([]);
        question["answerValueSet"] = json!("#often");
    }
    let wording = import(&by_set, phq).unwrap();
    assert_eq!(wording.item(1).unwrap().option(3).unwrap().system.as_deref(), Some("urn:often"));
    by_set["item"][0]["answerValueSet"] = json!("http://example.org/elsewhere");
    assert_eq!(codes(&import(&by_set, phq)), [MisfitCode::NoAnswers]);

    let mut by_code = form(phq);
    for question in by_code["item"].as_array_mut().unwrap() {
        question["answerOption"] = (0..4)
            .map(|it: i16| json!({"valueCoding": {"code": it.to_string(), "display": format!("A{it}")}}))
            .collect();
    }
    assert!(import(&by_code, phq).is_ok());
}

/// As one public form of the GAD-7 has them, and from high to low.
#[test]
fn answers_may_be_named_by_codes_without_numbers() {
    let gad = instrument("gad-7");
    let mut by_name = form(gad);
    let names = ["nearly-every-day", "more-than-half-the-days", "several-days", "not-at-all"];
    for question in by_name["item"].as_array_mut().unwrap() {
        question["answerOption"] = names
            .iter()
            .map(|it| json!({"valueCoding": {"system": "urn:uuid:1", "code": it, "display": it}}))
            .collect();
    }
    let wording = import(&by_name, gad).unwrap();
    let values: Vec<i16> = wording.item(7).unwrap().options.iter().map(|option| option.value).collect();
    assert_eq!(values, [3, 2, 1, 0]);
    let mut other = form(instrument("kmss"));
    other["item"][0]["answerOption"] = by_name["item"][0]["answerOption"].clone();
    assert_eq!(
        codes(&import(&other, instrument("kmss")))[0],
        MisfitCode::NoValue,
        "only where the key knows them"
    );
}

/// A PHQ-4 is neither half of itself: its panel, total and items are of something else.
#[test]
fn a_form_of_two_instruments_is_neither() {
    let gad = instrument("gad-2");
    let mut form = form(gad);
    let code = |code: &str| json!([{"system": "http://loinc.org", "code": code}]);
    form["code"] = code("69724-3");
    form["item"][0]["linkId"] = json!("/69725-0");
    form["item"][1]["code"] = code("68509-9");
    let items = form["item"].as_array_mut().unwrap();
    for other in ["44250-9", "44255-8"] {
        let mut question = items[0].clone();
        question["linkId"] = json!(format!("/{other}"));
        question["code"] = code(other);
        items.push(question);
    }
    items.push(json!({"linkId": "/70272-0", "type": "decimal", "text": "Total", "code": code("70272-0"),
                      "item": [{"linkId": "help", "type": "display", "text": "Help"}]}));
    assert_eq!(codes(&import(&form, gad)), [MisfitCode::UnknownItem; 2]);
    let phq = instrument("phq-2");
    use MisfitCode::*;
    assert_eq!(codes(&import(&form, phq)), [OtherInstrument, WrongTotal, UnknownItem, UnknownItem]);
}

#[test]
fn not_wanting_to_answer_is_no_answer() {
    let mut form = form(instrument("phq-2"));
    let declined = json!({"valueCoding": {
        "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "asked-declined",
        "display": "I would rather not say"}});
    form["item"][0]["answerOption"].as_array_mut().unwrap().push(declined);
    assert_eq!(import(&form, instrument("phq-2")).unwrap().item(1).unwrap().options.len(), 4);
}

#[test]
fn texts_and_groups_are_followed_and_unknown_members_passed_over() {
    let phq = instrument("phq-2");
    let flat = form(phq);
    let nested = json!({
        "resourceType": "Questionnaire", "status": "active", "publisher": "Somebody", "copyright": "Theirs",
        "item": [
            {"linkId": "intro", "type": "display", "text": "Above"},
            {"linkId": "g", "type": "group", "text": "Over the time", "item": flat["item"]},
        ],
    });
    let wording = import(&nested, phq).unwrap();
    assert_eq!(wording.instructions, ["Above", "Over the time"]);
    assert_eq!(wording.copyright.as_deref(), Some("Theirs"));
}

#[test]
fn each_misfit_is_told() {
    let phq = instrument("phq-2");
    let after = |change: &dyn Fn(&mut Value)| {
        let mut form = form(phq);
        change(&mut form);
        codes(&import(&form, phq))
    };
    let option = |form: &mut Value, place: usize, value: Value| {
        form["item"][0]["answerOption"][place]["extension"][0]["valueDecimal"] = value;
    };
    use MisfitCode::*;
    assert_eq!(after(&|form| form["resourceType"] = json!("Patient")), [NotAQuestionnaire]);
    assert_eq!(after(&|form| form["item"] = json!("none")), [NotAQuestionnaire]);
    let panel = |form: &mut Value| form["code"] = json!([{"system": "http://loinc.org", "code": "44249-1"}]);
    assert_eq!(after(&panel), [OtherInstrument]);
    assert_eq!(after(&|form| drop(form["item"].as_array_mut().unwrap().pop())), [MissingItem]);
    let twice = |form: &mut Value| {
        let again = form["item"][0].clone();
        form["item"].as_array_mut().unwrap().push(again);
    };
    assert_eq!(after(&twice), [UnknownItem]);
    assert_eq!(after(&|form| form["item"][0]["type"] = json!("open-choice")), [UnsupportedType, MissingItem]);
    assert_eq!(after(&|form| form["item"][0]["repeats"] = json!(true)), [Repeats]);
    assert_eq!(after(&|form| form["item"][0]["text"] = json!(" ")), [NoText]);
    assert_eq!(after(&|form| form["item"][0]["text"] = json!("a\u{7}b")), [UnsuitableText]);
    assert_eq!(after(&|form| form["item"][0]["text"] = json!("a".repeat(4001))), [UnsuitableText]);
    assert_eq!(after(&|form| form["item"][0]["answerOption"] = json!([])), [NoAnswers]);
    assert_eq!(after(&|form| option(form, 3, json!(4))), [ValueOutOfRange, ValueMissing]);
    assert_eq!(after(&|form| option(form, 3, json!(1.5))), [ValueOutOfRange, ValueMissing]);
    assert_eq!(after(&|form| option(form, 3, json!(2))), [ValueTwice, ValueMissing]);
    assert_eq!(
        after(&|form| form["item"][0]["code"] = json!([{"system": "http://loinc.org", "code": "1-8"}])),
        [UnknownItem, MissingItem]
    );
}

#[test]
fn an_item_that_is_asked_twice_by_its_code_is_told() {
    let mut form = loinc_form();
    let again = form["item"][0].clone();
    form["item"].as_array_mut().unwrap().push(again);
    assert_eq!(codes(&import(&form, instrument("phq-9"))), [MisfitCode::ItemTwice]);
}

#[test]
fn groups_without_end_are_refused() {
    let mut nested = form(instrument("phq-2"))["item"].clone();
    for _ in 0..9 {
        nested = json!([{"linkId": "g", "type": "group", "item": nested}]);
    }
    let deep = json!({"resourceType": "Questionnaire", "status": "draft", "item": nested});
    assert_eq!(codes(&import(&deep, instrument("phq-2")))[0], MisfitCode::UnsupportedType);
}

fn about() -> About {
    About {
        id: "0190a1b2-0000-7000-8000-000000000001".to_owned(),
        subject: "0190a1b2-0000-7000-8000-000000000002".to_owned(),
        answered_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        administration: Administration::SelfReport,
    }
}

#[test]
fn answers_go_out_as_a_questionnaire_response() {
    let phq = instrument("phq-9");
    let wording = import(&loinc_form(), phq).unwrap();
    let whole = serde_json::to_value(response(phq, Some(&wording), &all(phq, 2), &about())).unwrap();
    assert_eq!(whole["resourceType"], "QuestionnaireResponse");
    assert_eq!(whole["status"], "completed");
    assert_eq!(whole["questionnaire"], "urn:holdfast:instrument:phq-9|1");
    assert_eq!(whole["subject"]["reference"], "Patient/0190a1b2-0000-7000-8000-000000000002");
    assert_eq!(whole["authored"], "2026-11-22T10:00:00Z");
    assert_eq!(whole["item"].as_array().unwrap().len(), 9);
    assert_eq!(
        whole["item"][8],
        json!({
            "linkId": "9", "text": "Question 9",
            "answer": [{"valueCoding": {
                "code": "LA6570-1", "display": "Answer 2",
                "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 2.0}],
            }}],
        })
    );
    let bare = serde_json::to_value(response(phq, None, &[(9, 1)].into(), &about())).unwrap();
    assert_eq!(bare["status"], "in-progress");
    assert_eq!(bare["item"], json!([{"linkId": "9", "answer": [{"valueInteger": 1}]}]));
}

#[test]
fn scores_go_out_as_observations() {
    let phq = instrument("phq-9");
    let seven: Answers = (1..=7).map(|number| (number, 1)).collect();
    let one = |answers: &Answers| {
        let found = observations(phq, &scored("phq-9", answers), &about());
        assert_eq!(found.len(), 1);
        serde_json::to_value(&found[0]).unwrap()
    };
    let prorated = one(&seven);
    assert_eq!(prorated["resourceType"], "Observation");
    assert_eq!(prorated["status"], "preliminary", "as the response is in progress");
    assert_eq!(prorated["category"][0]["coding"][0]["code"], "survey");
    assert_eq!(prorated["code"]["coding"][0], json!({"system": "http://loinc.org", "code": "44261-6"}));
    assert_eq!(
        prorated["code"]["coding"][1],
        json!({"system": "urn:holdfast:instrument:phq-9", "code": "total"})
    );
    assert_eq!(
        prorated["valueQuantity"],
        json!({
        "value": 9.0, "unit": "score", "system": "http://unitsofmeasure.org", "code": "{score}"})
    );
    assert_eq!(prorated["interpretation"][0]["text"], "mild");
    assert_eq!(prorated["note"][0]["text"], "Prorated: 7 of 9 items were answered.");
    assert_eq!(prorated["effectiveDateTime"], "2026-11-22T10:00:00Z");
    assert_eq!(prorated["derivedFrom"][0]["reference"], format!("QuestionnaireResponse/{}", about().id));
    let absent = one(&[(9, 1)].into());
    assert_eq!(absent.get("valueQuantity"), None);
    assert_eq!(absent["dataAbsentReason"]["coding"][0]["code"], "unknown");
    let rdas = instrument("rdas");
    let four = observations(rdas, &scored("rdas", &all(rdas, 3)), &about());
    let told: Vec<_> = four.iter().map(|one| one.status.as_str()).collect();
    assert_eq!(told, ["final"; 4]);
    // One scale is whole and the form is not.
    let six: Answers = (1..=6).map(|number| (number, 3)).collect();
    let partial = observations(rdas, &scored("rdas", &six), &about());
    let told: Vec<_> =
        partial.iter().map(|one| (one.status.as_str(), one.value_quantity.is_some())).collect();
    assert_eq!(told, [false, true, false, false].map(|whole| ("preliminary", whole)));
}

/// Names or numbers of answers that say one thing while their ordinals say the opposite would turn every score round.
#[test]
fn codes_that_contradict_their_ordinals_are_refused() {
    let phq = instrument("phq-9");
    let with_codes = |codes: [&str; 4], turned: bool| {
        let mut form = form_with(phq, |_, place| if turned { 3 - place } else { place });
        for question in form["item"].as_array_mut().unwrap() {
            for (option, code) in question["answerOption"].as_array_mut().unwrap().iter_mut().zip(codes) {
                option["valueCoding"]["code"] = json!(code);
            }
        }
        import(&form, phq)
    };
    let words = ["not-at-all", "several-days", "more-than-half-the-days", "nearly-every-day"];
    for codes_of in [words, ["0", "1", "2", "3"], ["1", "2", "3", "4"]] {
        assert!(with_codes(codes_of, false).is_ok(), "{codes_of:?}");
        assert_eq!(codes(&with_codes(codes_of, true))[0], MisfitCode::OtherValue, "{codes_of:?}");
    }
}
