//! What the people of the demo write: short, ordinary, and of nobody.

#![expect(clippy::indexing_slicing, reason = "indexing JSON by name gives null where there is nothing")]

use serde_json::{Map, Value, json};

use super::random::Random;

const NOTES: [&str; 12] = [
    "Short today, but we did sit down.",
    "Harder than last week. Glad we tried.",
    "We laughed in the middle of it, which helped.",
    "I nearly skipped it and then did not.",
    "Felt a bit forced at the start, easier after a while.",
    "Tired. Kept it small.",
    "This one is starting to feel like ours.",
    "I noticed I wanted to explain myself, and waited.",
    "Long day, quiet evening, good talk.",
    "We were interrupted and came back to it.",
    "I said what I needed before I was angry about it.",
    "Nothing special, and that was nice.",
];

const SENTENCES: [&str; 10] = [
    "I felt pushed aside when the call went on through supper.",
    "I went quiet because I did not want to say something unkind.",
    "A walk round the block first, then we talk.",
    "Being asked how my day was, and being listened to.",
    "I can wait ten minutes before I write again.",
    "I told them where I would be, and I was there.",
    "It reminded me of how things were at home, long ago.",
    "We want one free Saturday in the month, without plans.",
    "Thank you for making the tea without being asked.",
    "I can ask for a hug instead of asking what is wrong.",
];

const FEELINGS: [&str; 8] = ["calm", "tired", "hopeful", "lonely", "grateful", "worried", "proud", "sad"];

/// A note.
pub(super) fn note(random: &mut Random) -> &'static str {
    random.choose(&NOTES).copied().unwrap_or_default()
}

/// Feeling words.
pub(super) fn feelings(random: &mut Random) -> Vec<&'static str> {
    let first = random.choose(&FEELINGS).copied();
    let second = random.choose(&FEELINGS).copied().filter(|word| Some(*word) != first);
    first.into_iter().chain(second).collect()
}

/// Details that fit the content of a library item, on a local date.
pub(super) fn details(content: &Value, date: chrono::NaiveDate, random: &mut Random) -> Value {
    let kind = content["kind"].as_str().unwrap_or_default();
    let mut details = Map::new();
    details.insert("kind".to_owned(), json!(kind));
    let (prompts, steps) = match kind {
        "habit" | "boundary_script" => (&content["slots"], &content["steps"]),
        "reflection" => (&content["prompts"], &Value::Null),
        _ => (&Value::Null, &content["ritual"]["steps"]),
    };
    if content["ritual"]["format"] == "four_parts" {
        let parts = json!({"own": sentence(random), "impact": sentence(random), "validate": sentence(random),
            "do_over": sentence(random)});
        details.insert("parts".to_owned(), parts);
        details.insert("steps_done".to_owned(), json!(["own", "impact", "validate", "do_over"]));
    }
    let keys: Vec<&Value> = steps.as_array().into_iter().flatten().map(|step| &step["key"]).collect();
    if !keys.is_empty() {
        details.insert("steps_done".to_owned(), json!(keys));
    }
    let mut answers = Vec::new();
    for prompt in prompts.as_array().into_iter().flatten() {
        if prompt["required"] == true || random.happens(40) {
            answers.extend(answer(prompt, date, random));
        }
    }
    details.insert("answers".to_owned(), Value::Array(answers));
    Value::Object(details)
}

fn sentence(random: &mut Random) -> &'static str {
    random.choose(&SENTENCES).copied().unwrap_or_default()
}

fn answer(prompt: &Value, date: chrono::NaiveDate, random: &mut Random) -> Option<Value> {
    let (key, spec) = (&prompt["key"], &prompt["answer"]);
    let form = spec["type"].as_str()?;
    let mut answer = match form {
        "text" => json!({"text": sentence(random)}),
        "scale" => json!({"value": 3 + random.below(7)}),
        "choice" => json!({"options": [random.choose(spec["options"].as_array()?)?["key"]]}),
        "feelings" => json!({"feelings": [random.choose(&FEELINGS)?]}),
        "entries" => json!({"entries": entries(spec, random)}),
        "date" => json!({"date": date + chrono::Days::new(3)}),
        _ => json!({"time": "20:30"}),
    };
    answer["prompt"] = key.clone();
    answer["type"] = json!(form);
    Some(answer)
}

fn entries(spec: &Value, random: &mut Random) -> Vec<Value> {
    match spec["items"].as_array() {
        Some(items) => {
            items.iter().map(|item| json!({"item": item["key"], "rating": 3 + random.below(7)})).collect()
        }
        None => vec![json!({"label": sentence(random), "rating": 2 + random.below(8)})],
    }
}
