use super::answers::Answers;
use super::axis::Axis;
use super::carried::Carries;
use super::changes::ChangesWanted;
use super::decision::DecisionBox;
use super::exceptions::{Banners, Exceptions};
use super::facts::Facts;
use super::head::{Head, progress};
use super::lane::Context;
use super::wave::wave;
use crate::i18n::names;
use crate::ssr;
use domain::view::RolloutView;
use leptos::prelude::*;

/// Id of the element that a board stands in.
pub const BOARD: &str = "board";

/// Everything on the page that may change while somebody looks. `data-told` is read out when it has changed.
pub fn board(rollout: &RolloutView, context: &Context<'_>, typed: String) -> AnyView {
    let told = format!("{}: {}", names::rollout_status(ssr::lang(), rollout.status), progress(rollout));
    let waves =
        rollout.waves.iter().enumerate().map(|(position, view)| wave(position, view, rollout, context));
    view! {
        <div id=BOARD class="board" data-told=told>
            <Head rollout=rollout/>
            <Banners rollout=rollout/>
            <ChangesWanted rollout=rollout anew=context.anew/>
            <div class="request-grid" id="rollout-grid">
                <div class="request-main" id="rollout-main">
                    <Axis rollout=rollout now=context.now signals=context.signals/>
                    <Carries rollout=rollout labels=context.labels/>
                    {waves.collect_view()}
                </div>
                <div class="request-side" id="rollout-side">
                    <DecisionBox rollout=rollout typed=typed.clone()/>
                    <Exceptions rollout=rollout typed=typed/>
                    <Answers rollout=rollout/>
                    <Facts rollout=rollout/>
                </div>
            </div>
        </div>
    }
    .into_any()
}
