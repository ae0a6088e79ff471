//! Backstage's `catalog-info.yaml`, read as it is: entities, and what Backstage would refuse of them, each with its place.
//!
//! Everything here is pure: bytes in, values out. Nothing panics on any input, and everything that grows with the input is
//! bounded. What Backstage takes is taken; what it would refuse is a finding, and the entity is kept as far as it can be
//! read.

mod dialect;
mod entity;
mod envelope;
mod formats;
mod kinds;
mod metadata;
mod report;
mod spec;
mod template;
mod values;

pub use report::{CheckReport, ReportedEntity, report};

use domain::catalog::Entity;
use domain::template::Finding;
use std::collections::HashMap;
use yaml::{Findings, Node, Position};

/// Bytes of one file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// What became of one file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In the order of the source, also those that Backstage would refuse.
    pub entities: Vec<Entity>,
    /// In the order of the source.
    pub findings: Vec<Finding>,
    /// Why some of the file is not in the entities: it cannot be read as YAML.
    pub broken: Option<Finding>,
}

/// Reads a file's documents and holds them against Backstage's rules.
pub fn read(source: &[u8]) -> Reading {
    let mut findings = Findings::default();
    let text = text(source, &mut findings);
    let documents = text.map(|text| dialect::documents(text, &mut findings)).unwrap_or_default();
    let broken = findings.errors().next().cloned();
    let entities = entities(&documents, &mut findings);
    Reading { entities, findings: findings.into_sorted(), broken }
}

fn text<'s>(source: &'s [u8], findings: &mut Findings) -> Option<&'s str> {
    if source.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, and at most {MAX_BYTES} are read", source.len());
        findings.error("too-large", Position::default(), message);
        return None;
    }
    yaml::text(source, findings)
}

fn entities(documents: &[Node], findings: &mut Findings) -> Vec<Entity> {
    let described: Vec<_> = documents.iter().filter(|document| !document.is_null()).collect();
    if described.is_empty() && findings.errors().next().is_none() {
        let message = "no entity is described here: Backstage finds nothing in this file";
        findings.warning("no-entities", Position::default(), message);
    }
    let entities: Vec<Entity> =
        described.into_iter().filter_map(|document| entity::of(document, findings)).collect();
    doubled(&entities, findings);
    entities
}

/// Of two entities of one name, Backstage keeps one and reports a conflict.
fn doubled(entities: &[Entity], findings: &mut Findings) {
    let mut first: HashMap<String, u32> = HashMap::new();
    for entity in entities.iter().filter(|entity| !entity.name.is_empty()) {
        let reference = entity.reference().to_string();
        if let Some(line) = first.get(&reference) {
            let message = format!("{reference} is described on line {line} already");
            findings.warning("duplicate-entity", Position { line: entity.line, column: 1 }, message);
        } else {
            first.insert(reference, entity.line);
        }
    }
}
