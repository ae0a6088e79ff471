use super::sentence::happened;
use super::text::AuditText;
use crate::i18n::{self, Words};
use crate::ui::{Choice, Choices, Field, address};
use leptos::prelude::*;
use services::ports::AuditFilter;

/// The page's address as it was typed.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub team: String,
    /// First and last day, as `2026-11-23` in the home region.
    pub from: String,
    pub until: String,
    /// Where the page begins; opaque.
    pub after: String,
}

const DAY_MILLIS: i64 = 24 * 3_600_000;

impl Query {
    pub fn filter(&self) -> AuditFilter {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        AuditFilter {
            actor: given(&self.actor),
            action: given(&self.action),
            // A pasted address ends with the id.
            subject: given(self.subject.trim().rsplit('/').next().unwrap_or_default()),
            team: given(&self.team),
            from: i18n::start_of_day(&self.from),
            // The last day counts to its end.
            until: i18n::start_of_day(&self.until).map(|day| day.plus_millis(DAY_MILLIS)),
        }
    }

    pub fn narrows(&self) -> bool {
        self.filter() != AuditFilter::default()
    }

    /// The same filters from another place.
    pub fn at(&self, after: &str) -> String {
        let pairs = [
            ("actor", self.actor.as_str()),
            ("action", &self.action),
            ("subject", &self.subject),
            ("team", &self.team),
            ("from", &self.from),
            ("until", &self.until),
            ("after", after),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> =
            given.map(|(name, value)| format!("{name}={}", address::encode(value))).collect();
        format!("/audit?{}", query.join("&"))
    }
}

#[component]
pub fn Filters(query: Query, teams: Vec<String>) -> impl IntoView {
    let (text, words) = (AuditText::here(), Words::here());
    let teams = teams.into_iter().map(|team| (team.clone(), team)).collect();
    let groups = [
        ("request.", text.requests),
        ("target.", text.environments),
        ("rollout.", text.rollouts),
        ("region.", text.regions),
        ("release.", text.releases),
        ("incident.", text.incidents),
        ("freeze.", text.freezes),
        ("environment.", text.drift),
        ("person.", text.people),
        ("session.", text.sessions),
        ("token.", text.tokens),
    ];
    let mut groups: Vec<Choice> = groups.map(|(value, label)| (value.to_owned(), label.to_owned())).into();
    // An address may name one action of a group.
    if !query.action.is_empty() && groups.iter().all(|(value, _)| *value != query.action) {
        groups.push((query.action.clone(), happened(i18n::lang(), &query.action)));
    }
    let clear = query.narrows().then(|| view! { <a class="button quiet" href="/audit">{words.clear}</a> });
    view! {
        <form class="filters" method="get" action="/audit" role="search" data-auto="">
            <Typed name="actor" label=text.actor value=query.actor hint=""/>
            <Choices name="action" label=text.action any=words.all chosen=query.action choices=groups/>
            <Typed name="subject" label=text.subject value=query.subject hint=text.subject_hint/>
            <Choices name="team" label=words.team any=words.all chosen=query.team choices=teams/>
            <Day name="from" label=text.from value=query.from/>
            <Day name="until" label=text.until value=query.until/>
            <button class="button">{words.apply_filter}</button>
            {clear}
        </form>
    }
}

#[component]
fn Typed(name: &'static str, label: &'static str, value: String, hint: &'static str) -> impl IntoView {
    let id = format!("f-{name}");
    view! {
        <Field id=id.clone() label=label>
            <input id=id type="search" name=name value=value placeholder=hint autocomplete="off"/>
        </Field>
    }
}

#[component]
fn Day(name: &'static str, label: &'static str, value: String) -> impl IntoView {
    let id = format!("f-{name}");
    view! {
        <Field id=id.clone() label=label>
            <input id=id type="date" name=name value=value/>
        </Field>
    }
}
