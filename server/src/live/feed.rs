//! Snapshots of one subject, rendered once per change however many watch.

use super::frame::Event;
use domain::ids::{ActorId, IncidentId, RequestId, RolloutId};
use domain::live::{LiveEvent, Topic};
use domain::people::Actor;
use domain::view::MatrixFilter;
use domain::{ErrorCode, PortalError};
use services::Portal;
use std::time::Duration;
use tokio::sync::watch;

/// Changes closer together than this become one snapshot.
const PAUSE: Duration = Duration::from_millis(40);
/// How long to wait before reading again what could not be read.
const AFTER_ERROR: Duration = Duration::from_secs(1);
/// Pause between two looks at what GitHub does. What has not changed since costs nothing of its limits.
const BETWEEN_LOOKS: Duration = Duration::from_millis(1_500);
/// The same for a run that is over: somebody may run it again.
const AFTER_THE_END: Duration = Duration::from_secs(15);

/// Pause between two looks at whether there are new numbers.
const BETWEEN_NUMBERS: Duration = Duration::from_secs(5);

/// Pages are not drawn anew more often for the sake of their metrics.
const SHORTEST_STEP: u64 = 5;

/// What is watched, and through whose eyes if that makes a difference.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A request tells each reader what they may do with it.
    Request { id: RequestId, reader: ActorId },
    /// So does a rollout.
    Rollout { id: RolloutId, reader: ActorId },
    /// And so does a run of a workflow, or the start that leads to it.
    Run { repository: String, id: String, reader: ActorId },
    /// An incident tells each reader what they may do with it.
    Incident { id: IncidentId, reader: ActorId },
    /// Everybody who is signed in sees the same incidents.
    Incidents,
    /// And the same matrix.
    Matrix(MatrixFilter),
    /// And the same health.
    Health,
    /// How much somebody has not seen of what they were told.
    Unread { reader: ActorId },
}

impl Subject {
    /// Whether the change may show in a snapshot.
    pub fn concerned_by(&self, event: &LiveEvent) -> bool {
        match (self, event.change.topic) {
            (Subject::Request { id, .. }, Topic::Request | Topic::Events) => {
                event.change.subject == id.as_str()
            }
            (Subject::Rollout { id, .. }, Topic::Rollout) => event.change.subject == id.as_str(),
            (Subject::Run { id, .. }, Topic::Launch) => event.change.subject == *id,
            (Subject::Incident { id, .. }, Topic::Incident) => event.change.subject == id.as_str(),
            // Its timeline tells what was changed where it is felt.
            (Subject::Incident { .. }, Topic::Rollout | Topic::Request | Topic::Launch) => true,
            (Subject::Incidents, Topic::Incident) => true,
            (Subject::Matrix(_), Topic::Environment) => true,
            // A rollout, a request or a freeze shows as a mark.
            (Subject::Health, Topic::Health | Topic::Rollout | Topic::Request | Topic::Freeze) => true,
            (Subject::Unread { reader }, Topic::Notification) => event.change.subject == reader.as_str(),
            _ => false,
        }
    }

    async fn render(&self, portal: &Portal, actor: &Actor, seq: i64) -> Result<Snapshot, PortalError> {
        let event = match self {
            Subject::Request { id, .. } => {
                let view = Event::new("request", &portal.request(actor, id).await?)?;
                // The view does not hold the stacks' events: readers ask for those that they don't have yet.
                let events = Event::new("events", &serde_json::json!({ "request": id }))?;
                return Ok(Snapshot { seq, events: vec![view, events], again: None });
            }
            Subject::Rollout { id, .. } => return rollout(portal, actor, id).await,
            Subject::Incident { id, .. } => {
                portal.incident(actor, id).await?;
                return moving("incident", portal, seq);
            }
            Subject::Incidents => return newness("incidents", seq),
            Subject::Run { repository, id, .. } => return run(portal, actor, repository, id).await,
            Subject::Unread { .. } => {
                let unread = portal.unread_notifications(actor).await?;
                Event::new("unread", &serde_json::json!({ "version": seq, "unread": unread }))?
            }
            Subject::Health => return moving("health", portal, seq),
            Subject::Matrix(filter) => Event::new("matrix", &portal.matrix(actor, filter).await?)?,
        };
        Ok(Snapshot { seq, events: vec![event], again: None })
    }
}

/// All that pages which are fetched again have to know.
fn newness(name: &'static str, version: i64) -> Result<Snapshot, PortalError> {
    let event = Event::new(name, &serde_json::json!({ "version": version }))?;
    Ok(Snapshot { seq: version, events: vec![event], again: None })
}

/// A rollout, and how new its page is: that shows metrics, too, which move although nothing is committed.
async fn rollout(portal: &Portal, actor: &Actor, id: &RolloutId) -> Result<Snapshot, PortalError> {
    let view = portal.rollout(actor, id).await?;
    let measures = view.strategy.measures.as_ref().filter(|_| view.status.open());
    let pause =
        measures.map(|measures| Duration::from_secs(u64::from(measures.step_seconds).max(SHORTEST_STEP)));
    let version = view.version + portal.signals_step(&view);
    let mut snapshot = newness("page", version)?;
    snapshot.events.insert(0, Event::new("rollout", &view)?);
    Ok(Snapshot { again: pause, ..snapshot })
}

/// How new a run is. It has no place in the live stream; how far it is counts through as well.
async fn run(portal: &Portal, actor: &Actor, repository: &str, id: &str) -> Result<Snapshot, PortalError> {
    let view = portal.pipeline_run(actor, repository, id).await?;
    let (version, over) = (view.version, view.run.is_some_and(|run| run.state.is_done()));
    let again = Some(if over { AFTER_THE_END } else { BETWEEN_LOOKS });
    Ok(Snapshot { again, ..newness("run", version)? })
}

/// How new pages are that show what users feel, too: those numbers move although nothing is committed.
fn moving(name: &'static str, portal: &Portal, seq: i64) -> Result<Snapshot, PortalError> {
    let snapshot = newness(name, seq + portal.health_step())?;
    Ok(Snapshot { again: Some(BETWEEN_NUMBERS), ..snapshot })
}

/// One snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// It holds at least everything up to this place of the live stream.
    pub seq: i64,
    pub events: Vec<Event>,
    /// How long to wait before looking again although nothing was committed: GitHub's runs move by themselves.
    pub again: Option<Duration>,
}

/// Why a feed stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody watches.
    Unwatched,
    /// There is nothing to see any more, or not for this reader.
    Gone,
}

/// Where the watchers of one subject come together.
#[derive(Debug)]
pub struct Feed {
    /// Newest place that concerns the subject.
    wanted: watch::Sender<i64>,
    latest: watch::Sender<Option<Snapshot>>,
}

impl Feed {
    pub fn new(seq: i64) -> Self {
        Feed { wanted: watch::Sender::new(seq), latest: watch::Sender::new(None) }
    }

    /// Asks for a snapshot that holds everything up to this place.
    pub fn want(&self, seq: i64) {
        self.wanted.send_replace(seq);
    }

    /// Readers are woken by what differs.
    fn show(&self, snapshot: Snapshot) {
        self.latest.send_if_modified(|latest| {
            let differs = latest.as_ref().is_none_or(|known| known.events != snapshot.events);
            if differs {
                *latest = Some(snapshot);
            }
            differs
        });
    }

    pub fn subscribe(&self) -> watch::Receiver<Option<Snapshot>> {
        self.latest.subscribe()
    }

    pub fn unwatched(&self) -> bool {
        self.latest.receiver_count() == 0
    }

    /// Renders until nobody watches any more, or until there is nothing to see any more.
    pub async fn run(&self, subject: &Subject, portal: &Portal, actor: &Actor) -> End {
        let mut wanted = self.wanted.subscribe();
        loop {
            let seq = *wanted.borrow_and_update();
            let mut again = None;
            let pause = match subject.render(portal, actor, seq).await {
                Ok(snapshot) => {
                    again = snapshot.again;
                    self.show(snapshot);
                    PAUSE
                }
                Err(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::Forbidden) => {
                    return End::Gone;
                }
                Err(error) => {
                    tracing::warn!(cause = error.cause.as_deref(), "a live snapshot was not read: {error}");
                    wanted.mark_changed();
                    AFTER_ERROR
                }
            };
            tokio::time::sleep(pause).await;
            tokio::select! {
                // The other end is `self`, so this never fails.
                _ = wanted.changed() => {}
                () = pause_of(again) => {}
                () = self.latest.closed() => return End::Unwatched,
            }
        }
    }
}

async fn pause_of(again: Option<Duration>) {
    match again {
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}
