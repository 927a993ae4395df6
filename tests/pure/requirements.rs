//! `docs/security-requirements.md` names the test of each requirement, and these tests are there.

use std::fs;
use std::path::{Path, PathBuf};

/// A row of a requirement: what stands before it says which, and its last cell how it is proved.
struct Row {
    requirement: String,
    test: String,
}

/// The rows of the tables that have four cells; other tables have more or fewer.
fn rows(text: &str) -> Vec<Row> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if let [requirement, _, _, test] = cells[..]
            && requirement != "requirement"
        {
            found.push(Row { requirement: requirement.to_owned(), test: test.to_owned() });
        }
    }
    found
}

/// What stands between backticks and is a path.
fn named(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).filter(|word| word.contains("::")).collect()
}

/// The files in which a test of this name may be, and the function.
fn places(name: &str) -> (Vec<PathBuf>, &str) {
    let (path, function) = name.rsplit_once("::").unwrap_or(("", name));
    let target = path.split("::").next().unwrap_or_default();
    let base = match target {
        "edge" | "embedded" => "tests",
        "pure" => "tests/pure",
        "lib" => "src",
        _ => "tests/api",
    };
    let parts = path.split("::").skip(usize::from(matches!(target, "pure" | "lib")));
    // Unit tests stand in a module of their own at the end of a file.
    let inner: PathBuf = parts.filter(|part| target != "lib" || *part != "tests").collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(base).join(inner);
    (vec![file.with_extension("rs"), file.join("mod.rs")], function)
}

/// Whether a text has this function, with an attribute above it that makes it a test.
fn has_test(text: &str, function: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {function}(")) else { return false };
    let above = before.trim_end().trim_end_matches("async").trim_end();
    above.lines().next_back().is_some_and(|line| line.contains("test]") || line.contains("test("))
}

fn exists(name: &str) -> bool {
    let (files, function) = places(name);
    files.iter().any(|file| fs::read_to_string(file).is_ok_and(|text| has_test(&text, function)))
}

fn committed() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security-requirements.md");
    rows(&fs::read_to_string(path).unwrap())
}

/// Guards what auditors rely on: a test that was renamed or removed proves nothing.
#[test]
fn every_test_that_is_named_exists() {
    let rows = committed();
    assert!(rows.len() > 200, "{} rows", rows.len());
    let mut gone = Vec::new();
    for row in &rows {
        let missing = named(&row.test).into_iter().filter(|name| !exists(name));
        gone.extend(missing.map(|name| format!("{}: {name}", row.requirement)));
    }
    assert_eq!(gone, Vec::<String>::new());
}

/// Guards against a row that says nothing: a requirement is proved, or it is said that it is not.
#[test]
fn every_requirement_says_how_it_stands() {
    let silent: Vec<String> = committed()
        .into_iter()
        .filter(|row| {
            let said = ["no test", "**not met**: ", "does not apply"];
            named(&row.test).is_empty() && !said.iter().any(|word| row.test.starts_with(word))
        })
        .map(|row| row.requirement)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn the_check_sees_a_test_that_is_not_there() {
    let text = "| requirement | in short | what answers it | test |\n| --- | --- | --- | --- |\n\
                | V1 | one | two | `http::headers::nothing`, `app.rs` |\n| five | cells | are | no | requirement |\n";
    let rows = rows(text);
    assert_eq!(rows.len(), 1);
    assert_eq!(named(&rows[0].test), ["http::headers::nothing"]);
    assert!(!exists("http::headers::nothing"));
    assert!(exists("http::headers::the_request_id_is_taken_or_made"));
    assert!(exists("pure::requirements::the_check_sees_a_test_that_is_not_there"));
    assert!(exists("edge::others_see_nothing_of_an_attack"));
    assert!(exists("crisis_resources::every_member_has_its_rule"));
    assert!(exists("lib::platform::crypto::tests::a_sealed_value_opens_only_in_its_place"));
    // A function that is no test does not count, nor one whose name only begins alike.
    assert!(!exists("pure::requirements::committed"));
    assert!(!exists("http::headers::the_request_id"));
}
