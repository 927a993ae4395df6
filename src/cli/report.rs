//! `holdfast report`: writes reports to files through the service, so that who may read what is decided where it always is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Outcome;
use super::commands::{ReportForm, ReportOptions};
use crate::caller::{Api, Failure, text};

/// Reports that are asked for at the same time.
const AT_ONCE: usize = 4;
/// How often it looks how far a run is.
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl ReportForm {
    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Csv => "csv",
        }
    }
}

pub(super) async fn run(options: ReportOptions) -> Outcome {
    let api = Api::new(options.server.trim_end_matches('/'))?.bearing(&options.token);
    fs::create_dir_all(&options.out).map_err(|error| format!("{}: {error}", options.out.display()))?;
    let reports = if options.caseload {
        make_all(&api, &options).await?
    } else if options.reports.is_empty() {
        vec![make_one(&api, &options).await?]
    } else {
        options.reports.iter().map(Uuid::to_string).collect()
    };
    write_all(&api, &options, &reports).await
}

/// What is asked for, without whom it is about.
fn asked(options: &ReportOptions) -> Map<String, Value> {
    let mut asked = Map::from_iter([("audience".to_owned(), json!(options.audience))]);
    if let (Some(from), Some(to)) = (options.from, options.to) {
        asked.insert("window".to_owned(), json!({"from": from, "to": to}));
    }
    if let Some(weeks) = options.weeks {
        asked.insert("weeks".to_owned(), json!(weeks));
    }
    if options.since_last_session {
        asked.insert("since_last_session".to_owned(), json!(true));
    }
    asked
}

async fn make_one(api: &Api, options: &ReportOptions) -> Result<String, Failure> {
    let mut asked = asked(options);
    if let Some(client) = options.client {
        asked.insert("client_id".to_owned(), json!(client));
    }
    if let Some(couple) = options.couple {
        asked.insert("couple_id".to_owned(), json!(couple));
    }
    text(&api.post("/v1/reports", &Value::Object(asked)).await?, "id")
}

/// Has a run made and waits for its end.
async fn make_all(api: &Api, options: &ReportOptions) -> Result<Vec<String>, Failure> {
    let run = api.post("/v1/report-runs", &Value::Object(asked(options))).await?;
    let path = format!("/v1/report-runs/{}", text(&run, "id")?);
    let bar = bar("Making reports   ", count(&run, "total"))?;
    loop {
        let run = api.get(&path).await?;
        bar.set_position(count(&run, "made").saturating_add(count(&run, "skipped")));
        match text(&run, "status")?.as_str() {
            "queued" | "running" => tokio::time::sleep(LOOK_EVERY).await,
            "succeeded" => break,
            status => return Err(format!("the run of reports has {status}; what it made stays").into()),
        }
    }
    bar.finish();
    made_by(api, &path).await
}

/// The reports of a run; of whom there is none is told on standard error.
async fn made_by(api: &Api, path: &str) -> Result<Vec<String>, Failure> {
    let mut reports = Vec::new();
    let mut next = format!("{path}/items?limit=200");
    loop {
        let page = api.get(&next).await?;
        for item in page.get("items").and_then(Value::as_array).into_iter().flatten() {
            match text(item, "report_id") {
                Ok(report) => reports.push(report),
                Err(_) => {
                    let subject = text(item, "client_id").or_else(|_| text(item, "couple_id"))?;
                    eprintln!("{subject}: no report ({})", text(item, "reason")?);
                }
            }
        }
        match text(&page, "next_cursor") {
            Ok(cursor) => next = format!("{path}/items?limit=200&cursor={cursor}"),
            Err(_) => return Ok(reports),
        }
    }
}

async fn write_all(api: &Api, options: &ReportOptions, reports: &[String]) -> Outcome {
    let bar = bar("Writing reports  ", u64::try_from(reports.len()).unwrap_or_default())?;
    let written = stream::iter(reports)
        .map(|report| async {
            let file = write(api, options, report).await?;
            bar.inc(1);
            Ok::<PathBuf, Failure>(file)
        })
        .buffered(AT_ONCE)
        .try_collect::<Vec<_>>()
        .await?;
    bar.finish();
    for file in written {
        println!("{}", file.display());
    }
    Ok(())
}

/// Whole or not at all: what stops in the middle leaves the file that was there.
async fn write(api: &Api, options: &ReportOptions, report: &str) -> Result<PathBuf, Failure> {
    let bytes = api.download(&format!("/v1/reports/{report}"), options.form.media_type()).await?;
    let file = options.out.join(format!("{report}.{}", options.form.extension()));
    let part = file.with_extension("part");
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::write(&part, bytes).map_err(|error| told(&part, error))?;
    fs::rename(&part, &file).map_err(|error| told(&file, error))?;
    Ok(file)
}

fn bar(title: &str, total: u64) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template(&format!("{title} {{bar:30}} {{pos}}/{{len}}, {{elapsed}}"))?;
    Ok(ProgressBar::new(total).with_style(style))
}

fn count(answer: &Value, name: &str) -> u64 {
    answer.get(name).and_then(Value::as_u64).unwrap_or_default()
}
