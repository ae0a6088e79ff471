use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::audit::ChainCheck;
use domain::permission::Action;
use services::ports::{AuditFilter, AuditHead, Commit, Store};
use store::Database;

async fn check(store: &Database) -> Result<i64, String> {
    let mut check = ChainCheck::default();
    loop {
        let page = store.audit_after(check.checked(), 7).await.expect("a page");
        if page.is_empty() {
            return Ok(check.checked());
        }
        for event in &page {
            check.take(event).map_err(|broken| broken.to_string())?;
        }
    }
}

pub async fn the_chain_holds_under_concurrent_commits(h: Harness) {
    let second = h.again().await;
    let one = |store: std::sync::Arc<Database>, n: i64| async move {
        let audit = vec![note("a.done", &format!("req_{n}")), note("b.done", &format!("req_{n}"))];
        let commit = Commit { audit, ..commit(n) };
        store.commit(commit).await.expect("a commit");
    };
    let writers: Vec<_> = (0..20)
        .map(|n| tokio::spawn(one(if n % 2 == 0 { h.store.clone() } else { second.clone() }, n)))
        .collect();
    for writer in writers {
        writer.await.expect("a writer");
    }
    assert_eq!(check(&h.store).await, Ok(40));
    let first = &h.store.audit_after(0, 1).await.expect("a page")[0];
    assert_eq!((first.actor_name.as_str(), first.previous_hash.as_str()), ("Slipway", ""));
}

pub async fn what_was_tampered_with_is_found(h: Harness) {
    for n in 0..5 {
        let commit = Commit { audit: vec![note("request.created", "req_1")], ..commit(n) };
        h.store.commit(commit).await.expect("a commit");
    }
    assert_eq!(check(&h.store).await, Ok(5));
    h.sneak(match h.on_postgres() {
        true => "ALTER TABLE audit_events DISABLE TRIGGER USER",
        false => "DROP TRIGGER audit_events_keep; DROP TRIGGER audit_events_stay",
    })
    .await
    .expect("an owner may");
    h.sneak("UPDATE audit_events SET after_value = '{\"a\":2}' WHERE seq = 3").await.expect("changed");
    assert!(check(&h.store).await.is_err_and(|why| why.contains("audit event 3")));
    h.sneak("DELETE FROM audit_events WHERE seq = 2").await.expect("removed");
    assert!(check(&h.store).await.is_err_and(|why| why.contains("audit event 3: follows 1")));
}

pub async fn entries_cannot_be_changed(h: Harness) {
    let commit = Commit { audit: vec![note("request.created", "req_1")], ..commit(1) };
    h.store.commit(commit).await.expect("a commit");
    for sql in ["UPDATE audit_events SET why = 'other'", "DELETE FROM audit_events"] {
        let refused = h.sneak(sql).await.expect_err("refused").to_string();
        assert!(refused.contains("audit events are never"), "{refused}");
    }
    if h.on_postgres() {
        assert!(h.sneak("TRUNCATE audit_events").await.is_err());
    }
    assert_eq!(h.store.audit_after(0, 9).await.map(|page| page.len()), Ok(1));
}

pub async fn the_trail_is_narrowed_down(h: Harness) {
    for n in 0..6 {
        let mut note =
            note(if n % 2 == 0 { "request.created" } else { "approval.given" }, &format!("req_{n}"));
        note.team = (n < 3).then(|| team("live"));
        note.why = (n == 4).then(|| "이유 100%".to_owned());
        let by_mina = Commit::new(mina_may(Action::Request), Timestamp(n));
        let by = if n == 5 { commit(n) } else { by_mina };
        h.store.commit(Commit { audit: vec![note], ..by }).await.expect("a commit");
    }
    let seqs = async |filter: AuditFilter| -> Vec<i64> {
        let page = h.store.audit(&filter, None, 10).await.expect("a page");
        page.items.iter().map(|event| event.seq).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    let any = AuditFilter::default;
    assert_eq!(seqs(any()).await, [6, 5, 4, 3, 2, 1]);
    assert_eq!(seqs(AuditFilter { actor: some("MIN"), ..any() }).await, [5, 4, 3, 2, 1]);
    assert_eq!(seqs(AuditFilter { actor: some("mina k"), ..any() }).await, [5, 4, 3, 2, 1]);
    assert_eq!(seqs(AuditFilter { actor: some("미나"), ..any() }).await, [5, 4, 3, 2, 1]);
    assert_eq!(seqs(AuditFilter { actor: some("%"), ..any() }).await, [0_i64; 0]);
    assert_eq!(seqs(AuditFilter { actor: some("usr_mina"), ..any() }).await, [5, 4, 3, 2, 1]);
    assert_eq!(seqs(AuditFilter { actor: some("usr_min"), ..any() }).await, [0_i64; 0], "an id is whole");
    assert_eq!(seqs(AuditFilter { action: some("approval."), ..any() }).await, [6, 4, 2]);
    assert_eq!(seqs(AuditFilter { action: some("given"), ..any() }).await, [0_i64; 0]);
    assert_eq!(seqs(AuditFilter { subject: some("req_2"), ..any() }).await, [3]);
    assert_eq!(seqs(AuditFilter { team: some("live"), ..any() }).await, [3, 2, 1]);
    let (from, until) = (Some(Timestamp(1)), Some(Timestamp(4)));
    assert_eq!(seqs(AuditFilter { from, until, ..any() }).await, [4, 3, 2]);

    let page = h.store.audit(&any(), None, 4).await.expect("a page");
    let rest = h.store.audit(&any(), page.next.as_deref(), 4).await.expect("a page");
    assert_eq!((page.items.len(), rest.items.len(), rest.next), (4, 2, None));
    assert_eq!(rest.items[0].seq, 2);
    assert_eq!(page.items[1].note.why.as_deref(), Some("이유 100%"));
}

pub async fn the_head_is_known_apart_from_the_trail(h: Harness) {
    assert_eq!(h.store.audit_head().await, Ok(AuditHead::default()));
    for n in 0..3 {
        let commit = Commit { audit: vec![note("request.created", "req_1")], ..commit(n) };
        h.store.commit(commit).await.expect("a commit");
    }
    let newest = h.store.audit_after(2, 1).await.expect("a page").pop().expect("an entry");
    assert_eq!(h.store.audit_head().await, Ok(AuditHead { seq: 3, hash: newest.hash }));
}
