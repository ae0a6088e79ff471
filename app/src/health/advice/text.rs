use crate::health::text::metric as name;
use crate::i18n::{Lang, lang};
use domain::health::bottleneck::{Clue, Limit, Remedy};

crate::texts! {
    pub AdviceText {
        title: "Bottleneck", "병목";
        none: "Nothing caps this service, as far as is measured.", "측정된 범위에서는 병목이 없습니다.";
        too_early: "Too early to tell: requests and their latency are not measured for long enough yet.", "아직 판단하기 이릅니다. 요청 수와 지연 시간을 더 오래 측정해야 합니다.";
        reached: "The limit that caps it:", "현재 한계:";
        since: "since", "시작:";
        until: "until", "종료:";
        what_helps: "What would help", "해결 방법";
        remedy: "Remedy", "방법";
        rate: "Requests a second", "초당 요청 수";
        latency: "Latency", "지연 시간";
        next: "Then the limit is", "다음 한계";
        ask: "Ask for it", "요청하기";
        look: "Look there", "살펴보기";
        unknown: "no template offers it", "제공하는 템플릿이 없음";
        forecast: "Forecast by Little's law, from what is in flight now.", "현재 처리 중인 요청 수로 리틀의 법칙에 따라 예측한 값입니다.";
    }
}

pub fn limit(limit: &Limit) -> String {
    match (lang(), limit) {
        (Lang::En, limit) => limit.to_string(),
        (Lang::Ko, Limit::Memory) => "메모리".to_owned(),
        (Lang::Ko, Limit::StorageIops) => "스토리지 IOPS".to_owned(),
        (Lang::Ko, Limit::StorageThroughput) => "스토리지 처리량".to_owned(),
        (Lang::Ko, Limit::Cpu) => "CPU".to_owned(),
        (Lang::Ko, Limit::Connections) => "연결 수".to_owned(),
        (Lang::Ko, Limit::Downstream { service }) => format!("의존하는 서비스 {service}"),
    }
}

pub fn clue(clue: &Clue) -> String {
    match lang() {
        Lang::En => clue.to_string(),
        Lang::Ko => korean(clue),
    }
}

fn korean(clue: &Clue) -> String {
    match clue {
        Clue::AtLimit { metric, value, bound } => {
            let unit = metric.unit();
            let bound = bound.map(|bound| format!(" (한도 {})", unit.told(bound))).unwrap_or_default();
            format!("{}: {}에서 더 늘지 않음{bound}", name(*metric), unit.told(*value))
        }
        Clue::Slow { service, calm, then } => {
            format!("{service}의 응답 시간이 {calm:.0} ms에서 {then:.0} ms로 늘어남")
        }
        Clue::Stalled { rate } => format!("요청이 초당 {rate:.0}건을 넘지 못함"),
        Clue::Longer { calm, then } => format!("요청 처리 시간이 {calm:.0} ms에서 {then:.0} ms로 늘어남"),
        Clue::Queue { calm, then } => format!("대기열이 늘어남: {calm:.0} → {then:.0}"),
        Clue::BurstSpent => "버스트 크레딧이 소진되어 기본 성능만 제공됨".to_owned(),
        Clue::Idle { limit: of, used } => {
            format!("{}에는 여유가 있음: {:.0} % 사용", limit(of), used * 100.0)
        }
    }
}

pub fn remedy(remedy: &Remedy) -> String {
    match (lang(), remedy) {
        (Lang::En, remedy) => remedy.to_string(),
        (Lang::Ko, Remedy::CacheReads { hits }) => format!("읽기의 {:.0} %를 처리하는 캐시", hits * 100.0),
        (Lang::Ko, Remedy::Raise { limit: of, factor }) => format!("{} {factor:.0}배로 증설", limit(of)),
        (Lang::Ko, Remedy::LookAt { service }) => format!("{service} 살펴보기"),
    }
}
