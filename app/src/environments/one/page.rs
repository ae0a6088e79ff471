use super::actions::Actions;
use super::drift::DriftFact;
use super::{drift, events, history, resources, values};
use crate::chrome::{Nav, page};
use crate::environments::text::EnvironmentText;
use crate::i18n::{self, Words, names};
use crate::live::ChangedNote;
use crate::pipelines::ActionLinks;
use crate::ssr::{self, Portal, refused};
use crate::ui::{Digest, ErrorNote, PageHead, StatusBadge, Tab, Tabs, Time, address};
use domain::PortalError;
use domain::environment::{Drift, EnvironmentStatus};
use domain::ids::EnvironmentId;
use domain::live::Topic;
use domain::people::Actor;
use domain::rules::RegionRules;
use domain::view::{ActionView, EnvironmentView};
use leptos::prelude::*;
use leptos_meta::Title;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    tab: String,
}

/// What stands below the facts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Resources,
    Values,
    History,
    Events,
}

impl Section {
    const ALL: [Section; 4] = [Section::Resources, Section::Values, Section::History, Section::Events];

    fn name(self) -> &'static str {
        match self {
            Section::Resources => "resources",
            Section::Values => "values",
            Section::History => "history",
            Section::Events => "events",
        }
    }

    /// Anything unknown is the first.
    fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|section| section.name() == text).unwrap_or(Section::Resources)
    }
}

#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let id = EnvironmentId(ssr::path_parameter("id"));
    let section = Section::parse(&ssr::query::<Query>().tab);
    page(Nav::Environments, Words::here().environment, async move |portal, actor| {
        // Read before the environment, so that no change can fall in between.
        let since = portal.live_head().await?;
        let environment = portal.environment(&actor, &id).await?;
        let below = below(&portal, &actor, &environment, section).await?;
        // Day-2 actions are extra: when they cannot be read, the page is shown without.
        let guarded =
            portal.actions(&actor, Some(environment.row.service.as_str())).await.unwrap_or_default();
        let guarded = day_two(guarded, &environment);
        let (row, actions) = (environment.row.clone(), environment.clone());
        let checking = row.drift == Drift::Checking;
        let failure = refused::failure(&portal, &actor);
        let failure = failure.map(|failure| view! { <ErrorNote failure=failure/> });
        let differences = drift::section(environment.drifted.clone());
        let title = format!("{} / {}", row.service, row.name);
        let title_of = |region: &RegionRules| names::region(ssr::lang(), &region.name, &region.title);
        let region = portal.rules().region(&row.region).map(title_of).unwrap_or_default();
        let subtitle = format!(
            "{} · {region} ({}) · {} {}",
            names::stage(ssr::lang(), &row.stage),
            row.region,
            Words::here().team,
            row.team
        );
        Ok(view! {
            <Title text=format!("{title} · {}", row.stage)/>
            <PageHead title=title subtitle=subtitle>
                <Actions environment=actions/>
            </PageHead>
            <ChangedNote topic=Topic::Environment id=row.id.to_string() version=row.version since=since reload=checking/>
            <div class="notes">{failure}</div>
            <Notes environment=environment.clone()/>
            <Facts environment=environment/>
            {guarded}
            {differences}
            <Sections id=row.id.to_string() current=section/>
            {below}
        }
        .into_any())
    })
}

async fn below(
    portal: &Portal,
    actor: &Actor,
    environment: &EnvironmentView,
    section: Section,
) -> Result<AnyView, PortalError> {
    match section {
        Section::Resources => Ok(resources::section(portal.resources(actor, &environment.row.id).await)),
        Section::Values => Ok(values::section(environment)),
        Section::History => Ok(history::section(environment)),
        Section::Events => {
            Ok(events::section(portal.environment_events(actor, &environment.row.id, events::SHOWN).await?))
        }
    }
}

#[component]
fn Sections(id: String, current: Section) -> impl IntoView {
    let text = EnvironmentText::here();
    let tabs = Section::ALL.map(|section| Tab {
        href: format!("/environments/{id}?tab={}", section.name()),
        label: match section {
            Section::Resources => text.resources.to_owned(),
            Section::Values => format!("{} · {}", text.outputs, text.parameters),
            Section::History => text.history.to_owned(),
            Section::Events => text.events.to_owned(),
        },
        count: None,
        current: section == current,
    });
    view! { <Tabs label=Words::here().details tabs=tabs.into()/> }
}

/// What may be done to the service where this environment runs; nothing when its owners declare nothing.
fn day_two(actions: Vec<ActionView>, environment: &EnvironmentView) -> Option<AnyView> {
    let (stage, region) = (environment.row.stage.clone(), environment.row.region.clone());
    let here: Vec<ActionView> = actions.into_iter().filter(|action| action.stages.contains(&stage)).collect();
    (!here.is_empty()).then(|| {
        view! {
            <section class="card pad day-two" aria-labelledby="day-two">
                <h2 id="day-two">{EnvironmentText::here().day_two}</h2>
                <ActionLinks actions=here stage=stage region=region/>
            </section>
        }
        .into_any()
    })
}

/// What somebody should know before anything else.
#[component]
fn Notes(environment: EnvironmentView) -> impl IntoView {
    let text = EnvironmentText::here();
    let check = drift::note(&environment);
    let row = environment.row;
    let held = row.held_by.map(|request| {
        view! {
            <p class="note busy">
                <i class="glyph busy" aria-hidden="true"></i>
                <span>{text.held_note}" "<a href=format!("/requests/{request}")>{text.see_request}</a></span>
            </p>
        }
    });
    let status = match row.status {
        EnvironmentStatus::Degraded => Some(("warning", text.degraded_note)),
        EnvironmentStatus::Broken => Some(("bad", text.broken_note)),
        _ => None,
    };
    let drift = (row.drift == Drift::Drifted).then_some(("warning", text.drifted_note));
    let notes = status.into_iter().chain(drift).map(|(tone, text)| {
        view! {
            <p class=format!("note {tone}")>
                <i class=format!("glyph {tone}") aria-hidden="true"></i>
                <span>{text}</span>
            </p>
        }
    });
    view! { <div class="notes">{held}{notes.collect_view()}{check}</div> }
}

#[component]
fn Facts(environment: EnvironmentView) -> impl IntoView {
    let (words, lang) = (Words::here(), ssr::lang());
    let row = environment.row;
    let cost = row.monthly_usd.map_or_else(|| "–".to_owned(), |usd| i18n::monthly(lang, usd));
    view! {
        <dl class="card strip">
            <div><dt>{words.status}</dt><dd><StatusBadge status=row.status/></dd></div>
            <div>
                <dt>{words.drift}</dt>
                <dd class="drift-fact">
                    <DriftFact
                        id=row.id.to_string()
                        drift=row.drift
                        checked_at=environment.drift_checked_at
                        check=environment.detect_drift
                    />
                </dd>
            </div>
            <div>
                <dt>{words.template}</dt>
                <dd>
                    <a href=format!("/templates/{}", address::encode(row.template.as_str()))>
                        {row.template.to_string()}
                    </a>
                    " "
                    <Digest digest=row.template_digest.0/>
                </dd>
            </div>
            <div><dt>{words.stack}</dt><dd><code>{row.stack_name}</code></dd></div>
            <div><dt>{words.cost}</dt><dd>{cost}</dd></div>
            <div><dt>{words.changed}</dt><dd><Time at=row.updated_at/></dd></div>
            <div><dt>{words.created}</dt><dd><Time at=environment.created_at/></dd></div>
        </dl>
    }
}
