//! Environments whose own reviewers have to answer.

use super::world::World;
use domain::Timestamp;
use domain::pipeline::{Awaited, Conclusion, Reviewed, Reviewer, RunState};
use services::ports::{PersonToken, PipelineError, RuleAnswer, TokenOwner};

/// Who answers for an environment.
#[derive(Clone, Debug, Default)]
pub(super) struct Reviewers {
    /// Logins.
    pub people: Vec<String>,
    /// Short names, with their members.
    pub teams: Vec<(String, Vec<String>)>,
    pub no_self_review: bool,
}

impl Reviewers {
    pub fn names(&self, login: &str) -> bool {
        let member = |(_, members): &(String, Vec<String>)| members.iter().any(|member| member == login);
        self.people.iter().any(|person| person == login) || self.teams.iter().any(member)
    }

    fn listed(&self) -> Vec<Reviewer> {
        let people = self.people.iter().cloned().map(Reviewer::Person);
        people.chain(self.teams.iter().map(|(team, _)| Reviewer::Team(team.clone()))).collect()
    }
}

impl World {
    pub fn awaited(&mut self, repository: &str, id: &str) -> Result<Vec<Awaited>, PipelineError> {
        let run = self.run(repository, id)?;
        let (waits, environment) = (run.is_waiting() && run.wants_review, run.environment().to_owned());
        let key = (repository.to_owned(), environment.clone());
        let Some(reviewers) = self.reviewers.get(&key).filter(|_| waits) else { return Ok(Vec::new()) };
        let (reviewers, no_self_review) = (reviewers.listed(), reviewers.no_self_review);
        Ok(vec![Awaited { environment, environment_id: 77, reviewers, no_self_review }])
    }

    pub fn reviews(&mut self, repository: &str, id: &str) -> Result<Vec<Reviewed>, PipelineError> {
        self.run(repository, id)?;
        let of_run = self.reviews.iter().filter(|(run, _)| run == id);
        Ok(of_run.map(|(_, review)| review.clone()).collect())
    }

    pub fn owner(&self, token: &PersonToken) -> Result<TokenOwner, PipelineError> {
        let login = self.accounts.get(token.expose()).cloned();
        let unknown =
            || PipelineError::Refused("GitHub does not accept the token: Bad credentials".to_owned());
        Ok(TokenOwner { login: login.ok_or_else(unknown)?, scopes: vec!["repo".to_owned()] })
    }

    pub fn may_review(
        &mut self,
        token: &PersonToken,
        repository: &str,
        id: &str,
    ) -> Result<bool, PipelineError> {
        let login = self.owner(token)?.login;
        let environment = self.run(repository, id)?.environment().to_owned();
        let reviewers = self.reviewers.get(&(repository.to_owned(), environment));
        Ok(reviewers.is_some_and(|reviewers| reviewers.names(&login)))
    }

    pub fn review(
        &mut self,
        token: &PersonToken,
        (repository, id): (&str, &str),
        answer: &RuleAnswer,
        now: Timestamp,
    ) -> Result<(), PipelineError> {
        let login = self.owner(token)?.login;
        self.reviewed_by(&login, (repository, id), answer, now)
    }

    pub fn reviewed_by(
        &mut self,
        login: &str,
        (repository, id): (&str, &str),
        answer: &RuleAnswer,
        now: Timestamp,
    ) -> Result<(), PipelineError> {
        let environment = self.run(repository, id)?.environment().to_owned();
        let reviewers = self.reviewers.get(&(repository.to_owned(), environment));
        let named = reviewers.is_some_and(|reviewers| reviewers.names(login));
        let run = self.run(repository, id)?;
        if !named || !run.is_waiting() || !run.wants_review {
            let words = "You cannot approve or reject one or more of these deployments.";
            return Err(PipelineError::Refused(words.to_owned()));
        }
        run.wants_review = false;
        match answer.pass {
            true if !run.wants_rule => run.let_go(now),
            true => {}
            false => run.hold(RunState::Done { conclusion: Conclusion::Failure }, now),
        }
        let review =
            Reviewed { approved: answer.pass, by: Some(login.to_owned()), comment: answer.comment.clone() };
        self.reviews.push((id.to_owned(), review));
        Ok(())
    }
}
