use super::findings::Findings;
use super::text::{self, TemplateText};
use crate::chrome::{Nav, page};
use crate::i18n::Lang;
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{EmptyState, PageHead, Tone, ToneBadge};
use domain::template::{Finding, Severity, Template};
use domain::view::TemplateCard;
use leptos::prelude::*;

/// Findings of a broken file that its card tells; its page has all.
const TOLD: usize = 3;

/// Everything that can be requested, and the files that cannot be read.
#[component]
pub fn CataloguePage() -> impl IntoView {
    let words = TemplateText::here();
    page(Nav::Templates, words.title, async move |portal, actor| {
        let cards = portal.templates(&actor).await?;
        if cards.is_empty() {
            return Ok(view! { <EmptyState title=words.none text=words.none_text/> }.into_any());
        }
        let lang = ssr::lang();
        let (usable, broken): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.template.is_some());
        let usable = usable.into_iter().map(|card| usable_card(lang, card)).collect_view();
        let broken = broken.into_iter().map(broken_card).collect_view();
        Ok(view! {
            <PageHead title=words.title subtitle=words.hint/>
            <ul class="catalogue">{usable}{broken}</ul>
        }
        .into_any())
    })
}

fn usable_card(lang: Lang, card: TemplateCard) -> Option<impl IntoView> {
    let words = TemplateText::here();
    let Template { title, summary, resources, parameters, owner, .. } = card.template?;
    let name = encode(card.name.as_str());
    let owner = owner.map(|owner| view! { <span>{words.owner}" "{owner}</span> });
    let state = worst(&card.findings).map(|(tone, word)| view! { <ToneBadge tone=tone word=word/> });
    let request = format!("{}: {}", words.request, title.get(lang));
    Some(view! {
        <li class="card template-card">
            <div class="body">
                <h2><a data-row="" href=format!("/templates/{name}")>{title.get(lang).to_owned()}</a></h2>
                <p class="summary">{summary.get(lang).to_owned()}</p>
                <p class="faint facts-line">
                    <span>{text::extent(lang, resources.len(), parameters.len())}</span>
                    <span>{text::in_use(lang, card.in_use)}</span>
                    {owner}
                    {state}
                </p>
            </div>
            <footer>
                <code>{card.name.to_string()}</code>
                <a class="button" href=format!("/requests/new?template={name}") aria-label=request>{words.request}</a>
            </footer>
        </li>
    })
}

fn worst(findings: &[Finding]) -> Option<(Tone, &'static str)> {
    let words = TemplateText::here();
    match findings.iter().map(|finding| finding.severity).max()? {
        Severity::Error => Some((Tone::Bad, words.error)),
        Severity::Warning => Some((Tone::Warning, words.warning)),
        Severity::Info => None,
    }
}

fn broken_card(card: TemplateCard) -> impl IntoView {
    let words = TemplateText::here();
    let errors = card.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    let errors: Vec<Finding> = errors.take(TOLD).collect();
    let name = card.name.to_string();
    view! {
        <li class="card template-card broken">
            <div class="body">
                <h2><a data-row="" href=format!("/templates/{}", encode(&name))>{name.clone()}</a></h2>
                <p><ToneBadge tone=Tone::Bad word=words.broken/></p>
                <Findings findings=errors/>
            </div>
        </li>
    }
}
