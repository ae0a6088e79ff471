//! Stage × region as checkboxes: one click for a cell, a row, a column, or all.

use super::desk::Desk;
use super::text::{self, FormText};
use crate::i18n::{lang, names, reasons};
use crate::requests::form::{Mode, StageChoice, TargetRef};
use domain::rules::RegionRules;
use leptos::prelude::*;

#[component]
pub fn Grid(desk: Desk) -> impl IntoView {
    let words = FormText::here();
    let (stages, regions) = desk.model(|model| (model.stages.clone(), model.regions.clone()));
    let chosen = desk.peek(|model, state| model.chosen(state));
    let problem = Memo::new(move |_| desk.problem("targets"));
    let heads = regions.iter().map(column_head).collect_view();
    let rows = stages.into_iter().map(|stage| row(desk, stage, &regions, &chosen)).collect_view();
    view! {
        <div class="table-frame grid-frame" role="group" aria-labelledby="where-title" aria-describedby="targets-error" id="targets" tabindex="-1">
            <table class="table target-grid">
                <thead>
                    <tr>
                        <td>{tick("*", "*", words.all.to_owned(), view! { <b>{words.all}</b> }.into_any())}</td>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="mistake" id="targets-error">{problem}</p>
    }
}

fn column_head(region: &RegionRules) -> impl IntoView + use<> {
    let words = FormText::here();
    let name = region.name.to_string();
    let title = names::region(lang(), &region.name, &region.title);
    let label = format!("{} {title} {name}", words.all_of);
    let home = region.home.then(|| view! { <span class="home">{words.home}</span> });
    let content = view! { <span><b>{title}</b>{home}<small>{name.clone()}</small></span> };
    view! { <th scope="col">{tick("*", &name, label, content.into_any())}</th> }
}

fn row(
    desk: Desk,
    stage: StageChoice,
    regions: &[RegionRules],
    chosen: &[TargetRef],
) -> impl IntoView + use<> {
    let (words, lang) = (FormText::here(), lang());
    let title = names::stage(lang, &stage.name);
    let needs = match stage.required {
        0 => words.no_approval.to_owned(),
        required => text::needs(lang, required, &stage.roles),
    };
    let name = stage.name.to_string();
    let cells = regions.iter().map(|region| cell(desk, &title, TargetRef::new(&name, &region.name), chosen));
    let cells = cells.collect_view();
    let reason = reasons::refusal(lang, &stage.allowed);
    let content = view! { <span><b>{title.clone()}</b><small>{reason.unwrap_or(needs)}</small></span> };
    let label = format!("{} {title}", words.all_of);
    view! {
        <tr>
            <th scope="row">{tick(&name, "*", label, content.into_any())}</th>
            {cells}
        </tr>
    }
}

/// A box that stands for a whole row, a whole column, or everything.
fn tick(stage: &str, region: &str, label: String, content: AnyView) -> impl IntoView + use<> {
    let value = format!("{stage}/{region}");
    view! {
        <label class="tick">
            <input type="checkbox" name="target" value=value aria-label=label/>
            {content}
        </label>
    }
}

fn cell(desk: Desk, stage: &str, target: TargetRef, chosen: &[TargetRef]) -> impl IntoView + use<> {
    let allowed = desk.model(|model| model.available(&target));
    let ticked = chosen.contains(&target);
    let missing = desk.model(|model| model.mode != Mode::Create && model.running_at(&target).is_none());
    let reason = match missing {
        true => Some(FormText::here().not_there.to_owned()),
        false => reasons::refusal(lang(), &allowed),
    };
    let region = format!("{} {}", desk.region(&target.region), target.region);
    let label = match &reason {
        Some(reason) => format!("{stage} {region}: {reason}"),
        None => format!("{stage} {region}"),
    };
    view! {
        <td>
            <label class="tick" title=reason>
                <input
                    type="checkbox"
                    name="target"
                    value=target.to_string()
                    checked=ticked
                    disabled=!allowed.allowed
                    aria-label=label
                />
            </label>
        </td>
    }
}
