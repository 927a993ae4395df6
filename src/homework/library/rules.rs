//! Rules of an item's words and keys, for garde.

use std::collections::HashSet;

/// Something that a key names within its list.
pub(super) trait Keyed {
    /// The key.
    fn key(&self) -> &str;
}

/// A name that programs use: snake_case, at most 40 characters.
pub(super) fn snake_key<T: AsRef<str>>(key: &T, _: &()) -> garde::Result {
    named(
        key.as_ref(),
        40,
        '_',
        "must be lower-case words of a-z and 0-9, joined by _, beginning with a letter, at most 40 characters",
    )
}

/// A name that stands in addresses and filters: lower-case words joined by hyphens, of at most so many characters.
pub(super) fn kebab_key(most: usize) -> impl Fn(&str) -> garde::Result {
    move |key| {
        named(key, most, '-', "must be lower-case words of a-z and 0-9, joined by -, beginning with a letter")
    }
}

fn named(key: &str, most: usize, joint: char, reason: &'static str) -> garde::Result {
    let joints_fit = !key.ends_with(joint) && !key.contains(&format!("{joint}{joint}"));
    let fits = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
        && key.len() <= most
        && joints_fit;
    if fits { Ok(()) } else { Err(garde::Error::new(reason)) }
}

/// No two of a list have the same key.
#[expect(clippy::ptr_arg, reason = "the signature is garde's")]
pub(super) fn distinct_keys<T: Keyed>(list: &Vec<T>, _: &()) -> garde::Result {
    let once: HashSet<&str> = list.iter().map(Keyed::key).collect();
    if once.len() == list.len() { Ok(()) } else { Err(garde::Error::new("must not use a key twice")) }
}

/// No key of a list is also used by another list of the same item.
pub(super) fn apart_from<A: Keyed, B: Keyed>(others: &[A]) -> impl Fn(&Vec<B>, &()) -> garde::Result {
    let taken: HashSet<&str> = others.iter().map(Keyed::key).collect();
    move |list, ()| match list.iter().any(|entry| taken.contains(entry.key())) {
        true => Err(garde::Error::new("must not use a key of a step")),
        false => Ok(()),
    }
}

/// No two values of a list are equal.
#[expect(clippy::ptr_arg, reason = "the signature is garde's")]
pub(super) fn distinct<T: PartialEq>(list: &Vec<T>, _: &()) -> garde::Result {
    let first = |(at, value): (usize, &T)| list.iter().position(|other| other == value) == Some(at);
    if list.iter().enumerate().all(first) {
        Ok(())
    } else {
        Err(garde::Error::new("must name each only once"))
    }
}
