//! Reading `health` of a `slipway.yaml`: what is asked of a service's endpoints.

use super::read::{Fields, Place, Result};
use domain::health::{
    DeclaredProbe, Endpoint, Expectations, JsonExpectation, JsonPath, Method, Pace, StatusRange,
    USUAL_OUTPUTS, VersionPlace,
};
use domain::names::{EnvironmentName, InvalidName, LocationName, RegionName, StageName};
use std::collections::BTreeSet;

/// More would be a mistake.
const MOST_PROBES: usize = 20;
const LONGEST_INTERVAL: u32 = 3_600;
const SHORTEST_INTERVAL: u32 = 5;

pub(super) fn probes(place: &Place<'_>) -> Result<Vec<DeclaredProbe>> {
    let fields = place.map()?;
    fields.only(&["probes"])?;
    let list = fields.required("probes")?;
    let places = list.list()?;
    if places.len() > MOST_PROBES {
        return Err(list.says(&format!("must have at most {MOST_PROBES} probes")));
    }
    let mut names = BTreeSet::new();
    let mut probes = Vec::new();
    for place in &places {
        let probe = probe(place)?;
        if !names.insert(probe.name.clone()) {
            return Err(place.says(&format!("has the name {} a second time", probe.name)));
        }
        probes.push(probe);
    }
    Ok(probes)
}

fn probe(place: &Place<'_>) -> Result<DeclaredProbe> {
    let fields = place.map()?;
    fields.only(&[
        "name",
        "url",
        "output",
        "path",
        "tcp",
        "method",
        "expect",
        "version",
        "every",
        "timeout",
        "retries",
        "locations",
        "quorum",
        "stages",
        "regions",
    ])?;
    let endpoint = endpoint(place, &fields)?;
    let expect = fields.get("expect").map_or(Ok(Expectations::default()), |place| expectations(&place))?;
    if matches!(endpoint, Endpoint::Tcp(_)) && expect.need_http() {
        return Err(place.says("asks over tcp, which answers with neither status, body nor certificate"));
    }
    let usual = DeclaredProbe::default();
    Ok(DeclaredProbe {
        name: match fields.get("name") {
            Some(place) => place.parsed(EnvironmentName::parse)?.to_string(),
            None => usual.name,
        },
        endpoint,
        method: fields.get("method").map_or(Ok(Method::Get), |place| method(&place))?,
        expect,
        version: fields.get("version").map_or(Ok(usual.version), |place| version(&place).map(Some))?,
        pace: pace(&fields)?,
        stages: names(&fields, "stages", StageName::parse)?,
        regions: names(&fields, "regions", RegionName::parse)?,
    })
}

fn names<T>(
    fields: &Fields<'_>,
    name: &str,
    parse: impl Fn(&str) -> std::result::Result<T, InvalidName>,
) -> Result<Vec<T>> {
    fields.list(name)?.iter().map(|place| place.parsed(&parse)).collect()
}

fn endpoint(place: &Place<'_>, fields: &Fields<'_>) -> Result<Endpoint> {
    let path = fields.text("path")?;
    match (fields.get("url"), fields.get("output"), fields.get("tcp")) {
        (Some(url), None, None) if path.is_none() => Ok(Endpoint::Url(url.web_address()?)),
        (None, output, None) => {
            let names = match output {
                Some(output) => vec![output.text()?],
                None => USUAL_OUTPUTS.map(str::to_owned).to_vec(),
            };
            Ok(Endpoint::Output { names, path })
        }
        (None, None, Some(tcp)) if path.is_none() => {
            let address = tcp.text()?;
            let port = address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
            match port {
                Some(port) if port > 0 => Ok(Endpoint::Tcp(address)),
                _ => Err(tcp.says("must be a host and a port, such as db.example.com:5432")),
            }
        }
        _ => Err(place.says("must have one of url, output (with or without path) and tcp")),
    }
}

fn method(place: &Place<'_>) -> Result<Method> {
    match place.text()?.to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::Get),
        "HEAD" => Ok(Method::Head),
        _ => Err(place.says("must be GET or HEAD, which change nothing")),
    }
}

fn expectations(place: &Place<'_>) -> Result<Expectations> {
    let fields = place.map()?;
    fields.only(&["status", "json", "certificate-days", "latency"])?;
    let json = match fields.get("json") {
        Some(place) => {
            place.map()?.entries().map(|(path, place)| json(&path, &place)).collect::<Result<_>>()?
        }
        None => Vec::new(),
    };
    Ok(Expectations {
        status: match fields.get("status") {
            Some(place) => place.one_or_more()?.iter().map(status).collect::<Result<_>>()?,
            None => Vec::new(),
        },
        json,
        certificate_days: fields.get("certificate-days").map(|place| place.number(1, 1000)).transpose()?,
        at_most_millis: fields.get("latency").map(|place| millis(&place)).transpose()?,
        in_place: false,
    })
}

fn status(place: &Place<'_>) -> Result<StatusRange> {
    let range = StatusRange::parse(&place.text()?);
    range.ok_or_else(|| place.says("must be status codes such as 200, 2xx or 200-204"))
}

/// `exists` only asks for the value to be there.
fn json(path: &str, place: &Place<'_>) -> Result<JsonExpectation> {
    let path = JsonPath::parse(path).map_err(|why| place.says(&format!("has a wrong path: {why}")))?;
    let is = place.text()?;
    Ok(JsonExpectation { path, is: (is != "exists").then_some(is) })
}

fn version(place: &Place<'_>) -> Result<VersionPlace> {
    let fields = place.map()?;
    fields.only(&["header", "json"])?;
    match (fields.text("header")?, fields.get("json")) {
        (Some(header), None) => Ok(VersionPlace::Header(header.to_ascii_lowercase())),
        (None, Some(json)) => Ok(VersionPlace::Json(json.parsed(JsonPath::parse)?)),
        _ => Err(place.says("must have either header or json")),
    }
}

fn pace(fields: &Fields<'_>) -> Result<Pace> {
    let usual = Pace::default();
    let interval_seconds = match fields.get("every") {
        None => usual.interval_seconds,
        Some(place) => match place.seconds()? {
            seconds @ SHORTEST_INTERVAL..=LONGEST_INTERVAL => seconds,
            _ => return Err(place.says("must be a time from 5s to 1h")),
        },
    };
    let timeout_millis = match fields.get("timeout") {
        None => usual.timeout_millis.min(interval_seconds * 1000),
        Some(place) => match millis(&place)? {
            millis if (100..=60_000).contains(&millis) && millis <= interval_seconds * 1000 => millis,
            _ => return Err(place.says("must be a time from 100ms to 60s, and no longer than every")),
        },
    };
    let locations = match fields.get("locations") {
        Some(place) => {
            place.list()?.iter().map(|place| place.parsed(LocationName::parse)).collect::<Result<_>>()?
        }
        None => Vec::new(),
    };
    Ok(Pace {
        interval_seconds,
        timeout_millis,
        retries: fields.get("retries").map_or(Ok(usual.retries), |place| place.number(0, 5))?,
        locations,
        quorum: fields.get("quorum").map_or(Ok(usual.quorum), |place| place.number(1, 100))?,
    })
}

/// `800ms` or `2s`
fn millis(place: &Place<'_>) -> Result<u32> {
    let text = place.text()?;
    if let Some(millis) = text.trim().strip_suffix("ms") {
        let millis = millis.trim().parse::<u32>().ok();
        return millis.ok_or_else(|| place.says("must be a time such as 800ms or 2s"));
    }
    let millis = place.seconds()?.checked_mul(1000);
    millis.ok_or_else(|| place.says("must be a time such as 800ms or 2s"))
}

#[cfg(test)]
mod tests {
    use super::super::read_text;
    use super::*;

    const HEAD: &str = "service: live-api\nteam: streaming\nhealth:\n  probes:\n";

    fn read(probes: &str) -> std::result::Result<Vec<DeclaredProbe>, String> {
        let declaration = read_text("acme/live-api", &format!("{HEAD}{probes}"))?;
        Ok(declaration.probes.expect("probes"))
    }

    #[test]
    fn a_file_says_what_is_asked() {
        let probes = read(
            "    - {name: up, path: /healthz, every: 10s, timeout: 2s, retries: 2, quorum: 3, locations: [seoul, paris],
       expect: {status: [200, 204], json: {$.status: ok, $.build: exists}, latency: 800ms, certificate-days: 14},
       version: {json: $.build.version}}
    - {name: db, tcp: 'db.{region}.example.com:5432'}
    - {name: page, url: 'https://{region}.example.com/', method: head}
",
        )
        .expect("probes");
        let up = &probes[0];
        assert_eq!((up.pace.interval_seconds, up.pace.timeout_millis, up.pace.quorum), (10, 2_000, 3));
        assert_eq!((up.expect.status.len(), up.expect.json.len(), up.pace.locations.len()), (2, 2, 2));
        assert_eq!((up.expect.at_most_millis, up.expect.certificate_days), (Some(800), Some(14)));
        assert!(up.needs_outputs());
        assert_eq!(probes[1].endpoint, Endpoint::Tcp("db.{region}.example.com:5432".to_owned()));
        assert_eq!(probes[2].method, Method::Head);
        let scoped = read("    - {stages: [prod], regions: [eu-west-3, us-east-1]}\n").expect("a probe");
        assert_eq!((scoped[0].stages.len(), scoped[0].regions.len()), (1, 2));
        assert_eq!(read("    []\n").map(|none| none.len()), Ok(0));
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        for (probes, told) in [
            ("    - {url: 'ftp://a'}", "line 5, column 13: health.probes[0].url must be an address"),
            ("    - {url: 'https://a', tcp: 'a:1'}", "line 5, column 7: health.probes[0] must have one of"),
            ("    - {tcp: 'db'}", "health.probes[0].tcp must be a host and a port"),
            ("    - {tcp: 'db:1', expect: {status: 200}}", "asks over tcp"),
            ("    - {tcp: 'db:1', expect: {certificate-days: 14}}", "nor certificate"),
            ("    - {every: 1s}", "health.probes[0].every must be a time from 5s to 1h"),
            ("    - {every: 5s, timeout: 10s}", "health.probes[0].timeout must be"),
            ("    - {expect: {status: 99}}", "must be status codes"),
            ("    - {expect: {json: {$..a: x}}}", "has a wrong path"),
            ("    - {method: POST}", "health.probes[0].method must be GET or HEAD"),
            ("    - {}\n    - {}", "health.probes[1] has the name endpoint a second time"),
            ("    - {locations: [Seoul Office]}", "health.probes[0].locations[0]"),
            ("    - {regions: [Not one]}", "health.probes[0].regions[0]"),
            ("    - {ulr: x}", "ulr is not known"),
        ] {
            let error = read(probes).expect_err(probes);
            assert!(error.contains(told), "{error}");
        }
    }
}
