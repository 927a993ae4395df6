//! Alternating pairs of runs: the service, then pgbench with the same statements.

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::callers::sign_in;
use crate::capture::capture;
use crate::data::Data;
use crate::fill::bar;
use crate::operations::{OPERATIONS, Operation, Prepared};
use crate::pgbench::{self, Script};
use crate::processes::{cpu, cpu_of_tree, peak_memory};
use crate::service::Service;
use crate::table::{Line, print};
use crate::{Options, Outcome, http};

const WARM_UP: Duration = Duration::from_millis(1500);

/// What one run of the service used; times in microseconds, CPU per request.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub per_second: f64,
    pub p50: f64,
    pub p99: f64,
    pub service: f64,
    pub database: f64,
    pub errors: u64,
}

/// Measures the operations and prints the table.
pub async fn run(options: &Options, data: &Data) -> Outcome {
    let chosen: Vec<_> = OPERATIONS
        .into_iter()
        .filter(|operation| options.only.is_empty() || options.only.iter().any(|name| name == operation.name))
        .collect();
    let progress = bar(chosen.len() as u64 * (u64::from(options.pairs) * 2 + 2))?;
    let mut lines = Vec::new();
    for operation in &chosen {
        progress.set_message(operation.title);
        match pairs(options, data, operation, &progress).await {
            Ok(line) => lines.push(line),
            Err(error) => progress.suspend(|| eprintln!("{}: {error}", operation.name)),
        }
    }
    progress.finish_and_clear();
    print(options, data.size, &lines);
    if lines.len() < chosen.len() || lines.iter().any(|line| line.errors() > 0) {
        return Err("not every operation was measured without errors".into());
    }
    Ok(())
}

async fn pairs(
    options: &Options,
    data: &Data,
    operation: &Operation,
    progress: &ProgressBar,
) -> Outcome<Line> {
    let targets = sign_in(data, operation).await?;
    let script = if operation.has_twin() {
        let statements = capture(options, data, operation, &targets).await?;
        for statement in statements.iter().filter(|statement| statement.unprepared) {
            progress.suspend(|| eprintln!("{} is not kept prepared: {}", operation.name, statement.sql));
        }
        Some(Script::write(data, operation, &statements, &targets)?)
    } else {
        None
    };
    progress.inc(1);
    data.root().await?.batch_execute("CHECKPOINT").await?;
    let service = Service::start(options, data).await?;
    let requests = Arc::new(operation.requests(&targets, service.address));
    http::run(service.address, Arc::clone(&requests), options.connections, WARM_UP).await?;
    progress.inc(1);
    let mut runs = Vec::new();
    for _ in 0..options.pairs {
        let ours = serve(options, data, &service, &requests, progress).await?;
        progress.inc(1);
        let run = |script: &Script| tokio::task::block_in_place(|| script.run(options, data));
        let theirs: Option<pgbench::Run> = script.as_ref().map(run).transpose()?;
        progress.inc(1);
        runs.push((ours, theirs));
    }
    Ok(Line { title: operation.title, items: operation.items(), runs, memory: peak_memory(service.pid())? })
}

async fn serve(
    options: &Options,
    data: &Data,
    service: &Service,
    requests: &Arc<Vec<Prepared>>,
    progress: &ProgressBar,
) -> Outcome<Run> {
    let used = || -> Outcome<_> { Ok((cpu(service.pid())?, cpu_of_tree(data.postmaster()?)?)) };
    let (before, started) = (used()?, Instant::now());
    let time = Duration::from_secs(u64::from(options.seconds));
    let mut run = http::run(service.address, Arc::clone(requests), options.connections, time).await?;
    let (after, seconds) = (used()?, started.elapsed().as_secs_f64());
    if let Some(complaint) = run.complaint.take() {
        progress.suspend(|| eprintln!("{complaint}"));
    }
    run.latencies.sort_unstable();
    let count = run.latencies.len();
    let at = |share: f64| f64::from(run.latencies.get((count as f64 * share) as usize).copied().unwrap_or(0));
    let each = |after: u64, before: u64| (after - before) as f64 / count.max(1) as f64;
    Ok(Run {
        per_second: count as f64 / seconds,
        p50: at(0.5),
        p99: at(0.99),
        service: each(after.0, before.0),
        database: each(after.1, before.1),
        errors: run.errors,
    })
}
