//! How a letter leaves: by SMTP, or as a file in a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::header::ContentTransferEncoding;
use lettre::message::{Body, Mailbox, SinglePart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::platform::ids::kind::NoticeId;

/// How long one letter may take. A lease is longer.
pub(super) const DEADLINE: Duration = Duration::from_secs(60);

/// Characters that a line of a letter may have (RFC 5322).
const LONGEST_LINE: usize = 998;
/// With the page and the token a link stays within such a line.
const LONGEST_PORTAL: usize = 500;

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
    /// The portal's URL is none that a link can begin with.
    #[error(
        "HOLDFAST_PORTAL_URL is no http or https URL without query and fragment, of 500 characters at most"
    )]
    Portal,
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
        let portal =
            settings.portal.as_deref().map(|text| portal(text).ok_or(PostError::Portal)).transpose()?;
        Ok(Self { way, from, portal })
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
            .singlepart(SinglePart::plain(body(&letter.body)))
            .ok()
    }
}

/// A body that is sent as it is wherever it may be, so that a link is one line for whoever copies it from the source, too:
/// any encoding but this would break lines of more than 76 characters.
fn body(text: &str) -> Body {
    if text.is_ascii() && text.lines().all(|line| line.len() <= LONGEST_LINE) {
        let lines = text.replace('\n', "\r\n").into_bytes();
        Body::dangerous_pre_encoded(lines, ContentTransferEncoding::SevenBit)
    } else {
        Body::new(text.to_owned())
    }
}

/// Where the portal is, as a link begins: ASCII, and nothing that a page could not be put behind.
fn portal(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let fits = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= LONGEST_PORTAL;
    fits.then(|| url.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_is_a_web_address() {
        assert_eq!(portal("https://people.example").as_deref(), Some("https://people.example/"));
        assert_eq!(portal("http://127.0.0.1:3000/app").as_deref(), Some("http://127.0.0.1:3000/app"));
        assert_eq!(portal("https://b\u{fc}cher.example/").as_deref(), Some("https://xn--bcher-kva.example/"));
        let long = format!("https://people.example/{}", "a".repeat(500));
        for bad in [
            "",
            "people.example",
            "/app",
            "ftp://people.example",
            "javascript:alert(1)",
            "mailto:ada@people.example",
            "https://",
            "https://people.example/?next=",
            "https://people.example/#",
            "https://ada:word@people.example/",
            &long,
        ] {
            assert_eq!(portal(bad), None, "{bad}");
        }
    }
}
