//! Words that stand nowhere else, and every form in which they could come out again.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::support::new_id;

/// The canaries of one run: numbered words, and numbered telephone numbers.
pub struct Canaries {
    word: String,
    digits: String,
    next: usize,
}

impl Canaries {
    pub fn new() -> Self {
        let run = u32::try_from(new_id().as_u128() & 0xffff_ffff).unwrap();
        Self { word: format!("wren{run:08x}q"), digits: format!("{:08}", run % 100_000_000), next: 0 }
    }

    /// The next number.
    pub fn next(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    pub fn word(&self, number: usize) -> String {
        format!("{}{number:04}", self.word)
    }

    pub fn email(&self, number: usize) -> String {
        format!("{}@example.org", self.word(number))
    }

    pub fn phone(&self, number: usize) -> String {
        format!("+44 {}{number:04}", self.digits)
    }

    /// Numbers of the canaries that stand in a text as they are.
    pub fn open_in(&self, text: &str) -> BTreeSet<usize> {
        let text = text.to_lowercase();
        let after = |mark: &str| -> BTreeSet<usize> {
            text.match_indices(mark)
                .filter_map(|(at, _)| text.get(at + mark.len()..at + mark.len() + 4)?.parse().ok())
                .collect()
        };
        let mut found = after(&self.word);
        found.extend(after(&self.digits));
        found
    }

    /// Forms in which any of the words stands in a text though nobody would see it: hexadecimal, a list of bytes,
    /// base64 at each of its three places.
    pub fn hidden_in(&self, text: &str) -> Vec<String> {
        let bytes = self.word.as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
        let mut forms = vec![hex.to_uppercase(), hex, list.join(", "), list.join(",")];
        for shift in 0..3 {
            let padded = [vec![0; shift], bytes.to_vec()].concat();
            // The first and last few characters also hold bits of what stands beside it.
            for text in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
                forms.push(text[4..text.len() - 4].to_owned());
            }
        }
        forms.into_iter().filter(|form| text.contains(form.as_str())).collect()
    }
}

#[test]
fn every_form_is_found() {
    let mut canaries = Canaries::new();
    let number = canaries.next();
    let (word, phone) = (canaries.word(number), canaries.phone(number));
    assert_eq!(canaries.open_in(&format!("x{}x", word.to_uppercase())), [number].into());
    assert_eq!(canaries.open_in(&format!("<{phone}>")), [number].into());
    assert!(canaries.open_in("wren").is_empty() && canaries.hidden_in(&word).is_empty());
    for before in ["", "a", "ab", "abc"] {
        let around = format!("{before}{word}z");
        let hex: String = around.bytes().map(|byte| format!("{byte:02x}")).collect();
        let list = format!("{:?}", around.as_bytes());
        for form in [hex, list, STANDARD_NO_PAD.encode(&around), URL_SAFE_NO_PAD.encode(&around)] {
            assert_eq!(canaries.hidden_in(&form).is_empty(), false, "{form}");
            assert!(canaries.open_in(&form).is_empty());
        }
    }
}
