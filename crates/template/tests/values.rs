//! Values against their parameters.

mod common;

use common::clean;
use std::collections::BTreeMap;

fn problems(declared: &str, value: &str) -> Vec<String> {
    let template = clean(&format!("Parameters:\n  P: {declared}\nResources: {{}}\n"));
    let values = BTreeMap::from([("P".to_owned(), value.to_owned())]);
    template::values_problems(&template, &values).into_iter().map(|problem| problem.message).collect()
}

#[test]
fn values_that_fit_pass() {
    let long = "x".repeat(4096);
    let table = [
        ("{Type: String}", ""),
        ("{Type: String}", long.as_str()),
        ("{Type: Number, MinValue: 1, MaxValue: 2}", "1.5"),
        ("{Type: Number, AllowedValues: [1, 2]}", "2.0"),
        ("{Type: List<Number>}", "1, 2 ,3"),
        ("{Type: CommaDelimitedList, AllowedValues: [a, b]}", "a, b"),
        ("{Type: CommaDelimitedList, AllowedPattern: '[a-z]+'}", "a,bc"),
        ("{Type: CommaDelimitedList}", ""),
        ("{Type: String, AllowedPattern: '[a-z]*'}", "abc"),
        ("{Type: String, AllowedPattern: '^(?!-)[a-z-]+(?<!-)$'}", "a-b"),
        (r"{Type: String, AllowedPattern: '^([\w.-]{1,900})$|^(\/[\w.-]{1,900})*[\w.-]{1,900}$'}", "/a/b-c"),
        (r"{Type: String, AllowedPattern: '^[\w-\+]+(\.[\w]+)*@[\w-]+$|^$'}", "a+b@c"),
        ("{Type: String, AllowedPattern: '(['}", "left to CloudFormation"),
        ("{Type: String, AllowedPattern: '(a+)+(?=b)b'}", "aaab"),
        ("{Type: AWS::EC2::VPC::Id}", "vpc-0123456789abcdef0"),
        ("{Type: List<AWS::EC2::Subnet::Id>}", "subnet-01234567,subnet-0123456789abcdef0"),
        ("{Type: 'AWS::SSM::Parameter::Value<String>'}", "/a/b"),
        ("{Type: String, Default: 10.0.0.0/8}", "fd00::/8"),
    ];
    for (declared, value) in table {
        assert_eq!(problems(declared, value), [""; 0], "{declared} {value:.40}");
    }
}

#[test]
fn values_that_do_not_fit_say_what_would() {
    let long = "x".repeat(4097);
    let table = [
        ("{Type: String}", long.as_str(), "has 4097 bytes, and CloudFormation takes at most 4096"),
        ("{Type: Number}", "many", "must be a number"),
        ("{Type: Number}", "inf", "must be a number"),
        ("{Type: Number, MinValue: 1, MaxValue: 2}", "3", "must be from 1 to 2"),
        ("{Type: Number, MinValue: 1}", "0.5", "must be at least 1"),
        ("{Type: List<Number>}", "1,x", "has a problem in element 2: it must be a number"),
        ("{Type: String, AllowedValues: [a, b]}", "c", "must be one of: a, b"),
        ("{Type: String, MinLength: 3}", "é!", "must have at least 3 characters, and has 2"),
        ("{Type: String, MinLength: 3, MaxLength: 3}", "four", "must have exactly 3 characters, and has 4"),
        ("{Type: String, AllowedPattern: '[a-z]+'}", "abc1", "must match the pattern [a-z]+"),
        (
            "{Type: String, AllowedPattern: 'a|b', ConstraintDescription: say a}",
            "ab",
            "must match the pattern a|b (say a)",
        ),
        ("{Type: AWS::EC2::VPC::Id}", "net-1", "must be like vpc-0123456789abcdef0 (AWS::EC2::VPC::Id)"),
        ("{Type: List<AWS::EC2::Subnet::Id>}", "", "must name something that exists (AWS::EC2::Subnet::Id)"),
        ("{Type: String, Default: 10.0.0.0/8}", "10.0.0.0", "must be an address range such as 10.0.0.0/16"),
        (
            "{Type: String, Default: 10.0.0.0/8}",
            "10.0.0.0/33",
            "must be an address range such as 10.0.0.0/16",
        ),
        (
            "{Type: 'AWS::SSM::Parameter::Value<String>'}",
            " ",
            "must be the name of a Systems Manager parameter",
        ),
    ];
    for (declared, value, expected) in table {
        assert_eq!(problems(declared, value), [expected], "{declared} {value:.40}");
    }
}

#[test]
fn missing_and_unknown_names_are_problems() {
    let source = "
Metadata: {Slipway: {Parameters: {Filled: {Fill: region}}}}
Parameters: {Needed: {Type: String}, Filled: {Type: String}, Default: {Type: String, Default: x}}
Resources: {}
";
    let values = BTreeMap::from([("Other".to_owned(), "x".to_owned())]);
    let problems = template::values_problems(&clean(source), &values);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["Needed: needs a value", "Other: is no parameter of this template"]);
}

#[test]
fn a_pattern_that_explodes_is_given_up() {
    let value = format!("{}!", "a".repeat(60));
    assert_eq!(problems("{Type: String, AllowedPattern: '(?=a)(a|aa|a*)*\\1b'}", &value), [""; 0]);
}
