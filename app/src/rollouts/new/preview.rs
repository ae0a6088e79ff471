use super::carry::CarryOffer;
use super::text::{self, NewText};
use super::waves::waves;
use crate::i18n::{names, reasons};
use crate::releases::Changes;
use crate::rollouts::one::{on_failure, rollout_link};
use crate::ssr;
use crate::ui::Digest;
use domain::view::RolloutPreview;
use leptos::prelude::*;

/// What it would do: waves, whose yes it takes, behind whom it waits, what stands in its way.
pub fn preview(preview: &RolloutPreview, carry: &CarryOffer) -> AnyView {
    let text = NewText::here();
    let stage = names::stage(ssr::lang(), &preview.stage);
    let title = format!("{} {} → {stage}", preview.service, preview.release.version);
    view! {
        <section class="card" id="preview">
            <header><h2>{title}</h2><Digest digest=preview.release.artifact.digest.0.clone()/></header>
            <div class="body preview">
                {problems(preview)}
                <dl class="facts">{facts(preview)}</dl>
                <h3>{text.plan}</h3>
                {waves(preview)}
                {super::carry::outlook(preview, carry)}
                <Changes changes=preview.changes.clone()/>
            </div>
        </section>
    }
    .into_any()
}

fn facts(preview: &RolloutPreview) -> AnyView {
    let (text, lang, strategy) = (NewText::here(), ssr::lang(), &preview.strategy);
    let approval = match &strategy.approval {
        Some(rule) => text::approvers(lang, rule),
        None => text.no_approval.to_owned(),
    };
    let enforcement = strategy.approval.as_ref().map(|_| {
        let told = crate::rollouts::one::enforcement(lang, preview.enforcement, &preview.stage);
        view! { <p class="faint">{told}</p> }
    });
    let after = strategy.after.as_ref().map(|stage| {
        view! { <dt>{text.after}</dt><dd>{names::stage(lang, stage)}</dd> }
    });
    let behind = preview.behind.as_ref().map(|rollout| {
        view! {
            <dt>{text.behind}</dt>
            <dd>
                {rollout_link(rollout, &preview.others)}
                <p class="faint">{text.behind_hint}</p>
            </dd>
        }
    });
    let expected = preview.expected_millis.map(|millis| {
        view! {
            <dt>{text.expected}</dt>
            <dd>{crate::i18n::duration(lang, millis)}<p class="faint">{text.expected_hint}</p></dd>
        }
    });
    let failure_text = crate::rollouts::one::RolloutText::here().on_failure;
    view! {
        <dt>{text.approval}</dt><dd>{approval}{enforcement}</dd>
        {after}{behind}{expected}
        <dt>{failure_text}</dt><dd>{on_failure(strategy.on_failure)}</dd>
    }
    .into_any()
}

fn problems(preview: &RolloutPreview) -> Option<AnyView> {
    let problems = &preview.problems;
    let items = problems.iter().map(|why| view! { <li>{reasons::reason(ssr::lang(), why)}</li> });
    (!problems.is_empty()).then(|| {
        view! {
            <div class="note bad" role="alert">
                <i class="glyph bad" aria-hidden="true"></i>
                <div><p><strong>{NewText::here().problems}</strong></p><ul>{items.collect_view()}</ul></div>
            </div>
        }
        .into_any()
    })
}
