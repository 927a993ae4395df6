//! Notices: what people are told by e-mail about their account. A row is written in the transaction of the act; a job
//! sends it, and deletes it. Nothing in a notice says what the account is for.

mod model;
mod outbox;
mod post;
mod queries;
mod words;

pub use model::NoticeKind;
pub(super) use model::address_place;
pub use outbox::Outbox;
pub use post::{Post, PostError, PostSettings};
pub use queries::{NewNotice, create_notice, void_notices};
