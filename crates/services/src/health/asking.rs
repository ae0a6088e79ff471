//! Asking about many services at once, so that none of them silences the others.

use crate::Portal;
use crate::ports::{MetricError, MetricQuery, Place};
use domain::metric::{Series, Window};
use std::collections::VecDeque;
use std::ops::Range;

/// A source that could not be reached so often, and never answered between, is away: the whole question and both its halves.
const AWAY_AFTER: u32 = 3;

type Answer = Result<Vec<Series>, MetricError>;

impl Portal {
    /// One answer for each that is asked about. A question that fails is halved until the one is found that it is about.
    pub(crate) async fn ask_of_each<T: Sync>(
        &self,
        place: &Place,
        window: Window,
        asked: &[T],
        queries: impl Fn(&T) -> Vec<MetricQuery> + Sync,
    ) -> Vec<Answer> {
        let mut answers: Vec<Option<Answer>> = asked.iter().map(|_| None).collect();
        let mut waiting: VecDeque<Range<usize>> = std::iter::once(0..asked.len()).collect();
        let (mut unreached, mut answered) = (0, false);
        while let Some(range) = waiting.pop_front().filter(|range| !range.is_empty()) {
            let of_each: Vec<Vec<MetricQuery>> = asked[range.clone()].iter().map(&queries).collect();
            let error = match self.metrics.read(place, window, &of_each.concat()).await {
                Ok(series) => {
                    answered = true;
                    let mut series = series.into_iter();
                    for (slot, queries) in answers[range].iter_mut().zip(&of_each) {
                        *slot = Some(Ok(series.by_ref().take(queries.len()).collect()));
                    }
                    continue;
                }
                Err(error) => error,
            };
            unreached += u32::from(matches!(error, MetricError::Unreachable(_)));
            let may_be_of_one = match error {
                MetricError::Refused(_) | MetricError::NotConfigured(_) => true,
                MetricError::Unreachable(_) => answered || unreached < AWAY_AFTER,
                MetricError::Throttled { .. } | MetricError::NoCredentials(_) => false,
            };
            if may_be_of_one && range.len() > 1 {
                let middle = range.start + range.len() / 2;
                waiting.extend([range.start..middle, middle..range.end]);
                continue;
            }
            if !may_be_of_one {
                // The source is as unwell for those that still wait.
                for range in waiting.drain(..) {
                    answers[range].fill(Some(Err(error.clone())));
                }
            }
            answers[range].fill(Some(Err(error)));
        }
        let unasked = || Err(MetricError::Unreachable("it was not asked".to_owned()));
        answers.into_iter().map(|answer| answer.unwrap_or_else(unasked)).collect()
    }
}
