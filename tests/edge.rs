//! The service as a process of its own under callers that mean it ill, while another caller goes on asking.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The demo practice, served by a process of its own on a database of this test's own.
struct Service {
    child: Child,
    address: String,
    http: reqwest::Client,
    token: String,
    client: String,
    database: EmbeddedServer,
    scratch: TempDir,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Service {
    async fn start() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        std::fs::set_permissions(scratch.path(), Permissions::from_mode(0o755)).unwrap();
        let options = Options { durable: false, ..Options::new(scratch.path().join("db")) };
        let database = tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap();
        sql(&database, "postgres", "CREATE DATABASE holdfast").await;
        let log = File::create(scratch.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .arg("demo")
            .env("HOLDFAST_DATA", scratch.path().join("data"))
            .env("HOLDFAST_LISTEN", "127.0.0.1:0")
            .env("DATABASE_URL", database.url("holdfast_app", "holdfast"))
            .env("HOLDFAST_OWNER_URL", database.url(SUPERUSER, "holdfast"))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut service = Self {
            child,
            address: String::new(),
            http: reqwest::Client::new(),
            token: String::new(),
            client: String::new(),
            database,
            scratch,
        };
        service.sign_in().await;
        service
    }

    async fn sign_in(&mut self) {
        let demo = self.scratch.path().join("data/demo.json");
        for _ in 0..1200 {
            if demo.exists() || self.child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        let made: Value =
            serde_json::from_slice(&std::fs::read(&demo).unwrap_or_else(|_| panic!("{}", self.log())))
                .unwrap();
        self.address = made["base_url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        let of =
            |role: &str| made["accounts"].as_array().unwrap().iter().find(|it| it["role"] == role).unwrap();
        let (therapist, client) = (of("therapist"), of("client"));
        let credentials = json!({"email": therapist["email"], "password": therapist["password"]});
        let address = format!("http://{}/v1/sessions", self.address);
        let answer = self.http.post(address).json(&credentials).send().await.unwrap();
        let signed_in: Value = answer.json().await.unwrap();
        self.token = signed_in["access_token"].as_str().unwrap().to_owned();
        self.client = client["client_id"].as_str().unwrap().to_owned();
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.scratch.path().join("log")).unwrap_or_default()
    }

    async fn get(&self, path: &str) -> u16 {
        let request = self.http.get(format!("http://{}{path}", self.address)).bearer_auth(&self.token);
        request.send().await.map_or(0, |answer| answer.status().as_u16())
    }

    /// Resident memory in MiB.
    fn memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(Path::new("/proc").join(self.child.id().to_string()).join("status"));
        let kibibytes = status.unwrap().lines().find_map(|line| {
            line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()
        });
        kibibytes.unwrap() / 1024
    }

    fn head(&self, more: &str) -> String {
        format!(
            "POST /v1/clients HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\n{more}\r\n",
            self.token
        )
    }

    async fn open(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// Sends a head and pieces until the service answers or closes; the status it answered.
    async fn dribble(&self, head: &str, piece: &[u8], pause: Duration, pieces: usize) -> u16 {
        let mut stream = self.open().await;
        let _sent = stream.write_all(head.as_bytes()).await;
        let (mut reader, mut writer) = stream.split();
        let write = async {
            for _ in 0..pieces {
                if writer.write_all(piece).await.is_err() {
                    break;
                }
                sleep(pause).await;
            }
            // What was asked for is being waited for.
            sleep(Duration::from_secs(30)).await;
        };
        let mut answer = vec![0; 64];
        let read = async { reader.read(&mut answer).await.unwrap_or(0) };
        let length = tokio::select! { length = read => length, () = write => 0 };
        let text = String::from_utf8_lossy(&answer[..length]).into_owned();
        text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    async fn post(&self, body: Vec<u8>, encoding: Option<&str>) -> u16 {
        let mut request = self.http.post(format!("http://{}/v1/clients", self.address));
        if let Some(encoding) = encoding {
            request = request.header("Content-Encoding", encoding);
        }
        let request = request.bearer_auth(&self.token).header("Content-Type", "application/json");
        request.body(body).send().await.map_or(0, |answer| answer.status().as_u16())
    }
}

async fn sql(server: &EmbeddedServer, database: &str, statement: &str) {
    let (connection, driver) =
        tokio_postgres::connect(&server.url(SUPERUSER, database), tokio_postgres::NoTls).await.unwrap();
    let driving = tokio::spawn(driver);
    connection.batch_execute(statement).await.unwrap();
    drop(connection);
    driving.await.unwrap().unwrap();
}

/// Asks 20 times a second, from a connection to each request, and keeps how each went.
async fn probe<T>(
    service: &Arc<Service>,
    path: &'static str,
    during: impl Future<Output = T>,
) -> (T, Vec<Duration>) {
    let times = Arc::new(Mutex::new(Vec::new()));
    let asking = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        loop {
            ticks.tick().await;
            let (service, times) = (Arc::clone(service), Arc::clone(&times));
            tokio::spawn(async move {
                let begun = Instant::now();
                let status = service.get(path).await;
                assert_eq!(status, 200, "the probe");
                times.lock().unwrap().push(begun.elapsed());
            });
        }
    };
    let done = tokio::select! { done = during => done, () = asking => unreachable!() };
    sleep(Duration::from_millis(500)).await;
    let times = std::mem::take(&mut *times.lock().unwrap());
    (done, times)
}

fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[(times.len() * 99).div_ceil(100) - 1]
}

/// Guards the other callers: whatever one connection, or a thousand, sends or withholds, somebody else is served in
/// time; what is refused is refused in words of its own, never as a fault of the service; and its memory returns.
#[tokio::test(flavor = "multi_thread")]
async fn others_see_nothing_of_an_attack() {
    let service = Arc::new(Service::start().await);
    let ((), quiet) = probe(&service, "/v1/me", sleep(Duration::from_secs(4))).await;
    let allowed = Duration::from_millis(250).max(p99(quiet.clone()) * 2);
    let memory = service.memory();
    println!("quiet: p99 {:?} of {}, {memory} MiB", p99(quiet.clone()), quiet.len());
    let judge = |name: &str, times: Vec<Duration>, statuses: &[u16], wanted: &[u16]| {
        println!("{name}: p99 {:?} of {}, {} MiB", p99(times.clone()), times.len(), service.memory());
        assert!(times.len() > 20, "{name}: {} probes", times.len());
        assert!(p99(times.clone()) < allowed, "{name}: p99 {:?}, allowed {allowed:?}", p99(times));
        let others: Vec<_> = statuses.iter().filter(|status| !wanted.contains(status)).collect();
        assert!(others.is_empty(), "{name}: {others:?} of {} answers", statuses.len());
    };

    let slow_head = service.head("").trim_end().to_owned();
    let heads = join_all((0..200).map(|_| service.dribble(&slow_head, b"a", Duration::from_millis(200), 60)));
    let (statuses, times) = probe(&service, "/v1/me", heads).await;
    judge("slow heads", times, &statuses, &[408]);

    let with_length = service.head("Content-Length: 1000\r\n");
    let bodies =
        join_all((0..200).map(|_| service.dribble(&with_length, b" ", Duration::from_millis(200), 200)));
    let (statuses, times) = probe(&service, "/v1/me", bodies).await;
    judge("slow bodies", times, &statuses, &[408]);

    let (statuses, times) = probe(&service, "/v1/me", large(&service)).await;
    judge("large bodies", times, &statuses, &[413]);

    for (name, body, encoding, wanted) in hostile_bodies() {
        let many = join_all((0..8).map(|_| service.post(body.clone(), encoding)));
        let rest = async { tokio::join!(many, sleep(Duration::from_millis(1500))).0 };
        let (statuses, times) = probe(&service, "/v1/me", rest).await;
        judge(name, times, &statuses, &[wanted]);
    }

    let (idle, times) = probe(&service, "/v1/me", idle(&service)).await;
    judge("idle connections", times, &[], &[]);
    assert_eq!(idle, 1000, "idle connections that the service did not close by itself");

    let (statuses, times) = probe(&service, "/livez", pool_held(&service)).await;
    judge("the pool held", times, &statuses, &[200, 503]);
    assert!(statuses.contains(&503), "the pool was held: {statuses:?}");
    assert_eq!(service.get(&format!("/v1/clients/{}/check-ins", service.client)).await, 200);

    sleep(Duration::from_secs(2)).await;
    println!("after: {} MiB", service.memory());
    assert!(service.memory() < memory + 64, "{} MiB, {memory} before", service.memory());
    let log = service.log();
    assert!(!log.contains("\"status\":500") && !log.contains("panicked"), "{log}");
}

/// 100 MB, with a length and without, eight at a time.
async fn large(service: &Service) -> Vec<u16> {
    let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 0x10_0000], b"\r\n"].concat();
    let plain = vec![b' '; 0x10_0000];
    let (length, chunked) =
        (service.head("Content-Length: 104857600\r\n"), service.head("Transfer-Encoding: chunked\r\n"));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let pause = Duration::ZERO;
        let told = join_all((0..8).map(|_| service.dribble(&length, &plain, pause, 100)));
        let untold = join_all((0..8).map(|_| service.dribble(&chunked, &chunk, pause, 100)));
        let (told, untold) = tokio::join!(told, untold);
        statuses.extend([told, untold].concat());
        sleep(Duration::from_millis(400)).await;
    }
    statuses
}

fn hostile_bodies() -> Vec<(&'static str, Vec<u8>, Option<&'static str>, u16)> {
    let members = |count: usize| {
        let all: Vec<String> = (0..count).map(|index| format!("\"m{index}\":1")).collect();
        format!("{{{}}}", all.join(",")).into_bytes()
    };
    let deep = [b"{\"given_name\":".as_slice(), &vec![b'['; 100_000]].concat();
    // Ten megabytes of zeros are a few kilobytes as gzip; nothing here unpacks it.
    let bomb = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".as_slice(), &vec![0_u8; 50_000]].concat();
    let twice = br#"{"given_name":"A","given_name":"B"}"#.to_vec();
    vec![
        ("depth of 100,000", deep, None, 400),
        ("1,000,000 members", members(1_000_000), None, 413),
        ("70,000 members", members(70_000), None, 422),
        ("a member twice", twice, None, 422),
        ("the null character", b"{\"given_name\":\"\\u0000\"}".to_vec(), None, 422),
        ("a lone surrogate", b"{\"given_name\":\"\\ud800\"}".to_vec(), None, 400),
        ("invalid UTF-8", b"{\"given_name\":\"\xff\xfe\"}".to_vec(), None, 400),
        ("a packed body", bomb, Some("gzip"), 415),
    ]
}

/// A thousand connections that say nothing; how many of them the service has closed after ten seconds.
async fn idle(service: &Service) -> usize {
    let mut all = join_all((0..1000).map(|_| service.open())).await;
    let closed = all.iter_mut().map(async |stream| {
        let mut bytes = [0; 512];
        let read = async { while stream.read(&mut bytes).await.is_ok_and(|length| length > 0) {} };
        tokio::time::timeout(Duration::from_secs(10), read).await.is_ok()
    });
    join_all(closed).await.into_iter().filter(|closed| *closed).count()
}

/// More requests than there are connections to the database, all of which wait for a lock.
async fn pool_held(service: &Service) -> Vec<u16> {
    let hold = "BEGIN; LOCK TABLE check_ins IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(6); COMMIT";
    let path = format!("/v1/clients/{}/check-ins", service.client);
    let held = sql(&service.database, "holdfast", hold);
    let asked = async {
        sleep(Duration::from_millis(300)).await;
        join_all((0..60).map(|_| service.get(&path))).await
    };
    tokio::join!(held, asked).1
}
