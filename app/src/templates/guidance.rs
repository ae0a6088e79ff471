//! When to choose a template, what each stage starts from, and what it costs.

use super::text::TemplateText;
use crate::i18n::{self, Lang, names};
use crate::ssr::{self, Portal};
use crate::ui::DataTable;
use crate::ui::address::encode;
use domain::names::StageName;
use domain::template::{Guidance, Template, Text};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Two lists, and where else to look.
#[component]
pub fn WhenToChoose(
    guidance: Guidance,
    /// `(name, title)` of the alternatives.
    others: Vec<(String, String)>,
) -> impl IntoView {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let part = |title: &'static str, tone: &'static str, texts: Vec<Text>| {
        let items = texts.iter().map(|text| view! { <li>{text.get(lang).to_owned()}</li> }).collect_view();
        (!texts.is_empty()).then(|| {
            view! {
                <div class=format!("card when {tone}")>
                    <h2><i class=format!("glyph {tone}") aria-hidden="true"></i>{title}</h2>
                    <ul>{items}</ul>
                </div>
            }
        })
    };
    let several = !others.is_empty();
    let others = others.into_iter().map(|(name, title)| {
        view! { <li><a href=format!("/templates/{}", encode(&name))>{title}</a></li> }
    });
    let others = others.collect_view();
    let alternatives = several.then(|| {
        view! { <div class="card when"><h2>{words.alternatives}</h2><ul>{others}</ul></div> }
    });
    view! {
        <div class="whens">
            {part(words.choose_when, "good", guidance.choose_when)}
            {part(words.avoid_when, "warning", guidance.avoid_when)}
            {alternatives}
        </div>
    }
}

/// A row per parameter that a preset names, a column per stage.
#[component]
pub fn Presets(template: Template, stages: Vec<StageName>) -> impl IntoView {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let named: BTreeSet<&String> = template.presets.values().flat_map(BTreeMap::keys).collect();
    if named.is_empty() {
        return ().into_any();
    }
    let rows = template.parameters.iter().filter(|parameter| named.contains(&parameter.name)).map(|parameter| {
        let cells = stages.iter().map(|stage| {
            let value = template.proposed(stage.as_str(), &parameter.name).unwrap_or("–").to_owned();
            view! { <td><code>{value}</code></td> }
        });
        view! { <tr><th scope="row">{parameter.label.get(lang).to_owned()}</th>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <section>
            <h2>{words.presets}</h2>
            <p class="hint above">{words.presets_hint}</p>
            <DataTable label=words.presets>
                <thead><tr><th scope="col">{words.parameters}</th>{stage_heads(lang, &stages)}</tr></thead>
                <tbody>{rows}</tbody>
            </DataTable>
        </section>
    }
    .into_any()
}

fn stage_heads(lang: Lang, stages: &[StageName]) -> impl IntoView + use<> {
    let head = |stage: &StageName| view! { <th scope="col">{names::stage(lang, stage)}</th> };
    stages.iter().map(head).collect_view()
}

/// What a target costs by region and stage, with presets and defaults.
pub fn costs(portal: &Portal, template: &Template) -> AnyView {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let rules = portal.rules();
    if template.costs.items.is_empty() {
        return view! { <section><h2>{words.costs}</h2><p class="hint">{words.no_costs}</p></section> }
            .into_any();
    }
    let stages: Vec<StageName> = rules.stages.iter().map(|stage| stage.name.clone()).collect();
    let rows = rules.regions.iter().map(|region| {
        let cells = stages.iter().map(|stage| {
            let usd = template.costs.monthly(region.name.as_str(), &proposed(template, stage));
            let usd = usd.map_or_else(|| "–".to_owned(), |usd| i18n::monthly(lang, usd));
            view! { <td class="number">{usd}</td> }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row">{names::region(lang, &region.name, &region.title)}" "<span class="faint">{region.name.to_string()}</span></th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let heads =
        stages.iter().map(|stage| view! { <th scope="col" class="number">{names::stage(lang, stage)}</th> });
    let heads = heads.collect_view();
    view! {
        <section>
            <h2>{words.costs}</h2>
            <p class="hint above">{words.costs_hint}</p>
            <DataTable label=words.costs>
                <thead><tr><th scope="col">{crate::i18n::Words::here().region}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </DataTable>
        </section>
    }
    .into_any()
}

fn proposed(template: &Template, stage: &StageName) -> BTreeMap<String, String> {
    let value = |name: &String| Some((name.clone(), template.proposed(stage.as_str(), name)?.to_owned()));
    template.parameters.iter().filter_map(|parameter| value(&parameter.name)).collect()
}
