use super::carry::{self, CarryOffer};
use super::choice::Query;
use super::text::NewText;
use crate::ssr;
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{Allowed, RolloutPreview};
use leptos::prelude::*;

/// The part of the form with the one button, a reason for whoever approves and regions to leave out.
pub fn start(
    preview: &RolloutPreview,
    carry: &CarryOffer,
    actor: &Actor,
    query: &Query,
    typed: String,
) -> AnyView {
    let text = NewText::here();
    view! {
        <div class="card pad answer" id="start">
            <Field id="start-reason" label=text.reason hint=text.reason_hint>
                <textarea id="start-reason" name="reason" rows="2" maxlength="4000" aria-describedby="start-reason-hint">
                    {typed}
                </textarea>
            </Field>
            {carry::secrets(carry, &preview.regions())}
            {exclusions(preview, query)}
            {alone(preview, actor)}
            <p class="actions">
                <Button kind=Kind::Primary allowed=allowed(preview, carry, actor)>{text.start}</Button>
                <ApiCall method="POST" path="/rollouts" body=body(preview, carry)/>
            </p>
        </div>
    }
    .into_any()
}

/// Somebody on call may start what needs an approval without it.
fn may_go_alone(preview: &RolloutPreview, actor: &Actor) -> bool {
    let asked = preview.strategy.approval.is_some();
    // Nobody goes ahead with plans that nobody has seen.
    asked && preview.carry.is_none() && permit(actor, Action::BreakGlass, Some(&preview.team)).is_ok()
}

fn alone(preview: &RolloutPreview, actor: &Actor) -> Option<AnyView> {
    let text = NewText::here();
    // Who may not start it in the usual way has no other.
    let only = permit(actor, Action::Request, Some(&preview.team)).is_err();
    may_go_alone(preview, actor).then(|| {
        view! {
            <label class="check"><input type="checkbox" name="break_glass" value="on" required=only/>{text.alone}</label>
            <p class="hint">{text.alone_hint}</p>
        }
        .into_any()
    })
}

/// What stands in its way is told above; here it is enough that something does.
fn allowed(preview: &RolloutPreview, carry: &CarryOffer, actor: &Actor) -> Allowed {
    let own = permit(actor, Action::Request, Some(&preview.team));
    let right = Allowed::by_right(if may_go_alone(preview, actor) { Ok(()) } else { own.map(|_| ()) });
    let carried = preview.carry.as_ref();
    match right.allowed {
        true if !preview.problems.is_empty() => Allowed::no(NewText::here().problems_first),
        true if carried.is_some_and(|carried| !carry::obstacles(carried, carry).is_empty()) => {
            Allowed::no(NewText::here().carry_refused)
        }
        _ => right,
    }
}

fn exclusions(preview: &RolloutPreview, query: &Query) -> Option<AnyView> {
    let regions: Vec<_> = preview.strategy.waves.iter().flat_map(|wave| &wave.regions).collect();
    let any = regions.iter().any(|region| query.excludes(region.as_str()));
    let boxes = regions.iter().map(|region| {
        let checked = query.excludes(region.as_str());
        view! {
            <label class="check">
                <input type="checkbox" name="exclude[]" value=region.to_string() checked=checked/>
                {ssr::region(ssr::lang(), region)}
            </label>
        }
    });
    (regions.len() > 1).then(|| {
        view! {
            <details class="exclude" open=any>
                <summary>{NewText::here().exclude}</summary>
                <div class="checks">{boxes.collect_view()}</div>
            </details>
        }
        .into_any()
    })
}

/// The same for scripts.
fn body(preview: &RolloutPreview, carry: &CarryOffer) -> String {
    let (service, stage) = (&preview.service, &preview.stage);
    let mut body =
        serde_json::json!({ "service": service, "stage": stage, "release": preview.release.version });
    if let Some(carry) = carry::body(carry) {
        body["carry"] = carry;
    }
    body.to_string()
}
