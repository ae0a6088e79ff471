use super::api::CREATE;
use super::text::FreezeText;
use crate::i18n::names;
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, Button, Field, Kind};
use domain::view::{Allowed, FreezeBoard};
use leptos::prelude::*;

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

/// Where a window is made. Who may not reads why.
pub fn form(portal: &Portal, board: &FreezeBoard, typed: String) -> AnyView {
    let text = FreezeText::here();
    let teams = teams(board);
    let allowed = if board.may_create.allowed { Allowed::yes() } else { board.may_create.clone() };
    view! {
        <section class="card" id="new-freeze">
            <header><h2>{text.new}</h2><ApiCall method="POST" path="/freezes" body=EXAMPLE/></header>
            <form class="body answer" method="post" action=CREATE>
                <Field id="freeze-title" label=text.name>
                    <input id="freeze-title" name="title" required maxlength="120" autocomplete="off" value=typed/>
                </Field>
                <Field id="freeze-kind" label=text.kind>
                    <select id="freeze-kind" name="kind">
                        <option value="freeze">{text.kind_freeze}</option>
                        <option value="maintenance">{text.kind_maintenance}</option>
                    </select>
                </Field>
                <Field id="freeze-team" label=text.team>
                    <select id="freeze-team" name="team">{teams}</select>
                </Field>
                {stages(portal)}
                {regions(portal)}
                {times()}
                <Field id="freeze-zone" label=text.zone>
                    <select id="freeze-zone" name="zone">
                        <option value="">{text.own_clocks}</option>
                        {ZONES.map(|zone| view! { <option value=zone>{zone}</option> }).into_iter().collect_view()}
                    </select>
                </Field>
                <Field id="freeze-why" label=text.why>
                    <textarea id="freeze-why" name="why" rows="2" maxlength="4000"></textarea>
                </Field>
                <p class="actions"><Button kind=Kind::Primary allowed=allowed>{text.create}</Button></p>
            </form>
        </section>
    }
    .into_any()
}

fn teams(board: &FreezeBoard) -> AnyView {
    let own =
        board.teams.iter().map(|team| view! { <option value=team.to_string()>{team.to_string()}</option> });
    let all = board
        .may_create_for_all
        .allowed
        .then(|| view! { <option value="">{FreezeText::here().everybody}</option> });
    view! { {own.collect_view()}{all} }.into_any()
}

fn stages(portal: &Portal) -> AnyView {
    let boxes = portal.rules().stages.iter().map(|stage| {
        let label = names::stage(ssr::lang(), &stage.name);
        check("stages[]", stage.name.to_string(), label, stage.approval.is_some())
    });
    group(FreezeText::here().stages, boxes.collect())
}

fn regions(portal: &Portal) -> AnyView {
    let boxes = portal.rules().regions.iter().map(|region| {
        check("regions[]", region.name.to_string(), ssr::region(ssr::lang(), &region.name), false)
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

/// Once, between two moments; or every week, between two days of it.
fn times() -> AnyView {
    let text = FreezeText::here();
    view! {
        <fieldset class="field freeze-times">
            <legend>{text.repeats}</legend>
            <label class="check"><input type="radio" name="repeats" value="once" checked/>{text.once}</label>
            <div class="pair">
                {input("from", text.from, "datetime-local", "")}
                {input("until", text.until, "datetime-local", "")}
            </div>
            <label class="check"><input type="radio" name="repeats" value="weekly"/>{text.every_week}</label>
            <div class="pair">
                {day("from_day", text.from_day, "Fri")}
                {input("from_time", text.from_time, "time", "18:00")}
                {day("until_day", text.until_day, "Mon")}
                {input("until_time", text.until_time, "time", "09:00")}
            </div>
        </fieldset>
    }
    .into_any()
}

fn input(name: &'static str, label: &'static str, kind: &'static str, value: &'static str) -> AnyView {
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
