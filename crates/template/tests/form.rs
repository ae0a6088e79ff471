//! Which control a parameter gets, in which group, and what Slipway's own block adds.

mod common;

use common::{brief, clean, read};
use domain::template::{Capability, Control, Fill, Lang};

#[test]
fn every_kind_of_parameter_has_a_fitting_control() {
    let table = [
        ("Name: {Type: String}", Control::Text),
        ("Name: {Type: String, NoEcho: true}", Control::Password),
        ("Name: {Type: String, NoEcho: 'TRUE', AllowedValues: [a]}", Control::Password),
        ("Name: {Type: String, NoEcho: false}", Control::Text),
        ("Name: {Type: String, AllowedValues: ['yes', 'no']}", Control::Toggle),
        ("Name: {Type: String, AllowedValues: ['false', 'true']}", Control::Toggle),
        ("Name: {Type: String, AllowedValues: [a, b]}", Control::Select),
        ("Name: {Type: Number, AllowedValues: [1, 2]}", Control::Select),
        ("Name: {Type: Number}", Control::Number),
        ("Name: {Type: List<Number>}", Control::NumberList),
        ("Name: {Type: CommaDelimitedList}", Control::List),
        ("Name: {Type: List<String>}", Control::List),
        ("Name: {Type: AWS::EC2::VPC::Id}", Control::Resource),
        ("Name: {Type: AWS::EC2::KeyPair::KeyName}", Control::Resource),
        ("Name: {Type: AWS::EC2::AvailabilityZone::Name}", Control::Resource),
        ("Name: {Type: List<AWS::EC2::SecurityGroup::Id>}", Control::ResourceList),
        ("Name: {Type: AWS::SSM::Parameter::Name}", Control::SsmParameter),
        ("Name: {Type: 'AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>'}", Control::SsmParameter),
        ("VpcCidr: {Type: String}", Control::Cidr),
        ("CidrBits: {Type: String}", Control::Text),
        ("Range: {Type: String, Default: 10.0.0.0/8}", Control::Cidr),
        ("CidrName: {Type: String, Default: none}", Control::Text),
        (r"Range: {Type: String, AllowedPattern: '^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$'}", Control::Cidr),
        ("Range: {Type: String, AllowedPattern: '.*'}", Control::Text),
        ("Script: {Type: String, Default: \"a\\nb\"}", Control::Textarea),
    ];
    for (declared, expected) in table {
        let template = clean(&format!("Parameters:\n  {declared}\nResources: {{}}\n"));
        assert_eq!(template.parameters[0].control, expected, "{declared}");
    }
}

#[test]
fn groups_order_the_form_and_the_rest_follows() {
    let source = "
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups:
      - {Label: {default: First}, Parameters: [C, A, Unknown, C]}
      - {Parameters: [A]}
    ParameterLabels: {A: {default: The a}}
Parameters: {A: {Type: String}, B: {Type: String}, C: {Type: String}}
Resources: {}
";
    let template = clean(source);
    let seen: Vec<_> = template.parameters.iter().map(|p| (p.name.as_str(), p.group.as_deref())).collect();
    assert_eq!(seen, [("C", Some("First")), ("A", Some("First")), ("B", None)]);
    let labels: Vec<_> = template.groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(labels, ["First", "Other parameters"]);
    assert_eq!(template.parameters[1].label.get(Lang::En), "The a");
    let ungrouped = clean("Parameters: {A: {Type: String}}\nResources: {}\n");
    assert_eq!((ungrouped.groups.len(), ungrouped.parameters[0].group.as_deref()), (0, None));
}

#[test]
fn slipways_block_fills_presets_and_prices() {
    let template = read(include_str!("templates/web-service.yaml")).template.expect("a template");
    assert_eq!(template.title.get(Lang::Ko), "웹 서비스");
    assert_eq!(
        template.parameter("VpcCidr").and_then(|p| p.fill),
        Some(Fill::AddressRange { prefix_length: 20 })
    );
    assert_eq!(template.proposed("prod", "Count"), Some("3"));
    assert_eq!(template.proposed("staging", "Count"), Some("02"));
    assert_eq!(template.guidance.choose_when[1].get(Lang::Ko), "수평 확장");
    let values =
        [("InstanceClass".to_owned(), "large".to_owned()), ("Count".to_owned(), "2".to_owned())].into();
    assert_eq!(template.costs.monthly("us-east-1", &values), Some(180.0));
}

#[test]
fn mistakes_in_slipways_block_are_warnings_with_a_place() {
    let source = "
Metadata:
  Slipway:
    Titel: x
    Guidance: {ChooseWhen: [], Whenever: []}
    Presets: {dev: {Nope: 1}}
    Parameters:
      P: {Fill: magic}
      Q: {Fill: region}
    Costs: {Items: [{Monthly: 3}, {Label: x, Monthly: much}]}
Parameters: {P: {Type: String}}
Resources: {}
";
    let findings = read(source).findings;
    let lines: Vec<u32> = findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [4, 5, 6, 8, 9, 10, 10, 10], "{:?}", findings.iter().map(brief).collect::<Vec<_>>());
    assert!(findings.iter().all(|f| f.rule == "slipway-metadata" && f.severity.as_str() == "warning"));
}

#[test]
fn capabilities_follow_from_resources_and_macros() {
    use Capability::{AutoExpand, Iam, NamedIam};
    let table: [(&str, &[Capability]); 8] = [
        ("A: {Type: AWS::S3::Bucket}", &[]),
        ("A: {Type: AWS::IAM::Role}", &[Iam]),
        ("A: {Type: AWS::IAM::Role, Properties: {RoleName: x}}", &[Iam, NamedIam]),
        ("A: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref AWS::NoValue}}", &[Iam]),
        ("A: {Type: AWS::IAM::Policy, Properties: {PolicyName: x}}", &[Iam]),
        ("A: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: x}}", &[Iam, NamedIam]),
        ("A: {Type: AWS::CloudFormation::Stack}", &[Iam, NamedIam, AutoExpand]),
        ("A: {Type: T, Properties: {Fn::Transform: {Name: AWS::Include}}}", &[AutoExpand]),
    ];
    for (resource, expected) in table {
        let template = clean(&format!("Resources:\n  {resource}\n"));
        assert_eq!(template.capabilities, expected, "{resource}");
    }
}
