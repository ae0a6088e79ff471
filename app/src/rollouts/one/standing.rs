//! Why a wave waits, in one line.

use crate::i18n::{self, Lang, names};
use domain::Timestamp;
use domain::names::RegionName;
use domain::people::Role;
use domain::rollout::{Gate, GateKind, Standing};

/// The sentence. `region` says what a region is called.
pub fn sentence(lang: Lang, gate: &Gate, region: impl Fn(&RegionName) -> String, now: Timestamp) -> String {
    let pick = |en: String, ko: String| if lang == Lang::En { en } else { ko };
    match &gate.standing {
        Standing::Open => open(lang, gate.kind).to_owned(),
        Standing::Behind { .. } => {
            pick("behind another rollout:".into(), "먼저 진행 중인 배포가 있습니다:".into())
        }
        Standing::Approvals { given, required, roles, one_of } => {
            let count = required.saturating_sub(*given);
            match one_of.is_empty() {
                true => missing(lang, count, roles),
                false => missing(lang, count.max(1), if count <= 1 { one_of } else { roles }),
            }
        }
        Standing::Deferred { request: None } => {
            pick("planned when its turn comes".into(), "차례가 되면 계획을 세웁니다".into())
        }
        Standing::Deferred { request: Some(_) } => pick(
            "planned when its environments are free:".into(),
            "환경을 먼저 변경 중인 요청이 있습니다:".into(),
        ),
        Standing::NotTakenUp { reason } => {
            pick(format!("cannot be planned: {reason}"), format!("계획을 세울 수 없음: {reason}"))
        }
        Standing::Planning { regions } => {
            let regions = list(regions, region);
            pick(format!("waiting: being planned for {regions}"), format!("{regions} 계획을 세우는 중"))
        }
        Standing::PlanFailed { region: name, reason } => {
            let name = region(name);
            pick(format!("cannot be planned for {name}: {reason}"), format!("{name} 계획 실패: {reason}"))
        }
        Standing::Unfinished { wave } => {
            let wave = names::wave(lang, wave);
            pick(
                format!("waiting: the wave “{wave}” is not done"),
                format!("“{wave}” 웨이브가 끝나기를 기다리는 중"),
            )
        }
        Standing::Soaking { until } => {
            let until = hour(*until, now);
            pick(format!("soaking until {until}"), format!("{until}까지 안정화 관찰 중"))
        }
        Standing::Counting { region: name, seen, required, .. } => {
            let name = region(name);
            pick(
                format!("waiting: {seen}/{required} requests seen in {name}"),
                format!("{name}: 요청 {seen}/{required}건 확인, 대기 중"),
            )
        }
        Standing::NoData { region: name, metric, reason, fails_at } => {
            let (name, until) = (region(name), hour(*fails_at, now));
            let metric = metric.map_or("metrics", domain::metric::Metric::title);
            let reason = reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            pick(
                format!("waiting: no data of {metric} from {name}{reason}; fails at {until}"),
                format!("{name}: {metric} 데이터 없음{reason}, {until}에 실패 처리"),
            )
        }
        Standing::Unhealthy { region: name, compared } => {
            let name = region(name);
            pick(format!("{name}: {compared}"), format!("{name}: 기준 초과: {compared}"))
        }
        Standing::Copying { regions, done, total } => {
            let (where_to, percent) = (list(regions, region), percent(*done, *total));
            pick(
                format!("waiting: copying to {where_to} {percent} %"),
                format!("{where_to}에 복사 중 {percent}%"),
            )
        }
        Standing::NotReplicated { region: name, reason } => {
            let name = region(name);
            pick(
                format!("cannot be copied to {name}: {reason}"),
                format!("{name}에 복사할 수 없음: {reason}"),
            )
        }
        Standing::Frozen { region: name, until, title } => {
            let (name, until) = (region(name), hour(*until, now));
            let title = title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
            pick(
                format!("frozen in {name} until {until}{title}"),
                format!("{name}: {until}까지 배포 동결{title}"),
            )
        }
    }
}

/// What a gate is called.
pub fn name(lang: Lang, kind: GateKind) -> &'static str {
    let (en, ko) = match kind {
        GateKind::Queue => ("Turn", "순서"),
        GateKind::Plan => ("Environment plans", "환경 계획"),
        GateKind::Approval => ("Approval", "승인"),
        GateKind::Wave => ("Wave before", "이전 웨이브"),
        GateKind::Soak => ("Soak", "안정화 관찰"),
        GateKind::Requests => ("Requests", "요청 수"),
        GateKind::Health => ("Health", "상태"),
        GateKind::Replication => ("Replication", "복제"),
        GateKind::Freeze => ("Freeze", "배포 동결"),
    };
    if lang == Lang::En { en } else { ko }
}

fn open(lang: Lang, kind: GateKind) -> &'static str {
    let (en, ko) = match kind {
        GateKind::Queue => ("nobody goes before it", "앞선 배포 없음"),
        GateKind::Plan => ("all good", "모두 정상"),
        GateKind::Approval => ("approved", "승인됨"),
        GateKind::Wave => ("done", "완료"),
        GateKind::Soak => ("soaked", "관찰 완료"),
        GateKind::Requests => ("enough requests seen", "요청 수 충족"),
        GateKind::Health => ("as well as before", "지표 양호"),
        GateKind::Replication => ("the artifact is in place", "아티팩트 준비됨"),
        GateKind::Freeze => ("no freeze window", "동결 기간 아님"),
    };
    if lang == Lang::En { en } else { ko }
}

/// "needs 1 more approval: team lead".
fn missing(lang: Lang, count: usize, roles: &[String]) -> String {
    let known = |role: &String| Role::ALL.into_iter().find(|known| known.as_str() == role);
    let roles: Vec<String> = roles
        .iter()
        .map(|role| known(role).map_or_else(|| role.clone(), |role| names::role(lang, role).to_lowercase()))
        .collect();
    match lang {
        Lang::En => {
            let plural = if count == 1 { "approval" } else { "approvals" };
            format!("needs {count} more {plural}: {}", roles.join(" or "))
        }
        Lang::Ko => format!("승인 {count}건 더 필요: {}", roles.join(" 또는 ")),
    }
}

/// In whole percents; 100 only when it is all there.
pub fn percent(done: u64, total: u64) -> u64 {
    match total {
        0 => 0,
        total if done >= total => 100,
        total => (u128::from(done) * 100 / u128::from(total)).min(99) as u64,
    }
}

fn list(regions: &[RegionName], region: impl Fn(&RegionName) -> String) -> String {
    regions.iter().map(region).collect::<Vec<_>>().join(", ")
}

/// Time of day in the home region, with the date where it is another.
fn hour(at: Timestamp, now: Timestamp) -> String {
    const DATE: usize = "2026-11-23 ".len();
    let (text, today) = (i18n::absolute(at), i18n::absolute(now));
    match text.get(..DATE) == today.get(..DATE) {
        true => text.get(DATE..).unwrap_or_default().to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{RequestId, RolloutId};

    const NOW: Timestamp = Timestamp(1_795_421_107_000);

    fn region(text: &str) -> RegionName {
        RegionName::parse(text).expect("a region")
    }

    #[test]
    fn a_shut_gate_says_what_it_waits_for_in_both_languages() {
        let (paris, soon) = (region("eu-west-3"), NOW.plus_millis(3_600_000));
        let table = [
            (
                Standing::Approvals { given: 1, required: 2, roles: vec!["lead".into()], one_of: vec![] },
                "needs 1 more approval: team lead",
                "승인 1건 더 필요: 팀 리드",
            ),
            (
                Standing::Copying { regions: vec![paris.clone()], done: 2, total: 5 },
                "waiting: copying to Paris 40 %",
                "Paris에 복사 중 40%",
            ),
            (Standing::Soaking { until: soon }, "soaking until 18:05 KST", "18:05 KST까지 안정화 관찰 중"),
            (
                Standing::Unfinished { wave: "home".into() },
                "waiting: the wave “home” is not done",
                "“홈 리전” 웨이브가 끝나기를 기다리는 중",
            ),
            (
                Standing::Frozen {
                    region: paris.clone(),
                    until: NOW.plus_hours(24),
                    title: Some("Sale".into()),
                },
                "frozen in Paris until 2026-11-24 17:05 KST (Sale)",
                "Paris: 2026-11-24 17:05 KST까지 배포 동결 (Sale)",
            ),
            (
                Standing::NotReplicated { region: paris, reason: "the source is gone".into() },
                "cannot be copied to Paris: the source is gone",
                "Paris에 복사할 수 없음: the source is gone",
            ),
            (
                Standing::Behind { rollout: RolloutId("rol_0".into()) },
                "behind another rollout:",
                "먼저 진행 중인 배포가 있습니다:",
            ),
            (
                Standing::Counting { region: region("eu-west-3"), seen: 61, required: 100, fails_at: soon },
                "waiting: 61/100 requests seen in Paris",
                "Paris: 요청 61/100건 확인, 대기 중",
            ),
            (
                Standing::NoData { region: region("eu-west-3"), metric: None, reason: None, fails_at: soon },
                "waiting: no data of metrics from Paris; fails at 18:05 KST",
                "Paris: metrics 데이터 없음, 18:05 KST에 실패 처리",
            ),
            (
                Standing::Deferred { request: None },
                "planned when its turn comes",
                "차례가 되면 계획을 세웁니다",
            ),
            (
                Standing::Deferred { request: Some(RequestId("req_0".into())) },
                "planned when its environments are free:",
                "환경을 먼저 변경 중인 요청이 있습니다:",
            ),
            (
                Standing::NotTakenUp { reason: "no such size".into() },
                "cannot be planned: no such size",
                "계획을 세울 수 없음: no such size",
            ),
            (
                Standing::Planning { regions: vec![region("eu-west-3")] },
                "waiting: being planned for Paris",
                "Paris 계획을 세우는 중",
            ),
            (
                Standing::PlanFailed { region: region("eu-west-3"), reason: "no such bucket".into() },
                "cannot be planned for Paris: no such bucket",
                "Paris 계획 실패: no such bucket",
            ),
            (Standing::Open, "approved", "승인됨"),
        ];
        for (standing, english, korean) in table {
            let gate = Gate { kind: GateKind::Approval, standing };
            let told = |lang| sentence(lang, &gate, |_| "Paris".to_owned(), NOW);
            assert_eq!((told(Lang::En).as_str(), told(Lang::Ko).as_str()), (english, korean));
        }
    }

    #[test]
    fn almost_all_is_not_all() {
        assert_eq!([percent(0, 0), percent(999, 1000), percent(5, 5)], [0, 99, 100]);
    }
}
