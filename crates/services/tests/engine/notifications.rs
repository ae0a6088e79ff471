//! What people are told of a request, and how it goes out.

use crate::support::{World, creation, person};
use domain::ErrorCode;
use domain::approval::Decision;
use domain::notification::{Means, NoticeKind, SendFailure};
use domain::template::Lang;
use domain::view::{ChannelInput, PreferenceInput};
use services::Portal;
use services::ports::Address;
use simulated::SimulatedMessenger;
use std::sync::Arc;
use std::time::Duration;

const PROD: &[(&str, &str)] = &[("prod", "us-east-1")];

async fn told(portal: &Portal, who: &str) -> Vec<NoticeKind> {
    let found = portal.notifications(&person(who), false, None, 50).await.expect("a list").items;
    found.into_iter().rev().map(|one| one.notice.news.kind).collect()
}

fn channel(means: Means, target: &str) -> ChannelInput {
    ChannelInput {
        team: "streaming".into(),
        label: "Deploys".into(),
        means,
        target: target.into(),
        secret: None,
        lang: Lang::Ko,
        kinds: Default::default(),
    }
}

/// A world that sends.
async fn sending() -> (World, SimulatedMessenger) {
    let (mut world, messenger) = (World::new().await, SimulatedMessenger::default());
    world.portal = world.portal.clone().with_messenger(Arc::new(messenger.clone()));
    (world, messenger)
}

#[tokio::test]
async fn those_who_decide_are_told_then_whoever_asked() {
    let world = World::new().await;
    let waiting = world.create(creation(PROD)).await;
    for lead in ["lee:lead", "kim:lead"] {
        assert_eq!(told(&world.portal, lead).await, [NoticeKind::ApprovalWanted], "{lead}");
        assert_eq!(world.portal.unread_notifications(&person(lead)).await, Ok(1));
    }
    assert!(told(&world.portal, "dana:developer").await.is_empty());
    world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    world.settle(&waiting.id, 30).await;
    world.portal.settle().await.expect("settled");
    let kinds = told(&world.portal, "dana:developer").await;
    assert_eq!(kinds, [NoticeKind::Decided, NoticeKind::RequestSucceeded]);
    world.portal.read_notifications(&person("dana:developer"), None).await.expect("read");
    assert_eq!(world.portal.unread_notifications(&person("dana:developer")).await, Ok(0));
    // What was decided in time is not asked for again.
    world.clock.advance(Duration::from_secs(5 * 3600));
    world.portal.settle().await.expect("settled");
    assert_eq!(told(&world.portal, "kim:lead").await, [NoticeKind::ApprovalWanted]);
}

#[tokio::test]
async fn what_waits_for_long_is_told_once_more_to_both_sides() {
    let world = World::new().await;
    world.create(creation(PROD)).await;
    world.clock.advance(Duration::from_secs(4 * 3600 + 1));
    world.portal.settle().await.expect("settled");
    let both = [NoticeKind::ApprovalWanted, NoticeKind::WaitingTooLong];
    assert_eq!(told(&world.portal, "lee:lead").await, both);
    world.clock.advance(Duration::from_secs(24 * 3600));
    world.portal.settle().await.expect("settled");
    assert_eq!(told(&world.portal, "lee:lead").await, both, "once");
}

#[tokio::test]
async fn channels_and_mail_carry_it_out_and_secrets_stay_sealed() {
    let (world, messenger) = sending().await;
    let lead = person("lee:lead");
    let refused =
        world.portal.create_channel(&person("dana:developer"), channel(Means::Email, "a@b.cd")).await;
    assert_eq!(refused.expect_err("not hers").code, ErrorCode::Forbidden);
    for (means, target) in
        [(Means::Slack, "http://x"), (Means::Email, "nobody"), (Means::Email, "a@b.cd\nBcc: x")]
    {
        assert!(world.portal.create_channel(&lead, channel(means, target)).await.is_err(), "{target:?}");
    }
    let url = "https://hooks.example.com/T0/secret";
    let made = world.portal.create_channel(&lead, channel(Means::Webhook, url)).await.expect("made");
    let secret = made.secret.expect("a secret");
    let email = PreferenceInput { email: Some("lee@example.com".into()), ..PreferenceInput::default() };
    world.portal.choose_notifications(&lead, email).await.expect("chosen");
    let shown = format!("{:?}", world.portal.notification_preferences(&lead).await.expect("a board"));
    assert!(shown.contains("hooks.example.com") && !shown.contains("secret\"") && !shown.contains(&secret));
    world.create(creation(PROD)).await;
    world.portal.settle().await.expect("settled");
    let mut sent: Vec<_> =
        messenger.sent().into_iter().map(|letter| (letter.to, letter.message.title)).collect();
    sent.sort_by_key(|(_, title)| title.clone());
    let [(mail, english), (webhook, korean)] = &sent[..] else { panic!("{sent:?}") };
    assert!(*mail == Address::Email(vec!["lee@example.com".into()]));
    assert!(*webhook == Address::Webhook { url: url.into(), secret });
    assert!(
        english.starts_with("Approval wanted: live-api") && korean.starts_with("승인 필요: live-api"),
        "{sent:?}"
    );
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_then_shown_and_sent_by_hand() {
    let (world, messenger) = sending().await;
    let lead = person("lee:lead");
    let made = world.portal.create_channel(&lead, channel(Means::Slack, "https://hooks.example.com/x")).await;
    messenger.fail(Some(SendFailure::passing("HTTP 503")));
    let id = world.portal.test_channel(&lead, &made.expect("made").id).await.expect("under way");
    let state = async || {
        let listed = world.portal.outgoing_notices(&lead, None, None, 9).await.expect("a list").items;
        (listed[0].delivery.state.as_str(), listed[0].delivery.tries, listed[0].resend.allowed)
    };
    world.portal.settle().await.expect("settled");
    assert_eq!(state().await, ("waiting", 1, false));
    assert_eq!(
        world.portal.resend_notice(&lead, &id).await.expect_err("under way").code,
        ErrorCode::Conflict
    );
    for _ in 0..12 {
        world.clock.advance(Duration::from_secs(2 * 3600));
        world.portal.settle().await.expect("settled");
    }
    assert_eq!(state().await, ("failed", 9, true));
    let outsider = world.portal.resend_notice(&person("outsider:lead"), &id).await.expect_err("not theirs");
    assert_eq!(outsider.code, ErrorCode::Forbidden);
    messenger.fail(None);
    world.portal.resend_notice(&lead, &id).await.expect("again");
    world.portal.settle().await.expect("settled");
    assert_eq!((state().await, messenger.sent().len()), (("sent", 1, true), 1));
    assert!(
        world
            .portal
            .outgoing_notices(&person("outsider:lead"), None, None, 9)
            .await
            .expect("a list")
            .items
            .is_empty()
    );
}
