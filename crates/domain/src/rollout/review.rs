//! A deployment that GitHub holds until one of its own reviewers answers. Only a person's account may, so the portal hands
//! over the yes of somebody who has given it here.

use super::{Lane, LaneState, Refused, Rollout, Step};
use crate::Timestamp;
use crate::approval::Decision;
use crate::ids::ActorId;
use crate::names::RegionName;
use crate::pipeline::Awaited;
use serde::{Deserialize, Serialize};

/// GitHub's question to its reviewers about a lane's run, and what became of answers that were given here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// As GitHub asks.
    pub awaited: Awaited,
    /// Since when it is known.
    pub since: Timestamp,
    /// Whose answer is under way. It is written down before GitHub is told, so that whoever takes over looks at the run
    /// instead of answering once more.
    pub sent: Option<Answering>,
    /// Those whose account GitHub does not take for this, and why.
    pub refused: Vec<RefusedReviewer>,
}

/// An answer that is handed to GitHub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answering {
    pub by: ActorId,
    pub name: String,
    pub at: Timestamp,
}

/// A review that GitHub asks for no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastReview {
    /// The environment that it was for.
    pub environment: String,
    /// The answer that was handed over; `None`: somebody answered on GitHub.
    pub sent: Option<Answering>,
}

/// Somebody who approved here and may not answer on GitHub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedReviewer {
    pub by: ActorId,
    pub name: String,
    pub reason: String,
}

/// What happens to a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewNews {
    /// GitHub wants an answer.
    Wanted(Awaited),
    /// It is about to be told this person's yes.
    Sending(Voucher),
    /// It was told long ago and still asks: it did not take the answer, or asks anew.
    NotTaken,
    /// It does not take this person's account for it.
    RefusedBy { voucher: Voucher, reason: String },
    /// It asks no more.
    Over,
}

/// Somebody by whose own recorded act a rollout goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    pub actor: ActorId,
    pub name: String,
}

impl Rollout {
    /// Those whose yes may be handed to GitHub, in the order in which they gave it: who approved, who went ahead alone, and who
    /// asked for a rollback, which nobody else has to approve. Nobody answers twice after GitHub has refused them.
    pub fn vouchers(&self, review: &Review) -> Vec<Voucher> {
        // What was approved is the stage that bears the environment's name.
        if review.sent.is_some() || review.awaited.environment != self.stage.as_str() {
            return Vec::new();
        }
        let standing = self.approvals.iter().filter(|approval| {
            let yes = approval.decision == Decision::Approve && approval.void.is_none();
            yes && approval.digest == self.digest
        });
        let approved = standing.map(|it| Voucher { actor: it.by.clone(), name: it.by_name.clone() });
        let alone = self.glass.as_ref();
        let alone = alone.map(|it| Voucher { actor: it.by.actor.clone(), name: it.by.name.clone() });
        let back = self.is_rollback();
        let back = back.then(|| Voucher { actor: self.requester.clone(), name: self.requester_name.clone() });
        let mut vouchers: Vec<Voucher> = Vec::new();
        for voucher in approved.chain(alone).chain(back) {
            let own = review.awaited.no_self_review && voucher.actor == self.requester;
            let refused = review.refused.iter().any(|it| it.by == voucher.actor);
            if !own && !refused && !vouchers.contains(&voucher) {
                vouchers.push(voucher);
            }
        }
        vouchers
    }

    /// Whether GitHub has taken this person's answer for the same environment, of another region's run. All regions' runs are
    /// started by the same account.
    pub fn took_answer(&self, review: &Review, voucher: &Voucher) -> bool {
        let past = self.lanes().filter_map(|lane| lane.past_review.as_ref());
        let mut same = past.filter(|past| past.environment == review.awaited.environment);
        same.any(|past| past.sent.as_ref().is_some_and(|sent| sent.by == voucher.actor))
    }
}

impl Lane {
    /// Whether somebody's answer has been handed to GitHub for this run.
    pub fn has_answered(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.sent.is_some())
    }
}

impl Review {
    pub(super) fn past(self) -> PastReview {
        PastReview { environment: self.awaited.environment, sent: self.sent }
    }
}

impl Step {
    pub(super) fn reviewing(
        &mut self,
        region: &RegionName,
        attempt: u32,
        news: ReviewNews,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let has_run = |state: &LaneState| matches!(state, LaneState::Deploying { run: Some(_), .. });
        let lane = self.lane_in(region, attempt, has_run)?;
        match (lane.review.take(), news) {
            (Some(known), ReviewNews::Over) => lane.past_review = Some(known.past()),
            (review, news) => lane.review = Some(after(review, news, now)?),
        }
        Ok(())
    }
}

/// The review after the news; [`Refused::Outdated`] where they change nothing.
fn after(review: Option<Review>, news: ReviewNews, now: Timestamp) -> Result<Review, Refused> {
    Ok(match (review, news) {
        (Some(known), ReviewNews::Wanted(awaited)) if known.awaited == awaited => {
            return Err(Refused::Outdated);
        }
        // Other reviewers may take whom the ones before did not.
        (Some(known), ReviewNews::Wanted(awaited)) => Review { awaited, refused: Vec::new(), ..known },
        (None, ReviewNews::Wanted(awaited)) => {
            Review { awaited, since: now, sent: None, refused: Vec::new() }
        }
        (Some(known), ReviewNews::Sending(voucher)) if known.sent.is_none() => {
            Review { sent: Some(Answering { by: voucher.actor, name: voucher.name, at: now }), ..known }
        }
        (Some(known), ReviewNews::NotTaken) if known.sent.is_some() => Review { sent: None, ..known },
        (Some(mut known), ReviewNews::RefusedBy { voucher, reason }) => {
            if known.refused.iter().any(|it| it.by == voucher.actor) {
                return Err(Refused::Outdated);
            }
            known.sent = known.sent.filter(|sent| sent.by != voucher.actor);
            known.refused.push(RefusedReviewer { by: voucher.actor, name: voucher.name, reason });
            known
        }
        _ => return Err(Refused::Outdated),
    })
}
