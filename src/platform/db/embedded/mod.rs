//! A private PostgreSQL that Holdfast starts when no database address is configured, and stops when it ends.
//! It has no TCP port: only its own user and root can enter the directory of its socket, so it needs no password.
//!
//! Everything here blocks; async code calls it through `spawn_blocking`.

mod cluster;
mod find;
mod place;
mod server;
mod signals;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use place::{Place, SocketDir};
use server::Process;

/// The superuser of the private server, for migrations and for creating roles; never for serving.
pub const SUPERUSER: &str = "holdfast_root";

/// How a private server is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Holdfast's data directory; it is created when absent.
    pub data_dir: PathBuf,
    /// The directory of `postgres` and `initdb` (`HOLDFAST_PG_BIN`); searched for when `None`.
    pub bin: Option<PathBuf>,
    /// False only in tests: a power cut may then destroy the data.
    pub durable: bool,
    /// Further server settings, which win over the built-in ones.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// A durable server below `data_dir`, with the PostgreSQL that is found first.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), bin: None, durable: true, settings: Vec::new() }
    }
}

/// Why the private server could not be started or stopped, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each error says what it is and what to do")]
pub enum EmbeddedError {
    #[error("another holdfast is using {}; stop it, or set HOLDFAST_DATA to another directory", .0.display())]
    InUse(PathBuf),

    #[error(
        "no PostgreSQL {minimum} or newer was found, and it could not be fetched with pip ({pip}). \
         Install it (Debian, Ubuntu: `apt install postgresql`; Fedora: `dnf install postgresql-server`; \
         macOS: `brew install postgresql@17`), or set HOLDFAST_PG_BIN to the directory that holds \
         `postgres` and `initdb`, or set DATABASE_URL to a server of your own"
    )]
    NotFound { minimum: u32, pip: String },

    #[error(
        "the directory {} (HOLDFAST_PG_BIN) holds no `postgres` and `initdb` of version {wanted} that user \
         number {uid} can run; correct HOLDFAST_PG_BIN or unset it", bin.display()
    )]
    BadBin { bin: PathBuf, wanted: String, uid: u32 },

    #[error(
        "the database in {} was made by PostgreSQL {wanted}, which was not found; install that version, set \
         HOLDFAST_PG_BIN to it, or move the database with pg_upgrade", cluster.display()
    )]
    OtherVersion { cluster: PathBuf, wanted: u32 },

    #[error(
        "PostgreSQL refuses to run as root and there is no user `postgres` or `nobody`; create one of them"
    )]
    NoUser,

    #[error(
        "PostgreSQL runs as user number {uid}, which can reach neither {} nor a directory below /var/lib or \
         /var/tmp; set HOLDFAST_DATA to a directory that every user can enter", data_dir.display()
    )]
    NoPlace { data_dir: PathBuf, uid: u32 },

    #[error(
        "{} must be a directory that belongs to user number {uid} and that others cannot change; it is not, \
         so nothing was put there: remove it and start again", path.display()
    )]
    NotOurs { path: PathBuf, uid: u32 },

    #[error("initdb could not create a database in {}: {output}", cluster.display())]
    Initdb { cluster: PathBuf, output: String },

    #[error("PostgreSQL did not start ({reason}); the end of {}:\n{tail}", log.display())]
    NotStarted { reason: String, log: PathBuf, tail: String },

    #[error(
        "an earlier PostgreSQL (process {pid}) still uses {} and does not stop; end it by hand and start again",
        cluster.display()
    )]
    Predecessor { pid: u32, cluster: PathBuf },

    #[error(
        "PostgreSQL (process {pid}) did not stop within {seconds} s and was killed; the next start recovers all \
         that was committed, and its log may say why"
    )]
    Killed { pid: u32, seconds: u64 },

    #[error("cannot {action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

impl EmbeddedError {
    /// For `map_err`: says what was being done to which file.
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

/// A running private server. It ends with this value, and (on Linux) with this process, however that ends.
#[derive(Debug)]
pub struct EmbeddedServer {
    // Dropped in this order: the lock goes last, when the server is gone.
    process: Process,
    socket_dir: SocketDir,
    place: Place,
    bin: PathBuf,
    _lock: File,
}

impl EmbeddedServer {
    /// Starts the server, creating its database first if there is none. Blocks for about 0.1 s, for some
    /// seconds the first time, longer if PostgreSQL has to be fetched or has to recover from a crash.
    ///
    /// # Errors
    /// Every case of [`EmbeddedError`]; nothing is left running then.
    pub fn start(options: Options) -> Result<Self, EmbeddedError> {
        let data_dir = place::data_dir(&options.data_dir)?;
        let lock = place::lock(&data_dir)?;
        let place = Place::choose(data_dir)?;
        let made_by = place.made_by()?;
        let bin = find::find(options.bin.as_deref(), made_by, &place)?;
        cluster::remove_unfinished(&place.home);
        if made_by.is_none() {
            cluster::create(&bin, &place, options.durable)?;
        }
        server::end_predecessor(&place.cluster)?;
        let socket_dir = SocketDir::create(&place)?;
        let process = Process::start(&bin, &place, &socket_dir, &options)?;
        Ok(Self { process, socket_dir, place, bin, _lock: lock })
    }

    /// The connection string for `user` and `database`, as tokio-postgres and libpq read it.
    pub fn url(&self, user: &str, database: &str) -> String {
        url_at(self.socket_dir.as_str(), user, database)
    }

    /// The directory of the server's socket.
    pub fn socket_dir(&self) -> &Path {
        self.socket_dir.path()
    }

    /// The directory of the PostgreSQL programs in use, for `psql` and `pg_dump`.
    pub fn bin_dir(&self) -> &Path {
        &self.bin
    }

    /// The directory of the database files; outside the data directory when the server's user cannot reach that.
    pub fn cluster_dir(&self) -> &Path {
        &self.place.cluster
    }

    /// Ends the server: open transactions are rolled back, data is written out. Blocks until it is gone.
    ///
    /// # Errors
    /// [`EmbeddedError::Killed`] if it did not end by itself.
    pub fn stop(mut self) -> Result<(), EmbeddedError> {
        self.process.stop()
    }
}

/// The connection string to the server that another process runs below this data directory; `None` where none takes
/// connections.
///
/// # Errors
/// When the directory cannot be looked at.
pub fn running_url(data_dir: &Path, user: &str, database: &str) -> Result<Option<String>, EmbeddedError> {
    let data_dir = data_dir.canonicalize().map_err(EmbeddedError::io("find the directory", data_dir))?;
    let place = Place::choose(data_dir)?;
    Ok(server::socket_dir_in_use(&place.cluster).map(|directory| url_at(&directory, user, database)))
}

fn url_at(socket_dir: &str, user: &str, database: &str) -> String {
    let quoted = |value: &str| format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"));
    let host = quoted(socket_dir);
    format!("host={host} port={} user={} dbname={}", server::PORT, quoted(user), quoted(database))
}
