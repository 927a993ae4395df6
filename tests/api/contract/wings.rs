//! Wings depend downward only. Read from the source, so that nobody has to remember it.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top down; what stands in one line may use each other. `schema` is below all.
const ORDER: [&[&str]; 8] = [
    &["main", "lib", "cli", "demo", "caller"],
    &["app", "founding", "jobs", "openapi", "health"],
    &["config"],
    &["exchange"],
    &["progress"],
    &["homework"],
    &["people"],
    &["identity"],
];
const BELOW: [&str; 2] = ["platform", "schema"];

fn height(wing: &str) -> Option<usize> {
    let above = ORDER.iter().position(|names| names.contains(&wing)).map(|at| 100 - at);
    above.or_else(|| BELOW.contains(&wing).then_some(if wing == "platform" { 1 } else { 0 }))
}

/// The wing of a file below `src`: the folder, or the file's own name.
fn wing_of(file: &Path) -> String {
    let first = file.components().next().unwrap().as_os_str().to_str().unwrap();
    first.strip_suffix(".rs").unwrap_or(first).to_owned()
}

/// Every wing that a text names after `crate::`.
fn named(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for after in line.split("crate::").skip(1) {
            let after = after.strip_prefix('{').unwrap_or(after);
            let braced = line.contains("crate::{");
            let words: Vec<&str> = if braced { after.split(',').collect() } else { vec![after] };
            for word in words {
                let name: String =
                    word.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((number + 1, name));
            }
        }
    }
    found
}

/// Uses that point upward, or to something that has no place in the order.
fn upward(file: &Path, text: &str) -> Vec<String> {
    let own =
        height(&wing_of(file)).unwrap_or_else(|| panic!("{} has no place in the order", file.display()));
    let uses = named(text).into_iter().filter(|(_, name)| !name.is_empty());
    let wrong = uses.filter(|(_, name)| height(name).is_none_or(|other| other > own));
    wrong.map(|(line, name)| format!("{}:{line} uses {name}", file.display())).collect()
}

fn sources(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn wings_use_only_what_is_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50);
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        wrong.extend(upward(file.strip_prefix(&root).unwrap(), &text));
    }
    wrong.sort();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_check_sees_a_use_that_points_upward() {
    let wrong = |file: &str, text: &str| upward(Path::new(file), text);
    assert_eq!(
        wrong("platform/db/pool.rs", "use crate::identity::Actor;"),
        ["platform/db/pool.rs:1 uses identity"]
    );
    assert_eq!(
        wrong("people/staff.rs", "\nlet x = crate::homework::y();"),
        ["people/staff.rs:2 uses homework"]
    );
    assert_eq!(
        wrong("identity/mod.rs", "use crate::{platform, people, schema};"),
        ["identity/mod.rs:1 uses people"]
    );
    assert_eq!(wrong("health.rs", "use crate::nowhere::x;"), ["health.rs:1 uses nowhere"]);
    assert!(
        wrong("people/staff.rs", "use crate::identity::x;\nuse crate::people::y; // crate::z").len() == 1
    );
    assert!(
        wrong("progress/mod.rs", "//! crate::nothing\nuse crate::homework::a;\nuse crate::schema::b;")
            .is_empty()
    );
}
