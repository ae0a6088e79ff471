//! `testbed COMMAND…`: runs a command, usually the test runner, with one PostgreSQL server for all its processes.

use std::process::{Command, ExitCode};

use testbed::postgres::{Postgres, SHARED_SERVER};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("usage: testbed COMMAND [ARGUMENT…]");
        return ExitCode::from(2);
    };
    let server = Postgres::start().await;
    let status = Command::new(&program).args(words).env(SHARED_SERVER, server.url()).status();
    match status {
        Ok(status) => status.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(code as u8)),
        Err(error) => {
            eprintln!("{} cannot be started: {error}", program.display());
            ExitCode::from(127)
        }
    }
}
