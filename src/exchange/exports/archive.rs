//! The archive while it is written: packed as it comes, and given away in sealed pieces, so that only one is ever held.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::model::{PIECE, piece_place};
use super::queries::insert_piece;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ExportId, PracticeId};

/// Bytes of a piece.
const PIECE_BYTES: usize = 256 * 1024;

/// What was packed and is not kept yet. Shared with the packer, which wants to own what it writes to.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    /// The next piece, if there is a whole one; in the end, what is left.
    fn cut(&self, end: bool) -> Option<Vec<u8>> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.is_empty() || (bytes.len() < PIECE_BYTES && !end) {
            return None;
        }
        let length = bytes.len().min(PIECE_BYTES);
        let rest = bytes.split_off(length);
        Some(std::mem::replace(&mut *bytes, rest))
    }
}

impl Write for Packed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive that is being written.
pub struct Archive<'k> {
    practice: PracticeId,
    export: ExportId,
    key: &'k PracticeKey,
    packer: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
    digest: Sha256,
    made: Made,
}

/// What an archive came to.
#[derive(Default)]
pub struct Made {
    /// Its length in bytes.
    pub size: i64,
    /// The number of its pieces.
    pub pieces: i32,
    /// Its SHA-256.
    pub sha256: Vec<u8>,
}

impl<'k> Archive<'k> {
    /// An empty archive.
    pub fn new(practice: PracticeId, export: ExportId, key: &'k PracticeKey) -> Self {
        let packed = Packed::default();
        let packer = ZipWriter::new_stream(packed.clone());
        Self { practice, export, key, packer, packed, digest: Sha256::new(), made: Made::default() }
    }

    /// Begins a file.
    pub fn file(&mut self, name: &str) -> ApiResult<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.packer.start_file(name, options).map_err(|error| failed(&error))
    }

    /// Writes into the file that was begun last.
    pub fn write(&mut self, text: &str) -> ApiResult<()> {
        self.packer.write_all(text.as_bytes()).map_err(|error| failed(&error))
    }

    /// Keeps what makes whole pieces.
    pub async fn keep(&mut self, conn: Conn<'_>) -> ApiResult<()> {
        self.keep_pieces(conn, false).await
    }

    /// Ends the archive and keeps what is left of it.
    pub async fn finish(mut self, conn: Conn<'_>) -> ApiResult<Made> {
        let ended = std::mem::replace(&mut self.packer, ZipWriter::new_stream(Packed::default())).finish();
        ended.map_err(|error| failed(&error))?;
        self.keep_pieces(conn, true).await?;
        Ok(Made { sha256: self.digest.finalize().to_vec(), ..self.made })
    }

    async fn keep_pieces(&mut self, conn: Conn<'_>, end: bool) -> ApiResult<()> {
        while let Some(piece) = self.packed.cut(end) {
            self.digest.update(&piece);
            self.made.pieces = self.made.pieces.saturating_add(1);
            self.made.size = self.made.size.saturating_add(i64::try_from(piece.len()).unwrap_or(i64::MAX));
            let number = self.made.pieces;
            let place = piece_place(self.practice, self.export, number);
            let sealed = self.key.seal_bytes(PIECE, &place, &piece)?;
            insert_piece(conn, self.practice, (self.export, number), &sealed).await?;
        }
        Ok(())
    }
}

/// Packing fails only by a defect; its words hold nothing of what was packed.
fn failed(error: &impl std::fmt::Display) -> ApiError {
    log::error!("an archive cannot be packed: {error}");
    ApiError::Internal
}
