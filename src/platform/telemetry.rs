//! Logs: one JSON object a line on standard error, with ids only.

use std::io::Write;

use log::kv::{Error, Key, Value, VisitSource};
use serde_json::{Map, Value as Json};

/// Starts logging at the level that `HOLDFAST_LOG` (or the argument) gives.
pub fn start(default_level: &str) {
    let environment = env_logger::Env::new().filter_or("HOLDFAST_LOG", default_level);
    let _already_started = env_logger::Builder::from_env(environment).format(write_line).try_init();
}

fn write_line(out: &mut env_logger::fmt::Formatter, record: &log::Record<'_>) -> std::io::Result<()> {
    let mut fields = Fields(Map::new());
    fields.0.insert("at".to_owned(), Json::String(out.timestamp_millis().to_string()));
    fields.0.insert("level".to_owned(), Json::String(record.level().as_str().to_lowercase()));
    fields.0.insert("target".to_owned(), Json::String(record.target().to_owned()));
    fields.0.insert("message".to_owned(), Json::String(record.args().to_string()));
    let _never_fails = record.key_values().visit(&mut fields);
    serde_json::to_writer(&mut *out, &fields.0)?;
    out.write_all(b"\n")
}

struct Fields(Map<String, Json>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        let value = value.to_i64().map_or_else(|| Json::String(value.to_string()), Json::from);
        self.0.insert(key.to_string(), value);
        Ok(())
    }
}
