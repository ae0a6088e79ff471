use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::ids::{ActorId, DraftId, TokenId};
use domain::people::Actor;
use services::ports::{
    Draft, IdempotencyRecord, Retention, Session, Store, StoreError, Token, TokenScope, Write,
};
use store::Database;

pub fn retention() -> Retention {
    Retention {
        live_events: 3,
        live_events_at_once: 2,
        idempotency_keys: Timestamp(100),
        drafts: Timestamp(100),
        kept_forms: Timestamp(200),
        sessions: Timestamp(100),
        tokens: Timestamp(100),
        deliveries: Timestamp(100),
        notifications: Timestamp(100),
        changes: Timestamp(0),
        health_changes: Timestamp(0),
        minute_checks: Timestamp(0),
        hour_checks: Timestamp(0),
        most_deliveries: 2,
    }
}

async fn tidied(store: &Database) {
    put(store, vec![Write::Tidy(retention())]).await;
}

pub async fn old_live_events_go_part_by_part(h: Harness) {
    for n in 1..=8 {
        let id = format!("req_{n}");
        put(&h.store, vec![create_request(&request(&id, "api", &[("dev", "us-east-1")], n))]).await;
    }
    let oldest = async || h.store.live_after(0, 1).await.expect("events")[0].seq;
    let mut left = Vec::new();
    for _ in 0..4 {
        tidied(&h.store).await;
        left.push(oldest().await);
    }
    assert_eq!(left, [3, 5, 6, 6]);
    assert_eq!(h.store.live_head().await, Ok(8), "places go on");
}

pub async fn old_sessions_tokens_drafts_and_keys_go(h: Harness) {
    let mina = mina().id;
    let things = [99, 100, 201].map(|at| [key(&mina, at), session(&mina, at), draft(&mina, at), kept(at)]);
    put(&h.store, things.into_iter().flatten().collect()).await;
    let (ended, revoked) = (token("1", Some(99), None), token("2", None, Some(99)));
    put(&h.store, vec![ended, revoked, token("3", Some(100), None), token("4", None, None)]).await;
    tidied(&h.store).await;

    for (at, stays) in [(99, false), (100, true), (201, true)] {
        let found = h.store.idempotency(&mina, &at.to_string()).await.expect("a read");
        assert_eq!(found.is_some(), stays, "key {at}");
        let found = h.store.session(&at.to_string()).await.expect("a read");
        assert_eq!(found.is_some(), stays, "session {at}");
    }
    let drafts = async |actor: &ActorId| -> Result<Vec<i64>, StoreError> {
        Ok(h.store.drafts_of(actor).await?.iter().map(|draft| draft.saved_at.0).collect())
    };
    assert_eq!(drafts(&mina).await, Ok(vec![201, 100]));
    assert_eq!(drafts(&Actor::portal().id).await, Ok(vec![201]), "kept forms go sooner");
    let mut tokens: Vec<String> =
        h.store.tokens_of(&mina).await.expect("tokens").into_iter().map(|token| token.id.0).collect();
    tokens.sort();
    assert_eq!(tokens, ["pat_3", "pat_4"]);
}

fn key(actor: &ActorId, at: i64) -> Write {
    Write::Idempotency(IdempotencyRecord {
        actor: actor.clone(),
        key: at.to_string(),
        content_hash: "h".to_owned(),
        made: "req_1".to_owned(),
        at: Timestamp(at),
    })
}

fn session(actor: &ActorId, at: i64) -> Write {
    Write::Session(Session {
        hash: at.to_string(),
        actor: actor.clone(),
        created_at: Timestamp(1),
        expires_at: Timestamp(at),
    })
}

fn draft(actor: &ActorId, at: i64) -> Write {
    Write::Draft(Draft {
        id: DraftId(format!("drf_{}_{at}", actor.as_str())),
        actor: actor.clone(),
        content: "{}".to_owned(),
        saved_at: Timestamp(at),
    })
}

fn kept(at: i64) -> Write {
    draft(&Actor::portal().id, at)
}

fn token(name: &str, expires_at: Option<i64>, revoked_at: Option<i64>) -> Write {
    Write::Token(Token {
        id: TokenId(format!("pat_{name}")),
        actor: mina().id,
        label: "CI".to_owned(),
        hash: name.to_owned(),
        scopes: vec![TokenScope::Read],
        created_at: Timestamp(1),
        expires_at: expires_at.map(Timestamp),
        revoked_at: revoked_at.map(Timestamp),
    })
}

pub async fn old_and_surplus_webhooks_go(h: Harness) {
    let ids = async || -> Vec<String> {
        let kept = h.store.deliveries(10).await.expect("a read");
        kept.into_iter().map(|delivery| delivery.id).collect()
    };
    put(&h.store, vec![delivery("a", 99), delivery("b", 100)]).await;
    tidied(&h.store).await;
    assert_eq!(ids().await, ["b"]);
    put(&h.store, vec![delivery("c", 101), delivery("d", 102)]).await;
    tidied(&h.store).await;
    assert_eq!(ids().await, ["d", "c"]);
}
