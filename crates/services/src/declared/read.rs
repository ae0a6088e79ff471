//! Reading `slipway.yaml`: every mistake is said with the place at which it stands.

use super::actions::actions;
use super::document::{Document, Mistake, document};
use super::metrics::{health, metrics};
use super::objectives::objectives;
use super::probes::probes;
use domain::declared::{Declaration, DeclaredWave, Link, Plan, Regions};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::rollout::{OnFailure, Probe};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) type Result<T> = std::result::Result<T, Mistake>;

/// What the file says, or the first thing that is wrong with it, with its place.
pub fn declaration(repository: &str, text: &str) -> std::result::Result<Declaration, String> {
    let tree = document(text)?;
    read(repository, &tree).map_err(|mistake| mistake.told(&tree.root))
}

fn read(repository: &str, document: &Document) -> Result<Declaration> {
    let fields = Place::root(&document.value).map()?;
    fields.only(&[
        "service",
        "team",
        "description",
        "title",
        "owner",
        "lifecycle",
        "system",
        "tier",
        "links",
        "depends-on",
        "workflows",
        "regions",
        "reference",
        "rollout",
        "stages",
        "actions",
        "metrics",
        "health",
        "objectives",
    ])?;
    Ok(Declaration {
        service: fields.required("service")?.parsed(ServiceName::parse)?,
        team: fields.required("team")?.parsed(TeamName::parse)?,
        repository: repository.to_owned(),
        reference: fields.text("reference")?.unwrap_or_else(|| "main".to_owned()),
        title: fields.text("title")?,
        description: fields.text("description")?,
        owner: fields.text("owner")?,
        lifecycle: fields.text("lifecycle")?,
        system: fields.text("system")?,
        tier: fields.text("tier")?,
        links: fields.list("links")?.iter().map(link).collect::<Result<_>>()?,
        depends_on: fields.list("depends-on")?.iter().map(Place::text).collect::<Result<_>>()?,
        workflows: workflows(&fields)?,
        regions: fields
            .list("regions")?
            .iter()
            .map(|place| place.parsed(RegionName::parse))
            .collect::<Result<_>>()?,
        rollout: fields.get("rollout").map_or(Ok(Plan::default()), |place| plan(&place))?,
        stages: stages(&fields)?,
        actions: actions(&fields)?,
        metrics: fields.get("metrics").map(|place| metrics(&place)).transpose()?,
        probes: fields.get("health").map(|place| probes(&place)).transpose()?,
        objectives: objectives(&fields)?,
    })
}

fn link(place: &Place<'_>) -> Result<Link> {
    let fields = place.map()?;
    Ok(Link { title: fields.required("title")?.text()?, url: fields.required("url")?.web_address()? })
}

fn workflows(fields: &Fields<'_>) -> Result<BTreeMap<String, String>> {
    let Some(place) = fields.get("workflows") else { return Ok(BTreeMap::new()) };
    place.map()?.entries().map(|(purpose, place)| Ok((purpose, workflow_file(&place)?))).collect()
}

pub(super) fn workflow_file(place: &Place<'_>) -> Result<String> {
    let file = place.text()?;
    let plain = !file.contains('/') && (file.ends_with(".yml") || file.ends_with(".yaml"));
    match plain {
        true => Ok(file),
        false => Err(place.says("must name a file below .github/workflows, such as deploy.yml")),
    }
}

fn stages(fields: &Fields<'_>) -> Result<BTreeMap<StageName, Plan>> {
    let Some(place) = fields.get("stages") else { return Ok(BTreeMap::new()) };
    let stage = |(name, place): (String, Place<'_>)| {
        let name = StageName::parse(&name).map_err(|error| place.says(&error.to_string()))?;
        Ok((name, plan(&place)?))
    };
    place.map()?.entries().map(stage).collect()
}

fn plan(place: &Place<'_>) -> Result<Plan> {
    let fields = place.map()?;
    fields.only(&["waves", "on-failure", "probe", "health", "after"])?;
    let waves = fields.get("waves").map(|place| place.list()?.iter().map(wave).collect::<Result<Vec<_>>>());
    Ok(Plan {
        waves: waves.transpose()?,
        on_failure: fields.get("on-failure").map(|place| on_failure(&place)).transpose()?,
        probe: fields.get("probe").map(|place| probe(&place)).transpose()?,
        health: fields.get("health").map(|place| health(&place)).transpose()?,
        after: fields.get("after").map(|place| after(&place)).transpose()?,
    })
}

fn wave(place: &Place<'_>) -> Result<DeclaredWave> {
    let fields = place.map()?;
    fields.only(&["name", "regions", "parallel", "soak"])?;
    Ok(DeclaredWave {
        name: fields.required("name")?.text()?,
        regions: regions(&fields.required("regions")?)?,
        parallel: fields
            .get("parallel")
            .map(|place| place.number(1, u16::MAX.into()))
            .transpose()?
            .map(narrow),
        soak_seconds: fields.get("soak").map_or(Ok(0), |place| place.seconds())?,
    })
}

fn narrow(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn regions(place: &Place<'_>) -> Result<Regions> {
    match place.value {
        Value::String(word) if word == "home" => Ok(Regions::Home),
        Value::String(word) if word == "others" => Ok(Regions::Others),
        Value::Array(_) => {
            let named =
                place.list()?.iter().map(|place| place.parsed(RegionName::parse)).collect::<Result<_>>();
            Ok(Regions::These(named?))
        }
        _ => Err(place.says("must be home, others, or a list of regions")),
    }
}

fn on_failure(place: &Place<'_>) -> Result<OnFailure> {
    match place.text()?.as_str() {
        "halt" => Ok(OnFailure::Halt),
        "roll-back-region" => Ok(OnFailure::RollBackRegion),
        "roll-back-wave" => Ok(OnFailure::RollBackWave),
        "roll-back-all" => Ok(OnFailure::RollBackAll),
        _ => Err(place.says("must be halt, roll-back-region, roll-back-wave or roll-back-all")),
    }
}

fn probe(place: &Place<'_>) -> Result<Probe> {
    let fields = place.map()?;
    fields.only(&["url", "passes", "every", "within"])?;
    let seconds = |name: &str, usual| fields.get(name).map_or(Ok(usual), |place| place.seconds());
    Ok(Probe {
        url: fields.required("url")?.web_address()?,
        passes: fields.get("passes").map_or(Ok(3), |place| place.number(1, 1000))?,
        every_seconds: seconds("every", 5)?.max(1),
        within_seconds: seconds("within", 300)?,
    })
}

fn after(place: &Place<'_>) -> Result<Option<StageName>> {
    match place.text()?.as_str() {
        "none" => Ok(None),
        name => StageName::parse(name).map(Some).map_err(|error| place.says(&error.to_string())),
    }
}

/// A value with the way to it.
pub(super) struct Place<'v> {
    path: String,
    value: &'v Value,
}

/// The entries of a mapping.
pub(super) struct Fields<'v> {
    path: String,
    map: &'v Map<String, Value>,
}

impl<'v> Place<'v> {
    /// The whole document.
    pub(super) fn root(value: &'v Value) -> Self {
        Place { path: String::new(), value }
    }

    pub(super) fn says(&self, what: &str) -> Mistake {
        let message = match self.path.is_empty() {
            true => format!("the file {what}"),
            false => format!("{} {what}", self.path),
        };
        Mistake { path: self.path.clone(), message }
    }

    pub(super) fn map(&self) -> Result<Fields<'v>> {
        match self.value {
            Value::Object(map) => Ok(Fields { path: self.path.clone(), map }),
            _ => Err(self.says("must be a mapping")),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<Place<'v>>> {
        let Value::Array(items) = self.value else { return Err(self.says("must be a list")) };
        let place = |(position, value)| Place { path: format!("{}[{position}]", self.path), value };
        Ok(items.iter().enumerate().map(place).collect())
    }

    /// A list, or what would be its only item.
    pub(super) fn one_or_more(&self) -> Result<Vec<Place<'v>>> {
        match self.value {
            Value::Array(_) => self.list(),
            value => Ok(vec![Place { path: self.path.clone(), value }]),
        }
    }

    pub(super) fn text(&self) -> Result<String> {
        match self.value {
            Value::String(text) if !text.trim().is_empty() => Ok(text.clone()),
            _ => Err(self.says("must be a text")),
        }
    }

    pub(super) fn parsed<T, E: std::fmt::Display>(
        &self,
        parse: impl Fn(&str) -> std::result::Result<T, E>,
    ) -> Result<T> {
        let text = self.text()?;
        let mistake = |message| Mistake { path: self.path.clone(), message };
        parse(&text).map_err(|error| mistake(format!("{}: {error}", self.path)))
    }

    pub(super) fn web_address(&self) -> Result<String> {
        let text = self.text()?;
        match text.starts_with("https://") || text.starts_with("http://") {
            true => Ok(text),
            false => Err(self.says("must be an address that starts with https://")),
        }
    }

    pub(super) fn number(&self, least: u32, most: u32) -> Result<u32> {
        let number = self.text()?.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.says(&format!("must be a number from {least} to {most}")))
    }

    /// `90`, `90s`, `10m`, `2h`.
    pub(super) fn seconds(&self) -> Result<u32> {
        let text = self.text()?;
        let (digits, factor) = match text.char_indices().last() {
            Some((at, 's')) => (&text[..at], 1),
            Some((at, 'm')) => (&text[..at], 60),
            Some((at, 'h')) => (&text[..at], 3600),
            _ => (text.as_str(), 1),
        };
        let seconds = digits.trim().parse::<u32>().ok().and_then(|number| number.checked_mul(factor));
        seconds.ok_or_else(|| self.says("must be a time such as 90s, 10m or 2h"))
    }
}

impl<'v> Fields<'v> {
    pub(super) fn get(&self, name: &str) -> Option<Place<'v>> {
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        Some(Place { path: self.path_of(name), value })
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn required(&self, name: &str) -> Result<Place<'v>> {
        self.get(name).ok_or_else(|| Mistake {
            path: self.path.clone(),
            message: format!("{} is missing", self.path_of(name)),
        })
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>> {
        self.get(name).map(|place| place.text()).transpose()
    }

    pub(super) fn list(&self, name: &str) -> Result<Vec<Place<'v>>> {
        self.get(name).map_or(Ok(Vec::new()), |place| place.list())
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (String, Place<'v>)> + '_ {
        self.map.keys().filter_map(|name| Some((name.clone(), self.get(name)?)))
    }

    /// A word that nothing is done with is a mistake of whoever wrote it.
    pub(super) fn only(&self, known: &[&str]) -> Result<()> {
        match self.map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => {
                let path = self.path_of(name);
                let message = format!("{path} is not known; there are {}", known.join(", "));
                Err(Mistake { path, message })
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "
service: live-api
team: streaming
tier: 1
links: [{title: Runbook, url: https://example.com/runbook}]
workflows: {deploy: deploy.yml}
rollout:
  waves:
    - {name: home, regions: home, soak: 10m}
    - {name: global, regions: others, parallel: 3}
  on-failure: roll-back-wave
stages:
  prod: {after: staging, probe: {url: 'https://{region}.example.com/healthz', passes: 2}}
";

    #[test]
    fn a_file_says_how_a_service_goes_out() {
        let read = declaration("acme/live-api", GOOD).expect("a declaration");
        let prod = StageName::parse("prod").expect("a stage");
        let plan = read.plan(&prod);
        let waves = plan.waves.expect("waves");
        assert_eq!(waves[0].soak_seconds, 600);
        assert_eq!(waves[1].regions, Regions::Others);
        assert_eq!(waves[1].parallel, Some(3));
        assert_eq!(plan.on_failure, Some(OnFailure::RollBackWave));
        assert_eq!(plan.after.flatten().map(|stage| stage.to_string()).as_deref(), Some("staging"));
        assert_eq!(plan.probe.map(|probe| (probe.passes, probe.every_seconds)), Some((2, 5)));
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let bad = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from}");
            declaration("acme/live-api", &GOOD.replace(from, to)).expect_err("refused")
        };
        assert_eq!(bad("team: streaming", ""), "team is missing");
        assert!(bad("service: live-api", "service: Live API").starts_with("line 2, column 10: service: "));
        assert_eq!(
            bad("soak: 10m", "soak: long"),
            "line 9, column 41: rollout.waves[0].soak must be a time such as 90s, 10m or 2h"
        );
        assert_eq!(
            bad("parallel: 3", "parallel: 0"),
            "line 10, column 49: rollout.waves[1].parallel must be a number from 1 to 65535"
        );
        assert!(bad("tier: 1", "teir: 1").starts_with("line 4, column 7: teir is not known"));
        assert!(bad("deploy.yml", "../deploy.sh").contains(": workflows.deploy must name a file"));
        assert!(bad("https://example.com/runbook", "javascript:alert(1)").contains(": links[0].url must be"));
        let broken = declaration("a/b", "service: [1").expect_err("refused");
        assert!(broken.starts_with("line "), "{broken}");
        assert!(declaration("a/b", "text").is_err());
    }
}
