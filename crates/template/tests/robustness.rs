//! Nothing that stands in a file may make reading or checking panic or hang.

use domain::names::TemplateName;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const SEEDS: [&str; 3] = [
    include_str!("templates/web-service.yaml"),
    include_str!("templates/machine.json"),
    include_str!("templates/function.yaml"),
];

/// Pieces that parsers stumble over.
const PIECES: [&str; 22] = [
    "&a ", "*a", "<<: *a\n", "!Sub ", "!Ref ", "${", "}", "[", "]", "{", "\"", "'", "\n", "\t", ": ", "- ",
    "|\n", "---\n", "null", "\u{feff}", "\u{0}", "\\ud800",
];

/// A seed with a few cuts and insertions at any byte, so that characters are torn as well.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..40_usize, 0..PIECES.len());
    (0..SEEDS.len(), prop::collection::vec(edit, 1..8)).prop_map(|(seed, edits)| {
        let mut bytes = SEEDS[seed].as_bytes().to_vec();
        for (at, cut, piece) in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + cut).min(bytes.len());
            bytes.splice(start..end, PIECES[piece].bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_survives_anything(source in mutated()) {
        let reading = template::read(&TemplateName::unnamed(), &source);
        match &reading.template {
            Some(template) => prop_assert_eq!(template.size, source.len() as u64),
            None => prop_assert!(!reading.findings.is_empty()),
        }
        for finding in &reading.findings {
            let lines = source.iter().filter(|byte| **byte == b'\n' || **byte == b'\r').count() + 2;
            prop_assert!((finding.line as usize) <= lines, "{:?}", finding);
        }
    }

    #[test]
    fn reading_survives_noise(source in prop::collection::vec(any::<u8>(), 0..300)) {
        let reading = template::read(&TemplateName::unnamed(), &source);
        prop_assert!(reading.template.is_some() || !reading.findings.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn checking_survives_anything(source in mutated()) {
        let report = template::report("mutated.yaml", &source);
        prop_assert_eq!(report.ok, report.findings.iter().all(|f| f.severity.as_str() != "error"));
        prop_assert!(!report.to_string().is_empty());
    }
}

/// Files built to be slow. The bound is generous, for unoptimised builds on busy machines.
#[test]
fn hostile_files_are_read_in_time() {
    let half = 500_000;
    let table: [(&str, String); 9] = [
        ("open lists", "[".repeat(2 * half)),
        ("open maps", "{a: ".repeat(half / 2)),
        ("open JSON", "{\"a\":".repeat(half / 3)),
        ("indented", (0..1_300).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
        ("dashes", "- ".repeat(half)),
        ("one word", "a".repeat(2 * half)),
        ("quotes", "\"".repeat(2 * half)),
        ("anchors", format!("[{}]", "&a [".repeat(half / 4))),
        (
            "merges",
            format!(
                "a: &a {{{}}}\nb:\n{}",
                (0..900).map(|i| format!("k{i}: 1, ")).collect::<String>(),
                "  <<: *a\n".repeat(9_000)
            ),
        ),
    ];
    for (what, source) in table {
        let start = Instant::now();
        template::read(&TemplateName::unnamed(), source.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(20), "{what} took {:?}", start.elapsed());
    }
}
