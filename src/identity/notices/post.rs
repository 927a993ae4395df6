//! How a letter leaves: by SMTP, or as a file in a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::{Mailbox, SinglePart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::platform::ids::kind::NoticeId;

/// How long one letter may take. A lease is longer.
pub(super) const DEADLINE: Duration = Duration::from_secs(60);

/// Where letters go, and who sends them.
#[derive(Debug, Clone)]
pub struct PostSettings {
    /// The SMTP server as a URL, such as `smtps://user:password@mail.example.org`.
    pub smtp_url: Option<String>,
    /// The folder that takes letters where there is no server.
    pub folder: PathBuf,
    /// The address they come from.
    pub from: String,
    /// Where the portal is whose pages take tokens.
    pub portal: Option<String>,
}

/// Why letters cannot be sent as it is set.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The sender is no address.
    #[error("HOLDFAST_NOTICES_FROM is no e-mail address")]
    From,
    /// The server's URL is none. It may hold a password, so it is not repeated.
    #[error("HOLDFAST_SMTP_URL is no URL of an SMTP server")]
    Smtp,
}

/// A letter to be sent.
pub(super) struct Letter {
    pub id: NoticeId,
    pub to: String,
    pub subject: &'static str,
    pub body: String,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// It never will.
    #[error("the letter cannot be written")]
    Unsendable,
    /// It may the next time. What servers say may repeat the address, so only the kind of failure is told.
    #[error("{0}")]
    NotNow(&'static str),
}

/// Sends letters.
pub struct Post {
    way: Way,
    from: Mailbox,
    /// Where the portal is, if there is one.
    pub(super) portal: Option<String>,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

impl Post {
    /// As it is set.
    pub fn new(settings: &PostSettings) -> Result<Self, PostError> {
        let from = settings.from.parse().map_err(|_| PostError::From)?;
        let way = match &settings.smtp_url {
            Some(url) => {
                let transport =
                    AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| PostError::Smtp)?;
                Way::Smtp(transport.timeout(Some(DEADLINE / 2)).build())
            }
            None => Way::Folder(settings.folder.clone()),
        };
        Ok(Self { way, from, portal: settings.portal.clone() })
    }

    /// Sends one letter. Its id is the same at every attempt, so that a second copy can be known as one.
    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let message = self.message(letter).ok_or(SendError::Unsendable)?;
        match &self.way {
            Way::Smtp(transport) => transport.send(message).await.map(drop).map_err(|error| {
                SendError::NotNow(if error.is_permanent() {
                    "the mail server refused it"
                } else if error.is_timeout() {
                    "the mail server did not answer in time"
                } else {
                    "the mail server cannot be reached or put it off"
                })
            }),
            Way::Folder(folder) => keep(folder, letter.id, &message.formatted())
                .await
                .map_err(|_| SendError::NotNow("the folder cannot be written to")),
        }
    }

    fn message(&self, letter: &Letter) -> Option<Message> {
        let to: Address = letter.to.parse().ok()?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .subject(letter.subject)
            .singlepart(SinglePart::plain(letter.body.clone()))
            .ok()
    }
}

/// Writes a letter where only its owner can read it; a second attempt puts the same file there.
async fn keep(folder: &Path, id: NoticeId, bytes: &[u8]) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder).await?;
    let (unfinished, finished) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    fs::rename(unfinished, finished).await
}
