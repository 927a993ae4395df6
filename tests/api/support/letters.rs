//! The letters that a service without a mail server leaves in its folder.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::TestApp;

/// One letter.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub body: String,
    pub raw: String,
}

impl Letter {
    pub fn read(raw: &str) -> Self {
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let field = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("no {name} {raw}")).trim().to_owned()
        };
        let body = body.replace("=\r\n", "").replace("=3D", "=").replace("\r\n", "\n");
        Self { to: field("To:"), subject: field("Subject:"), body, raw: raw.to_owned() }
    }
}

/// The token in the body of a letter.
pub fn token_in(letter: &Letter) -> String {
    let token = letter.body.lines().find(|line| line.len() == 43 && !line.contains(' '));
    token.unwrap_or_else(|| panic!("no token: {}", letter.body)).to_owned()
}

impl TestApp {
    pub fn letter_folder(&self) -> PathBuf {
        self.data.path().join("notices")
    }

    /// Every letter that has left, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        let files = std::fs::read_dir(self.letter_folder()).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = files
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .collect();
        paths.sort();
        paths.iter().map(|path| Letter::read(&std::fs::read_to_string(path).unwrap())).collect()
    }

    /// The letters to an address, once there are so many.
    pub async fn letters_to(&self, to: &str, count: usize) -> Vec<Letter> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let mut letters = self.letters();
            letters.retain(|letter| letter.to == to);
            if letters.len() >= count || Instant::now() > deadline {
                assert_eq!(letters.len(), count, "letters to {to}: {letters:#?}");
                return letters;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The letters to an address with a subject, once there are so many.
    pub async fn letters_about(&self, to: &str, subject: &str, count: usize) -> Vec<Letter> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let mut letters = self.letters();
            letters.retain(|letter| letter.to == to && letter.subject == subject);
            if letters.len() >= count {
                return letters;
            }
            assert!(Instant::now() < deadline, "letters to {to}: {:#?}", self.letters());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until nothing is left to be sent.
    pub async fn all_sent(&self) {
        let sql = self.sql().await;
        let deadline = Instant::now() + Duration::from_secs(60);
        while sql.number("SELECT count(*) FROM notices WHERE given_up_at IS NULL").await > 0 {
            assert!(Instant::now() < deadline, "notices wait");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
