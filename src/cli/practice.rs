//! `holdfast practice`: a new practice, and the invitation of its first owner.

use super::commands::PracticeOptions;
use super::{Outcome, serve};
use crate::app::load_shared;
use crate::config::Settings;
use crate::founding::{Founding, found};
use crate::identity::accounts::Email;
use crate::identity::memberships::Role;
use crate::identity::services::{Rules, Services};
use crate::platform::clock::Clock;
use crate::platform::db::{Database, PoolSettings, migrations};
use crate::platform::http::rules::{is_blank, language_tag};
use crate::platform::telemetry;

/// Longest name of a practice or a person, as in the API.
const LONGEST_NAME: usize = 200;

pub(super) async fn run(settings: &Settings, options: PracticeOptions) -> Outcome {
    telemetry::start("warn");
    let founding = read(options)?;
    let url = settings.database_url.clone().ok_or("set DATABASE_URL to the database to make it in")?;
    let master = serve::master_keys(settings)?;
    migrations::check_version(&url).await?;
    let (wait, work) = (settings.pool_wait(), settings.work());
    let database = Database::new(&PoolSettings { url, size: 1, wait, work })?;
    let shared = load_shared(&database, &master, Clock::default(), 1, Rules::default()).await?;
    let services = Services { database, shared: shared.into() };
    let (id, token) = found(&services, founding).await?;
    println!(
        "The practice {id} is there. Its owner has 7 days to accept, at POST /v1/invitation-acceptances:"
    );
    println!("{token}");
    Ok(())
}

fn read(options: PracticeOptions) -> Result<Founding, &'static str> {
    let PracticeOptions { name, time_zone, language, owner, email } = options;
    let fits = |text: &str| !is_blank(text) && text.chars().count() <= LONGEST_NAME;
    if !fits(&name) || !fits(&owner) {
        return Err("names have 1 to 200 characters");
    }
    let time_zone = time_zone.parse().map_err(|_| "--time-zone takes an IANA name, such as Europe/London")?;
    language_tag(&language, &()).map_err(|_| "--language takes a language tag, such as en")?;
    let email = Email::parse(&email).ok_or("--email takes an e-mail address")?;
    let roles = vec![Role::Owner];
    Ok(Founding { name, time_zone, language, owner, email, roles, guarded: true })
}
