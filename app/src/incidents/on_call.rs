use super::text::{IncidentText, minutes_to_acknowledge};
use crate::i18n::{self, Lang};
use crate::ui::Time;
use domain::notification::Who;
use domain::view::OnCallView;
use leptos::prelude::*;

/// Who is on call, team by team; nothing where no team has a rotation.
pub fn on_call(teams: Vec<OnCallView>) -> Option<AnyView> {
    let text = IncidentText::here();
    let any = !teams.is_empty();
    let items = teams.into_iter().map(team).collect_view();
    any.then(|| {
        view! {
            <section class="card">
                <header><h2>{text.on_call}</h2></header>
                <ul class="body on-call">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn team(view: OnCallView) -> AnyView {
    let text = IncidentText::here();
    let until = until(&view);
    let minutes = minutes_to_acknowledge(i18n::lang(), view.escalate_after_minutes);
    let then = (!view.then.is_empty())
        .then(|| view! { <p class="faint">{text.on_call_then}": "{names(&view.then)}</p> });
    let strangers = (!view.strangers.is_empty()).then(|| {
        view! { <p class="note warning"><i class="glyph warning" aria-hidden="true"></i>{text.strangers}": "{view.strangers.join(", ")}</p> }
    });
    let problem = view.problem.map(|why| {
        view! {
            <div class="note bad" role="alert">
                <i class="glyph bad" aria-hidden="true"></i>
                <div><p>{text.rotation_problem}</p><p>{why}</p></div>
            </div>
        }
    });
    view! {
        <li>
            <p><strong>{view.team.to_string()}</strong>": "{names(&view.now)}{until}</p>
            {then}
            <p class="faint">{minutes}</p>
            {strangers}
            {problem}
        </li>
    }
    .into_any()
}

/// When the next turn begins, where there are turns.
pub fn until(view: &OnCallView) -> Option<AnyView> {
    let word = IncidentText::here().on_call_until;
    let time = view! { <Time at=view.until? exact=true/> };
    let told = match i18n::lang() {
        Lang::En => view! { {word}" "{time} }.into_any(),
        Lang::Ko => view! { {time}{word} }.into_any(),
    };
    Some(view! { " "<span class="faint">{told}</span> }.into_any())
}

/// "Mina, Jin"; says so when there is nobody.
pub fn names(people: &[Who]) -> String {
    let names: Vec<&str> = people.iter().map(|who| who.name.as_str()).collect();
    if names.is_empty() { IncidentText::here().on_call_nobody.to_owned() } else { names.join(", ") }
}
