use crate::commands::{slipway, text};
use serde_json::Value;
use std::path::Path;

const GOOD: &str = r"
Parameters:
  Size: {Type: String, Default: small, AllowedValues: [small, large]}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Size}}
";

fn check(folder: &Path, files: &[(&str, &[u8])], more: &[&str]) -> (Option<i32>, Vec<Value>) {
    for (name, content) in files {
        std::fs::write(folder.join(name), content).expect("written");
    }
    let names = files.iter().map(|(name, _)| *name).chain(more.iter().copied());
    let arguments: Vec<&str> = ["template", "check", "--json"].into_iter().chain(names).collect();
    let out = slipway(folder, &arguments, &[]);
    let lines = text(&out.stdout);
    let objects = lines.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line"));
    (out.status.code(), objects.collect())
}

#[test]
fn each_file_gets_one_object_and_the_worst_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, objects) = check(folder.path(), &[("good.yaml", GOOD.as_bytes())], &[]);
    assert_eq!((code, objects.len()), (Some(0), 1));
    let parameter = &objects[0]["parameters"][0];
    assert_eq!((parameter["name"].as_str(), parameter["control"].as_str()), (Some("Size"), Some("select")));
    assert_eq!(objects[0]["resources"][0]["type"], "AWS::SNS::Topic");

    let bad: &[u8] = b"Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Nothing}}\n";
    let (code, objects) = check(folder.path(), &[("good.yaml", GOOD.as_bytes()), ("bad.yaml", bad)], &[]);
    assert_eq!((code, objects.len()), (Some(1), 2));
    let finding = &objects[1]["findings"][0];
    assert_eq!((finding["severity"].as_str(), finding["line"].as_u64()), (Some("error"), Some(2)));

    let (code, objects) = check(folder.path(), &[("good.yaml", GOOD.as_bytes())], &["missing.yaml", "."]);
    assert_eq!((code, objects.len()), (Some(2), 3));
    for object in &objects[1..] {
        assert_eq!(object["findings"][0]["rule"], "unreadable");
        assert_eq!(object["parameters"], Value::Array(Vec::new()));
    }
}

#[test]
fn nothing_makes_it_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = "# padding\n".repeat(1_100_000) + GOOD;
    let deep = "[".repeat(100_000);
    let cycle = "a: &a [*a]\n";
    let files: [(&str, &[u8]); 8] = [
        ("empty.yaml", b""),
        ("binary.yaml", b"\x00\x01\xff\xfe"),
        ("latin.yaml", b"Description: caf\xe9\nResources: {}\n"),
        ("large.yaml", large.as_bytes()),
        ("deep.json", deep.as_bytes()),
        ("cycle.yaml", cycle.as_bytes()),
        ("list.json", b"[1, 2]"),
        ("text.yaml", b"hello"),
    ];
    let (code, objects) = check(folder.path(), &files, &[]);
    assert_eq!((code, objects.len()), (Some(1), files.len()));
    for object in &objects {
        assert_eq!(object["ok"], false, "{object}");
        assert!(!object["findings"].as_array().expect("findings").is_empty(), "{object}");
        assert_ne!(object["findings"][0]["rule"], "defect", "{object}");
    }
}

#[test]
fn people_get_a_table_and_the_place_of_each_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("good.yaml"), GOOD).expect("written");
    let out = slipway(folder.path(), &["template", "check", "good.yaml"], &[]);
    let table = text(&out.stdout);
    assert!(table.contains("good.yaml") && table.contains("Size") && table.contains("select"), "{table}");
}
