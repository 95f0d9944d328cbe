//! Connections: how many, and how slow they may be.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::limits::{FAREWELL, HEADER_TIMEOUT, MAXIMUM_CONNECTIONS};

/// After an error of the listener (no file descriptors, for instance) nothing is tried for so long.
const RECOVERY: Duration = Duration::from_millis(100);

/// Accepts connections until `stop` is ready; then tells all that the end has come.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    ending: watch::Sender<bool>,
) {
    let permits = Arc::new(Semaphore::new(MAXIMUM_CONNECTIONS));
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!("a connection was not accepted: {error}");
                tokio::time::sleep(RECOVERY).await;
                continue;
            }
        };
        // One too many is closed at once, so that those that are open go on.
        let Ok(permit) = permits.clone().try_acquire_owned() else { continue };
        // Small messages must not wait for larger ones; without it they are only slower.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut ended = ending.subscribe();
        let end = async move {
            // An error would mean that the sender is gone: an end as well.
            let _ = ended.wait_for(|ended| *ended).await;
        };
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            let result = tokio::select! {
                result = &mut connection => result,
                () = end => {
                    // What was asked for is still answered.
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = result {
                tracing::debug!("a connection ended: {error}");
            }
            drop(permit);
        });
    }
    drop(listener);
    ending.send_replace(true);
    let _ = tokio::time::timeout(FAREWELL, permits.acquire_many(MAXIMUM_CONNECTIONS as u32)).await;
}
