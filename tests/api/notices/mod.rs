mod files;
mod post_office;
mod smtp;

use diesel_async::AsyncPgConnection;
use holdfast::identity::notices::{NewNotice, NoticeKind, create_notice};
use holdfast::platform::db::Mode;

use crate::support::TestApp;

/// Writes a notice that is due now.
pub async fn write(app: &TestApp, kind: NoticeKind, to: &str) {
    let (services, now) = (app.services(), app.clock.now());
    let write = async |conn: &AsyncPgConnection| {
        create_notice(conn, &services.shared.keys, NewNotice { kind, to, account: None, now }).await
    };
    services.database.without_practice(Mode::Write, write).await.unwrap();
}
