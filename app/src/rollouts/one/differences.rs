//! What a carried change makes different: values before and after, and what they cost.

use super::text::RolloutText;
use crate::i18n::monthly;
use crate::requests::one::labels::Labels;
use crate::ssr;
use domain::rollout::{Differences, ValueChange};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Every value that changes, once for all regions in which it does so alike.
pub fn differences(found: &Differences, labels: &Labels) -> AnyView {
    let text = RolloutText::here();
    let all: BTreeSet<_> = found.values.iter().flat_map(|change| &change.regions).collect();
    let values = found.values.iter().map(|change| value(change, labels, all.len())).collect_view();
    let none = found.values.is_empty().then(|| view! { <p class="faint">{text.env_no_values}</p> });
    view! {
        <div class="value-changes">
            <p class="caption">{text.env_values}</p>
            {none}
            <ul>{values}</ul>
            {cost(found)}
        </div>
    }
    .into_any()
}

fn value(change: &ValueChange, labels: &Labels, everywhere: usize) -> AnyView {
    let (text, lang) = (RolloutText::here(), ssr::lang());
    let name = labels.label(lang, &change.parameter).unwrap_or(&change.parameter).to_owned();
    let end = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let told = match change.secret {
        true => view! { <span>{text.env_secret}</span> }.into_any(),
        false => view! {
            <del>{end(&change.before)}</del>" → "<ins>{end(&change.after)}</ins>
        }
        .into_any(),
    };
    let regions: Vec<String> = change.regions.iter().map(|region| ssr::region(lang, region)).collect();
    let place =
        (regions.len() < everywhere).then(|| view! { " "<span class="faint">{regions.join(", ")}</span> });
    view! { <li><strong>{name}</strong>": "{told}{place}</li> }.into_any()
}

fn cost(found: &Differences) -> Option<AnyView> {
    let (text, lang) = (RolloutText::here(), ssr::lang());
    let after = monthly(lang, found.usd_after?);
    let told = match found.usd_before {
        Some(before) => format!("{} → {after}", monthly(lang, before)),
        None => after,
    };
    Some(view! { <p>{text.env_cost}" "{told}</p> }.into_any())
}
