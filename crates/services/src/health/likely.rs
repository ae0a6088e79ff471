//! Which changes most likely did it, for pages that wait for no source of metrics.

use super::behind::Behind;
use super::ranking::{Ranking, Sources};
use crate::Portal;
use domain::health::culprit::Symptom;
use domain::health::{Placement, PlacementHealth};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::CausesView;
use domain::{PortalError, Timestamp};

/// After so long changes are weighed anew when somebody looks.
const FRESH_MILLIS: i64 = 10_000;
/// What was weighed longer ago is not shown any more.
const SHOWN_MILLIS: i64 = 60_000;

/// What was weighed last of each placement, with since when it had been in its state then.
#[derive(Default)]
pub(crate) struct KnownRankings {
    known: Behind<Placement, (Timestamp, Ranking)>,
    /// Held while something is weighed for the first time: everybody looks when an outage begins, and one weighing is enough.
    first: tokio::sync::Mutex<()>,
}

impl Portal {
    /// The `most` likeliest causes of what ails a placement: at once by what was judged, and a moment later by what is measured,
    /// too.
    pub async fn likely_causes(
        &self,
        actor: &Actor,
        ill: &PlacementHealth,
        most: usize,
    ) -> Result<CausesView, PortalError> {
        permit(actor, Action::View, None)?;
        let (placement, since) = (&ill.placement, ill.health.since);
        let now = self.now();
        let due = self.rankings.known.take_turn(placement, now, FRESH_MILLIS);
        self.rankings.known.forget(now.plus_millis(-SHOWN_MILLIS));
        let ranking = match self.known_ranking(placement, since) {
            Some(known) => Ok(known),
            None => self.first_ranking(placement, since).await,
        };
        if due {
            let (portal, placement) = (self.clone(), placement.clone());
            tokio::spawn(async move { portal.refine_ranking(&placement, since).await });
        }
        self.causes_view(actor, ranking?, placement, most).await
    }

    async fn first_ranking(&self, placement: &Placement, since: Timestamp) -> Result<Ranking, PortalError> {
        let _turn = self.rankings.first.lock().await;
        match self.known_ranking(placement, since) {
            Some(known) => Ok(known),
            None => self.rank_by(Sources::Judged, placement, since).await,
        }
    }

    /// A trouble that began anew has other causes.
    fn known_ranking(&self, placement: &Placement, since: Timestamp) -> Option<Ranking> {
        let known = self.rankings.known.get(placement, self.now(), SHOWN_MILLIS);
        known.filter(|(of, _)| *of == since).map(|(_, ranking)| ranking)
    }

    async fn rank_by(
        &self,
        sources: Sources,
        placement: &Placement,
        since: Timestamp,
    ) -> Result<Ranking, PortalError> {
        let ranking = self.ranking(placement, None, sources).await?;
        let now = self.now();
        let known = self.rankings.known.get(placement, now, SHOWN_MILLIS);
        // What took long may be of a trouble that is over.
        if known.is_none_or(|(of, _)| of <= since) {
            self.rankings.known.put(placement, (since, ranking.clone()), now);
        }
        Ok(ranking)
    }

    /// Pages are told when what they show became something else.
    async fn refine_ranking(&self, placement: &Placement, since: Timestamp) {
        let before = self.known_ranking(placement, since);
        match self.rank_by(Sources::Measured, placement, since).await {
            Ok(ranking) if before.is_some_and(|before| shown(&before) == shown(&ranking)) => {}
            Ok(_) => self.numbers.changed(self.now()),
            Err(error) => tracing::warn!(%placement, "changes were not weighed: {error}"),
        }
    }
}

/// Since when it is so, and suspects in their order with their percentages.
fn shown(ranking: &Ranking) -> (Option<Timestamp>, Vec<(&str, i64)>) {
    let percent = |score: f64| (score * 100.0).round() as i64;
    let suspects = ranking.ranked.iter().map(|it| (it.change.id.as_str(), percent(it.score)));
    (ranking.symptom.as_ref().and_then(Symptom::since), suspects.collect())
}
