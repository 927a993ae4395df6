//! The press: typst with one template, the fonts that are compiled in, and nothing else; no file and no network.

use std::path::PathBuf;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::FONTS;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static TEMPLATE: LazyLock<Option<Source>> =
    LazyLock::new(|| Some(Source::new(file("report.typ")?, include_str!("report.typ").to_owned())));
static DATA: LazyLock<Option<FileId>> = LazyLock::new(|| file("report.json"));

/// What typst sees of the world while it sets one report.
pub struct Press {
    template: Source,
    data: Bytes,
}

impl Press {
    /// With what a report says.
    pub fn new(data: Vec<u8>) -> Option<Self> {
        Some(Self { template: TEMPLATE.clone()?, data: Bytes::new(data) })
    }
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(absent()) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if *DATA == Some(id) { Ok(self.data.clone()) } else { Err(absent()) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.all.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

fn absent() -> FileError {
    FileError::NotFound(PathBuf::new())
}
