//! `holdfast audit verify`: recomputes the chain of every practice.

pub(super) mod database;
mod heads;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use self::database::TrailDatabase;
use super::Outcome;
use crate::cli::commands::VerifyOptions;
use crate::config::Settings;
use crate::identity::audit::{Broken, Head, Verifier};
use crate::identity::server_keys;
use crate::platform::crypto::Key;
use crate::platform::db::{Conn, Database, Mode, PoolSettings, migrations};
use crate::platform::ids::Id;
use crate::platform::ids::kind::PracticeId;
use crate::platform::keyring::Keyring;
use crate::platform::telemetry;

/// Heads of a log looked up at a time.
const HEADS: usize = 1000;

pub(super) async fn verify(settings: &Settings, options: VerifyOptions) -> Outcome {
    telemetry::start("warn");
    let database = database::open(settings).await?;
    let verified = verify_all(settings, &database, &options).await;
    let stopped = database.stop().await;
    verified.and(stopped)
}

async fn verify_all(settings: &Settings, trail: &TrailDatabase, options: &VerifyOptions) -> Outcome {
    migrations::check_version(&trail.url).await?;
    let (wait, work) = (settings.pool_wait(), settings.work());
    let database = Database::new(&PoolSettings { url: trail.url.clone(), size: 1, wait, work })?;
    let key = audit_key(&database, &trail.master).await?;
    let verifier = Verifier::new(database, key);
    let mut logged: BTreeSet<Uuid> = options.heads.iter().map(|head| head.practice).collect();
    if let Some(log) = &options.log {
        for head in heads::read(log)? {
            logged.insert(head?.practice);
        }
        if logged.is_empty() {
            return Err(format!("{} tells of no head", log.display()).into());
        }
    }
    let practices = verifier.practices(logged).await?;
    let mut broken = verify_chains(&verifier, &practices, &options.heads).await?;
    if let Some(log) = &options.log {
        verify_log(&verifier, log, &mut broken).await?;
    }
    for (practice, what) in &broken {
        println!("practice {practice}: {what}");
    }
    if !broken.is_empty() {
        let (broken, all) = (broken.len(), practices.len());
        return Err(format!("the audit trail of {broken} of {all} practices is broken").into());
    }
    println!("The audit trail is whole.");
    Ok(())
}

/// The first thing that is wrong in each practice where something is.
type Findings = BTreeMap<PracticeId, Broken>;

async fn verify_chains(
    verifier: &Verifier,
    practices: &[PracticeId],
    heads: &[Head],
) -> Result<Findings, Box<dyn std::error::Error>> {
    let bar = progress(practices.len())?;
    let (mut links, mut waiting, mut broken) = (0, 0, Findings::new());
    for practice in practices {
        let verdict = verifier.verify(*practice, heads).await?;
        links += verdict.links;
        waiting += verdict.waiting;
        broken.extend(verdict.broken.map(|what| (*practice, what)));
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("{} practices, {links} links, {waiting} new events not chained yet.", practices.len());
    Ok(broken)
}

/// Looks for every head of the log in the chains.
async fn verify_log(verifier: &Verifier, log: &Path, broken: &mut Findings) -> Outcome {
    let (mut heads, mut all) = (heads::read(log)?, 0);
    loop {
        let some = heads.by_ref().take(HEADS).collect::<Result<Vec<Head>, _>>()?;
        if some.is_empty() {
            break;
        }
        all += some.len();
        let practices: BTreeSet<Uuid> = some.iter().map(|head| head.practice).collect();
        for practice in practices.into_iter().map(Id::from_uuid) {
            if let Some(what) = verifier.check_heads(practice, &some).await? {
                broken.entry(practice).or_insert(what);
            }
        }
    }
    println!("{all} logged heads.");
    Ok(())
}

/// With another master key nothing would fit, and look like tampering.
async fn audit_key(database: &Database, master: &Keyring) -> Result<Key, Box<dyn std::error::Error>> {
    let find = async |conn: Conn<'_>| server_keys::find_audit_key(conn, master).await;
    match database.without_practice(Mode::Read, find).await? {
        Some(Ok(key)) => Ok(key),
        Some(Err(_)) => Err("this master key is not the one that this database was used with".into()),
        None => Err("no service has run on this database yet".into()),
    }
}

fn progress(practices: usize) -> Result<ProgressBar, Box<dyn std::error::Error>> {
    let style = ProgressStyle::with_template("Verifying {bar:30} {pos}/{len} practices, {elapsed}")?;
    let bar = ProgressBar::new(u64::try_from(practices)?).with_style(style);
    bar.tick();
    Ok(bar)
}
