//! The demo practice: believable people and twelve weeks of homework, made from a fixed seed relative to today.

mod between;
mod calendar;
mod cast;
mod history;
mod load;
mod measures;
mod plans;
mod random;
mod releasing;
mod repairing;
mod reviewing;
mod trust;
mod words;

use std::fs;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::services::Services;
use crate::people::practices::find_practice;
use crate::platform::crypto::{Key, SealError, random_bytes};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiError;
use crate::platform::ids::kind::PracticeId;

/// The demo practice, as `demo.json` in the data directory tells it to tools.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoPractice {
    /// Where the service listens.
    pub base_url: String,
    /// The practice.
    pub practice_id: Uuid,
    /// Who can sign in.
    pub accounts: Vec<DemoAccount>,
}

/// Somebody of the demo practice who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    /// The most telling role.
    pub role: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The account.
    pub account_id: Uuid,
    /// The staff member, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<Uuid>,
    /// The client, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
    /// The couple, if it is half of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<Uuid>,
}

impl DemoAccount {
    /// All roles, for people to read.
    pub fn roles(&self) -> String {
        let of_staff = cast::STAFF.iter().find(|(_, local, _)| load::address(local) == self.email);
        of_staff.map_or_else(|| self.role.clone(), |(_, _, roles)| roles.join(", "))
    }
}

impl DemoPractice {
    /// The password that all accounts of the demo share.
    pub fn password(&self) -> &str {
        self.accounts.first().map_or("", |account| &account.password)
    }
}

/// The password of every account of the demo.
const PASSWORD: &str = "harbour-light-at-dusk";
/// The file that tells tools of the demo.
const FILE: &str = "demo.json";
/// The file of the demo's own master key.
pub const KEY_FILE: &str = "master.key";
/// The first bytes of every master key that the demo makes: as text it begins with `demo-only-`.
const KEY_MARK: [u8; 8] = [117, 233, 168, 250, 137, 229, 203, 224];
/// Stands in the data directory while the demo is being made.
const UNFINISHED: &str = "demo.unfinished";

/// Why the demo could not be made.
type Failure = Box<dyn std::error::Error>;

/// A master key for a demo: known as one wherever it is used.
pub fn make_key() -> Result<Key, SealError> {
    let random: [u8; 24] = random_bytes()?;
    let mut bytes = [0; 32];
    let (mark, rest) = bytes.split_at_mut(KEY_MARK.len());
    mark.copy_from_slice(&KEY_MARK);
    rest.copy_from_slice(&random);
    Ok(Key::from_bytes(bytes))
}

/// Whether a demo made this master key.
pub fn made_key(key: &Key) -> bool {
    key.begins_with(&KEY_MARK)
}

/// The practice that the demo of this data directory made, wherever it is.
pub fn practice_of(data: &Path) -> Option<Uuid> {
    read(&data.join(FILE)).map(|practice| practice.practice_id)
}

/// Whether an earlier start was stopped while it made the demo: its database is of no use then.
pub fn is_half_made(data: &Path) -> bool {
    data.join(UNFINISHED).exists()
}

/// The demo practice: the one that is there, or a new one, made through the service that serves on `base_url`.
pub async fn ensure(services: &Services, data: &Path, base_url: &str) -> Result<DemoPractice, Failure> {
    let file = data.join(FILE);
    if let Some(mut practice) = read(&file)
        && is_there(services, practice.practice_id).await?
    {
        practice.base_url = base_url.to_owned();
        write(&file, &practice)?;
        return Ok(practice);
    }
    let unfinished = data.join(UNFINISHED);
    fs::write(&unfinished, "")?;
    let cases = u64::try_from(cast::CASES.len()).unwrap_or_default();
    let bar = ProgressBar::new(cases).with_style(ProgressStyle::with_template(
        "Making the demo practice {bar:30} {pos}/{len} cases, {elapsed}",
    )?);
    bar.tick();
    let made = load::load(services, base_url, &bar).await;
    let (practice_id, accounts) =
        made.map_err(|error| format!("the demo practice could not be made: {error}"))?;
    bar.finish();
    let practice = DemoPractice { base_url: base_url.to_owned(), practice_id, accounts };
    write(&file, &practice)?;
    fs::remove_file(unfinished)?;
    Ok(practice)
}

fn read(file: &Path) -> Option<DemoPractice> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

fn write(file: &Path, practice: &DemoPractice) -> Result<(), Failure> {
    let new = file.with_extension("new");
    fs::write(&new, serde_json::to_vec_pretty(practice)?)?;
    fs::rename(new, file)?;
    Ok(())
}

async fn is_there(services: &Services, practice: Uuid) -> Result<bool, Failure> {
    let practice = PracticeId::from_uuid(practice);
    let find = async |conn: Conn<'_>| match find_practice(conn, practice).await {
        Ok(_) => Ok(true),
        Err(ApiError::NotFound) => Ok(false),
        Err(error) => Err(error),
    };
    let ((), found) = services.database.in_practice(practice, Mode::Read, async |_| Ok(()), find).await?;
    Ok(found)
}
