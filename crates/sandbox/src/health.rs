use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// A busy cloud on a busy machine may take its time.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long nobody may listen: a cloud that is told to stop closes its port, and may then wait for stacks for ever.
const CLOSED: Duration = Duration::from_secs(10);
/// How long no answer may come from a port on which somebody listens: a cloud with hundreds of stacks is slow.
const SILENT: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_secs(1);

/// Whether a sandbox cloud answers on this port.
pub async fn answers(port: u16) -> bool {
    matches!(timeout(PATIENCE, ask(port)).await, Ok(Ok(true)))
}

/// Returns once the cloud has been of no use for so long that it will not come back by itself.
pub async fn hangs(port: u16) {
    let mut well = Instant::now();
    loop {
        sleep(LOOK).await;
        let patience = match timeout(PATIENCE, ask(port)).await {
            Ok(Ok(true)) => {
                well = Instant::now();
                continue;
            }
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => CLOSED,
            _ => SILENT,
        };
        if well.elapsed() > patience {
            return;
        }
    }
}

async fn ask(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request =
        format!("GET /_ministack/health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await?;
    Ok(start.starts_with(b"HTTP/1.") && start.ends_with(b" 200"))
}
