use crate::i18n::{Lang, names};

crate::texts! {
    /// Texts of a rollout's page.
    pub RolloutText {
        asked_by: "Started by", "시작한 사람";
        rollback_of: "Rollback of", "롤백 대상:";
        paused_by: "Held by", "중지한 사람:";
        ended_by: "Ended by", "끝낸 사람:";
        pause: "Pause", "일시 중지";
        resume: "Resume", "재개";
        retry: "Retry what failed", "실패한 리전 다시 시도";
        retry_region: "Retry", "다시 시도";
        skip_region: "Leave out", "제외";
        abort: "Abort…", "중단…";
        abort_title: "Abort this rollout?", "이 배포를 중단할까요?";
        abort_text: "Runs under way are cancelled and nothing more begins. Regions that are done keep the release.", "진행 중인 실행을 취소하고 더 이상 시작하지 않습니다. 완료된 리전은 새 릴리스를 그대로 유지합니다.";
        abort_go: "Abort the rollout", "배포 중단";
        roll_back: "Roll back…", "롤백…";
        roll_back_title: "Roll back to what ran before?", "이전 릴리스로 되돌릴까요?";
        roll_back_text: "Ends this rollout if it is not over, and takes the ticked regions back at once: no approval, no soaking, no freeze window holds it.", "끝나지 않았다면 이 배포를 끝내고 선택한 리전을 바로 되돌립니다. 승인, 관찰 시간, 배포 동결을 기다리지 않습니다.";
        roll_back_go: "Roll back", "롤백";
        regions_back: "Regions to take back", "되돌릴 리전";
        why: "Why", "사유";
        wave_opened: "opened", "시작";
        wave_done: "done", "완료";
        gates: "Gates", "통과 조건";
        parallel: "at once", "동시 진행";
        attempt: "Attempt", "시도";
        run: "Run", "실행";
        delayed: "Delayed", "지연";
        expected: "Expected", "예상";
        expected_at: "expected at", "예상 시작";
        expected_until: "expected to end at", "예상 종료";
        expected_wave: "expected", "예상";
        answer_on_github: "Answer on GitHub", "GitHub에서 답하기";
        lend_account: "Lend your account", "내 계정 등록";
        before: "before:", "이전:";
        replicate: "Replicate", "복제";
        replicating: "Copying", "복사 중";
        copy_left: "The copy is there in about", "복사 완료까지 약";
        replacing: "A damaged copy was found and is being replaced", "손상된 복사본을 발견하여 교체하는 중";
        replaced: "A damaged copy was found and has been replaced", "손상된 복사본을 발견하여 교체했습니다";
        replicated: "Replicated", "복제됨";
        env: "Environment", "환경";
        env_planning: "Planning its environment", "환경 계획 중";
        env_unplanned: "Environment not planned", "환경 계획 실패";
        env_changing: "Changing its environment", "환경 변경 중";
        env_undoing: "Undoing its change", "환경 변경을 되돌리는 중";
        env_changed: "Environment changed", "환경 변경됨";
        env_unchanged: "Environment unchanged", "환경 변경 없음";
        env_rolled_back: "CloudFormation has rolled the change back: the environment is as it was before.", "CloudFormation이 변경을 되돌렸습니다. 환경은 이전 상태입니다.";
        env_stuck: "The change was not rolled back: look at the environment before you retry.", "변경이 되돌려지지 않았습니다. 다시 시도하기 전에 환경을 확인하세요.";
        env_events: "Environment's events", "환경 이벤트";
        env_title: "Changes environments first", "환경을 먼저 변경";
        env_what: "In each region this change is applied before the release is deployed there.", "각 리전에서 릴리스를 배포하기 전에 이 변경을 적용합니다.";
        env_request: "Its request", "요청";
        env_stays: "Environments stay as they are: rolling back takes the code back, not the infrastructure.", "환경은 그대로 둡니다. 롤백은 코드만 되돌리고 인프라는 되돌리지 않습니다.";
        env_abort: "Environments: plans that have not begun are discarded, changes under way are undone, finished ones stay.", "환경: 시작하지 않은 계획은 버리고, 진행 중인 변경은 되돌리며, 끝난 변경은 유지합니다.";
        env_loses: "This replaces or removes something that holds data:", "데이터가 있는 리소스를 교체하거나 제거합니다:";
        env_may_lose: "This may replace something that holds data; CloudFormation knows only while it is applied:", "데이터가 있는 리소스를 교체할 수도 있습니다. 적용할 때에야 알 수 있습니다:";
        env_loses_quorum: "For that it takes", "그래서 필요한 승인:";
        env_no_plans: "The plans are being made; a decision can be given once they are there.", "계획을 세우는 중입니다. 준비되면 결정할 수 있습니다.";
        env_later: "Its plan is made when its turn comes, from the environments as they are then: one that is made before would be out of date. A decision can be given once it is there.", "차례가 되면 그때의 환경을 기준으로 계획을 세웁니다. 미리 세운 계획은 맞지 않게 됩니다. 계획이 준비되면 결정할 수 있습니다.";
        env_after: "First comes", "먼저 끝나야 하는 작업:";
        env_refused: "Its turn has come, and it cannot be planned:", "차례가 되었지만 계획을 세울 수 없습니다:";
        env_refused_how: "Retry once that is mended, or abort this rollout and start another one.", "문제를 고친 뒤 다시 시도하거나, 이 배포를 중단하고 새로 시작하세요.";
        env_values: "Values", "값";
        env_no_values: "No value changes: what becomes different comes from the template's version.", "바뀌는 값이 없습니다. 템플릿 버전에서 오는 변경뿐입니다.";
        env_secret: "secret, given anew", "비밀 값을 새로 지정함";
        env_cost: "Cost", "비용:";
        env_bound: "It is also bound to exactly these change sets of its environments.", "여기 표시된 환경 변경 세트에도 묶입니다.";
        plan_again: "Plan again", "다시 계획";
        plan_anew: "Plan anew", "새로 계획";
        bar_environment: "environment", "환경";
        deploy: "Deploy", "배포";
        deploying: "Deploying", "배포 중";
        deployed: "Deployed", "배포됨";
        verify: "Verify", "검증";
        verifying: "Verifying", "검증 중";
        verified: "Verified", "검증됨";
        deploy_verify: "Deploy and verify", "배포·검증";
        decision: "Your decision", "내 결정";
        decision_of_others: "Decision", "결정";
        covers: "One decision covers all waves.", "한 번의 결정이 모든 웨이브에 적용됩니다.";
        exclude: "Leave these regions out", "제외할 리전";
        comment: "Comment", "의견";
        comment_hint: "Needed to reject or to ask for changes: the requester reads it. For an approval you may leave it empty.", "반려하거나 수정을 요청하려면 꼭 적어 주세요. 요청자가 읽습니다. 승인할 때는 비워 두어도 됩니다.";
        approve: "Approve", "승인";
        request_changes: "Ask for changes", "수정 요청";
        reject: "Reject", "반려";
        bound: "Your answer is bound to exactly this artifact, workflow and wave plan.", "결정은 여기 표시된 아티팩트, 워크플로, 웨이브 계획에만 적용됩니다.";
        changed_title: "Your answer was not recorded: something has changed.", "내용이 바뀌어 결정을 기록하지 않았습니다.";
        changed_text: "Read what is shown now and decide anew. Your comment is kept.", "지금 표시된 내용을 다시 읽고 결정해 주세요. 입력한 의견은 그대로 있습니다.";
        decide_by: "Decide by", "결정 기한";
        answers: "Answers so far", "지금까지의 결정";
        no_answers: "Nobody has answered yet.", "아직 결정한 사람이 없습니다.";
        approved: "approved", "승인함";
        asked_changes: "asked for changes", "수정을 요청함";
        start_anew: "Change it and start anew", "바꿔서 새로 시작";
        start_anew_how: "Start it anew with other choices: these ones are filled in, and this rollout ends when the new one starts. An approval still lets it go on as it is.", "선택을 바꿔 새로 시작하세요. 지금 선택이 채워져 있고, 새 배포가 시작되면 이 배포는 끝납니다. 승인되면 지금 그대로 진행할 수도 있습니다.";
        rejected: "rejected it", "반려함";
        void: "No longer counts:", "무효:";
        facts: "What goes out", "배포 내용";
        commit: "Commit", "커밋";
        artifact: "Artifact", "아티팩트";
        image: "Container image", "컨테이너 이미지";
        digest: "Digest", "다이제스트";
        size: "Size", "크기";
        built_by: "Built by", "빌드";
        notes: "Notes", "변경 내용";
        workflow: "Workflow", "워크플로";
        enforcement: "On GitHub", "GitHub에서";
        on_failure: "When a region fails", "리전이 실패하면";
        halt: "no further wave begins; people decide", "다음 웨이브를 시작하지 않고 사람이 결정합니다";
        back_region: "that region goes back", "그 리전을 롤백합니다";
        back_wave: "its wave goes back", "해당 웨이브를 롤백합니다";
        back_all: "all regions go back", "모든 리전을 롤백합니다";
        probe: "Health is asked at", "상태 확인 주소";
        no_probe: "not asked: the workflow's own word counts", "확인하지 않음: 워크플로의 결과를 따릅니다";
        glass_title: "This goes ahead without its approval.", "승인 없이 진행 중인 배포입니다.";
        glass_by: "Let go ahead alone by", "단독으로 진행한 사람:";
        review_due: "A review is due: a team lead other than this person still has to look at it.", "사후 검토가 필요합니다. 다른 팀 리드가 확인해야 합니다.";
        reviewed_by: "Reviewed by", "검토한 사람:";
        override_title: "This goes through freeze windows.", "배포 동결 기간에도 진행하는 배포입니다.";
        override_asked_by: "Asked for by", "요청한 사람:";
        override_confirmed_by: "Confirmed by", "확인한 사람:";
        review_title: "Review what was done alone", "사후 검토";
        review_text: "Look at what happened and say what follows from it. Everybody can read it, and the review is no longer due.", "무엇이 일어났는지 확인하고 후속 조치를 적으세요. 모두가 읽을 수 있으며, 적으면 검토가 끝납니다.";
        review_why: "Was it right, and what follows from it?", "적절했습니까? 후속 조치는 무엇입니까?";
        break_why: "Why can this not wait for an approval?", "승인을 기다릴 수 없는 이유는 무엇입니까?";
        ask_why: "Why can this not wait until the freeze is over?", "동결이 끝날 때까지 기다릴 수 없는 이유는 무엇입니까?";
        review_go: "Write the review", "검토 기록";
        break_title: "Go ahead without the approval", "승인 없이 진행";
        break_text: "For people on call, when nobody can be reached who may approve. Everybody is told, it shows in red in the audit trail, and a team lead reviews it afterwards.", "승인할 사람과 연락이 닿지 않을 때 당직자가 사용합니다. 모두에게 알려지고 감사 기록에 빨간색으로 남으며, 나중에 팀 리드가 검토합니다.";
        break_go: "Go ahead alone", "단독으로 진행";
        ask_title: "Go through the freeze window", "배포 동결 예외 요청";
        ask_text: "Say why this cannot wait. A second person, a team lead or an admin, has to confirm it; both names stay in the audit trail in red.", "기다릴 수 없는 사유를 적으세요. 팀 리드나 관리자 등 다른 사람이 확인해야 하며, 두 사람의 이름이 감사 기록에 빨간색으로 남습니다.";
        ask_go: "Ask for it", "예외 요청";
        confirm_title: "Confirm: go through the freeze window", "배포 동결 예외 확인";
        confirm_text: "With your confirmation this rollout waits for no freeze window any more.", "확인하면 이 배포는 더 이상 동결 기간을 기다리지 않습니다.";
        confirm_go: "Confirm", "확인";
        for_name: "for", "대신:";
        risks: "More approvals because", "추가 승인 사유";
        first_in_region: "the service has never run in one of the regions", "서비스가 처음 배포되는 리전이 있음";
        replaces_stateful: "something that holds data is replaced or removed, or may be", "데이터가 있는 리소스를 교체하거나 제거함 (가능성 포함)";
        after: "Had to succeed in", "선행 단계";
        course: "Course", "진행 경과";
        now: "now", "지금";
        soak: "soak", "관찰";
        region: "Region", "리전";
        signals: "Metrics as a table", "지표 표";
        error_rate: "error rate", "오류율";
        request_rate: "requests", "요청 수";
        requests_seen: "requests since the deployment", "배포 이후 요청 수";
        verdict_good: "as wanted", "양호";
        verdict_bad: "worse than allowed", "기준 초과";
        no_data: "no data", "데이터 없음";
        no_metrics: "No metrics configured. To see error rate, p95 and requests here, write where they are measured into", "지표가 설정되지 않았습니다. 오류율, p95, 요청 수를 보려면 다음 파일에 측정 위치를 적으세요.";
        no_metrics_how: "metrics: {cloudwatch: {dimensions: {LoadBalancer: …}}}", "metrics: {cloudwatch: {dimensions: {LoadBalancer: …}}}";
        bar_copy: "replicate", "복제";
        bar_deploy: "deploy", "배포";
        bar_verify: "verify", "검증";
        bar_failed: "failed", "실패";
        copy_approve: "Copy the approval as API call", "승인 API 호출 복사";
    }
}

/// "2 of 4 regions done".
pub fn done(lang: Lang, done: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{done} of {all} regions done"),
        Lang::Ko => format!("리전 {all}개 중 {done}개 완료"),
    }
}

/// "Wave 1: home".
pub fn wave(lang: Lang, position: usize, name: &str) -> String {
    let name = names::wave(lang, name);
    match lang {
        Lang::En => format!("Wave {}: {name}", position + 1),
        Lang::Ko => format!("웨이브 {}: {name}", position + 1),
    }
}

/// "3 good answers in a row within 120 s".
pub fn probing(lang: Lang, passes: u32, seconds: u32) -> String {
    match lang {
        Lang::En => format!("{passes} good answers in a row within {seconds} s"),
        Lang::Ko => format!("{seconds}초 안에 연속 {passes}번 정상 응답"),
    }
}
