//! Words as the fonts can show them: nothing stays in them that could reach beyond its place on the page.

use typst::text::is_default_ignorable;
use unicode_normalization::char::is_combining_mark;

use super::fonts::FONTS;

/// Stands for what no font has.
const UNKNOWN: char = '\u{fffd}';
/// Where a line may be broken without a sign.
const BREAK: char = '\u{200b}';
/// Marks upon one letter, which are drawn one above the other.
const MARKS: usize = 6;
/// Length of a word that is never broken, about 30 letters.
const WORD: usize = 60;
/// Length after each of which a longer word may be broken, about 10 letters.
const STRETCH: usize = 20;

/// Words of the program.
pub fn said(words: &str) -> String {
    breakable(&shown(words))
}

/// Words of a person beside others: whatever direction they run in, those around them stay in their order. Where all run as those
/// around them do, nothing is added, so that copying gives the words as they were written. Words of which nothing is seen do not stay empty,
/// as no heading may be.
pub fn isolated(words: &str) -> String {
    let said = said(words).replace('\n', " ");
    let is_seen = |letter: char| !letter.is_whitespace() && !is_joiner(letter);
    if said.chars().any(runs_from_right) || !said.chars().any(is_seen) {
        format!("\u{2068}{said}\u{2069}")
    } else {
        said
    }
}

/// Whether a paragraph is to be read from right to left: as its first letter is.
pub fn is_from_right(words: &str) -> bool {
    let first = words.chars().find(|letter| letter.is_alphabetic());
    first.is_some_and(runs_from_right)
}

/// Letters, digits and marks of the scripts that run from right to left, and the sign that says so of what is around it.
fn runs_from_right(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Only what the fonts have, and of marks only those that have a font in common with their letter.
fn shown(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let (mut fonts, mut marks) = (0, 0);
    for letter in words.chars() {
        let having = FONTS.having(letter);
        match letter {
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
            // What directs the text around it, and what is no text.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => continue,
            joins if is_joiner(joins) => {
                if !out.ends_with(UNKNOWN) {
                    out.push(joins);
                }
                continue;
            }
            space if space.is_whitespace() => {
                out.push(if having == 0 || space.is_control() { ' ' } else { space });
            }
            hidden if hidden.is_control() || is_default_ignorable(hidden) => continue,
            mark if is_combining_mark(mark) => {
                marks += 1;
                if fonts & having != 0 && marks <= MARKS {
                    fonts &= having;
                    out.push(mark);
                }
                continue;
            }
            private if having == 0 || is_private(private) => {
                if !out.ends_with(UNKNOWN) {
                    out.push(UNKNOWN);
                }
            }
            other => out.push(other),
        }
        (fonts, marks) = (having, 0);
    }
    out
}

/// What joins letters or chooses their form, and is not seen itself.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// With places at which words longer than a line may be broken.
fn breakable(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for part in words.split_inclusive(parts_lines) {
        let long = part.chars().map(length).sum::<usize>() > WORD;
        let mut since = 0;
        for letter in part.chars() {
            let begins = length(letter) > 0 && !is_combining_mark(letter) && !is_joiner(letter);
            if long && begins && since >= STRETCH && !out.ends_with('\u{200d}') {
                out.push(BREAK);
                since = 0;
            }
            since = if length(letter) == 0 { 0 } else { since + length(letter) };
            out.push(letter);
        }
    }
    out
}

/// Space at which a line may end, other than that which holds words together.
fn parts_lines(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// How much a letter makes a word longer.
fn length(letter: char) -> usize {
    match letter {
        // Written without spaces, and broken between any two.
        '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'.. => 0,
        // Written without spaces as well: the typesetter finds their words, of which a line has several.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 1,
        // Arabic signs that are whole sentences.
        '\u{fdf0}'..='\u{fdff}' => STRETCH,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_one_sign() {
        for (words, expected) in [
            ("Ann \u{1f469}\u{200d}\u{2764}\u{fe0f}\u{200d}\u{1f469}\u{1f3fd}!", "Ann \u{fffd}!"),
            ("a\u{e000}b\u{10fffd}", "a\u{fffd}b\u{fffd}"),
            ("a\u{0}\u{7}\u{1b}[31m\u{fffe}", "a[31m\u{fffd}"),
            ("\u{202e}txt.exe\u{2066}\u{feff}", "txt.exe"),
            ("a\u{2028}b\tc\u{3000}", "a\nb c\u{3000}"),
            ("\u{e0041}\u{ad}a", "a"),
            ("क्\u{200d}ष, نمی\u{200c}خواهم", "क्\u{200d}ष, نمی\u{200c}خواهم"),
        ] {
            assert_eq!(shown(words), expected, "{words:?}");
        }
    }

    #[test]
    fn marks_stay_with_a_letter_of_the_same_font() {
        assert_eq!(shown("e\u{301} א\u{5b8} א\u{301} \u{301}"), "e\u{301} א\u{5b8} א \u{301}");
        assert_eq!(shown(&format!("e{}", "\u{301}".repeat(1000))), format!("e{}", "\u{301}".repeat(MARKS)));
    }

    #[test]
    fn only_words_that_run_the_other_way_are_isolated() {
        assert_eq!(isolated("Notes on what\nyou feel"), "Notes on what you feel");
        assert_eq!(isolated("Ann, שלום"), "\u{2068}Ann, שלום\u{2069}");
        assert_eq!(isolated("\u{7} "), "\u{2068} \u{2069}");
        assert_eq!(isolated("12 \u{200f}"), "\u{2068}12 \u{200f}\u{2069}");
    }

    #[test]
    fn long_words_can_be_broken() {
        assert_eq!(said("Donaudampfschifffahrtsgesell"), "Donaudampfschifffahrtsgesell");
        let broken = said(&format!("a {} b", "é".repeat(35)));
        assert_eq!(broken.split(BREAK).map(|part| part.chars().count()).collect::<Vec<_>>(), [12, 10, 10, 7]);
        assert_eq!(said(&"王".repeat(50)), "王".repeat(50));
        assert!(said(&"\u{fdfd}".repeat(4)).contains(BREAK));
        assert!(said(&"a\u{a0}".repeat(20)).contains(BREAK) && !said(&"a ".repeat(20)).contains(BREAK));
        assert!(!said(&"ก".repeat(60)).contains(BREAK) && said(&"ก".repeat(61)).contains(BREAK));
    }

    #[test]
    fn the_first_letter_tells_the_direction() {
        assert!(is_from_right("3. שלום, Ann") && is_from_right("\u{2068}مرحبا"));
        assert!(!is_from_right("Ann, שלום") && !is_from_right("123"));
    }
}
