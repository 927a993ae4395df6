//! Kinds of notices, and a notice that was taken to be sent.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::identity::account_tokens::Purpose;
use crate::platform::crypto::place;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{AccountId, NoticeId};
use crate::schema::notices;

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeKind {
    /// The password was changed.
    PasswordChanged,
    /// A first authenticator app counts from now on.
    SecondFactorSetUp,
    /// Another app took the place of the one before.
    SecondFactorChanged,
    /// The app was taken off: the password alone signs in.
    SecondFactorTakenOff,
    /// Recovery codes were made anew.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// The e-mail address was changed; goes to the old one.
    EmailChanged,
    /// Something that the person wanted to be reminded of.
    Reminder,
    /// A small sign that somebody asked to be sent; what it means is between the two.
    SmallSign,
    /// Something that was put there for the person to read.
    SomethingToRead,
    /// A token to choose a new password, where the address is an account's.
    PasswordReset,
    /// A token to confirm a new e-mail address; goes to that one.
    EmailChange,
}

impl NoticeKind {
    /// What its token is for, where it has one.
    pub(super) fn purpose(self) -> Option<Purpose> {
        match self {
            Self::PasswordReset => Some(Purpose::PasswordReset),
            Self::EmailChange => Some(Purpose::EmailChange),
            Self::PasswordChanged
            | Self::SecondFactorSetUp
            | Self::SecondFactorChanged
            | Self::SecondFactorTakenOff
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::EmailChanged
            | Self::Reminder
            | Self::SmallSign
            | Self::SomethingToRead => None,
        }
    }

    /// How long it is tried to be sent. Who waits for a token has asked anew by then, and a sign or a reminder is of its moment.
    pub(super) fn patience(self) -> TimeDelta {
        match (self, self.purpose()) {
            (Self::SmallSign | Self::Reminder, _) | (_, Some(_)) => TimeDelta::hours(1),
            (_, None) => TimeDelta::days(3),
        }
    }
}

/// The language of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Locale {
    /// English.
    En,
}

/// A notice that was taken to be sent.
#[derive(Queryable, Selectable)]
#[diesel(table_name = notices)]
pub(super) struct NoticeRow {
    pub id: NoticeId,
    pub kind: AsText<NoticeKind>,
    pub locale: AsText<Locale>,
    pub account_id: Option<AccountId>,
    pub address_sealed: Option<Vec<u8>>,
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
}

/// Where an address is kept, which is authenticated with it.
pub fn address_place(id: NoticeId) -> Vec<u8> {
    let id: Uuid = id.uuid();
    place("notices.address_sealed", &[id])
}
