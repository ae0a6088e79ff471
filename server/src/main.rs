use std::process::ExitCode;

/// Pages are many short-lived pieces of memory, and reading templates is a few large ones: this allocator is quicker with
/// the former than the system's, and gives the latter back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run()
}
