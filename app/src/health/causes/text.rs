use crate::i18n::{Lang, duration, lang, names};
use crate::ssr;
use domain::health::culprit::{ChangeKind, Complaint, Finding, RELEASE};
use domain::names::{RegionName, ServiceName};

crate::texts! {
    pub CausesText {
        title: "Probable cause", "추정 원인";
        well: "Nothing is known to be wrong here.", "이 리전에서 알려진 문제가 없습니다.";
        none: "Nothing was changed in the two days before.", "이전 이틀 동안 변경된 것이 없습니다.";
        likely: "likely", "가능성";
        evidence: "Why", "근거";
        speaks_for: "speaks for it", "뒷받침";
        speaks_against: "speaks against it", "반대";
        difference: "What it changed", "달라진 점";
        nothing: "nothing", "없음";
        by: "by", "작업:";
        roll_back: "Roll back…", "롤백…";
        blame: "It was this", "원인으로 확정";
        clear: "It was not this", "원인에서 제외";
        blamed: "confirmed as the cause", "원인으로 확정됨";
        unrecorded: "Something nobody recorded", "기록되지 않은 원인";
        release: "Release", "릴리스";
        request: "Infrastructure", "인프라";
        parameter: "Parameters", "파라미터";
        freeze_lifted: "Freeze lifted", "동결 해제";
        flag: "Feature switch", "기능 전환";
        aws_event: "Event at AWS", "AWS 이벤트";
        action: "Action", "작업";
    }
}

/// How many changes were looked at.
pub fn weighed(lang: Lang, changes: usize) -> String {
    match (lang, changes) {
        (Lang::En, 1) => "1 change was weighed".to_owned(),
        (Lang::En, _) => format!("{changes} changes were weighed"),
        (Lang::Ko, _) => format!("변경 {changes}건 검토"),
    }
}

/// What a value of a difference is called.
pub fn differs(what: &str) -> &str {
    if what == RELEASE { CausesText::here().release } else { what }
}

pub fn kind(kind: ChangeKind) -> &'static str {
    let text = CausesText::here();
    match kind {
        ChangeKind::Release => text.release,
        ChangeKind::Request => text.request,
        ChangeKind::Parameter => text.parameter,
        ChangeKind::FreezeLifted => text.freeze_lifted,
        ChangeKind::Flag => text.flag,
        ChangeKind::AwsEvent => text.aws_event,
        ChangeKind::Action => text.action,
    }
}

/// What was found, as a sentence. The domain's own English is for people already.
pub fn finding(finding: &Finding) -> String {
    match lang() {
        Lang::En => finding.named(region_name),
        Lang::Ko => korean(finding),
    }
}

fn korean(finding: &Finding) -> String {
    match finding {
        Finding::Before { region, millis } => match region {
            Some(place) => {
                format!("{}에 반영되고 {} 뒤에 문제가 시작됨", region_name(place), lasting(*millis))
            }
            None => format!("변경이 시작되고 {} 뒤에 문제가 시작됨", lasting(*millis)),
        },
        Finding::After { region, millis } => match region {
            Some(place) => {
                format!("{}에서 문제가 시작되고 {} 뒤에 반영됨", region_name(place), lasting(*millis))
            }
            None => format!("문제가 시작되고 {} 뒤에 변경됨", lasting(*millis)),
        },
        Finding::UndoneBefore { .. } => "문제가 시작되기 전에 이미 되돌림".to_owned(),
        Finding::Replaced { by } => format!("문제가 시작되기 전에 다른 릴리스로 교체됨: {by}"),
        Finding::SameRegions { regions } => format!("문제가 있는 리전에만 반영됨: {}", list(regions)),
        Finding::OtherRegions { both, well, untouched } => other_regions(both, well, untouched),
        Finding::Own => "이 서비스를 직접 변경함".to_owned(),
        Finding::Needed { way } => format!("이 서비스가 의존하는 대상을 변경함: {}", path(way)),
        Finding::Needing { service } => format!("이 서비스를 호출하는 서비스를 변경함: {service}"),
        Finding::Everything => "해당 위치에서 실행되는 모든 것에 영향을 줌".to_owned(),
        Finding::Unrelated { service } => format!("의존 관계가 알려지지 않은 서비스: {service}"),
        Finding::OtherStage { stage } => format!("다른 단계({})의 변경", names::stage(Lang::Ko, stage)),
        Finding::Track { changes, blamed } => {
            format!("이런 변경 {changes}건 중 {blamed}건이 장애의 원인이었음")
        }
        Finding::Fits { complaint } => format!("이런 변경은 흔히 {} 형태로 나타남", complained(*complaint)),
        Finding::NoDifference => "이 변경으로 달라진 것이 없음".to_owned(),
        Finding::Usual { kind: of } => format!("{} 변경이 문제를 일으키는 평소 빈도", kind(*of)),
    }
}

fn other_regions(both: &[RegionName], well: &[RegionName], untouched: &[RegionName]) -> String {
    let parts = [
        (both, "반영된 뒤 문제가 있음"),
        (well, "반영되었지만 정상임"),
        (untouched, "반영되지 않았지만 문제가 있음"),
    ];
    let told = parts.iter().filter(|(regions, _)| !regions.is_empty());
    told.map(|(regions, what)| format!("{}: {what}", list(regions))).collect::<Vec<_>>().join("; ")
}

fn complained(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::Unreachable => "접속 불가",
        Complaint::Errors => "오류 증가",
        Complaint::Latency => "응답 지연",
        Complaint::Saturation => "자원 포화",
    }
}

fn region_name(region: &RegionName) -> String {
    ssr::region(lang(), region)
}

fn list(regions: &[RegionName]) -> String {
    regions.iter().map(region_name).collect::<Vec<_>>().join(", ")
}

fn path(way: &[ServiceName]) -> String {
    way.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" → ")
}

fn lasting(millis: i64) -> String {
    duration(lang(), millis)
}
