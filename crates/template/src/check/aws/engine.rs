//! Running the crate's rules, so that neither a slow nor a deeply nested template can take the caller down.

use super::Target;
use cloudformation_validate::{
    CompositeEngine, CompositeEngineConfig, Diagnostic, SchemaValidator, Severity, ValidateConfig,
    ValidationError, ValidationReport, validate_bytes_with_path,
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

/// The compiled rules: immutable and the same for every template. Building them takes half a second, and they fill
/// some 200 MB, so they are shared while somebody holds them and gone when nobody does.
pub(super) struct Rules {
    engine: CompositeEngine,
    schemas: SchemaValidator,
    /// Runs that nobody waits for any more. Their threads cannot be stopped, only kept few.
    abandoned: AtomicUsize,
}

static LOADED: Mutex<Weak<Rules>> = Mutex::new(Weak::new());

/// A usual template takes milliseconds, one of a megabyte a second.
const DEADLINE: Duration = Duration::from_secs(30);

/// Further templates wait for none of these; they are told that the rules are busy.
const MOST_ABANDONED: usize = 2;

/// Room for the crate's recursion over nested values.
const STACK_BYTES: usize = 32 << 20;

/// The rules that somebody holds, or new ones; whoever comes meanwhile waits for them.
pub(super) fn rules() -> Result<Arc<Rules>, String> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rules) = loaded.upgrade() {
        return Ok(rules);
    }
    let engine = CompositeEngine::new(CompositeEngineConfig::default()).map_err(|error| error.to_string())?;
    let rules =
        Arc::new(Rules { engine, schemas: SchemaValidator::default(), abandoned: AtomicUsize::new(0) });
    *loaded = Arc::downgrade(&rules);
    Ok(rules)
}

impl Rules {
    /// Resource types with a schema.
    pub fn resource_types(&self) -> impl Iterator<Item = &str> {
        self.schemas.resource_type_names()
    }

    /// What the rules say about a template, warnings and worse.
    pub fn run(
        self: &Arc<Self>,
        source: &[u8],
        target: Option<&Target<'_>>,
    ) -> Result<Vec<Diagnostic>, String> {
        if self.abandoned.load(Ordering::SeqCst) >= MOST_ABANDONED {
            return Err("they are still busy with other templates that take very long".to_owned());
        }
        let (answer, answered) = mpsc::channel();
        let (source, config) = (source.to_vec(), config(target));
        // Set by whoever is first: the run when it is over, the caller when it has waited long enough.
        let settled = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&settled);
        let rules = Arc::clone(self);
        let work = move || {
            let report =
                validate_bytes_with_path(&rules.engine, &rules.schemas, &source, config, String::new());
            // When nobody listens any more, there is nobody to tell.
            let _ = answer.send(report);
            if over.swap(true, Ordering::SeqCst) {
                rules.abandoned.fetch_sub(1, Ordering::SeqCst);
            }
        };
        let spawned = thread::Builder::new().name("aws-rules".to_owned()).stack_size(STACK_BYTES).spawn(work);
        spawned.map_err(|error| error.to_string())?;
        let report = match answered.recv_timeout(DEADLINE) {
            Err(RecvTimeoutError::Timeout) => self.give_up(&settled, &answered)?,
            answer => answer.map_err(|_| BROKE_OFF.to_owned())?,
        };
        report.map(|report| report.diagnostics).map_err(|error| error.to_string())
    }

    /// Stops waiting, unless the run is over at this very moment.
    fn give_up(&self, settled: &AtomicBool, answered: &Receiver<Answer>) -> Result<Answer, String> {
        self.abandoned.fetch_add(1, Ordering::SeqCst);
        if !settled.swap(true, Ordering::SeqCst) {
            return Err(format!("they took longer than {} s", DEADLINE.as_secs()));
        }
        self.abandoned.fetch_sub(1, Ordering::SeqCst);
        answered.recv().map_err(|_| BROKE_OFF.to_owned())
    }
}

type Answer = Result<ValidationReport, ValidationError>;

const BROKE_OFF: &str = "they broke off";

fn config(target: Option<&Target<'_>>) -> ValidateConfig {
    let mut config = ValidateConfig { severity_level: Severity::Warn, ..ValidateConfig::default() };
    if let Some(target) = target {
        config.parameter_overrides = target.values.clone().into_iter().collect();
        config.pseudo_parameter_overrides.region = target.region.map(str::to_owned);
    }
    config
}
