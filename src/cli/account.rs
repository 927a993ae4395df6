//! `holdfast account`: what an operator does for somebody who cannot get in any more.

use super::commands::AccountCommand;
use super::{Outcome, serve};
use crate::app::load_shared;
use crate::config::Settings;
use crate::identity::accounts::Email;
use crate::identity::second_factors::{Removal, remove_lost};
use crate::identity::services::{Rules, Services};
use crate::platform::clock::Clock;
use crate::platform::db::{Database, PoolSettings, migrations};
use crate::platform::telemetry;

pub(super) async fn run(settings: &Settings, command: AccountCommand) -> Outcome {
    telemetry::start("warn");
    let AccountCommand::RemoveSecondFactor { email } = command;
    let address = Email::parse(&email).ok_or("EMAIL takes an e-mail address")?;
    let url = settings.owner_url.as_ref().or(settings.database_url.as_ref());
    let url = url.ok_or("set HOLDFAST_OWNER_URL to the database as the owner of its schema")?.clone();
    let master = serve::master_keys(settings)?;
    migrations::check_version(&url).await?;
    let (wait, work) = (settings.pool_wait(), settings.work());
    let database = Database::new(&PoolSettings { url, size: 1, wait, work })?;
    let shared = load_shared(&database, &master, Clock::default(), 1, Rules::default()).await?;
    let services = Services { database, shared: shared.into() };
    match remove_lost(&services, &address).await? {
        Removal::NoAccount => Err("no account has this e-mail address; nothing was changed".into()),
        Removal::NothingThere => Err("the account has no second factor; nothing was changed".into()),
        Removal::Done => {
            println!(
                "The second factor is taken off with its recovery codes, and every session of the account has ended. The \
                 person is told by e-mail, signs in with the password alone and sets up a new one."
            );
            Ok(())
        }
    }
}
