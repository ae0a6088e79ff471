use super::Peek;
use crate::environments::text::EnvironmentText;
use crate::i18n::{self, Words, names};
use crate::ui::{StatusBadge, Time};
use domain::view::EnvironmentRow;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// One environment at the right of the matrix.
#[component]
pub fn PeekPanel(peek: Peek) -> impl IntoView {
    let (text, words, lang) = (EnvironmentText::here(), Words::here(), i18n::lang());
    let place = place(&peek);
    let Peek { row, values, outputs, .. } = peek;
    let cost = row.monthly_usd.map(|usd| {
        view! { <dt>{words.cost}</dt><dd>{i18n::monthly(lang, usd)}</dd> }
    });
    let held = row.held_by.clone().map(|request| {
        view! {
            <p class="note busy">
                <span>{text.held_note}" "<a href=format!("/requests/{request}")>{text.see_request}</a></span>
            </p>
        }
    });
    view! {
        <h2>{title(&row)}</h2>
        <p class="faint">{place}</p>
        {held}
        <dl class="facts">
            <dt>{words.status}</dt>
            <dd><StatusBadge status=row.status/></dd>
            <dt>{words.drift}</dt>
            <dd><StatusBadge status=row.drift/></dd>
            <dt>{words.template}</dt>
            <dd>
                <a href=format!("/templates/{}", crate::ui::address::encode(row.template.as_str()))>
                    {row.template.to_string()}
                </a>
            </dd>
            <dt>{words.stack}</dt>
            <dd><code>{row.stack_name.clone()}</code></dd>
            {cost}
            <dt>{words.changed}</dt>
            <dd><Time at=row.updated_at exact=true/></dd>
        </dl>
        <Pairs title=text.outputs pairs=outputs.into_iter().map(|(name, value)| (name, Some(value))).collect()/>
        <Pairs title=text.parameters pairs=values/>
        <p class="actions">
            <a class="button primary" href=format!("/environments/{}", row.id)>{text.open_page}</a>
        </p>
    }
}

#[component]
fn Pairs(title: &'static str, pairs: BTreeMap<String, Option<String>>) -> impl IntoView {
    (!pairs.is_empty()).then(|| {
        let pairs = pairs.into_iter().map(|(name, value)| {
            view! { <dt>{name}</dt><dd><code>{shown(value)}</code></dd> }
        });
        view! {
            <h3>{title}</h3>
            <dl class="facts">{pairs.collect_view()}</dl>
        }
    })
}

/// Two environments, only what differs.
#[component]
pub fn ComparePanel(left: Peek, right: Peek) -> impl IntoView {
    let text = EnvironmentText::here();
    let rows = differences(&left, &right);
    let body = if rows.is_empty() {
        view! {
            <p>{title(&left.row)}<br/><span class="faint">{place(&left)}</span></p>
            <p>{title(&right.row)}<br/><span class="faint">{place(&right)}</span></p>
            <p>{text.compare_same}</p>
        }
        .into_any()
    } else {
        let rows = rows.into_iter().map(|(name, left, right)| {
            view! { <tr><th scope="row">{name}</th><td><code>{left}</code></td><td><code>{right}</code></td></tr> }
        });
        view! {
            <table class="table">
                <caption class="vh">{text.only_differences}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text.name}</th>
                        <th scope="col">{title(&left.row)}<br/>{place(&left)}</th>
                        <th scope="col">{title(&right.row)}<br/>{place(&right)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! { <div class="compare">{body}</div> }
}

/// `(name, left, right)` of everything in which they differ.
fn differences(left: &Peek, right: &Peek) -> Vec<(String, String, String)> {
    let (words, lang) = (Words::here(), i18n::lang());
    let version = |row: &EnvironmentRow| format!("{} {}", row.template, row.template_digest.short());
    let facts = |peek: &Peek| {
        let row = &peek.row;
        let mut facts = vec![
            (words.status.to_owned(), Some(names::environment_status(lang, row.status).to_owned())),
            (words.drift.to_owned(), Some(names::drift(lang, row.drift).to_owned())),
            (words.template.to_owned(), Some(version(row))),
            (words.cost.to_owned(), row.monthly_usd.map(|usd| i18n::monthly(lang, usd))),
        ];
        facts.extend(peek.values.iter().map(|(name, value)| (name.clone(), Some(shown(value.clone())))));
        facts
    };
    let (left, right): (Vec<_>, BTreeMap<_, _>) = (facts(left), facts(right).into_iter().collect());
    let known: std::collections::BTreeSet<String> = left.iter().map(|(name, _)| name.clone()).collect();
    let dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let only_right = right.iter().filter(|(name, _)| !known.contains(*name));
    let only_right = only_right.map(|(name, value)| (name.clone(), dash(None), dash(value.clone())));
    let both = left
        .iter()
        .map(|(name, value)| (name.clone(), dash(value.clone()), dash(right.get(name).cloned().flatten())));
    both.chain(only_right.collect::<Vec<_>>()).filter(|(_, left, right)| left != right).collect()
}

fn shown(value: Option<String>) -> String {
    match value {
        Some(value) if value.is_empty() => "–".to_owned(),
        Some(value) => value,
        None => format!("•••• ({})", Words::here().secret),
    }
}

fn title(row: &EnvironmentRow) -> String {
    format!("{} / {}", row.service, row.name)
}

fn place(peek: &Peek) -> String {
    let stage = names::stage(i18n::lang(), &peek.row.stage);
    format!("{stage} · {} ({})", peek.region, peek.row.region)
}
