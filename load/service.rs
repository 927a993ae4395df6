//! The service under load: the release binary, as its operators run it.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::callers::sign_in;
use crate::data::Data;
use crate::http::Connection;
use crate::operations::OPERATIONS;
use crate::{Options, Outcome};

/// A running `holdfast serve`. Dropping it kills it.
pub struct Service {
    child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Starts it on a free port and waits until it is ready.
    pub async fn start(options: &Options, data: &Data) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        Self::start_at(address, options, data).await
    }

    pub async fn start_at(address: SocketAddr, options: &Options, data: &Data) -> Outcome<Self> {
        let workers = options.workers();
        let log = File::create(data.directory.join("service.log"))?;
        let child = Command::new(&options.service)
            .arg("serve")
            .env("DATABASE_URL", data.app_url())
            .env("HOLDFAST_MASTER_KEY", data.master.encode())
            .env("HOLDFAST_LISTEN", address.to_string())
            .env("HOLDFAST_WORKERS", workers.to_string())
            .env("HOLDFAST_POOL_SIZE", (options.connections / workers).max(1).to_string())
            .env("HOLDFAST_LOG", &options.log)
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()?;
        let mut service = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(20);
        while !service.is_ready().await {
            if service.child.try_wait()?.is_some() || Instant::now() > deadline {
                let log = std::fs::read_to_string(data.directory.join("service.log"))?;
                return Err(format!("the service did not start: {log}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(service)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.address).await else { return false };
        let request = format!("GET /readyz HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        connection.send(request.as_bytes()).await.is_ok_and(|(status, _)| status == 200)
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Starts the service and waits for Ctrl-C, printing one request of each operation.
pub async fn hold(options: &Options, data: &Data) -> Outcome {
    let service = Service::start(options, data).await?;
    println!("psql \"{}\"\nservice {} on http://{}", data.root_url(), service.pid(), service.address);
    for operation in OPERATIONS {
        let targets = sign_in(data, &operation).await?;
        let mut out = Vec::new();
        if let Some(request) = operation.requests(&targets, service.address).first() {
            request.fresh(&mut out);
        }
        println!("# {}\n{}", operation.title, String::from_utf8_lossy(&out));
        let (status, body) =
            Connection::open(service.address).await?.send(&out).await.map(|(s, b)| (s, b.to_vec()))?;
        println!("{status} {}\n", String::from_utf8_lossy(&body));
    }
    Ok(tokio::signal::ctrl_c().await?)
}
