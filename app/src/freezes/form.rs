use super::api::CREATE;
use super::text::FreezeText;
use crate::i18n::reasons::refusal;
use crate::i18n::{names, typed};
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::Timestamp;
use domain::freeze::WindowKind;
use domain::names::TeamName;
use domain::people::Actor;
use domain::permission::permit_window;
use domain::view::{Allowed, FreezeBoard};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Clocks to choose from besides each region's own.
const ZONES: [&str; 8] = [
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
];
const EXAMPLE: &str =
    r#"{"title": "Year's end", "stages": ["prod"], "from": "2027-12-20T18:00", "until": "2028-01-02T09:00"}"#;

/// Minutes of a window that somebody was led to.
const USUAL_MINUTES: i64 = 60;
/// Whose clocks the pages' times follow.
const HOME_ZONE: &str = "Asia/Seoul";

/// What the address fills in.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub title: String,
    kind: String,
    team: String,
    service: String,
    stage: String,
    region: String,
}

impl Wanted {
    /// Without a team that the reader may not silence.
    pub fn checked(self, actor: &Actor) -> Self {
        let team = TeamName::parse(&self.team).ok();
        let may = team.is_some_and(|team| permit_window(actor, self.kind(), Some(&team)).is_ok());
        if may { self } else { Wanted { team: String::new(), service: String::new(), ..self } }
    }

    /// Whether somebody was led here from a place.
    fn stated(&self) -> bool {
        !self.region.is_empty()
    }

    fn kind(&self) -> WindowKind {
        if self.kind == "maintenance" { WindowKind::Maintenance } else { WindowKind::Freeze }
    }
}

/// Where a window is made. Who may not reads why.
pub fn form(portal: &Portal, board: &FreezeBoard, wanted: &Wanted) -> AnyView {
    let text = FreezeText::here();
    let teams = teams(board, &wanted.team);
    // Who may not freeze may still announce maintenance.
    let maintains = wanted.kind() == WindowKind::Maintenance || !board.may_create.allowed;
    let allowed = if board.may_create.allowed { Allowed::yes() } else { board.may_maintain.clone() };
    let may_freeze = board.may_create.allowed;
    let refused = refusal(ssr::lang(), &board.may_create).filter(|_| board.may_maintain.allowed);
    let refused = refused.map(|why| view! { <p class="faint">{text.kind_freeze}": "{why}</p> });
    let label = if maintains { text.announce } else { text.create };
    let zones = ZONES.map(|zone| {
        let chosen = wanted.stated() && zone == HOME_ZONE;
        view! { <option value=zone selected=chosen>{zone}</option> }
    });
    let (title, now) = (wanted.title.clone(), portal.now());
    view! {
        <section class="card" id="new-freeze">
            <header><h2>{text.new}</h2><ApiCall method="POST" path="/freezes" body=EXAMPLE/></header>
            <form class="body answer" method="post" action=CREATE>
                <Field id="freeze-title" label=text.name>
                    <input id="freeze-title" name="title" required maxlength="120" autocomplete="off" value=title/>
                </Field>
                <Field id="freeze-kind" label=text.kind>
                    <select id="freeze-kind" name="kind">
                        <option value="freeze" disabled=!may_freeze>{text.kind_freeze}</option>
                        <option value="maintenance" selected=maintains>{text.kind_maintenance}</option>
                    </select>
                </Field>
                {refused}
                <Field id="freeze-team" label=text.team>
                    <select id="freeze-team" name="team">{teams}</select>
                </Field>
                {services(board, &wanted.service)}
                {stages(portal, &wanted.stage)}
                {regions(portal, &wanted.region)}
                {times(wanted.stated().then_some(now))}
                <Field id="freeze-zone" label=text.zone>
                    <select id="freeze-zone" name="zone">
                        <option value="">{text.own_clocks}</option>
                        {zones.into_iter().collect_view()}
                    </select>
                </Field>
                <Field id="freeze-why" label=text.why>
                    <textarea id="freeze-why" name="why" rows="2" maxlength="4000"></textarea>
                </Field>
                <p class="actions"><Button kind=Kind::Primary allowed=allowed>{label}</Button></p>
            </form>
        </section>
    }
    .into_any()
}

fn teams(board: &FreezeBoard, wanted: &str) -> AnyView {
    let known: BTreeSet<String> = board.teams.iter().map(ToString::to_string).collect();
    let led = Some(wanted.to_owned()).filter(|team| !team.is_empty());
    let own = known.into_iter().chain(led).collect::<BTreeSet<String>>().into_iter().map(|team| {
        let chosen = team == wanted;
        view! { <option value=team.clone() selected=chosen>{team.clone()}</option> }
    });
    let all = board
        .may_create_for_all
        .allowed
        .then(|| view! { <option value="">{FreezeText::here().everybody}</option> });
    view! { {own.collect_view()}{all} }.into_any()
}

fn services(board: &FreezeBoard, wanted: &str) -> AnyView {
    let text = FreezeText::here();
    let known = board.services.iter().map(|service| {
        let chosen = service.as_str() == wanted;
        view! { <option value=service.to_string() selected=chosen>{service.to_string()}</option> }
    });
    let known = known.collect_view();
    view! {
        <Field id="freeze-service" label=text.service>
            <select id="freeze-service" name="services[]">
                <option value="">{text.all_services}</option>
                {known}
            </select>
        </Field>
    }
    .into_any()
}

fn stages(portal: &Portal, wanted: &str) -> AnyView {
    let boxes = portal.rules().stages.iter().map(|stage| {
        let label = names::stage(ssr::lang(), &stage.name);
        let chosen = match wanted {
            "" => stage.approval.is_some(),
            wanted => stage.name.as_str() == wanted,
        };
        check("stages[]", stage.name.to_string(), label, chosen)
    });
    group(FreezeText::here().stages, boxes.collect())
}

fn regions(portal: &Portal, wanted: &str) -> AnyView {
    let boxes = portal.rules().regions.iter().map(|region| {
        let chosen = region.name.as_str() == wanted;
        check("regions[]", region.name.to_string(), ssr::region(ssr::lang(), &region.name), chosen)
    });
    group(FreezeText::here().regions, boxes.collect())
}

fn check(name: &'static str, value: String, label: String, checked: bool) -> AnyView {
    view! {
        <label class="check"><input type="checkbox" name=name value=value checked=checked/>{label}</label>
    }
    .into_any()
}

fn group(legend: &'static str, boxes: Vec<AnyView>) -> AnyView {
    view! { <fieldset class="field"><legend>{legend}</legend><div class="checks">{boxes}</div></fieldset> }
        .into_any()
}

/// Once, between two moments; or every week, between two days of it. `from` fills in an hour from then on.
fn times(from: Option<Timestamp>) -> AnyView {
    let text = FreezeText::here();
    let until = from.map(|from| from.plus_millis(USUAL_MINUTES * 60_000));
    let typed = |at: Option<Timestamp>| at.map(typed).unwrap_or_default();
    view! {
        <fieldset class="field freeze-times">
            <legend>{text.repeats}</legend>
            <label class="check"><input type="radio" name="repeats" value="once" checked/>{text.once}</label>
            <div class="pair">
                {input("from", text.from, "datetime-local", typed(from))}
                {input("until", text.until, "datetime-local", typed(until))}
            </div>
            <label class="check"><input type="radio" name="repeats" value="weekly"/>{text.every_week}</label>
            <div class="pair">
                {day("from_day", text.from_day, "Fri")}
                {input("from_time", text.from_time, "time", "18:00".to_owned())}
                {day("until_day", text.until_day, "Mon")}
                {input("until_time", text.until_time, "time", "09:00".to_owned())}
            </div>
        </fieldset>
    }
    .into_any()
}

fn input(name: &'static str, label: &'static str, kind: &'static str, value: String) -> AnyView {
    let id = format!("freeze-{name}");
    view! { <Field id=id.clone() label=label><input id=id name=name type=kind value=value/></Field> }
        .into_any()
}

fn day(name: &'static str, label: &'static str, chosen: &'static str) -> AnyView {
    let text = FreezeText::here();
    let days = [
        ("Mon", text.mon),
        ("Tue", text.tue),
        ("Wed", text.wed),
        ("Thu", text.thu),
        ("Fri", text.fri),
        ("Sat", text.sat),
        ("Sun", text.sun),
    ];
    let options =
        days.map(|(value, label)| view! { <option value=value selected=value == chosen>{label}</option> });
    let id = format!("freeze-{name}");
    let options = options.into_iter().collect_view();
    view! { <Field id=id.clone() label=label><select id=id name=name>{options}</select></Field> }.into_any()
}
