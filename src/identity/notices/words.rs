//! The words of notices. They name no practice and no person, and do not say what the account is for: somebody else may
//! read the mail, or see its subject on a locked phone.

use chrono::{DateTime, Utc};

use super::model::{Locale, NoticeKind};

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

fn english(kind: NoticeKind, blanks: &Blanks<'_>) -> (&'static str, String) {
    let when = blanks.when.format("%-d %B %Y at %H:%M UTC");
    let fine = "If this was you, there is nothing to do. If it was not, choose a new password at once.";
    match kind {
        NoticeKind::PasswordChanged => {
            ("Your password was changed", format!("Your password was changed on {when}.\n\n{fine}\n"))
        }
        NoticeKind::SecondFactorChanged => (
            "The way you sign in was changed",
            format!("The codes that you sign in with were changed on {when}.\n\n{fine}\n"),
        ),
        NoticeKind::EmailChanged => (
            "Your e-mail address was changed",
            format!(
                "Another e-mail address was set for your account on {when}. This one no longer signs in.\n\n\
                 If this was you, there is nothing to do. If it was not, get in touch at once with those who gave you \
                 the account.\n"
            ),
        ),
        NoticeKind::PasswordReset => (
            "Choose a new password",
            format!(
                "Somebody asked for a new password for this e-mail address. {}\n\nIt works once, for ten minutes. If \
                 you did not ask, there is nothing to do.\n",
                way(blanks, "password-reset", "choose one")
            ),
        ),
        NoticeKind::EmailChange => (
            "Confirm your e-mail address",
            format!(
                "Somebody wants to use this e-mail address to sign in. {}\n\nIt works once, for ten minutes. If it \
                 was not you, there is nothing to do.\n",
                way(blanks, "email-change", "confirm it")
            ),
        ),
    }
}

/// The link, or the bare token where there is no portal. What stands behind `#` reaches no server's log.
fn way(blanks: &Blanks<'_>, page: &str, what: &str) -> String {
    let token = blanks.token.unwrap_or_default();
    match blanks.portal {
        Some(portal) => format!("To {what}, open\n\n{}/{page}#{token}", portal.trim_end_matches('/')),
        None => format!("To {what}, use this code:\n\n{token}"),
    }
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
            assert!(text.is_ascii() && body.lines().all(|line| line.len() < 400));
        }
    }

    #[test]
    fn a_link_keeps_its_token_behind_the_hash() {
        let blanks =
            Blanks { when: DateTime::UNIX_EPOCH, token: Some("T"), portal: Some("https://x.example/") };
        let (_, body) = words(NoticeKind::PasswordReset, Locale::En, &blanks);
        assert!(body.contains("\nhttps://x.example/password-reset#T\n"), "{body}");
    }
}
