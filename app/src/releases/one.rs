use super::changes::Changes;
use super::row::{builder, roll_out};
use super::running::Running;
use super::text::ReleasesText;
use super::under_way::{UnderWay, carried};
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::rollouts::new::api::address;
use crate::ssr;
use crate::ui::address::encode;
use crate::ui::{ApiCall, ButtonLink, CopyButton, Digest, PageHead, Time};
use domain::ids::ReleaseId;
use domain::names::StageName;
use domain::release::{ArtifactKind, Deployed, Release};
use leptos::prelude::*;
use leptos_meta::Title;

/// One release: where it comes from, where it runs, and what it changes elsewhere.
#[component]
pub fn ReleasePage() -> impl IntoView {
    let id = ReleaseId(ssr::path_parameter("id"));
    page(Nav::Rollouts, ReleasesText::here().one, async move |portal, actor| {
        let (release, deployed, changes) = tokio::try_join!(
            portal.release(&actor, &id),
            portal.deployed(&actor),
            portal.release_changes(&actor, &id)
        )?;
        let stages: Vec<StageName> = portal.rules().stages.iter().map(|stage| stage.name.clone()).collect();
        let title = format!("{} {}", release.service, release.version);
        let path = format!("/releases/{}", encode(id.as_str()));
        let start = address(release.service.as_str(), "", id.as_str());
        let carried = carried(&portal, &actor, &release).await?;
        let (roll_out, facts) = (roll_out(&release, start, &actor), facts(&release, &stages, &deployed));
        let call = format!("{path}/changes");
        Ok(view! {
            <Title text=title.clone()/>
            <PageHead title=title subtitle=ReleasesText::here().subtitle>
                <ApiCall method="GET" path=path/>
                <ButtonLink href="/releases">{Words::here().releases}</ButtonLink>
                {roll_out}
            </PageHead>
            <div class="stack">
                <UnderWay rollouts=carried/>
                <section class="card pad"><dl class="facts">{facts}</dl></section>
                <section class="card pad"><Changes changes=changes call=call/></section>
            </div>
        }
        .into_any())
    })
}

fn facts(release: &Release, stages: &[StageName], deployed: &[Deployed]) -> AnyView {
    let (text, words) = (ReleasesText::here(), Words::here());
    let notes = release.notes.clone().map(|notes| view! { <dt>{text.notes}</dt><dd>{notes}</dd> });
    view! {
        <dt>{text.commit}</dt>
        <dd><code>{release.commit.clone()}</code>" "<CopyButton text=release.commit.clone()/></dd>
        <dt>{match release.artifact.kind {
            ArtifactKind::Object => text.artifact,
            ArtifactKind::Image => text.image,
        }}</dt>
        <dd><code>{release.artifact.key.clone()}</code>" "<Digest digest=release.artifact.digest.0.clone()/></dd>
        <dt>{text.built_by}</dt><dd>{builder(release)}</dd>
        <dt>{words.when}</dt><dd><Time at=release.created_at exact=true/></dd>
        <dt>{text.runs}</dt><dd><Running release=&release.id stages=stages deployed=deployed/></dd>
        {notes}
    }
    .into_any()
}
