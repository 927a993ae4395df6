//! Reads an export. Every part is read as its own slice reads it for this client, so that an export holds what the client
//! can read and nothing else: of the partner the copies that were shared, as they are now.

use chrono::{DateTime, Utc};

use super::archive::Archive;
use super::parts::{About, Part, Rendering};
use crate::homework::{assignments, check_ins, share_grants};
use crate::identity::accounts;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::clients::find_client;
use crate::people::couples::list_couples;
use crate::people::practices::find_practice;
use crate::people::{agreements, contact_preferences};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::CoupleId;
use crate::progress::disclosures;

/// Reads for one client.
pub struct Source<'s> {
    /// The connection, in a transaction that sees one moment.
    pub conn: Conn<'s>,
    /// The client.
    pub reader: Reader,
    /// The practice's key.
    pub key: &'s PracticeKey,
    /// When.
    pub now: DateTime<Utc>,
}

/// Where an export is written: the form and the archive.
struct Sink<'s, 'k, R> {
    form: &'s mut R,
    archive: &'s mut Archive<'k>,
}

impl<R: Rendering> Sink<'_, '_, R> {
    /// Writes a page of parts, and keeps what makes whole pieces.
    async fn page(&mut self, conn: Conn<'_>, parts: Vec<Part>) -> ApiResult<()> {
        for part in parts {
            self.archive.write(&self.form.part(&part)?)?;
        }
        self.archive.keep(conn).await
    }
}

impl Source<'_> {
    /// Writes everything in one form.
    pub async fn write(&self, form: &mut impl Rendering, archive: &mut Archive<'_>) -> ApiResult<()> {
        let begin = form.begin(&self.about().await?)?;
        archive.write(&begin)?;
        let mut sink = Sink { form, archive };
        let couples = self.write_couples(&mut sink).await?;
        for couple in &couples {
            self.write_agreements(*couple, &mut sink).await?;
        }
        self.write_assignments(&mut sink).await?;
        self.write_share_grants(&mut sink).await?;
        self.write_disclosures(&mut sink).await?;
        self.write_check_ins(&mut sink).await?;
        for couple in couples {
            self.write_shared(couple, &mut sink).await?;
        }
        let end = sink.form.end()?;
        sink.archive.write(&end)?;
        sink.archive.keep(self.conn).await
    }

    async fn about(&self) -> ApiResult<About> {
        let (practice, client, account, contact_preferences) = futures_util::try_join!(
            find_practice(self.conn, self.reader.practice),
            find_client(self.conn, &self.reader, self.reader.member),
            accounts::find_own(self.conn, self.reader.practice, self.reader.member),
            contact_preferences::find_own(self.conn, &self.reader)
        )?;
        let client = client.ok_or(ApiError::NotFound)?.into();
        Ok(About { exported_at: self.now, practice: practice.into(), client, account, contact_preferences })
    }

    async fn write_couples<R: Rendering>(&self, sink: &mut Sink<'_, '_, R>) -> ApiResult<Vec<CoupleId>> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = list_couples(self.conn, &self.reader, &[], after, PageLimit::default()).await?;
            after = page.last().map(|couple| couple.id);
            if after.is_none() {
                return Ok(ids);
            }
            ids.extend(page.iter().map(|couple| couple.id));
            sink.page(self.conn, page.into_iter().map(|row| Part::Couple(row.into())).collect()).await?;
        }
    }

    async fn write_agreements<R: Rendering>(
        &self,
        couple: CoupleId,
        sink: &mut Sink<'_, '_, R>,
    ) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = agreements::list_own(self.conn, &self.reader, couple, after, self.key).await?;
            let parts = page.into_iter().map(|one| Part::Agreement(Box::new(one))).collect();
            sink.page(self.conn, parts).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_assignments<R: Rendering>(&self, sink: &mut Sink<'_, '_, R>) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = assignments::list_own(self.conn, &self.reader, after, self.key).await?;
            let parts = page.into_iter().map(|one| Part::Assignment(Box::new(one))).collect();
            sink.page(self.conn, parts).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_share_grants<R: Rendering>(&self, sink: &mut Sink<'_, '_, R>) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = share_grants::list_own(self.conn, &self.reader, after).await?;
            sink.page(self.conn, page.into_iter().map(Part::ShareGrant).collect()).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_disclosures<R: Rendering>(&self, sink: &mut Sink<'_, '_, R>) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = disclosures::list_own(self.conn, &self.reader, after, self.key).await?;
            let parts = page.into_iter().map(|one| Part::Disclosure(Box::new(one))).collect();
            sink.page(self.conn, parts).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_check_ins<R: Rendering>(&self, sink: &mut Sink<'_, '_, R>) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = check_ins::list_own(self.conn, &self.reader, after, self.key).await?;
            let parts = page.into_iter().map(|one| Part::CheckIn(Box::new(one))).collect();
            sink.page(self.conn, parts).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn write_shared<R: Rendering>(
        &self,
        couple: CoupleId,
        sink: &mut Sink<'_, '_, R>,
    ) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) =
                check_ins::list_received(self.conn, &self.reader, couple, after, self.key).await?;
            let parts = page.into_iter().map(|one| Part::Shared(couple, Box::new(one))).collect();
            sink.page(self.conn, parts).await?;
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
