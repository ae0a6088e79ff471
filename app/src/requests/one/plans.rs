use super::breaks::breakable;
use super::places::Places;
use super::scope::Scope;
use super::text::{self, RequestText};
use crate::i18n::{self, names};
use crate::ui::DataTable;
use domain::plan::{ChangeAction, Plan, Replacement, ResourceChange};
use domain::view::{DistinctPlan, RequestView};
use leptos::prelude::*;
use std::sync::Arc;

/// What a change does to its resource, the most destructive first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Removed,
    Replaced,
    /// Known only while it is applied.
    Perhaps,
    Added,
    Changed,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Removed, Kind::Replaced, Kind::Perhaps, Kind::Added, Kind::Changed];

    pub fn of(change: &ResourceChange) -> Self {
        match (change.action, change.replacement) {
            (ChangeAction::Remove, _) => Kind::Removed,
            (ChangeAction::Add | ChangeAction::Import, _) => Kind::Added,
            (ChangeAction::Modify, Replacement::True) => Kind::Replaced,
            (ChangeAction::Modify, Replacement::False) => Kind::Changed,
            (ChangeAction::Modify, Replacement::Conditional) | (ChangeAction::Dynamic, _) => Kind::Perhaps,
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Kind::Removed => "removed",
            Kind::Replaced => "replaced",
            Kind::Perhaps => "perhaps",
            Kind::Added => "added",
            Kind::Changed => "changed",
        }
    }

    /// Its sign, so that nobody depends on the colour.
    pub fn sign(self) -> &'static str {
        match self {
            Kind::Removed => "−",
            Kind::Replaced => "±",
            Kind::Perhaps => "?",
            Kind::Added => "+",
            Kind::Changed => "~",
        }
    }
}

/// How many changes of each kind there are; kinds without any are left out.
pub fn tally<'a>(changes: impl Iterator<Item = &'a ResourceChange> + Clone) -> Vec<(Kind, usize)> {
    let count = |kind| (kind, changes.clone().filter(|change| Kind::of(change) == kind).count());
    Kind::ALL.map(count).into_iter().filter(|(_, count)| *count > 0).collect()
}

/// "− 1 removed  + 3 added".
#[component]
pub fn Tally(counts: Vec<(Kind, usize)>) -> impl IntoView {
    let lang = i18n::lang();
    let marks = counts.into_iter().map(|(kind, count)| {
        view! {
            <span class=format!("does {}", kind.class())>
                <b aria-hidden="true">{kind.sign()}</b>
                {text::counted(lang, count, kind)}
            </span>
        }
    });
    view! { <span class="tally">{marks.collect_view()}</span> }
}

/// All plans, the same ones told once.
#[component]
pub fn Plans(request: Arc<RequestView>, places: Arc<Places>) -> impl IntoView {
    let text = RequestText::here();
    let planned = request.targets.iter().filter(|target| target.plan.is_some()).count();
    let body = if request.distinct_plans.is_empty() {
        let waiting = request.status == domain::request::RequestStatus::Planning;
        view! { <p class="body faint">{if waiting { text.planning } else { text.no_plan }}</p> }.into_any()
    } else {
        let deciding = request.status == domain::request::RequestStatus::AwaitingApproval;
        let scope = Scope::of(&request);
        let order = in_order(&request.distinct_plans, &scope);
        let plans = order.into_iter().enumerate().map(|(rank, (place, distinct))| {
            let dangerous = distinct.plan.changes.iter().any(|change| change.danger() > 1);
            let open = (deciding && rank == 0) || dangerous;
            one(place, distinct, &label(distinct, &scope, &request, &places), open)
        });
        plans.collect_view().into_any()
    };
    let count = (planned > 0).then(|| text::distinct(i18n::lang(), planned, request.distinct_plans.len()));
    view! {
        <section class="card plans" id="plans">
            <header>
                <h2>{text.plan}</h2>
                <span class="faint">{count}</span>
            </header>
            {body}
        </section>
    }
}

/// What a decision is about, then the rest; they come with the most dangerous first. Places name them on the page.
fn in_order<'a>(plans: &'a [DistinctPlan], scope: &Scope) -> Vec<(usize, &'a DistinctPlan)> {
    let mut order: Vec<(usize, &DistinctPlan)> = plans.iter().enumerate().collect();
    order.sort_by_key(|(_, distinct)| !distinct.targets.iter().any(|place| scope.covers(*place)));
    order
}

/// Which targets a plan is for: those that the decision is about, and others that share it.
fn label(
    distinct: &DistinctPlan,
    scope: &Scope,
    request: &RequestView,
    places: &Places,
) -> (String, Option<String>) {
    let told = |targets: &[usize]| places.targets(i18n::lang(), &request.targets, targets);
    let (covered, others): (Vec<usize>, Vec<usize>) =
        distinct.targets.iter().partition(|place| scope.covers(**place));
    match covered.is_empty() {
        true => (told(&others), None),
        false => (told(&covered), (!others.is_empty()).then(|| told(&others))),
    }
}

fn one(
    place: usize,
    distinct: &DistinctPlan,
    (label, also): &(String, Option<String>),
    open: bool,
) -> AnyView {
    let table = changes(&distinct.plan, label);
    let also = also.as_ref().map(|also| {
        view! { <span class="also faint">{RequestText::here().also}" "{also.clone()}</span> }
    });
    view! {
        <details class="plan" id=format!("plan-{place}") open=open>
            <summary>
                <span class="for">{label.clone()}" "{also}</span>
                <Tally counts=tally(distinct.plan.changes.iter())/>
            </summary>
            {table}
        </details>
    }
    .into_any()
}

/// The plan's table; it comes with replacements and deletions first.
pub fn changes(plan: &Plan, label: &str) -> AnyView {
    let text = RequestText::here();
    if plan.is_empty() {
        return view! { <p class="body faint">{text.no_changes}</p> }.into_any();
    }
    // New resources have no properties that change; an empty column would only take room.
    let properties = plan.changes.iter().any(|change| !change.properties.is_empty());
    let rows = plan.changes.iter().map(|change| row(change, properties)).collect_view();
    view! {
        <DataTable label=format!("{}: {label}", text.plan)>
            <thead>
                <tr>
                    <th scope="col">{text.change}</th>
                    <th scope="col">{text.resource}</th>
                    <th scope="col">{text.kind}</th>
                    {properties.then(|| view! { <th scope="col">{text.properties}</th> })}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(change: &ResourceChange, properties: bool) -> AnyView {
    let (kind, lang) = (Kind::of(change), i18n::lang());
    let word = match (kind, names::replacement(lang, change.replacement)) {
        (Kind::Replaced | Kind::Perhaps, Some(word)) => word,
        _ => names::change_action(lang, change.action),
    };
    view! {
        <tr class=kind.class()>
            <td class="nowrap">
                <span class=format!("does {}", kind.class())>
                    <b aria-hidden="true">{kind.sign()}</b>
                    {word}
                </span>
            </td>
            <th scope="row">{breakable(&change.logical_id)}</th>
            <td class="kind"><code>{breakable(&change.kind)}</code></td>
            {properties.then(|| view! { <td class="break faint">{change.properties.join(", ")}</td> })}
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_that_wait_for_a_decision_come_first() {
        use crate::requests::one::example;
        let mut request = example::request(&[
            ("dev", "a-1", "succeeded"),
            ("staging", "a-1", "succeeded"),
            ("prod", "a-1", "awaiting_approval"),
        ]);
        let plan = request.targets[0].plan.clone().expect("a plan");
        let distinct = |targets: &[usize]| DistinctPlan { targets: targets.to_vec(), plan: plan.clone() };
        request.distinct_plans = vec![distinct(&[0]), distinct(&[1, 2])];
        let scope = Scope::of(&request);
        let order: Vec<usize> =
            in_order(&request.distinct_plans, &scope).into_iter().map(|(place, _)| place).collect();
        assert_eq!(order, [1, 0], "places stay what they were");
    }

    fn change(action: ChangeAction, replacement: Replacement) -> ResourceChange {
        let logical_id = "Bucket".to_owned();
        ResourceChange {
            action,
            logical_id,
            kind: "AWS::S3::Bucket".to_owned(),
            replacement,
            properties: vec![],
        }
    }

    #[test]
    fn what_destroys_is_counted_first_and_by_itself() {
        let changes = [
            change(ChangeAction::Add, Replacement::False),
            change(ChangeAction::Modify, Replacement::False),
            change(ChangeAction::Modify, Replacement::True),
            change(ChangeAction::Modify, Replacement::Conditional),
            change(ChangeAction::Dynamic, Replacement::False),
            change(ChangeAction::Remove, Replacement::False),
            change(ChangeAction::Import, Replacement::False),
        ];
        let expected = [
            (Kind::Removed, 1),
            (Kind::Replaced, 1),
            (Kind::Perhaps, 2),
            (Kind::Added, 2),
            (Kind::Changed, 1),
        ];
        assert_eq!(tally(changes.iter()), expected);
        assert_eq!(tally(changes[..1].iter()), [(Kind::Added, 1)]);
    }
}
