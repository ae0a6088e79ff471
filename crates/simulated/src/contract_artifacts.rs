//! What every artifact store must do. Each of them runs all of it in its tests.

use async_trait::async_trait;
use domain::release::Artifact;
use services::ports::{Artifacts, CloudError, Copied, Place, Stored};
use std::sync::Mutex;

/// Stores in two regions, and a way to put artifacts there.
#[async_trait]
pub trait Bench: Sync {
    fn artifacts(&self) -> &dyn Artifacts;

    fn home(&self) -> Place;

    fn away(&self) -> Place;

    /// An artifact of this name, which lies nowhere yet.
    fn artifact(&self, name: &str) -> Artifact;

    /// Puts it into a place's store, as a build does.
    async fn put(&self, place: &Place, artifact: &Artifact);

    /// Makes what lies there something else.
    async fn damage(&self, place: &Place, artifact: &Artifact);
}

/// Runs all of it.
///
/// # Panics
/// When a promise is broken.
pub async fn run(bench: &dyn Bench) {
    what_lies_nowhere_cannot_be_copied(bench).await;
    a_copy_arrives_and_tells_how_far_it_is(bench).await;
    a_damaged_copy_is_replaced(bench).await;
    a_damaged_source_goes_nowhere(bench).await;
}

async fn stored(bench: &dyn Bench, place: &Place, artifact: &Artifact) -> Stored {
    bench.artifacts().stored(place, artifact).await.expect("the store answers")
}

/// With the last that it told.
async fn copy(bench: &dyn Bench, artifact: &Artifact) -> Result<Copied, CloudError> {
    let far = Mutex::new(Copied::default());
    let told = |copied: Copied| {
        let mut far = far.lock().expect("nobody panics");
        assert!(copied.done <= copied.total, "{copied:?}");
        // Several parts are under way at once, and may tell in any order.
        far.done = far.done.max(copied.done);
        far.total = copied.total;
    };
    bench.artifacts().copy(&bench.home(), &bench.away(), artifact, &told).await?;
    Ok(far.into_inner().expect("nobody panics"))
}

async fn what_lies_nowhere_cannot_be_copied(bench: &dyn Bench) {
    let artifact = bench.artifact("nowhere");
    assert_eq!(stored(bench, &bench.home(), &artifact).await, Stored::Missing);
    let refused = copy(bench, &artifact).await;
    assert!(matches!(refused, Err(CloudError::Refused(_))), "{refused:?}");
    assert_eq!(stored(bench, &bench.away(), &artifact).await, Stored::Missing);
}

async fn a_copy_arrives_and_tells_how_far_it_is(bench: &dyn Bench) {
    let artifact = bench.artifact("good");
    bench.put(&bench.home(), &artifact).await;
    assert_eq!(stored(bench, &bench.home(), &artifact).await, Stored::Same);
    assert_eq!(stored(bench, &bench.away(), &artifact).await, Stored::Missing, "regions are apart");
    for attempt in ["first", "once more"] {
        let far = copy(bench, &artifact).await.expect(attempt);
        assert!(far.total > 0 && far.done == far.total, "{attempt}: {far:?}");
        assert_eq!(stored(bench, &bench.away(), &artifact).await, Stored::Same, "{attempt}");
    }
    assert_eq!(stored(bench, &bench.home(), &artifact).await, Stored::Same);
}

async fn a_damaged_copy_is_replaced(bench: &dyn Bench) {
    let artifact = bench.artifact("damaged-away");
    bench.put(&bench.home(), &artifact).await;
    bench.put(&bench.away(), &artifact).await;
    bench.damage(&bench.away(), &artifact).await;
    let found = stored(bench, &bench.away(), &artifact).await;
    assert!(matches!(&found, Stored::Different { found } if !found.is_empty()), "{found:?}");
    copy(bench, &artifact).await.expect("replaced");
    assert_eq!(stored(bench, &bench.away(), &artifact).await, Stored::Same);
}

async fn a_damaged_source_goes_nowhere(bench: &dyn Bench) {
    let artifact = bench.artifact("damaged-at-home");
    bench.put(&bench.home(), &artifact).await;
    bench.damage(&bench.home(), &artifact).await;
    let refused = copy(bench, &artifact).await;
    assert!(matches!(&refused, Err(CloudError::Refused(why)) if !why.is_empty()), "{refused:?}");
    assert_ne!(stored(bench, &bench.away(), &artifact).await, Stored::Same);
}
