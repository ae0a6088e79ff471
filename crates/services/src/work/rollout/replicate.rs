//! Bringing an artifact into a region's store, long before its wave opens.

use super::Outcome;
use crate::Portal;
use crate::ports::{CloudError, Copied, LeasedJob, Place, Stored};
use crate::work::back_off;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::names::RegionName;
use domain::rollout::{Replica, Rollout, RolloutEvent};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often progress is written down.
const PROGRESS: Duration = Duration::from_millis(1_000);

impl Portal {
    pub(crate) async fn replicate(
        &self,
        job: &LeasedJob,
        id: &RolloutId,
        region: &RegionName,
    ) -> Result<Outcome, PortalError> {
        let Some(found) = self.store.rollout(id).await? else { return Ok(Outcome::Done) };
        let rollout = found.value;
        let copying =
            rollout.lane(region).is_some_and(|lane| matches!(lane.replica, Replica::Copying { .. }));
        if !copying || rollout.closed.is_some() {
            return Ok(Outcome::Done);
        }
        match self.brought(&rollout, region).await {
            Ok(()) => {
                let event = RolloutEvent::Replicated { region: region.clone() };
                self.tell_rollout_and_end(job, id, event).await
            }
            Err(error) if error.retryable() => {
                let retry_at = self.now().plus_millis(back_off(job));
                Ok(Outcome::Failed { retry_at, why: error.to_string() })
            }
            Err(error) => {
                let event = RolloutEvent::NotReplicated { region: region.clone(), reason: error.to_string() };
                self.tell_rollout_and_end(job, id, event).await
            }
        }
    }

    /// Sees to it that the region's store has exactly the artifact. A damaged copy is replaced; the home region's own is
    /// the source, and nothing replaces that.
    async fn brought(&self, rollout: &Rollout, region: &RegionName) -> Result<(), CloudError> {
        let artifact = &rollout.release.artifact;
        let place = self.place(&rollout.stage, region);
        let found = self.artifacts.stored(&place, artifact).await?;
        let home = self.rules.home().map(|home| self.place(&rollout.stage, &home.name));
        let home = home.filter(|home| &home.region != region);
        match (found, home) {
            (Stored::Same, _) => Ok(()),
            (Stored::Missing, None) => Err(CloudError::Refused(format!(
                "the artifact {} is not in the store of {region}, where it has to come from",
                artifact.key
            ))),
            (Stored::Different { found }, None) => Err(CloudError::Refused(format!(
                "what lies in the store of {region} under {} is not what was released ({found})",
                artifact.key
            ))),
            (found, Some(home)) => {
                if let Stored::Different { found } = found {
                    let event = RolloutEvent::Damaged { region: region.clone(), found };
                    // For people to see; it is replaced either way.
                    let _ = self.tell_rollout(&rollout.id, event).await;
                }
                self.copied(rollout, &home, &place).await?;
                match self.artifacts.stored(&place, artifact).await? {
                    Stored::Same => Ok(()),
                    _ => Err(CloudError::Unavailable(
                        "the copy does not have the artifact's digest".to_owned(),
                    )),
                }
            }
        }
    }

    async fn copied(&self, rollout: &Rollout, home: &Place, place: &Place) -> Result<(), CloudError> {
        let far = Mutex::new(None);
        let told = |copied: Copied| *far.lock().unwrap_or_else(PoisonError::into_inner) = Some(copied);
        let copying = self.artifacts.copy(home, place, &rollout.release.artifact, &told);
        let mut copying = std::pin::pin!(copying);
        loop {
            tokio::select! {
                copied = &mut copying => return copied,
                () = tokio::time::sleep(PROGRESS) => {
                    let copied = *far.lock().unwrap_or_else(PoisonError::into_inner);
                    let Some(Copied { done, total }) = copied else { continue };
                    let event = RolloutEvent::Copied { region: place.region.clone(), done, total };
                    // Progress is for people to see; the copy goes on without it.
                    let _ = self.tell_rollout(&rollout.id, event).await;
                }
            }
        }
    }
}
