use super::api::{RESPOND, address};
use super::text::IncidentText;
use super::told::place;
use crate::ssr;
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::notification::Who;
use domain::view::{Allowed, IncidentView};
use leptos::prelude::*;

/// What can be done with an incident: plain forms, so that it works without scripts. What the state rules out is left
/// away; what the reader may not do is shown with the reason.
pub fn respond(view: &IncidentView, typed: String) -> AnyView {
    let text = IncidentText::here();
    let forms = [assign(view), note(view, typed), resolve(view), reopen(view)];
    view! {
        <section class="card respond">
            <header><h2>{text.actions}</h2></header>
            <div class="body">{forms.into_iter().flatten().collect_view()}</div>
        </section>
    }
    .into_any()
}

/// Whether there is any point in offering it.
fn offered(allowed: &Allowed) -> bool {
    let pointless = |why: &domain::permission::Reason| {
        why.pointless() || matches!(why, domain::permission::Reason::AlreadySo)
    };
    !allowed.why.as_ref().is_some_and(pointless)
}

fn deed(view: &IncidentView, deed: &'static str, allowed: &Allowed, fields: AnyView) -> Option<AnyView> {
    let id = view.incident.id.to_string();
    offered(allowed).then(|| {
        view! {
            <form class="answer" method="post" action=RESPOND>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="deed" value=deed/>
                {fields}
            </form>
        }
        .into_any()
    })
}

fn call(view: &IncidentView, verb: &str, does: &'static str, body: &'static str) -> AnyView {
    let path = format!("{}/{verb}", address(&view.incident.id));
    view! { <ApiCall method="POST" path=path does=does body=body/> }.into_any()
}

/// What is wanted first, also on a phone.
pub fn acknowledge(view: &IncidentView) -> Option<AnyView> {
    let (text, allowed) = (IncidentText::here(), &view.actions.acknowledge);
    let path = format!("{}/acknowledge", address(&view.incident.id));
    let fields = view! {
        <p class="actions">
            <Button kind=Kind::Primary allowed=allowed.clone()>{text.acknowledge}</Button>
            <ApiCall method="POST" path=path does=text.acknowledge/>
        </p>
    };
    deed(view, "acknowledge", allowed, fields.into_any())
}

fn assign(view: &IncidentView) -> Option<AnyView> {
    let (text, allowed) = (IncidentText::here(), &view.actions.assign);
    let has_it = view.incident.assignee.as_ref().map(|who| &who.id);
    let others = view.people.iter().filter(|who| Some(&who.id) != has_it);
    // Most take it themselves.
    let reader = ssr::signed_in().map(|actor| actor.id);
    let option = |who: &Who| {
        let chosen = reader.as_ref() == Some(&who.id);
        view! { <option value=who.id.to_string() selected=chosen>{who.name.clone()}</option> }
    };
    let options = others.map(option).collect_view();
    let fields = view! {
        <Field id="incident-to" label=text.assign_to>
            <select id="incident-to" name="to">{options}</select>
        </Field>
        <p class="actions">
            <Button allowed=allowed.clone()>{text.assign}</Button>
            {call(view, "assign", text.assign, r#"{"to": "usr_…"}"#)}
        </p>
    };
    deed(view, "assign", allowed, fields.into_any())
}

fn note(view: &IncidentView, typed: String) -> Option<AnyView> {
    let (text, allowed) = (IncidentText::here(), &view.actions.note);
    let fields = view! {
        <Field id="incident-note" label=text.note_text>
            <textarea id="incident-note" name="text" rows="2" maxlength="4000" required>{typed}</textarea>
        </Field>
        <p class="actions">
            <Button allowed=allowed.clone()>{text.note}</Button>
            {call(view, "notes", text.note, r#"{"text": "…"}"#)}
        </p>
    };
    deed(view, "note", allowed, fields.into_any())
}

/// Of what is unwell still, it takes a word and a second look. What comes and goes with that has its own places, so that what
/// somebody types beside it stays.
fn resolve(view: &IncidentView) -> Option<AnyView> {
    let (text, allowed) = (IncidentText::here(), &view.actions.resolve);
    let early = too_early(view);
    let required = early.is_some();
    let sure = required.then(|| {
        view! { <label class="check"><input type="checkbox" required/>{text.resolve_anyway}</label> }
    });
    let fields = view! {
        <div class="slot">{early}</div>
        <Field id="incident-resolve" label=text.resolve_text>
            <input id="incident-resolve" name="text" maxlength="4000" autocomplete="off" required=required/>
        </Field>
        <div class="slot">{sure}</div>
        <p class="actions">
            <Button allowed=allowed.clone()>{text.resolve}</Button>
            {call(view, "resolve", text.resolve, r#"{"why": "…"}"#)}
        </p>
    };
    deed(view, "resolve", allowed, fields.into_any())
}

fn too_early(view: &IncidentView) -> Option<AnyView> {
    let text = IncidentText::here();
    let places: Vec<String> = view.unhealthy.iter().map(place).collect();
    (!places.is_empty()).then(|| {
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span>{text.resolve_early}" "{places.join(", ")}". "{text.resolve_early_means}</span>
            </p>
        }
        .into_any()
    })
}

fn reopen(view: &IncidentView) -> Option<AnyView> {
    let (text, allowed) = (IncidentText::here(), &view.actions.reopen);
    let fields = view! {
        <Field id="incident-reopen" label=text.reopen_text>
            <input id="incident-reopen" name="text" maxlength="4000" autocomplete="off"/>
        </Field>
        <p class="actions">
            <Button allowed=allowed.clone()>{text.reopen}</Button>
            {call(view, "reopen", text.reopen, r#"{"why": "…"}"#)}
        </p>
    };
    deed(view, "reopen", allowed, fields.into_any())
}
