//! The server as a process: started, watched until it answers, and ended.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::place::{Place, SocketDir};
use super::signals::{end_with_us, signal};
use super::{EmbeddedError, Options};

/// The server has no TCP port; this number is only part of its socket's name.
pub(super) const PORT: u16 = 5432;

const POLL: Duration = Duration::from_millis(10);
/// How long a server that is starting may say nothing. In a long recovery it writes to its log every 10 s.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a shutdown may take that writes everything out, and how long one that does not.
const FAST_STOP: Duration = Duration::from_secs(10);
const QUICK_STOP: Duration = Duration::from_secs(5);
const LARGEST_LOG: u64 = 10 << 20;
const LOG_TAIL: u64 = 4 << 10;
/// What a new server says while a backend of a killed one is still there.
const LEFT_OVER_BACKEND: &str = "pre-existing shared memory block";

const SETTINGS: [(&str, &str); 15] = [
    // The log must not repeat what people wrote: no values, no details, no statements. The message of an ordinary
    // error may quote a value too, so only the server's own messages and fatal errors are logged.
    ("log_min_messages", "log"),
    ("log_parameter_max_length", "0"),
    ("log_parameter_max_length_on_error", "0"),
    ("log_error_verbosity", "terse"),
    ("log_statement", "none"),
    ("log_min_error_statement", "panic"),
    ("log_destination", "stderr"),
    ("logging_collector", "off"),
    ("log_timezone", "UTC"),
    ("timezone", "UTC"),
    ("max_connections", "100"),
    ("shared_buffers", "128MB"),
    // Holdfast's queries are short: compiling one costs more than running it.
    ("jit", "off"),
    ("unix_socket_permissions", "0700"),
    ("log_startup_progress_interval", "10s"),
];

const DURABLE: [(&str, &str); 3] =
    [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")];
const FORGETFUL: [(&str, &str); 3] =
    [("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off")];

/// The path of the socket in `directory`.
pub(super) fn socket(directory: &Path) -> PathBuf {
    directory.join(format!(".s.PGSQL.{PORT}"))
}

/// Ends a server that an earlier holdfast left on these files: we hold the lock, so nobody uses it any more.
/// Usually it is shutting down already, because its holdfast was killed.
pub(super) fn end_predecessor(cluster: &Path) -> Result<(), EmbeddedError> {
    let path = cluster.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&path) else { return Ok(()) };
    let Some((Ok(pid), rest)) = text.split_once('\n').map(|(first, rest)| (first.trim().parse(), rest))
    else {
        return Ok(());
    };
    for (number, patience) in [(libc::SIGINT, FAST_STOP), (libc::SIGQUIT, QUICK_STOP)] {
        if serves(pid, cluster) {
            let _ = signal(pid, number);
        }
        if wait(patience, || !serves(pid, cluster)) {
            // A new process may have the dead server's number, and PostgreSQL would take it for the server. Our own
            // number it knows to be none. The other lines stay: by them it finds backends of the dead server.
            return match fs::read_to_string(&path) {
                Ok(now) if now == text => fs::write(&path, format!("{}\n{rest}", process::id())),
                _ => Ok(()),
            }
            .map_err(EmbeddedError::io("write", &path));
        }
    }
    Err(EmbeddedError::Predecessor { pid, cluster: cluster.to_path_buf() })
}

/// Whether process `pid` is the server on `cluster`: PostgreSQL works in the directory of its data.
#[cfg(target_os = "linux")]
fn serves(pid: u32, cluster: &Path) -> bool {
    let works_in = fs::read_link(format!("/proc/{pid}/cwd"));
    works_in.is_ok_and(|directory| cluster.canonicalize().is_ok_and(|cluster| cluster == directory))
}

/// Whether process `pid` is the server on `cluster`: its command line names the directory.
#[cfg(not(target_os = "linux"))]
fn serves(pid: u32, cluster: &Path) -> bool {
    let output = Command::new("ps").args(["-ww", "-o", "command=", "-p", &pid.to_string()]).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&*cluster.to_string_lossy()))
}

/// The running server. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Closing this ends the thread that started the child, which must not happen while the child runs.
    _parent_thread: mpsc::Sender<()>,
}

impl Process {
    pub(super) fn start(
        bin: &Path,
        place: &Place,
        socket_dir: &SocketDir,
        options: &Options,
    ) -> Result<Self, EmbeddedError> {
        // A killed server leaves these; the second would stop a new one if its process number is in use again.
        let socket = socket(socket_dir.path());
        let _ = fs::remove_file(&socket);
        let _ = fs::remove_file(socket.with_added_extension("lock"));
        let deadline = Instant::now() + FAST_STOP;
        loop {
            let (log, before) = open_log(&place.log_file())?;
            let mut command = command(bin, place, socket_dir, options, log)?;
            end_with_us(&mut command);
            let mut process =
                Self::spawn(command).map_err(EmbeddedError::io("run", &bin.join("postgres")))?;
            match process.wait_until_ready(place, before) {
                Ok(()) => return Ok(process),
                Err(EmbeddedError::NotStarted { tail, .. })
                    if tail.contains(LEFT_OVER_BACKEND) && Instant::now() < deadline =>
                {
                    thread::sleep(POLL * 10);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The kernel's notice of a parent's death is tied to the *thread* that started the child, and a thread of an
    /// async runtime may end any time. So a thread of its own starts the child and stays as long as the server.
    fn spawn(mut command: Command) -> io::Result<Self> {
        let (parent_thread, stay) = mpsc::channel::<()>();
        let (give, take) = mpsc::channel();
        thread::Builder::new().name("postgres-parent".to_owned()).spawn(move || {
            let _ = give.send(command.spawn());
            // Our copy of the log's handle is of no further use.
            drop(command);
            let _ = stay.recv();
        })?;
        let child = take.recv().map_err(io::Error::other)??;
        Ok(Self { child, _parent_thread: parent_thread })
    }

    fn wait_until_ready(&mut self, place: &Place, log_before: u64) -> Result<(), EmbeddedError> {
        let log = place.log_file();
        let not_started = |reason: String| {
            let tail = log_tail(&log, log_before);
            Err(EmbeddedError::NotStarted { reason, log: log.clone(), tail })
        };
        let length = || fs::metadata(&log).map_or(0, |log| log.len());
        let (mut heard, mut heard_at) = (length(), Instant::now());
        while !is_ready(self.child.id(), &place.cluster) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return not_started(status.to_string());
            }
            if length() != heard {
                (heard, heard_at) = (length(), Instant::now());
            } else if heard_at.elapsed() > SILENCE {
                return not_started(format!("no sign of life for {} s", SILENCE.as_secs()));
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Ends the server and waits for it: first so that it writes everything out, then at once, then by force.
    pub(super) fn stop(&mut self) -> Result<(), EmbeddedError> {
        // Until we have waited for the child nobody else can get its number, so a signal hits no stranger.
        let pid = self.child.id();
        for (number, patience) in [(libc::SIGINT, FAST_STOP), (libc::SIGQUIT, QUICK_STOP)] {
            if matches!(self.child.try_wait(), Ok(None)) {
                let _ = signal(pid, number);
            }
            if wait(patience, || !matches!(self.child.try_wait(), Ok(None))) {
                return Ok(());
            }
        }
        // Its backends see that it is gone and end themselves.
        let _ = self.child.kill();
        let _ = self.child.wait();
        Err(EmbeddedError::Killed { pid, seconds: (FAST_STOP + QUICK_STOP).as_secs() })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            log::warn!("{error}");
        }
    }
}

fn command(
    bin: &Path,
    place: &Place,
    socket_dir: &SocketDir,
    options: &Options,
    log: File,
) -> Result<Command, EmbeddedError> {
    let mut command = place.account.command(&bin.join("postgres"));
    // Ctrl-C in a terminal goes to a whole process group: Holdfast wants to end first and then end the server.
    command.arg("-D").arg(&place.cluster).process_group(0);
    let built_in = SETTINGS.iter().chain(if options.durable { &DURABLE } else { &FORGETFUL });
    let extra = options.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    // A list of directories, in which quotes keep commas and spaces together.
    let sockets = format!("\"{}\"", socket_dir.as_str().replace('"', "\"\""));
    let port = PORT.to_string();
    let fixed =
        [("listen_addresses", ""), ("unix_socket_directories", sockets.as_str()), ("port", port.as_str())];
    for (name, value) in built_in.copied().chain(extra).chain(fixed) {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    let copy = log.try_clone().map_err(EmbeddedError::io("open", &place.log_file()))?;
    command.stdout(copy).stderr(log);
    Ok(command)
}

/// Whether the server with this process number takes connections; it says so in the eighth line of its file.
fn is_ready(pid: u32, cluster: &Path) -> bool {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(pid.to_string().as_str()) && lines.nth(6) == Some("ready")
}

/// The socket directory of the server that runs on `cluster` and takes connections: the fifth line of its file.
pub(super) fn socket_dir_in_use(cluster: &Path) -> Option<String> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pid = lines.first()?.parse().ok()?;
    (lines.get(7) == Some(&"ready") && serves(pid, cluster))
        .then(|| lines.get(4).map(|text| (*text).to_owned()))?
}

/// The log, emptied if it has grown large, and its length.
fn open_log(path: &Path) -> Result<(File, u64), EmbeddedError> {
    let open = || {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        if file.metadata()?.len() > LARGEST_LOG {
            file.set_len(0)?;
        }
        let length = file.metadata()?.len();
        Ok((file, length))
    };
    open().map_err(EmbeddedError::io("open", path))
}

/// What was logged since the log was `from` bytes long, or the end of it.
fn log_tail(path: &Path, from: u64) -> String {
    let read = || {
        let mut file = File::open(path)?;
        let start = from.max(file.metadata()?.len().saturating_sub(LOG_TAIL));
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        io::Result::Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    };
    read().unwrap_or_default()
}

/// Polls until `done` holds; false if it does not within `patience`.
pub(super) fn wait(patience: Duration, mut done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    loop {
        if done() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(POLL);
    }
}
