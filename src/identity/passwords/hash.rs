//! argon2id hashes as PHC strings, computed in memory that goes back to the system.

use argon2::password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::platform::crypto::random_bytes;
use crate::platform::http::{ApiError, ApiResult};

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const OUTPUT: usize = Params::DEFAULT_OUTPUT_LEN;
/// The C library keeps what was freed for each thread, up to 32 MiB; a larger piece it gives back at once. Of what is asked for
/// beyond the need no page is ever touched.
const GIVEN_BACK: usize = 33 * 1024 * 1024 / Block::SIZE;

/// The hash of a password under a new salt.
pub(super) fn hash(password: &str) -> ApiResult<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT)).map_err(|_| ApiError::Internal)?;
    let salt = Salt::new(&random_bytes::<16>().map_err(|_| ApiError::Internal)?);
    let salt = salt.map_err(|_| ApiError::Internal)?;
    let hash = PasswordHash {
        algorithm: Ident::new(Algorithm::Argon2id.as_str()).map_err(|_| ApiError::Internal)?,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|_| ApiError::Internal)?,
        hash: Some(compute(password, &salt, params)?),
        salt: Some(salt),
    };
    Ok(hash.to_string())
}

/// Whether the hash is that of the password.
pub(super) fn fits(password: &str, hash: &str) -> ApiResult<bool> {
    let hash = PasswordHash::new(hash).map_err(|_| ApiError::Internal)?;
    let params = Params::try_from(&hash).map_err(|_| ApiError::Internal)?;
    let (Some(salt), Some(expected)) = (&hash.salt, hash.hash) else { return Err(ApiError::Internal) };
    // Compared in constant time.
    Ok(compute(password, salt, params)? == expected)
}

fn compute(password: &str, salt: &[u8], params: Params) -> ApiResult<Output> {
    let mut blocks = Vec::with_capacity(params.block_count().max(GIVEN_BACK));
    blocks.resize(params.block_count(), Block::default());
    let mut output = [0; OUTPUT];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut blocks)
        .map_err(|_| ApiError::Internal)?;
    Output::new(&output).map_err(|_| ApiError::Internal)
}
