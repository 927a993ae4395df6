//! Kills the service and PostgreSQL under writers, and counts the acknowledged writes that are lost.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::callers::sign_in;
use crate::data::Data;
use crate::fill::bar;
use crate::http::{Connection, Random};
use crate::operations::{OPERATIONS, Prepared};
use crate::service::Service;
use crate::{Options, Outcome};

/// How to make trouble.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct FaultOptions {
    /// How often something is killed.
    #[arg(long, default_value_t = 12)]
    kills: u32,
    /// Decides what is killed and when.
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// What the writers know.
#[derive(Default)]
struct Ledger {
    acknowledged: Mutex<Vec<Uuid>>,
    failures: Mutex<u64>,
    refused: Mutex<Vec<String>>,
    stop: AtomicBool,
}

/// Runs writers, kills, restarts, and looks for every acknowledged id. Fails when one is missing.
pub async fn run(options: &Options, faults: FaultOptions, data: Data) -> Outcome {
    let operation = OPERATIONS.into_iter().find(|operation| operation.writes()).ok_or("no write")?;
    let targets = sign_in(&data, &operation).await?;
    let service = Service::start(options, &data).await?;
    let address = service.address;
    let requests = Arc::new(operation.requests(&targets, address));
    let ledger = Arc::new(Ledger::default());
    let writers: Vec<_> = (0..options.connections)
        .map(|number| tokio::spawn(write(address, Arc::clone(&requests), number, Arc::clone(&ledger))))
        .collect();
    let data = kill_again_and_again(options, faults, data, service).await?;
    ledger.stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await?;
    }
    report(&data, &ledger).await
}

async fn kill_again_and_again(
    options: &Options,
    faults: FaultOptions,
    mut data: Data,
    mut service: Service,
) -> Outcome<Data> {
    let (mut random, progress) = (Random::new(faults.seed), bar(faults.kills.into())?);
    let address = service.address;
    for _ in 0..faults.kills {
        tokio::time::sleep(Duration::from_millis(500 + random.below(1500) as u64)).await;
        match random.below(3) {
            0 => {
                progress.set_message("the service is killed");
                drop(service);
                service = restart(address, options, &data).await?;
            }
            1 => {
                progress.set_message("PostgreSQL is killed");
                kill(data.postmaster()?)?;
                data = data.restart().await?;
            }
            _ => {
                progress.set_message("a database connection is killed");
                kill(any_backend(&data).await?)?;
            }
        }
        progress.inc(1);
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    progress.finish_and_clear();
    // Once more on disk only: what was acknowledged must survive without anything being written out first.
    kill(data.postmaster()?)?;
    let data = data.restart().await?;
    drop(service);
    Ok(data)
}

async fn restart(address: std::net::SocketAddr, options: &Options, data: &Data) -> Outcome<Service> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match Service::start_at(address, options, data).await {
            Err(_) if Instant::now() < deadline => tokio::time::sleep(Duration::from_millis(100)).await,
            started => return started,
        }
    }
}

async fn any_backend(data: &Data) -> Outcome<u32> {
    let deadline = Instant::now() + Duration::from_secs(30);
    let sql = "SELECT pid FROM pg_stat_activity WHERE usename = 'holdfast_app' ORDER BY random() LIMIT 1";
    loop {
        if let Ok(root) = data.root().await
            && let Ok(Some(row)) = root.query_opt(sql, &[]).await
        {
            return Ok(u32::try_from(row.try_get::<_, i32>(0)?)?);
        }
        if Instant::now() > deadline {
            return Err("no connection of the service to kill".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// SIGKILL: no chance to say goodbye or to write anything out.
fn kill(pid: u32) -> Outcome {
    std::process::Command::new("kill").args(["-9", &pid.to_string()]).status()?;
    Ok(())
}

/// Creates check-ins; one that was not acknowledged is sent again until it is, as a phone does.
async fn write(address: std::net::SocketAddr, requests: Arc<Vec<Prepared>>, seed: u32, ledger: Arc<Ledger>) {
    let (mut random, mut out, mut connection) = (Random::new(seed), Vec::new(), None);
    while let Some(request) = requests.get(random.below(requests.len())) {
        let Some(id) = request.fresh(&mut out) else { return };
        loop {
            if ledger.stop.load(Ordering::Relaxed) {
                return;
            }
            match send(&mut connection, address, &out).await {
                Ok((200 | 201, _)) => {
                    lock(&ledger.acknowledged).push(id);
                    break;
                }
                Ok((status, body)) if status < 500 => {
                    lock(&ledger.refused).push(format!("{status} {body}"));
                    break;
                }
                Ok(_) => {}
                Err(_) => connection = None,
            }
            *lock(&ledger.failures) += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn send(
    connection: &mut Option<Connection>,
    address: std::net::SocketAddr,
    request: &[u8],
) -> Outcome<(u16, String)> {
    let open = match connection.take() {
        Some(open) => open,
        None => Connection::open(address).await?,
    };
    let open = connection.insert(open);
    let (status, body) = tokio::time::timeout(Duration::from_secs(15), open.send(request)).await??;
    Ok((status, String::from_utf8_lossy(body).into_owned()))
}

async fn report(data: &Data, ledger: &Ledger) -> Outcome {
    let root = data.root().await?;
    let acknowledged = std::mem::take(&mut *lock(&ledger.acknowledged));
    let mut present = HashSet::new();
    for part in acknowledged.chunks(10_000) {
        for row in root.query("SELECT id FROM check_ins WHERE id = ANY($1)", &[&part]).await? {
            present.insert(row.try_get::<_, Uuid>(0)?);
        }
    }
    let lost = acknowledged.iter().filter(|id| !present.contains(*id)).count();
    let (failures, refused) = (*lock(&ledger.failures), std::mem::take(&mut *lock(&ledger.refused)));
    println!(
        "{} writes acknowledged, {lost} of them lost; {failures} tries failed and were sent again; {} refused",
        acknowledged.len(),
        refused.len()
    );
    if let Some(first) = refused.first() {
        println!("the first refusal: {first}");
    }
    if lost > 0 || !refused.is_empty() || acknowledged.is_empty() {
        return Err("acknowledged writes must not be lost, and none refused".into());
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
