use crate::support::*;
use services::Worker;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn old_drafts_go_and_the_job_stays() {
    let world = World::new().await;
    let dana = person("dana:developer");
    world.portal.save_draft(&dana, None, "{}").await.expect("a draft");
    world.clock.advance(60 * DAY);
    world.portal.save_draft(&dana, None, "{\"newer\":true}").await.expect("a draft");
    world.clock.advance(31 * DAY);
    // Every worker wants it when it starts; there is one all the same.
    for name in ["a", "b"] {
        Worker::new(world.portal.clone(), name.to_owned()).run(std::future::ready(())).await;
    }
    world.clock.advance(Duration::from_secs(61));
    for _ in 0..2 {
        assert!(world.portal.settle().await.expect("settles") > 0);
        let counts = world.portal.job_counts().await.expect("counts");
        assert!(counts.contains(&("tidy".to_owned(), 1, 0)), "{counts:?}");
        let drafts = world.portal.drafts(&dana).await.expect("drafts");
        assert_eq!(
            drafts.iter().map(|draft| draft.content.as_str()).collect::<Vec<_>>(),
            ["{\"newer\":true}"]
        );
        world.clock.advance(Duration::from_secs(3601));
    }
}
