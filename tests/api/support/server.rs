//! One PostgreSQL for the test run, and a database of its own for each test, cloned from a migrated template.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};
use holdfast::platform::db::migrations;
use tokio::sync::OnceCell;

static SERVER: OnceCell<EmbeddedServer> = OnceCell::const_new();
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Databases whose tests have ended.
static LEFT: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    static MINE: RefCell<Mine> = const { RefCell::new(Mine(Vec::new())) };
}

/// The databases of the test on this thread, left when it ends. Kept all, they would fill a disk.
struct Mine(Vec<String>);

impl Drop for Mine {
    fn drop(&mut self) {
        LEFT.lock().unwrap().append(&mut self.0);
    }
}

/// The connection string of the superuser to a fresh migrated database. It is the test's own and goes when that ends.
pub async fn fresh_database() -> String {
    create_database("TEMPLATE template_holdfast STRATEGY FILE_COPY").await
}

/// An empty database that is not migrated.
pub async fn empty_database() -> String {
    create_database("").await
}

async fn create_database(from: &str) -> String {
    let server = server().await;
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut root = AsyncPgConnection::establish(&server.url(SUPERUSER, "postgres")).await.unwrap();
    let left = std::mem::take(&mut *LEFT.lock().unwrap());
    for gone in left {
        root.batch_execute(&format!("DROP DATABASE {gone} WITH (FORCE)")).await.unwrap();
    }
    root.batch_execute(&format!("CREATE DATABASE {name} {from}")).await.unwrap();
    MINE.with_borrow_mut(|mine| mine.0.push(name.clone()));
    server.url(SUPERUSER, &name)
}

/// The same database as another role.
pub fn as_role(url: &str, role: &str) -> String {
    url.replace(SUPERUSER, role)
}

/// The log of the server, with the lines of every database.
pub async fn log_file() -> PathBuf {
    let sql = super::Sql::open(&server().await.url(SUPERUSER, "postgres")).await;
    let data = PathBuf::from(sql.value("SHOW data_directory").await);
    let found = data.ancestors().map(|above| above.join("postgres.log")).find(|log| log.exists());
    found.expect("the server writes a log")
}

async fn server() -> &'static EmbeddedServer {
    SERVER.get_or_init(started).await
}

/// Started on threads of its own: a test's runtime may have only one.
async fn started() -> EmbeddedServer {
    let start = || tokio::runtime::Runtime::new().unwrap().block_on(start());
    tokio::task::spawn_blocking(start).await.unwrap()
}

async fn start() -> EmbeddedServer {
    // A directory of this run's own; the server ends with the process.
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pg-{}", std::process::id()));
    let options = Options {
        data_dir: directory,
        bin: std::env::var_os("HOLDFAST_PG_BIN").map(PathBuf::from),
        durable: false,
        settings: vec![("max_connections".to_owned(), "400".to_owned())],
    };
    let server = tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap();
    let mut root = AsyncPgConnection::establish(&server.url(SUPERUSER, "postgres")).await.unwrap();
    root.batch_execute("CREATE DATABASE template_holdfast").await.unwrap();
    migrations::migrate(&server.url(SUPERUSER, "template_holdfast")).await.unwrap();
    server
}
