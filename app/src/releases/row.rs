use super::running::Running;
use super::text::ReleasesText;
use crate::i18n::Words;
use crate::rollouts::new::api::address;
use crate::rollouts::new::form::short;
use crate::ui::{ButtonLink, CopyButton, DataTable, Digest, Time};
use domain::names::StageName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::{Deployed, Release};
use domain::view::Allowed;
use leptos::prelude::*;

/// What a row needs besides its release.
pub struct Context {
    pub actor: Actor,
    pub stages: Vec<StageName>,
    pub deployed: Vec<Deployed>,
}

pub fn table(releases: &[Release], context: &Context) -> AnyView {
    let (text, words) = (ReleasesText::here(), Words::here());
    let rows = releases.iter().map(|release| row(release, context)).collect_view();
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.version}</th>
                    <th scope="col">{words.service}</th>
                    <th scope="col">{text.commit}</th>
                    <th scope="col">{text.artifact}</th>
                    <th scope="col">{text.runs}</th>
                    <th scope="col">{text.built_by}</th>
                    <th scope="col">{words.when}</th>
                    <th scope="col"><span class="vh">{text.roll_out}</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(release: &Release, context: &Context) -> AnyView {
    let href = address(release.service.as_str(), "", release.id.as_str());
    view! {
        <tr id=release.id.to_string()>
            <th scope="row"><a href=format!("/releases/{}", release.id) data-row="">{release.version.to_string()}</a></th>
            <td>{release.service.to_string()}</td>
            <td class="nowrap">
                <code title=release.commit.clone()>{short(&release.commit)}</code>
                <CopyButton text=release.commit.clone()/>
            </td>
            <td><Digest digest=release.artifact.digest.0.clone()/></td>
            <td><Running release=&release.id stages=&context.stages deployed=&context.deployed/></td>
            <td>{builder(release)}</td>
            <td><Time at=release.created_at/></td>
            <td>{roll_out(release, href, &context.actor)}</td>
        </tr>
    }
    .into_any()
}

/// Who built it, with the way to the run that did.
pub(super) fn builder(release: &Release) -> AnyView {
    let name = release.built_by_name.clone();
    match release.run_url.clone() {
        Some(url) => view! {
            <a href=url target="_blank" rel="noreferrer">{name}" "<span aria-hidden="true">"↗"</span></a>
        }
        .into_any(),
        None => name.into_any(),
    }
}

pub(super) fn roll_out(release: &Release, href: String, actor: &Actor) -> AnyView {
    let allowed = Allowed::by_right(permit(actor, Action::Request, Some(&release.team)));
    view! { <ButtonLink href=href allowed=allowed>{ReleasesText::here().roll_out}</ButtonLink> }.into_any()
}
