//! The cloud's process: started so that it outlives a crash of the portal for a while, and found again.

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

/// Runs a program and writes down its process id. When the process that the owner file names has been gone for some
/// twenty seconds, nobody wants the program any more, and it is asked to end.
const HOLDER: &str = r#"
owner=$1 pid_file=$2; shift 2
"$@" </dev/null & program=$!
echo $program >"$pid_file"
(
  misses=0
  while sleep 5; do
    kill -0 $program 2>/dev/null || exit
    if read -r pid <"$owner" && kill -0 "$pid" 2>/dev/null; then
      misses=0
    else
      misses=$((misses + 1))
      if [ $misses -ge 4 ]; then kill -s TERM $program; exit; fi
    fi
  done
) & watcher=$!
wait $program; status=$?
kill $watcher
rm -f "$pid_file"
exit $status
"#;

/// After SIGTERM it has written its state within two seconds; it only lingers for stacks that wait.
const UNTIL_KILLED: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(50);
/// Above that the log starts anew.
const LARGEST_LOG: u64 = 5_000_000;

/// Files of a process below one folder.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    pub fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        // The program runs with this as its own folder, so a relative path would mean something else there.
        Ok(Files { folder: fs::canonicalize(folder)? })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn owner(&self) -> PathBuf {
        self.folder.join("owner")
    }

    fn pid(&self) -> PathBuf {
        self.folder.join("pid")
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Says that this process wants the program to live.
    pub fn own(&self) -> io::Result<()> {
        fs::write(self.owner(), format!("{}\n", std::process::id()))
    }

    /// The process that was started before, if it is still there.
    pub fn running(&self) -> Option<Pid> {
        let pid = fs::read_to_string(self.pid()).ok()?.trim().parse().ok().and_then(Pid::from_raw)?;
        test_kill_process(pid).is_ok().then_some(pid)
    }

    /// The end of the log, for people who look for a reason.
    pub fn last_words(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    fn open_log(&self) -> io::Result<File> {
        let path = self.log();
        let large = fs::metadata(&path).is_ok_and(|found| found.len() > LARGEST_LOG);
        if large { File::create(path) } else { File::options().create(true).append(true).open(path) }
    }

    /// Starts a program in a process group of its own, so that Ctrl-C at the terminal reaches only the portal.
    pub fn spawn(&self, program: &Path, environment: &[(&str, String)]) -> io::Result<Child> {
        self.own()?;
        let log = self.open_log()?;
        Command::new("sh")
            .args(["-c", HOLDER, "sh"])
            .args([self.owner(), self.pid()])
            .arg(fs::canonicalize(program)?)
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()
    }

    /// Asks the process to end and waits until it has.
    pub async fn stop(&self) {
        let Some(pid) = self.running() else {
            return;
        };
        // Fails only when it has just ended.
        let _ = kill_process(pid, Signal::TERM);
        let deadline = Instant::now() + UNTIL_KILLED;
        while self.running().is_some() {
            if Instant::now() > deadline {
                let _ = kill_process(pid, Signal::KILL);
                return;
            }
            sleep(PAUSE).await;
        }
    }
}
