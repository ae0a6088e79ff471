//! What a decision covers: the targets that wait for it. The others need nobody's yes.

use super::places::Places;
use super::plans::{Kind, tally};
use super::text;
use crate::i18n::{self, Lang, names};
use domain::request::TargetStatus;
use domain::view::RequestView;

/// Positions of a request's targets, by whether an answer is about them.
#[derive(Debug, PartialEq, Eq)]
pub struct Scope {
    /// All of them when nothing waits.
    pub covered: Vec<usize>,
    pub others: Vec<usize>,
}

impl Scope {
    pub fn of(request: &RequestView) -> Self {
        let waits = |place: &usize| {
            request.targets.get(*place).is_some_and(|target| target.status == TargetStatus::AwaitingApproval)
        };
        let (covered, others): (Vec<usize>, Vec<usize>) = (0..request.targets.len()).partition(waits);
        match covered.is_empty() {
            true => Scope { covered: others, others: covered },
            false => Scope { covered, others },
        }
    }

    pub fn covers(&self, place: usize) -> bool {
        self.covered.contains(&place)
    }

    /// What happens to how many resources.
    pub fn tally(&self, request: &RequestView) -> Vec<(Kind, usize)> {
        let targets = self.covered.iter().filter_map(|place| request.targets.get(*place));
        tally(targets.filter_map(|target| target.plan.as_ref()).flat_map(|plan| &plan.changes))
    }

    /// US dollars a month; `None`: nobody has estimated it.
    pub fn monthly_usd(&self, request: &RequestView) -> Option<f64> {
        let targets = self.covered.iter().filter_map(|place| request.targets.get(*place));
        let costs = targets.filter_map(|target| target.plan.as_ref()?.monthly_usd);
        costs.fold(None, |sum, cost| Some(sum.unwrap_or(0.0) + cost))
    }

    /// "prod ×4".
    pub fn places(&self, lang: Lang, request: &RequestView, places: &Places) -> String {
        places.targets(lang, &request.targets, &self.covered)
    }

    /// "8 others need no approval: 8 done"; nothing when there are none.
    pub fn rest(&self, lang: Lang, request: &RequestView) -> Option<String> {
        let mut counts: Vec<(TargetStatus, usize)> = Vec::new();
        for target in self.others.iter().filter_map(|place| request.targets.get(*place)) {
            match counts.iter_mut().find(|(status, _)| *status == target.status) {
                Some((_, count)) => *count += 1,
                None => counts.push((target.status, 1)),
            }
        }
        let told = counts.iter().map(|(status, count)| {
            let word = names::target_status(lang, *status);
            match lang {
                Lang::En => format!("{count} {}", word.to_lowercase()),
                Lang::Ko => format!("{word} {count}"),
            }
        });
        let told = told.collect::<Vec<_>>().join(", ");
        (!self.others.is_empty()).then(|| text::rest(lang, self.others.len(), &told))
    }

    /// What it costs, in words.
    pub fn cost(&self, lang: Lang, request: &RequestView) -> Option<String> {
        self.monthly_usd(request).map(|usd| i18n::monthly(lang, usd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::one::example;

    #[test]
    fn a_decision_is_about_what_waits_and_not_about_what_is_done() {
        let request = example::request(&[
            ("dev", "us-east-1", "succeeded"),
            ("dev", "eu-west-3", "applying"),
            ("prod", "us-east-1", "awaiting_approval"),
            ("prod", "eu-west-3", "awaiting_approval"),
        ]);
        let scope = Scope::of(&request);
        assert_eq!((&scope.covered, &scope.others), (&vec![2, 3], &vec![0, 1]));
        assert_eq!(scope.tally(&request), [(Kind::Added, 2)], "one for each target");
        assert_eq!(scope.monthly_usd(&request), Some(20.0));
        assert_eq!(scope.places(Lang::En, &request, &Places::default()), "prod ×2");
        let rest = scope.rest(Lang::En, &request);
        assert_eq!(rest.as_deref(), Some("2 others need no approval: 1 done, 1 applying"));
        let rest = scope.rest(Lang::Ko, &request);
        assert_eq!(rest.as_deref(), Some("다른 대상 2개는 승인이 필요 없습니다: 완료 1, 적용 중 1"));
    }

    #[test]
    fn when_nothing_waits_all_is_meant() {
        let request =
            example::request(&[("dev", "us-east-1", "succeeded"), ("prod", "us-east-1", "cancelled")]);
        let scope = Scope::of(&request);
        assert_eq!((scope.covered.len(), scope.rest(Lang::En, &request)), (2, None));
    }
}
