//! A load generator that costs next to nothing: keep-alive connections and just enough of HTTP/1.1.

use crate::report::percentile;
use anyhow::{Context as _, Result, bail};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What a load test saw.
pub struct Load {
    pub per_second: f64,
    pub p99_millis: f64,
}

/// Asks for one path over so many connections for so long.
pub async fn load(port: u16, path: &str, cookie: &str, connections: usize, time: Duration) -> Result<Load> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n"
    );
    let started = Instant::now();
    let clients: Vec<_> =
        (0..connections).map(|_| tokio::spawn(client(port, request.clone(), started + time))).collect();
    let mut all = Vec::new();
    for client in clients {
        all.extend(client.await??);
    }
    let per_second = all.len() as f64 / started.elapsed().as_secs_f64();
    Ok(Load { per_second, p99_millis: percentile(&mut all, 99.0) })
}

async fn client(port: u16, request: String, until: Instant) -> Result<Vec<f64>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let (mut buffer, mut times) = (Vec::with_capacity(1 << 18), Vec::new());
    while Instant::now() < until {
        let began = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        answer(&mut stream, &mut buffer).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// Reads one answer with status 200 to its end.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.clear();
    let head = loop {
        if stream.read_buf(buffer).await? == 0 {
            bail!("the connection was closed");
        }
        if let Some(end) = find(buffer, b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = std::str::from_utf8(&buffer[..head])?.to_ascii_lowercase();
    if !text.starts_with("http/1.1 200") {
        bail!("the answer is {}", text.lines().next().unwrap_or_default());
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => {
            let whole = head + length.trim().parse::<usize>().context("content-length")?;
            while buffer.len() < whole {
                if stream.read_buf(buffer).await? == 0 {
                    bail!("the connection was closed in the middle");
                }
            }
        }
        None => {
            while !buffer.ends_with(b"0\r\n\r\n") {
                if stream.read_buf(buffer).await? == 0 {
                    bail!("the connection was closed in the middle");
                }
            }
        }
    }
    Ok(())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
