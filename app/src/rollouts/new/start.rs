use super::api::START;
use super::carry::{self, CarryOffer};
use super::text::NewText;
use crate::ssr;
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{Allowed, RolloutPreview};
use leptos::prelude::*;

/// The one button, with a reason for whoever approves and regions to leave out.
pub fn start(preview: &RolloutPreview, carry: &CarryOffer, actor: &Actor, typed: String) -> AnyView {
    let text = NewText::here();
    view! {
        <form class="card pad answer" method="post" action=START id="start">
            <input type="hidden" name="service" value=preview.service.to_string()/>
            <input type="hidden" name="stage" value=preview.stage.to_string()/>
            <input type="hidden" name="release" value=preview.release.id.to_string()/>
            <Field id="start-reason" label=text.reason hint=text.reason_hint>
                <textarea id="start-reason" name="reason" rows="2" maxlength="4000" aria-describedby="start-reason-hint">
                    {typed}
                </textarea>
            </Field>
            {carry::inputs(carry, &preview.regions())}
            {exclusions(preview)}
            {alone(preview, actor)}
            <p class="actions">
                <Button kind=Kind::Primary allowed=allowed(preview, actor)>{text.start}</Button>
                <ApiCall method="POST" path="/rollouts" body=body(preview, carry)/>
            </p>
        </form>
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
fn allowed(preview: &RolloutPreview, actor: &Actor) -> Allowed {
    let own = permit(actor, Action::Request, Some(&preview.team));
    let right = Allowed::by_right(if may_go_alone(preview, actor) { Ok(()) } else { own.map(|_| ()) });
    match right.allowed && !preview.problems.is_empty() {
        true => Allowed::no(NewText::here().problems),
        false => right,
    }
}

fn exclusions(preview: &RolloutPreview) -> Option<AnyView> {
    let regions: Vec<_> = preview.strategy.waves.iter().flat_map(|wave| &wave.regions).collect();
    let boxes = regions.iter().map(|region| {
        view! {
            <label class="check">
                <input type="checkbox" name="exclude[]" value=region.to_string()/>
                {ssr::region(ssr::lang(), region)}
            </label>
        }
    });
    (regions.len() > 1).then(|| {
        view! {
            <details class="exclude">
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
