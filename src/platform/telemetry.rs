//! Logs: one JSON object a line on standard error, with ids only, at every level.

use std::fmt::Display;
use std::io::Write;

use log::Level;
use log::kv::{Error, Key, Value, VisitSource};

/// Starts logging at the level that `HOLDFAST_LOG` (or the argument) gives.
pub fn start(default_level: &str) {
    let environment = env_logger::Env::new().filter_or("HOLDFAST_LOG", default_level);
    let _already_started = env_logger::Builder::from_env(environment).format(write_line).try_init();
}

/// Whether a record tells ids only. At the talkative levels a library repeats what it is given: the database driver the
/// parameters of every statement, the HTTP server pieces of requests. No setting brings these out.
fn tells_ids_only(record: &log::Record<'_>) -> bool {
    let own = record.target().split("::").next() == Some(env!("CARGO_PKG_NAME"));
    own || record.level() <= Level::Info
}

fn write_line(out: &mut env_logger::fmt::Formatter, record: &log::Record<'_>) -> std::io::Result<()> {
    if !tells_ids_only(record) {
        return Ok(());
    }
    let level = match record.level() {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    };
    let at = out.timestamp_millis();
    write!(out, "{{\"at\":\"{at}\",\"level\":\"{level}\"")?;
    let mut fields = Fields { out, failed: None };
    fields.text("target", &record.target());
    fields.text("message", record.args());
    let _tells_of_failures_itself = record.key_values().visit(&mut fields);
    match fields.failed {
        Some(error) => Err(error),
        None => out.write_all(b"}\n"),
    }
}

/// Writes further members of the object that is open, until one cannot be written.
struct Fields<'f> {
    out: &'f mut env_logger::fmt::Formatter,
    failed: Option<std::io::Error>,
}

impl Fields<'_> {
    fn text(&mut self, name: &str, value: &impl Display) {
        self.member(name, |out| {
            let mut text = serde_json::Serializer::new(out);
            Ok(serde::Serializer::collect_str(&mut text, value)?)
        });
    }

    fn member(
        &mut self,
        name: &str,
        value: impl FnOnce(&mut env_logger::fmt::Formatter) -> std::io::Result<()>,
    ) {
        let mut write = || {
            self.out.write_all(b",")?;
            serde_json::to_writer(&mut *self.out, name)?;
            self.out.write_all(b":")
        };
        let written = write().and_then(|()| value(self.out));
        self.failed = self.failed.take().or(written.err());
    }
}

impl<'kvs> VisitSource<'kvs> for Fields<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
        match value.to_i64() {
            Some(number) => self.member(key.as_str(), |out| write!(out, "{number}")),
            None => self.text(key.as_str(), &value),
        }
        Ok(())
    }
}
