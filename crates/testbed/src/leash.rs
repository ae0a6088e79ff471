//! Programs that end with their owner, however the owner ends.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Runs a program and, when its own input ends, sends it a signal. The input is a pipe from the owning process, so
/// the kernel closes it even after a panic or a SIGKILL, when no destructor runs.
const HOLDER: &str = r#"
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ cat <&3 >/dev/null; kill -s "$signal" $program; } & watcher=$!
wait $program; status=$?
kill $watcher
exit $status
"#;

/// Who a program runs as.
#[derive(Clone, Copy)]
pub struct User {
    pub uid: u32,
    pub gid: u32,
}

/// How to start a program and how to end it.
pub struct Program<'a> {
    pub path: &'a Path,
    pub args: Vec<String>,
    pub env: Vec<(&'static str, String)>,
    /// Takes the program's output.
    pub log: &'a Path,
    /// The signal that asks it to end, such as `TERM`.
    pub signal: &'static str,
    /// Somebody else than the current user.
    pub user: Option<User>,
}

/// A running program.
pub struct Leash {
    holder: Child,
}

impl Leash {
    pub fn start(program: &Program) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(program.log)
            .expect("the scratch folder is writable");
        let mut command = Command::new("sh");
        command
            .args(["-c", HOLDER, "sh", program.signal])
            .arg(program.path)
            .args(&program.args)
            .envs(program.env.iter().map(|(name, value)| (*name, value)))
            .current_dir(program.log.parent().expect("a log stands in a folder"))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a file handle can be cloned"))
            .stderr(log);
        if let Some(user) = program.user {
            command.uid(user.uid).gid(user.gid);
        }
        let holder = command.spawn().expect("sh starts");
        Self { holder }
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.holder.try_wait(), Ok(None))
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}
