//! What runs where: releases and environments per region and stage, and the rollouts that lead there.

use crate::i18n::{Words, names};
use crate::rollouts::list::{Glyphs, title};
use crate::services::text::ServicesText;
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{DataTable, StatusBadge, Time};
use domain::names::{RegionName, StageName};
use domain::release::Deployed;
use domain::rules::Rules;
use domain::view::{EnvironmentRow, RolloutRow, ServiceView};
use leptos::prelude::*;

/// Regions as rows, stages as columns.
pub fn places(rules: &Rules, view: &ServiceView) -> AnyView {
    let text = ServicesText::here();
    let body = match view.running.is_empty() && view.environments.is_empty() {
        true => view! { <p class="body faint">{text.no_places}</p> }.into_any(),
        false => grid(rules, view),
    };
    let all = format!("/environments?search={}", encode(&view.name));
    view! {
        <section class="card" id="places">
            <header><h2>{text.places}</h2><a href=all>{text.to_environments}</a></header>
            {body}
        </section>
    }
    .into_any()
}

fn grid(rules: &Rules, view: &ServiceView) -> AnyView {
    let lang = ssr::lang();
    let heads =
        rules.stages.iter().map(|stage| view! { <th scope="col">{names::stage(lang, &stage.name)}</th> });
    let rows = rules.regions.iter().filter(|region| serves(view, &region.name)).map(|region| {
        let cells = rules.stages.iter().map(|stage| cell(view, &stage.name, &region.name)).collect_view();
        let home = region.home.then(|| view! { " "<span class="faint">{Words::here().home}</span> });
        let title = names::region(lang, &region.name, &region.title);
        view! { <tr><th scope="row">{title}{home}</th>{cells}</tr> }
    });
    let (heads, rows) = (heads.collect_view(), rows.collect_view());
    view! {
        <DataTable label=ServicesText::here().places>
            <thead><tr><th scope="col">{Words::here().region}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// Those it is declared for, and those in which there is something nevertheless.
fn serves(view: &ServiceView, region: &RegionName) -> bool {
    let declared = view.record.as_ref().map(|record| record.regions.as_slice()).unwrap_or_default();
    declared.is_empty()
        || declared.contains(region)
        || view.running.iter().any(|it| &it.region == region)
        || view.environments.iter().any(|it| &it.region == region)
}

fn cell(view: &ServiceView, stage: &StageName, region: &RegionName) -> AnyView {
    let running = view.running.iter().find(|it| &it.stage == stage && &it.region == region);
    let here = view.environments.iter().filter(|it| &it.stage == stage && &it.region == region);
    let environments = here.map(environment).collect_view();
    view! { <td><div class="place">{release(running)}{environments}</div></td> }.into_any()
}

fn release(running: Option<&Deployed>) -> AnyView {
    match running {
        Some(it) => {
            let href = format!("/rollouts/{}", encode(it.rollout.as_str()));
            view! { <span><a href=href>{it.version.to_string()}</a>" "<Time at=it.at/></span> }.into_any()
        }
        None => view! { <span class="faint">{ServicesText::here().nothing_runs}</span> }.into_any(),
    }
}

fn environment(row: &EnvironmentRow) -> AnyView {
    let href = format!("/environments/{}", encode(row.id.as_str()));
    view! { <span><a href=href>{row.name.to_string()}</a>" "<StatusBadge status=row.status/></span> }
        .into_any()
}

/// The newest ones.
pub fn rollouts(view: &ServiceView) -> AnyView {
    let text = ServicesText::here();
    let all = format!("/rollouts?service={}", encode(&view.name));
    let body = match view.rollouts.is_empty() {
        true => view! { <p class="body faint">{text.no_rollouts}</p> }.into_any(),
        false => {
            let rows = view.rollouts.iter().cloned().map(rollout).collect_view();
            view! { <DataTable label=text.rollouts>{heads()}<tbody>{rows}</tbody></DataTable> }.into_any()
        }
    };
    view! {
        <section class="card" id="rollouts">
            <header><h2>{text.rollouts}</h2><a href=all>{text.all_rollouts}</a></header>
            {body}
        </section>
    }
    .into_any()
}

fn heads() -> AnyView {
    let words = Words::here();
    view! {
        <thead>
            <tr>
                <th scope="col">{words.what}</th>
                <th scope="col">{words.status}</th>
                <th scope="col">{words.stage}</th>
                <th scope="col">{ServicesText::here().regions}</th>
                <th scope="col">{words.created}</th>
            </tr>
        </thead>
    }
    .into_any()
}

fn rollout(row: RolloutRow) -> AnyView {
    view! {
        <tr>
            <th scope="row"><a data-row="" href=format!("/rollouts/{}", encode(row.id.as_str()))>{title(&row)}</a></th>
            <td><StatusBadge status=row.status/></td>
            <td>{names::stage(ssr::lang(), &row.stage)}</td>
            <td><Glyphs lanes=row.lanes/></td>
            <td><Time at=row.created_at/></td>
        </tr>
    }
    .into_any()
}
