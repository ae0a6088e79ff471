use crate::i18n::Words;
use crate::services::text::ServicesText;
use crate::ssr;
use crate::ui::Time;
use crate::ui::address::encode;
use domain::catalog::ServiceRecord;
use domain::declared::Link;
use domain::view::{ServiceView, SourceView};
use leptos::prelude::*;

/// What it is and whose, with its links beside.
#[component]
pub fn Facts<'a>(
    view: &'a ServiceView,
    /// Where people look at repositories.
    web: String,
) -> impl IntoView + use<> {
    let (text, words) = (ServicesText::here(), Words::here());
    let team = view.team.as_ref().map(|team| fact(words.team, team.to_string().into_any()));
    let record = view.record.as_ref().map(|record| about(record, &web));
    let source = view.source.as_ref().map(read);
    let links = view.record.as_ref().map(|record| links(&record.links));
    view! {
        <div class="halves">
            <section class="card" id="facts">
                <header><h2>{text.facts}</h2></header>
                <dl class="body facts">{team}{record}{source}</dl>
            </section>
            {links}
        </div>
    }
}

fn fact(term: &'static str, told: AnyView) -> AnyView {
    view! { <dt>{term}</dt><dd>{told}</dd> }.into_any()
}

fn about(record: &ServiceRecord, web: &str) -> AnyView {
    let text = ServicesText::here();
    let repository = format!("{web}/{}", record.repository);
    let name = record.repository.clone();
    let repository = view! {
        <a href=repository target="_blank" rel="noreferrer">{name}" "<span aria-hidden="true">"↗"</span></a>
    };
    let word = |term, told: Option<String>| told.map(|told| fact(term, told.into_any()));
    view! {
        {word(text.owner, record.owner.as_ref().map(|owner| owner.short()))}
        {fact(text.repository, repository.into_any())}
        {word(text.reference, record.reference.clone())}
        {word(text.sort, record.sort.clone())}
        {word(text.tier, record.tier.clone())}
        {word(text.lifecycle, record.lifecycle.clone())}
        {word(text.system, record.system.as_ref().map(|system| system.short()))}
        {fact(text.regions, regions(record).into_any())}
        {tags(record)}
        {workflows(record)}
        {fact(text.entity, view! { <code>{record.entity.to_string()}</code> }.into_any())}
    }
    .into_any()
}

fn regions(record: &ServiceRecord) -> String {
    let named: Vec<String> = record.regions.iter().map(|region| ssr::region(ssr::lang(), region)).collect();
    if named.is_empty() { ServicesText::here().all_regions.to_owned() } else { named.join(", ") }
}

fn tags(record: &ServiceRecord) -> Option<AnyView> {
    let tags = record.tags.iter().map(|tag| view! { <li class="tag">{tag.clone()}</li> }).collect_view();
    let list = view! { <ul class="tags">{tags}</ul> }.into_any();
    (!record.tags.is_empty()).then(|| fact(ServicesText::here().tags, list))
}

/// Each leads to where it can be started.
fn workflows(record: &ServiceRecord) -> Option<AnyView> {
    let href = format!("/pipelines?service={}", encode(&record.name));
    let each = record.workflows.iter().map(|(purpose, file)| {
        view! { <li><a href=href.clone()>{purpose.clone()}</a>" "<code>{file.clone()}</code></li> }
    });
    let list = view! { <ul>{each.collect_view()}</ul> }.into_any();
    (!record.workflows.is_empty()).then(|| fact(ServicesText::here().workflows, list))
}

fn read(source: &SourceView) -> AnyView {
    fact(ServicesText::here().read_at, view! { <Time at=source.read_at/> }.into_any())
}

fn links(links: &[Link]) -> AnyView {
    let text = ServicesText::here();
    let items = links.iter().map(link).collect_view();
    let body = match links.is_empty() {
        true => view! { <p class="faint">{text.no_links}</p> }.into_any(),
        false => view! { <ul class="links">{items}</ul> }.into_any(),
    };
    view! {
        <section class="card" id="links">
            <header><h2>{text.links}</h2></header>
            <div class="body">{body}</div>
        </section>
    }
    .into_any()
}

/// Only addresses of the web lead anywhere: a file must not bring scripts into a page.
fn link(link: &Link) -> AnyView {
    let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| link.url.starts_with(scheme));
    let title = link.title.clone();
    match safe {
        true => view! {
            <li><a href=link.url.clone() target="_blank" rel="noreferrer">{title}" "<span aria-hidden="true">"↗"</span></a></li>
        }
        .into_any(),
        false => view! { <li>{title}" "<code>{link.url.clone()}</code></li> }.into_any(),
    }
}
