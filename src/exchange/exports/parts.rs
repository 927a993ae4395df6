//! What is in an export, part after part. Every part is read as its own slice reads it for this client, so that an export
//! holds what the client can read and nothing else: of the partner the copies that were shared, as they are now.

use chrono::{DateTime, Utc};

use super::archive::Archive;
use crate::homework::assignments::{self, AssignmentResponse, Of, ParticipantResponse};
use crate::homework::check_ins::{OwnCheckIn, SharedCheckInResponse, list_own, list_received};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::clients::{ClientResponse, find_client};
use crate::people::couples::{CoupleResponse, list_couples};
use crate::people::practices::{PracticeResponse, find_practice};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::CoupleId;

/// Whose export it is, and of when.
pub struct About {
    /// When it was prepared.
    pub exported_at: DateTime<Utc>,
    /// The practice.
    pub practice: PracticeResponse,
    /// The client.
    pub client: ClientResponse,
}

/// One part. They come in this order.
pub enum Part {
    /// A couple that the client is or was a member of.
    Couple(CoupleResponse),
    /// Homework, with what the client noted about it.
    Assignment(Box<AssignmentResponse>, Option<Box<ParticipantResponse>>),
    /// What the client wrote.
    CheckIn(Box<OwnCheckIn>),
    /// What the partner shares, in this couple.
    Shared(CoupleId, Box<SharedCheckInResponse>),
}

/// A way to write an export down.
pub trait Rendering {
    /// How it begins.
    fn begin(&mut self, about: &About) -> ApiResult<String>;
    /// A part.
    fn part(&mut self, part: &Part) -> ApiResult<String>;
    /// How it ends.
    fn end(&mut self) -> ApiResult<String>;
}

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

impl Source<'_> {
    /// Writes everything in one form.
    pub async fn write(&self, form: &mut impl Rendering, archive: &mut Archive<'_>) -> ApiResult<()> {
        let begin = form.begin(&self.about().await?)?;
        archive.write(&begin)?;
        let couples = self.write_couples(form, archive).await?;
        self.write_assignments(form, archive).await?;
        self.write_check_ins(form, archive).await?;
        for couple in couples {
            self.write_shared(couple, form, archive).await?;
        }
        let end = form.end()?;
        archive.write(&end)?;
        archive.keep(self.conn).await
    }

    async fn about(&self) -> ApiResult<About> {
        let practice = find_practice(self.conn, self.reader.practice).await?.into();
        let client = find_client(self.conn, &self.reader, self.reader.member).await?;
        Ok(About { exported_at: self.now, practice, client: client.ok_or(ApiError::NotFound)?.into() })
    }

    async fn write_couples(
        &self,
        form: &mut impl Rendering,
        archive: &mut Archive<'_>,
    ) -> ApiResult<Vec<CoupleId>> {
        let (mut ids, mut after) = (Vec::new(), None);
        loop {
            let page = list_couples(self.conn, &self.reader, &[], after, PageLimit::default()).await?;
            after = page.last().map(|couple| couple.id);
            if after.is_none() {
                return Ok(ids);
            }
            for couple in page {
                ids.push(couple.id);
                archive.write(&form.part(&Part::Couple(couple.into()))?)?;
            }
        }
    }

    async fn write_assignments(&self, form: &mut impl Rendering, archive: &mut Archive<'_>) -> ApiResult<()> {
        let (of, mut after) = (Of::Client(self.reader.member), None);
        loop {
            let page = PageLimit::default();
            let page = assignments::list_assignments(self.conn, &self.reader, of, &[], after, page).await?;
            after = page.last().map(|assignment| assignment.id);
            if after.is_none() {
                return Ok(());
            }
            for row in page {
                let own = match self.own_part(row.id).await {
                    Err(ApiError::NotFound) => None,
                    own => Some(Box::new(own?)),
                };
                let given = AssignmentResponse::open(row, self.reader.practice, self.key)?;
                archive.write(&form.part(&Part::Assignment(Box::new(given), own))?)?;
            }
            archive.keep(self.conn).await?;
        }
    }

    async fn own_part(
        &self,
        assignment: crate::platform::ids::kind::AssignmentId,
    ) -> ApiResult<ParticipantResponse> {
        let (reader, member) = (&self.reader, self.reader.member);
        let row = assignments::find_participant(self.conn, reader, assignment, member).await?;
        row.open(reader.practice, self.key)
    }

    async fn write_check_ins(&self, form: &mut impl Rendering, archive: &mut Archive<'_>) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = list_own(self.conn, &self.reader, after, self.key).await?;
            if next.is_none() {
                return Ok(());
            }
            after = next;
            for check_in in page {
                archive.write(&form.part(&Part::CheckIn(Box::new(check_in)))?)?;
            }
            archive.keep(self.conn).await?;
        }
    }

    async fn write_shared(
        &self,
        couple: CoupleId,
        form: &mut impl Rendering,
        archive: &mut Archive<'_>,
    ) -> ApiResult<()> {
        let mut after = None;
        loop {
            let (page, next) = list_received(self.conn, &self.reader, couple, after, self.key).await?;
            if next.is_none() {
                return Ok(());
            }
            after = next;
            for shared in page {
                archive.write(&form.part(&Part::Shared(couple, Box::new(shared)))?)?;
            }
            archive.keep(self.conn).await?;
        }
    }
}
