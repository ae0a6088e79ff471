//! A run that GitHub holds until one of its own reviewers answers. Whoever has approved here, is one of them, and has lent
//! the portal their account, answers with it; once, because that this is about to happen is written down before.

use super::{Errand, Outcome};
use crate::Portal;
use crate::accounts::Account;
use crate::ports::{PipelineError, RuleAnswer};
use domain::PortalError;
use domain::pipeline::{Awaited, Run};
use domain::rollout::{Review, ReviewNews, Rollout, RolloutEvent, RunRef, Voucher};

/// How long GitHub may take to let go of a run whose answer was lost; then it certainly was not told.
const SHOWS_WITHIN_MILLIS: i64 = 60_000;
/// Pause between two looks until then.
const AGAIN_MILLIS: i64 = 1_000;
/// GitHub takes no more.
const LONGEST_COMMENT: usize = 1_024;

impl Portal {
    /// Answers GitHub's reviews as far as that is possible from here; otherwise the lane says who has to.
    pub(super) async fn review_wanted(
        &self,
        errand: &Errand<'_>,
        run: &RunRef,
        awaited: Awaited,
    ) -> Result<Outcome, PortalError> {
        self.on_review(errand, ReviewNews::Wanted(awaited)).await?;
        let Some(errand) = self.lane_errand(errand.job, errand.at).await? else { return Ok(Outcome::Done) };
        let Some(review) = errand.lane.review.clone() else { return Ok(Outcome::Later(self.now())) };
        if let Some(sent) = &review.sent {
            if self.now().since(sent.at) < SHOWS_WITHIN_MILLIS {
                return Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS)));
            }
            self.on_review(&errand, ReviewNews::NotTaken).await?;
            return Ok(Outcome::Later(self.now()));
        }
        for voucher in errand.rollout.vouchers(&review) {
            let Some(account) = self.reviewer(&errand, run, (&review, &voucher)).await? else { continue };
            return self.hand_over(&errand, run, (&review.awaited, voucher), &account).await;
        }
        Ok(Outcome::Later(self.now().plus_millis(self.settings.longest_run_poll_millis)))
    }

    /// It asks no more.
    pub(super) async fn review_over(&self, errand: &Errand<'_>) -> Result<(), PortalError> {
        match errand.lane.review {
            Some(_) => self.on_review(errand, ReviewNews::Over).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Why a run ended badly, if that is because a reviewer has said no.
    pub(super) async fn rejected_by_reviewer(&self, errand: &Errand<'_>, run: &Run) -> Option<String> {
        let repository = &errand.rollout.strategy.workflow.repository;
        let reviews = self.pipelines.reviews(repository, &run.id).await.ok()?;
        let no = reviews.into_iter().rfind(|review| !review.approved)?;
        let by = no.by.unwrap_or_else(|| "a reviewer".to_owned());
        let why: String = no.comment.chars().take(LONGEST_COMMENT).collect();
        Some(match why.trim() {
            "" => format!("{by} has rejected it on GitHub"),
            why => format!("{by} has rejected it on GitHub: {why}"),
        })
    }

    /// The account of somebody who may answer. What GitHub says against it is kept, so that it is not asked again.
    async fn reviewer(
        &self,
        errand: &Errand<'_>,
        run: &RunRef,
        (review, voucher): (&Review, &Voucher),
    ) -> Result<Option<Account>, PortalError> {
        let Some(account) = self.account_of(&voucher.actor).await? else { return Ok(None) };
        if !review.awaited.may_name(&account.login) {
            return Ok(None);
        }
        // Each question counts against GitHub's limits.
        if errand.rollout.took_answer(review, voucher) {
            return Ok(Some(account));
        }
        let reason = match self.objection(errand, run, (&review.awaited, &account)).await {
            Ok(None) => return Ok(Some(account)),
            Ok(Some(objection)) => objection.to_owned(),
            Err(error) if error.retryable() => {
                tracing::warn!(%error, actor = %voucher.actor, "GitHub does not say who may answer");
                return Ok(None);
            }
            Err(error) => error.to_string(),
        };
        self.on_review(errand, ReviewNews::RefusedBy { voucher: voucher.clone(), reason }).await?;
        Ok(None)
    }

    /// What GitHub has against an answer of this account.
    async fn objection(
        &self,
        errand: &Errand<'_>,
        run: &RunRef,
        (awaited, account): (&Awaited, &Account),
    ) -> Result<Option<&'static str>, PipelineError> {
        let repository = &errand.rollout.strategy.workflow.repository;
        if awaited.no_self_review {
            let starter = self.pipelines.run(repository, &run.id).await?.actor;
            if starter.is_some_and(|starter| starter.eq_ignore_ascii_case(&account.login)) {
                return Ok(Some("has started the run, and may not answer for it"));
            }
        }
        let may = self.pipelines.may_review(&account.token, repository, &run.id, awaited).await?;
        Ok((!may).then_some("is none of those whom GitHub lets answer"))
    }

    async fn hand_over(
        &self,
        errand: &Errand<'_>,
        run: &RunRef,
        (awaited, voucher): (&Awaited, Voucher),
        account: &Account,
    ) -> Result<Outcome, PortalError> {
        let ours = self.on_review(errand, ReviewNews::Sending(voucher.clone())).await?;
        let lease = (errand.job.id.clone(), errand.job.lease.clone());
        if !ours || !self.holds(Some(&lease)).await {
            return Ok(Outcome::Later(self.now()));
        }
        let answer = RuleAnswer { pass: true, comment: self.comment(&errand.rollout, &voucher) };
        let repository = &errand.rollout.strategy.workflow.repository;
        let sent = self.pipelines.review(&account.token, repository, &run.id, (awaited, &answer)).await;
        match sent {
            Ok(()) => Ok(Outcome::Later(self.now().plus_millis(self.settings.run_poll_millis))),
            Err(PipelineError::Unclear(_)) => Ok(Outcome::Later(self.now().plus_millis(AGAIN_MILLIS))),
            Err(error) if error.retryable() => {
                self.on_review(errand, ReviewNews::NotTaken).await?;
                self.kept_waiting(errand, &error).await
            }
            Err(error) => {
                let reason = error.to_string();
                self.on_review(errand, ReviewNews::RefusedBy { voucher, reason }).await?;
                Ok(Outcome::Later(self.now()))
            }
        }
    }

    /// `false`: it has moved on.
    async fn on_review(&self, errand: &Errand<'_>, news: ReviewNews) -> Result<bool, PortalError> {
        let (region, attempt) = (errand.at.region.clone(), errand.at.attempt);
        self.tell_rollout(&errand.at.rollout, RolloutEvent::Review { region, attempt, news }).await
    }

    /// For whoever looks at the run on GitHub: whose yes it is, their reason, and where it was given.
    fn comment(&self, rollout: &Rollout, voucher: &Voucher) -> String {
        let approval = rollout.approvals.iter().rfind(|it| it.by == voucher.actor && it.void.is_none());
        let alone = rollout.glass.as_ref().filter(|glass| glass.by.actor == voucher.actor);
        let (did, why) = match (approval, alone) {
            (Some(approval), _) => ("approved", approval.comment.as_deref()),
            (None, Some(glass)) => ("went ahead alone with", glass.by.why.as_deref()),
            (None, None) => ("asked for", rollout.reason.as_deref()),
        };
        let (id, version, name) = (&rollout.id, &rollout.release.version, &voucher.name);
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let text = format!(
            "Slipway: {name} {did} rollout {id} of {version}{why} ({}/rollouts/{id})",
            self.settings.public_url
        );
        text.chars().take(LONGEST_COMMENT).collect()
    }
}
