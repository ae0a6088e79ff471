use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::ids::{ActorId, DraftId, RequestId, ServiceId, TokenId};
use domain::names::{LocationName, ServiceName};
use domain::service::CatalogService;
use domain::template::TemplateDigest;
use domain::values::StoredValue;
use services::ports::{
    Commit, Draft, GithubAccount, Identity, Person, Session, Store, StoreError, TemplateVersion, Token,
    TokenScope, Write,
};

pub async fn a_request_reads_back(h: Harness) {
    let new = request("req_1", "api", &[("dev", "us-east-1"), ("prod", "eu-west-3")], 77);
    put(&h.store, vec![create_request(&new)]).await;
    let stored = h.store.request(&new.id).await.expect("a read").expect("a request");
    assert_eq!((stored.version, &stored.value), (1, &new));
    let next = planned(&new, &key("dev", "us-east-1"), "arn:1");
    put(&h.store, vec![Write::Request { expected: Some(1), next: Box::new(next.clone()) }]).await;
    let stored = h.store.request(&new.id).await.expect("a read").expect("a request");
    assert_eq!((stored.version, &stored.value), (2, &next));
    assert_eq!(h.store.request(&RequestId("req_none".to_owned())).await, Ok(None));
}

pub async fn an_environment_reads_back(h: Harness) {
    let mut env = environment(["api", "web", "dev", "us-east-1"]);
    put(&h.store, vec![create_environment(&env)]).await;
    env.held_by = Some(RequestId("req_2".to_owned()));
    env.monthly_usd = Some(5e-324);
    put(&h.store, vec![Write::Environment { expected: Some(1), next: Box::new(env.clone()) }]).await;
    let by_id = h.store.environment(&env.id).await.expect("a read").expect("an environment");
    let by_key = h.store.environment_at(&env.key).await.expect("a read").expect("an environment");
    assert_eq!((by_id.version, &by_id.value), (2, &env));
    assert_eq!(by_id, by_key);
    let elsewhere = environment(["api", "web", "dev", "eu-west-3"]);
    assert_eq!(h.store.environment_at(&elsewhere.key).await, Ok(None));
}

pub async fn people_and_their_things_read_back(h: Harness) {
    let mut person = Person { actor: mina() };
    put(&h.store, vec![Write::Person(person.clone())]).await;
    person.actor.name = "Mina".to_owned();
    put(&h.store, vec![Write::Person(person.clone())]).await;
    assert_eq!(h.store.person(&person.actor.id).await, Ok(Some(person.clone())));
    assert_eq!(h.store.people().await, Ok(vec![person]));

    let session = |hash: &str, at: i64| Session {
        hash: hash.to_owned(),
        actor: mina().id,
        created_at: Timestamp(at),
        expires_at: Timestamp(at + 10),
    };
    put(&h.store, vec![Write::Session(session("s1", 1)), Write::Session(session("s2", 5))]).await;
    assert_eq!(h.store.session("s1").await, Ok(Some(session("s1", 1))));
    put(&h.store, vec![Write::DropSession { hash: "s2".to_owned() }]).await;
    assert_eq!(h.store.session("s2").await, Ok(None));
    put(&h.store, vec![Write::Session(session("s3", 100))]).await;
    assert_eq!(h.store.session("s1").await, Ok(None), "it had ended long before");

    put(&h.store, vec![Write::EndSessions { actor: mina().id }]).await;
    assert_eq!(h.store.session("s3").await, Ok(None));
    identities_read_back(&h).await;
    accounts_read_back(&h).await;
    tokens_read_back(&h).await;
    drafts_read_back(&h).await;
}

async fn identities_read_back(h: &Harness) {
    assert_eq!(h.store.identity(&mina().id).await, Ok(None));
    let mut identity = Identity {
        actor: mina().id,
        provider: "github".to_owned(),
        subject: "77".to_owned(),
        grant: Some(StoredValue::Sealed("sealed".to_owned())),
        checked_at: Timestamp(5),
    };
    put(&h.store, vec![Write::Identity(identity.clone())]).await;
    identity.checked_at = Timestamp(6);
    put(&h.store, vec![Write::Identity(identity.clone())]).await;
    assert_eq!(h.store.identity(&mina().id).await, Ok(Some(identity)));
}

async fn accounts_read_back(h: &Harness) {
    assert_eq!(h.store.github_account(&mina().id).await, Ok(None));
    let mut account = GithubAccount {
        actor: mina().id,
        login: "mina".to_owned(),
        scopes: vec!["repo".to_owned()],
        token: StoredValue::Sealed("sealed".to_owned()),
        kept_at: Timestamp(5),
    };
    put(&h.store, vec![Write::GithubAccount(account.clone())]).await;
    account.kept_at = Timestamp(6);
    put(&h.store, vec![Write::GithubAccount(account.clone())]).await;
    assert_eq!(h.store.github_account(&mina().id).await, Ok(Some(account)));
    put(&h.store, vec![Write::DropGithubAccount { actor: mina().id }]).await;
    assert_eq!(h.store.github_account(&mina().id).await, Ok(None));
}

async fn tokens_read_back(h: &Harness) {
    let mut token = Token {
        id: TokenId("pat_1".to_owned()),
        actor: mina().id,
        label: "CI 서버".to_owned(),
        hash: "h1".to_owned(),
        scopes: vec![TokenScope::Read, TokenScope::Approve],
        created_at: Timestamp(1),
        expires_at: Some(Timestamp(99)),
        revoked_at: None,
    };
    put(&h.store, vec![Write::Token(token.clone())]).await;
    put(&h.store, vec![Write::Token(token.clone())]).await;
    assert_eq!(h.store.token_by_hash("h1").await, Ok(Some(token.clone())));
    let same_hash = Token { id: TokenId("pat_2".to_owned()), ..token.clone() };
    let taken = h.store.commit(writing(vec![Write::Token(same_hash)])).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
    for at in [5, 6] {
        put(&h.store, vec![Write::RevokeToken { id: token.id.clone(), at: Timestamp(at) }]).await;
    }
    token.revoked_at = Some(Timestamp(5));
    let office = TokenScope::Measure(LocationName::parse("office").expect("a location"));
    let measuring = Token {
        id: TokenId("pat_3".to_owned()),
        hash: "h3".to_owned(),
        scopes: vec![office],
        created_at: Timestamp(2),
        ..token.clone()
    };
    put(&h.store, vec![Write::Token(measuring.clone())]).await;
    let mut all = h.store.tokens_of(&mina().id).await.expect("a read");
    all.sort_by_key(|token| token.created_at);
    assert_eq!(all, [token, measuring]);
}

async fn drafts_read_back(h: &Harness) {
    let draft = |id: &str, content: &str, at: i64| Draft {
        id: DraftId(id.to_owned()),
        actor: mina().id,
        content: content.to_owned(),
        saved_at: Timestamp(at),
    };
    put(&h.store, vec![Write::Draft(draft("drf_1", "{}", 1)), Write::Draft(draft("drf_2", "{}", 2))]).await;
    put(&h.store, vec![Write::Draft(draft("drf_1", "{\"a\":1}", 3))]).await;
    let newest_first = vec![draft("drf_1", "{\"a\":1}", 3), draft("drf_2", "{}", 2)];
    assert_eq!(h.store.drafts_of(&mina().id).await, Ok(newest_first));
    let stolen = Draft { actor: ActorId("usr_other".to_owned()), ..draft("drf_2", "x", 4) };
    let refused = h.store.commit(writing(vec![Write::Draft(stolen)])).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    put(&h.store, vec![Write::DropDraft { id: DraftId("drf_1".to_owned()) }]).await;
    assert_eq!(h.store.draft(&DraftId("drf_1".to_owned())).await, Ok(None));
    assert_eq!(h.store.draft(&DraftId("drf_2".to_owned())).await, Ok(Some(draft("drf_2", "{}", 2))));
}

pub async fn the_catalogue_reads_back(h: Harness) {
    let service = CatalogService {
        id: ServiceId("svc_1".to_owned()),
        name: ServiceName::parse("live-api").expect("a service"),
        team: team("live"),
        created_at: Timestamp(4),
    };
    put(&h.store, vec![Write::Service(service.clone())]).await;
    assert_eq!(h.store.service(&service.name).await, Ok(Some(service.clone())));
    assert_eq!(h.store.services().await, Ok(vec![service]));

    let version = |first_seen: i64| TemplateVersion {
        digest: TemplateDigest("sha256:abc".to_owned()),
        name: template("VPC with NAT.v2"),
        source: "Resources:\n  이름: {}\n".into(),
        first_seen: Timestamp(first_seen),
    };
    put(&h.store, vec![Write::TemplateVersion(version(1)), Write::TemplateVersion(version(2))]).await;
    assert_eq!(h.store.template_version(&version(1).digest).await, Ok(Some(version(1))));
}

pub async fn odd_texts_read_back(h: Harness) {
    let odd = "'; DROP TABLE jobs; -- \\ \" <script> 😀 \u{feff}\u{202e} $1 ? %_";
    let mut note = note("request.created", odd);
    note.why = Some(odd.to_owned());
    note.after = serde_json::json!({ "nul": "\u{0}", odd: odd });
    h.store.commit(Commit { audit: vec![note.clone()], ..commit(1) }).await.expect("a commit");
    assert_eq!(h.store.audit_after(0, 1).await.expect("a page")[0].note, note);
    // PostgreSQL cannot keep this character; whoever typed it is told so.
    note.why = Some("a\u{0}b".to_owned());
    let with_nul = h.store.commit(Commit { audit: vec![note], ..commit(1) }).await;
    match h.on_postgres() {
        true => assert!(matches!(with_nul, Err(StoreError::Invalid(_))), "{with_nul:?}"),
        false => assert!(with_nul.is_ok(), "{with_nul:?}"),
    }
}

pub async fn a_webhook_is_kept_once(h: Harness) {
    put(&h.store, vec![delivery("a", 7)]).await;
    let found = h.store.delivery("a").await.expect("a read").expect("a delivery");
    assert_eq!((found.event.as_str(), found.received_at), ("workflow_run", Timestamp(7)));
    assert_eq!(h.store.delivery("b").await, Ok(None));
    let again = h.store.commit(writing(vec![delivery("a", 8)])).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}
