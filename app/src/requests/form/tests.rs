//! The form as a whole: from what was typed to what is asked for.

use super::input::request_input;
use super::{FormModel, FormState, Mode, Place, Running, StageChoice, TargetRef, curl, fix};
use domain::ids::EnvironmentId;
use domain::names::{RegionName, StageName, TemplateName};
use domain::rules::RegionRules;
use domain::template::{Parameter, Template};
use domain::view::Allowed;

const SOURCE: &str = r"
Metadata:
  Slipway:
    Presets: {dev: {Size: small}, prod: {Size: large}}
    Parameters:
      Range: {Fill: address-range, PrefixLength: 20}
      Service: {Fill: service}
Parameters:
  Size: {Type: String, AllowedValues: [small, large], Default: small}
  Image: {Type: String, Default: nginx, MaxLength: 8}
  Port: {Type: Number, Default: 80, MinValue: 1, MaxValue: 65535}
  Ports: {Type: CommaDelimitedList, Default: ''}
  Password: {Type: String, NoEcho: true}
  Range: {Type: String}
  Service: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic}
";

fn template() -> Template {
    let name = TemplateName::parse("web").expect("a name");
    template::read(&name, SOURCE.as_bytes()).template.expect("a template")
}

fn model(mode: Mode) -> FormModel {
    let stage = |name: &str, allowed: Allowed| StageChoice {
        name: StageName::parse(name).expect("a stage"),
        required: 0,
        roles: Vec::new(),
        allowed,
    };
    let region = |name: &str, home: bool| RegionRules {
        name: RegionName::parse(name).expect("a region"),
        title: name.to_owned(),
        home,
    };
    FormModel {
        mode,
        amends: false,
        template: template(),
        stages: vec![
            stage("dev", Allowed::yes()),
            stage("secret", Allowed::no("not yours")),
            stage("prod", Allowed::yes()),
        ],
        regions: vec![region("seoul", true), region("paris", false)],
        running: Vec::new(),
        done: Vec::new(),
    }
}

fn parameter(name: &str) -> Parameter {
    template().parameter(name).cloned().expect("a parameter")
}

#[test]
fn parameters_stand_where_they_are_asked_for() {
    let model = model(Mode::Create);
    let apart = FormState::parse("split=Image");
    let table = [
        ("Size", Place::PerTarget, "presets differ"),
        ("Image", Place::Shared, "one default for all"),
        ("Range", Place::PerTarget, "given out per target"),
        ("Service", Place::Filled, "nobody is asked"),
        ("Password", Place::Shared, "a secret"),
    ];
    for (name, place, why) in table {
        assert_eq!(model.place(&FormState::default(), &parameter(name)), place, "{name}: {why}");
    }
    assert_eq!(model.place(&apart, &parameter("Image")), Place::PerTarget, "set apart by hand");
}

#[test]
fn only_what_differs_is_asked_for() {
    let form = "service=+live-api+&template=web&target=*/*&p.Image=nginx&p.Port=8080&p.Size=&p.Ports=80%2C+443%2C\
        &s.Password=hunter2&o.dev.seoul.Size=large&o.prod.paris.Size=large&o.secret.seoul.Size=large&reason=";
    let input = request_input(&model(Mode::Create), &FormState::parse(form));
    assert_eq!((input.action.as_str(), input.service.as_str()), ("create", "live-api"));
    let targets: Vec<String> = input.targets.iter().map(|t| format!("{}/{}", t.stage, t.region)).collect();
    assert_eq!(
        targets,
        ["dev/seoul", "dev/paris", "prod/seoul", "prod/paris"],
        "a stage that is not theirs stays out"
    );
    let shared: Vec<(&str, &str)> = input.parameters.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(shared, [("Password", "hunter2"), ("Port", "8080"), ("Ports", "80,443")]);
    assert_eq!(input.overrides.len(), 1, "the preset of prod is large anyway: {:?}", input.overrides);
    assert_eq!(
        (input.overrides[0].stage.as_str(), input.overrides[0].parameters["Size"].as_str()),
        ("dev", "large")
    );
    assert_eq!((input.environment, input.reason), (None, None));
}

#[test]
fn an_update_starts_from_what_runs() {
    let mut model = model(Mode::Update);
    model.running.push(Running {
        target: TargetRef::new("dev", "paris"),
        environment: EnvironmentId("env_1".into()),
        values: [("Image".to_owned(), Some("httpd".to_owned())), ("Password".to_owned(), None)].into(),
        allowed: Allowed::yes(),
    });
    let state = FormState::parse("target=dev/*&p.Image=httpd&p.Port=81&s.Password=");
    let input = request_input(&model, &state);
    assert_eq!(input.targets.len(), 1, "nothing runs in the other region");
    let names: Vec<&String> = input.parameters.keys().collect();
    assert_eq!(names, ["Port"], "what runs and untouched secrets are not sent");
    assert_eq!(model.shown(&FormState::default(), &parameter("Image")), "httpd");
}

#[test]
fn what_is_done_cannot_be_asked_for_again() {
    let model = FormModel { done: vec![TargetRef::new("dev", "seoul")], amends: true, ..model(Mode::Create) };
    let chosen = model.chosen(&FormState::parse("target=dev/*&target=prod/seoul"));
    assert_eq!(chosen, [TargetRef::new("dev", "paris"), TargetRef::new("prod", "seoul")]);
    assert!(model.available(&TargetRef::new("dev", "seoul")).why.is_some());
}

#[test]
fn a_deletion_sends_no_values() {
    let mut model = model(Mode::Delete);
    model.running.push(Running {
        target: TargetRef::new("prod", "seoul"),
        environment: EnvironmentId("env_1".into()),
        values: Default::default(),
        allowed: Allowed::yes(),
    });
    let input = request_input(&model, &FormState::parse("target=*/*&p.Image=x&o.prod.seoul.Size=small"));
    assert_eq!((input.action.as_str(), input.targets.len()), ("delete", 1));
    assert!(input.parameters.is_empty() && input.overrides.is_empty());
}

#[test]
fn the_api_call_names_secrets_without_telling_them() {
    let model = model(Mode::Create);
    let state = FormState::parse(
        "service=it's&template=web&target=dev/seoul&s.Password=hunter2&x.dev.seoul.Password=other",
    );
    let command = curl::command("http://portal", None, &model.template, &request_input(&model, &state));
    assert!(!command.contains("hunter2") && !command.contains("other"), "{command}");
    assert!(command.contains("<Password>") && command.contains("http://portal/api/v1/requests"), "{command}");
    assert!(command.contains(r"it'\''s"), "quotes end no shell text: {command}");
}

#[test]
fn values_that_would_fit_are_offered() {
    let table = [
        ("Port", "70,000", Some("65535")),
        ("Port", "80", None),
        ("Port", "many", None),
        ("Size", "LARGE", Some("large")),
        ("Image", "registry/image", Some("registry")),
        ("Ports", "80; 443", Some("80,443")),
        ("Password", "x", None),
    ];
    for (name, typed, expected) in table {
        assert_eq!(fix::value(&parameter(name), typed).as_deref(), expected, "{name} {typed}");
    }
    assert_eq!(fix::name("Live API!", 40).as_deref(), Some("live-api"));
    assert_eq!(fix::name("live-api", 40), None);
    assert_eq!(fix::name("라이브", 40), None);
}
