use super::api::OPEN;
use super::text::IncidentText;
use crate::i18n::names;
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::view::IncidentBoard;
use leptos::prelude::*;

const EXAMPLE: &str = r#"{"title": "No sound in replays", "service": "player", "stage": "prod", "regions": ["eu-west-3"], "page": true}"#;

/// Where an incident is opened by hand. Who may not reads why.
pub fn form(portal: &Portal, board: &IncidentBoard, typed: String) -> AnyView {
    let text = IncidentText::here();
    let services = board.services.iter().map(|service| {
        view! { <option value=service.to_string()>{service.to_string()}</option> }
    });
    let stages = portal.rules().stages.iter().rev().map(|stage| {
        let label = names::stage(ssr::lang(), &stage.name);
        view! { <option value=stage.name.to_string()>{label}</option> }
    });
    let regions = portal.rules().regions.iter().map(|region| {
        let label = ssr::region(ssr::lang(), &region.name);
        view! {
            <label class="check">
                <input type="checkbox" name="regions[]" value=region.name.to_string()/>
                {label}
            </label>
        }
    });
    let regions = regions.collect_view();
    let (services, stages) = (services.collect_view(), stages.collect_view());
    let allowed = board.may_open.clone();
    view! {
        <section class="card" id="new-incident">
            <header><h2>{text.new}</h2><ApiCall method="POST" path="/incidents" body=EXAMPLE/></header>
            <form class="body answer" method="post" action=OPEN>
                <Field id="incident-title" label=text.name>
                    <input id="incident-title" name="title" required maxlength="120" autocomplete="off" value=typed/>
                </Field>
                <Field id="incident-service" label=text.service>
                    <select id="incident-service" name="service" required>{services}</select>
                </Field>
                <Field id="incident-stage" label=text.stage>
                    <select id="incident-stage" name="stage">{stages}</select>
                </Field>
                <fieldset class="field">
                    <legend>{text.which_regions}</legend>
                    <div class="checks">{regions}</div>
                </fieldset>
                <label class="check"><input type="checkbox" name="page" value="on"/>{text.call}</label>
                <Field id="incident-why" label=text.why>
                    <textarea id="incident-why" name="why" rows="2" maxlength="4000"></textarea>
                </Field>
                <p class="actions"><Button kind=Kind::Primary allowed=allowed>{text.create}</Button></p>
            </form>
        </section>
    }
    .into_any()
}
