use crate::fixtures::*;
use crate::harness::Harness;
use domain::Timestamp;
use domain::ids::{ActorId, ChannelId, DeliveryId, FreezeId, NoticeId, NotificationId};
use domain::notification::{
    About, Delivery, DeliveryState, Means, News, Notice, NoticeKind, Notification, Preferences, Recipient,
    SendFailure, Target, TeamChannel, Way,
};
use domain::template::Lang;
use services::ports::{NoticeDeliveryFilter, Store, StoreError, Write};

fn notice(id: &str, at: i64) -> Notice {
    let news = News {
        kind: NoticeKind::FreezeAdded,
        about: About::Freeze(FreezeId("frz_1".into())),
        team: Some(team("live")),
        subject: "연말 'x'; --".into(),
        rollback: false,
        place: String::new(),
        authors: [mina().id].into(),
        to: Default::default(),
        rules: Vec::new(),
        decision: None,
        by: None,
        why: None,
    };
    Notice { id: NoticeId(id.into()), at: Timestamp(at), news }
}

fn told(id: &str, person: &str, notice: Notice) -> Notification {
    Notification { id: NotificationId(id.into()), person: ActorId(person.into()), notice, read_at: None }
}

pub async fn nobody_is_told_twice_and_what_was_read_stays_read(h: Harness) {
    let first = told("ntf_1", "ann", notice("ntc_1", 1));
    let list = vec![
        first.clone(),
        told("ntf_2", "bob", notice("ntc_1", 1)),
        told("ntf_3", "ann", notice("ntc_2", 2)),
    ];
    put(&h.store, vec![Write::Notifications(list)]).await;
    let again = told("ntf_9", "ann", notice("ntc_1", 1));
    put(&h.store, vec![Write::Notifications(vec![again])]).await;
    let ann = ActorId("ann".into());
    assert_eq!(h.store.unread_notifications(&ann).await, Ok(2));
    let page = h.store.notifications(&ann, false, None, 1).await.expect("a part");
    assert_eq!(page.items[0].id.as_str(), "ntf_3");
    let rest = h.store.notifications(&ann, false, page.next.as_deref(), 9).await.expect("the rest");
    assert_eq!((&rest.items[..], rest.next), (&[first.clone()][..], None));
    let read = |only: Option<&str>, at| Write::ReadNotifications {
        person: ann.clone(),
        only: only.map(|id| NotificationId(id.into())),
        at: Timestamp(at),
    };
    // Somebody else's is passed over.
    put(&h.store, vec![read(Some("ntf_2"), 5)]).await;
    assert_eq!(h.store.unread_notifications(&ActorId("bob".into())).await, Ok(1));
    put(&h.store, vec![read(Some("ntf_1"), 6)]).await;
    put(&h.store, vec![read(None, 7)]).await;
    let all = h.store.notifications(&ann, false, None, 9).await.expect("a list").items;
    assert_eq!(
        all.iter().map(|one| one.read_at).collect::<Vec<_>>(),
        [Some(Timestamp(7)), Some(Timestamp(6))]
    );
    assert_eq!(h.store.notifications(&ann, true, None, 9).await.expect("a list").items, []);
}

pub async fn preferences_and_channels_read_back(h: Harness) {
    let ann = ActorId("ann".into());
    assert_eq!(h.store.preferences(&ann).await, Ok(None));
    let mut next =
        Preferences { email: Some("ann@example.com".into()), lang: Lang::Ko, ..Preferences::default() };
    next.choose(NoticeKind::Decided, [Way::Email].into());
    let write = |expected| Write::Preferences { person: ann.clone(), expected, next: Box::new(next.clone()) };
    put(&h.store, vec![write(None)]).await;
    put(&h.store, vec![write(Some(1))]).await;
    for stale in [None, Some(1)] {
        let stale = h.store.commit(writing(vec![write(stale)])).await;
        assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    }
    let found = h.store.preferences_of(&[ActorId("bob".into()), ann.clone()]).await;
    assert_eq!(found, Ok(vec![(ann, next)]));
    let channel = TeamChannel {
        id: ChannelId("chn_1".into()),
        team: team("live"),
        label: "Mail".into(),
        target: Target::Email { to: vec!["a@example.com".into()] },
        lang: Lang::En,
        kinds: [NoticeKind::Decided].into(),
        created_by: mina().id,
        created_at: Timestamp(1),
    };
    put(&h.store, vec![Write::Channel { expected: None, next: Box::new(channel.clone()) }]).await;
    assert_eq!(h.store.channels(Some(&team("live"))).await, Ok(vec![channel.clone()]));
    assert_eq!(h.store.channels(Some(&team("other"))).await, Ok(Vec::new()));
    put(&h.store, vec![Write::DropChannel { id: channel.id.clone(), expected: 1 }]).await;
    assert_eq!(h.store.channel(&channel.id).await, Ok(None));
}

fn delivery(id: &str, notice: Notice, of: Option<&str>) -> Delivery {
    Delivery {
        id: DeliveryId(id.into()),
        created_at: notice.at,
        updated_at: notice.at,
        notice,
        to: Recipient::Channel { id: ChannelId("chn_1".into()), label: "#ops".into() },
        means: Means::Slack,
        team: of.map(team),
        state: DeliveryState::Waiting { next_at: Timestamp(0), problem: None },
        tries: 0,
    }
}

pub async fn a_notice_goes_out_once_by_each_way(h: Harness) {
    let first = delivery("dlv_1", notice("ntc_1", 1), Some("live"));
    let new = |next: &Delivery| Write::NoticeDelivery { expected: None, next: Box::new(next.clone()) };
    put(&h.store, vec![new(&first), new(&delivery("dlv_2", notice("ntc_2", 2), None))]).await;
    let double =
        h.store.commit(writing(vec![new(&delivery("dlv_3", notice("ntc_1", 3), Some("live")))])).await;
    assert!(matches!(double, Err(StoreError::Conflict(_))), "{double:?}");
    let failed = first.tried(Err(SendFailure::lasting("HTTP 404")), Timestamp(9), 0);
    let next = || Write::NoticeDelivery { expected: Some(1), next: Box::new(failed.clone()) };
    put(&h.store, vec![next()]).await;
    let stale = h.store.commit(writing(vec![next()])).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let ids = async |teams: Option<Vec<&str>>, state: Option<&str>| {
        let filter = NoticeDeliveryFilter {
            teams: teams.map(|teams| teams.into_iter().map(team).collect()),
            state: state.map(str::to_owned),
        };
        let found = h.store.notice_deliveries(&filter, None, 9).await.expect("a list").items;
        found.into_iter().map(|one| one.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, None).await, ["dlv_2", "dlv_1"]);
    assert_eq!(ids(Some(vec!["live"]), None).await, ["dlv_1"]);
    assert_eq!(ids(Some(vec![]), None).await, Vec::<String>::new());
    assert_eq!(ids(None, Some("failed")).await, ["dlv_1"]);
    let found = h.store.notice_delivery(&first.id).await.expect("a read").expect("a delivery");
    assert_eq!((found.version, found.value), (2, failed));
}
