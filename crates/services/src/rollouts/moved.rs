//! Somebody says that a run has moved: whoever waits for it looks now.

use crate::Portal;
use crate::ports::LaneRef;
use domain::PortalError;

impl Portal {
    /// `title` is a run's, with the id of its dispatch in it. Titles of other runs lead to nothing.
    pub async fn run_moved(&self, title: &str) -> Result<(), PortalError> {
        let Some(lane) = lane(title) else { return Ok(()) };
        let Some(found) = self.store.rollout(&lane.rollout).await? else { return Ok(()) };
        let waits = found
            .value
            .lane(&lane.region)
            .is_some_and(|there| there.attempt == lane.attempt && there.state.busy());
        if waits {
            let now = self.now();
            self.store.enqueue(vec![self.deploy_job(&lane, now)]).await?;
        }
        Ok(())
    }
}

/// The dispatch that a run's title names: a whole word, perhaps in brackets.
fn lane(title: &str) -> Option<LaneRef> {
    let mut words = title.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    words.find_map(LaneRef::parse)
}
