use crate::i18n::{Lang, absolute};
use domain::health::{HealthReason, Range, Tally};
use domain::metric::Metric;
use domain::view::MarkKind;

crate::texts! {
    /// Texts of everything about health.
    pub HealthText {
        title: "Health", "상태";
        subtitle: "Which region is unwell, since when, and what may have done it", "어느 리전이 언제부터 비정상이고 원인이 무엇인지";
        all_stages: "All stages", "모든 단계";
        stages: "Stages", "단계";
        regions: "Regions", "리전";
        since: "since", "시작";
        burn: "Error budget", "오류 예산";
        burn_kept: "slow enough", "소진 속도 정상";
        burn_over: "spent", "소진됨";
        p95: "p95", "p95";
        errors: "Error rate", "오류율";
        requests: "Requests", "요청";
        runs: "Runs", "실행 중";
        on_call: "On call", "당직";
        nobody: "nobody", "없음";
        no_data: "no data", "데이터 없음";
        disagree: "Probes disagree", "프로브 결과 불일치";
        timeline: "The last 24 hours", "최근 24시간";
        timeline_of: "State over time", "시간별 상태";
        as_table: "As a table", "표로 보기";
        from: "From", "시작";
        until: "Until", "끝";
        state: "State", "상태";
        reason: "Reason", "사유";
        changes: "Changes", "변경";
        no_changes: "Nothing was deployed, changed or frozen in this time.", "이 기간에 배포, 변경, 동결이 없었습니다.";
        deploy: "Deploy", "배포";
        roll_back_done: "Rollback", "롤백";
        infrastructure: "Infrastructure", "인프라";
        other: "Other change", "기타 변경";
        freeze: "Freeze", "동결";
        maintenance: "Maintenance", "점검";
        by: "by", "담당:";
        cause_unknown: "Its state is unknown, so no change is suspected. The list says why it is unknown.", "상태를 알 수 없어 원인을 추정하지 않습니다. 상태를 알 수 없는 이유는 목록에 표시됩니다.";
        all_well: "Nothing is unwell.", "비정상인 서비스가 없습니다.";
        trouble: "What is not well", "비정상 서비스";
        trouble_more: "Only the worst are shown; the regions' pages have all.", "가장 심각한 항목만 표시합니다. 전체는 리전 페이지에 있습니다.";
        map: "Round trip from home", "홈 리전 기준 왕복 시간";
        empty: "Nothing is deployed here yet", "아직 배포된 서비스가 없습니다";
        empty_text: "As soon as a service runs somewhere, its regions are probed and shown here. Say in slipway.yaml what to ask them.", "서비스가 배포되면 각 리전을 점검해 여기에 표시합니다. 무엇을 점검할지는 slipway.yaml에 적으세요.";
        services_here: "Services here", "이 리전의 서비스";
        any_state: "All states", "모든 상태";
        search_hint: "Part of a service's name", "서비스 이름 일부";
        no_match: "Nothing matches these filters", "조건에 맞는 서비스가 없습니다";
        charts: "Measured", "측정값";
        range: "Range", "기간";
        cursor_help: "Point at a chart, or focus it and use the arrow keys, to read exact values.", "차트를 가리키거나 초점을 둔 뒤 화살표 키로 정확한 값을 확인하세요.";
        no_metrics: "No values yet. Where metrics are is written in slipway.yaml:", "아직 측정값이 없습니다. 지표 위치는 slipway.yaml에 적습니다.";
        no_metrics_how: "metrics: {cloudwatch: {dimensions: {LoadBalancer: …}}}", "metrics: {cloudwatch: {dimensions: {LoadBalancer: …}}}";
        nothing_in_range: "Nothing was measured in this time.", "이 기간에 측정된 값이 없습니다.";
        not_all: "Not everything could be read", "일부 값을 읽지 못했습니다";
        console: "Open in CloudWatch", "CloudWatch에서 열기";
        limit: "limit", "한도";
        time: "Time", "시각";
        objectives: "Objectives", "목표";
        budget_left: "Error budget left", "남은 오류 예산";
        budget_over: "Error budget overdrawn by", "오류 예산 초과";
        burns: "Burns", "소진 속도";
        nothing_seen: "Nothing was measured yet.", "아직 측정된 값이 없습니다.";
        measured_since: "measured since", "측정 시작";
        elsewhere: "Elsewhere", "다른 리전";
        facts: "Now", "현재";
        judged: "Judged", "판정";
        incident: "Incident", "장애";
        by_service: "Health", "상태";
        not_watched: "No region of this service is watched yet.", "아직 이 서비스의 리전을 점검하지 않습니다.";
        latency: "Latency", "지연 시간";
        saturation: "CPU and memory", "CPU와 메모리";
        iops: "Storage operations", "스토리지 작업";
        throughput: "Storage throughput", "스토리지 처리량";
        connections: "Connections", "연결";
        queue: "Queue length", "대기열 길이";
        balances: "Burst balance and cache hits", "버스트 잔량과 캐시 적중률";
        error_rate: "error rate", "오류율";
        request_rate: "requests", "요청 수";
        cpu: "CPU", "CPU";
        memory: "memory", "메모리";
        storage_iops: "operations", "작업";
        storage_reads: "of these reads", "그중 읽기";
        storage_throughput: "throughput", "처리량";
        queue_length: "queue", "대기열";
        open_connections: "connections", "연결";
        burst_balance: "burst balance", "버스트 잔량";
        cache_hits: "cache hits", "캐시 적중률";
    }
}

/// Why a state is what it is, in one line.
pub fn reason(lang: Lang, reason: &HealthReason) -> String {
    match lang {
        Lang::En => english(reason),
        Lang::Ko => korean(reason),
    }
}

fn english(reason: &HealthReason) -> String {
    match reason {
        HealthReason::Well { locations } => format!("Well, by the word of {locations} probe locations"),
        HealthReason::ObjectivesKept => "No objective's budget burns too fast".to_owned(),
        HealthReason::ProbesFail { failing, locations, why } => {
            format!("{failing} of {locations} probe locations see it fail: {why}")
        }
        HealthReason::ProbesDisagree { failing, locations, why } => {
            format!("Probes disagree: {failing} of {locations} locations see it fail: {why}")
        }
        HealthReason::ProbesTooFew { failing, locations, quorum, why } => format!(
            "Too few probe locations answer: {failing} of {locations} see it fail, and {quorum} have to: {why}"
        ),
        HealthReason::BudgetBurns { objective, tenths, minutes } => {
            format!(
                "{objective}: the error budget burns {} over {}",
                times(*tenths),
                minutes_of(Lang::En, *minutes)
            )
        }
        HealthReason::NothingMeasured => "No probe and no objective is configured".to_owned(),
        HealthReason::Silent { since } => format!("Nothing has come in since {}", absolute(*since)),
        HealthReason::Unmeasurable { why } => format!("It cannot be measured: {why}"),
        HealthReason::Maintenance { title, until } => {
            format!("Maintenance until {}: {title}", absolute(*until))
        }
    }
}

fn korean(reason: &HealthReason) -> String {
    match reason {
        HealthReason::Well { locations } => format!("프로브 위치 {locations}곳 모두 정상"),
        HealthReason::ObjectivesKept => "예산을 너무 빨리 소진하는 목표 없음".to_owned(),
        HealthReason::ProbesFail { failing, locations, why } => {
            format!("프로브 위치 {locations}곳 중 {failing}곳에서 실패: {why}")
        }
        HealthReason::ProbesDisagree { failing, locations, why } => {
            format!("프로브 결과 불일치: {locations}곳 중 {failing}곳에서 실패: {why}")
        }
        HealthReason::ProbesTooFew { failing, locations, quorum, why } => format!(
            "응답하는 프로브 위치가 부족함: {locations}곳 중 {failing}곳에서 실패, 판정에는 {quorum}곳 필요: {why}"
        ),
        HealthReason::BudgetBurns { objective, tenths, minutes } => {
            let span = minutes_of(Lang::Ko, *minutes);
            format!(
                "{objective}: 최근 {span} 동안 오류 예산을 허용 속도의 {}.{}배로 소진",
                tenths / 10,
                tenths % 10
            )
        }
        HealthReason::NothingMeasured => "설정된 프로브와 목표가 없음".to_owned(),
        HealthReason::Silent { since } => format!("{} 이후 수신된 결과 없음", absolute(*since)),
        HealthReason::Unmeasurable { why } => format!("측정할 수 없음: {why}"),
        HealthReason::Maintenance { title, until } => format!("{}까지 점검: {title}", absolute(*until)),
    }
}

/// "14.4×".
pub fn times(tenths: u32) -> String {
    format!("{}.{}×", tenths / 10, tenths % 10)
}

/// "12.5 %".
pub fn permille(tenths: u32) -> String {
    match tenths % 10 {
        0 => format!("{} %", tenths / 10),
        rest => format!("{}.{rest} %", tenths / 10),
    }
}

/// "99.95 %".
pub fn share_of_million(ppm: u32) -> String {
    let (whole, rest) = (ppm / 10_000, format!("{:04}", ppm % 10_000));
    match rest.trim_end_matches('0') {
        "" => format!("{whole} %"),
        rest => format!("{whole}.{rest} %"),
    }
}

/// "5 min", "6 h", "3 d".
pub fn minutes_of(lang: Lang, minutes: u32) -> String {
    let (count, en, ko) = match minutes {
        days if days >= 1_440 && days.is_multiple_of(1_440) => (days / 1_440, "d", "일"),
        hours if hours >= 60 && hours.is_multiple_of(60) => (hours / 60, "h", "시간"),
        minutes => (minutes, "min", "분"),
    };
    match lang {
        Lang::En => format!("{count} {en}"),
        Lang::Ko => format!("{count}{ko}"),
    }
}

/// What is counted: one region's services of one stage, or services in each of their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    Services,
    Places,
}

impl Counted {
    fn many(self, lang: Lang, count: u32) -> String {
        match (lang, self, count) {
            (Lang::En, Counted::Services, 1) => "1 service".to_owned(),
            (Lang::En, Counted::Services, _) => format!("{count} services"),
            (Lang::En, Counted::Places, 1) => "1 place".to_owned(),
            (Lang::En, Counted::Places, _) => format!("{count} places"),
            (Lang::Ko, Counted::Services, _) => format!("서비스 {count}개"),
            (Lang::Ko, Counted::Places, _) => format!("위치 {count}곳"),
        }
    }
}

/// "2 of 12 services unwell, 1 without data".
pub fn tally(lang: Lang, tally: &Tally, counted: Counted) -> String {
    let (all, ill, unknown) = (tally.all(), tally.unhealthy + tally.degraded, tally.no_data);
    if all == tally.left_out && tally.maintenance > 0 {
        return match lang {
            Lang::En => "Under maintenance: what is measured does not count".to_owned(),
            Lang::Ko => "점검 중: 측정 결과를 반영하지 않음".to_owned(),
        };
    }
    if all == tally.left_out {
        return match lang {
            Lang::En => "Nothing is measured here".to_owned(),
            Lang::Ko => "측정 중인 서비스가 없음".to_owned(),
        };
    }
    match (lang, ill + unknown) {
        (Lang::En, 0) => format!("{}, none unwell", counted.many(lang, all)),
        (Lang::Ko, 0) => format!("{}, 비정상 없음", counted.many(lang, all)),
        (Lang::En, _) => format!("{ill} of {} unwell, {unknown} without data", counted.many(lang, all)),
        (Lang::Ko, _) => format!("{} 중 비정상 {ill}, 데이터 없음 {unknown}", counted.many(lang, all)),
    }
}

/// "1 h", "30 d".
pub fn range(lang: Lang, range: Range) -> &'static str {
    let (en, ko) = match range {
        Range::Hour => ("1 hour", "1시간"),
        Range::SixHours => ("6 hours", "6시간"),
        Range::Day => ("1 day", "1일"),
        Range::Week => ("7 days", "7일"),
        Range::Month => ("30 days", "30일"),
        Range::Year => ("1 year", "1년"),
    };
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

/// What kind of change it was.
pub fn mark(kind: MarkKind) -> &'static str {
    let text = HealthText::here();
    match kind {
        MarkKind::Deploy => text.deploy,
        MarkKind::RollBack => text.roll_back_done,
        MarkKind::Infrastructure => text.infrastructure,
        MarkKind::Other => text.other,
        MarkKind::Freeze => text.freeze,
        MarkKind::Maintenance => text.maintenance,
    }
}

/// What a metric is called.
pub fn metric(metric: Metric) -> String {
    let text = HealthText::here();
    let limit = |of: &str| format!("{of}, {}", text.limit);
    match metric {
        Metric::RequestRate => text.request_rate.to_owned(),
        Metric::ErrorRate => text.error_rate.to_owned(),
        Metric::P50 | Metric::P95 | Metric::P99 => metric.as_str().to_owned(),
        Metric::Cpu => text.cpu.to_owned(),
        Metric::Memory => text.memory.to_owned(),
        Metric::StorageIops => text.storage_iops.to_owned(),
        Metric::StorageReads => text.storage_reads.to_owned(),
        Metric::StorageIopsLimit => limit(text.storage_iops),
        Metric::StorageThroughput => text.storage_throughput.to_owned(),
        Metric::StorageThroughputLimit => limit(text.storage_throughput),
        Metric::QueueLength => text.queue_length.to_owned(),
        Metric::Connections => text.open_connections.to_owned(),
        Metric::ConnectionsLimit => limit(text.open_connections),
        Metric::BurstBalance => text.burst_balance.to_owned(),
        Metric::CacheHits => text.cache_hits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_both_languages() {
        let burns = HealthReason::BudgetBurns { objective: "availability".into(), tenths: 144, minutes: 60 };
        assert_eq!((permille(875), permille(1000)), ("87.5 %".to_owned(), "100 %".to_owned()));
        assert_eq!(
            (share_of_million(999_500), share_of_million(990_000)),
            ("99.95 %".to_owned(), "99 %".to_owned())
        );
        assert_eq!(reason(Lang::En, &burns), "availability: the error budget burns 14.4× over 1 h");
        assert_eq!(
            reason(Lang::Ko, &burns),
            "availability: 최근 1시간 동안 오류 예산을 허용 속도의 14.4배로 소진"
        );
        let split = HealthReason::ProbesDisagree { failing: 1, locations: 3, why: "HTTP 503".into() };
        assert!(reason(Lang::En, &split).starts_with("Probes disagree: 1 of 3"));
    }

    #[test]
    fn what_is_not_measured_is_not_called_well() {
        assert_eq!(tally(Lang::En, &Tally::default(), Counted::Services), "Nothing is measured here");
        let worked_on = Tally { left_out: 2, maintenance: 2, ..Tally::default() };
        assert!(tally(Lang::En, &worked_on, Counted::Services).starts_with("Under maintenance"));
        let well = |healthy| tally(Lang::En, &Tally { healthy, ..Tally::default() }, Counted::Services);
        assert_eq!([1, 3].map(well), ["1 service, none unwell", "3 services, none unwell"]);
        let mixed = Tally { healthy: 1, unhealthy: 2, no_data: 1, ..Tally::default() };
        assert_eq!(tally(Lang::En, &mixed, Counted::Places), "2 of 4 places unwell, 1 without data");
    }

    #[test]
    fn spans_are_told_in_the_largest_whole_unit() {
        for (minutes, told) in [(5, "5 min"), (60, "1 h"), (90, "90 min"), (4_320, "3 d")] {
            assert_eq!(minutes_of(Lang::En, minutes), told);
        }
    }
}
