//! `spec`: what each kind has in it.

use crate::kinds::{Field, Kind, Known, known};
use crate::template;
use crate::values::{Takes, all_texts, check, place, tell};
use domain::catalog::{BadReference, EntityRef, Relation};
use yaml::{Findings, Node};

const PROFILE_FIELDS: [&str; 3] = ["displayName", "email", "picture"];

/// Holds the spec against the rules of its kind. `true` when Backstage comes with that kind.
pub fn check_kind(document: &Node, api_version: &str, kind: &str, findings: &mut Findings) -> bool {
    let spec = document.entry("spec");
    let is_map = spec.is_none_or(|entry| check("spec", &entry.value, Takes::Map, findings));
    match known(api_version, kind) {
        Known::Yes(found) => {
            if spec.is_none() {
                findings.error("required", document.at, format!("spec is missing, which every {kind} has"));
            }
            if is_map {
                fields(document, found, findings);
            }
            true
        }
        Known::OtherVersion(found) => {
            let at = document.get("apiVersion").map_or(document.at, |value| value.at);
            let message = format!(
                "Backstage knows {kind} as {}; in another version it is kept, and its spec is not looked at",
                found.versions.join(" or ")
            );
            findings.warning("unknown-api-version", at, message);
            false
        }
        Known::No { nearest } => {
            let at = document.get("kind").map_or(document.at, |value| value.at);
            let message = match nearest {
                Some(near) => format!("Backstage has no kind {kind:?}; did you mean {near}?"),
                None => {
                    format!("{kind:?} is a kind that Backstage only takes with a plugin; it is kept as it is")
                }
            };
            findings.warning("unknown-kind", at, message);
            false
        }
    }
}

fn fields(document: &Node, kind: &Kind, findings: &mut Findings) {
    let Some(spec) = document.entry("spec") else { return };
    for field in kind.fields {
        match spec.value.get(field.name) {
            None if field.required && !replaced(kind, field, &spec.value) => {
                let at = place(Some(spec), document);
                findings.error(
                    "required",
                    at,
                    format!("spec.{} is missing, which every {} has", field.name, kind.name),
                );
            }
            None => {}
            Some(value) => {
                check(&format!("spec.{}", field.name), value, field.takes, findings);
            }
        }
    }
    if let Some(profile) =
        spec.value.get("profile").filter(|_| kind.fields.iter().any(|field| field.name == "profile"))
    {
        for field in PROFILE_FIELDS {
            let value = profile.get(field);
            value.inspect(|value| {
                check(&format!("spec.profile.{field}"), value, Takes::Text, findings);
            });
        }
    }
    if kind.name == "Template" {
        template::check_all(&spec.value, findings);
    }
}

/// An MCP server has remotes where other APIs have a definition.
fn replaced(kind: &Kind, field: &Field, spec: &Node) -> bool {
    kind.name == "API"
        && field.name == "definition"
        && spec.text_at("type") == Some("mcp-server")
        && spec.get("remotes").is_some_and(|remotes| !remotes.items().is_empty())
}

/// What the references of a spec say. Those that point at nothing are findings where Backstage reads them.
pub fn relations(
    document: &Node,
    kind: &str,
    namespace: &str,
    strict: bool,
    findings: &mut Findings,
) -> Vec<Relation> {
    let Some(spec) = document.get("spec") else { return Vec::new() };
    let mut relations = Vec::new();
    for field in fields_of(kind) {
        let Some((relation, default)) = field.refers else { continue };
        for node in all_texts(spec, field.name) {
            let written = node.text().unwrap_or_default();
            match EntityRef::parse(written, default, namespace) {
                Ok(target) => relations.push(Relation {
                    kind: relation,
                    field: field.name.to_owned(),
                    written: written.to_owned(),
                    target,
                }),
                Err(bad) if strict => refused(field.name, node, bad, findings),
                Err(_) => {}
            }
        }
    }
    relations
}

/// Of an unknown kind, the fields that all kinds have in common are read.
fn fields_of(kind: &str) -> Vec<&'static Field> {
    let known = crate::kinds::KINDS.iter().find(|known| known.name.eq_ignore_ascii_case(kind));
    let fields = known.unwrap_or(&crate::kinds::KINDS[0]).fields;
    let common = ["owner", "system", "dependsOn", "dependencyOf"];
    fields.iter().filter(|field| known.is_some() || common.contains(&field.name)).collect()
}

fn refused(field: &str, node: &Node, bad: BadReference, findings: &mut Findings) {
    let message =
        format!("spec.{field} holds {:?}, which points at nothing: {bad}", node.text().unwrap_or_default());
    tell("reference", node.at, message, node, findings);
}
