use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A busy cloud on a busy machine may take its time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a sandbox cloud answers on this port.
pub async fn answers(port: u16) -> bool {
    matches!(timeout(PATIENCE, ask(port)).await, Ok(Ok(true)))
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
