//! A caller that writes bytes by hand.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::TestApp;

pub struct Raw(TcpStream);

impl Raw {
    pub async fn open(app: &TestApp) -> Self {
        Self(TcpStream::connect(app.base.strip_prefix("http://").unwrap()).await.unwrap())
    }

    /// Sends bytes; says whether the other side still takes them.
    pub async fn send(&mut self, text: &str) -> bool {
        self.0.write_all(text.as_bytes()).await.is_ok()
    }

    /// What arrives within this time, and whether the other side has closed.
    pub async fn receive(&mut self, within: Duration) -> (String, bool) {
        let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
        let closed = tokio::time::timeout(within, async {
            loop {
                match self.0.read(&mut buffer).await {
                    Ok(0) | Err(_) => break,
                    Ok(count) => bytes.extend_from_slice(&buffer[..count]),
                }
            }
        })
        .await
        .is_ok();
        (String::from_utf8_lossy(&bytes).into_owned(), closed)
    }
}
