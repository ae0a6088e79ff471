use crate::fixtures::*;
use crate::harness::Harness;
use domain::template::TemplateDigest;
use domain::view::{Matrix, MatrixColumn, MatrixFilter};
use services::ports::Store;

const REGIONS: [&str; 3] = ["ap-northeast-2", "eu-west-3", "us-east-1"];

fn columns() -> Vec<MatrixColumn> {
    let column = |stage_name: &str, region_name: &str| MatrixColumn {
        stage: stage(stage_name),
        region: region(region_name),
        region_title: region_name.to_uppercase(),
        home: region_name == REGIONS[0],
    };
    ["dev", "prod"].iter().flat_map(|stage| REGIONS.map(|region| column(stage, region))).collect()
}

/// `count` services, each in all six columns.
async fn fill(h: &Harness, count: usize) {
    for n in 0..count {
        let service = format!("service-{n:02}");
        let writes = columns().into_iter().map(|column| {
            let (stage, region) = (column.stage.as_str(), column.region.as_str());
            let mut env = environment([&service, "web", stage, region]);
            if n % 4 == 1 && stage == "prod" && region == "us-east-1" {
                env.template_digest = TemplateDigest(format!("sha256:{}", "b".repeat(64)));
            }
            env.team = team(if n % 2 == 0 { "live" } else { "other" });
            create_environment(&env)
        });
        put(&h.store, writes.collect()).await;
    }
}

async fn read(h: &Harness, filter: MatrixFilter) -> Matrix {
    h.store.matrix(&filter, &columns()).await.expect("a matrix")
}

fn services(matrix: &Matrix) -> Vec<&str> {
    matrix.rows.iter().map(|row| row.service.as_str()).collect()
}

pub async fn rows_come_in_windows(h: Harness) {
    let empty = read(&h, MatrixFilter::default()).await;
    assert_eq!((empty.rows.len(), empty.total, empty.version), (0, 0, 0));
    fill(&h, 9).await;
    let first = read(&h, MatrixFilter { limit: 4, ..Default::default() }).await;
    assert_eq!(services(&first), ["service-00", "service-01", "service-02", "service-03"]);
    assert_eq!((first.total, first.offset, first.version), (9, 0, 54));
    assert!(first.rows.iter().all(|row| row.cells.iter().all(Option::is_some)));
    let last = read(&h, MatrixFilter { limit: 4, offset: 8, ..Default::default() }).await;
    assert_eq!((services(&last), last.total), (vec!["service-08"], 9));
    let behind = read(&h, MatrixFilter { limit: 4, offset: 40, ..Default::default() }).await;
    assert_eq!((behind.rows.len(), behind.total), (0, 9), "the number of rows is known even behind the end");
    assert_eq!(read(&h, MatrixFilter { offset: -5, limit: -5, ..Default::default() }).await.rows.len(), 9);
}

pub async fn the_matrix_is_narrowed_down(h: Harness) {
    fill(&h, 6).await;
    let mut lonely = environment(["lonely", "a-cache", "dev", "eu-west-3"]);
    lonely.held_by = Some(domain::ids::RequestId("req_1".to_owned()));
    put(&h.store, vec![create_environment(&lonely)]).await;
    let any = MatrixFilter::default;
    let some = |text: &str| Some(text.to_owned());
    let matrix = read(&h, MatrixFilter { service: some("lonely"), ..any() }).await;
    assert_eq!((services(&matrix), matrix.total), (vec!["lonely"], 1));
    let cells: Vec<bool> =
        matrix.rows[0].cells.iter().map(|cell| cell.as_ref().is_some_and(|c| c.held)).collect();
    assert_eq!(cells, [false, true, false, false, false, false]);
    let others = MatrixFilter { team: some("other"), ..any() };
    assert_eq!(services(&read(&h, others).await), ["service-01", "service-03", "service-05"]);
    assert_eq!(services(&read(&h, MatrixFilter { search: some("CACHE"), ..any() }).await), ["lonely"]);
    assert_eq!(services(&read(&h, MatrixFilter { search: some("ce-04"), ..any() }).await), ["service-04"]);
    assert_eq!(read(&h, MatrixFilter { search: some("_"), ..any() }).await.total, 0);
    assert_eq!(read(&h, MatrixFilter { search: some("%"), ..any() }).await.total, 0);
    assert_eq!(read(&h, MatrixFilter { stage: some("prod"), ..any() }).await.total, 6);
    assert_eq!(read(&h, MatrixFilter { region: some("eu-west-3"), ..any() }).await.total, 7);
    let differing = read(&h, MatrixFilter { differences: true, ..any() }).await;
    assert_eq!((services(&differing), differing.total), (vec!["service-01", "service-05"], 2));
}

pub async fn versions_are_compared_with_home(h: Harness) {
    fill(&h, 2).await;
    let matrix = read(&h, MatrixFilter::default()).await;
    let differs = |row: usize| -> Vec<bool> {
        matrix.rows[row].cells.iter().map(|cell| cell.as_ref().is_some_and(|c| c.differs_from_home)).collect()
    };
    assert_eq!(differs(0), [false; 6]);
    assert_eq!(differs(1), [false, false, false, false, false, true]);
    let cell = matrix.rows[1].cells[5].as_ref().expect("a cell");
    assert_eq!((cell.template_version.as_str(), cell.template.as_str()), ("bbbbbbbbbbbb", "web-service"));
    let env = environment(["service-01", "web", "prod", "us-east-1"]);
    assert_eq!((&cell.id, cell.status, cell.drift), (&env.id, env.status, env.drift));
    assert_eq!(matrix.rows[1].team, team("other"));
}
