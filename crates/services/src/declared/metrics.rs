//! Reading `metrics` of a `slipway.yaml`, and the `health` that rollouts ask for.

use super::read::{Fields, Place, Result};
use domain::metric::{Condition, Formula, Health, Measures, Metric, Source, Term, Unit};
use std::collections::BTreeMap;

/// What a load balancer of AWS is measured under.
const LOAD_BALANCER: &str = "AWS/ApplicationELB";
/// Periods below a minute that CloudWatch knows.
const SHORT_PERIODS: [u32; 4] = [1, 5, 10, 30];

/// Where a service is measured.
pub(super) fn metrics(place: &Place<'_>) -> Result<Measures> {
    let fields = place.map()?;
    fields.only(&["cloudwatch", "prometheus", "step"])?;
    let source = match (fields.get("cloudwatch"), fields.get("prometheus")) {
        (Some(place), None) => Source::CloudWatch { formulas: formulas(&place)? },
        (None, Some(place)) => Source::Prometheus { queries: queries(&place)? },
        _ => return Err(place.says("must have either cloudwatch or prometheus")),
    };
    let step_seconds = fields.get("step").map_or(Ok(60), |place| step(&place))?;
    Ok(Measures { source, step_seconds })
}

fn step(place: &Place<'_>) -> Result<u32> {
    let seconds = place.seconds()?;
    match SHORT_PERIODS.contains(&seconds) || (seconds > 0 && seconds <= 3600 && seconds % 60 == 0) {
        true => Ok(seconds),
        false => Err(place.says("must be 1s, 5s, 10s, 30s or whole minutes up to an hour")),
    }
}

/// What load balancer and database tell by themselves, then what is declared one by one.
fn formulas(place: &Place<'_>) -> Result<BTreeMap<Metric, Formula>> {
    let fields = place.map()?;
    fields.only(&["namespace", "dimensions", "database", "queries"])?;
    let mut formulas = BTreeMap::new();
    if let Some(database) = fields.get("database") {
        formulas.extend(Source::database(&dimensions(&database)?));
    }
    let namespace = fields.text("namespace")?.unwrap_or_else(|| LOAD_BALANCER.to_owned());
    if let Some(balancer) = fields.get("dimensions") {
        formulas.extend(Source::load_balancer(&namespace, &dimensions(&balancer)?));
    }
    if let Some(queries) = fields.get("queries") {
        for (name, place) in queries.map()?.entries() {
            let metric = metric(&name, &place)?;
            formulas.insert(metric, formula(metric, &namespace, &place)?);
        }
    }
    match formulas.is_empty() {
        true => Err(place.says("must have dimensions, database or queries")),
        false => Ok(formulas),
    }
}

fn metric(name: &str, place: &Place<'_>) -> Result<Metric> {
    Metric::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Metric::ALL.iter().map(|metric| metric.as_str()).collect();
        place.says(&format!("is no metric; there are {}", known.join(", ")))
    })
}

fn dimensions(place: &Place<'_>) -> Result<BTreeMap<String, String>> {
    place.map()?.entries().map(|(name, place)| Ok((name, place.text()?))).collect()
}

/// `metric`, or `part` and `whole` for a share of two sums.
fn formula(metric: Metric, namespace: &str, place: &Place<'_>) -> Result<Formula> {
    let fields = place.map()?;
    fields.only(&["namespace", "dimensions", "metric", "statistic", "factor", "part", "whole"])?;
    let term = |name: &str, usual: &str| -> Result<Term> {
        Ok(Term {
            namespace: fields.text("namespace")?.unwrap_or_else(|| namespace.to_owned()),
            metric: fields.required(name)?.text()?,
            dimensions: fields.get("dimensions").map_or(Ok(BTreeMap::new()), |place| dimensions(&place))?,
            statistic: fields.text("statistic")?.unwrap_or_else(|| usual.to_owned()),
        })
    };
    if fields.get("part").is_some() || fields.get("whole").is_some() {
        let (part, whole) = (term("part", "Sum")?, term("whole", "Sum")?);
        return Ok(Formula::Share { part, also: Vec::new(), whole });
    }
    let factor = fields.get("factor").map(|place| decimal(&place)).transpose()?;
    // Statistics that are sums are told by the step, rates by the second.
    let rate = metric.unit() == Unit::PerSecond && factor.is_none() && fields.text("statistic")?.is_none();
    Ok(match rate {
        true => Formula::PerSecond { term: term("metric", "Sum")? },
        false => {
            let term = term("metric", "Average")?;
            Formula::Value { term, also: Vec::new(), factor: factor.unwrap_or(1.0) }
        }
    })
}

fn queries(place: &Place<'_>) -> Result<BTreeMap<Metric, String>> {
    let fields = place.map()?;
    fields.only(&["queries"])?;
    let queries = fields.required("queries")?.map()?;
    queries.entries().map(|(name, place)| Ok((metric(&name, &place)?, place.text()?))).collect()
}

fn decimal(place: &Place<'_>) -> Result<f64> {
    let number = place.text()?.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| place.says("must be a number above 0"))
}

/// What a wave's regions have to keep to before the next wave opens.
pub(super) fn health(place: &Place<'_>) -> Result<Health> {
    let fields = place.map()?;
    let mut known = vec!["min-requests", "before", "within", "every"];
    known.extend(Metric::ALL.iter().map(|metric| metric.as_str()));
    fields.only(&known)?;
    let named = fields.entries().filter_map(|(name, place)| Some((Metric::parse(&name)?, place)));
    let conditions: Vec<Condition> =
        named.map(|(metric, place)| condition(metric, &place)).collect::<Result<_>>()?;
    let seconds = |name: &str, usual| fields.get(name).map_or(Ok(usual), |place| place.seconds());
    let health = Health {
        min_requests: fields.get("min-requests").map_or(Ok(100), |place| place.number(0, u32::MAX))?.into(),
        before_seconds: seconds("before", 600)?.max(1),
        within_seconds: seconds("within", 1800)?.max(1),
        every_seconds: seconds("every", 15)?.max(1),
        conditions,
    };
    match health.conditions.is_empty() && health.min_requests == 0 {
        true => Err(place.says("must have a condition, such as error_rate, or min-requests")),
        false => Ok(health),
    }
}

fn condition(metric: Metric, place: &Place<'_>) -> Result<Condition> {
    let fields: Fields<'_> = place.map()?;
    fields.only(&["at-most", "at-most-factor"])?;
    let at_most = fields.get("at-most").map(|place| amount(metric.unit(), &place)).transpose()?;
    let at_most_factor = fields.get("at-most-factor").map(|place| decimal(&place)).transpose()?;
    match at_most.is_none() && at_most_factor.is_none() {
        true => Err(place.says("must have at-most, at-most-factor, or both")),
        false => Ok(Condition { metric, at_most, at_most_factor }),
    }
}

/// `1%`, `400ms`, `0.4s`, or a bare number where there is no unit to choose.
fn amount(unit: Unit, place: &Place<'_>) -> Result<f64> {
    let text = place.text()?;
    let (endings, words): (&[(&str, f64)], _) = match unit {
        Unit::Share => (&[("%", 0.01)], "a share such as 1%"),
        Unit::Milliseconds => (&[("ms", 1.0), ("s", 1000.0)], "a time such as 400ms or 0.4s"),
        _ => (&[("", 1.0)], "a number"),
    };
    let found = endings.iter().find_map(|(ending, factor)| Some((text.trim().strip_suffix(ending)?, factor)));
    let value = found.and_then(|(digits, factor)| Some(digits.trim().parse::<f64>().ok()? * factor));
    let value = value.filter(|value| value.is_finite() && *value >= 0.0);
    value.ok_or_else(|| place.says(&format!("must be {words}")))
}

#[cfg(test)]
mod tests {
    use crate::declared::read_text;
    use domain::metric::{Formula, Metric, Source};

    const GOOD: &str = "
service: live-api
team: streaming
metrics:
  cloudwatch:
    dimensions: {LoadBalancer: 'app/{service}-{stage}/1'}
    queries:
      cpu: {namespace: AWS/ECS, metric: CPUUtilization, factor: 0.01}
      cache_hits: {namespace: AWS/ElastiCache, part: CacheHits, whole: GetTypeCmds}
  step: 5s
rollout:
  health:
    error_rate: {at-most: 1%, at-most-factor: 1.5}
    p95: {at-most: 0.4s}
    min-requests: 50
    within: 10m
";

    #[test]
    fn metrics_and_health_are_declared_beside_the_service() {
        let read = read_text("acme/live-api", GOOD).expect("a declaration");
        let measures = read.metrics.expect("metrics");
        assert_eq!(measures.step_seconds, 5);
        let Source::CloudWatch { formulas } = &measures.source else { panic!("{measures:?}") };
        assert!(matches!(formulas[&Metric::RequestRate], Formula::PerSecond { .. }));
        assert!(matches!(formulas[&Metric::CacheHits], Formula::Share { .. }));
        assert!(matches!(&formulas[&Metric::Cpu], Formula::Value { factor, .. } if *factor == 0.01));
        let health = read.rollout.health.expect("health");
        let told: Vec<_> =
            health.conditions.iter().map(|c| (c.metric, c.at_most, c.at_most_factor)).collect();
        assert_eq!(told, [(Metric::ErrorRate, Some(0.01), Some(1.5)), (Metric::P95, Some(400.0), None)]);
        assert_eq!((health.min_requests, health.within_seconds), (50, 600));
    }

    #[test]
    fn prometheus_is_asked_in_its_own_words() {
        let text = "
service: live-api
team: streaming
metrics: {prometheus: {queries: {p95: 'x{service=\"{service}\"}'}}}
";
        let read = read_text("acme/live-api", text).expect("a declaration");
        assert!(matches!(read.metrics.expect("metrics").source, Source::Prometheus { .. }));
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let table = [
            (
                "at-most: 1%",
                "at-most: much",
                "line 13, column 27: rollout.health.error_rate.at-most must be a share",
            ),
            ("at-most: 0.4s", "at-most: 400", "rollout.health.p95.at-most must be a time such as 400ms"),
            ("{at-most: 0.4s}", "{}", "rollout.health.p95 must have at-most, at-most-factor, or both"),
            ("step: 5s", "step: 7s", "metrics.step must be 1s, 5s"),
            ("p95:", "p96:", "rollout.health.p96 is not known"),
            ("      cpu:", "      cpus:", "metrics.cloudwatch.queries.cpus is no metric"),
            ("cloudwatch:", "datadog:", "metrics.datadog is not known"),
        ];
        for (from, to, told) in table {
            assert!(GOOD.contains(from), "{from}");
            let mistake = read_text("acme/live-api", &GOOD.replace(from, to)).expect_err("refused");
            assert!(mistake.contains(told), "{mistake}");
        }
    }
}
