use super::carry::{self, CarryOffer, Present};
use super::text::NewText;
use crate::i18n::{Words, absolute, names};
use crate::ssr;
use crate::ui::Field;
use domain::names::{RegionName, StageName};
use domain::release::Release;
use leptos::prelude::*;

/// What can be chosen, and what is.
pub struct Offer {
    pub services: Vec<String>,
    pub service: Option<String>,
    /// Newest first.
    pub releases: Vec<Release>,
    pub release: Option<String>,
    pub stages: Vec<StageName>,
    pub stage: Option<StageName>,
    pub carry: CarryOffer,
}

/// The part of the form in which choices are made. Its button stands before the one that starts, so that Enter shows what
/// would be done; scripts press it as soon as a choice is made.
pub fn choices(offer: &Offer, regions: &[RegionName], present: &Present) -> AnyView {
    let (text, words, lang) = (NewText::here(), Words::here(), ssr::lang());
    let services = offer.services.iter().map(|name| (name.clone(), name.clone()));
    let releases = offer.releases.iter().map(|release| {
        let told =
            format!("{} · {} · {}", release.version, short(&release.commit), absolute(release.created_at));
        (release.id.to_string(), told)
    });
    let stages = offer.stages.iter().map(|stage| (stage.to_string(), names::stage(lang, stage)));
    let stage = offer.stage.as_ref().map(ToString::to_string);
    view! {
        <div class="filters card pad" data-auto="show" role="group" aria-label=text.choose>
            {select("service", words.service, services.collect(), offer.service.as_deref())}
            {select("release", words.release, releases.collect(), offer.release.as_deref())}
            {select("stage", words.stage, stages.collect(), stage.as_deref())}
            {carry::fields(&offer.carry, regions, present)}
            <button class="button" id="show" name="show" value="on" formnovalidate>{text.show}</button>
        </div>
    }
    .into_any()
}

fn select(
    name: &'static str,
    label: &'static str,
    choices: Vec<(String, String)>,
    chosen: Option<&str>,
) -> AnyView {
    let options = choices.into_iter().map(|(value, label)| {
        let selected = chosen == Some(value.as_str());
        view! { <option value=value selected=selected>{label}</option> }
    });
    let (id, options) = (format!("new-{name}"), options.collect_view());
    view! { <Field id=id.clone() label=label><select id=id name=name>{options}</select></Field> }.into_any()
}

/// The first digits of a commit, as git shows them.
pub fn short(commit: &str) -> String {
    commit.chars().take(7).collect()
}
