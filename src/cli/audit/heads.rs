//! The heads that a log tells of.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;
use uuid::Uuid;

use crate::identity::audit::{HEAD_MESSAGE, Head};

/// A line of the log, as far as it matters here.
#[derive(Deserialize)]
struct Line {
    message: String,
    practice: Uuid,
    number: i64,
    mac: String,
}

/// Every head that a log tells of, one after the other: a log may be longer than memory.
pub(super) fn read(log: &Path) -> Result<impl Iterator<Item = io::Result<Head>>, Box<dyn std::error::Error>> {
    let file = File::open(log).map_err(|error| format!("cannot read {}: {error}", log.display()))?;
    let lines = BufReader::new(file).split(b'\n');
    Ok(lines.filter_map(|line| line.map(|line| head(&line)).transpose()))
}

/// The head of a line: as the log writes it, or as `--head` takes it.
fn head(line: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(line).ok()?;
    if !text.contains(HEAD_MESSAGE) {
        return text.parse().ok();
    }
    // A collector of logs may have put something in front.
    let Line { message, practice, number, mac } = serde_json::from_str(text.get(text.find('{')?..)?).ok()?;
    if message != HEAD_MESSAGE {
        return None;
    }
    format!("{practice}:{number}:{mac}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_found_among_other_lines() {
        let mac = "a5".repeat(32);
        let practice = Uuid::from_u128(7);
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("log");
        let line = |number: u8, mac: &str| {
            format!(
                "{{\"level\":\"info\",\"message\":\"{HEAD_MESSAGE}\",\"practice\":\"{practice}\",\
                 \"number\":{number},\"mac\":\"{mac}\"}}\n"
            )
        };
        let other = "{\"message\":\"request\",\"status\":200}\nno JSON\n";
        let written = format!("{practice}:9:{mac}");
        let text = format!("{other}host: {}{other}{}{written}\n", line(3, &mac), line(12, &mac));
        std::fs::write(&file, text).unwrap();
        let found: Vec<String> = read(&file).unwrap().map(|head| head.unwrap().to_string()).collect();
        let wanted = [3, 12, 9].map(|number| format!("{practice}:{number}:{mac}"));
        assert_eq!(found, wanted);
        assert!(read(&directory.path().join("none")).is_err());
    }
}
