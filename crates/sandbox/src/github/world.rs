use super::calls::Calls;
use super::deliver::Queued;
use super::faults::Faults;
use super::limits::Limits;
use super::model::State;
use super::options::{GithubOptions, StartError};
use super::repositories::Repositories;
use super::{deliver, engine, keep};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::spawn_blocking;

const ACTS_AT_ONCE: usize = 4;

/// All that handlers and tasks share.
pub struct World {
    pub options: GithubOptions,
    /// `http://127.0.0.1:1234`
    pub base: String,
    pub repositories: Repositories,
    pub faults: Faults,
    pub calls: Calls,
    pub limits: Limits,
    /// Signs links to logs.
    pub secret: [u8; 32],
    pub codes: super::api::Codes,
    /// Jobs that may really run at once.
    pub acts: Semaphore,
    state: Mutex<State>,
    /// Counts changes.
    version: watch::Sender<u64>,
    /// The newest version that is on disk.
    saved: watch::Sender<u64>,
    webhooks: mpsc::UnboundedSender<Queued>,
    stop: watch::Receiver<bool>,
}

impl World {
    /// Loads everything, and goes on with the runs that are not over.
    pub fn start(
        options: GithubOptions,
        base: String,
        faults: Faults,
        stop: watch::Receiver<bool>,
    ) -> Result<Arc<Self>, StartError> {
        let state = match &options.state {
            Some(file) => {
                keep::load(file).map_err(|error| StartError::State { file: file.clone(), error })?
            }
            None => State::new(),
        };
        let (webhooks, queue) = mpsc::unbounded_channel();
        let world = Arc::new(World {
            repositories: Repositories::load(&options.repositories)?,
            options,
            base,
            faults,
            calls: Calls::default(),
            limits: Limits::default(),
            secret: rand::random(),
            codes: super::api::Codes::default(),
            acts: Semaphore::new(ACTS_AT_ONCE),
            state: Mutex::new(state),
            version: watch::Sender::new(0),
            saved: watch::Sender::new(0),
            webhooks,
            stop,
        });
        world.go_on(queue);
        Ok(world)
    }

    /// Begins with what goes on by itself, and with the runs that are not over.
    fn go_on(self: &Arc<Self>, queue: mpsc::UnboundedReceiver<Queued>) {
        tokio::spawn(deliver::deliver(Arc::clone(self), queue));
        tokio::spawn(save_changes(Arc::clone(self)));
        let unfinished = self.read(|state| {
            let unfinished = state.runs.values().filter(|run| !run.is_over());
            unfinished.map(|run| run.id).collect::<Vec<u64>>()
        });
        for run in unfinished {
            engine::drive(self, run);
        }
    }

    pub fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        self.change_if(change, |_| true)
    }

    /// Wakes nobody up when nothing came of it.
    pub fn change_if<T>(&self, change: impl FnOnce(&mut State) -> T, is_one: impl FnOnce(&T) -> bool) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = change(&mut state);
        if is_one(&outcome) {
            self.version.send_modify(|version| *version += 1);
        }
        outcome
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Returns once all that was changed so far outlives a crash.
    pub async fn kept(&self) {
        if self.options.state.is_none() {
            return;
        }
        let version = *self.version.borrow();
        // Fails when the stand-in is gone.
        let _ = self.saved.subscribe().wait_for(|saved| *saved >= version).await;
    }

    /// Returns once the stand-in is to stop.
    pub async fn stopped(&self) {
        // An error says that whoever could stop it is gone.
        let _ = self.stop.clone().wait_for(|stop| *stop).await;
    }

    pub fn send(&self, webhook: Queued) {
        // Fails only when the stand-in is stopping.
        let _ = self.webhooks.send(webhook);
    }

    /// Writes the newest state down. A failure is only told: GitHub would not stop either.
    async fn save(&self) {
        let Some(file) = self.options.state.clone() else {
            return;
        };
        let (version, state) = self.read(|state| (*self.version.borrow(), state.clone()));
        let written = spawn_blocking(move || keep::save(&file, &state)).await;
        if !matches!(written, Ok(Ok(()))) {
            tracing::error!(?written, "the sandbox's GitHub cannot keep its runs");
        }
        self.saved.send_replace(version);
    }
}

async fn save_changes(world: Arc<World>) {
    let mut changes = world.changes();
    loop {
        tokio::select! {
            biased;
            _ = changes.changed() => world.save().await,
            () = world.stopped() => break,
        }
    }
    world.save().await;
}
