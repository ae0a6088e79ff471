//! What checks found is kept: all of it for two days, then as sums.

use super::probing::Work;
use crate::Portal;
use crate::ports::{CheckChunk, Commit, ThinnedChunk, Write};
use domain::health::CheckResult;
use domain::health::course::{Tier, checks, line, sums, written};
use domain::permission::Permit;
use domain::{PortalError, Timestamp};
use std::collections::BTreeMap;

/// More is not held while the database is away; the oldest go first.
const MOST_HELD: usize = 200_000;
/// Chunks that are thinned in one commit.
const THINNED_AT_ONCE: u32 = 200;

impl Portal {
    /// Writes what was found since the last time, in one commit.
    pub(super) async fn write_found(&self, work: &mut Work) -> Result<(), PortalError> {
        if work.found.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::new(Permit::portal(), self.now());
        commit.writes.push(Write::CheckLines(chunks(&work.found)));
        match self.store.commit(commit).await {
            Ok(_) => work.found.clear(),
            Err(error) => {
                tracing::warn!(%error, held = work.found.len(), "what checks found is not written yet");
                let surplus = work.found.len().saturating_sub(MOST_HELD);
                work.found.drain(..surplus);
            }
        }
        Ok(())
    }

    /// Turns old chunks into sums, so many of them. Tells whether there may be more.
    pub(crate) async fn thin_checks(&self) -> Result<bool, PortalError> {
        let tier = Tier::Raw;
        let before = self.now().plus_millis(-tier.kept_millis() - tier.chunk_millis());
        let old = self.store.old_check_chunks(tier, before, THINNED_AT_ONCE).await?;
        let more = old.len() == THINNED_AT_ONCE as usize;
        if !old.is_empty() {
            let mut commit = Commit::new(Permit::portal(), self.now());
            commit.writes = old.into_iter().map(|raw| Write::ThinChecks(thinned(raw))).collect();
            self.store.commit(commit).await?;
        }
        Ok(more)
    }
}

/// The lines of results, by the chunks that they belong to.
pub(super) fn chunks(results: &[CheckResult]) -> Vec<CheckChunk> {
    let mut lines: BTreeMap<_, String> = BTreeMap::new();
    for result in results {
        let starts_at = Tier::Raw.chunk_of(result.at);
        lines.entry((&result.probe, &result.location, starts_at)).or_default().push_str(&line(result));
    }
    let chunk = |((probe, location, starts_at), lines): ((&_, &_, Timestamp), String)| CheckChunk {
        probe: Clone::clone(probe),
        location: Clone::clone(location),
        tier: Tier::Raw,
        starts_at,
        lines,
    };
    lines.into_iter().map(chunk).collect()
}

fn thinned(raw: CheckChunk) -> ThinnedChunk {
    let found: Vec<_> = checks(raw.starts_at, &raw.lines).collect();
    let tiers = [Tier::Minute, Tier::Hour].map(|tier| {
        let starts_at = tier.chunk_of(raw.starts_at);
        let lines = written(tier, starts_at, &sums(tier, found.clone()));
        CheckChunk { tier, starts_at, lines, ..raw.clone() }
    });
    let sums = tiers.into_iter().filter(|chunk| !chunk.lines.is_empty()).collect();
    ThinnedChunk { raw, sums }
}
