//! Rebuilds when a migration, an instrument or a file of the built-in library changes: all are compiled in. Takes from the source what the
//! words of enumerations mean, so that the document can say it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where the keys of the built-in instruments are.
const INSTRUMENTS: &str = "src/progress/measures/instruments/data";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=library");
    println!("cargo:rerun-if-changed=src");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("library_items.rs"), list_files(&root.join("library/items"))?)?;
    fs::write(out.join("instruments.rs"), list_files(&root.join(INSTRUMENTS))?)?;
    fs::write(out.join("programmes.rs"), list_files(&root.join("library/programmes"))?)?;
    fs::write(out.join("words.rs"), list_words(&root.join("src"))?)
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

/// A slice of the enumerations of plain words, each with what its words mean, as their doc comments say it.
fn list_words(source: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    list_sources(source, &mut files)?;
    files.sort();
    let mut all = String::from("&[\n");
    for file in files {
        let text = fs::read_to_string(file)?;
        for part in text.split("\npub enum ").skip(1) {
            let Some((name, rest)) = part.split_once(" {\n") else { continue };
            let Some((body, _)) = rest.split_once("\n}") else { continue };
            if let Some(words) = words_of(body) {
                all.push_str(&format!("    ({name:?}, &{words:?}),\n"));
            }
        }
    }
    Ok(all + "]\n")
}

fn list_sources(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            list_sources(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The words of an enumeration in snake case with their meanings; none of one that has more than plain words.
fn words_of(body: &str) -> Option<Vec<(String, String)>> {
    let (mut words, mut meaning) = (Vec::new(), String::new());
    for line in body.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            meaning.push_str(doc);
        } else if let Some(variant) = line.strip_suffix(',').filter(|_| !line.starts_with('#')) {
            if !variant.chars().all(char::is_alphanumeric) {
                return None;
            }
            words.push((snake(variant), std::mem::take(&mut meaning).trim().to_owned()));
        } else if !(line.is_empty() || line.starts_with('#') || line.starts_with("//")) {
            return None;
        }
    }
    Some(words)
}

fn snake(variant: &str) -> String {
    let mut word = String::new();
    for c in variant.chars() {
        if c.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(c.to_lowercase());
    }
    word
}
