//! What an entry says to people: "Environment done · ux-probe / web-service · prod · Seoul".

use crate::i18n::{Lang, names};
use crate::ssr;
use domain::audit::AuditEvent;
use domain::names::{RegionName, StageName};
use domain::request::{RequestStatus, TargetStatus};
use std::collections::BTreeMap;

/// Request id → "service / environment", for entries that name their request only.
pub type Requests = BTreeMap<String, String>;

/// The sentence: what happened, and to what.
pub fn of(lang: Lang, event: &AuditEvent, requests: &Requests) -> String {
    let what = happened(lang, &event.note.action);
    let what = if rolls_back(event) { of_rollback(lang, &what) } else { what };
    let about = [what].into_iter().chain(subject(lang, event, requests));
    about.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Whether a rollout that the entry is about takes another one back.
fn rolls_back(event: &AuditEvent) -> bool {
    event.note.after.get("rolls_back").is_some_and(|of| !of.is_null())
}

fn of_rollback(lang: Lang, what: &str) -> String {
    match lang {
        Lang::En => what
            .replace("Rollout", "Rollback")
            .replace("rollout", "rollback")
            .replace("Region", "Rollback of a region"),
        // A freeze has the same word in it.
        Lang::Ko if what.contains("동결") => what.to_owned(),
        Lang::Ko => what.replace("배포", "롤백"),
    }
}

/// Whether somebody went past a rule: such entries are shown in red.
pub fn is_exceptional(action: &str) -> bool {
    matches!(
        action,
        "rollout.override_asked"
            | "rollout.freeze_overridden"
            | "rollout.glass_broken"
            | "rollout.started_alone"
            | "deployment.stopped"
    )
}

/// What happened. An action that is not known keeps its stable word.
pub fn happened(lang: Lang, action: &str) -> String {
    if let Some(found) = known(lang, action) {
        return found.to_owned();
    }
    let Some((kind, status)) = action.split_once('.') else { return action.to_owned() };
    let word = match kind {
        "request" => status_of(status).map(|status: RequestStatus| names::request_status(lang, status)),
        "target" => status_of(status).map(|status: TargetStatus| names::target_status(lang, status)),
        _ => None,
    };
    match (lang, kind, word) {
        (Lang::En, "request", Some(word)) => format!("Request {}", word.to_lowercase()),
        (Lang::En, _, Some(word)) => format!("Environment {}", word.to_lowercase()),
        (Lang::Ko, "request", Some(word)) => format!("요청 {word}"),
        (Lang::Ko, _, Some(word)) => format!("환경 {word}"),
        (_, _, None) => action.to_owned(),
    }
}

fn known(lang: Lang, action: &str) -> Option<&'static str> {
    let (en, ko) = match action {
        "request.created" => ("Request made", "요청 생성"),
        "request.amended" => ("Request amended", "요청 수정"),
        "request.approved" => ("Request approved", "요청 승인"),
        "request.rejected" => ("Request rejected", "요청 반려"),
        "request.changes_requested" => ("Changes asked for", "수정 요청"),
        "request.succeeded" => ("Request done", "요청 완료"),
        "target.unchanged" => ("Environment unchanged", "환경 변경 없음"),
        "environment.drift_check" => ("Drift check begun", "드리프트 확인 시작"),
        "environment.drift_checked" => ("Drift checked", "드리프트 확인됨"),
        "rollout.started" => ("Rollout started", "배포 시작"),
        "rollout.approved" => ("Rollout approved", "배포 승인"),
        "rollout.rejected" => ("Rollout rejected", "배포 반려"),
        "rollout.changes_requested" => ("Changes to a rollout asked for", "배포 수정 요청"),
        "rollout.approval_void" => ("Approvals of a rollout became void", "배포 승인 무효화"),
        "rollout.planned_anew" => ("Plans of a rollout asked for anew", "배포 계획 재수립 요청"),
        "rollout.paused" => ("Rollout held", "배포 일시 중지"),
        "rollout.resumed" => ("Rollout resumed", "배포 재개"),
        "rollout.freeze_overridden" => ("Rollout goes through a freeze window", "배포 동결 예외 적용"),
        "rollout.override_asked" => ("Asked to go through a freeze window", "배포 동결 예외 요청"),
        "rollout.glass_broken" => ("Went ahead without the approval", "승인 없이 진행"),
        "rollout.started_alone" => ("Started without the approval", "승인 없이 시작"),
        "rollout.reviewed" => ("Reviewed what was done alone", "사후 검토"),
        "freeze.created" => ("Freeze window made", "배포 동결 생성"),
        "freeze.ended" => ("Freeze window ended early", "배포 동결 조기 종료"),
        "freeze.deleted" => ("Freeze window deleted", "배포 동결 삭제"),
        "incident.opened" => ("Incident opened", "장애 열림"),
        "incident.acknowledged" => ("Incident acknowledged", "장애 확인"),
        "incident.assigned" => ("Incident assigned", "장애 담당 지정"),
        "incident.noted" => ("Note on an incident", "장애 메모"),
        "incident.resolved" => ("Incident resolved", "장애 해결"),
        "incident.reopened" => ("Incident opened again", "장애 다시 열림"),
        "deputy.named" => ("Deputy named", "대리 승인자 지정"),
        "deputy.ended" => ("Deputy dismissed", "대리 승인자 해제"),
        "rollout.succeeded" => ("Rollout done", "배포 완료"),
        "rollout.failed" => ("Rollout failed", "배포 실패"),
        "rollout.errored" => ("Rollout errored", "배포 오류"),
        "rollout.aborted" => ("Rollout aborted", "배포 중단"),
        "region.succeeded" => ("Region done", "리전 배포 완료"),
        "region.failed" => ("Region failed", "리전 배포 실패"),
        "region.errored" => ("Region errored", "리전 배포 오류"),
        "region.skipped" => ("Region left out", "리전 제외"),
        "region.aborted" => ("Region aborted", "리전 배포 중단"),
        "deployment.passed" => ("Deployment let pass on GitHub", "GitHub 배포 통과"),
        "deployment.stopped" => ("Deployment stopped on GitHub", "GitHub 배포 차단"),
        "deployment.reviewed" => ("Approval handed to GitHub", "GitHub에 승인 전달"),
        "pipeline.requested" => ("Workflow asked for", "워크플로 시작 요청"),
        "pipeline.started" => ("Workflow started", "워크플로 시작"),
        "pipeline.refused" => ("Workflow not started", "워크플로 시작 실패"),
        "pipeline.lost" => ("Workflow perhaps started", "워크플로 시작 불명확"),
        "pipeline.cancelled" => ("Run cancelled", "실행 취소"),
        "pipeline.cancelled_failed" => ("Run could not be cancelled", "실행 취소 실패"),
        "pipeline.rerun" => ("Failed jobs run again", "실패한 작업 다시 실행"),
        "pipeline.rerun_failed" => ("Failed jobs could not run again", "실패한 작업 다시 실행 실패"),
        "action.requested" => ("Action asked for", "작업 요청"),
        "action.started" => ("Action started", "작업 시작"),
        "action.refused" => ("Action not started", "작업 시작 실패"),
        "action.lost" => ("Action perhaps started", "작업 시작 불명확"),
        "release.registered" => ("Release registered", "릴리스 등록"),
        "person.joined" => ("Person known here for the first time", "사람 추가"),
        "person.roles_changed" => ("Roles changed", "역할 변경"),
        "session.started" => ("Signed in", "로그인"),
        "session.ended" => ("Signed out", "로그아웃"),
        "session.all_ended" => ("Signed out everywhere", "모든 기기에서 로그아웃"),
        "github_account.kept" => ("GitHub account lent", "GitHub 계정 등록"),
        "github_account.forgotten" => ("GitHub account taken back", "GitHub 계정 해제"),
        "token.created" => ("Access token made", "액세스 토큰 생성"),
        "token.revoked" => ("Access token revoked", "액세스 토큰 폐기"),
        "token.restored" => ("Access token made good again", "액세스 토큰 복원"),
        _ => return None,
    };
    Some(match lang {
        Lang::En => en,
        Lang::Ko => ko,
    })
}

/// The words of the trail are those of the domain's JSON.
fn status_of<S: serde::de::DeserializeOwned>(word: &str) -> Option<S> {
    let read = |word: String| serde_json::from_value(serde_json::Value::String(word)).ok();
    read(word.to_owned()).or_else(|| read(word.replace('_', "-")))
}

fn subject(lang: Lang, event: &AuditEvent, requests: &Requests) -> Vec<String> {
    let after = &event.note.after;
    let text = |name: &str| after.get(name).and_then(serde_json::Value::as_str);
    if let (Some(service), Some(version)) = (text("service"), text("version")) {
        let region = text("region").map(|region| format!("{} {region}", text("stage").unwrap_or_default()));
        let stage = || StageName::parse(text("stage")?).ok().map(|stage| names::stage(lang, &stage));
        let places = match region {
            Some(target) => place(lang, &target),
            None => stage().into_iter().collect(),
        };
        return std::iter::once(format!("{service} {version}")).chain(places).collect();
    }
    if let (Some(service), Some(workflow)) = (text("service"), text("workflow")) {
        let target = text("stage").map(|stage| format!("{stage} {}", text("region").unwrap_or_default()));
        let what = text("action").unwrap_or(workflow);
        let places = target.iter().flat_map(|target| place(lang, target.trim()));
        return [service.to_owned(), what.to_owned()].into_iter().chain(places).collect();
    }
    if let (Some(service), Some(environment)) = (text("service"), text("environment")) {
        return vec![format!("{service} / {environment}")];
    }
    let mut parts: Vec<String> =
        request_of(event).and_then(|id| requests.get(id)).cloned().into_iter().collect();
    parts.extend(text("target").into_iter().flat_map(|target| place(lang, target)));
    if parts.is_empty() {
        parts.extend(text("stack_name").map(str::to_owned));
    }
    parts.extend(text("label").map(|label| format!("“{label}”")));
    parts
}

/// The request that an entry about one of its targets names.
pub fn request_of(event: &AuditEvent) -> Option<&str> {
    event.note.after.get("request")?.as_str()
}

/// `prod eu-west-3` as people call it.
fn place(lang: Lang, target: &str) -> Vec<String> {
    let parsed = target
        .split_once(' ')
        .and_then(|(stage, region)| Some((StageName::parse(stage).ok()?, RegionName::parse(region).ok()?)));
    match parsed {
        Some((stage, region)) => vec![names::stage(lang, &stage), ssr::region(lang, &region)],
        None => vec![target.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::audit::AuditNote;
    use domain::ids::ActorId;
    use serde_json::{Value, json};

    fn event(action: &str, after: Value) -> AuditEvent {
        AuditEvent {
            seq: 1,
            at: Timestamp(0),
            actor: ActorId("usr_1".to_owned()),
            actor_name: "Dana".to_owned(),
            note: AuditNote {
                action: action.to_owned(),
                subject: "x".to_owned(),
                team: None,
                why: None,
                before: Value::Null,
                after,
            },
            previous_hash: String::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn entries_read_like_a_log() {
        let requests = Requests::from([("req_1".to_owned(), "ux-probe / web-service".to_owned())]);
        let target = json!({"status": "succeeded", "request": "req_1", "target": "prod ap-northeast-2"});
        let request = json!({"service": "live-api", "environment": "web", "status": "planning"});
        let table = [
            (
                "target.succeeded",
                target,
                "Environment done · ux-probe / web-service · prod · ap-northeast-2",
                "환경 완료 · ux-probe / web-service · 상용 · 서울",
            ),
            (
                "request.created",
                request.clone(),
                "Request made · live-api / web",
                "요청 생성 · live-api / web",
            ),
            (
                "request.plan_failed",
                request.clone(),
                "Request plan failed · live-api / web",
                "요청 계획 실패 · live-api / web",
            ),
            (
                "request.awaiting_approval",
                request,
                "Request awaiting approval · live-api / web",
                "요청 승인 대기 · live-api / web",
            ),
            (
                "environment.drift_checked",
                json!({"drift": "in_sync", "stack_name": "slipway-live-api"}),
                "Drift checked · slipway-live-api",
                "드리프트 확인됨 · slipway-live-api",
            ),
            (
                "token.revoked",
                json!({"label": "pipeline"}),
                "Access token revoked · “pipeline”",
                "액세스 토큰 폐기 · “pipeline”",
            ),
            (
                "rollout.started",
                json!({"service": "live-api", "version": "1.8.2", "stage": "prod", "status": "waiting"}),
                "Rollout started · live-api 1.8.2 · prod",
                "배포 시작 · live-api 1.8.2 · 상용",
            ),
            (
                "region.failed",
                json!({"service": "live-api", "version": "1.8.2", "stage": "prod", "region": "eu-west-3"}),
                "Region failed · live-api 1.8.2 · prod · eu-west-3",
                "리전 배포 실패 · live-api 1.8.2 · 상용 · 파리",
            ),
            (
                "release.registered",
                json!({"service": "live-api", "version": "1.8.2", "commit": "abcdef0"}),
                "Release registered · live-api 1.8.2",
                "릴리스 등록 · live-api 1.8.2",
            ),
            (
                "rollout.started",
                json!({"service": "live-api", "version": "1.8.1", "stage": "prod", "rolls_back": "rol_1"}),
                "Rollback started · live-api 1.8.1 · prod",
                "롤백 시작 · live-api 1.8.1 · 상용",
            ),
            (
                "region.succeeded",
                json!({"service": "live-api", "version": "1.8.1", "stage": "prod", "region": "eu-west-3", "rolls_back": "rol_1"}),
                "Rollback of a region done · live-api 1.8.1 · prod · eu-west-3",
                "리전 롤백 완료 · live-api 1.8.1 · 상용 · 파리",
            ),
            ("session.started", Value::Null, "Signed in", "로그인"),
            ("something.new", Value::Null, "something.new", "something.new"),
        ];
        for (action, after, en, ko) in table {
            let event = event(action, after);
            assert_eq!(of(Lang::En, &event, &requests), en);
            assert_eq!(of(Lang::Ko, &event, &requests), ko);
        }
    }
}
