//! `ratings-1`: the mean of each local day's ratings of one thing, and how it went from the first day to the last. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dto::{RatedItemResponse, RatingPoint, RatingSeries};
use crate::homework::check_ins::{RatedVersion, Rating};
use crate::homework::library::{AnswerSpec, Choice, Content};
use crate::platform::ids::kind::LibraryItemId;

/// The name of this definition.
pub const DEFINITION: &str = "ratings-1";

/// All series of all items, in the words of the newest version that asks each question.
pub fn of_items(versions: Vec<RatedVersion>, ratings: &[Rating]) -> Vec<RatedItemResponse> {
    let mut by_item: BTreeMap<(String, LibraryItemId), Vec<RatedVersion>> = BTreeMap::new();
    for version in versions {
        by_item.entry((version.key.clone(), version.item)).or_default().push(version);
    }
    let of_item = |((key, item_id), mut versions): ((String, LibraryItemId), Vec<RatedVersion>)| {
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        let title = versions.first().map(|version| version.title.clone()).unwrap_or_default();
        let ratings: Vec<&Rating> = ratings.iter().filter(|rating| rating.item == item_id).collect();
        let series = series(&versions, &ratings);
        (!series.is_empty()).then_some(RatedItemResponse { item_id, key, title, series })
    };
    by_item.into_iter().filter_map(of_item).collect()
}

/// Versions come newest first.
fn series(versions: &[RatedVersion], ratings: &[&Rating]) -> Vec<RatingSeries> {
    let mut all: Vec<RatingSeries> = Vec::new();
    for asked in versions.iter().flat_map(|version| asked(&version.content)) {
        let known = |one: &RatingSeries| (&one.prompt, &one.entry) == (&asked.prompt, &asked.entry);
        if all.iter().any(known) {
            continue;
        }
        let same = |one: &&&Rating| (&one.prompt, &one.entry) == (&asked.prompt, &asked.entry);
        let points = points(ratings.iter().filter(same).map(|one| (one.local_date, one.value)));
        if !points.is_empty() {
            let change = match points.as_slice() {
                [first, .., last] => Some(last.value - first.value),
                _ => None,
            };
            all.push(RatingSeries { points, change, ..asked });
        }
    }
    all
}

/// Everything that a version asks to be rated, each as a series without points.
fn asked(content: &Content) -> Vec<RatingSeries> {
    let mut all = Vec::new();
    for question in content.questions() {
        let empty = |entry: Option<&Choice>, low: &str, high: &str| RatingSeries {
            prompt: question.key.to_owned(),
            entry: entry.map(|entry| entry.key.clone()),
            question: question.label.to_owned(),
            label: entry.map(|entry| entry.label.clone()),
            low_label: low.to_owned(),
            high_label: high.to_owned(),
            points: Vec::new(),
            change: None,
        };
        match question.answer {
            AnswerSpec::Scale { low_label, high_label } => all.push(empty(None, low_label, high_label)),
            AnswerSpec::Entries { items: Some(items), low_label, high_label, .. } => {
                all.extend(items.iter().map(|entry| empty(Some(entry), low_label, high_label)));
            }
            _ => {}
        }
    }
    all
}

fn points(ratings: impl Iterator<Item = (NaiveDate, i16)>) -> Vec<RatingPoint> {
    let mut days: BTreeMap<NaiveDate, (i32, u32)> = BTreeMap::new();
    for (day, value) in ratings {
        let (sum, count) = days.entry(day).or_default();
        *sum = sum.saturating_add(i32::from(value));
        *count = count.saturating_add(1);
    }
    let point = |(local_date, (sum, ratings)): (NaiveDate, (i32, u32))| RatingPoint {
        local_date,
        value: f64::from(sum) / f64::from(ratings),
        ratings,
    };
    days.into_iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(item: LibraryItemId, number: i32, label: &str) -> RatedVersion {
        let content = serde_json::json!({"kind": "reflection", "prompts": [{
            "key": "ease", "label": label, "required": false,
            "answer": {"type": "scale", "low_label": "Not", "high_label": "Very"}
        }]});
        let content = serde_json::from_value(content).unwrap();
        RatedVersion { item, number, key: "ease".to_owned(), title: label.to_owned(), content }
    }

    fn rating(item: LibraryItemId, day: &str, value: i16) -> Rating {
        Rating { item, local_date: day.parse().unwrap(), prompt: "ease".to_owned(), entry: None, value }
    }

    #[test]
    fn a_day_is_one_point_and_versions_are_one_series() {
        let item = LibraryItemId::generate();
        let ratings =
            [rating(item, "2026-03-02", 3), rating(item, "2026-03-02", 6), rating(item, "2026-03-09", 8)];
        let items = of_items(vec![version(item, 1, "Before"), version(item, 2, "Now")], &ratings);
        let [one] = items.as_slice() else { panic!("one item") };
        let [series] = one.series.as_slice() else { panic!("one series") };
        assert_eq!((one.title.as_str(), series.question.as_str()), ("Now", "Now"));
        let points: Vec<(f64, u32)> =
            series.points.iter().map(|point| (point.value, point.ratings)).collect();
        assert_eq!((points, series.change), (vec![(4.5, 2), (8.0, 1)], Some(3.5)));
        let documented =
            "| Ratings of 3 and 6 on one day and of 8 a week later | 4.5, then 8.0, change 3.5 |";
        assert!(include_str!("../../../docs/measures.md").contains(documented));
        let first = of_items(vec![version(item, 1, "Before")], &ratings[..1]);
        assert_eq!(first[0].series[0].change, None);
        assert!(of_items(vec![version(item, 1, "Before")], &[]).is_empty());
    }
}
