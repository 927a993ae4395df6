//! The private PostgreSQL, for real: every test starts servers of its own.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Lines, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use holdfast::platform::db::embedded::{EmbeddedError, EmbeddedServer, Options, SUPERUSER};
use tempfile::TempDir;

/// A directory every user can enter, so that the database is kept inside it even for root.
fn scratch() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), Permissions::from_mode(0o755)).unwrap();
    directory
}

fn quick(data_dir: impl Into<PathBuf>) -> Options {
    Options { durable: false, ..Options::new(data_dir) }
}

fn start(data_dir: &Path) -> EmbeddedServer {
    EmbeddedServer::start(quick(data_dir)).unwrap()
}

fn sql_at(bin: &Path, url: &str, sql: &str) -> String {
    let output =
        Command::new(bin.join("psql")).args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn sql(server: &EmbeddedServer, sql: &str) -> String {
    sql_at(server.bin_dir(), &server.url(SUPERUSER, "postgres"), sql)
}

/// The processes that work in `cluster`: the server and its backends.
fn processes_in(cluster: &Path) -> Vec<u32> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == cluster))
        .collect()
}

/// The processes in `cluster` that are not children of another one there.
fn postmasters_in(cluster: &Path) -> Vec<u32> {
    let all = processes_in(cluster);
    let parent = |pid: &u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        text.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse::<u32>().ok()
    };
    all.iter().copied().filter(|pid| parent(pid).is_some_and(|parent| !all.contains(&parent))).collect()
}

/// Removes a directory outside the scratch directory when the test ends, however it ends.
struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn send(signal: &str, to: &str) {
    assert!(Command::new("kill").args([signal, "--", to]).status().unwrap().success());
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(12);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come true");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The process that the tests below start and kill: with `HOLD_DATA` it holds a server until its input ends.
#[test]
fn holder() {
    let Some(data) = std::env::var_os("HOLD_DATA") else { return };
    let mut options = Options::new(data);
    options.bin = std::env::var_os("HOLD_BIN").map(PathBuf::from);
    match EmbeddedServer::start(options) {
        Ok(server) => {
            println!("\nREADY {}|{}", server.bin_dir().display(), server.url(SUPERUSER, "postgres"));
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
            server.stop().unwrap();
        }
        Err(error) => println!("\nFAILED {error}"),
    }
}

struct Holder {
    child: Child,
    answer: String,
    _output: Lines<BufReader<ChildStdout>>,
}

impl Holder {
    /// Runs the holder behind `prefix` (such as `setpriv …`) and waits for its answer.
    fn start(prefix: &[&str], data_dir: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Self::spawn(prefix, data_dir, environment);
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let answer = output
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.starts_with("READY") || line.starts_with("FAILED"));
        Self { child, answer: answer.expect("the holder says how it went"), _output: output }
    }

    fn spawn(prefix: &[&str], data_dir: &Path, environment: &[(&str, &str)]) -> Child {
        let this = std::env::current_exe().unwrap();
        let mut words: Vec<&str> = prefix.to_vec();
        words.extend([this.to_str().unwrap(), "--exact", "--nocapture", "holder"]);
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).env("HOLD_DATA", data_dir).envs(environment.iter().copied());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn sql(&self, sql: &str) -> String {
        let ready = self.answer.strip_prefix("READY ").expect(&self.answer);
        let (bin, url) = ready.split_once('|').unwrap();
        sql_at(Path::new(bin), url, sql)
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

#[test]
fn a_restart_keeps_the_data() {
    let scratch = scratch();
    let data_dir = scratch.path().join("made/on/demand");
    let begun = Instant::now();
    let server = EmbeddedServer::start(Options::new(&data_dir)).unwrap();
    println!("first start {:?}", begun.elapsed());
    assert_eq!(sql(&server, "SHOW fsync"), "on");
    assert_eq!(sql(&server, "SHOW listen_addresses"), "");
    assert_eq!(sql(&server, "SHOW log_error_verbosity"), "terse");
    assert_eq!(sql(&server, "SHOW server_encoding"), "UTF8");
    assert_eq!(fs::metadata(server.socket_dir()).unwrap().mode() & 0o777, 0o700);
    sql(&server, "CREATE TABLE kept AS SELECT 7 AS number");
    let begun = Instant::now();
    server.stop().unwrap();
    println!("stop {:?}", begun.elapsed());
    let begun = Instant::now();
    let server = EmbeddedServer::start(Options::new(&data_dir)).unwrap();
    println!("warm start {:?}", begun.elapsed());
    assert_eq!(sql(&server, "SELECT number FROM kept"), "7");
    assert!(
        fs::read_to_string(data_dir.join("postgres.log")).unwrap().contains("ready to accept connections")
    );
}

#[tokio::test]
async fn the_url_suits_tokio_postgres() {
    let scratch = scratch();
    let data_dir = scratch.path().join("it's a \\ path");
    let server = tokio::task::spawn_blocking(move || start(&data_dir)).await.unwrap();
    let url = server.url(SUPERUSER, "template1");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let row = client.query_one("SELECT current_database()", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "template1");
    // A client that is still connected does not delay the stop.
    let begun = Instant::now();
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    let _ = connection.await;
}

#[test]
fn settings_win_over_the_built_in_ones_and_drop_leaves_nothing() {
    let scratch = scratch();
    let mut options = quick(scratch.path());
    options.settings = vec![("max_connections".to_owned(), "17".to_owned())];
    let server = EmbeddedServer::start(options).unwrap();
    assert_eq!(sql(&server, "SHOW max_connections"), "17");
    assert_eq!(sql(&server, "SHOW fsync"), "off");
    let cluster = server.cluster_dir().to_path_buf();
    assert_eq!(postmasters_in(&cluster).len(), 1);
    drop(server);
    assert_eq!(processes_in(&cluster), Vec::<u32>::new());
}

#[test]
fn a_server_that_cannot_start_says_why_and_leaves_nothing() {
    let scratch = scratch();
    let mut options = quick(scratch.path());
    options.settings = vec![("shared_buffers".to_owned(), "lots".to_owned())];
    let error = EmbeddedServer::start(options).unwrap_err();
    assert!(matches!(error, EmbeddedError::NotStarted { .. }), "{error}");
    assert!(error.to_string().contains("invalid value for parameter \"shared_buffers\""), "{error}");
    assert_eq!(processes_in(&scratch.path().join("postgres")), Vec::<u32>::new());
    start(scratch.path()).stop().unwrap();
}

#[test]
fn a_second_start_on_one_directory_is_refused() {
    let scratch = scratch();
    let server = start(scratch.path());
    let error = EmbeddedServer::start(quick(scratch.path())).unwrap_err();
    assert!(error.to_string().starts_with("another holdfast is using"), "{error}");
    let other = Holder::start(&["env"], scratch.path(), &[]);
    assert!(other.answer.starts_with("FAILED another holdfast is using"), "{}", other.answer);
    other.end();
    assert_eq!(sql(&server, "SELECT 1"), "1");
}

#[test]
fn after_kill_9_the_next_start_finds_the_data() {
    let scratch = scratch();
    let cluster = scratch.path().canonicalize().unwrap().join("postgres");
    let holder = Holder::start(&["env"], scratch.path(), &[]);
    holder.sql("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number");
    let first = postmasters_in(&cluster);
    holder.kill();
    // At once: the old server is still shutting down.
    let begun = Instant::now();
    let server = start(scratch.path());
    println!("start after kill -9 {:?}", begun.elapsed());
    assert_eq!(sql(&server, "SELECT count(*) FROM kept"), "1000");
    let second = postmasters_in(&cluster);
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);
    // The server survived neither its holdfast nor a thread's end, but it survives the thread that started it.
    let path = scratch.path().to_path_buf();
    drop(server);
    let server = thread::spawn(move || start(&path)).join().unwrap();
    thread::sleep(Duration::from_millis(300));
    assert_eq!(sql(&server, "SELECT count(*) FROM kept"), "1000");
}

#[test]
fn after_kill_9_no_server_is_left() {
    let scratch = scratch();
    let cluster = scratch.path().canonicalize().unwrap().join("postgres");
    let holder = Holder::start(&["env"], scratch.path(), &[]);
    assert_eq!(postmasters_in(&cluster).len(), 1);
    holder.kill();
    eventually("the end of the server", || processes_in(&cluster).is_empty());
}

#[test]
fn a_kill_9_at_any_moment_of_the_first_start_is_survived() {
    let scratch = scratch();
    for milliseconds in [20, 60, 150, 300, 600, 900, 1500] {
        let mut child = Holder::spawn(&["env"], scratch.path(), &[]);
        thread::sleep(Duration::from_millis(milliseconds));
        // Its whole group, or initdb would still tidy up.
        send("-9", &format!("-{}", child.id()));
        child.wait().unwrap();
    }
    start(scratch.path()).stop().unwrap();
    let server = start(scratch.path());
    assert_eq!(sql(&server, "SELECT 1"), "1");
    let unfinished = fs::read_dir(scratch.path()).unwrap().flatten();
    assert_eq!(
        unfinished.filter(|entry| entry.file_name().to_string_lossy().contains("unfinished")).count(),
        0
    );
}

/// The server of `cluster`, started by hand as its owner.
fn orphan(bin: &Path, cluster: &Path) -> Child {
    let socket_dir = cluster.parent().unwrap().join("run");
    let mut command = as_owner_of(cluster, bin.join("postgres").to_str().unwrap());
    command.arg("-D").arg(cluster).args(["-c", "listen_addresses=", "-k"]).arg(socket_dir);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let ready =
        || fs::read_to_string(cluster.join("postmaster.pid")).is_ok_and(|text| text.contains("ready"));
    eventually("the orphan's start", ready);
    child
}

fn as_owner_of(path: &Path, program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let owner = fs::metadata(path).unwrap();
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={}", owner.uid())).arg(format!("--regid={}", owner.gid()));
    command.args(["--clear-groups", program]);
    command
}

#[test]
fn an_orphaned_server_is_ended_first() {
    let scratch = scratch();
    let server = start(scratch.path());
    let (bin, cluster) = (server.bin_dir().to_path_buf(), server.cluster_dir().to_path_buf());
    server.stop().unwrap();
    let mut orphan = orphan(&bin, &cluster);
    let server = start(scratch.path());
    eventually("the orphan's end", || orphan.try_wait().unwrap().is_some());
    assert_eq!(postmasters_in(&cluster).len(), 1);
    assert_eq!(sql(&server, "SHOW jit"), "off");
}

#[test]
fn a_dead_servers_number_in_use_again_does_not_stop_the_start() {
    let scratch = scratch();
    let server = start(scratch.path());
    let (bin, cluster) = (server.bin_dir().to_path_buf(), server.cluster_dir().to_path_buf());
    server.stop().unwrap();
    let mut orphan = orphan(&bin, &cluster);
    orphan.kill().unwrap();
    orphan.wait().unwrap();
    let mut stranger = as_owner_of(&cluster, "sleep").arg("60").spawn().unwrap();
    for file in [cluster.join("postmaster.pid"), scratch.path().join("run/.s.PGSQL.5432.lock")] {
        let text = fs::read_to_string(&file).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        fs::write(&file, format!("{}\n{rest}", stranger.id())).unwrap();
    }
    let server = start(scratch.path());
    assert_eq!(sql(&server, "SELECT 1"), "1");
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger was not hurt");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[test]
fn a_backend_that_outlives_its_killed_server_is_waited_for() {
    let scratch = scratch();
    let server = start(scratch.path());
    let cluster = server.cluster_dir().to_path_buf();
    let url = server.url(SUPERUSER, "postgres");
    let mut psql = Command::new(server.bin_dir().join("psql"));
    let mut client = psql.args(["-c", "SELECT pg_sleep(60)", &url]).stderr(Stdio::null()).spawn().unwrap();
    let is_the_query = |pid: &u32| {
        fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|title| title.contains("[local] SELECT"))
    };
    let mut backend = None;
    eventually("the query", || {
        backend = processes_in(&cluster).into_iter().find(is_the_query);
        backend.is_some()
    });
    let backend = backend.unwrap().to_string();
    // A stopped process notices nothing, not even the death of its server.
    send("-STOP", &backend);
    send("-9", &postmasters_in(&cluster)[0].to_string());
    drop(server);
    let waker = thread::spawn(move || {
        thread::sleep(Duration::from_millis(1500));
        send("-CONT", &backend);
    });
    let server = start(scratch.path());
    assert_eq!(sql(&server, "SELECT 1"), "1");
    waker.join().unwrap();
    client.wait().unwrap();
}

#[test]
fn a_server_that_hangs_is_killed() {
    let scratch = scratch();
    let server = start(scratch.path());
    let cluster = server.cluster_dir().to_path_buf();
    let pid = postmasters_in(&cluster)[0];
    send("-STOP", &pid.to_string());
    let error = server.stop().unwrap_err();
    assert!(matches!(error, EmbeddedError::Killed { .. }), "{error}");
    eventually("the end of the backends", || processes_in(&cluster).is_empty());
}

#[test]
fn awkward_paths() {
    let scratch = scratch();
    let long = ["x".repeat(120), "y".repeat(120)].join("/");
    for (name, fits) in [("a \"b\" c", true), ("ünï'code", true), ("a, b", false), (long.as_str(), false)] {
        let data_dir = scratch.path().join(name);
        let server = start(&data_dir);
        sql(&server, "CREATE TABLE kept AS SELECT 1");
        let socket_dir = server.socket_dir().to_path_buf();
        assert_eq!(fs::metadata(&socket_dir).unwrap().mode() & 0o777, 0o700);
        server.stop().unwrap();
        let is_temporary = socket_dir.to_str().unwrap().starts_with("/tmp/holdfast-");
        assert_eq!(is_temporary, !fits);
        assert_eq!(socket_dir.exists(), !is_temporary, "a temporary one is removed");
        assert_eq!(sql(&start(&data_dir), "SELECT count(*) FROM kept"), "1");
    }
}

#[test]
fn a_cluster_of_another_version_is_left_alone() {
    let scratch = scratch();
    let cluster = start(scratch.path()).cluster_dir().to_path_buf();
    fs::write(cluster.join("PG_VERSION"), "14\n").unwrap();
    let error = EmbeddedServer::start(quick(scratch.path())).unwrap_err();
    assert!(matches!(error, EmbeddedError::OtherVersion { wanted: 14, .. }), "{error}");
}

#[test]
fn a_configured_directory_without_postgresql_is_named() {
    let scratch = scratch();
    let mut options = quick(scratch.path());
    options.bin = Some(PathBuf::from("/usr/bin"));
    let error = EmbeddedServer::start(options).unwrap_err();
    assert!(matches!(error, EmbeddedError::BadBin { .. }), "{error}");
}

#[test]
fn the_server_does_not_see_our_environment() {
    let scratch = scratch();
    let holder =
        Holder::start(&["env"], scratch.path(), &[("SECRET", "1"), ("PGPORT", "1"), ("PGOPTIONS", "-x")]);
    let cluster = scratch.path().canonicalize().unwrap().join("postgres");
    let pid = postmasters_in(&cluster)[0];
    let seen = fs::read_to_string(format!("/proc/{pid}/environ")).unwrap();
    assert!(!seen.contains("SECRET") && seen.contains("LC_ALL"), "{seen}");
    // Nor our files, above all not the lock.
    let files = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    let lock = scratch.path().join("lock");
    assert!(files.filter_map(|file| fs::read_link(file.path()).ok()).all(|file| file != lock));
    holder.end();
}

#[test]
fn the_log_repeats_nothing_a_client_wrote() {
    let scratch = scratch();
    let server = start(scratch.path());
    sql(&server, "CREATE TABLE notes (text text PRIMARY KEY)");
    for statement in
        ["INSERT INTO notes VALUES ('secret'), ('secret')", "SELECT 'secret'::uuid", "SELECT secret"]
    {
        let url = server.url(SUPERUSER, "postgres");
        let output =
            Command::new(server.bin_dir().join("psql")).args(["-c", statement, &url]).output().unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains("ERROR"));
    }
    let log = fs::read_to_string(scratch.path().join("postgres.log")).unwrap();
    assert!(log.contains("ready to accept connections") && !log.contains("secret"), "{log}");
}

#[test]
fn a_large_log_is_emptied() {
    let scratch = scratch();
    let log = scratch.path().join("postgres.log");
    fs::write(&log, vec![b'x'; 11 << 20]).unwrap();
    let _server = start(scratch.path());
    assert!(fs::metadata(&log).unwrap().len() < 1 << 20);
}

const NOBODY: [&str; 4] = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];

#[test]
fn an_ordinary_user_runs_it_and_root_follows_as_that_user() {
    if !is_root() {
        return; // Every other test is this one then.
    }
    let scratch = scratch();
    fs::set_permissions(scratch.path(), Permissions::from_mode(0o777)).unwrap();
    let holder = Holder::start(&NOBODY, scratch.path(), &[]);
    holder.sql("CREATE TABLE kept AS SELECT 1");
    holder.kill();
    let server = start(scratch.path());
    assert_eq!(sql(&server, "SELECT count(*) FROM kept"), "1");
    assert_eq!(fs::metadata(server.cluster_dir()).unwrap().uid(), 65534);
}

#[test]
fn a_directory_only_root_can_enter_sends_the_database_elsewhere() {
    if !is_root() {
        return;
    }
    let scratch = scratch();
    fs::set_permissions(scratch.path(), Permissions::from_mode(0o700)).unwrap();
    let server = start(scratch.path());
    sql(&server, "CREATE TABLE kept AS SELECT 1");
    let cluster = server.cluster_dir().to_path_buf();
    assert!(cluster.starts_with("/var/lib/holdfast"), "{}", cluster.display());
    let _outside = Removed(cluster.parent().unwrap().to_path_buf());
    drop(server);
    // The choice stays, even when the directory could be entered now.
    fs::set_permissions(scratch.path(), Permissions::from_mode(0o755)).unwrap();
    let server = start(scratch.path());
    assert_eq!(server.cluster_dir(), cluster);
    assert_eq!(sql(&server, "SELECT count(*) FROM kept"), "1");
}

#[test]
fn a_socket_directory_that_somebody_else_made_is_refused() {
    if !is_root() {
        return;
    }
    let scratch = scratch();
    start(scratch.path()).stop().unwrap();
    let run = scratch.path().join("run");
    for (owner, mode) in [(1234, 0o700), (0, 0o777)] {
        std::os::unix::fs::chown(&run, Some(owner), None).unwrap();
        fs::set_permissions(&run, Permissions::from_mode(mode)).unwrap();
        let error = EmbeddedServer::start(quick(scratch.path())).unwrap_err();
        assert!(matches!(error, EmbeddedError::NotOurs { .. }), "{error}");
    }
}

/// Hides the machine's PostgreSQL behind an empty directory, in a mount namespace of its own.
fn without_postgresql(path: &str) -> Vec<String> {
    let script = format!("mount -t tmpfs none /usr/lib/postgresql && PATH={path} exec \"$@\"");
    ["unshare", "-m", "sh", "-c", &script, "sh"].map(str::to_owned).to_vec()
}

#[test]
fn without_postgresql_it_is_fetched_or_the_error_says_what_to_install() {
    if !is_root() {
        return;
    }
    let scratch = scratch();
    let prefix = without_postgresql("/nowhere");
    let words: Vec<&str> = prefix.iter().map(String::as_str).collect();
    let holder = Holder::start(&words, scratch.path(), &[]);
    assert!(holder.answer.contains("apt install postgresql"), "{}", holder.answer);
    println!("{}", holder.answer);
    holder.end();

    let prefix = without_postgresql("$PATH");
    let words: Vec<&str> = prefix.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let holder = Holder::start(&words, scratch.path(), &[]);
    println!("fetch and first start {:?}", begun.elapsed());
    assert!(holder.sql("SHOW server_version").starts_with("18."));
    holder.kill();
    let begun = Instant::now();
    // The cluster of version 18 needs the fetched programs, whatever else is installed.
    let server = start(scratch.path());
    println!("next start {:?}", begun.elapsed());
    assert!(sql(&server, "SHOW server_version").starts_with("18."));
}
