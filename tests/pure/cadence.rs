//! The wire form: strict in, the same out, and described as it is.

use garde::Validate;
use holdfast::homework::cadence::*;
use holdfast::platform::local_day::*;
use holdfast::progress::adherence::{BothMet, Figures, Overall, PeriodResult};
use serde_json::{Value, json};
use utoipa::{OpenApi, PartialSchema};

fn parse(value: Value) -> Result<Cadence, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn broken(value: Value) -> Vec<String> {
    let report = parse(value).unwrap().validate().unwrap_err();
    report.iter().map(|(path, _)| path.to_string()).collect()
}

#[test]
fn every_type_comes_back_as_it_was_sent() {
    for value in [
        json!({"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"}),
        json!({"type": "times_per_period", "times": 1, "every": 2, "unit": "week"}),
        json!({"type": "on_weekdays", "weekdays": ["tuesday", "friday"], "every": 1, "at": "20:00"}),
        json!({"type": "as_needed"}),
        json!({"type": "as_needed", "trigger": "A row", "review": {
            "type": "times_per_period", "times": 1, "every": 1, "unit": "month"}}),
        json!({"type": "once", "due_on": "2026-03-01"}),
    ] {
        let cadence = parse(value.clone()).unwrap();
        cadence.validate().unwrap();
        assert_eq!(serde_json::to_value(&cadence).unwrap(), value);
    }
}

#[test]
fn what_does_not_belong_is_refused_and_named() {
    let cases = [
        (json!({"type": "biweekly"}), "biweekly"),
        (json!({"due_on": "2026-03-01"}), "type"),
        (json!({"type": "once", "due_on": "2026-03-01", "every": 1}), "every"),
        (json!({"type": "once"}), "due_on"),
        (json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "fortnight"}), "fortnight"),
        (json!({"type": "on_weekdays", "weekdays": ["monday"], "every": 1, "at": "8 pm"}), "HH:MM"),
        (json!({"type": "on_weekdays", "weekdays": ["monday"], "every": 1, "at": "24:00"}), "HH:MM"),
        (json!({"type": "as_needed", "review": {"times": 1, "every": 1, "unit": "week"}}), "type"),
        (json!({"type": "as_needed", "review": {"type": "once", "due_on": "2026-03-01"}}), "due_on"),
        (json!([]), "map"),
    ];
    for (value, word) in cases {
        let error = parse(value.clone()).unwrap_err();
        assert!(error.contains(word), "{value}: {error}");
    }
}

#[test]
fn rules_point_at_the_member() {
    let times = |times, max, every| json!({"type": "times_per_period", "times": times, "times_max": max, "every": every, "unit": "day"});
    assert_eq!(broken(times(0, 3, 1)), ["times"]);
    assert_eq!(broken(times(51, 50, 1)), ["times", "times_max"]);
    assert_eq!(broken(times(4, 3, 1)), ["times_max"]);
    assert_eq!(broken(times(4, 51, 53)), ["every", "times_max"]);
    let on = |days: &[&str]| json!({"type": "on_weekdays", "weekdays": days, "every": 1});
    assert_eq!(broken(on(&[])), ["weekdays"]);
    assert_eq!(broken(on(&["monday", "monday"])), ["weekdays"]);
    let long = "ä".repeat(501);
    assert_eq!(broken(json!({"type": "as_needed", "trigger": long})), ["trigger"]);
    let review = times(0, 3, 1);
    assert_eq!(broken(json!({"type": "as_needed", "review": review})), ["review.times"]);
    let fits = json!({"type": "as_needed", "trigger": "ä".repeat(500)});
    parse(fits).unwrap().validate().unwrap();
}

#[derive(OpenApi)]
#[openapi(components(schemas(Cadence, DayStart, TimeZone, Figures, PeriodResult, BothMet, Overall)))]
struct Api;

#[test]
fn the_schema_says_what_the_parser_does() {
    let api = serde_json::to_value(Api::openapi()).unwrap();
    let schemas = &api["components"]["schemas"];
    let mapping = schemas["Cadence"]["discriminator"]["mapping"].as_object().unwrap();
    assert_eq!(schemas["Cadence"]["discriminator"]["propertyName"], "type");
    let refs: Vec<&Value> = schemas["Cadence"]["oneOf"].as_array().unwrap().iter().collect();
    assert_eq!(refs.len(), 4);
    for (kind, target) in mapping {
        assert!(refs.iter().any(|it| it["$ref"] == *target), "{target}");
        let name = target.as_str().unwrap().rsplit('/').next().unwrap();
        let schema = &schemas[name];
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let kind_ref = schema["properties"]["type"]["$ref"].as_str().unwrap();
        let kind_schema = &schemas[kind_ref.rsplit('/').next().unwrap()];
        assert_eq!(kind_schema["enum"], json!([kind]), "{name}");
        assert!(schema["required"].as_array().unwrap().contains(&json!("type")), "{name}");
    }
    // A documented inline enum becomes an allOf of a string and an object, which nothing satisfies.
    assert!(!api.to_string().contains("allOf"));
    let times = &schemas["TimesPerPeriod"]["properties"];
    assert_eq!((&times["times"]["minimum"], &times["times"]["maximum"]), (&json!(1), &json!(50)));
    assert_eq!(times["times_max"]["maximum"], 50);
    assert_eq!(times["every"]["maximum"], 52);
    let weekdays = &schemas["OnWeekdays"]["properties"]["weekdays"];
    assert_eq!((&weekdays["maxItems"], &weekdays["uniqueItems"]), (&json!(7), &json!(true)));
    assert_eq!(schemas["AsNeeded"]["properties"]["trigger"]["maxLength"], 500);
    assert_eq!(schemas["DayStart"]["type"], "string");
    assert_eq!(schemas["TimeZone"]["maxLength"], 64);
    assert!(serde_json::to_string(&LocalTime::schema()).unwrap().contains("pattern"));
}

#[test]
fn zones_and_times_of_day_are_strict() {
    let zone = |name: &str| serde_json::from_value::<TimeZone>(json!(name));
    assert_eq!(zone("Europe/Berlin").unwrap().name(), "Europe/Berlin");
    for bad in ["europe/berlin", "Europe/Nowhere", "", "+01:00"] {
        assert!(zone(bad).is_err(), "{bad}");
    }
    let start = |text: &str| serde_json::from_value::<DayStart>(json!(text));
    assert_eq!(start("11:59").unwrap().minutes(), 719);
    assert_eq!(serde_json::to_value(DayStart::default()).unwrap(), "03:00");
    for bad in ["12:00", "3:00", "03:60", "+3:00", "03:00:00", " 3:00"] {
        assert!(start(bad).is_err(), "{bad}");
    }
}
