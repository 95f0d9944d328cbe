//! HTTP: the page, and sessions.

mod connections;
mod origin;
mod rate;
mod socket;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State, WebSocketUpgrade};
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::limits::{MAXIMUM_SESSIONS, MESSAGE_BYTES};
use crate::page::{FIELDS, FILES};
use crate::protocol::Preparing;
use crate::shared::Shared;
use crate::{Options, ServeError};
use origin::Names;

/// What answers need.
#[derive(Clone)]
struct Context {
    shared: Arc<Shared>,
    names: Names,
    sessions: Arc<Semaphore>,
    /// Becomes true when the server ends.
    ending: watch::Receiver<bool>,
}

/// A server that listens.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    context: Context,
    ending: watch::Sender<bool>,
}

impl Server {
    /// Listens, and begins to train the network that sessions begin with, unless one is given. `progress` is told of each
    /// epoch: (completed, all).
    ///
    /// # Errors
    /// If the address cannot be listened on, or there is no processor.
    pub async fn bind(
        options: Options,
        mut progress: impl FnMut(u32, u32) + Send + 'static,
    ) -> Result<Self, ServeError> {
        if options.processors.is_empty() {
            return Err(ServeError::Processor("no processor to show".into()));
        }
        let address = options.address;
        let listen = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let shared = Shared::new(options, move |Preparing { epoch, epochs }| progress(epoch, epochs));
        let (ending, ended) = watch::channel(false);
        let context = Context {
            shared,
            names: Names::new(address),
            sessions: Arc::new(Semaphore::new(MAXIMUM_SESSIONS)),
            ending: ended,
        };
        Ok(Self { listener, address, context, ending })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is ready; then all sessions are told and end.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let router = router(self.context.clone());
        connections::serve(self.listener, router, stop, self.ending).await;
        // Sessions end when their connections do; all are back when each has given back its permit.
        let all = self.context.sessions.acquire_many(MAXIMUM_SESSIONS as u32);
        let _ = tokio::time::timeout(crate::limits::FAREWELL, all).await;
    }
}

fn router(context: Context) -> Router {
    let mut router = Router::new();
    for file in &FILES {
        let answer = move || async move {
            ([(CONTENT_TYPE, HeaderValue::from_static(file.media_type))], file.content)
        };
        router = router.route(file.path, get(answer));
    }
    let names = context.names.clone();
    router
        .route("/socket", get(open))
        .fallback(async || (StatusCode::NOT_FOUND, "there is no such page\n"))
        .with_state(context)
        .layer(from_fn(move |request: Request, next: Next| {
            let own = names.is_own_host(request.headers());
            async move {
                let mut response = if own {
                    next.run(request).await
                } else {
                    (StatusCode::MISDIRECTED_REQUEST, "this is another host\n").into_response()
                };
                for (name, value) in FIELDS {
                    let field = (HeaderName::from_static(name), HeaderValue::from_static(value));
                    response.headers_mut().insert(field.0, field.1);
                }
                response
            }
        }))
}

/// Opens a session.
async fn open(State(context): State<Context>, fields: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !context.names.is_own_page(&fields) {
        tracing::warn!("a session was asked for by another page: {:?}", fields.get("origin"));
        return (StatusCode::FORBIDDEN, "sessions are for this server's own page\n").into_response();
    }
    upgrade
        .max_message_size(MESSAGE_BYTES)
        .max_frame_size(MESSAGE_BYTES)
        .on_upgrade(move |socket| socket::serve(socket, context))
}
