//! Ports of the loopback interface.

use std::net::{Ipv4Addr, TcpListener};

/// A port that nobody listened on a moment ago. Somebody may take it before you do: be ready to try another.
pub fn free_port() -> u16 {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback interface has a free port");
    probe.local_addr().expect("a bound socket has an address").port()
}
