//! The statements that the service sends for one request, read from PostgreSQL's log, so that pgbench sends the
//! same ones, whatever they are today.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::callers::Target;
use crate::data::Data;
use crate::http::Connection;
use crate::operations::Operation;
use crate::service::Service;
use crate::{Options, Outcome};

/// Requests before the one that is captured, so that every connection has prepared its statements.
const WARM_UP: usize = 40;
const TURN_LOGGING_ON: &str = "ALTER DATABASE holdfast SET log_min_duration_statement = 0; \
     ALTER DATABASE holdfast SET log_parameter_max_length = -1; \
     ALTER DATABASE holdfast SET log_error_verbosity = 'default'";
const TURN_LOGGING_OFF: &str = "ALTER DATABASE holdfast RESET log_min_duration_statement; \
     ALTER DATABASE holdfast RESET log_parameter_max_length; \
     ALTER DATABASE holdfast RESET log_error_verbosity";

/// One statement as the service sent it.
#[derive(Debug, Clone)]
pub struct Statement {
    pub sql: String,
    /// The values of its parameters as text; `None` is NULL.
    pub values: Vec<Option<String>>,
    /// Sent without parameters, as one text.
    pub simple: bool,
    /// Parsed and planned anew at each request.
    pub unprepared: bool,
}

/// The statements of one request for the first target.
pub async fn capture(
    options: &Options,
    data: &Data,
    operation: &Operation,
    targets: &[Target],
) -> Outcome<Vec<Statement>> {
    let root = data.root().await?;
    root.batch_execute(TURN_LOGGING_ON).await?;
    let asked = ask(options, data, operation, targets).await;
    root.batch_execute(TURN_LOGGING_OFF).await?;
    asked
}

async fn ask(
    options: &Options,
    data: &Data,
    operation: &Operation,
    targets: &[Target],
) -> Outcome<Vec<Statement>> {
    let service = Service::start(options, data).await?;
    let requests = operation.requests(targets, service.address);
    let (request, mut out) = (requests.first().ok_or("no request")?, Vec::new());
    let mut connection = Connection::open(service.address).await?;
    for _ in 0..WARM_UP {
        request.fresh(&mut out);
        connection.send(&out).await?;
    }
    // The audit of the reads before must be written, or it would be read for part of this one.
    let pause = std::time::Duration::from_millis(400);
    tokio::time::sleep(pause).await;
    let log = data.directory.join("postgres.log");
    let before = std::fs::metadata(&log)?.len();
    request.fresh(&mut out);
    let (status, body) = connection.send(&out).await?;
    if status / 100 != 2 {
        let body = String::from_utf8_lossy(body);
        return Err(format!("{} answered {status} {body}", operation.name).into());
    }
    tokio::time::sleep(pause / 4).await;
    statements(&log, before)
}

/// The statements of the one connection that set the practice. The log tells of each that it was parsed, bound and
/// executed; one that was kept prepared is not parsed.
fn statements(log: &Path, from: u64) -> Outcome<Vec<Statement>> {
    let mut file = File::open(log)?;
    file.seek(SeekFrom::Start(from))?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    // The next lines of an entry begin with a tab.
    let text = text.replace("\n\t", " ");
    let mut found: Vec<(String, Statement)> = Vec::new();
    let (mut parsed, mut executed) = (Vec::new(), false);
    for line in text.lines() {
        let Some((head, rest)) = line.split_once("] ") else { continue };
        let pid = head.rsplit_once('[').map_or(head, |(_, pid)| pid).to_owned();
        if let Some(values) = rest.strip_prefix("DETAIL:  parameters: ") {
            // Of those that belong to a binding the execution repeats them.
            if let Some((_, statement)) = found.last_mut().filter(|_| executed) {
                statement.values = parameters(values);
            }
        } else if let Some((_, logged)) = rest.split_once(" ms  ")
            && let Some((how, sql)) = logged.split_once(": ")
        {
            let key = (pid.clone(), how.replace("parse ", "execute "));
            executed = how == "statement" || how.starts_with("execute");
            if how.starts_with("parse") {
                parsed.push(key);
            } else if executed {
                let (simple, unprepared) = (how == "statement", parsed.contains(&key));
                found.push((
                    pid,
                    Statement { sql: sql.trim().to_owned(), values: Vec::new(), simple, unprepared },
                ));
            }
        }
    }
    let tenant = found.iter().find(|(_, statement)| statement.sql.contains("SET LOCAL holdfast.practice"));
    let pid = tenant.ok_or("the log shows no tenant transaction")?.0.clone();
    Ok(found.into_iter().filter(|(of, _)| *of == pid).map(|(_, statement)| statement).collect())
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn parameters(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(quoted) = after.strip_prefix('\'') else {
            values.push(None);
            rest = after;
            continue;
        };
        let (mut value, mut chars) = (String::new(), quoted.char_indices());
        let mut end = quoted.len();
        while let Some((at, char)) = chars.next() {
            if char == '\'' {
                if chars.clone().next().is_some_and(|(_, next)| next == '\'') {
                    chars.next();
                } else {
                    end = at + 1;
                    break;
                }
            }
            value.push(char);
        }
        values.push(Some(value));
        rest = quoted.get(end..).unwrap_or_default();
    }
    values
}
