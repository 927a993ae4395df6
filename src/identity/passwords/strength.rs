//! How hard a password is to guess: zxcvbn's estimate of it as it was typed, and of what is left of it without the words
//! that are known of the person and without walks over a keyboard, whatever was put between them.

use zxcvbn::{Score, zxcvbn};

/// The estimate takes longer than in proportion: of so many characters at worst about as long as a hash.
const LOOKED_AT: usize = 64;
/// Shorter pieces stand in other words, too.
const SHORTEST: usize = 4;
/// Rows and slanting columns of the keyboards of most of Europe, the alphabet and the digits.
const WALKS: [&str; 18] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "wxcvbn",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik,",
];

/// Whether a password is hard to guess for whoever knows these words, which are in lower case.
pub(super) fn is_strong(password: &str, known: &[String]) -> bool {
    let typed: String = password.chars().take(LOOKED_AT).collect();
    let words: Vec<&str> = known.iter().map(String::as_str).collect();
    let left = without(&typed, &words);
    [typed, left].iter().all(|text| zxcvbn(text, &words).score() >= Score::Three)
}

/// What is left of a text without separators, known words and walks.
fn without(text: &str, known: &[&str]) -> String {
    let walks: Vec<String> =
        WALKS.iter().flat_map(|walk| [(*walk).to_owned(), walk.chars().rev().collect()]).collect();
    let lower: Vec<char> = text.to_lowercase().chars().filter(|c| !is_separator(*c)).collect();
    let (mut left, mut rest) = (String::new(), lower.as_slice());
    while let [first, others @ ..] = rest {
        let known = known.iter().map(|word| begins_with(rest, word)).max();
        let walked = walks.iter().map(|walk| walked(rest, walk)).max();
        let piece = known.max(walked).unwrap_or_default();
        if piece < SHORTEST {
            left.push(*first);
            rest = others;
        } else {
            rest = rest.get(piece..).unwrap_or_default();
        }
    }
    left
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-_.,;:/+'".contains(c)
}

/// How many characters of the text a word takes, if the text begins with it.
fn begins_with(text: &[char], word: &str) -> usize {
    let word: Vec<char> = word.chars().filter(|c| !is_separator(*c)).collect();
    if text.starts_with(&word) { word.len() } else { 0 }
}

/// How many characters the text goes along a walk from its beginning, with the shift key or without.
fn walked(text: &[char], walk: &str) -> usize {
    let Some(start) = text.first().and_then(|first| walk.chars().position(|key| key == unshifted(*first)))
    else {
        return 0;
    };
    let along = walk.chars().skip(start).zip(text);
    along.take_while(|(key, typed)| *key == unshifted(**typed)).count()
}

/// The key of a sign above the digits.
fn unshifted(sign: char) -> char {
    match sign {
        '!' => '1',
        '@' => '2',
        '#' => '3',
        '$' => '4',
        '%' => '5',
        '^' => '6',
        '&' => '7',
        '*' => '8',
        '(' => '9',
        ')' => '0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::KnownWords;
    use super::*;

    fn is_strong_for_ada(password: &str) -> bool {
        is_strong(password, KnownWords::of_address("adalbert.lindqvist@lighthouse.example").all())
    }

    #[test]
    fn common_ones_are_weak_also_dressed_up() {
        for weak in [
            "",
            "passwordpassword",
            "Password12345678",
            "P@ssw0rdP@ssw0rd",
            "aaaaaaaaaaaaaaaa",
            "111111111111111111",
            "abcabcabcabcabcabc",
            "december-november",
            "sunshine sunshine 1",
            "correcthorsebatterystaple",
        ] {
            assert!(!is_strong_for_ada(weak), "{weak}");
        }
    }

    #[test]
    fn what_is_known_of_somebody_counts_for_nothing() {
        for weak in [
            "holdfasttherapist",
            "holdfast-therapist",
            "Holdfast/Couples/2026",
            "couplestherapist2026",
            "h0ldfastth3rapist",
            "therapytherapytherapy",
            "adalbert lindqvist 1",
            "lindqvist@lighthouse",
            "LighthouseAdalbert77",
        ] {
            assert!(!is_strong_for_ada(weak), "{weak}");
        }
        assert!(is_strong("LighthouseAdalbert-kelp-otter", KnownWords::of_address("ben@a.example").all()));
    }

    #[test]
    fn walks_over_the_keyboard_are_weak() {
        for weak in [
            "qwertyuiopqwerty",
            "qwertyuiopasdfghjkl",
            "poiuytrewqlkjhgfdsa",
            "1234567890qwertyuiop",
            "1qaz2wsx3edc4rfv",
            "1qaz2wsx3edc4rfv5tgb6yhn",
            "!QAZ@WSX#EDC$RFV",
            "zaq12wsxcde34rfv",
            "1q2w3e4r5t6y7u8i",
            "qazwsxedcrfvtgbyhn",
            "azertyuiopqsdfghjklm",
            "qwertzuiop-yxcvbnm-1",
        ] {
            assert!(!is_strong_for_ada(weak), "{weak}");
        }
    }

    #[test]
    fn sentences_and_chance_are_strong() {
        for strong in [
            "tall-ship-quiet-harbour",
            "quiet-tide-under-stars",
            "harbour-light-at-dusk",
            "x7$Qm!2vLp9#Rt4z",
            "Grüße vom kleinen Leuchtturm",
            "\u{6d77}\u{306e}\u{898b}\u{3048}\u{308b}\u{5bb6}\u{306b}\u{4f4f}\u{3093}\u{3067}\u{3044}\u{308b}\u{732b}\u{3068}\u{72ac}",
            "\u{1f30a}\u{1f9ad}\u{26f5}\u{1f41a}\u{1f980}\u{1f419}\u{1f42c}\u{1f433}\u{1f420}\u{1f421}\u{1f988}\u{1f99e}\u{1f990}\u{1f991}\u{1f9aa}",
        ] {
            assert!(is_strong_for_ada(strong), "{strong}");
        }
        let long = "the ferry leaves at seven and the gulls follow it out past the breakwater ".repeat(2);
        assert!(long.chars().count() > 128 && is_strong_for_ada(&long));
        assert!(!is_strong_for_ada(&"a".repeat(200)));
    }
}
