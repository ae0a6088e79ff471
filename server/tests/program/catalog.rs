use crate::commands::{slipway, text};
use serde_json::Value;
use std::path::Path;

const GOOD: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: live-api}\n\
                    spec: {type: service, lifecycle: production, owner: streaming}\n";

fn check(folder: &Path, files: &[(&str, &[u8])]) -> (Option<i32>, Vec<Value>) {
    for (name, content) in files {
        std::fs::write(folder.join(name), content).expect("written");
    }
    let names = files.iter().map(|(name, _)| *name);
    let arguments: Vec<&str> = ["catalog", "check", "--json"].into_iter().chain(names).collect();
    let out = slipway(folder, &arguments, &[]);
    let lines = text(&out.stdout);
    let objects = lines.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line"));
    (out.status.code(), objects.collect())
}

#[test]
fn each_file_gets_its_entities_and_the_worst_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, objects) = check(folder.path(), &[("good.yaml", GOOD.as_bytes())]);
    assert_eq!((code, objects.len()), (Some(0), 1));
    let entity = &objects[0]["entities"][0];
    assert_eq!((entity["kind"].as_str(), entity["name"].as_str()), (Some("Component"), Some("live-api")));
    assert_eq!(
        (entity["namespace"].as_str(), entity["owner"].as_str()),
        (Some("default"), Some("streaming"))
    );
    assert_eq!(entity["owner_ref"], "group:default/streaming");

    let bad = GOOD.replace("live-api", "live api");
    let files: [(&str, &[u8]); 3] =
        [("good.yaml", GOOD.as_bytes()), ("bad.yaml", bad.as_bytes()), ("latin.yaml", b"kind: caf\xe9\n")];
    let (code, objects) = check(folder.path(), &files);
    assert_eq!((code, objects.len()), (Some(1), 3));
    let finding = &objects[1]["findings"][0];
    assert_eq!((finding["severity"].as_str(), finding["rule"].as_str()), (Some("error"), Some("name")));
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(3), Some(18)));
    assert_eq!(objects[1]["entities"][0]["name"], "live api", "kept as it is");
    assert_eq!(objects[2]["findings"][0]["rule"], "not-utf8");
}
