//! Reading `objectives` of a `slipway.yaml`: what a service promises its users.

use super::read::{Fields, Place, Result};
use domain::health::{Indicator, Slo};
use domain::metric::Metric;
use domain::names::{RegionName, StageName};
use std::collections::BTreeSet;

const LONGEST_NAME: usize = 60;
const MOST: usize = 10;
/// What percentiles can be promised of.
const PERCENTILES: [Metric; 3] = [Metric::P50, Metric::P95, Metric::P99];

/// All objectives in their order, each with a name of its own.
pub(super) fn objectives(fields: &Fields<'_>) -> Result<Vec<Slo>> {
    let Some(place) = fields.get("objectives") else { return Ok(Vec::new()) };
    if fields.get("metrics").is_none() {
        return Err(place.says("need metrics, which say where the service is measured"));
    }
    let places = place.list()?;
    if places.len() > MOST {
        return Err(place.says(&format!("may be {MOST} at most")));
    }
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    for place in &places {
        let slo = objective(place)?;
        if !names.insert(slo.name.clone()) {
            return Err(place.says(&format!("has the name {:?}, which another one has", slo.name)));
        }
        found.push(slo);
    }
    Ok(found)
}

fn objective(place: &Place<'_>) -> Result<Slo> {
    let fields = place.map()?;
    fields.only(&["name", "availability", "latency", "stages", "regions", "min-requests"])?;
    let (indicator, target_ppm) = match (fields.get("availability"), fields.get("latency")) {
        (Some(share), None) => (Indicator::Availability, percent(&share)?),
        (None, Some(latency)) => self::latency(&latency)?,
        _ => return Err(place.says("must have either availability or latency")),
    };
    let usual = match indicator {
        Indicator::Availability => "availability".to_owned(),
        Indicator::Latency { percentile, .. } => format!("latency-{}", percentile.as_str()),
    };
    let name = fields.text("name")?.unwrap_or(usual);
    if name.chars().count() > LONGEST_NAME {
        return Err(place.says(&format!("has a name of more than {LONGEST_NAME} characters")));
    }
    let stages = fields.list("stages")?;
    let regions = fields.list("regions")?;
    Ok(Slo {
        name,
        indicator,
        target_ppm,
        stages: stages.iter().map(|place| place.parsed(StageName::parse)).collect::<Result<_>>()?,
        regions: regions.iter().map(|place| place.parsed(RegionName::parse)).collect::<Result<_>>()?,
        min_requests: fields.get("min-requests").map_or(Ok(100), |place| place.number(1, 10_000_000))?,
    })
}

/// `{p95: 300ms, target: 99%}`
fn latency(place: &Place<'_>) -> Result<(Indicator, u32)> {
    let fields = place.map()?;
    fields.only(&["p50", "p95", "p99", "target"])?;
    let mut bounds =
        PERCENTILES.into_iter().filter_map(|metric| Some((metric, fields.get(metric.as_str())?)));
    match (bounds.next(), bounds.next()) {
        (Some((percentile, bound)), None) => {
            let indicator = Indicator::Latency { percentile, at_most_millis: millis(&bound)? };
            Ok((indicator, percent(&fields.required("target")?)?))
        }
        _ => Err(place.says("must have one of p50, p95 and p99")),
    }
}

/// `300ms`, `2s`
fn millis(place: &Place<'_>) -> Result<u32> {
    let text = place.text()?;
    let (digits, factor) = match text.strip_suffix("ms") {
        Some(digits) => (digits, 1),
        None => (text.strip_suffix('s').unwrap_or_default(), 1000),
    };
    let millis = digits.trim().parse::<u32>().ok().and_then(|number| number.checked_mul(factor));
    millis.filter(|millis| *millis > 0).ok_or_else(|| place.says("must be a time such as 300ms or 2s"))
}

/// `99.9%`, in parts per million. Digits that would be lost are refused, because they were meant.
fn percent(place: &Place<'_>) -> Result<u32> {
    let text = place.text()?;
    let number = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let read = (plain(whole) && plain(part) && !whole.is_empty() && whole.len() <= 3 && part.len() <= 4)
        .then(|| format!("{whole}{part:0<4}").parse::<u32>().ok())
        .flatten();
    // Below a half nothing is promised, and nothing keeps a promise of everything.
    let range = 500_000..=999_999;
    read.filter(|ppm| range.contains(ppm))
        .ok_or_else(|| place.says("must be a share from 50% to 99.9999%, such as 99.9%"))
}

#[cfg(test)]
mod tests {
    use super::super::read::declaration;
    use super::*;

    const GOOD: &str = "
service: live-api
team: streaming
metrics: {prometheus: {queries: {request_rate: a, error_rate: b, p95: c}}}
objectives:
  - availability: 99.9%
  - {name: snappy, latency: {p95: 300ms, target: 99%}, stages: [prod], min-requests: 50}
";

    #[test]
    fn objectives_are_read_with_their_targets() {
        let read = declaration("acme/live-api", GOOD).expect("a declaration").objectives;
        assert_eq!(
            (read[0].name.as_str(), read[0].target_ppm, read[0].min_requests),
            ("availability", 999_000, 100)
        );
        assert_eq!(read[1].indicator, Indicator::Latency { percentile: Metric::P95, at_most_millis: 300 });
        assert_eq!((read[1].target_ppm, read[1].stages.len()), (990_000, 1));
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let bad = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from}");
            declaration("acme/live-api", &GOOD.replace(from, to)).expect_err("refused")
        };
        for share in ["100%", "49%", "99.99999%", "much", "-1%", "1e2%"] {
            let told = bad("99.9%", share);
            assert!(told.contains("objectives[0].availability must be a share"), "{share}: {told}");
        }
        for time in ["300", "0ms", "soon", "5h"] {
            assert!(bad("300ms", time).contains("latency.p95 must be a time"), "{time}");
        }
        assert!(bad("p95: 300ms", "p95: 300ms, p99: 1s").contains("must have one of"));
        assert!(bad("name: snappy", "name: availability").contains("which another one has"));
        assert!(bad("availability: 99.9%", "name: x").contains("either availability or latency"));
        let unmeasured =
            bad("metrics: {prometheus: {queries: {request_rate: a, error_rate: b, p95: c}}}", "");
        assert!(unmeasured.contains("objectives need metrics"), "{unmeasured}");
    }
}
