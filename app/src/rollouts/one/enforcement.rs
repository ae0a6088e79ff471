//! What an approval is worth on GitHub, in one sentence.

use crate::i18n::{Lang, names};
use domain::names::StageName;
use domain::rollout::Enforcement;

pub fn sentence(lang: Lang, mode: Enforcement, stage: &StageName) -> String {
    let stage = names::stage(lang, stage);
    match (lang, mode) {
        (Lang::En, Enforcement::ProtectionRule) => format!(
            "GitHub asks Slipway before anything is deployed to {stage}, so nobody gets around the approval, not even by \
             starting the workflow on GitHub."
        ),
        (Lang::En, Enforcement::RequiredReviewers) => format!(
            "After the approval here, GitHub asks its own reviewers of {stage}: Slipway answers with the account of whoever \
             approved, if they are one of them; otherwise one of them has to say yes there."
        ),
        (Lang::En, Enforcement::BeforeDispatch) => format!(
            "Slipway starts nothing in {stage} before the approval, but GitHub does not ask for it: whoever may run the \
             workflow there can go around it."
        ),
        (Lang::Ko, Enforcement::ProtectionRule) => format!(
            "GitHub이 {stage} 배포 전에 항상 Slipway에 확인하므로, GitHub에서 워크플로를 직접 실행해도 승인을 건너뛸 수 없습니다."
        ),
        (Lang::Ko, Enforcement::RequiredReviewers) => format!(
            "여기서 승인한 뒤 GitHub이 {stage} 환경의 검토자에게 다시 묻습니다. 승인한 사람이 검토자이면 Slipway가 그 사람의 계정으로 \
             답하고, 아니면 검토자 한 명이 GitHub에서 승인해야 합니다."
        ),
        (Lang::Ko, Enforcement::BeforeDispatch) => format!(
            "Slipway는 승인 전에 {stage}에 아무것도 시작하지 않지만 GitHub은 승인을 확인하지 않습니다. GitHub에서 워크플로를 실행할 수 \
             있는 사람은 승인을 건너뛸 수 있습니다."
        ),
    }
}
