use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::error::Failure;

/// Listens on `address`.
pub(super) async fn listen(address: SocketAddr, setting: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Failure::new(format!(
            "{address} is already in use. Stop what listens there, or choose another address with {setting}."
        )),
        io::ErrorKind::PermissionDenied => Failure::new(format!(
            "this account may not listen on {address}. Choose a port above 1023 with {setting}, or let a proxy forward it."
        )),
        _ => Failure::new(format!("cannot listen on {address}: {error}. Choose another address with {setting}.")),
    })
}

/// Listens on both loopback addresses: `localhost` means either. A machine without IPv6 has only the first.
pub(super) async fn listen_on_loopback(port: u16, flag: &str) -> Result<Vec<TcpListener>, Failure> {
    let taken = || {
        Failure::new(format!(
            "Port {port} is already in use. Stop what listens there, or choose another with {flag}."
        ))
    };
    let mut listeners = Vec::new();
    for address in
        [SocketAddr::from((Ipv4Addr::LOCALHOST, port)), SocketAddr::from((Ipv6Addr::LOCALHOST, port))]
    {
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(taken()),
            Err(error) if address.is_ipv4() => {
                return Err(Failure::new(format!(
                    "cannot listen on port {port}: {error}. Choose another with {flag}."
                )));
            }
            Err(_no_ipv6) => {}
        }
    }
    Ok(listeners)
}

/// Turns true at SIGTERM or SIGINT. A second signal ends the process at once.
pub(super) fn stop_signal() -> Result<watch::Receiver<bool>, Failure> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        for second in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if second {
                tracing::warn!("asked twice: ending without waiting for requests in flight");
                #[expect(clippy::disallowed_methods, reason = "whoever asks twice does not want to wait")]
                std::process::exit(130);
            }
            sender.send_replace(true);
        }
    });
    Ok(receiver)
}

/// Resolves when the signal came.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    let _sender_gone = stop.wait_for(|stopped| *stopped).await;
}
