//! What is read of catalogue files, and what is said of those that Backstage would refuse.

use domain::catalog::RelationType;
use domain::template::Severity;

const GOOD: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: live-api
  namespace: media
  title: Live API
  annotations: {github.com/project-slug: acme/live-api}
  labels: {tier: '1'}
  tags: [go, c++]
  links: [{url: 'https://example.com/runbook', title: Runbook}]
spec:
  type: service
  lifecycle: production
  owner: streaming
  system: default/live
  dependsOn: ['resource:streams-db', component:Default/player]
  providesApis: [streams]
";

/// `(line, column, rule)` of the errors.
fn errors(text: &str) -> Vec<(u32, u32, String)> {
    let found = catalog::read(text.as_bytes()).findings.into_iter();
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| (finding.line, finding.column, finding.rule)).collect()
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn an_entity_is_read_with_what_it_points_at() {
    let reading = catalog::read(GOOD.as_bytes());
    assert_eq!(reading.findings, []);
    let entity = &reading.entities[0];
    assert_eq!(entity.reference().to_string(), "component:media/live-api");
    let told = |kind| entity.related(kind).map(|it| it.target.to_string()).collect::<Vec<_>>();
    assert_eq!(told(RelationType::OwnedBy), ["group:media/streaming"]);
    assert_eq!(told(RelationType::PartOf), ["system:default/live"]);
    assert_eq!(told(RelationType::DependsOn), ["resource:media/streams-db", "component:default/player"]);
    assert_eq!(told(RelationType::ProvidesApi), ["api:media/streams"]);
    assert_eq!(entity.links[0].title, "Runbook");
    assert_eq!(entity.raw, None);
}

#[test]
fn what_backstage_would_refuse_is_said_at_its_place() {
    let long = format!("name: {}", "a".repeat(64));
    let cases = [
        ("name: live-api", "name: live api", (4, 9, "name")),
        ("name: live-api", &long, (4, 9, "name")),
        ("name: live-api", "name: 12", (4, 9, "type")),
        ("namespace: media", "namespace: Media", (5, 14, "namespace")),
        ("title: Live API", "title:", (6, 8, "type")),
        ("acme/live-api", "true", (7, 42, "type")),
        ("tier: '1'", "tier: 1", (8, 18, "type")),
        ("tier: '1'", "'a b': x", (8, 12, "label")),
        ("[go, c++]", "[Go]", (9, 10, "tag")),
        ("[go, c++]", "go", (9, 9, "type")),
        ("https://example.com/runbook", "/runbook", (10, 17, "link")),
        ("  lifecycle: production\n", "", (11, 1, "required")),
        ("owner: streaming", "owner: ''", (14, 10, "type")),
        ("owner: streaming", "owner: 'group:'", (14, 10, "reference")),
        ("'resource:streams-db'", "streams-db", (16, 15, "reference")),
        ("[streams]", "streams", (17, 17, "type")),
        ("kind: Component", "kind: My-Kind", (2, 7, "kind")),
        ("spec:", "specs:", (11, 1, "unknown-field")),
    ];
    for (from, to, (line, column, rule)) in cases {
        let found = errors(&changed(from, to));
        assert!(found.contains(&(line, column, rule.to_owned())), "{to}: {found:?}");
    }
}

#[test]
fn foreign_kinds_and_versions_are_kept_as_they_are() {
    for (from, to, rule) in [
        ("kind: Component", "kind: Scorecard", "unknown-kind"),
        ("kind: Component", "kind: component", "unknown-kind"),
        ("backstage.io/v1alpha1", "acme.example/v7", "unknown-api-version"),
    ] {
        let reading = catalog::read(changed(from, to).as_bytes());
        assert_eq!(
            (reading.findings[0].rule.as_str(), reading.findings[0].severity),
            (rule, Severity::Warning)
        );
        let entity = &reading.entities[0];
        let raw = entity.raw.as_ref().expect("all of it");
        assert_eq!(raw["spec"]["dependsOn"][0], "resource:streams-db");
        assert_eq!(entity.at("owner").map(|owner| owner.written.as_str()), Some("streaming"));
    }
}

#[test]
fn words_are_those_of_yaml_1_2() {
    let reading = catalog::read(changed("tier: '1'", "a: on, b: yes, c: 'true'").as_bytes());
    assert_eq!(reading.findings, []);
    assert_eq!(reading.entities[0].labels["a"], "on");
    assert_eq!(errors(&changed("tier: '1'", "a: true")).len(), 1);
}

#[test]
fn substitutions_stand_for_what_is_elsewhere() {
    let api = "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: streams}\n\
               spec: {type: openapi, lifecycle: production, owner: streaming, definition: {$text: ./openapi.yaml}}\n";
    assert_eq!(errors(api), []);
    assert_eq!(errors(&api.replace("$text", "$json")), []);
    assert_eq!(errors(&api.replace("$text", "$unknown")).len(), 1);
    assert_eq!(errors(&changed("[streams]", "{$text: ./apis}")).len(), 1, "a text is no list");
}

#[test]
fn several_documents_stand_on_their_own() {
    let text = format!("---\n{GOOD}---\n\n---\n- list\n---\n{}", changed("name: live-api", "name: player"));
    let reading = catalog::read(text.as_bytes());
    let names: Vec<_> = reading.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["live-api", "player"]);
    assert_eq!(errors(&text), [(22, 1, "not-an-entity".to_owned())]);
    assert!(reading.broken.is_none());
    let broken = catalog::read(text.replace("- list", "a: [").as_bytes());
    assert_eq!(broken.entities.len(), 2);
    assert!(broken.broken.is_some_and(|finding| (22..=23).contains(&finding.line)));
}

#[test]
fn templates_that_nobody_filled_in_are_said_to_be_such() {
    for to in
        ["name: ${{ values.name }}", "name: {{ cookiecutter.name }}", "name: '{{ name }}'", "{% if a %}"]
    {
        let reading = catalog::read(changed("name: live-api", to).as_bytes());
        let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error);
        assert!(errors.clone().any(|finding| finding.message.contains("placeholder")), "{to}");
    }
}

#[test]
fn nothing_there_is_no_error() {
    for text in ["", "# nothing\n", "---\n---\n"] {
        let reading = catalog::read(text.as_bytes());
        assert_eq!((reading.entities.len(), errors(text).len()), (0, 0), "{text:?}");
        assert_eq!(reading.findings[0].rule, "no-entities");
    }
}

#[test]
fn whatever_comes_is_answered() {
    let large = vec![b' '; catalog::MAX_BYTES + 1];
    let cases: [(&[u8], &str); 6] = [
        (&large, "too-large"),
        (b"kind: caf\xe9", "not-utf8"),
        (b"a: &a [*a]", "alias-cycle"),
        (b"text", "not-an-entity"),
        (b"a: 1", "not-an-entity"),
        (b"a: \"\x00\"", "yaml-syntax"),
    ];
    for (source, rule) in cases {
        let reading = catalog::read(source);
        assert!(
            reading.findings.iter().any(|finding| finding.rule == rule),
            "{rule}: {:?}",
            reading.findings
        );
    }
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_panic(source in ".{0,400}", at in 0..GOOD.len()) {
        catalog::read(source.as_bytes());
        let mut mixed = GOOD.as_bytes().to_vec();
        mixed.splice(at..at, source.bytes());
        catalog::read(&mixed);
    }
}
