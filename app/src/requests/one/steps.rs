use super::text::RequestText;
use crate::ui::Tone;
use domain::request::TargetStatus;
use domain::view::TargetView;
use leptos::prelude::*;

/// How far one step of a lane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Done,
    Now(Tone),
    Ahead,
    /// It will not come to this any more.
    Never,
}

/// Planned, approved, applying, done. `None`: the stage needs no approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub planned: Mark,
    pub approved: Option<Mark>,
    pub applying: Mark,
    pub done: Mark,
}

/// Where a target stands.
pub fn marks(target: &TargetView, needs_approval: bool) -> Marks {
    use Mark::{Ahead, Done, Never, Now};
    use TargetStatus as S;
    let planned = target.plan.is_some();
    let [planned, approved, applying, done] = match target.status {
        S::Planning => [Now(Tone::Busy), Ahead, Ahead, Ahead],
        S::PlanFailed => [Now(Tone::Bad), Never, Never, Never],
        S::Planned => [Done, Ahead, Ahead, Ahead],
        S::AwaitingApproval => [Done, Now(Tone::Waiting), Ahead, Ahead],
        S::Applying => [Done, Done, Now(Tone::Busy), Ahead],
        S::Cancelling => [Done, Done, Now(Tone::Busy), Never],
        S::Discarding if planned => [Done, Never, Never, Now(Tone::Busy)],
        S::Discarding => [Never, Never, Never, Now(Tone::Busy)],
        S::Succeeded | S::Unchanged => [Done, Done, Done, Now(Tone::Good)],
        S::Failed => [Done, Done, Now(Tone::Bad), Never],
        S::Errored if planned => [Done, Done, Now(Tone::Bad), Never],
        S::Errored => [Now(Tone::Bad), Never, Never, Never],
        S::Cancelled if planned => [Done, Never, Never, Now(Tone::Gone)],
        S::Cancelled => [Never, Never, Never, Now(Tone::Gone)],
    };
    Marks { planned, approved: needs_approval.then_some(approved), applying, done }
}

/// The steps of a lane, told by shape and word.
#[component]
pub fn Steps(marks: Marks) -> impl IntoView {
    let text = RequestText::here();
    let steps = [
        ([text.step_plan, text.step_planning, text.step_planned], Some(marks.planned)),
        ([text.step_approval, text.step_waiting, text.step_approved], marks.approved),
        ([text.step_apply, text.step_applying, text.step_applied], Some(marks.applying)),
        ([text.step_done; 3], Some(marks.done)),
    ];
    let steps = steps.into_iter().filter_map(|(words, mark)| Some(step(word(words, mark?), mark?)));
    view! { <ol class="steps">{steps.collect_view()}</ol> }
}

/// What a step is called before, while, and after it is taken. One that broke is called by its plain name.
fn word([plain, now, over]: [&'static str; 3], mark: Mark) -> &'static str {
    match mark {
        Mark::Done => over,
        Mark::Now(Tone::Busy | Tone::Waiting) => now,
        Mark::Now(_) | Mark::Ahead | Mark::Never => plain,
    }
}

fn step(word: &'static str, mark: Mark) -> AnyView {
    let (class, glyph) = match mark {
        Mark::Done => ("done", Some(Tone::Good)),
        Mark::Now(tone) => ("now", Some(tone)),
        Mark::Ahead => ("ahead", None),
        Mark::Never => ("never", None),
    };
    let current = (class == "now").then_some("step");
    let glyph = match glyph {
        Some(tone) => view! { <i class=format!("glyph {}", tone.class()) aria-hidden="true"></i> }.into_any(),
        None => view! { <i class="dot" aria-hidden="true"></i> }.into_any(),
    };
    view! { <li class=class aria-current=current>{glyph}{word}</li> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(status: TargetStatus, planned: bool) -> TargetView {
        let plan = serde_json::json!({ "change_set_id": null, "stack_id": null, "changes": [], "findings": [],
            "monthly_usd": null, "planned_at": 0 });
        let target = serde_json::json!({ "stage": "dev", "region": "us-east-1", "status": status,
            "environment_id": "env_1", "stack_name": "s", "attempt": 1, "values": {},
            "plan": planned.then_some(plan), "reason": null, "failed_resource": null, "rolled_back": null,
            "outputs": {}, "delayed": null, "since": null });
        serde_json::from_value(target).expect("a target")
    }

    #[test]
    fn a_step_is_called_by_how_far_it_is() {
        let words = ["Plan", "Planning", "Planned"];
        let table = [
            (Mark::Ahead, "Plan"),
            (Mark::Now(Tone::Busy), "Planning"),
            (Mark::Now(Tone::Bad), "Plan"),
            (Mark::Done, "Planned"),
            (Mark::Never, "Plan"),
        ];
        for (mark, expected) in table {
            assert_eq!(word(words, mark), expected, "{mark:?}");
        }
    }

    #[test]
    fn a_stage_without_approval_has_no_such_step() {
        assert_eq!(marks(&target(TargetStatus::Planned, true), false).approved, None);
        let waiting = marks(&target(TargetStatus::AwaitingApproval, true), true);
        assert_eq!(waiting.approved, Some(Mark::Now(Tone::Waiting)));
        assert_eq!(waiting.applying, Mark::Ahead);
    }

    #[test]
    fn what_broke_is_shown_where_it_broke() {
        let table = [(false, Mark::Now(Tone::Bad), Mark::Never), (true, Mark::Done, Mark::Now(Tone::Bad))];
        for (had_plan, planned, applying) in table {
            let marks = marks(&target(TargetStatus::Errored, had_plan), true);
            assert_eq!((marks.planned, marks.applying), (planned, applying), "planned: {had_plan}");
            assert_eq!(marks.done, Mark::Never);
        }
    }

    #[test]
    fn nothing_else_than_success_ends_well() {
        use TargetStatus as S;
        for status in
            [S::PlanFailed, S::Failed, S::Errored, S::Cancelled, S::Cancelling, S::Discarding, S::Planned]
        {
            assert_ne!(marks(&target(status, true), true).done, Mark::Now(Tone::Good), "{status:?}");
        }
        for status in [S::Succeeded, S::Unchanged] {
            assert_eq!(marks(&target(status, true), true).done, Mark::Now(Tone::Good), "{status:?}");
        }
    }
}
