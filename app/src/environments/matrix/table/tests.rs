use super::*;
use domain::Timestamp;
use domain::environment::{Drift, EnvironmentStatus};
use domain::ids::EnvironmentId;
use domain::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName, TemplateName};
use domain::view::Cell;

fn column(stage: &str, region: &str, title: &str, home: bool) -> MatrixColumn {
    MatrixColumn {
        stage: StageName::parse(stage).expect("a stage"),
        region: RegionName::parse(region).expect("a region"),
        region_title: title.to_owned(),
        home,
    }
}

fn cell(id: &str, version: &str) -> Cell {
    Cell {
        id: EnvironmentId(id.to_owned()),
        status: EnvironmentStatus::Running,
        drift: Drift::InSync,
        template: TemplateName::parse("web <service>").expect("a template"),
        template_version: version.to_owned(),
        differs_from_home: false,
        held: false,
        updated_at: Timestamp(1_795_421_107_000),
    }
}

fn matrix() -> Matrix {
    let row = MatrixRow {
        team: TeamName::parse("streaming").expect("a team"),
        service: ServiceName::parse("live-api").expect("a service"),
        name: EnvironmentName::parse("web").expect("a name"),
        cells: vec![
            Some(cell("env_1", "aaaaaaa")),
            None,
            Some(cell("env_3", "aaaaaaa")),
            Some(Cell { differs_from_home: true, held: true, ..cell("env_4", "bbbbbbb") }),
        ],
    };
    Matrix {
        version: 7,
        columns: vec![
            column("dev", "ap-northeast-2", "Seoul", true),
            column("dev", "us-east-1", "<Virginia>", false),
            column("prod", "ap-northeast-2", "Seoul", true),
            column("prod", "us-east-1", "<Virginia>", false),
        ],
        rows: vec![row],
        total: 1,
        offset: 0,
    }
}

#[test]
fn the_table_has_bands_teams_and_every_cell() {
    let html = write(&matrix(), Lang::En, "/live/matrix?a=1&b=2");
    assert_eq!(html.matches("<td").count(), 4);
    assert_eq!(html.matches(r#"class="band""#).count(), 2);
    for part in [
        r#"data-version="7" data-live="/live/matrix?a=1&amp;b=2""#,
        r#"<tr data-k="live-api/web">"#,
        r#"class="c good differs held" href="/environments/env_4""#,
        r#"<time datetime="2026-11-23T08:05:07Z" data-ago>11-23 17:05</time>"#,
        "prod 1/2 on",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn names_from_files_and_settings_cannot_break_out() {
    let html = write(&matrix(), Lang::En, "");
    assert!(!html.contains("<Virginia>"));
    assert!(html.contains("template=web%20%3Cservice%3E"));
}

#[test]
fn rows_are_summed_up_by_what_runs_in_the_furthest_stage() {
    use EnvironmentStatus::*;
    let table = [
        ((Running, "aaaaaaa"), (Running, "aaaaaaa"), "prod 2/2 on aaaaaaa", "상용 2/2 · aaaaaaa"),
        ((Running, "aaaaaaa"), (Requested, "aaaaaaa"), "prod 1/2 on aaaaaaa", "상용 1/2 · aaaaaaa"),
        ((Requested, "aaaaaaa"), (Requested, "aaaaaaa"), "prod 0/2 running", "상용 0/2 실행 중"),
        ((Creating, "aaaaaaa"), (Broken, "bbbbbbb"), "prod 0/2 running", "상용 0/2 실행 중"),
        ((Requested, "aaaaaaa"), (Degraded, "bbbbbbb"), "prod 1/2 on bbbbbbb", "상용 1/2 · bbbbbbb"),
        ((Updating, "aaaaaaa"), (Deleting, "aaaaaaa"), "prod 2/2 on aaaaaaa", "상용 2/2 · aaaaaaa"),
    ];
    for (home, other, en, ko) in table {
        let mut matrix = matrix();
        let row = &mut matrix.rows[0];
        for (place, (status, version)) in [(2, home), (3, other)] {
            row.cells[place] = Some(Cell { status, ..cell("env", version) });
        }
        assert_eq!(summary(row, &matrix.columns, Lang::En), en, "{home:?} {other:?}");
        assert_eq!(summary(row, &matrix.columns, Lang::Ko), ko, "{home:?} {other:?}");
    }
}

#[test]
fn a_row_without_environments_says_so() {
    let mut matrix = matrix();
    let row = &mut matrix.rows[0];
    row.cells = vec![None; 4];
    assert_eq!(summary(row, &matrix.columns, Lang::En), "Nothing here");
    assert_eq!(summary(row, &matrix.columns, Lang::Ko), "없음");
}

#[test]
fn only_what_runs_shows_a_version() {
    let matrix = matrix();
    let (row, column) = (&matrix.rows[0], &matrix.columns[3]);
    let shown = |status| {
        let cell = Cell { status, differs_from_home: true, ..cell("env_1", "aaaaaaa") };
        cell::link(row, column, Some(&cell), Lang::En)
    };
    for status in [EnvironmentStatus::Requested, EnvironmentStatus::Creating, EnvironmentStatus::Broken] {
        let link = shown(status);
        assert!(!link.content.contains("aaaaaaa") && !link.content.contains("<b>"), "{link:?}");
        assert!(link.mark.starts_with('|') && !link.class.contains("differs"), "{link:?}");
    }
    assert!(shown(EnvironmentStatus::Degraded).content.contains("<b>aaaaaaa</b>"));
}
