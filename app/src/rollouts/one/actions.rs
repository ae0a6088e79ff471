use super::api::{self, Deed};
use super::back::page;
use super::text::RolloutText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{Button, ButtonLink, CopyButton, Dialog, DialogButton, Kind};
use domain::rollout::RolloutStatus;
use domain::view::{Allowed, RolloutView};
use leptos::prelude::*;

/// A deed that asks once more before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    RollBack,
    Abort,
}

impl Confirmed {
    pub const ALL: [Confirmed; 2] = [Confirmed::RollBack, Confirmed::Abort];

    pub fn deed(self) -> Deed {
        match self {
            Confirmed::RollBack => Deed::RollBack,
            Confirmed::Abort => Deed::Abort,
        }
    }

    fn dialog(self) -> &'static str {
        match self {
            Confirmed::RollBack => "roll-back-rollout",
            Confirmed::Abort => "abort-rollout",
        }
    }

    fn label(self) -> &'static str {
        let text = RolloutText::here();
        match self {
            Confirmed::RollBack => text.roll_back,
            Confirmed::Abort => text.abort,
        }
    }

    pub fn title(self) -> &'static str {
        let text = RolloutText::here();
        match self {
            Confirmed::RollBack => text.roll_back_title,
            Confirmed::Abort => text.abort_title,
        }
    }

    pub fn allowed(self, rollout: &RolloutView) -> &Allowed {
        match self {
            Confirmed::RollBack => &rollout.may.roll_back,
            Confirmed::Abort => &rollout.may.abort,
        }
    }
}

/// Pause or resume, retry, roll back, abort. What this person may not do is disabled with its reason.
#[component]
pub fn Actions<'a>(rollout: &'a RolloutView) -> impl IntoView + use<> {
    let (text, may, id) = (RolloutText::here(), &rollout.may, rollout.id.as_str());
    let open = rollout.status.open();
    let mut lanes = rollout.waves.iter().flat_map(|wave| &wave.lanes);
    let bad = matches!(rollout.status, RolloutStatus::Failed | RolloutStatus::Errored);
    let failed = bad || lanes.any(|lane| lane.state().retryable());
    // Plans that wait become old.
    let begun = rollout.waves.iter().any(|wave| wave.opened_at.is_some());
    let planned = rollout.carried.is_some() && !begun;
    let anew = (open && !failed && planned)
        .then(|| act(id, Deed::Retry, None, text.plan_anew, Kind::Plain, &may.retry));
    let hold = open.then(|| match rollout.paused {
        Some(_) => act(id, Deed::Resume, None, text.resume, Kind::Primary, &may.resume),
        None => act(id, Deed::Pause, None, text.pause, Kind::Plain, &may.pause),
    });
    let retry = (open && failed).then(|| act(id, Deed::Retry, None, text.retry, Kind::Primary, &may.retry));
    let back = confirmed_later(Confirmed::RollBack, rollout);
    let abort = open.then(|| confirmed_later(Confirmed::Abort, rollout));
    view! { <div class="actions rollout-actions" id="actions">{hold}{retry}{anew}{back}{abort}{calls(rollout)}</div> }
}

/// One button that is a form of its own.
pub fn act(
    id: &str,
    deed: Deed,
    region: Option<&str>,
    label: &'static str,
    kind: Kind,
    allowed: &Allowed,
) -> AnyView {
    let region =
        region.map(|region| view! { <input type="hidden" name="regions[]" value=region.to_owned()/> });
    view! {
        <form method="post" action=api::STEER>
            <input type="hidden" name="id" value=id.to_owned()/>
            <input type="hidden" name="deed" value=deed.as_str()/>
            {region}
            <Button kind=kind allowed=allowed.clone()>{label}</Button>
        </form>
    }
    .into_any()
}

fn confirmed_later(what: Confirmed, rollout: &RolloutView) -> AnyView {
    let allowed = what.allowed(rollout);
    let href = format!("{}?confirm={}", page(rollout.id.as_str()), what.deed().as_str());
    if !allowed.allowed {
        return view! { <ButtonLink href=href allowed=allowed.clone()>{what.label()}</ButtonLink> }
            .into_any();
    }
    let form = confirmation(what, rollout, String::new(), "dialog");
    view! {
        <DialogButton opens=what.dialog() href=href kind=Kind::Danger>{what.label()}</DialogButton>
        <Dialog id=what.dialog() title=what.title()>
            <div class="body">{form}</div>
        </Dialog>
    }
    .into_any()
}

/// The form that does it, in the dialog and on the page without scripts.
pub fn confirmation(what: Confirmed, rollout: &RolloutView, typed: String, place: &str) -> AnyView {
    let text = RolloutText::here();
    let (explanation, go) = match what {
        Confirmed::RollBack => (text.roll_back_text, text.roll_back_go),
        Confirmed::Abort => (text.abort_text, text.abort_go),
    };
    let field = format!("{}-why-{place}", what.dialog());
    let regions = (what == Confirmed::RollBack).then(|| regions_back(rollout));
    let environments = rollout.carried.is_some().then_some(match what {
        Confirmed::RollBack => text.env_stays,
        Confirmed::Abort => text.env_abort,
    });
    view! {
        <form method="post" action=api::STEER class="answer">
            <p>{explanation}</p>
            {environments.map(|told| view! { <p>{told}</p> })}
            <input type="hidden" name="id" value=rollout.id.to_string()/>
            <input type="hidden" name="deed" value=what.deed().as_str()/>
            {regions}
            <div class="field">
                <label for=field.clone()>{text.why}</label>
                <textarea id=field name="why" rows="2" maxlength="4000" required>{typed}</textarea>
            </div>
            <p class="actions"><button class="button danger">{go}</button>{cancel(rollout, place)}</p>
        </form>
    }
    .into_any()
}

/// Closes the dialog, or leads back to the page.
fn cancel(rollout: &RolloutView, place: &str) -> AnyView {
    let label = Words::here().cancel;
    match place {
        "dialog" => {
            view! { <button class="button" formmethod="dialog" formnovalidate>{label}</button> }.into_any()
        }
        _ => view! { <ButtonLink href=page(rollout.id.as_str())>{label}</ButtonLink> }.into_any(),
    }
}

/// One region, one wave or all of them, as they are ticked: those that fare badly, or all where none does.
fn regions_back(rollout: &RolloutView) -> AnyView {
    let mut lanes = rollout.waves.iter().flat_map(|wave| &wave.lanes);
    let unwell = lanes.any(|lane| lane.back.is_some() && lane.unwell);
    let waves = rollout.waves.iter().filter_map(|wave| {
        let back: Vec<_> = wave.lanes.iter().filter(|lane| lane.back.is_some()).collect();
        let boxes = back.iter().map(|lane| {
            let region = &lane.lane.region;
            let checked = lane.unwell || !unwell;
            let version = lane.back.as_ref().map(|back| back.version.to_string());
            view! {
                <label class="check">
                    <input type="checkbox" name="regions[]" value=region.to_string() checked=checked/>
                    <span>{ssr::region(ssr::lang(), region)}" → "<strong>{version}</strong></span>
                </label>
            }
        });
        let boxes = boxes.collect_view();
        let name = names::wave(ssr::lang(), &wave.name);
        (!back.is_empty())
            .then(|| view! { <div class="checks"><span class="faint">{name}</span>{boxes}</div> })
    });
    view! {
        <fieldset class="field">
            <legend>{RolloutText::here().regions_back}</legend>
            {waves.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The same for scripts: what this person may do now.
fn calls(rollout: &RolloutView) -> Option<AnyView> {
    let (text, may) = (RolloutText::here(), &rollout.may);
    let all = [
        (&may.pause, r#"{"action":"pause"}"#, text.pause),
        (&may.resume, r#"{"action":"resume"}"#, text.resume),
        (&may.retry, r#"{"action":"retry"}"#, text.retry),
        (&may.roll_back, r#"{"action":"roll_back"}"#, text.roll_back_go),
        (&may.abort, r#"{"action":"abort"}"#, text.abort_go),
    ];
    let path = format!("rollouts/{}/steering", rollout.id);
    let open = all.into_iter().filter(|(allowed, _, _)| allowed.allowed);
    let calls: Vec<_> =
        open.map(|(_, body, label)| view! { <CopyButton text=command(&path, body) label=label/> }).collect();
    (!calls.is_empty()).then(|| {
        view! {
            <details class="calls" id="calls">
                <summary>{Words::here().copy_api}</summary>
                <p>{calls}</p>
            </details>
        }
        .into_any()
    })
}

/// A command that can be pasted. Where the portal is, the script knows.
pub fn command(path: &str, body: &str) -> String {
    format!(
        "curl -X POST \"$SLIPWAY_URL/api/v1/{path}\" \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\" \\\n  \
         -H 'Content-Type: application/json' \\\n  -d '{}'",
        body.replace('\'', r"'\''")
    )
}
