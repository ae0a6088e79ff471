//! Whole reports, as people and as machines get them.

fn report(file: &str) -> template::CheckReport {
    let path = format!("{}/tests/templates/{file}", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read(&path).expect("a file of this test");
    template::report(file, &source)
}

#[test]
fn a_yaml_template_with_a_form() {
    let report = report("web-service.yaml");
    insta::assert_snapshot!("web-service", report.to_string());
    insta::assert_json_snapshot!("web-service-json", report);
}

#[test]
fn a_json_template_with_mistakes() {
    let report = report("machine.json");
    assert!(!report.ok);
    insta::assert_snapshot!("machine", report.to_string());
}

#[test]
fn a_template_that_is_expanded_on_the_server() {
    let report = report("function.yaml");
    assert!(report.ok, "{report}");
    insta::assert_snapshot!("function", report.to_string());
}

#[test]
fn an_unreadable_file_has_a_digest_and_a_reason() {
    let report = template::report("bad\u{7}.yaml", b"\xff");
    assert_eq!((report.ok, report.findings.len(), report.parameters.len()), (false, 1, 0));
    assert_eq!(report.digest.short(), "a8100ae6aa19");
    assert!(template::is_too_large(10 << 20) && !template::is_too_large(1 << 20));
}
