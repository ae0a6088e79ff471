//! One region of a rollout.

use super::{Permission, Time, words};
use domain::rollout::{Forecast, LaneState, Replaced, Replica, Review, RunRef};
use domain::view::LaneView;
use serde::Serialize;
use utoipa::ToSchema;

/// One region of a rollout.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaneItem {
    #[schema(example = "us-east-1")]
    pub region: String,
    #[schema(schema_with = words::lane_state)]
    pub state: &'static str,
    /// Why it failed.
    pub reason: Option<String>,
    pub run_id: Option<String>,
    pub run_url: Option<String>,
    /// Counts deployments, from 1; 0 before the first.
    pub attempt: u32,
    pub artifact: ReplicaItem,
    /// Why it goes on later than wanted.
    pub delayed: Option<String>,
    /// GitHub holds its run until one of GitHub's own reviewers answers.
    pub review: Option<ReviewItem>,
    /// What its metrics told after its deployment, against what they told before: `requests` seen since, and each condition
    /// with `before`, `after`, `limit` and `verdict` (`good`, `bad` or `no_data`).
    #[schema(value_type = Option<Object>, example = json!({"at": 1_800_000_000_000_i64, "requests": 612, "compared": [{
        "condition": {"metric": "error_rate", "at_most": 0.01, "at_most_factor": 1.5},
        "before": 0.002, "after": 0.12, "limit": 0.003, "verdict": "bad"}]}))]
    pub evidence: Option<serde_json::Value>,
    /// Id of the release that ran there before.
    pub before: Option<String>,
    /// Id of the release that a rollback would take it to; none where it would leave the region alone.
    pub back: Option<String>,
    pub may_skip: Permission,
    pub may_retry: Permission,
}

/// When what is still to come is to be expected, at the earliest.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastItem {
    pub until: Time,
    pub steps: Vec<ExpectedItem>,
}

/// One step of one region, or the rest of one that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectedItem {
    #[schema(example = "us-east-1")]
    pub region: String,
    /// `deploy`, `verify`, or `soak` until the next wave may open.
    #[schema(example = "deploy")]
    pub step: &'static str,
    pub from: Time,
    pub until: Time,
}

impl From<Forecast> for ForecastItem {
    fn from(forecast: Forecast) -> Self {
        let steps = forecast.lanes.iter().flat_map(|lane| {
            lane.steps.iter().map(|expected| ExpectedItem {
                region: lane.region.to_string(),
                step: expected.step.as_str(),
                from: expected.from.into(),
                until: expected.until.into(),
            })
        });
        ForecastItem { steps: steps.collect(), until: forecast.until.into() }
    }
}

/// What GitHub's own reviewers are asked about a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewItem {
    /// The environment on GitHub.
    #[schema(example = "prod")]
    pub environment: String,
    /// Logins of people and short names of teams.
    #[schema(example = json!(["jiwoo-lee", "release-managers"]))]
    pub reviewers: Vec<String>,
    pub since: Time,
    /// Whose yes is being handed to GitHub; null: nobody who approved here can answer from here.
    pub sent_by: Option<String>,
    /// Whose account GitHub does not take for it.
    pub refused: Vec<ReviewerRefusal>,
}

/// Somebody who approved and may not answer on GitHub.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewerRefusal {
    pub name: String,
    pub reason: String,
}

impl From<Review> for ReviewItem {
    fn from(review: Review) -> Self {
        let refused = review.refused.into_iter();
        ReviewItem {
            environment: review.awaited.environment,
            reviewers: review.awaited.reviewers.iter().map(|it| it.name().to_owned()).collect(),
            since: review.since.into(),
            sent_by: review.sent.map(|sent| sent.name),
            refused: refused.map(|it| ReviewerRefusal { name: it.name, reason: it.reason }).collect(),
        }
    }
}

/// Whether the artifact lies in the region's store.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplicaItem {
    #[schema(example = "confirmed")]
    pub state: &'static str,
    /// Bytes that are there.
    pub done: u64,
    pub total: u64,
    /// Until the copy is there, at the pace of late; null while nobody can say.
    pub remaining_seconds: Option<u64>,
    /// The digest or size of a damaged copy that was found there and replaced.
    pub replaced: Option<String>,
    /// Why it cannot be there.
    pub reason: Option<String>,
}

impl From<LaneView> for LaneItem {
    fn from(view: LaneView) -> Self {
        let lane = view.lane;
        let reason = match &lane.state {
            LaneState::Failed { reason, .. } | LaneState::Errored { reason, .. } => Some(reason.clone()),
            _ => None,
        };
        let run: Option<RunRef> = lane.state.run().cloned();
        LaneItem {
            region: lane.region.into(),
            state: lane.state.as_str(),
            reason,
            run_id: run.as_ref().map(|run| run.id.clone()),
            run_url: run.map(|run| run.url),
            attempt: lane.attempt,
            artifact: ReplicaItem::of(lane.replica, view.copy_remaining, lane.replaced),
            delayed: lane.delayed,
            review: lane.review.map(ReviewItem::from),
            evidence: lane.evidence.and_then(|evidence| serde_json::to_value(evidence).ok()),
            before: view.before.map(|id| id.0),
            back: view.back.map(|back| back.release.0),
            may_skip: view.may_skip.into(),
            may_retry: view.may_retry.into(),
        }
    }
}

impl ReplicaItem {
    fn of(replica: Replica, remaining: Option<i64>, replaced: Option<Replaced>) -> Self {
        let (state, done, total, reason) = match replica {
            Replica::Copying { done, total, .. } => ("copying", done, total, None),
            Replica::Confirmed { .. } => ("confirmed", 0, 0, None),
            Replica::Refused { reason } => ("refused", 0, 0, Some(reason)),
        };
        let remaining_seconds = remaining.map(|millis| (millis.max(0) as u64).div_ceil(1_000));
        ReplicaItem { state, done, total, remaining_seconds, replaced: replaced.map(|it| it.found), reason }
    }
}
