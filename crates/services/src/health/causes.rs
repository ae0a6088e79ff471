//! Which change most likely made a service unwell.

use super::ranking::{Ranking, Sources};
use crate::Portal;
use crate::ports::{Commit, KnownChange, Write};
use domain::audit::AuditNote;
use domain::health::Placement;
use domain::health::culprit::{ChangeRecord, MOST, RELEASE, Ranked};
use domain::ids::ReleaseId;
use domain::people::Actor;
use domain::permission::{Action, permit, permit_explain};
use domain::view::{Allowed, CauseView, CausesView};
use domain::{PortalError, Timestamp};
use serde_json::json;

impl Portal {
    /// The changes that may have made a service unwell in a region, the likeliest first. `since` is when that began, if the
    /// caller knows; else it is taken from what was judged and measured.
    pub async fn causes(
        &self,
        actor: &Actor,
        [service, stage, region]: [&str; 3],
        since: Option<Timestamp>,
    ) -> Result<CausesView, PortalError> {
        permit(actor, Action::View, None)?;
        let placement = self.placement(service, stage, region).await?;
        let ranking = self.ranking(&placement, since, Sources::Measured).await?;
        self.causes_view(actor, ranking, &placement, MOST).await
    }

    /// The `most` first suspects, with what the reader may do about each.
    pub(super) async fn causes_view(
        &self,
        actor: &Actor,
        ranking: Ranking,
        ill: &Placement,
        most: usize,
    ) -> Result<CausesView, PortalError> {
        let unrecorded = ranking.unrecorded();
        let Ranking { symptom, ranked, weighed, problem } = ranking;
        let ids: Vec<&str> = ranked.iter().map(|ranked| ranked.change.id.as_str()).collect();
        let blamed = self.store.blamed(&ids).await?;
        let mut suspects: Vec<(bool, Ranked)> =
            ranked.into_iter().map(|ranked| (blamed.contains(&ranked.change.id), ranked)).collect();
        // Whoever has looked into it knows better than any ranking.
        suspects.sort_by_key(|(blamed, _)| !blamed);
        let mut causes = Vec::new();
        for suspect in suspects.into_iter().take(most) {
            causes.push(self.cause_view(actor, suspect, ill).await?);
        }
        Ok(CausesView { symptom, causes, unrecorded, weighed, problem })
    }

    async fn cause_view(
        &self,
        actor: &Actor,
        (blamed, mut ranked): (bool, Ranked),
        ill: &Placement,
    ) -> Result<CauseView, PortalError> {
        self.name_releases(&mut ranked.change).await?;
        let right = permit_explain(actor, ranked.change.team.as_ref());
        let may_roll_back = self.way_back(actor, &mut ranked.change, ill).await?;
        Ok(CauseView { blamed, may_blame: Allowed::by_right(right), may_roll_back, ranked })
    }

    /// Puts versions and commits in the place of releases' ids.
    async fn name_releases(&self, change: &mut ChangeRecord) -> Result<(), PortalError> {
        let releases = change.difference.iter_mut().flatten().filter(|differs| differs.what == RELEASE);
        for differs in releases {
            for end in [&mut differs.before, &mut differs.after] {
                let Some(id) = end.take() else { continue };
                let release = self.store.release(&ReleaseId(id.clone())).await?;
                *end = Some(release.map_or(id, |release| {
                    let commit: String = release.commit.chars().take(8).collect();
                    format!("{} ({commit})", release.version)
                }));
            }
        }
        Ok(())
    }

    /// Notes, or takes back, that a change was an incident's cause, so that its like is suspected more.
    pub async fn blame_change(
        &self,
        actor: &Actor,
        id: &str,
        blamed: bool,
    ) -> Result<KnownChange, PortalError> {
        permit(actor, Action::View, None)?;
        let missing = || PortalError::not_found("change");
        let known = self.store.change(id).await?.ok_or_else(missing)?;
        let team = known.change.team.as_ref();
        let permit = permit_explain(actor, team)?;
        let mut commit = Commit::new(permit, self.now());
        commit.audit.push(AuditNote {
            action: if blamed { "change.blamed" } else { "change.cleared" }.to_owned(),
            subject: id.to_owned(),
            team: team.cloned(),
            why: None,
            before: json!({ "blamed": known.blamed }),
            after: json!({ "blamed": blamed }),
        });
        commit.writes.push(Write::BlameChange { id: id.to_owned(), blamed });
        self.store.commit(commit).await?;
        Ok(KnownChange { blamed, ..known })
    }
}
