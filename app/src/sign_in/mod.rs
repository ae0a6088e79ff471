//! Signing in.

mod text;

use crate::chrome::{LanguageSwitch, Mark, ThemeSwitch, bare_page, error_page};
use crate::i18n::{Words, names};
use crate::requests::form::encoding::encode;
use crate::ssr;
use crate::ui::{ButtonLink, Kind};
use domain::people::{Actor, Role};
use leptos::prelude::*;
use text::SignInText;

/// Where somebody's work is: those who let changes into production begin with what waits for them, those on call with
/// how the regions are.
pub fn home(person: &Actor) -> &'static str {
    let is = |role: Role| person.memberships.iter().any(|membership| membership.role == role);
    match (is(Role::Lead), is(Role::OnCall)) {
        (true, _) => "/approvals",
        (false, true) => crate::health::BOARD,
        (false, false) => "/environments",
    }
}

/// Sends visitors to where their work is.
#[component]
pub fn Home() -> impl IntoView {
    ssr::redirect(ssr::signed_in().map_or("/sign-in", |person| home(&person)));
}

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Where to go on.
    next: String,
    /// A form that was kept when the session before ended.
    draft: String,
}

/// In the sandbox people choose who to be; elsewhere the page offers the ways in that are configured.
#[component]
pub fn SignInPage() -> impl IntoView {
    let text = SignInText::here();
    Suspend::new(async move {
        if !ssr::site().sandbox {
            let ways = ssr::portal().map(|portal| portal.ways_in()).unwrap_or_default();
            let content = if ways.is_empty() { elsewhere() } else { ways_in(ways, &ssr::query()) };
            return bare_page(text.title, content);
        }
        let people = match ssr::portal() {
            Ok(portal) => portal.people().await,
            Err(error) => Err(error),
        };
        let content = match people {
            Ok(people) => choice(people, ssr::query()),
            Err(error) => error_page(error),
        };
        bare_page(text.title, content)
    })
}

fn elsewhere() -> AnyView {
    let text = SignInText::here();
    view! {
        <section class="empty">
            <h1>{text.title}</h1>
            <p>{text.elsewhere}</p>
        </section>
    }
    .into_any()
}

/// Links, because forms must not lead to other sites.
fn ways_in(ways: Vec<services::WayIn>, query: &Query) -> AnyView {
    let text = SignInText::here();
    let wanted = [("next", &query.next), ("draft", &query.draft)];
    let wanted = encode(wanted.into_iter().filter(|(_, value)| !value.is_empty()));
    let links = ways.into_iter().enumerate().map(|(place, way)| {
        let kind = if place == 0 { Kind::Primary } else { Kind::Plain };
        let href = format!("/sign-in/{}?{wanted}", way.name);
        view! { <li><ButtonLink href=href kind=kind>{text.with} " " {way.title}</ButtonLink></li> }
    });
    view! {
        <section class="sign-in">
            {head()}
            <h1>{text.title}</h1>
            <p class="subtitle">{text.subtitle}</p>
            {kept(query)}
            <ul class="ways-in">{links.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn head() -> impl IntoView {
    view! {
        <header>
            <p class="brand"><Mark/>{Words::here().product}</p>
            <span class="tools"><LanguageSwitch/><ThemeSwitch/></span>
        </header>
    }
}

/// Says that what was typed before the session ended is not lost.
fn kept(query: &Query) -> impl IntoView + use<> {
    let text = SignInText::here();
    (!query.draft.is_empty()).then(|| {
        view! {
            <p class="note good">
                <i class="glyph good" aria-hidden="true"></i>
                {text.kept}
            </p>
        }
    })
}

fn choice(mut people: Vec<Actor>, query: Query) -> AnyView {
    let text = SignInText::here();
    people.sort_by_key(highest);
    let cards = people.into_iter().map(|person| view! { <li><Card person=person/></li> });
    view! {
        <section class="sign-in">
            {head()}
            <h1>{text.heading}</h1>
            <p class="subtitle">{text.subtitle}</p>
            {kept(&query)}
            <form method="post" action="/sign-in">
                <input type="hidden" name="next" value=query.next.clone()/>
                {(!query.draft.is_empty()).then(|| view! { <input type="hidden" name="draft" value=query.draft.clone()/> })}
                <ul class="people">{cards.collect_view()}</ul>
            </form>
            <p class="faint">{text.sandbox_note}</p>
        </section>
    }
    .into_any()
}

#[component]
fn Card(person: Actor) -> impl IntoView {
    let text = SignInText::here();
    let lang = ssr::lang();
    let (word, does) = match highest(&person) {
        Some(role) => (names::role(lang, role), duty(text, role)),
        None => ("", ""),
    };
    let team = person.home_team().map(|team| format!("{} {team}", Words::here().team));
    view! {
        <button class="person" name="person" value=person.id.to_string()>
            <span class="initials" aria-hidden="true">{crate::chrome::initials(&person.name)}</span>
            <span class="about">
                <strong>{person.name}</strong>
                <span class="role">{word}{team.map(|team| format!(" · {team}"))}</span>
                <span class="does">{does}</span>
            </span>
        </button>
    }
}

fn highest(person: &Actor) -> Option<Role> {
    person.memberships.iter().map(|membership| membership.role).max()
}

/// What somebody in this role comes for.
fn duty(text: &SignInText, role: Role) -> &'static str {
    match role {
        Role::Developer => text.developer,
        Role::Lead => text.lead,
        Role::OnCall => text.on_call,
        Role::Admin => text.admin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::ActorId;
    use domain::people::Membership;

    #[test]
    fn everybody_begins_where_their_work_is() {
        let person = |roles: &[Role]| Actor {
            id: ActorId("usr_1".to_owned()),
            login: "someone".to_owned(),
            name: "Someone".to_owned(),
            memberships: roles.iter().map(|role| Membership { team: None, role: *role }).collect(),
        };
        for (roles, there) in [
            (&[Role::Lead][..], "/approvals"),
            (&[Role::Developer, Role::Lead], "/approvals"),
            (&[Role::Developer], "/environments"),
            (&[Role::OnCall], "/health"),
            (&[Role::OnCall, Role::Lead], "/approvals"),
            (&[Role::Admin], "/environments"),
            (&[], "/environments"),
        ] {
            assert_eq!(home(&person(roles)), there, "{roles:?}");
        }
    }
}
