//! Signing in.

mod text;

use crate::chrome::{LanguageSwitch, Mark, ThemeSwitch, bare_page, error_page};
use crate::i18n::{Words, names};
use crate::ssr;
use domain::people::{Actor, Role};
use leptos::prelude::*;
use text::SignInText;

/// Where somebody's work is: those who let changes into production begin with what waits for them.
pub fn home(person: &Actor) -> &'static str {
    let leads = person.memberships.iter().any(|membership| membership.role == Role::Lead);
    if leads { "/approvals" } else { "/environments" }
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

/// In the sandbox people choose who to be; elsewhere the page says that this is not the door.
#[component]
pub fn SignInPage() -> impl IntoView {
    let text = SignInText::here();
    Suspend::new(async move {
        if !ssr::site().sandbox {
            return bare_page(text.title, elsewhere());
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

fn choice(mut people: Vec<Actor>, query: Query) -> AnyView {
    let text = SignInText::here();
    people.sort_by_key(highest);
    let kept = (!query.draft.is_empty()).then(|| {
        view! {
            <p class="note good">
                <i class="glyph good" aria-hidden="true"></i>
                {text.kept}
            </p>
        }
    });
    let cards = people.into_iter().map(|person| view! { <li><Card person=person/></li> });
    view! {
        <section class="sign-in">
            <header>
                <p class="brand"><Mark/>{Words::here().product}</p>
                <span class="tools"><LanguageSwitch/><ThemeSwitch/></span>
            </header>
            <h1>{text.heading}</h1>
            <p class="subtitle">{text.subtitle}</p>
            {kept}
            <form method="post" action="/sign-in">
                <input type="hidden" name="next" value=query.next/>
                {(!query.draft.is_empty()).then(|| view! { <input type="hidden" name="draft" value=query.draft/> })}
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
            (&[Role::OnCall], "/environments"),
            (&[Role::Admin], "/environments"),
            (&[], "/environments"),
        ] {
            assert_eq!(home(&person(roles)), there, "{roles:?}");
        }
    }
}
