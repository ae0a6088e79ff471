//! Values that differ: a row per parameter, a column per target.

use super::api;
use super::control::{ParameterControl, Use};
use super::desk::Desk;
use super::text::FormText;
use super::values::{Apart, Mistake};
use crate::i18n::{lang, names};
use crate::requests::form::{Place, TargetRef};
use domain::names::StageName;
use domain::template::Parameter;
use leptos::prelude::*;

/// So many columns fit on no screen beside the rest of the form.
const WIDE: usize = 3;

#[component]
pub fn TargetTable(desk: Desk, chosen: Memo<Vec<TargetRef>>) -> impl IntoView {
    let text = FormText::here();
    let apart = desk.placed(Place::PerTarget);
    let none = move || chosen.with(Vec::is_empty);
    view! {
        <fieldset class="group" hidden=move || apart.with(Vec::is_empty)>
            <legend>{text.table}</legend>
            <p class="hint">{text.table_hint}</p>
            <p class="hint" hidden=move || chosen.with(|chosen| chosen.len() < WIDE)>{text.scroll_hint}</p>
            <div class="table-frame" role="region" aria-label=text.table tabindex="0">
                <table class="table value-table">
                    <thead>
                        <tr>
                            <th scope="col">{text.parameter}</th>
                            <th scope="col">{text.for_all}</th>
                            <For each=move || chosen.get() key=Clone::clone let(target)>
                                <th scope="col">{head(desk, &target)}</th>
                            </For>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || apart.get() key=Clone::clone let(name)>
                            {desk.parameter(&name).map(|parameter| {
                                view! { <Row desk=desk parameter=parameter chosen=chosen/> }
                            })}
                        </For>
                    </tbody>
                </table>
            </div>
            <p class="hint" hidden=move || !none()>{text.table_empty}</p>
            <noscript inner_html=api::plain_button(text.show_columns)></noscript>
        </fieldset>
    }
}

fn head(desk: Desk, target: &TargetRef) -> impl IntoView + use<> {
    let stage = StageName::parse(&target.stage);
    let stage = stage.map_or_else(|_| target.stage.clone(), |stage| names::stage(lang(), &stage));
    let region = desk.region(&target.region);
    view! { <b>{stage}</b><small title=target.region.clone()>{region}</small> }
}

#[component]
fn Row(desk: Desk, parameter: Parameter, chosen: Memo<Vec<TargetRef>>) -> impl IntoView {
    let lang = lang();
    let label = parameter.label.get(lang).to_owned();
    let id = Use::ForAll.id(&parameter);
    // What differs by itself cannot be brought back to one value.
    let own = desk.model(|model| model.differs_by_itself(&parameter));
    let back = (!own).then(|| view! { <Apart name=parameter.name.clone() apart=true/> });
    let guidance = parameter.guidance.as_ref().map(|text| text.get(lang).to_owned());
    let hint = guidance.unwrap_or_else(|| parameter.description.clone());
    let cell = {
        let (parameter, label) = (parameter.clone(), label.clone());
        move |target: TargetRef| view! { <Cell desk=desk parameter=parameter.clone() label=label.clone() target=target/> }
    };
    view! {
        <tr>
            <th scope="row">
                <span class="label-line">{label.clone()}{back}</span>
                <details class="more"><summary class="hint">{hint.clone()}</summary><p class="hint">{hint.clone()}</p></details>
                <Mistake desk=desk parameter=parameter.clone() id=id/>
            </th>
            <td>
                <ParameterControl
                    desk=desk
                    parameter=parameter
                    used=Use::ForAll
                    label=format!("{label}: {}", FormText::here().for_all)
                />
            </td>
            <For each=move || chosen.get() key=Clone::clone children=cell/>
        </tr>
    }
}

#[component]
fn Cell(desk: Desk, parameter: Parameter, label: String, target: TargetRef) -> impl IntoView {
    let text = FormText::here();
    let label = format!("{label}: {} {}", target.stage, desk.region(&target.region));
    let differs = {
        let (name, target) = (parameter.name.clone(), target.clone());
        Memo::new(move |_| {
            desk.read(|_, state| {
                let typed =
                    |of: &std::collections::BTreeMap<TargetRef, crate::requests::form::state::Texts>| {
                        of.get(&target).is_some_and(|texts| texts.contains_key(&name))
                    };
                typed(&state.overrides) || typed(&state.secrets.overrides)
            })
        })
    };
    view! {
        <td class:overridden=differs>
            <ParameterControl desk=desk parameter=parameter used=Use::Cell(target) label=label/>
            <span class="mark" hidden=move || !differs.get()>{text.overridden}</span>
        </td>
    }
}
