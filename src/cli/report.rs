//! `holdfast report`: writes reports to files through the service, so that who may read what is decided where it always is.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};

use super::Outcome;
use super::commands::{ReportForm, ReportOptions, ReportPaper};
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

impl ReportPaper {
    fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }
}

/// A report to write.
struct Made {
    id: String,
    /// `client` or `couple` with the id, where it was made here.
    about: String,
}

impl Made {
    fn new(id: String, made: &Value) -> Result<Self, Failure> {
        let about = match text(made, "client_id") {
            Ok(client) => format!("client {client}"),
            Err(_) => format!("couple {}", text(made, "couple_id")?),
        };
        Ok(Self { id, about })
    }
}

pub(super) async fn run(options: ReportOptions) -> Outcome {
    let api = Api::new(options.server.trim_end_matches('/'))?.bearing(&options.token);
    prepare(&options.out)?;
    let reports = if options.caseload {
        make_all(&api, &options).await?
    } else if options.reports.is_empty() {
        vec![make_one(&api, &options).await?]
    } else {
        options.reports.iter().map(|id| Made { id: id.to_string(), about: String::new() }).collect()
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

async fn make_one(api: &Api, options: &ReportOptions) -> Result<Made, Failure> {
    let mut asked = asked(options);
    if let Some(client) = options.client {
        asked.insert("client_id".to_owned(), json!(client));
    }
    if let Some(couple) = options.couple {
        asked.insert("couple_id".to_owned(), json!(couple));
    }
    let made = api.post("/v1/reports", &Value::Object(asked)).await?;
    Made::new(text(&made, "id")?, &made)
}

/// Has a run made and waits for its end.
async fn make_all(api: &Api, options: &ReportOptions) -> Result<Vec<Made>, Failure> {
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
async fn made_by(api: &Api, path: &str) -> Result<Vec<Made>, Failure> {
    let mut reports = Vec::new();
    let mut next = format!("{path}/items?limit=200");
    loop {
        let page = api.get(&next).await?;
        for item in page.get("items").and_then(Value::as_array).into_iter().flatten() {
            match text(item, "report_id") {
                Ok(report) => reports.push(Made::new(report, item)?),
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

/// A folder that can be written to, before anything is made; a new one is for nobody else.
fn prepare(out: &Path) -> Outcome {
    let told = |error| format!("{}: {error}", out.display());
    DirBuilder::new().recursive(true).mode(0o700).create(out).map_err(told)?;
    let probe = out.join(format!(".{}.part", std::process::id()));
    private(&probe).map_err(told)?;
    Ok(fs::remove_file(&probe).map_err(told)?)
}

/// A new file for nobody else.
fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

async fn write_all(api: &Api, options: &ReportOptions, reports: &[Made]) -> Outcome {
    let bar = bar("Writing reports  ", u64::try_from(reports.len()).unwrap_or_default())?;
    let written = stream::iter(reports)
        .map(|report| async {
            let written = write(api, options, &report.id).await;
            bar.inc(1);
            written
        })
        .buffered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    bar.finish();
    let mut failed = 0_usize;
    for (written, report) in written.into_iter().zip(reports) {
        match written {
            Ok(file) => println!("{}\t{}", file.display(), report.about),
            Err(error) => {
                eprintln!("{}: {error}", report.id);
                failed = failed.saturating_add(1);
            }
        }
    }
    // One that cannot be had keeps nobody from the others.
    if failed == 0 { Ok(()) } else { Err(format!("{failed} of {} were not written", reports.len()).into()) }
}

/// Whole or not at all: what stops in the middle leaves the file that was there.
async fn write(api: &Api, options: &ReportOptions, report: &str) -> Result<PathBuf, Failure> {
    let path = format!("/v1/reports/{report}?paper={}", options.paper.name());
    let bytes = api.download(&path, options.form.media_type()).await?;
    let file = options.out.join(format!("{report}.{}", options.form.extension()));
    let part = file.with_extension("part");
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let written = private(&part).and_then(|mut part| part.write_all(&bytes));
    if let Err(error) = written.and_then(|()| fs::rename(&part, &file)) {
        // Nothing of it may stay behind.
        let _gone = fs::remove_file(&part);
        return Err(told(&file, error).into());
    }
    Ok(file)
}

fn bar(title: &str, total: u64) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template(&format!("{title} {{bar:30}} {{pos}}/{{len}}, {{elapsed}}"))?;
    Ok(ProgressBar::new(total).with_style(style))
}

fn count(answer: &Value, name: &str) -> u64 {
    answer.get(name).and_then(Value::as_u64).unwrap_or_default()
}
