//! What a release changes where another one runs, as its repository tells.

use crate::Portal;
use crate::pipelines::{in_time, refused_by};
use domain::changes::Comparison;
use domain::ids::{ReleaseId, RolloutId};
use domain::names::{RegionName, StageName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::Release;
use domain::view::{FoundChanges, ReleaseChanges};
use domain::{PortalError, Timestamp};
use futures::StreamExt;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Comparisons asked for at once.
const AT_ONCE: usize = 4;
/// Comparisons that are kept. Commits never change, so they stay right.
const KEPT: usize = 256;

/// How long a page does not ask again after it was told nothing.
const QUIET_MILLIS: i64 = 15_000;

/// Repository, old commit, new commit.
type Key = (String, String, String);
type Compared = Result<Arc<Comparison>, PortalError>;

/// Comparisons that were made before, oldest first.
#[derive(Default)]
pub(crate) struct Comparisons(Mutex<VecDeque<(Key, Timestamp, Compared)>>);

/// Regions of one stage in which one release runs.
struct Place {
    stage: StageName,
    regions: Vec<RegionName>,
    running: ReleaseId,
}

impl Portal {
    /// What a release changes in each stage, for each release that runs there.
    pub async fn release_changes(
        &self,
        actor: &Actor,
        id: &ReleaseId,
    ) -> Result<Vec<ReleaseChanges>, PortalError> {
        let release = self.release(actor, id).await?;
        self.changes_by(&release, None).await
    }

    /// What a rollout changes: compared with what ran before it began, or with what runs now while it has not.
    pub async fn rollout_changes(
        &self,
        actor: &Actor,
        id: &RolloutId,
    ) -> Result<Vec<ReleaseChanges>, PortalError> {
        permit(actor, Action::View, None)?;
        let rollout = self.load_rollout(id).await?.value;
        if !rollout.begun() {
            let changes = self.changes_by(&rollout.release, Some(&rollout.stage)).await?;
            return Ok(only(changes, &rollout.lanes().map(|lane| lane.region.clone()).collect::<Vec<_>>()));
        }
        let before =
            rollout.lanes().filter_map(|lane| Some((&lane.region, rollout.before.get(&lane.region)?)));
        let mut places = Vec::new();
        before.for_each(|(region, running)| gather(&mut places, &rollout.stage, region, running));
        self.compared(&rollout.release, places).await
    }

    /// The same for a stage, or for all.
    pub(super) async fn changes_by(
        &self,
        release: &Release,
        stage: Option<&StageName>,
    ) -> Result<Vec<ReleaseChanges>, PortalError> {
        let deployed = self.store.deployed(Some(&release.service)).await?;
        let stages = self.rules.stages.iter().map(|rules| &rules.name);
        let mut places = Vec::new();
        for stage in stages.filter(|name| stage.is_none_or(|wanted| wanted == *name)) {
            for region in &self.rules.regions {
                let here = deployed.iter().find(|it| &it.stage == stage && it.region == region.name);
                here.into_iter().for_each(|it| gather(&mut places, stage, &it.region, &it.release));
            }
        }
        self.compared(release, places).await
    }

    async fn compared(
        &self,
        release: &Release,
        places: Vec<Place>,
    ) -> Result<Vec<ReleaseChanges>, PortalError> {
        let compared = places.into_iter().map(|place| self.compared_at(release, place));
        let compared: Vec<_> = futures::stream::iter(compared).buffered(AT_ONCE).collect().await;
        compared.into_iter().filter_map(Result::transpose).collect()
    }

    async fn compared_at(
        &self,
        release: &Release,
        place: Place,
    ) -> Result<Option<ReleaseChanges>, PortalError> {
        let Some(running) = self.store.release(&place.running).await? else { return Ok(None) };
        let found = match self.comparison(release, &running).await {
            Ok(comparison) => FoundChanges::Compared { comparison: Comparison::clone(&comparison) },
            Err(failure) => FoundChanges::Unknown { failure },
        };
        let Place { stage, regions, .. } = place;
        let (running, running_version) = (running.id, running.version);
        Ok(Some(ReleaseChanges { stage, regions, running, running_version, found }))
    }

    async fn comparison(&self, new: &Release, old: &Release) -> Compared {
        if new.commit == old.commit {
            return Ok(Arc::default());
        }
        let repository = self.declaration(&new.service).await?.repository.clone();
        let key = (repository, old.commit.clone(), new.commit.clone());
        let now = self.now();
        if let Some(known) = self.comparisons.get(&key, now) {
            return known;
        }
        let compared = in_time(self.pipelines.compare(&key.0, &key.1, &key.2)).await;
        let compared = compared.map(Arc::new).map_err(refused_by);
        self.comparisons.put(key, now, compared.clone());
        compared
    }
}

/// Puts a region to the others of its stage that have the same release.
fn gather(places: &mut Vec<Place>, stage: &StageName, region: &RegionName, running: &ReleaseId) {
    let same = places.iter_mut().find(|place| &place.stage == stage && &place.running == running);
    match same {
        Some(place) => place.regions.push(region.clone()),
        None => places.push(Place {
            stage: stage.clone(),
            regions: vec![region.clone()],
            running: running.clone(),
        }),
    }
}

/// Those that are about one of these regions, and what they say of it.
pub(super) fn only(changes: Vec<ReleaseChanges>, regions: &[RegionName]) -> Vec<ReleaseChanges> {
    let narrowed = changes.into_iter().map(|mut one| {
        one.regions.retain(|region| regions.contains(region));
        one
    });
    narrowed.filter(|one| !one.regions.is_empty()).collect()
}

impl Comparisons {
    fn get(&self, key: &Key, now: Timestamp) -> Option<Compared> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, at, compared) = known.iter().find(|(of, ..)| of == key)?;
        (compared.is_ok() || now.since(*at) < QUIET_MILLIS).then(|| compared.clone())
    }

    fn put(&self, key: Key, now: Timestamp, compared: Compared) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(of, ..)| of != &key);
        known.push_back((key, now, compared));
        while known.len() > KEPT {
            known.pop_front();
        }
    }
}
