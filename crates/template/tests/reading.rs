//! What may stand in a file, and what becomes of it.

mod common;

use common::{brief, clean, read};

/// The default of the parameter `P`, declared in YAML with this value.
fn default_of(value: &str) -> Option<String> {
    let source = format!("Parameters:\n  P:\n    Type: String\n    Default: {value}\nResources: {{}}\n");
    clean(&source).parameters.remove(0).default
}

#[test]
fn scalars_keep_their_source_text() {
    let table = [
        ("yes", "true"),
        ("No", "false"),
        ("'No'", "No"),
        ("!!str Yes", "Yes"),
        ("y", "y"),
        ("0755", "0755"),
        ("1.10", "1.10"),
        ("12e3", "12e3"),
        ("2012-10-17", "2012-10-17"),
        ("true", "true"),
        ("'null'", "null"),
        ("\"tab\\there\"", "tab\there"),
        ("a # comment", "a"),
        ("a#b", "a#b"),
        ("!!str 5", "5"),
        (">-\n      folded\n      text", "folded text"),
        ("|\n      line 1\n      line 2", "line 1\nline 2\n"),
        ("'two\n      lines'", "two lines"),
        // Less indented than it should be, and still what people write.
        ("'two\n  lines'", "two lines"),
    ];
    for (written, expected) in table {
        assert_eq!(default_of(written).as_deref(), Some(expected), "{written}");
    }
}

#[test]
fn json_numbers_and_escapes_keep_their_text() {
    let source = r#"{"Resources": {}, "Parameters": {
        "A": {"Type": "Number", "Default": 1.10}, "B": {"Type": "String", "Default": "\u00e9\ud83d\ude00\n"},
        "C": {"Type": "String", "Default": "\ud83d"}, "D": {"Type": "String", "Default": true}}}"#;
    let defaults: Vec<String> = clean(source).parameters.into_iter().filter_map(|p| p.default).collect();
    assert_eq!(defaults, ["1.10", "é😀\n", "\u{fffd}", "true"]);
}

#[test]
fn the_same_template_reads_the_same_in_every_dress() {
    let yaml =
        "Resources:\n  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n    DependsOn: A\n";
    let plain = clean(yaml).resources;
    let dressed = [
        format!("\u{feff}{yaml}"),
        yaml.replace('\n', "\r\n"),
        format!("# a comment\n---\n{yaml}...\n"),
        "Resources:\n    A: {Type: AWS::SNS::Topic}\n    B: {\n  Type: AWS::SNS::Topic,\n  DependsOn: A\n}\n".to_owned(),
        "{\t\"Resources\":\t{\"A\": {\"Type\": \"AWS::SNS::Topic\"},\n\t\"B\": {\"Type\": \"AWS::SNS::Topic\", \"DependsOn\": [\"A\"]}}}".to_owned(),
    ];
    for source in dressed {
        let same = clean(&source).resources;
        let names = |all: &[domain::template::Resource]| -> Vec<_> {
            all.iter().map(|r| (r.logical_id.clone(), r.kind.clone(), r.references.clone())).collect()
        };
        assert_eq!(names(&same), names(&plain), "{source}");
    }
}

#[test]
fn every_short_form_is_the_function_that_it_stands_for() {
    let source = "
Resources:
  A: {Type: T}
  B:
    Type: T
    Properties:
      Ref: !Ref A
      Att: !GetAtt A.Arn
      AttList: !GetAtt [A, Arn]
      Sub: !Sub 'x ${A}'
      SubMap: !Sub ['${Local}${A.Arn}', {Local: !Ref A}]
      Deep: !Base64 {Fn::Join: ['', !Split [',', !Select [0, !If [C, [!Ref A], !GetAZs '']]]]}
      More: [!Cidr [!ImportValue x, 1, 2], !FindInMap [M, a, b], !ToJsonString {a: 1}, !Length [1]]
      Rest: [!Equals [a, b], !And [!Condition C, !Not [!Condition C]], !Or [!Condition C], !Transform {Name: T}]
";
    let template = clean(source);
    let by: Vec<&str> =
        template.resources[1].references.iter().map(|reference| reference.by.as_str()).collect();
    assert_eq!(by, ["Ref", "GetAtt", "Sub"]);
    assert_eq!(template.transforms, ["T"]);
}

#[test]
fn aliases_and_merge_keys_are_written_out() {
    let source = "
Parameters:
  A: &a {Type: Number, MinValue: 1}
  B: {<<: *a, MinValue: 5, MaxValue: 9}
  C: {<<: [{Default: 3}, *a]}
Resources: {}
";
    let reading = read(source);
    let rules: Vec<String> = reading.findings.iter().map(brief).collect();
    assert_eq!(rules, ["4:11 yaml-alias", "5:26 yaml-alias"]);
    let parameters = reading.template.expect("a template").parameters;
    let seen: Vec<_> =
        parameters.iter().map(|p| (p.kind.as_str(), p.constraints.min_value, p.default.as_deref())).collect();
    assert_eq!(
        seen,
        [("Number", Some(1.0), None), ("Number", Some(5.0), None), ("Number", Some(1.0), Some("3"))]
    );
}

/// What is said about a file that is no template.
fn found(source: &str) -> Vec<String> {
    let reading = read(source);
    assert!(reading.template.is_none(), "{source:.80}");
    reading.findings.iter().map(brief).collect()
}

#[test]
fn what_breaks_off_late_says_where_it_began() {
    let table = [
        ("Resources:\n  A: [1\n  B: 2\n", ["2:6", "3:4"]),
        ("Resources:\n  A: {b: c\n  B: 2\n", ["2:6", "3:4"]),
        ("Resources:\n  A: \"b\n  C: d\n  E: \"f\"\n", ["2:6", "4:7"]),
        ("Resources:\n  A: 'it\n  C: d\n  E: 'f'\n", ["2:6", "4:7"]),
        ("A: b\nResources\n\nB: c\n", ["2:1", "4:1"]),
    ];
    for (source, places) in table {
        assert_eq!(found(source), places.map(|place| format!("{place} yaml-syntax")), "{source}");
    }
}

#[test]
fn broken_files_say_where() {
    let deep = |open: &str, close: &str| format!("Resources: {}{}", open.repeat(200), close.repeat(200));
    let table: [(String, &str); 18] = [
        ("Resources:\n\tA: 1\n".to_owned(), "2:2 yaml-syntax"),
        ("Resources:\n  A: b\n\tC: d\n".to_owned(), "3:1 yaml-syntax"),
        ("Resources:\n  A: 'open\n".to_owned(), "2:6 yaml-syntax"),
        ("Resources:\n  A: *nothing\n".to_owned(), "2:6 yaml-syntax"),
        ("Resources:\n  A: \u{1}\n".to_owned(), "2:6 yaml-syntax"),
        ("Resources:\n  A: &a [*a]\n".to_owned(), "2:10 alias-cycle"),
        ("Resources: {}\n---\nResources: {}\n".to_owned(), "2:1 several-documents"),
        (deep("[", "]"), "1:111 too-deep"),
        (format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200)), "1:107 too-deep"),
        ("{\"Resources\": {}\n".to_owned(), "2:1 json-syntax"),
        ("{\"Resources\": {,}}".to_owned(), "1:16 json-syntax"),
        ("{\"a\": \"x\n\"".to_owned(), "1:9 json-syntax"),
        ("{\"a\": 01x, [".to_owned(), "1:7 json-syntax"),
        ("{\"a\": \"\\q\"}".to_owned(), "1:8 json-syntax"),
        ("{} x".to_owned(), "1:4 json-syntax"),
        (String::new(), "1:1 not-a-template"),
        ("- a\n- b\n".to_owned(), "1:1 not-a-template"),
        ("just text".to_owned(), "1:1 not-a-template"),
    ];
    let wrong = table.iter().map(|(source, expected)| (found(source), *expected, source));
    let wrong: Vec<_> = wrong.filter(|(found, expected, _)| found != &[*expected]).collect();
    assert!(wrong.is_empty(), "{wrong:#.80?}");
}

#[test]
fn bytes_that_are_no_text_say_where() {
    let name = domain::names::TemplateName::unnamed();
    let table: [(&[u8], &str); 3] = [
        (b"Resources:\n  \xc3\xa9: \xff\n", "2:6 not-utf8"),
        (b"\xff\xfeR\0", "1:1 not-utf8"),
        (&[b' '; 1_048_577], "0:0 too-large"),
    ];
    for (source, expected) in table {
        let rules: Vec<String> = template::read(&name, source).findings.iter().map(brief).collect();
        assert_eq!(rules, [expected]);
    }
}

#[test]
fn bombs_are_defused() {
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let before = level - 1;
        let all = vec![format!("*a{before}"); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{all}]\n"));
    }
    let reading = read(&laughs);
    assert!(reading.template.is_none());
    assert!(reading.findings.iter().any(|finding| finding.rule == "alias-expansion"));
}

#[test]
fn doubled_keys_are_found_and_the_last_counts() {
    let yaml = "Resources:\n  A: {Type: One}\n  A: {Type: Two}\n";
    let json = "{\"Resources\": {\n\"A\": {\"Type\": \"One\"},\n  \"A\": {\"Type\": \"Two\"}}}";
    for source in [yaml, json] {
        let reading = read(source);
        let rules: Vec<String> = reading.findings.iter().map(brief).collect();
        assert_eq!(rules, ["3:3 duplicate-key"], "{source}");
        assert_eq!(reading.template.expect("a template").resources[0].kind, "Two");
    }
}

#[test]
fn flow_yaml_that_looks_like_json_still_gives_its_form() {
    let reading = read("{Resources: {A: {Type: T}}}");
    assert_eq!(reading.findings.iter().map(brief).collect::<Vec<_>>(), ["1:2 json-syntax"]);
    assert_eq!(reading.template.expect("a template").resources.len(), 1);
}
