use super::enforcement::sentence;
use super::text::{self, RolloutText};
use crate::i18n::{Words, names, number};
use crate::ssr;
use crate::ui::Digest;
use domain::release::ArtifactKind;
use domain::rollout::OnFailure;
use domain::rules::Risk;
use domain::view::RolloutView;
use leptos::prelude::*;

/// The release, and how it goes out.
#[component]
pub fn Facts<'a>(rollout: &'a RolloutView) -> impl IntoView + use<> {
    view! {
        <section class="card" id="facts">
            <header><h2>{RolloutText::here().facts}</h2></header>
            <dl class="body facts">{release(rollout)}{strategy(rollout)}</dl>
        </section>
    }
}

fn release(rollout: &RolloutView) -> AnyView {
    let (text, release) = (RolloutText::here(), &rollout.release);
    let built = match release.run_url.clone() {
        Some(url) => view! { <a href=url target="_blank" rel="noreferrer">{release.built_by_name.clone()}" "<span aria-hidden="true">"↗"</span></a> }.into_any(),
        None => release.built_by_name.clone().into_any(),
    };
    let notes = release.notes.clone().map(|notes| {
        view! { <dt>{text.notes}</dt><dd><blockquote>{notes}</blockquote></dd> }
    });
    let kind = match release.artifact.kind {
        ArtifactKind::Object => text.artifact,
        ArtifactKind::Image => text.image,
    };
    // Builds may leave it out for images.
    let size = (release.artifact.size > 0).then(|| {
        view! { <dt>{text.size}</dt><dd>{bytes(release.artifact.size)}</dd> }
    });
    view! {
        <dt>{Words::here().release}</dt>
        <dd><a href=format!("/releases?service={}", rollout.service)>{format!("{} {}", rollout.service, release.version)}</a></dd>
        <dt>{text.commit}</dt><dd><Digest digest=release.commit.clone()/></dd>
        <dt>{text.digest}</dt><dd><Digest digest=release.artifact.digest.0.clone()/></dd>
        <dt>{kind}</dt><dd><code>{release.artifact.key.clone()}</code></dd>
        {size}
        <dt>{text.built_by}</dt><dd>{built}</dd>
        {notes}
    }
    .into_any()
}

fn strategy(rollout: &RolloutView) -> AnyView {
    let (text, lang, strategy) = (RolloutText::here(), ssr::lang(), &rollout.strategy);
    let probe = match &strategy.probe {
        Some(probe) => {
            let how = text::probing(lang, probe.passes, probe.within_seconds);
            view! { <code>{probe.url.clone()}</code><p class="faint">{how}</p> }.into_any()
        }
        None => text.no_probe.into_any(),
    };
    let after = strategy.after.as_ref().map(|stage| {
        view! { <dt>{text.after}</dt><dd>{names::stage(lang, stage)}</dd> }
    });
    let workflow = &strategy.workflow;
    view! {
        <dt>{text.workflow}</dt>
        <dd><code>{format!("{}/{}@{}", workflow.repository, workflow.file, workflow.reference)}</code></dd>
        {risks(rollout)}{enforcement(rollout)}
        <dt>{text.on_failure}</dt><dd>{on_failure(strategy.on_failure)}</dd>
        <dt>{text.probe}</dt><dd>{probe}</dd>
        {after}
    }
    .into_any()
}

/// Why it takes more yeses than usual.
fn risks(rollout: &RolloutView) -> Option<AnyView> {
    let text = RolloutText::here();
    let told = rollout.strategy.risks.iter().map(|risk| match risk {
        Risk::FirstInRegion => text.first_in_region,
        Risk::ReplacesStateful => text.replaces_stateful,
    });
    let told: Vec<&str> = told.collect();
    (!told.is_empty()).then(|| view! { <dt>{text.risks}</dt><dd>{told.join(", ")}</dd> }.into_any())
}

/// What the approval is worth on GitHub. Without an approval nothing is to be gone around.
fn enforcement(rollout: &RolloutView) -> Option<AnyView> {
    rollout.strategy.approval.as_ref()?;
    let told = sentence(ssr::lang(), rollout.enforcement, &rollout.stage);
    Some(view! { <dt>{RolloutText::here().enforcement}</dt><dd>{told}</dd> }.into_any())
}

/// What is done about a failed region.
pub fn on_failure(what: OnFailure) -> &'static str {
    let text = RolloutText::here();
    match what {
        OnFailure::Halt => text.halt,
        OnFailure::RollBackRegion => text.back_region,
        OnFailure::RollBackWave => text.back_wave,
        OnFailure::RollBackAll => text.back_all,
    }
}

fn bytes(size: u64) -> String {
    const MEGA: u64 = 1_000_000;
    match size {
        small if small < MEGA => format!("{} kB", number(size.div_ceil(1_000) as i64)),
        _ => format!("{} MB", number(size.div_ceil(MEGA) as i64)),
    }
}
