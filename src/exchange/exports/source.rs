//! Reads an export. Every part is read as its own slice reads it for this client, so that an export holds what the client
//! can read and nothing else: of the partner the copies that were shared, as they are now.

use chrono::{DateTime, Utc};

use super::archive::Archive;
use super::parts::{About, Part, Rendering};
use crate::homework::{
    assignments, boundaries, check_ins, feedback, journals, life_events, pacts, repairs, retros, ruptures,
    share_grants,
};
use crate::identity::accounts;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::clients::find_client;
use crate::people::couples::{CoupleResponse, list_couples};
use crate::people::practices::find_practice;
use crate::people::{agreements, appointments, contact_preferences};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::CoupleId;
use crate::progress::reports::{authorisations, releases};
use crate::progress::{disclosures, enrolments, measures};

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
    conn: Conn<'s>,
    form: &'s mut R,
    archive: &'s mut Archive<'k>,
}

impl<R: Rendering> Sink<'_, '_, R> {
    /// Writes a list that is read page by page, and keeps what makes whole pieces after each. A page tells where the next one
    /// goes on; the last one that it does not.
    async fn list<T, After, Page>(
        &mut self,
        read: impl Fn(Option<After>) -> Page,
        mut part: impl FnMut(T) -> Part,
    ) -> ApiResult<()>
    where
        Page: Future<Output = ApiResult<(Vec<T>, Option<After>)>>,
    {
        let mut after = None;
        loop {
            let (page, next) = read(after).await?;
            for one in page {
                self.archive.write(&self.form.part(&part(one))?)?;
            }
            self.archive.keep(self.conn).await?;
            if next.is_none() {
                return Ok(());
            }
            after = next;
        }
    }
}

impl Source<'_> {
    /// Writes everything in one form.
    pub async fn write(&self, form: &mut impl Rendering, archive: &mut Archive<'_>) -> ApiResult<()> {
        let Self { conn, ref reader, key, now: _ } = *self;
        let begin = form.begin(&self.about().await?)?;
        archive.write(&begin)?;
        let mut couples: Vec<CoupleId> = Vec::new();
        let mut sink = Sink { conn, form, archive };
        let couple = |couple: CoupleResponse| {
            couples.push(couple.id);
            Part::Couple(couple)
        };
        sink.list(|after| own_couples(conn, reader, after), couple).await?;
        for &couple in &couples {
            let agreements = |before| agreements::list_own(conn, reader, couple, before, key);
            sink.list(agreements, |one| Part::Agreement(Box::new(one))).await?;
        }
        let assignments = |after| assignments::list_own(conn, reader, after, key);
        sink.list(assignments, |one| Part::Assignment(Box::new(one))).await?;
        sink.list(|after| enrolments::list_own(conn, reader, after), Part::ProgrammeStep).await?;
        sink.list(|before| share_grants::list_own(conn, reader, before), Part::ShareGrant).await?;
        let disclosures = |before| disclosures::list_own(conn, reader, before, key);
        sink.list(disclosures, |one| Part::Disclosure(Box::new(one))).await?;
        let said = |before| feedback::list_own(conn, reader, before, key);
        sink.list(said, Part::Feedback).await?;
        let check_ins = |after| check_ins::list_own(conn, reader, after, key);
        sink.list(check_ins, |one| Part::CheckIn(Box::new(one))).await?;
        for &couple in &couples {
            let received = |after| check_ins::list_received(conn, reader, couple, after, key);
            sink.list(received, |one| Part::Shared(couple, Box::new(one))).await?;
        }
        self.write_of_couples(couples, &mut sink).await?;
        let end = form.end()?;
        archive.write(&end)?;
        archive.keep(conn).await
    }

    /// Writes the journal, limits, ruptures and repairs, what partners share of them, pacts, retros, measures, reports and life events.
    async fn write_of_couples<R: Rendering>(
        &self,
        couples: Vec<CoupleId>,
        sink: &mut Sink<'_, '_, R>,
    ) -> ApiResult<()> {
        let Self { conn, ref reader, key, now } = *self;
        let journal = |before| journals::list_own(conn, reader, before, key);
        sink.list(journal, |one| Part::JournalEntry(Box::new(one))).await?;
        for &couple in &couples {
            let received = |before| journals::list_received(conn, reader, couple, before, key);
            sink.list(received, |one| Part::SharedJournalEntry(couple, Box::new(one))).await?;
        }
        let boundaries = |before| boundaries::list_own(conn, reader, before, key);
        sink.list(boundaries, |one| Part::Boundary(Box::new(one))).await?;
        let uses = |before| boundaries::list_own_uses(conn, reader, before, key);
        sink.list(uses, |one| Part::BoundaryUse(Box::new(one))).await?;
        for &couple in &couples {
            let received = |before| boundaries::list_received(conn, reader, couple, before, key);
            sink.list(received, |one| Part::SharedBoundary(couple, Box::new(one))).await?;
        }
        let ruptures = |after| ruptures::list_own(conn, reader, after, key);
        sink.list(ruptures, |one| Part::Rupture(Box::new(one))).await?;
        let repairs = |after| repairs::list_own(conn, reader, after, key);
        sink.list(repairs, |one| Part::Repair(Box::new(one))).await?;
        let responses = |before| repairs::list_own_responses(conn, reader, before, key);
        sink.list(responses, |one| Part::RepairResponse(Box::new(one))).await?;
        for &couple in &couples {
            let received = |after| ruptures::list_received(conn, reader, couple, after, key);
            sink.list(received, |one| Part::SharedRupture(couple, Box::new(one))).await?;
        }
        for &couple in &couples {
            let received = |after| repairs::list_received(conn, reader, couple, after, key);
            sink.list(received, |one| Part::SharedRepair(couple, Box::new(one))).await?;
        }
        let appointments = |after| appointments::list_own(conn, reader, after);
        sink.list(appointments, |one| Part::Appointment(Box::new(one))).await?;
        for &couple in &couples {
            let pacts = |after| pacts::list_own(conn, reader, (couple, now), after, key);
            sink.list(pacts, |one| Part::Pact(Box::new(one))).await?;
        }
        for couple in couples {
            let retros = |before| retros::list_own(conn, reader, couple, before, key);
            sink.list(retros, |one| Part::Retro(Box::new(one))).await?;
        }
        let measures = |after| measures::list_own(conn, reader, after, key);
        sink.list(measures, |one| Part::Measure(Box::new(one))).await?;
        let asked = |after| measures::requests::list_own(conn, reader, after);
        sink.list(asked, |one| Part::MeasureRequest(Box::new(one))).await?;
        let released = |before| releases::list_own(conn, reader, before, key);
        sink.list(released, |one| Part::ReleasedReport(Box::new(one))).await?;
        let to_authorise = |before| authorisations::list_own(conn, reader, before, key);
        sink.list(to_authorise, |one| Part::ReportAuthorisation(Box::new(one))).await?;
        let events = |after| life_events::list_own(conn, reader, after, key);
        sink.list(events, |one| Part::LifeEvent(Box::new(one))).await
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
}

async fn own_couples(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<CoupleId>,
) -> ApiResult<(Vec<CoupleResponse>, Option<CoupleId>)> {
    let page = list_couples(conn, reader, &[], after, PageLimit::default()).await?;
    let next = page.last().map(|couple| couple.id);
    Ok((page.into_iter().map(CoupleResponse::from).collect(), next))
}
