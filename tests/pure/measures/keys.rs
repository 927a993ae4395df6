//! The rules that every key keeps, and what is said of one that breaks them.

use std::collections::BTreeSet;

use garde::Validate;
use holdfast::progress::measures::instruments::*;
use serde_json::{Value, json};

use super::{instrument, own, read};

const KEYS: [&str; 22] = [
    "csi-16",
    "csi-32",
    "csi-4",
    "ecr-r",
    "ecr-rs",
    "ecr-s",
    "gad-2",
    "gad-7",
    "hits",
    "k10",
    "k6",
    "kmss",
    "phq-2",
    "phq-9",
    "pss-10",
    "pvs",
    "raas",
    "ras",
    "rdas",
    "wai-sr",
    "wast-short",
    "who-5",
];

#[test]
fn the_built_in_instruments_are_these() {
    let keys: Vec<&str> = built_in_instruments().unwrap().iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, KEYS);
    assert_eq!(built_in("ecr-12").unwrap(), None, "two different forms go by this name");
}

#[test]
fn every_built_in_instrument_keeps_every_rule() {
    for instrument in built_in_instruments().unwrap() {
        assert_eq!(instrument.check(), [], "{}", instrument.key);
        let numbers: BTreeSet<u16> = instrument.items.iter().map(|item| item.number).collect();
        assert_eq!(numbers.len(), instrument.items.len(), "{}", instrument.key);
        assert!(instrument.items.iter().all(|item| item.scored), "{}", instrument.key);
        for scale in &instrument.scales {
            let sources = scale.reliability.iter().map(|it| (it.sureness, it.source.as_str()));
            let sources = sources.chain(scale.norms.iter().map(|it| (it.sureness, it.source.as_str())));
            let sources = sources.chain(scale.cut_offs.iter().map(|it| (it.sureness, it.source.as_str())));
            let sources = sources.chain(scale.bands.iter().map(|it| (it.sureness, it.source.as_str())));
            for (sureness, source) in sources {
                assert!(sureness != Sureness::Own && !source.is_empty(), "{}: {source}", instrument.key);
            }
            assert_eq!(
                scale.missing.sureness.is_some(),
                scale.missing.source.is_some(),
                "{}",
                instrument.key
            );
            let all = usize::from(scale.missing.fewest) == scale.items.len();
            assert!(all || scale.missing.source.is_some(), "{}: prorates without a source", instrument.key);
        }
    }
}

#[test]
fn an_instrument_is_the_same_after_being_written_and_read() {
    for instrument in built_in_instruments().unwrap() {
        let text = serde_json::to_string(instrument).unwrap();
        assert_eq!(&serde_json::from_str::<Instrument>(&text).unwrap(), instrument);
    }
}

#[test]
fn safety_screens_are_for_clinicians_and_nothing_else_is() {
    for instrument in built_in_instruments().unwrap() {
        let screen = ["hits", "wast-short", "pvs"].contains(&instrument.key.as_str());
        assert_eq!(instrument.is_safety_screen(), screen, "{}", instrument.key);
        assert_eq!(instrument.client_may_answer(), !screen, "{}", instrument.key);
    }
}

/// No source gives bands or cut-offs for these, so that none are made up.
#[test]
fn what_has_no_source_is_left_out() {
    for key in ["ras", "ecr-r", "ecr-s", "ecr-rs", "pss-10", "wai-sr", "raas"] {
        for scale in &instrument(key).scales {
            assert!(scale.bands.is_empty() && scale.cut_offs.is_empty(), "{key} {}", scale.key);
        }
    }
    for key in ["ras", "kmss", "ecr-s", "ecr-rs", "wai-sr", "k10", "phq-2", "gad-2"] {
        for scale in &instrument(key).scales {
            assert!(scale.norms.is_empty() && scale.thresholds.is_empty(), "{key} {}", scale.key);
        }
    }
}

fn faults(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut value = own();
    change(&mut value);
    read(&value).check().into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn an_own_instrument_that_keeps_the_rules_has_no_faults() {
    assert_eq!(faults(|_| {}), Vec::<String>::new());
}

#[test]
fn each_broken_rule_is_told_at_its_place() {
    let broken: [(&str, Value, &str); 22] = [
        ("/key", json!("Evening"), "/key"),
        ("/version", json!(0), "/version"),
        ("/title", json!(" "), "/title"),
        ("/citation", json!("a\nb"), "/citation"),
        ("/recall", json!(""), "/recall"),
        ("/items/1/number", json!(1), "/items/1/number"),
        ("/items/0/max", json!(0), "/items/0/max"),
        ("/items/0/scored", json!(false), "/items/0/scored"),
        ("/coding", json!("keyed"), "/items/2/reversed"),
        ("/scales/0/key", json!("the total"), "/scales/0/key"),
        ("/scales/0/items", json!([1, 2, 3, 7]), "/scales/0/items"),
        ("/scales/0/items", json!([1, 2, 3, 3]), "/scales/0/items"),
        ("/scales/0/missing/fewest", json!(4), "/scales/0/missing/fewest"),
        ("/scales/0/range/max", json!(13), "/scales/0/range"),
        ("/scales/0/factor", json!(0), "/scales/0/factor"),
        ("/scales/0/cut_offs/0/value", json!(13), "/scales/0/cut_offs/0/value"),
        ("/scales/0/cut_offs/0/clinical", json!("at_least"), "/scales/0/cut_offs/0/clinical"),
        ("/scales/0/bands/1/from", json!(5), "/scales/0/bands/1/from"),
        ("/scales/0/bands/1/to", json!(13), "/scales/0/bands/1/to"),
        ("/purpose", json!("safety_screen"), "/audience"),
        ("/licence/terms", json!(""), "/licence/terms"),
        ("/risk_rules", json!([{"item": 3, "at_least": 5, "concern": "other"}]), "/risk_rules/0"),
    ];
    for (place, value, pointer) in broken {
        let found = faults(|whole| match whole.pointer_mut(place) {
            Some(member) => *member = value.clone(),
            None => {
                let (parent, name) = place.rsplit_once('/').unwrap();
                whole.pointer_mut(parent).unwrap()[name] = value.clone();
            }
        });
        assert!(found.iter().any(|found| found == pointer), "{place} = {value}: {found:?}");
    }
}

#[test]
fn reliability_norms_thresholds_and_skips_have_bounds() {
    let found = faults(|whole| {
        let scale = &mut whole["scales"][0];
        let said = json!({"sureness": "own", "source": "Ours"});
        let with = |more: Value| {
            let mut one = said.clone();
            one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!([one])
        };
        scale["reliability"] = with(json!({"value": 1.0, "kind": "alpha"}));
        scale["norms"] = with(json!({"mean": 20, "sd": 0, "population": "All"}));
        scale["thresholds"] = with(json!({"points": 0, "bound": "below", "kind": "reliable"}));
        whole["interview_skips"] = json!([{"item": 1, "after": 1, "answered": 0, "counts_as": 0}]);
    });
    let place = "/scales/0";
    let expected = [
        format!("{place}/thresholds/0/points"),
        format!("{place}/thresholds/0/bound"),
        format!("{place}/reliability/0/value"),
        format!("{place}/norms/0/sd"),
        format!("{place}/norms/0/mean"),
        "/interview_skips/0".to_owned(),
    ];
    assert_eq!(found, expected);
    // What makes an index beyond all numbers is no mistake to be found out by a reader of it.
    let tiny = faults(|whole| {
        let said = json!([{"sd": 5e-324, "population": "All", "sureness": "own", "source": "Ours"}]);
        whole["scales"][0]["norms"] = said;
        let said = json!([{"value": 0.999_999, "kind": "alpha", "sureness": "own", "source": "Ours"}]);
        whole["scales"][0]["reliability"] = said;
    });
    assert_eq!(tiny, [format!("{place}/reliability/0/value"), format!("{place}/norms/0/sd")]);
}

#[test]
fn items_that_run_opposite_ways_are_known_and_apart() {
    let found = |opposite: Value| faults(|whole| whole["opposite_items"] = opposite.clone());
    assert_eq!(found(json!([{"items": [1], "against": [2, 3]}])), Vec::<String>::new());
    assert_eq!(
        found(json!([{"items": [], "against": [2, 7]}, {"items": [1, 2], "against": [2]}])),
        ["/opposite_items/0/items", "/opposite_items/0/against", "/opposite_items/1"]
    );
    let eleven = vec![json!({"items": [1], "against": [2]}); 11];
    assert_eq!(found(json!(eleven)), ["/opposite_items"]);
}

#[test]
fn a_mean_of_unlike_items_is_refused() {
    let found = faults(|whole| {
        whole["items"][0]["max"] = json!(5);
        whole["scales"][0]["method"] = json!("mean");
    });
    assert!(found.contains(&"/scales/0/method".to_owned()), "{found:?}");
}

#[test]
fn all_broken_rules_are_told_at_once_and_by_garde_too() {
    let mut value = own();
    value["key"] = json!("");
    value["items"][1]["number"] = json!(1);
    value["scales"][0]["range"]["max"] = json!(99);
    let instrument = read(&value);
    let faults = instrument.check();
    assert!(faults.len() > 3, "{faults:?}");
    let report = instrument.validate().unwrap_err();
    assert_eq!(report.iter().count(), faults.len());
    let paths: Vec<String> = report.iter().map(|(path, _)| path.to_string()).collect();
    assert!(paths.iter().any(|path| path.replace(['[', ']'], ".").contains("items.1")), "{paths:?}");
}

#[test]
fn a_member_that_there_is_not_is_refused() {
    let mut value = own();
    value["wording"] = json!("…");
    assert!(serde_json::from_value::<Instrument>(value).is_err());
}
