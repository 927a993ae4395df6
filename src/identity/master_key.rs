//! The change of the master key: everything that it seals is sealed anew, in one transaction, while the service runs with
//! both keys.

use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use super::notices::address_place;
use super::practice_keys::wrapping_place;
use super::second_factors::secret_place;
use super::{server_keys as kept_keys, signing_keys as token_keys};
use crate::platform::db::Conn;
use crate::platform::ids::Id;
use crate::platform::keyring::Keyring;
use crate::schema::{notices, practice_keys, second_factors, server_keys, signing_keys};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Something was sealed with a key that is not at hand.
    #[error(
        "something in {0} opens with neither key, and nothing was changed: set HOLDFAST_OTHER_MASTER_KEY to the key \
         from before"
    )]
    NeitherKey(&'static str),
    /// The database refused a statement.
    #[error(
        "the database refused, and nothing was changed (it must be asked as the owner of the schema): {0}"
    )]
    Database(#[from] diesel::result::Error),
}

/// How much was looked at, and how much was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// All.
    pub all: usize,
    /// Of these, sealed anew.
    pub anew: usize,
}

/// The owner is held by the policies too, and sees no practice's keys. Whoever wants one meanwhile waits a moment.
const OPEN: &str = "SET LOCAL lock_timeout = '10s'; ALTER TABLE practice_keys NO FORCE ROW LEVEL SECURITY";
const CLOSE: &str = "ALTER TABLE practice_keys FORCE ROW LEVEL SECURITY";

/// Seals everything with the current key that it does not open yet, inside a transaction of the schema's owner.
pub async fn change_master_key(mut conn: Conn<'_>, master: &Keyring) -> Result<Resealed, ChangeError> {
    let ring = &kept_keys::wrapping(master);
    let mut done = Resealed::default();
    conn.batch_execute(OPEN).await?;
    reseal_practice_keys(conn, ring, &mut done).await?;
    conn.batch_execute(CLOSE).await?;
    reseal_signing_keys(conn, ring, &mut done).await?;
    reseal_second_factors(conn, ring, &mut done).await?;
    reseal_notices(conn, ring, &mut done).await?;
    let rows: Vec<(String, Vec<u8>)> = server_keys::table
        .select((server_keys::purpose, server_keys::key_sealed))
        .for_update()
        .load(&mut conn)
        .await?;
    for (purpose, sealed) in rows {
        let place = kept_keys::key_place(&purpose);
        if let Some(sealed) = done.reseal(ring, "server_keys", &place, &sealed)? {
            let row = diesel::update(server_keys::table.find(purpose));
            row.set(server_keys::key_sealed.eq(sealed)).execute(&mut conn).await?;
        }
    }
    Ok(done)
}

impl Resealed {
    fn reseal(
        &mut self,
        ring: &Keyring,
        table: &'static str,
        place: &[u8],
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, ChangeError> {
        let anew = ring.reseal(place, sealed).map_err(|_| ChangeError::NeitherKey(table))?;
        self.all += 1;
        self.anew += usize::from(anew.is_some());
        Ok(anew)
    }
}

async fn reseal_practice_keys(
    mut conn: Conn<'_>,
    ring: &Keyring,
    done: &mut Resealed,
) -> Result<(), ChangeError> {
    let rows: Vec<(Uuid, i32, Vec<u8>)> = practice_keys::table
        .select((practice_keys::practice_id, practice_keys::number, practice_keys::wrapped_key))
        .load(&mut conn)
        .await?;
    for (practice, number, sealed) in rows {
        let place = wrapping_place(Id::from_uuid(practice));
        if let Some(sealed) = done.reseal(ring, "practice_keys", &place, &sealed)? {
            let row = diesel::update(practice_keys::table.find((practice, number)));
            row.set(practice_keys::wrapped_key.eq(sealed)).execute(&mut conn).await?;
        }
    }
    Ok(())
}

async fn reseal_signing_keys(
    mut conn: Conn<'_>,
    ring: &Keyring,
    done: &mut Resealed,
) -> Result<(), ChangeError> {
    let rows: Vec<(Uuid, Vec<u8>)> = signing_keys::table
        .select((signing_keys::id, signing_keys::private_key_sealed))
        .for_update()
        .load(&mut conn)
        .await?;
    for (id, sealed) in rows {
        if let Some(sealed) = done.reseal(ring, "signing_keys", &token_keys::key_place(id), &sealed)? {
            let row = diesel::update(signing_keys::table.find(id));
            row.set(signing_keys::private_key_sealed.eq(sealed)).execute(&mut conn).await?;
        }
    }
    Ok(())
}

async fn reseal_second_factors(
    mut conn: Conn<'_>,
    ring: &Keyring,
    done: &mut Resealed,
) -> Result<(), ChangeError> {
    let rows: Vec<(Uuid, Uuid, Vec<u8>)> = second_factors::table
        .select((second_factors::id, second_factors::account_id, second_factors::secret_sealed))
        .for_update()
        .load(&mut conn)
        .await?;
    for (id, account, sealed) in rows {
        let place = secret_place(Id::from_uuid(id), Id::from_uuid(account));
        if let Some(sealed) = done.reseal(ring, "second_factors", &place, &sealed)? {
            let row = diesel::update(second_factors::table.find(id));
            row.set(second_factors::secret_sealed.eq(sealed)).execute(&mut conn).await?;
        }
    }
    Ok(())
}

async fn reseal_notices(mut conn: Conn<'_>, ring: &Keyring, done: &mut Resealed) -> Result<(), ChangeError> {
    let rows: Vec<(Uuid, Option<Vec<u8>>)> =
        notices::table.select((notices::id, notices::address_sealed)).for_update().load(&mut conn).await?;
    for (id, sealed) in rows {
        let Some(sealed) = sealed else { continue };
        let place = address_place(Id::from_uuid(id));
        if let Some(sealed) = done.reseal(ring, "notices", &place, &sealed)? {
            let row = diesel::update(notices::table.find(id));
            row.set(notices::address_sealed.eq(sealed)).execute(&mut conn).await?;
        }
    }
    Ok(())
}
