//! The ledger outside the database: one line for each erasure, with a MAC, in a file that only grows. A backup that is
//! restored brings back whoever was erased after it was made; this file does not forget them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::platform::crypto::{Key, hexadecimal};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, PracticeId};

/// Who was erased, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The practice.
    pub practice: PracticeId,
    /// The client.
    pub client: ClientId,
    /// When.
    pub erased_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    practice: Uuid,
    client: Uuid,
    erased_at: DateTime<Utc>,
    mac: String,
}

impl Line {
    /// As it stands in the ledger.
    pub fn write(&self, key: &Key) -> ApiResult<String> {
        let Self { practice, client, erased_at } = *self;
        let written =
            Written { practice: practice.uuid(), client: client.uuid(), erased_at, mac: self.mac(key) };
        serde_json::to_string(&written).map_err(|_| ApiError::Internal)
    }

    /// What stands in the ledger, if it was written under this key.
    pub fn read(text: &str, key: &Key) -> Option<Self> {
        let Written { practice, client, erased_at, mac } = serde_json::from_str(text).ok()?;
        let line = Self { practice: Id::from_uuid(practice), client: Id::from_uuid(client), erased_at };
        (line.mac(key) == mac).then_some(line)
    }

    fn mac(&self, key: &Key) -> String {
        let (practice, client) = (self.practice.uuid(), self.client.uuid());
        let at = self.erased_at.timestamp_micros().to_be_bytes();
        let mac = key.digest(&[practice.as_bytes(), client.as_bytes(), &at]);
        hexadecimal(&mac)
    }
}

/// The file.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
}

impl Ledger {
    /// The ledger in this file, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Writes a line, unless it is there, and returns once it is on the disk.
    pub(super) async fn note(&self, line: String) -> ApiResult<()> {
        let path = self.path.clone();
        let noted = tokio::task::spawn_blocking(move || note(&path, &line)).await;
        noted.map_err(|_| ApiError::Internal)?.map_err(|error| {
            log::error!("nobody is erased: the ledger {} cannot be written: {error}", self.path.display());
            ApiError::Internal
        })
    }
}

fn note(path: &Path, line: &str) -> io::Result<()> {
    let known = match fs::read_to_string(path) {
        Ok(known) => known,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    if !known.lines().any(|one| one == line) {
        // A line that a crash cut off must not swallow the next one.
        let cut_off = !known.is_empty() && !known.ends_with('\n');
        let text = if cut_off { format!("\n{line}\n") } else { format!("{line}\n") };
        file.write_all(text.as_bytes())?;
    }
    // A line that is there already, too: whoever wrote it may have been stopped before this.
    file.sync_all()?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_line_is_read_under_its_key_alone_and_unaltered() {
        let (key, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        let line = Line {
            practice: PracticeId::generate(),
            client: ClientId::generate(),
            erased_at: DateTime::from_timestamp_micros(1_772_476_200_123_456).unwrap(),
        };
        let text = line.write(&key).unwrap();
        assert_eq!(Line::read(&text, &key), Some(line));
        assert_eq!(Line::read(&text, &other), None);
        let swapped = text.replace(&line.client.to_string(), &ClientId::generate().to_string());
        assert_eq!(Line::read(&swapped, &key), None);
        assert_eq!(Line::read("", &key), None);
    }

    #[test]
    fn the_file_grows_by_what_it_does_not_have() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below").join("erasures.jsonl");
        note(&path, "one").unwrap();
        note(&path, "one").unwrap();
        fs::write(&path, "one\ntw").unwrap();
        note(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntw\ntwo\n");
        fs::remove_file(&path).unwrap();
        note(&path, "one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
