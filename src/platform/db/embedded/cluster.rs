//! The files of the database: made once, and never used half-made.

use std::fs::{self, File};
use std::path::Path;
use std::process;

use super::place::Place;
use super::signals::end_with_us;
use super::{EmbeddedError, SUPERUSER};

/// Creates the database files under another name and renames them, so that a half-made cluster is never used.
pub(super) fn create(bin: &Path, place: &Place, durable: bool) -> Result<(), EmbeddedError> {
    // Our number is in the name because an initdb whose holdfast was killed may live on for a moment.
    let unfinished = place.home.join(format!("postgres.unfinished-{}", process::id()));
    // C.UTF-8 knows upper and lower case of every script, sorts by byte, and is the same everywhere it exists.
    let mut output = run_initdb(bin, place, &unfinished, durable, "C.UTF-8")?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(&unfinished);
        output = run_initdb(bin, place, &unfinished, durable, "C")?;
    }
    if !output.status.success() {
        let _ = fs::remove_dir_all(&unfinished);
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(EmbeddedError::Initdb { cluster: place.cluster.clone(), output });
    }
    fs::rename(&unfinished, &place.cluster).map_err(EmbeddedError::io("rename", &unfinished))?;
    // The new name itself reaches the disk only with its directory.
    let synced = File::open(&place.home).and_then(|home| home.sync_all());
    synced.map_err(EmbeddedError::io("sync", &place.home))
}

fn run_initdb(
    bin: &Path,
    place: &Place,
    into: &Path,
    durable: bool,
    characters: &str,
) -> Result<process::Output, EmbeddedError> {
    place.create_private(into)?;
    let mut initdb = place.account.command(&bin.join("initdb"));
    initdb.args(["--encoding=UTF8", "--locale=C", "--auth=trust", "--no-instructions"]);
    initdb.arg(format!("--lc-ctype={characters}")).arg(format!("--username={SUPERUSER}")).arg("-D").arg(into);
    if !durable {
        initdb.arg("--no-sync");
    }
    end_with_us(&mut initdb);
    initdb.output().map_err(EmbeddedError::io("run", &bin.join("initdb")))
}

/// Removes what starts that were interrupted left behind.
pub(super) fn remove_unfinished(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("postgres.unfinished-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
