//! What the words of enumerations mean, said where the document lists them.

use serde_json::Value;

/// Every enumeration of plain words in the source, by its name, with the meaning of each word.
static WORDS: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// Says in the description of each listed schema what its words mean.
pub fn explain(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, schema) in schemas.iter_mut() {
        if let Some(meanings) = meanings_of(name, schema) {
            explain_one(schema, meanings);
        }
    }
}

/// A schema may have another name than its enumeration: then the words alone tell which it is, where they are those of one.
fn meanings_of(name: &str, schema: &Value) -> Option<&'static [(&'static str, &'static str)]> {
    let alike: Vec<_> = WORDS.iter().filter(|(_, meanings)| is_of(schema, meanings)).collect();
    let found = alike.iter().find(|(known, _)| *known == name).or(alike.first().filter(|_| alike.len() == 1));
    found.map(|(_, meanings)| *meanings)
}

/// Whether a schema lists just these words.
fn is_of(schema: &Value, meanings: &[(&str, &str)]) -> bool {
    let words = schema.get("enum").and_then(Value::as_array);
    words.is_some_and(|words| {
        words.len() == meanings.len()
            && meanings.iter().all(|(known, _)| words.iter().any(|word| word == known))
    })
}

fn explain_one(schema: &mut Value, meanings: &[(&str, &str)]) {
    let Some(words) = schema.get("enum").and_then(Value::as_array) else { return };
    let told: Option<Vec<String>> = words
        .iter()
        .map(|word| {
            let (word, meaning) = meanings.iter().find(|(known, _)| word == known)?;
            Some(format!("- `{word}`: {meaning}"))
        })
        .collect();
    let (Some(told), Some(object)) = (told, schema.as_object_mut()) else { return };
    let before = object.get("description").and_then(Value::as_str).unwrap_or_default();
    let text = format!("{before}\n\n{}", told.join("\n"));
    object.insert("description".to_owned(), Value::String(text.trim().to_owned()));
}
