use super::drawing::drawing;
use super::findings::Findings;
use super::guidance::{Presets, WhenToChoose, costs};
use super::korean::in_language;
use super::parameters::Parameters;
use super::resources::Resources;
use super::text::{self, TemplateText};
use crate::chrome::{Nav, page};
use crate::i18n::{Words, names};
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use crate::ui::{
    ButtonLink, CopyButton, DataTable, Digest, EmptyState, Kind, PageHead, StatusBadge, Tab, Tabs, Time,
};
use domain::PortalError;
use domain::people::Actor;
use domain::template::{Finding, Template};
use domain::view::{EnvironmentRow, TemplatePage as View};
use leptos::prelude::*;
use leptos_meta::Title;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    tab: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Overview,
    Parameters,
    Findings,
    Users,
    Source,
}

impl Section {
    const ALL: [Section; 5] =
        [Section::Overview, Section::Parameters, Section::Findings, Section::Users, Section::Source];

    fn name(self) -> &'static str {
        match self {
            Section::Overview => "overview",
            Section::Parameters => "parameters",
            Section::Findings => "findings",
            Section::Users => "users",
            Section::Source => "source",
        }
    }

    /// Anything unknown is the first.
    fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|section| section.name() == text).unwrap_or(Section::Overview)
    }
}

/// What a template builds, asks for and costs, when to choose it, and who uses it.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let name = ssr::path_parameter("name");
    let section = Section::parse(&ssr::query::<Query>().tab);
    page(Nav::Templates, Words::here().template, async move |portal, actor| {
        let view = portal.template(&actor, &name).await?;
        match view.card.template.clone() {
            Some(template) => {
                let template = in_language(template, ssr::lang());
                usable(&portal, &actor, view, template, section).await
            }
            None => broken(&portal, &actor, view).await,
        }
    })
}

async fn usable(
    portal: &Portal,
    actor: &Actor,
    view: View,
    template: Template,
    section: Section,
) -> Result<AnyView, PortalError> {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let name = encode(template.name.as_str());
    let title = template.title.get(lang).to_owned();
    let summary = template.summary.get(lang).to_owned();
    let tabs = tabs(&name, &view, &template, section);
    let below = match section {
        Section::Overview => overview(portal, actor, &template).await?,
        Section::Parameters => view! { <Parameters parameters=template.parameters.clone()/> }.into_any(),
        Section::Findings => findings(view.card.findings),
        Section::Users => users(&name, view.users),
        Section::Source => source(&name, &portal.template_source(actor, template.name.as_str()).await?),
    };
    let request = format!("/requests/new?template={name}");
    Ok(view! {
        <Title text=title.clone()/>
        <PageHead title=title subtitle=summary>
            <ButtonLink href=request kind=Kind::Primary>{words.request}</ButtonLink>
        </PageHead>
        <Facts template=template in_use=view.card.in_use/>
        <Tabs label=Words::here().details tabs=tabs/>
        {below}
    }
    .into_any())
}

fn tabs(name: &str, view: &View, template: &Template, current: Section) -> Vec<Tab> {
    let words = TemplateText::here();
    let tab = |section: Section| {
        let (label, count) = match section {
            Section::Overview => (words.overview, None),
            Section::Parameters => (words.parameters, Some(template.parameters.len())),
            Section::Findings => (words.findings, Some(view.card.findings.len())),
            Section::Users => (words.used_by, Some(view.users.len())),
            Section::Source => (words.source, None),
        };
        let href = format!("/templates/{name}?tab={}", section.name());
        Tab { href, label: label.to_owned(), count, current: section == current }
    };
    Section::ALL.map(tab).into()
}

#[component]
fn Facts(template: Template, in_use: i64) -> impl IntoView {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let owner = template.owner.map(|owner| view! { <div><dt>{words.owner}</dt><dd>{owner}</dd></div> });
    let needs: Vec<&str> = template.capabilities.iter().map(|capability| capability.as_str()).collect();
    let needs = (!needs.is_empty())
        .then(|| view! { <div><dt>{words.capabilities}</dt><dd><code>{needs.join(", ")}</code></dd></div> });
    view! {
        <dl class="card strip">
            <div><dt>{Words::here().version}</dt><dd><Digest digest=template.digest.0/></dd></div>
            <div><dt>{words.used_by}</dt><dd>{text::in_use(lang, in_use)}</dd></div>
            {owner}
            {needs}
            <div><dt>{words.file_size}</dt><dd>{text::size(template.size)}</dd></div>
        </dl>
    }
}

async fn overview(portal: &Portal, actor: &Actor, template: &Template) -> Result<AnyView, PortalError> {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let others = alternatives(portal, actor, template).await?;
    let layers = template::graph(template);
    let stages = portal.rules().stages.iter().map(|stage| stage.name.clone()).collect();
    let outputs = template.outputs.iter().map(|output| {
        view! { <dt><code>{output.name.clone()}</code></dt><dd>{output.description.clone()}</dd> }
    });
    let outputs = outputs.collect_view();
    let outputs = (!template.outputs.is_empty()).then(|| {
        view! { <section><h2 class="above">{words.outputs}</h2><div class="card"><dl class="facts body">{outputs}</dl></div></section> }
    });
    Ok(view! {
        <div class="stack template-page">
            <WhenToChoose guidance=template.guidance.clone() others=others/>
            <section class="card">
                <header><h2>{words.builds}</h2></header>
                <div class="drawing-frame" role="region" aria-label=words.builds tabindex="0">
                    {drawing(template.title.get(lang), &layers)}
                </div>
                <details class="as-table">
                    <summary>{words.as_table}</summary>
                    <Resources resources=template.resources.clone()/>
                </details>
            </section>
            <div class="halves">
                <Presets template=template.clone() stages=stages/>
                {costs(portal, template)}
            </div>
            {outputs}
        </div>
    }
    .into_any())
}

/// `(name, title)` of the templates that this one names as alternatives; what is not in the catalogue keeps its name.
async fn alternatives(
    portal: &Portal,
    actor: &Actor,
    template: &Template,
) -> Result<Vec<(String, String)>, PortalError> {
    let named = &template.guidance.alternatives;
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let cards = portal.templates(actor).await?;
    let title = |name: &String| {
        let card = cards.iter().find(|card| card.name.as_str() == name)?;
        Some(card.template.as_ref()?.title.get(ssr::lang()).to_owned())
    };
    Ok(named.iter().map(|name| (name.clone(), title(name).unwrap_or_else(|| name.clone()))).collect())
}

fn findings(findings: Vec<Finding>) -> AnyView {
    match findings.is_empty() {
        true => view! { <p class="note good"><i class="glyph good" aria-hidden="true"></i>{TemplateText::here().no_findings}</p> }
            .into_any(),
        false => view! { <div class="card"><div class="body"><Findings findings=findings/></div></div> }.into_any(),
    }
}

fn users(name: &str, rows: Vec<EnvironmentRow>) -> AnyView {
    let (words, shared) = (TemplateText::here(), Words::here());
    if rows.is_empty() {
        let request = format!("/requests/new?template={name}");
        return view! {
            <EmptyState title=words.nobody text=words.nobody_text>
                <ButtonLink href=request kind=Kind::Primary>{words.request}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(user).collect_view();
    view! {
        <DataTable label=words.used_by>
            <thead>
                <tr>
                    <th scope="col">{words.environments}</th>
                    <th scope="col">{shared.stage}</th>
                    <th scope="col">{shared.region}</th>
                    <th scope="col">{shared.team}</th>
                    <th scope="col">{shared.status}</th>
                    <th scope="col">{shared.version}</th>
                    <th scope="col">{shared.changed}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn user(row: EnvironmentRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <a data-row="" href=format!("/environments/{}", row.id)>{format!("{} / {}", row.service, row.name)}</a>
            </th>
            <td>{names::stage(ssr::lang(), &row.stage)}</td>
            <td>{ssr::region(ssr::lang(), &row.region)}</td>
            <td>{row.team.to_string()}</td>
            <td><StatusBadge status=row.status/></td>
            <td><code>{row.template_digest.short().to_owned()}</code></td>
            <td><Time at=row.updated_at/></td>
        </tr>
    }
}

/// More of a file makes a page that browsers take seconds for.
const MOST_SOURCE: usize = 256 * 1024;

/// The file as it is, each line with its number; of a large one the beginning, and where the rest is.
fn source(name: &str, whole: &str) -> AnyView {
    let words = TemplateText::here();
    let text = &whole[..whole.floor_char_boundary(MOST_SOURCE)];
    let rest = (text.len() < whole.len()).then(|| {
        let address = format!("/api/v1/templates/{name}/source");
        view! { <p class="note body"><span>{words.source_cut}" "<a href=address>{words.source_whole}</a></span></p> }
    });
    let lines = text.lines().count();
    let numbers = (1..=lines).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
    view! {
        <section class="card source">
            <header><h2>{words.source}</h2><CopyButton text=text/></header>
            {rest}
            <div class="source-frame" role="region" aria-label=words.source tabindex="0">
                <pre class="line-numbers" aria-hidden="true">{numbers}</pre>
                <pre><code>{text.to_owned()}</code></pre>
            </div>
        </section>
    }
    .into_any()
}

async fn broken(portal: &Portal, actor: &Actor, view: View) -> Result<AnyView, PortalError> {
    let words = TemplateText::here();
    let name = view.card.name.to_string();
    let address = encode(&name);
    let text = portal.template_source(actor, &name).await?;
    Ok(view! {
        <Title text=name.clone()/>
        <PageHead title=name subtitle=words.broken/>
        <div class="stack">
            <p class="note bad"><i class="glyph bad" aria-hidden="true"></i><span>{words.broken_note}</span></p>
            {findings(view.card.findings)}
            {source(&address, &text)}
        </div>
    }
    .into_any())
}
