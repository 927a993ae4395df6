//! What reports cost: the demo practice, whose couples have twelve weeks of everything, and a therapist who asks for reports about them.

#![expect(clippy::indexing_slicing, reason = "indexing JSON by name gives null where there is nothing")]

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use futures_util::future::try_join_all;
use reqwest::header::ACCEPT;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::processes::{cpu, cpu_of_tree, peak_memory};
use crate::{Options, Outcome};

/// How long each part is measured for.
#[derive(Debug, Clone, Copy, Args)]
pub struct ReportOptions {
    /// Reports asked for one after the other.
    #[arg(long, default_value_t = 100)]
    reports: u32,
}

/// A demo that serves. It is stopped at the end.
struct Demo {
    child: Child,
    data: PathBuf,
    base: String,
}

impl Demo {
    /// Makes it, or starts the one that is there.
    async fn start(options: &Options) -> Outcome<Self> {
        let data = std::path::absolute(options.directory.join("demo"))?;
        fs::create_dir_all(&options.directory)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = fs::File::create(options.directory.join("demo.log"))?;
        let child = Command::new(&options.service)
            .arg("demo")
            .env("HOLDFAST_DATA", &data)
            .env("HOLDFAST_LISTEN", address.to_string())
            .env("HOLDFAST_LOG", &options.log)
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut demo = Self { child, data, base: format!("http://{address}") };
        let deadline = Instant::now() + Duration::from_secs(120);
        while !demo.is_made() {
            if demo.child.try_wait()?.is_some() || Instant::now() > deadline {
                return Err("the demo did not start: see demo.log".into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(demo)
    }

    /// Once it says where it serves now.
    fn is_made(&self) -> bool {
        let told = fs::read_to_string(self.data.join("demo.json")).unwrap_or_default();
        told.contains(&self.base) && !self.data.join("demo.unfinished").exists()
    }

    /// CPU of the service and of its database, in microseconds.
    fn used(&self) -> Outcome<(u64, u64)> {
        Ok((cpu(self.child.id())?, cpu_of_tree(self.postmaster()?)?))
    }

    /// The one process that it started.
    fn postmaster(&self) -> Outcome<u32> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id()))?.flatten();
        let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        let child =
            children.flat_map(|told| told.split(' ').filter_map(|pid| pid.parse().ok()).next()).next();
        child.ok_or_else(|| "the database of the demo was not found".into())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Its database ends with it when it may end by itself.
        let _told = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ended = self.child.wait();
    }
}

/// A therapist.
struct Caller {
    http: Client,
    base: String,
    token: String,
}

impl Caller {
    async fn sign_in(demo: &Demo) -> Outcome<Self> {
        let told: Value = serde_json::from_str(&fs::read_to_string(demo.data.join("demo.json"))?)?;
        let accounts = told["accounts"].as_array().ok_or("demo.json has no accounts")?;
        // The first one owns the practice, and finds couples that are in the care of others.
        let therapist = accounts.iter().rfind(|it| it["role"] == "therapist").ok_or("no therapist")?;
        let http = Client::builder().no_proxy().build()?;
        let body = json!({"email": therapist["email"], "password": therapist["password"]});
        let signed_in = answer(http.post(format!("{}/v1/sessions", demo.base)).json(&body)).await?;
        let token = signed_in["access_token"].as_str().ok_or("no token")?.to_owned();
        Ok(Self { http, base: demo.base.clone(), token })
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.token).json(body)
    }

    async fn draft(&self, couple: &str, audience: &str) -> Outcome<String> {
        let asked = json!({"couple_id": couple, "audience": audience, "weeks": 12});
        let made = answer(self.post("/v1/reports", &asked)).await?;
        Ok(made["id"].as_str().ok_or("a report without an id")?.to_owned())
    }

    async fn file(&self, report: &str, form: &str) -> Outcome<usize> {
        let response = self.get(&format!("/v1/reports/{report}")).header(ACCEPT, form).send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        if status == StatusCode::OK { Ok(bytes.len()) } else { Err(format!("{form}: {status}").into()) }
    }
}

async fn answer(request: RequestBuilder) -> Outcome<Value> {
    let response = request.send().await?;
    let status = response.status();
    let body: Value = response.json().await?;
    if status.is_success() { Ok(body) } else { Err(format!("{status}: {body}").into()) }
}

/// What one step took: each time in milliseconds, and the CPU of all.
#[derive(Default)]
struct Step {
    milliseconds: Vec<f64>,
    service: u64,
    database: u64,
}

impl Step {
    async fn take<T>(&mut self, demo: &Demo, work: impl Future<Output = Outcome<T>>) -> Outcome<(T, f64)> {
        let (before, begun) = (demo.used()?, Instant::now());
        let done = work.await?;
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        let after = demo.used()?;
        self.milliseconds.push(took);
        self.service += after.0.saturating_sub(before.0);
        self.database += after.1.saturating_sub(before.1);
        Ok((done, took))
    }

    fn row(&mut self, title: &str) {
        self.milliseconds.sort_unstable_by(f64::total_cmp);
        let count = self.milliseconds.len();
        let at = |share: f64| self.milliseconds.get((count as f64 * share) as usize).copied().unwrap_or(0.0);
        let each = |all: u64| all as f64 / 1000.0 / count.max(1) as f64;
        println!(
            "| {title} | {:.1} | {:.1} | {:.1} | {:.1} |",
            at(0.5),
            at(0.99),
            each(self.service),
            each(self.database)
        );
    }
}

const FORMS: [(&str, &str); 4] = [
    ("its document as JSON", "application/json"),
    ("its page", "text/html"),
    ("its figures as CSV", "text/csv"),
    ("its PDF", "application/pdf"),
];

/// Measures and prints the table.
pub async fn run(options: &Options, asked: ReportOptions) -> Outcome {
    let demo = Demo::start(options).await?;
    let caller = Caller::sign_in(&demo).await?;
    println!("memory of the service after starting: {:.0} MiB at most", peak_memory(demo.child.id())?);
    let couples = answer(caller.get("/v1/couples")).await?;
    let couples: Vec<String> = couples["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| Some(it["id"].as_str()?.to_owned()))
        .collect();
    let couple =
        |number: u32| couples.get(number as usize % couples.len().max(1)).ok_or("no couple is in care");
    // Fonts are read and statements planned once.
    caller.file(&caller.draft(couple(0)?, "clinician").await?, "application/pdf").await?;

    let (mut made, mut whole, mut forms) = (Step::default(), Step::default(), BTreeMap::<&str, Step>::new());
    let mut bytes = 0;
    for number in 0..asked.reports {
        let (report, first) = made.take(&demo, caller.draft(couple(number)?, "clinician")).await?;
        for (title, form) in FORMS {
            let (size, took) =
                forms.entry(title).or_default().take(&demo, caller.file(&report, form)).await?;
            if title == "its PDF" {
                bytes += size;
                whole.milliseconds.push(first + took);
            }
        }
    }
    println!("| what | p50 ms | p99 ms | service CPU ms | database CPU ms |\n|---|---:|---:|---:|---:|");
    made.row("a report made (figures read, frozen, sealed)");
    for (title, _) in FORMS {
        if let Some(step) = forms.get_mut(title) {
            step.row(title);
        }
    }
    whole.row("made and its PDF read, together");
    println!("{} bytes a PDF on average", bytes / asked.reports.max(1) as usize);
    together(&demo, &caller, couple(0)?, options.workers()).await?;
    caseload(&demo, &caller).await?;
    println!("memory of the service at most: {:.0} MiB", peak_memory(demo.child.id())?);
    Ok(())
}

/// PDFs of as many callers as there are cores.
async fn together(demo: &Demo, caller: &Caller, couple: &str, callers: u32) -> Outcome {
    const EACH: u32 = 50;
    let report = caller.draft(couple, "clinician").await?;
    let (before, begun) = (demo.used()?, Instant::now());
    let ask = async |_| -> Outcome {
        for _ in 0..EACH {
            caller.file(&report, "application/pdf").await?;
        }
        Ok(())
    };
    try_join_all((0..callers).map(ask)).await?;
    let (seconds, after) = (begun.elapsed().as_secs_f64(), demo.used()?);
    let count = f64::from(callers * EACH);
    println!(
        "{callers} callers at once: {:.1} PDFs a second, {:.1} a second of the service's CPU",
        count / seconds,
        count * 1e6 / (after.0 - before.0) as f64
    );
    Ok(())
}

/// A run over the caseload.
async fn caseload(demo: &Demo, caller: &Caller) -> Outcome {
    let (before, begun) = (demo.used()?, Instant::now());
    let run = answer(caller.post("/v1/report-runs", &json!({"audience": "clinician", "weeks": 12}))).await?;
    let path = format!("/v1/report-runs/{}", run["id"].as_str().unwrap_or_default());
    let run = loop {
        let run = answer(caller.get(&path)).await?;
        match run["status"].as_str() {
            Some("succeeded") => break run,
            Some("queued" | "running") => tokio::time::sleep(Duration::from_millis(20)).await,
            _ => return Err(format!("the run ended otherwise: {run}").into()),
        }
    };
    let (seconds, after) = (begun.elapsed().as_secs_f64(), demo.used()?);
    let made = run["made"].as_f64().unwrap_or(0.0);
    println!(
        "a run over the caseload: {made} reports in {seconds:.2} s, {:.1} ms of the service's CPU and {:.1} of the database's each",
        (after.0 - before.0) as f64 / 1000.0 / made.max(1.0),
        (after.1 - before.1) as f64 / 1000.0 / made.max(1.0)
    );
    Ok(())
}
