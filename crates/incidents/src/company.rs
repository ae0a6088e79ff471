//! A company with its services and regions.

use domain::health::culprit::{ChangeKind, Dependencies, History, Track};
use domain::names::{RegionName, ServiceName, StageName};
use rand::RngExt as _;
use rand::rngs::StdRng;
use std::collections::BTreeMap;

const REGIONS: [&str; 5] = ["ap-northeast-2", "ap-southeast-1", "eu-west-3", "us-east-1", "us-west-2"];
const LAYERS: [(&str, usize); 4] = [("edge", 8), ("app", 16), ("core", 10), ("store", 6)];

/// Services in layers, each of which needs some of the layers below.
pub struct Company {
    pub services: Vec<ServiceName>,
    /// The home region first.
    pub regions: Vec<RegionName>,
    pub dependencies: Dependencies,
    /// How often each service's changes of each kind break something.
    pub risk: BTreeMap<(ServiceName, ChangeKind), f64>,
    pub history: History,
}

impl Company {
    pub fn found(dice: &mut StdRng) -> Self {
        let layers: Vec<Vec<ServiceName>> = LAYERS
            .iter()
            .map(|(layer, size)| (0..*size).map(|n| service(&format!("{layer}-{n}"))).collect())
            .collect();
        let services: Vec<ServiceName> = layers.iter().flatten().cloned().collect();
        let (risk, history) = past(&services, dice);
        Company {
            dependencies: wire(&layers, dice),
            services,
            regions: REGIONS.iter().map(|name| region(name)).collect(),
            risk,
            history,
        }
    }

    /// Two services in three run everywhere, the others in some regions; all of them at home.
    pub fn regions_of(&self, dice: &mut StdRng) -> Vec<RegionName> {
        let few = dice.random_ratio(1, 3);
        let stays = |position: usize, dice: &mut StdRng| position == 0 || !few || dice.random_ratio(1, 2);
        (0..self.regions.len()).filter(|n| stays(*n, dice)).map(|n| self.regions[n].clone()).collect()
    }
}

fn wire(layers: &[Vec<ServiceName>], dice: &mut StdRng) -> Dependencies {
    let mut dependencies = Dependencies::default();
    for (above, below) in layers.iter().zip(&layers[1..]) {
        for service in above {
            for _ in 0..dice.random_range(1..=3) {
                dependencies.add(service.clone(), pick(below, dice).clone());
            }
        }
    }
    dependencies
}

/// A year of changes: some services break things more often than others, and the record shows it roughly.
fn past(services: &[ServiceName], dice: &mut StdRng) -> (BTreeMap<(ServiceName, ChangeKind), f64>, History) {
    let (mut risk, mut history) = (BTreeMap::new(), History::default());
    let kinds = [
        ChangeKind::Release,
        ChangeKind::Parameter,
        ChangeKind::Flag,
        ChangeKind::Request,
        ChangeKind::Action,
    ];
    for service in services {
        for kind in kinds {
            let each = 0.01 + 0.1 * dice.random::<f64>().powi(2);
            let changes = dice.random_range(0..80);
            let blamed = (0..changes).filter(|_| dice.random_bool(each)).count() as u32;
            risk.insert((service.clone(), kind), each);
            history.set(service.clone(), kind, Track { changes, blamed });
        }
    }
    (risk, history)
}

pub(crate) fn pick<'a, T>(list: &'a [T], dice: &mut StdRng) -> &'a T {
    &list[dice.random_range(0..list.len())]
}

pub(crate) fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).expect("a service's name")
}

pub(crate) fn region(name: &str) -> RegionName {
    RegionName::parse(name).expect("a region's name")
}

pub(crate) fn stage(name: &str) -> StageName {
    StageName::parse(name).expect("a stage's name")
}
