use super::formula::{terms, worked_out};
use super::{again, now};
use crate::cloudformation::CloudOptions;
use crate::cloudformation::clients::Clients;
use crate::cloudformation::failure::failure;
use async_trait::async_trait;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{
    Dimension, Metric as Named, MetricDataQuery, MetricDataResult, MetricStat, ScanBy, StatusCode,
};
use domain::Timestamp;
use domain::metric::{Formula, Sample, Series, Source, Term, Window};
use services::ports::{CloudError, MetricError, MetricQuery, Metrics, Place};
use std::collections::BTreeMap;

/// What one call takes.
const QUERIES: usize = 500;
/// Pause after a throttling that outlasted the call's own retries.
const PAUSE_MILLIS: i64 = 15_000;
/// Parts of one answer; more are no answer to what was asked.
const PARTS: usize = 100;
/// What AWS's services say to somebody whom they do not know or who may not ask.
const NOBODY: [&str; 13] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "NotAuthorized",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// CloudWatch, in the account of each stage and in each region by itself.
#[derive(Debug)]
pub struct CloudWatch {
    clients: Clients,
}

impl CloudWatch {
    /// Connects to nothing yet.
    pub fn new(options: CloudOptions) -> Self {
        CloudWatch { clients: Clients::new(options) }
    }

    /// Up to [`QUERIES`] terms in one call, and as many calls as its answer has parts.
    async fn batch(
        &self,
        place: &Place,
        window: Window,
        terms: &[&Term],
    ) -> Result<Vec<Vec<Sample>>, MetricError> {
        let client = self.clients.at(place).await;
        let queries: Vec<_> = terms.iter().enumerate().map(|(id, term)| query(id, term, window)).collect();
        let mut found = vec![Vec::new(); terms.len()];
        let mut token = None;
        for _ in 0..PARTS {
            let call = client
                .cloudwatch
                .get_metric_data()
                .set_metric_data_queries(Some(queries.clone()))
                .start_time(DateTime::from_millis(window.from.0))
                .end_time(DateTime::from_millis(window.until.0))
                .scan_by(ScanBy::TimestampAscending)
                .set_next_token(token);
            let _room = client.gate.acquire().await;
            let answer = call.send().await.map_err(|error| told(failure("the metrics", &error)))?;
            for result in answer.metric_data_results.unwrap_or_default() {
                take(&mut found, result)?;
            }
            token = answer.next_token;
            if token.is_none() {
                return Ok(found);
            }
        }
        Err(MetricError::Refused("the answer has no end".to_owned()))
    }
}

#[async_trait]
impl Metrics for CloudWatch {
    async fn read(
        &self,
        place: &Place,
        window: Window,
        queries: &[MetricQuery],
    ) -> Result<Vec<Series>, MetricError> {
        let formulas = queries.iter().map(formula).collect::<Result<Vec<_>, _>>()?;
        let asked: Vec<Vec<Term>> = queries
            .iter()
            .zip(&formulas)
            .map(|(query, formula)| terms(formula, &query.service, place))
            .collect();
        // Several metrics come from the same numbers, which are asked for once.
        let mut known: BTreeMap<&Term, Series> =
            asked.iter().flatten().map(|term| (term, Series::empty(window))).collect();
        let all: Vec<&Term> = known.keys().copied().collect();
        for batch in all.chunks(QUERIES) {
            let found = self.batch(place, window, batch).await?;
            known.extend(
                batch.iter().zip(found).map(|(term, samples)| (*term, Series::of(window, samples, now()))),
            );
        }
        let series = |(formula, terms): (&&Formula, &Vec<Term>)| {
            let terms = terms.iter().map(|term| known[term].clone()).collect();
            worked_out(formula, terms).unwrap_or_else(|| Series::empty(window))
        };
        Ok(formulas.iter().zip(&asked).map(series).collect())
    }
}

fn formula(query: &MetricQuery) -> Result<&Formula, MetricError> {
    let missing = || MetricError::NotConfigured(format!("{} of {}", query.metric.as_str(), query.service));
    match &query.measures.source {
        Source::CloudWatch { formulas } => formulas.get(&query.metric).ok_or_else(missing),
        Source::Prometheus { .. } => Err(missing()),
    }
}

fn query(id: usize, term: &Term, window: Window) -> MetricDataQuery {
    let dimensions =
        term.dimensions.iter().map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let named = Named::builder()
        .namespace(&term.namespace)
        .metric_name(&term.metric)
        .set_dimensions(Some(dimensions.collect()));
    let stat = MetricStat::builder()
        .metric(named.build())
        .period(i32::try_from(window.step_millis / 1000).unwrap_or(i32::MAX))
        .stat(&term.statistic);
    MetricDataQuery::builder().id(format!("m{id}")).metric_stat(stat.build()).return_data(true).build()
}

/// Puts a part of an answer to its query.
fn take(found: &mut [Vec<Sample>], result: MetricDataResult) -> Result<(), MetricError> {
    let what =
        || result.messages().iter().filter_map(|message| message.value()).collect::<Vec<_>>().join("; ");
    match result.status_code() {
        Some(StatusCode::Forbidden) => return Err(MetricError::NoCredentials(what())),
        Some(StatusCode::InternalError) => return Err(MetricError::Unreachable(what())),
        _ => {}
    }
    let id = result.id().and_then(|id| id.strip_prefix('m')?.parse::<usize>().ok());
    let Some(samples) = id.and_then(|id| found.get_mut(id)) else { return Ok(()) };
    let pairs = result.timestamps().iter().zip(result.values());
    samples.extend(
        pairs.filter_map(|(at, value)| Some(Sample { at: Timestamp(at.to_millis().ok()?), value: *value })),
    );
    Ok(())
}

fn told(failure: crate::cloudformation::failure::Failure) -> MetricError {
    let nobody = failure.is(&NOBODY);
    match failure.error {
        CloudError::Throttled(_) => MetricError::Throttled { until: again(PAUSE_MILLIS) },
        CloudError::Unavailable(why) => MetricError::Unreachable(why),
        // Without a code nobody answered: there was nobody to ask as.
        CloudError::Refused(why) if nobody || failure.code.is_empty() => MetricError::NoCredentials(why),
        error => MetricError::Refused(error.to_string()),
    }
}
