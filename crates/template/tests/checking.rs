//! What the rules find, and what they leave alone.

mod common;

use common::brief;
use domain::names::TemplateName;
use domain::template::Severity;

fn errors(source: &str) -> Vec<String> {
    let findings = template::check(&TemplateName::unnamed(), source.as_bytes()).findings;
    findings.iter().filter(|f| f.severity == Severity::Error).map(brief).collect()
}

fn all(source: &str) -> Vec<String> {
    template::check(&TemplateName::unnamed(), source.as_bytes()).findings.iter().map(brief).collect()
}

const TOPIC: &str = "Resources:\n  T: {Type: AWS::SNS::Topic}\n";

#[test]
fn what_cloudformation_refuses_is_an_error_once_and_with_its_place() {
    let many = |n: usize| -> String {
        let each = |i: usize| format!("  T{i}: {{Type: AWS::SNS::Topic}}\n");
        format!("Resources:\n{}", (0..n).map(each).collect::<String>())
    };
    let table: [(String, &str); 21] = [
        ("Parameters: {}\n".to_owned(), "1:1 missing-resources"),
        ("Resources: {}\n".to_owned(), "1:1 missing-resources"),
        (format!("{TOPIC}Resorces: {{}}\n"), "3:1 unknown-section"),
        (format!("{TOPIC}Outputs: [a]\n"), "3:10 section-shape"),
        ("Resources:\n  T: text\n".to_owned(), "2:6 resource-shape"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !Ref Nope}}}}\n"), "3:22 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !GetAtt Nope.Arn}}}}\n"), "3:22 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !Sub 'a ${{Nope}}'}}}}\n"), "3:22 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: x, Condition: Nope}}}}\n"), "3:36 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !FindInMap [M, a, b]}}}}\n"), "3:34 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !If [C, a, b]}}}}\n"), "3:27 unknown-reference"),
        (format!("{TOPIC}Outputs: {{O: {{Value: !Ref 'AWS::Nope'}}}}\n"), "3:22 unknown-reference"),
        (format!("{TOPIC}Conditions: {{C: !Equals [!Ref T, a]}}\n"), "3:26 unknown-reference"),
        (
            "Resources:\n  T: {Type: AWS::SNS::Topic, DependsOn: [Nope]}\n".to_owned(),
            "2:42 unknown-reference",
        ),
        (format!("Parameters: {{P: {{Type: Number, Default: x}}}}\n{TOPIC}"), "1:41 default"),
        (
            format!("Parameters: {{P: {{Type: String, Default: x, AllowedValues: [y]}}}}\n{TOPIC}"),
            "1:41 default",
        ),
        (format!("{TOPIC}Outputs: {{O: {{Description: x}}}}\n"), "3:11 output-shape"),
        ("Resources:\n  T: {Type: AWS::SNS::Topic, Properties: [a]}\n".to_owned(), "2:42 resource-shape"),
        (
            format!("Parameters: {{P: {{Type: CommaDelimitedList, Default: [a]}}}}\n{TOPIC}"),
            "1:53 parameter-shape",
        ),
        (many(501), "1:1 quota"),
        ("Resources:\n  T: {Type: AWS::SNS::Topicc}\n".to_owned(), "2:7 F3006"),
    ];
    let wrong = table.iter().map(|(source, expected)| (errors(source), *expected, source));
    let wrong: Vec<_> = wrong.filter(|(found, expected, _)| found != &[*expected]).collect();
    assert!(wrong.is_empty(), "{wrong:#.300?}");
}

#[test]
fn functions_exist_and_get_what_they_take() {
    let table = [
        ("!Join [a, b, c]", "6:18 function-arguments"),
        ("!Join [a, b]", "6:18 function-arguments"),
        ("!Select [2, [a, b]]", "6:18 function-arguments"),
        ("!Select [-1, [a]]", "6:18 function-arguments"),
        ("!Split [',']", "6:18 function-arguments"),
        ("!Cidr [10.0.0.0/16]", "6:18 function-arguments"),
        ("!Sub {a: b}", "6:18 function-arguments"),
        ("!Sub [a, {}, b]", "6:18 function-arguments"),
        ("!GetAtt T", "6:18 function-arguments"),
        ("!GetAtt [T, a, b]", "6:18 function-arguments"),
        ("!Ref {a: b}", "6:18 function-arguments"),
        ("!Base64 [a]", "6:18 function-arguments"),
        ("!ImportValue [a]", "6:18 function-arguments"),
        ("{'Fn::Jion': [',', [a]]}", "6:19 unknown-function"),
        ("!FindInMap [M, a]", "6:18 function-arguments"),
        ("!FindInMap [M, x, b]", "6:33 unknown-reference"),
        ("!FindInMap [M, a, x]", "6:36 unknown-reference"),
        ("!FindInMap [M, !Ref 'AWS::Region', x]", "6:53 unknown-reference"),
    ];
    for (value, expected) in table {
        assert_eq!(errors(&topic_named(value)), [expected], "{value}");
    }
    let fine = [
        "!Join ['', [a, b]]",
        "!Join ['', !GetAZs '']",
        "!Select [0, !GetAZs '']",
        "!Select [0, !Cidr [10.0.0.0/16, 2]]",
        "!Select ['1', [a, b]]",
        "!Sub '${AWS::Region}'",
        "!FindInMap [M, a, b]",
        "!FindInMap [M, !Ref 'AWS::Region', b]",
        "!ImportValue {'Fn::Sub': '${AWS::Region}'}",
    ];
    for value in fine {
        assert_eq!(errors(&topic_named(value)), [""; 0], "{value}");
    }
}

fn topic_named(value: &str) -> String {
    format!(
        "Mappings: {{M: {{a: {{b: c}}}}}}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: {value}\n"
    )
}

#[test]
fn what_aws_has_stopped_taking_is_a_warning_and_a_wrong_choice_an_error() {
    let function = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: a.b\n      Runtime: nodejs8.10\n      Code: {ZipFile: x}\n      Role: arn:aws:iam::123456789012:role/a\n";
    assert_eq!(errors(function), [""; 0]);
    assert!(all(function).contains(&"6:7 E2533".to_owned()), "{:?}", all(function));
    let table = |mode: &str| {
        format!(
            "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      VersioningConfiguration: {{Status: {mode}}}\n"
        )
    };
    assert_eq!(errors(&table("Enabled")), [""; 0]);
    assert_eq!(errors(&table("Enable")), ["5:33 W3030"]);
    let storage = "Resources:\n  V:\n    Type: AWS::EC2::Volume\n    Properties: {AvailabilityZone: !Select [0, !GetAZs ''], Size: 1, VolumeType: gp9}\n";
    assert_eq!(errors(storage), [""; 0], "there may be one by now");
}

#[test]
fn of_two_resources_under_conditions_only_one_may_exist() {
    let source = |first: &str, second: &str| {
        format!(
            "Parameters: {{P: {{Type: String}}}}
Conditions: {{A: !Equals [!Ref P, a]}}
Resources:
  One: {{Type: AWS::S3::Bucket, {first}Properties: {{BucketName: !Ref P}}}}
  Two: {{Type: AWS::S3::Bucket, {second}Properties: {{BucketName: !Ref P}}}}
"
        )
    };
    assert_eq!(errors(&source("", "")).len(), 2, "{:?}", errors(&source("", "")));
    assert_eq!(errors(&source("", "Condition: A, ")), [""; 0]);
}

#[test]
fn aws_schemas_are_applied() {
    let bogus = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Colour: blue\n";
    assert_eq!(errors(bogus), ["5:7 F3002"]);
    let missing =
        "Resources:\n  S:\n    Type: AWS::EC2::Subnet\n    Properties:\n      CidrBlock: 10.0.0.0/24\n";
    assert_eq!(errors(missing).len(), 1, "{:?}", errors(missing));
    let circle = "Resources:\n  A: {Type: AWS::SNS::Topic, DependsOn: B}\n  B: {Type: AWS::SNS::Topic, DependsOn: A}\n";
    assert!(errors(circle).iter().any(|found| found.ends_with(" F3004")), "{:?}", errors(circle));
}

#[test]
fn what_cloudformation_takes_is_no_error() {
    let table = [
        "Resources:\n  T: {Type: 'Custom::Thing', Properties: {ServiceToken: x, Any: [1]}}\n",
        "Resources:\n  T: {Type: 'Acme::Any::Thing', Properties: {Any: 1}}\n",
        "Resources:\n  T: {Type: 'AWS::Brand::NewThing', Properties: {Any: 1}}\n",
        "Resources:\n  M: {Type: 'Acme::S3::Bucket::MODULE'}\n  T: {Type: AWS::SNS::Topic, DependsOn: MBucket}\n",
        "Transform: Acme\nExtra: 1\nResources:\n  T: {Type: AWS::SNS::Topic, Count: 3, Properties: {TopicName: !Ref X}}\n",
        "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a/b}}\n",
        "Hooks: {}\nResources:\n  T: {Type: AWS::SNS::Topic}\n",
        "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Sub ['${X}', {X: !Ref 'AWS::Region'}]\n",
        "Parameters: {P: {Type: String, Default: True, AllowedValues: ['true', 'false']}}\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {FifoTopic: !Ref P}}\n",
        "Parameters: {P: {Type: CommaDelimitedList, Default: 'a, b', AllowedValues: [a, b]}}\nResources:\n  T: {Type: AWS::SNS::Topic}\n",
    ];
    for source in table {
        assert_eq!(errors(source), [""; 0], "{source}");
    }
}

#[test]
fn sam_names_resources_after_declared_ones_and_nothing_else() {
    let source = |name: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Description: passed over
    Properties:
      InlineCode: x
      Handler: index.handler
      Runtime: nodejs22.x
      Events: {{Get: {{Type: Api, Properties: {{Path: /, Method: get}}}}}}
Outputs: {{O: {{Value: !Sub '${{{name}}}'}}}}
"
        )
    };
    for fine in ["F", "FRole.Arn", "ServerlessRestApi", "F.Version", "AWS::Region"] {
        assert_eq!(errors(&source(fine)), [""; 0], "{fine}");
    }
    assert_eq!(errors(&source("Nope")), ["11:22 unknown-reference"]);
}

/// The rules would try all 160,000 combinations, squared.
#[test]
fn many_combinations_do_not_take_for_ever() {
    let values = (0..20).map(|n| format!("v{n}")).collect::<Vec<_>>().join(", ");
    let parameters: String =
        (0..4).map(|n| format!("  P{n}: {{Type: String, AllowedValues: [{values}]}}\n")).collect();
    let resource = "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub '${P0}${P1}${P2}${P3}'}}";
    let start = std::time::Instant::now();
    assert_eq!(all(&format!("Parameters:\n{parameters}Resources:\n{resource}\n")), [""; 0]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn findings_for_a_target_are_about_its_values() {
    let source = "
Parameters: {Ordered: {Type: String, Default: 'no'}}
Conditions: {Fifo: !Equals [!Ref Ordered, 'yes']}
Resources:
  Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !If [Fifo, 1, [x]]}}
";
    let name = TemplateName::unnamed();
    let found = |ordered: &str| -> usize {
        let values = [("Ordered".to_owned(), ordered.to_owned())].into();
        let findings = template::check_for(&name, source.as_bytes(), "eu-west-3", &values).findings;
        findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    };
    assert_eq!((found("yes"), found("no")), (0, 1));
    assert_eq!(errors(source), [""; 0], "it depends on the values, and nobody has given any");
}

#[test]
fn notes_help_without_stopping() {
    let unused = format!("Parameters:\n  P: {{Type: String}}\n{TOPIC}");
    assert_eq!(all(&unused), ["2:3 unused-parameter"]);
    let interface =
        "Metadata:\n  AWS::CloudFormation::Interface:\n    ParameterGroups:\n      - Parameters: [Nope]\n";
    assert_eq!(all(&format!("{interface}{TOPIC}")), ["4:22 interface"]);
    let pattern = "Parameters: {P: {Type: String, AllowedPattern: '(['}}\n";
    let found = all(&format!("{pattern}{TOPIC}Outputs: {{O: {{Value: !Ref P}}}}\n"));
    assert!(found.contains(&"1:48 pattern".to_owned()), "{found:?}");
}

#[test]
fn secrets_stay_out_of_findings() {
    let source = "
Parameters:
  Secret: {Type: String, NoEcho: true, Default: hunter2-hunter2, AllowedValues: [other], MaxLength: 3}
Resources:
  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Secret}}
";
    let findings = template::check(&TemplateName::unnamed(), source.as_bytes()).findings;
    assert!(findings.iter().any(|finding| finding.rule == "default"));
    assert!(findings.iter().all(|finding| !finding.message.contains("hunter2")), "{findings:?}");
    let report = template::report("secret.yaml", source.as_bytes());
    assert!(!report.to_string().contains("hunter2"));
    assert!(!serde_json::to_string(&report).expect("JSON").contains("hunter2"));
}

#[test]
fn odd_indentation_still_meets_awss_rules_at_the_right_line() {
    let source = "Description: 'two\nlines'\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Colour: blue\n";
    assert_eq!(errors(source), ["7:7 F3002"]);
}
