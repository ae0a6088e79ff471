//! Values for single regions of a change that is carried along, as the form of environments has them: a row per parameter, a
//! column per region.

use super::carry::{Cell, Chosen, Present, control};
use super::text::NewText;
use crate::i18n::Lang;
use crate::requests::new::text::FormText;
use crate::ssr;
use crate::ui::Field;
use domain::names::RegionName;
use domain::template::Parameter;
use leptos::prelude::*;

/// Parameters that are no secret. Nothing where there is one region only, or nothing to be asked.
pub fn table(chosen: &Chosen, regions: &[RegionName], present: &Present) -> Option<AnyView> {
    let lang = ssr::lang();
    let (text, form) = (NewText::here(), FormText::here());
    let parameters: Vec<&Parameter> = chosen.asked(false).collect();
    if regions.len() < 2 || parameters.is_empty() {
        return None;
    }
    let head = regions.iter().map(|region| {
        view! { <th scope="col"><b>{ssr::region(lang, region)}</b><small>{region.to_string()}</small></th> }
    });
    let head = head.collect_view();
    let rows = parameters.into_iter().map(|parameter| {
        let cells = regions.iter().map(|region| cell(chosen, parameter, region, present)).collect_view();
        view! { <tr><th scope="row">{parameter.label.get(lang).to_owned()}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let open = !chosen.input.overrides.is_empty();
    let view = view! {
        <details class="carry-values" open=open id="carry-regions">
            <summary>{text.carry_regions}</summary>
            <p class="hint">{text.carry_regions_hint}</p>
            <div class="table-frame" role="region" aria-label=text.carry_regions tabindex="0">
                <table class="table value-table">
                    <thead><tr><th scope="col">{form.parameter}</th>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    };
    Some(view.into_any())
}

fn cell(chosen: &Chosen, parameter: &Parameter, region: &RegionName, present: &Present) -> AnyView {
    let own = chosen.own(region, parameter);
    let runs = present.get(region).and_then(|values| values.get(&parameter.name));
    let mark = own.is_some().then(|| view! { <span class="mark">{FormText::here().overridden}</span> });
    let class = if own.is_some() { "overridden" } else { "" };
    let control = control(
        parameter,
        Cell {
            id: format!("carry-{region}-{}", parameter.name),
            name: format!("carry[overrides][{region}][{}]", parameter.name),
            label: Some(label(ssr::lang(), parameter, region)),
            value: own.cloned().unwrap_or_default(),
            inherited: chosen.value(parameter).or(runs).cloned(),
        },
    );
    view! { <td class=class>{control}{mark}</td> }.into_any()
}

/// Secrets are typed where the rollout is started.
pub fn secrets(chosen: &Chosen, regions: &[RegionName]) -> Option<AnyView> {
    let lang = ssr::lang();
    let parameters: Vec<&Parameter> = chosen.asked(true).collect();
    if regions.len() < 2 || parameters.is_empty() {
        return None;
    }
    let pairs =
        parameters.iter().flat_map(|parameter| regions.iter().map(move |region| (*parameter, region)));
    let fields = pairs.map(|(parameter, region)| {
        let id = format!("carry-{region}-{}", parameter.name);
        let name = format!("carry[overrides][{region}][{}]", parameter.name);
        view! {
            <Field id=id.clone() label=label(lang, parameter, region)>
                <input id=id name=name type="password" autocomplete="new-password"/>
            </Field>
        }
    });
    let fields = fields.collect_view();
    let view = view! {
        <details class="carry-values">
            <summary>{NewText::here().carry_region_secrets}</summary>
            <div class="carry">{fields}</div>
        </details>
    };
    Some(view.into_any())
}

/// "Node type: Paris".
fn label(lang: Lang, parameter: &Parameter, region: &RegionName) -> String {
    format!("{}: {}", parameter.label.get(lang), ssr::region(lang, region))
}
