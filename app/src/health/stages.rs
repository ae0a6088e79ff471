//! The way from one stage to another, with how much is unwell in each.

use super::text::HealthText;
use crate::i18n::names;
use crate::ssr::{self, Portal};
use crate::ui::{Tab, Tabs};
use domain::PortalError;
use domain::names::StageName;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// In addresses: all stages together.
pub const ALL: &str = "all";

/// The stage that an address names; `None` is all of them together. When nothing is named, the last one: what users see.
pub fn chosen(portal: &Portal, named: &str) -> Result<Option<StageName>, PortalError> {
    let stages = &portal.rules().stages;
    match named.trim() {
        ALL => Ok(None),
        "" => Ok(stages.last().map(|rules| rules.name.clone())),
        name => {
            let found = stages.iter().find(|rules| rules.name.as_str() == name);
            let missing = || PortalError::not_found(format!("stage “{name}”"));
            found.map(|rules| Some(rules.name.clone())).ok_or_else(missing)
        }
    }
}

/// With how many services are unwell in each: trouble in a stage that is not shown must not go unnoticed. `href` leads to
/// a stage by its name in addresses; `chosen` is `None` for all of them.
pub fn stages(
    portal: &Portal,
    chosen: Option<&StageName>,
    unwell: &BTreeMap<StageName, usize>,
    href: impl Fn(&str) -> String,
) -> AnyView {
    let text = HealthText::here();
    let tab = |stage: &StageName| Tab {
        href: href(stage.as_str()),
        label: names::stage(ssr::lang(), stage),
        count: unwell.get(stage).copied(),
        current: chosen == Some(stage),
    };
    let all =
        Tab { href: href(ALL), label: text.all_stages.to_owned(), count: None, current: chosen.is_none() };
    let tabs = portal.rules().stages.iter().rev().map(|rules| tab(&rules.name)).chain([all]);
    view! { <Tabs label=text.stages tabs=tabs.collect()/> }.into_any()
}
