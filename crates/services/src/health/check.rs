use crate::ports::{Clock, Prober};
use domain::health::{AskError, CheckOutcome, CheckResult, Probe, RETRY_PAUSE_MILLIS};
use domain::names::LocationName;
use std::time::Duration;

/// One check from one location: asked again, as often as the probe wants, before it counts as failed.
pub async fn checked(
    prober: &dyn Prober,
    clock: &dyn Clock,
    probe: &Probe,
    location: &LocationName,
) -> CheckResult {
    let at = clock.now();
    let mut left = probe.pace.retries;
    loop {
        let result = once(prober, clock, probe, location).await;
        if left == 0 || !matches!(result.outcome, CheckOutcome::Failed { .. }) {
            return CheckResult { at, ..result };
        }
        left -= 1;
        tokio::time::sleep(Duration::from_millis(RETRY_PAUSE_MILLIS.into())).await;
    }
}

async fn once(prober: &dyn Prober, clock: &dyn Clock, probe: &Probe, location: &LocationName) -> CheckResult {
    let at = clock.now();
    let asked = prober.ask(probe).await;
    let took = u32::try_from(clock.now().since(at)).unwrap_or_default();
    let (outcome, version, latency_millis) = match asked {
        Ok(answer) => {
            let (outcome, version) = probe.kind.judge(&answer, clock.now());
            (outcome, version, answer.latency_millis)
        }
        Err(AskError::Failed(why)) => (CheckOutcome::Failed { why }, None, took),
        Err(AskError::Refused(why)) => (CheckOutcome::Refused { why }, None, 0),
    };
    CheckResult { probe: probe.id.clone(), location: location.clone(), at, outcome, latency_millis, version }
}
