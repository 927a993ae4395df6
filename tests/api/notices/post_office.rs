//! A mail server for tests: it takes letters, or refuses them as it is told.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::support::Letter;

#[derive(Clone, Default)]
pub struct PostOffice {
    letters: Arc<Mutex<Vec<String>>>,
    /// How many of the next letters are put off.
    pub refusals: Arc<AtomicUsize>,
    pub tries: Arc<AtomicUsize>,
    pub url: String,
}

impl PostOffice {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let office = Self { url, ..Self::default() };
        let serving = office.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let office = serving.clone();
                tokio::spawn(async move { office.serve(stream).await });
            }
        });
        office
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().iter().map(|raw| Letter::read(raw)).collect()
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test\r\n").await.ok()?;
        loop {
            let line = read_line(&mut stream).await?;
            let word = line.split([' ', ':', '\r']).next().unwrap_or_default().to_uppercase();
            let answer = match word.as_str() {
                "EHLO" | "HELO" => "250 test\r\n",
                "QUIT" => return None,
                "DATA" => {
                    self.tries.fetch_add(1, Ordering::SeqCst);
                    stream.write_all(b"354 go on\r\n").await.ok()?;
                    let mut letter = String::new();
                    loop {
                        match read_line(&mut stream).await?.as_str() {
                            ".\r\n" => break,
                            line => letter.push_str(line),
                        }
                    }
                    let fewer = |left: usize| left.checked_sub(1);
                    match self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fewer) {
                        Ok(_) => "451 later\r\n",
                        Err(_) => {
                            self.letters.lock().unwrap().push(letter);
                            "250 taken\r\n"
                        }
                    }
                }
                _ => "250 fine\r\n",
            };
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    (stream.read_line(&mut line).await.ok()? > 0).then_some(line)
}
