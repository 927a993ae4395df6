//! Rebuilds when a migration or a file of the built-in library changes: both are compiled in.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=library");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("library_items.rs"), list_files(&root.join("library/items"))?)?;
    fs::write(out.join("programmes.rs"), list_files(&root.join("library/programmes"))?)
}

/// A slice of the text of every file, in order of their names.
fn list_files(directory: &Path) -> io::Result<String> {
    let mut paths = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let lines = paths.iter().map(|path| format!("    include_str!({:?}),\n", path.display().to_string()));
    Ok(format!("&[\n{}]\n", lines.collect::<String>()))
}
