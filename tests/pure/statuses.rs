//! What becomes of a period, rule by rule.

use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::Purpose;
use holdfast::homework::check_ins::Outcome::{self, Done, NoOccasion, Partly};
use holdfast::progress::adherence::{
    Status,
    Status::{Excused, Met, Open, Partial, Unrecorded},
    Subject, evaluate,
};
use serde_json::json;

use crate::support::*;

fn weekly(target: u32) -> Case {
    Case::of_ann(plan("2026-01-05", times(target, 1, "week")), "2026-01-12")
}

#[test]
fn acts_decide_first() {
    assert_eq!(weekly(2).statuses(), [Unrecorded, Open]);
    let two = || [done("2026-01-05"), done("2026-01-11")];
    assert_eq!(weekly(2).acts(two()).statuses(), [Met, Open]);
    assert_eq!(weekly(3).acts(two()).statuses(), [Partial, Open]);
    let not_done = || [act(ANN, "2026-01-06", Outcome::NotDone)];
    assert_eq!(weekly(2).acts(not_done()).statuses(), [Status::NotDone, Open]);
    assert_eq!(weekly(3).acts(two()).acts(not_done()).statuses(), [Partial, Open]);
    let halves = [act(ANN, "2026-01-06", Partly), act(ANN, "2026-01-06", Partly)];
    assert_eq!(weekly(1).acts(halves).statuses(), [Met, Open]);
    let mut many = done("2026-01-06");
    many.count = Some(4);
    assert_eq!(weekly(4).acts([many.clone()]).statuses(), [Met, Open]);
    many.count = Some(0);
    assert_eq!(weekly(4).acts([many]).statuses(), [Status::NotDone, Open]);
}

#[test]
fn a_period_closes_when_its_last_day_has_ended() {
    let case = |today| Case::of_ann(plan("2026-01-05", times(1, 1, "week")), today);
    assert_eq!(case("2026-01-11").acts([done("2026-01-06")]).statuses(), [Open]);
    let result = &case("2026-01-11").acts([done("2026-01-06")]).evaluation(Purpose::Practice).periods[0];
    assert!(result.target_reached);
    // A joint period waits for the partner in the later zone.
    let plan = plan("2026-01-05", times(1, 1, "week"));
    let today = [(ANN, "2026-01-12"), (BEN, "2026-01-11")];
    assert_eq!(Case::new(plan.clone(), Mode::Together, &today).statuses(), [Open, Open]);
    assert_eq!(Case::new(plan, Mode::Each, &today).statuses(), [Unrecorded, Open]);
}

#[test]
fn excused_needs_more_than_half_of_the_days() {
    let away = |from, to| [excused(ANN, from, to)];
    assert_eq!(weekly(2).excuses(away("2026-01-01", "2026-01-07")).statuses(), [Unrecorded, Open]);
    assert_eq!(weekly(2).excuses(away("2026-01-08", "2026-01-20")).statuses(), [Excused, Open]);
    // Overlapping ranges count a day once.
    let twice = [excused(ANN, "2026-01-05", "2026-01-07"), excused(ANN, "2026-01-06", "2026-01-07")];
    assert_eq!(weekly(2).excuses(twice).statuses(), [Unrecorded, Open]);
    // Met wins; anything less gives way.
    let four = || away("2026-01-05", "2026-01-08");
    assert_eq!(weekly(1).acts([done("2026-01-10")]).excuses(four()).statuses(), [Met, Open]);
    assert_eq!(weekly(2).acts([done("2026-01-10")]).excuses(four()).statuses(), [Excused, Open]);
    let nothing = [act(ANN, "2026-01-06", NoOccasion)];
    assert_eq!(weekly(2).acts(nothing).statuses(), [Excused, Open]);
}

#[test]
fn just_half_of_the_days_does_not_excuse() {
    let case = Case::of_ann(plan("2026-01-05", times(1, 2, "day")), "2026-01-07");
    let away = [excused(ANN, "2026-01-05", "2026-01-05")];
    assert_eq!(case.excuses(away).statuses(), [Unrecorded, Open]);
}

#[test]
fn a_named_day_is_excused_by_that_day() {
    let case = || Case::of_ann(plan("2026-01-05", on(&["tuesday", "friday"], 1)), "2026-01-12");
    let away = [excused(ANN, "2026-01-06", "2026-01-06")];
    assert_eq!(case().excuses(away).statuses(), [Excused, Unrecorded]);
    let elsewhere = case().acts([done("2026-01-07"), done("2026-01-09")]);
    assert_eq!(elsewhere.statuses(), [Unrecorded, Met]);
    assert_eq!(elsewhere.evaluation(Purpose::Practice).outside, [(d("2026-01-07"), 1.0)]);
}

#[test]
fn partners_count_by_mode() {
    let case = |mode| {
        let log = [done("2026-01-05"), act(BEN, "2026-01-05", Done), act(BEN, "2026-01-06", Partly)];
        Case::of_both(plan("2026-01-05", times(3, 1, "week")), mode, "2026-01-12").acts(log)
    };
    let acts = |mode| case(mode).evaluation(Purpose::Practice).periods[0].acts;
    assert!(near(acts(Mode::Together), 1.5));
    assert!(near(acts(Mode::Either), 2.5));
    assert!(near(acts(Mode::Each), 1.0));
    let stranger = [act(uuid::Uuid::from_u128(9), "2026-01-07", Done)];
    let joint = case(Mode::Either).acts(stranger).evaluation(Purpose::Practice);
    assert!(near(joint.periods[0].acts, 2.5));
}

#[test]
fn joint_periods_are_excused_for_one_or_for_both() {
    let case = |mode| Case::of_both(plan("2026-01-05", times(3, 1, "week")), mode, "2026-01-12");
    let ann = || excused(ANN, "2026-01-05", "2026-01-11");
    let ben = || excused(BEN, "2026-01-05", "2026-01-11");
    assert_eq!(case(Mode::Together).excuses([ben()]).statuses(), [Excused, Open]);
    assert_eq!(case(Mode::Either).excuses([ben()]).statuses(), [Unrecorded, Open]);
    assert_eq!(case(Mode::Either).excuses([ann(), ben()]).statuses(), [Excused, Open]);
    assert_eq!(case(Mode::Each).excuses([ben()]).statuses(), [Unrecorded, Open]);
    let no_occasion = [act(BEN, "2026-01-06", NoOccasion)];
    assert_eq!(case(Mode::Either).acts(no_occasion).excuses([ann()]).statuses(), [Excused, Open]);
}

#[test]
fn a_single_completion_is_excused_by_all_of_its_days() {
    let case = || Case::of_ann(plan("2026-01-05", once("2026-01-11")), "2026-01-20");
    assert_eq!(case().excuses([excused(ANN, "2026-01-05", "2026-01-10")]).statuses(), [Unrecorded]);
    assert_eq!(case().excuses([excused(ANN, "2026-01-01", "2026-01-11")]).statuses(), [Excused]);
}

#[test]
fn later_than_due_is_done_late() {
    let case = || Case::of_ann(plan("2026-01-05", once("2026-01-11")), "2026-01-20");
    let result = case().acts([done("2026-01-15")]).evaluation(Purpose::Practice);
    let period = &result.periods[0];
    assert_eq!((period.status, period.done_late), (Unrecorded, true));
    assert!(result.outside.is_empty());
    let in_time = case().acts([done("2026-01-11"), done("2026-01-15")]);
    let period = &in_time.evaluation(Purpose::Practice).periods[0];
    assert_eq!((period.status, period.done_late), (Met, false));
}

#[test]
fn more_than_the_most_is_told() {
    let most =
        cadence(json!({"type": "times_per_period", "times": 1, "times_max": 2, "every": 1, "unit": "week"}));
    let mut many = done("2026-01-06");
    many.count = Some(3);
    let case =
        Case::of_ann(plan("2026-01-05", most), "2026-01-12").acts([many, act(ANN, "2026-01-07", Partly)]);
    let period = &case.evaluation(Purpose::Practice).periods[0];
    assert_eq!(period.status, Met);
    assert!(near(period.over_max, 1.5));
    assert!(near(case.figures("2026-01-05", "2026-01-12").adherence.over_max, 1.5));
}

#[test]
fn a_use_never_fills_a_review() {
    let review = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "week"});
    let plan = plan("2026-01-05", cadence(json!({"type": "as_needed", "review": review})));
    let mut looked_back = done("2026-01-07");
    looked_back.purpose = Purpose::Review;
    let case = Case::of_ann(plan, "2026-01-19").acts([done("2026-01-06"), done("2026-01-13"), looked_back]);
    let reviews = case.evaluation(Purpose::Review);
    let statuses: Vec<_> = reviews.periods.iter().map(|it| it.status).collect();
    assert_eq!(statuses, [Met, Unrecorded, Open]);
    let uses = case.figures("2026-01-05", "2026-01-18");
    assert_eq!(uses.adherence.value, None);
    assert!(near(uses.acts_outside, 2.0));
}

#[test]
fn without_members_nothing_closes() {
    let periods = plan("2026-01-05", times(1, 1, "day")).periods(d("2026-01-05")..=d("2026-01-05"));
    let case = weekly(1);
    let unknown = case.ask(|log| evaluate(&periods, log, Subject::Member(BEN), Purpose::Practice));
    assert_eq!(unknown.periods[0].status, Open);
}
