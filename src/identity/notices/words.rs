//! The words of notices. They name no practice and no person, and do not say what the account is for: somebody else may
//! read the mail, or see its subject on a locked phone.

use chrono::{DateTime, Utc};

use super::model::{Locale, NoticeKind};

/// Characters of a line.
const WIDTH: usize = 72;

/// What is filled in.
pub(super) struct Blanks<'b> {
    pub when: DateTime<Utc>,
    pub token: Option<&'b str>,
    /// Where the portal is, if there is one.
    pub portal: Option<&'b str>,
}

/// Subject and body.
pub(super) fn words(kind: NoticeKind, locale: Locale, blanks: &Blanks<'_>) -> (&'static str, String) {
    match locale {
        Locale::En => english(kind, blanks),
    }
}

const FINE: &str = "If this was you, there is nothing to do. If it was not, choose a new password at once.";

fn english(kind: NoticeKind, blanks: &Blanks<'_>) -> (&'static str, String) {
    let when = blanks.when.format("%-d %B %Y at %H:%M UTC");
    match kind {
        NoticeKind::PasswordChanged => {
            ("Your password was changed", happened(&format!("Your password was changed on {when}.")))
        }
        NoticeKind::SecondFactorSetUp => (
            "Sign-in codes were set up",
            happened(&format!(
                "An app that shows codes was set up for your account on {when}. From now on signing in takes a code."
            )),
        ),
        NoticeKind::SecondFactorChanged => (
            "The app for your sign-in codes was changed",
            happened(&format!(
                "The app that shows the codes you sign in with was changed for another one on {when}."
            )),
        ),
        NoticeKind::SecondFactorTakenOff => (
            "Sign-in codes were taken off",
            happened(&format!(
                "The app that shows codes was taken off your account on {when}. From now on the password alone signs in."
            )),
        ),
        NoticeKind::RecoveryCodesMade => (
            "New recovery codes were made",
            happened(&format!(
                "New recovery codes were made for your account on {when}. Those from before work no more."
            )),
        ),
        NoticeKind::RecoveryCodeUsed => (
            "A recovery code was used",
            happened(&format!(
                "One of your recovery codes was used on {when}. It works no more; make new ones before the last is \
                 used."
            )),
        ),
        NoticeKind::EmailChanged => (
            "Your e-mail address was changed",
            paragraphs(&[
                &format!(
                    "Another e-mail address was set for your account on {when}. This one no longer signs in."
                ),
                "If this was you, there is nothing to do. If it was not, get in touch at once with those who gave you \
                 the account.",
            ]),
        ),
        NoticeKind::Reminder => (
            "A reminder",
            paragraphs(&[
                "You wanted to be reminded at this time of something in your app.",
                "If it does not suit you now, leave it. There you can also say when to be reminded, or not to be.",
            ]),
        ),
        NoticeKind::SmallSign => (
            "A small sign for you",
            paragraphs(&[
                "Somebody asked us to send you this small sign. You will know what it means.",
                "Nothing is asked of you, and there is no need to answer.",
            ]),
        ),
        NoticeKind::SomethingToRead => (
            "Something to read",
            paragraphs(&[
                "There is something new for you to read in your app.",
                "It can wait until you have the time, and a place to yourself.",
            ]),
        ),
        NoticeKind::PasswordReset => (
            "Choose a new password",
            paragraphs(&[
                "Somebody asked for a new password for this e-mail address.",
                &way(blanks, "password-reset", "choose one"),
                "It works once, for ten minutes. If you did not ask, there is nothing to do.",
            ]),
        ),
        NoticeKind::EmailChange => (
            "Confirm your e-mail address",
            paragraphs(&[
                "Somebody wants to use this e-mail address to sign in.",
                &way(blanks, "email-change", "confirm it"),
                "It works once, for ten minutes. If it was not you, there is nothing to do.",
            ]),
        ),
    }
}

fn happened(what: &str) -> String {
    paragraphs(&[what, FINE])
}

/// The link, or the bare token where there is no portal, on a line of its own. What stands behind `#` reaches no server's
/// log.
fn way(blanks: &Blanks<'_>, page: &str, what: &str) -> String {
    let token = blanks.token.unwrap_or_default();
    match blanks.portal {
        Some(portal) => format!("To {what}, open\n\n{}/{page}#{token}", portal.trim_end_matches('/')),
        None => format!("To {what}, use this one-time token:\n\n{token}"),
    }
}

/// Paragraphs in lines that no mail program breaks once more. A line breaks between words alone: whatever is longer, as a
/// link may be, stays whole on a line of its own.
fn paragraphs(all: &[&str]) -> String {
    let mut text = all.iter().flat_map(|one| one.split("\n\n")).map(wrapped).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

fn wrapped(paragraph: &str) -> String {
    let (mut text, mut length) = (String::new(), 0);
    for word in paragraph.split_whitespace() {
        if length > 0 && length + 1 + word.len() > WIDTH {
            text.push('\n');
            length = 0;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        }
        text.push_str(word);
        length += word.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn no_notice_says_what_the_account_is_for() {
        const TELLING: [&str; 16] = [
            "therap",
            "couple",
            "partner",
            "homework",
            "practice",
            "client",
            "clinic",
            "care",
            "session",
            "health",
            "relationship",
            "check-in",
            "counsel",
            "holdfast",
            "patient",
            "treatment",
        ];
        for (kind, portal) in
            NoticeKind::iter().flat_map(|kind| [(kind, None), (kind, Some("https://x.example/"))])
        {
            let blanks = Blanks { when: DateTime::UNIX_EPOCH, token: Some("T0ken"), portal };
            let (subject, body) = words(kind, Locale::En, &blanks);
            let text = format!("{subject}\n{body}").to_lowercase();
            for word in TELLING {
                assert!(!text.contains(word), "{kind} says {word}: {text}");
            }
            assert_eq!(body.contains("T0ken"), kind.purpose().is_some(), "{body}");
            assert_eq!(body.contains("https://x.example/"), portal.is_some() && kind.purpose().is_some());
            assert!(text.is_ascii() && body.lines().all(|line| line.len() <= WIDTH), "{body}");
            assert!(body.ends_with(".\n") && !body.contains("\n\n\n"), "{body}");
        }
    }

    /// Guards the person who reads of it: a thief who takes the second factor off must not pass for a renewal.
    #[test]
    fn every_kind_has_words_of_its_own() {
        let blanks = Blanks { when: DateTime::UNIX_EPOCH, token: Some("T"), portal: None };
        let mut all: Vec<String> = NoticeKind::iter()
            .flat_map(|kind| {
                let (subject, body) = words(kind, Locale::En, &blanks);
                [subject.to_owned(), body]
            })
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_link_keeps_its_token_behind_the_hash() {
        let blanks =
            Blanks { when: DateTime::UNIX_EPOCH, token: Some("T"), portal: Some("https://x.example/") };
        let (_, body) = words(NoticeKind::PasswordReset, Locale::En, &blanks);
        assert!(body.contains("\nhttps://x.example/password-reset#T\n"), "{body}");
    }
    /// Guards copying by hand: however long the address of the portal is, the link is one line.
    #[test]
    fn a_long_link_is_whole() {
        let portal = format!("https://{}.example/{}", "portal".repeat(9), "people/".repeat(40));
        let blanks = Blanks { when: DateTime::UNIX_EPOCH, token: Some("T-_0"), portal: Some(&portal) };
        let (_, body) = words(NoticeKind::EmailChange, Locale::En, &blanks);
        let link = format!("{}/email-change#T-_0", portal.trim_end_matches('/'));
        assert!(body.lines().any(|line| line == link), "{body}");
    }
}
