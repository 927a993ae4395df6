//! Where the private server lives and as whom it runs. PostgreSQL refuses to run as root, so root hands it to a
//! lesser user, who may not reach the data directory; then the database lives elsewhere, always at the same path.

#![expect(unsafe_code, reason = "a few calls of the C library have no safe form here")]

use std::ffi::CStr;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::ErrorKind;
use std::mem::MaybeUninit;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, ptr};

use super::{EmbeddedError, server};

/// A socket's path has 104 bytes on macOS and 108 on Linux; some are left for PostgreSQL's own suffixes.
const LONGEST_SOCKET_PATH: usize = 90;

/// What the server's programs need of our environment. All else stays here: it holds Holdfast's secrets.
const KEPT_VARIABLES: [&str; 3] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

/// A child that a holdfast was just starting when it ended holds the lock until it runs its own program.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

/// The user PostgreSQL runs as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    pub(super) uid: u32,
    gid: u32,
    /// Whether that is another user than ours, which only root can arrange.
    differs: bool,
}

impl Account {
    /// A command run as this user, in a directory and an environment that suit every user.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).env_clear().env("LC_ALL", "C").env("TZ", "UTC");
        command.envs(KEPT_VARIABLES.iter().filter_map(|name| Some((name, env::var_os(name)?))));
        if self.differs {
            // The standard library also drops root's supplementary groups when it sets the user.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    fn can_enter(self, directory: &Path) -> bool {
        let mut shell = self.command(Path::new("/bin/sh"));
        shell.args(["-c", ":"]).current_dir(directory);
        shell.status().is_ok_and(|status| status.success())
    }

    fn owner_of(path: &Path) -> Result<Self, EmbeddedError> {
        let found = fs::metadata(path).map_err(EmbeddedError::io("look at", path))?;
        Ok(Self { uid: found.uid(), gid: found.gid(), differs: true })
    }

    fn find(name: &CStr) -> Option<Self> {
        let mut entry = MaybeUninit::<libc::passwd>::uninit();
        let mut text = vec![0; 16_384];
        let mut found = ptr::null_mut();
        // SAFETY: all four pointers are valid for the call, and the length is that of the buffer.
        let code = unsafe {
            libc::getpwnam_r(name.as_ptr(), entry.as_mut_ptr(), text.as_mut_ptr(), text.len(), &raw mut found)
        };
        if code != 0 || found.is_null() {
            return None;
        }
        // SAFETY: the call succeeded and found the user, so it has filled the entry.
        let entry = unsafe { entry.assume_init() };
        Some(Self { uid: entry.pw_uid, gid: entry.pw_gid, differs: true })
    }
}

fn effective_ids() -> (u32, u32) {
    // SAFETY: both only read, and cannot fail.
    unsafe { (libc::geteuid(), libc::getegid()) }
}

/// Creates the data directory if need be and returns its one true path.
pub(super) fn data_dir(path: &Path) -> Result<PathBuf, EmbeddedError> {
    // Root's server runs as another user, who has to pass through.
    let mode = if effective_ids().0 == 0 { 0o711 } else { 0o700 };
    let create = DirBuilder::new().recursive(true).mode(mode).create(path);
    create.map_err(EmbeddedError::io("create the directory", path))?;
    path.canonicalize().map_err(EmbeddedError::io("find the directory", path))
}

/// Takes the data directory for this process. The kernel releases it even after a `kill -9`, and the server does
/// not inherit it, because Rust opens every file close-on-exec.
pub(super) fn lock(data_dir: &Path) -> Result<File, EmbeddedError> {
    let path = data_dir.join("lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    let file = opened.map_err(EmbeddedError::io("open", &path))?;
    let mut outcome = Ok(());
    server::wait(LOCK_PATIENCE, || {
        outcome = file.try_lock();
        !matches!(outcome, Err(TryLockError::WouldBlock))
    });
    match outcome {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse(data_dir.to_path_buf())),
        Err(TryLockError::Error(source)) => Err(EmbeddedError::io("lock", &path)(source)),
    }
}

/// The server's user and directories.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) data_dir: PathBuf,
    pub(super) account: Account,
    /// What holds the cluster; the data directory unless the server's user cannot reach it.
    pub(super) home: PathBuf,
    /// The database files, PostgreSQL's "data directory".
    pub(super) cluster: PathBuf,
}

impl Place {
    pub(super) fn choose(data_dir: PathBuf) -> Result<Self, EmbeddedError> {
        let (uid, gid) = effective_ids();
        if uid == 0 {
            return Self::choose_as_root(data_dir);
        }
        let home = data_dir.clone();
        Ok(Self::new(data_dir, Account { uid, gid, differs: false }, home))
    }

    fn new(data_dir: PathBuf, account: Account, home: PathBuf) -> Self {
        let cluster = home.join("postgres");
        Self { data_dir, account, home, cluster }
    }

    fn choose_as_root(data_dir: PathBuf) -> Result<Self, EmbeddedError> {
        let name = path_hash(&data_dir);
        let library = Path::new("/var/lib/holdfast");
        let elsewhere = [library.join(&name), PathBuf::from(format!("/var/tmp/holdfast-{name}"))];
        // Data that is there decides before anything else, and so does its owner.
        for home in std::iter::once(&data_dir).chain(&elsewhere) {
            let cluster = home.join("postgres");
            if cluster.join("PG_VERSION").exists() && (*home == data_dir || is_safe_home(home)) {
                let home = home.clone();
                return Ok(Self::new(data_dir, Account::owner_of(&cluster)?, home));
            }
        }
        let account = Account::find(c"postgres").or_else(|| Account::find(c"nobody"));
        let account = account.ok_or(EmbeddedError::NoUser)?;
        if account.can_enter(&data_dir) {
            let home = data_dir.clone();
            return Ok(Self::new(data_dir, account, home));
        }
        make_enterable(library);
        let usable = |home: &PathBuf| {
            make_enterable(home);
            is_safe_home(home) && account.can_enter(home)
        };
        let Some(home) = elsewhere.into_iter().find(usable) else {
            return Err(EmbeddedError::NoPlace { data_dir, uid: account.uid });
        };
        log::info!(
            "PostgreSQL's user (number {}) cannot enter {}, so the database is kept in {}",
            account.uid,
            data_dir.display(),
            home.display()
        );
        Ok(Self::new(data_dir, account, home))
    }

    /// The PostgreSQL version that made the cluster; `None` when there is no cluster yet.
    pub(super) fn made_by(&self) -> Result<Option<u32>, EmbeddedError> {
        let path = self.cluster.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedError::io("read", &path)(error)),
        }
    }

    pub(super) fn log_file(&self) -> PathBuf {
        self.data_dir.join("postgres.log")
    }

    /// Makes `path` a directory that only the server's user can enter, and refuses one that somebody else made.
    pub(super) fn create_private(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Account { uid, gid, differs } = self.account;
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(EmbeddedError::io("create the directory", path)(error));
            }
            _ => {}
        }
        if differs && is_roots_own(path) {
            lchown(path, Some(uid), Some(gid)).map_err(EmbeddedError::io("give away", path))?;
        }
        let found = fs::symlink_metadata(path).map_err(EmbeddedError::io("look at", path))?;
        if found.is_dir() && found.uid() == uid && found.mode() & 0o077 == 0 {
            return Ok(());
        }
        Err(EmbeddedError::NotOurs { path: path.to_path_buf(), uid })
    }
}

/// The private directory of the server's socket; removed at the end if it is a temporary one.
#[derive(Debug)]
pub(super) struct SocketDir {
    text: String,
    temporary: bool,
}

impl SocketDir {
    pub(super) fn create(place: &Place) -> Result<Self, EmbeddedError> {
        // Besides length: a comma would separate two hosts in a connection string, which has to be UTF-8 too.
        let fits = |text: &&str| {
            server::socket(Path::new(text)).as_os_str().len() <= LONGEST_SOCKET_PATH && !text.contains(',')
        };
        let run = place.home.join("run");
        let directory = match run.to_str().filter(fits) {
            Some(text) => Self { text: text.to_owned(), temporary: false },
            None => Self { text: format!("/tmp/holdfast-{}", path_hash(&place.data_dir)), temporary: true },
        };
        place.create_private(directory.path())?;
        Ok(directory)
    }

    pub(super) fn path(&self) -> &Path {
        Path::new(&self.text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

impl Drop for SocketDir {
    fn drop(&mut self) {
        if self.temporary {
            let _ = fs::remove_dir(self.path());
        }
    }
}

/// Tries to create a directory of root's that every user can pass through; whoever uses it checks it.
fn make_enterable(path: &Path) {
    let created = DirBuilder::new().mode(0o711).create(path);
    // Root's umask may be strict.
    let _ = created.and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o711)));
}

/// A directory of root's that nobody else can change or put another one in the place of.
fn is_safe_home(path: &Path) -> bool {
    let is_safe_parent = |parent: &Path| {
        let is_sticky = |found: fs::Metadata| found.uid() == 0 && found.mode() & 0o1000 != 0;
        is_roots_own(parent) || fs::symlink_metadata(parent).is_ok_and(is_sticky)
    };
    is_roots_own(path) && path.parent().is_some_and(is_safe_parent)
}

/// A real directory, not a link, that nobody but root can change.
fn is_roots_own(path: &Path) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|found| found.is_dir() && found.uid() == 0 && found.mode() & 0o022 == 0)
}

/// A short name for a path, the same in every run and every build (FNV-1a, 64 bits).
fn path_hash(path: &Path) -> String {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = path.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325, mix);
    format!("{hash:016x}")
}
