//! A client that costs little: rendered requests over kept connections, and only as much parsing as it takes to
//! know the status and where an answer ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::Outcome;
use crate::operations::Prepared;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// Microseconds of each request, in no order.
    pub latencies: Vec<u32>,
    pub errors: u64,
    /// The first unexpected answer.
    pub complaint: Option<String>,
}

/// One kept connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(256 * 1024) })
    }

    /// Sends a request; the status and body of the answer.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the service closed the connection".into());
            }
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(self.buffer.get(..head).unwrap_or_default())?;
        let status = text.get(9..12).unwrap_or_default().parse()?;
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let end = head + length.map_or(Ok(0), str::parse::<usize>)?;
        while self.buffer.len() < end {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the service closed the connection".into());
            }
        }
        Ok((status, self.buffer.get(head..end).unwrap_or_default()))
    }
}

/// Sends requests, each chosen at random, over so many connections for so long. Like pgbench it has one thread.
pub async fn run(
    address: SocketAddr,
    requests: Arc<Vec<Prepared>>,
    connections: u32,
    time: Duration,
) -> Outcome<Run> {
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async move {
            let tasks: Vec<_> = (0..connections)
                .map(|number| {
                    tokio::spawn(drive(address, Arc::clone(&requests), number, Instant::now() + time))
                })
                .collect();
            let mut all = Run::default();
            for task in tasks {
                let Run { latencies, errors, complaint } = task.await??;
                all.latencies.extend(latencies);
                all.errors += errors;
                all.complaint = all.complaint.or(complaint);
            }
            Ok(all)
        })
    })
    .await?
}

async fn drive(address: SocketAddr, requests: Arc<Vec<Prepared>>, seed: u32, end: Instant) -> Outcome<Run> {
    let mut connection = Connection::open(address).await?;
    let (mut random, mut out, mut run) = (Random::new(seed), Vec::new(), Run::default());
    loop {
        let started = Instant::now();
        if started >= end {
            return Ok(run);
        }
        let request = requests.get(random.below(requests.len())).ok_or("no request")?;
        let _id: Option<Uuid> = request.fresh(&mut out);
        let (status, body) = connection.send(&out).await?;
        if status / 100 != 2 {
            run.errors += 1;
            let answer = || format!("{status} {}", String::from_utf8_lossy(body));
            run.complaint.get_or_insert_with(answer);
        }
        run.latencies.push(u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}

/// Xorshift: chance good enough to choose rows by.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u32) -> Self {
        Self((u64::from(seed) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }
}
