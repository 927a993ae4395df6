//! The built-in library and the rules of content.

use std::collections::BTreeSet;

use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::Cadence;
use holdfast::homework::library::*;
use holdfast::platform::http::{ApiError, Spot, read_json};
use serde_json::{Value, json};

use crate::support::d;

/// The catalogue's keys by kind.
const HABITS: [&str; 23] = [
    "daily-check-in",
    "bids-for-connection",
    "autonomy-time",
    "feeling-words",
    "future-us-planning",
    "relationship-retro",
    "kept-promises",
    "weekly-ritual",
    "mindful-minute",
    "active-listening",
    "attuned-response",
    "gradual-sharing",
    "opposite-action-anxious",
    "opposite-action-avoidant",
    "reassurance-plus-action",
    "calm-together",
    "self-care",
    "celebrate-small-wins",
    "secure-role-models",
    "reaching-outward",
    "hard-topic-timebox",
    "support-their-interests",
    "relationship-agreement-time",
];
const RITUALS: [&str; 4] = ["repair-four-steps", "sincere-apology", "pause-and-return", "same-team-reset"];
const BOUNDARIES: [&str; 5] = [
    "limit-with-reconnect",
    "technology-agreement",
    "time-alone",
    "respectful-terms",
    "steady-partner-limits",
];
const REFLECTIONS: [&str; 12] = [
    "attachment-style-inventory",
    "emotion-journal",
    "belief-evidence-log",
    "cycle-map",
    "self-inquiry",
    "anchor-statements",
    "needs-inventory",
    "growth-markers",
    "self-worth-rewrite",
    "owning-my-part",
    "peace-with-the-past",
    "setback-note",
];
/// Variants for people without a partner, with their kind.
const VARIANTS: [(&str, Kind); 4] = [
    ("gradual-sharing-individual", Kind::Habit),
    ("feeling-words-individual", Kind::Habit),
    ("active-listening-individual", Kind::Habit),
    ("needs-inventory-individual", Kind::Reflection),
];
/// Items for one person that are unsuitable under a safety hold all the same.
const CAREFUL: [&str; 6] = [
    "sincere-apology",
    "owning-my-part",
    "belief-evidence-log",
    "opposite-action-anxious",
    "opposite-action-avoidant",
    "peace-with-the-past",
];

fn item(key: &str) -> &'static BuiltInItem {
    built_in_items().unwrap().iter().find(|item| item.key.as_str() == key).expect(key)
}

#[test]
fn the_built_in_library_is_the_catalogue() {
    let of = |kind: Kind, keys: &[&'static str]| keys.iter().map(|key| (*key, kind)).collect::<Vec<_>>();
    let wanted: BTreeSet<(&str, String)> = [
        of(Kind::Habit, &HABITS),
        of(Kind::RepairRitual, &RITUALS),
        of(Kind::BoundaryScript, &BOUNDARIES),
        of(Kind::Reflection, &REFLECTIONS),
        VARIANTS.to_vec(),
    ]
    .concat()
    .into_iter()
    .map(|(key, kind)| (key, kind.to_string()))
    .collect();
    assert_eq!(wanted.len(), 48);
    let items = built_in_items().unwrap_or_else(|error| panic!("{error:?}"));
    let there: BTreeSet<(&str, String)> =
        items.iter().map(|item| (item.key.as_str(), item.draft.content.kind().to_string())).collect();
    assert_eq!(there, wanted);
    assert_eq!(items.len(), 48);
    assert!(items.iter().all(|item| item.version >= 1));
}

#[test]
fn couple_items_and_the_careful_ones_are_refused_under_a_hold() {
    for item in built_in_items().unwrap() {
        let couple = item.draft.audiences.iter().any(|mode| *mode != Mode::Individual);
        let unsuitable = couple || CAREFUL.contains(&item.key.as_str());
        assert_eq!(item.draft.unsuitable_under_hold, unsuitable, "{}", item.key.as_str());
    }
    for (key, _) in VARIANTS {
        assert_eq!(item(key).draft.audiences, [Mode::Individual]);
    }
}

#[test]
fn cadences_are_those_of_the_catalogue() {
    let cadence = |key: &str| serde_json::to_value(item(key).draft.default_cadence.clone()).unwrap();
    assert_eq!(
        cadence("bids-for-connection"),
        json!({"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"})
    );
    assert_eq!(
        cadence("future-us-planning"),
        json!({"type": "times_per_period", "times": 1, "every": 2, "unit": "week"})
    );
    assert_eq!(cadence("attachment-style-inventory"), json!({"type": "once"}));
    assert_eq!(cadence("technology-agreement")["review"], json!({"times": 1, "every": 1, "unit": "month"}));
    assert_eq!(item("daily-check-in").draft.default_minutes, Some(10));
}

#[test]
fn a_default_cadence_becomes_one_of_an_assignment() {
    let due = d("2026-03-31");
    let once = &item("needs-inventory").draft.default_cadence;
    assert!(once.to_cadence(None).is_none());
    let Some(Cadence::Once(cadence)) = once.to_cadence(Some(due)) else { panic!("not once") };
    assert_eq!(cadence.due_on, due);
    let reviewed = item("respectful-terms").draft.default_cadence.to_cadence(None);
    let Some(Cadence::AsNeeded(cadence)) = reviewed else { panic!("not as needed") };
    assert_eq!(cadence.review.unwrap().times, 1);
    for item in built_in_items().unwrap() {
        let cadence = item.draft.default_cadence.to_cadence(Some(due)).unwrap();
        let again: Cadence = serde_json::from_value(serde_json::to_value(&cadence).unwrap()).unwrap();
        assert_eq!(again, cadence);
    }
}

#[test]
fn a_file_is_what_it_is_read_as() {
    for item in built_in_items().unwrap() {
        let mut value = serde_json::to_value(&item.draft).unwrap();
        value["key"] = json!(item.key.as_str());
        value["version"] = json!(item.version);
        assert_eq!(BuiltInItem::read(&value.to_string()).unwrap(), *item);
    }
}

#[test]
fn the_vocabulary_has_families_of_words_each_named_once() {
    let vocabulary = FeelingVocabulary::get();
    let words: Vec<_> = vocabulary.families.iter().flat_map(|family| &family.words).collect();
    let keys: BTreeSet<_> = words.iter().map(|word| &word.key).collect();
    assert!((6..=8).contains(&vocabulary.families.len()));
    assert!((40..=60).contains(&words.len()));
    assert_eq!(keys.len(), words.len());
    assert!(vocabulary.contains("hopeful"));
    assert!(!vocabulary.contains("joy") && !vocabulary.contains("Hopeful"));
    let (family, word) = vocabulary.find("hopeful").unwrap();
    assert_eq!((family.key.as_str(), word.valence), ("joy", Valence::Pleasant));
}

/// A draft around this content.
fn draft(content: Value) -> Value {
    json!({
        "title": "T", "summary": "S", "rationale": "R", "audiences": ["individual"],
        "default_cadence": {"type": "as_needed"}, "tags": [], "contraindications": [],
        "unsuitable_under_hold": false, "content": content
    })
}

/// Pointers and codes of what is wrong with a draft.
fn faults(draft: &Value) -> Vec<(String, &'static str)> {
    let spot = |spot: &Spot| match spot {
        Spot::Pointer(pointer) => pointer.clone(),
        other => panic!("{other:?}"),
    };
    match read_json::<LibraryDraft>(draft.to_string().as_bytes()) {
        Ok(_) => Vec::new(),
        Err(ApiError::Invalid(errors)) => errors.iter().map(|one| (spot(&one.spot), one.code)).collect(),
        Err(ApiError::Malformed(error)) => vec![(spot(&error.spot), "malformed")],
        Err(other) => panic!("{other:?}"),
    }
}

fn pointers(draft: &Value) -> Vec<String> {
    faults(draft).into_iter().map(|(pointer, _)| pointer).collect()
}

fn boundary(purpose: &str, reconnect: Value) -> Value {
    let limit = json!({
        "kind": "boundary_script", "purpose": purpose, "limit": "L", "so_that": "S", "reconnect": reconnect,
        "slots": []
    });
    draft(limit)
}

#[test]
fn a_limit_for_connection_needs_a_plan_for_closeness_and_a_protective_one_has_none() {
    let plan = json!({"what": "Tea", "after_minutes": 60});
    assert!(faults(&boundary("connection", plan.clone())).is_empty());
    assert!(faults(&boundary("connection", json!({"what": "Tea", "at": "21:00"}))).is_empty());
    assert!(faults(&boundary("protective", Value::Null)).is_empty());
    assert_eq!(pointers(&boundary("connection", Value::Null)), ["#/content/reconnect"]);
    assert_eq!(pointers(&boundary("protective", plan.clone())), ["#/content/reconnect"]);
    for times in [json!({"what": "Tea"}), json!({"what": "Tea", "after_minutes": 5, "at": "21:00"})] {
        assert_eq!(pointers(&boundary("connection", times)), ["#/content/reconnect/after_minutes"]);
    }
    let mut shared = boundary("protective", Value::Null);
    shared["audiences"] = json!(["each"]);
    assert_eq!(pointers(&shared), ["#/audiences"]);
}

#[test]
fn a_fault_deep_in_content_is_told_with_its_place() {
    let habit = |step: Value, answer: Value| {
        let slot = json!({"key": "how", "label": "How?", "required": false, "answer": answer});
        draft(json!({"kind": "habit", "steps": [step], "slots": [slot], "counted": false}))
    };
    let step = json!({"key": "go", "text": "Go."});
    let scale = json!({"type": "scale", "low_label": "No", "high_label": "Yes"});
    assert!(faults(&habit(step.clone(), scale.clone())).is_empty());
    let cases = [
        (habit(step.clone(), json!({"type": "colour"})), "#/content/slots/0/answer/type", "not_allowed"),
        (habit(step.clone(), json!({"type": "text"})), "#/content/slots/0/answer/max_length", "required"),
        (habit(step.clone(), json!({})), "#/content/slots/0/answer/type", "required"),
        (
            habit(step.clone(), json!({"type": "text", "max_length": 0})),
            "#/content/slots/0/answer/max_length",
            "out_of_range",
        ),
        (
            habit(step.clone(), json!({"type": "date", "max": 1})),
            "#/content/slots/0/answer/max",
            "unknown_member",
        ),
        (
            habit(step.clone(), json!({"type": "text", "max_length": "long"})),
            "#/content/slots/0/answer/max_length",
            "malformed",
        ),
        (habit(json!({"key": "Go", "text": "Go."}), scale.clone()), "#/content/steps/0/key", "invalid"),
        (habit(json!({"key": "how", "text": "Go."}), scale.clone()), "#/content/slots", "invalid"),
        (
            habit(json!({"key": "go", "text": "x".repeat(301)}), scale),
            "#/content/steps/0/text",
            "out_of_length",
        ),
        (draft(json!({"kind": "poem"})), "#/content/kind", "not_allowed"),
        (draft(json!({"kind": "reflection", "prompts": []})), "#/content/prompts", "out_of_length"),
    ];
    for (draft, pointer, code) in cases {
        assert_eq!(faults(&draft), [(pointer.to_owned(), code)]);
    }
}

#[test]
fn options_entries_and_rituals_have_their_bounds() {
    let asking = |answer: Value| {
        let prompt = json!({"key": "q", "label": "Q?", "help": null, "required": true, "answer": answer});
        draft(json!({"kind": "reflection", "prompts": [prompt]}))
    };
    let choice = |key: &str| json!({"key": key, "label": "An option"});
    let options: Vec<_> = (0..13).map(|number| choice(&format!("o{number}"))).collect();
    let ask = |options: &[Value]| asking(json!({"type": "choice", "options": options, "multiple": true}));
    let at = "#/content/prompts/0/answer";
    assert!(faults(&ask(&options[..12])).is_empty());
    assert_eq!(pointers(&ask(&options)), [format!("{at}/options")]);
    assert_eq!(pointers(&ask(&options[..1])), [format!("{at}/options")]);
    assert_eq!(pointers(&ask(&[choice("a"), choice("a")])), [format!("{at}/options")]);
    let entries = |items: Value, most: u8| {
        asking(
            json!({"type": "entries", "items": items, "max_entries": most, "low_label": "l", "high_label": "h"}),
        )
    };
    assert!(faults(&entries(Value::Null, 20)).is_empty());
    assert_eq!(pointers(&entries(json!([]), 21)), [format!("{at}/items"), format!("{at}/max_entries")]);
    let part = json!({"text": "T", "example": "E"});
    let ritual =
        |ritual: Value| draft(json!({"kind": "repair_ritual", "ritual": ritual, "follow_through": true}));
    let parts =
        json!({"format": "four_parts", "own": part, "impact": part, "validate": part, "do_over": part});
    assert!(faults(&ritual(parts.clone())).is_empty());
    let mut lacking = parts;
    lacking.as_object_mut().unwrap().remove("validate");
    assert_eq!(faults(&ritual(lacking)), [("#/content/ritual/validate".to_owned(), "required")]);
    assert_eq!(pointers(&ritual(json!({"format": "steps", "steps": []}))), ["#/content/ritual/steps"]);
}

#[test]
fn every_broken_rule_of_a_draft_is_told_at_once() {
    let mut draft = draft(json!({"kind": "reflection", "prompts": [
        {"key": "q", "label": "Q?", "required": true, "answer": {"type": "date"}}
    ]}));
    assert!(faults(&draft).is_empty());
    draft["title"] = json!(" ");
    draft["summary"] = json!("s".repeat(201));
    draft["audiences"] = json!(["each", "each"]);
    draft["default_minutes"] = json!(601);
    draft["contraindications"] = json!([""]);
    draft["default_cadence"] = json!({"type": "times_per_period", "times": 0, "every": 1, "unit": "day"});
    let wanted = [
        "#/audiences",
        "#/contraindications/0",
        "#/default_cadence/times",
        "#/default_minutes",
        "#/summary",
        "#/title",
    ];
    assert_eq!(pointers(&draft), wanted);
}
