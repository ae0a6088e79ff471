use super::error::ConfigError;
use super::layers::Layers;
use adapters::Network;
use domain::names::LocationName;
use std::collections::BTreeSet;

/// How services are probed.
#[derive(Clone, Debug)]
pub struct Probes {
    /// Without it this portal neither probes nor judges.
    pub on: bool,
    /// Where the portal's own probes come from.
    pub locations: Vec<LocationName>,
    /// Locations elsewhere, which run `slipway probe`.
    pub remote_locations: Vec<LocationName>,
    /// Networks that may be probed although they are not public.
    pub networks: Vec<Network>,
    /// A better state has to last so long before it is believed.
    pub better_after_seconds: u32,
    /// Asked instead of what stacks say where they answer; only the sandbox sets it.
    pub endpoint: Option<String>,
}

impl Probes {
    pub fn read(layers: &mut Layers<'_>) -> Result<Self, ConfigError> {
        let own = vec!["portal".to_owned()];
        let (locations, remote_locations) =
            (names(layers, "probes.locations", own)?, names(layers, "probes.remote_locations", Vec::new())?);
        if let Some(name) = locations.iter().find(|name| remote_locations.contains(name)) {
            return Err(ConfigError::new(
                layers.get("probes.remote_locations", Vec::<String>::new())?.origin,
                format!("probes.locations and probes.remote_locations both have {name}"),
                "Name each location in one of them: it is either here or elsewhere.",
            ));
        }
        let found = layers.get("probes.allow_networks", Vec::<String>::new())?;
        let parsed: Result<Vec<Network>, String> = found.value.iter().map(|text| text.parse()).collect();
        let networks = parsed.map_err(|problem| {
            ConfigError::new(found.origin, problem, "Write networks like [\"10.20.0.0/16\"].")
        })?;
        Ok(Probes {
            on: layers.get("probes.on", true)?.value,
            locations,
            remote_locations,
            networks,
            better_after_seconds: layers.number("probes.better_after_seconds", 60, 0, 3_600)?,
            endpoint: None,
        })
    }
}

fn names(layers: &mut Layers<'_>, key: &str, usual: Vec<String>) -> Result<Vec<LocationName>, ConfigError> {
    let found = layers.get(key, usual)?;
    let parsed: Result<Vec<LocationName>, _> =
        found.value.iter().map(|text| LocationName::parse(text)).collect();
    let refuse = |problem: String| {
        ConfigError::new(
            found.origin.clone(),
            problem,
            "Give each location a name of its own, such as seoul.",
        )
    };
    let names = parsed.map_err(|error| refuse(format!("{key}: {error}")))?;
    match names.iter().collect::<BTreeSet<_>>().len() == names.len() {
        true => Ok(names),
        false => Err(refuse(format!("{key} has a name twice"))),
    }
}
