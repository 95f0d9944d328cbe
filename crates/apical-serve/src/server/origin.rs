//! Who may open a session: the page of this very server, and no other one.
//!
//! A browser lets any page open a WebSocket to any address, and says in `Origin` which page it was. A page of another
//! origin would act with the user's access to loopback. `Host` is checked too: a name of somebody else's that resolves to
//! loopback would otherwise be an origin of its own that matches.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Names under which a server can be reached.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    address: SocketAddr,
}

impl Names {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Whether a request is for this server. Beyond loopback any name may be its own, as only its user can know.
    pub(crate) fn is_own_host(&self, fields: &HeaderMap) -> bool {
        let Some(host) = fields.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
        let (name, port) = split(host);
        let own_port = port.map_or(self.address.port() == 80, |port| port == self.address.port());
        if !self.address.ip().is_loopback() {
            return !name.is_empty();
        }
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        own_port
            && (name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback()))
    }

    /// Whether a session is asked for by this server's own page.
    pub(crate) fn is_own_page(&self, fields: &HeaderMap) -> bool {
        let text = |name| fields.get(name).and_then(|value| value.to_str().ok());
        let (Some(host), Some(origin)) = (text(HOST), text(ORIGIN)) else { return false };
        let secure = origin.strip_prefix("https://").filter(|_| !self.address.ip().is_loopback());
        let page = origin.strip_prefix("http://").or(secure);
        page.is_some_and(|page| page.eq_ignore_ascii_case(host)) && self.is_own_host(fields)
    }
}

/// `name:port`, the port left out where it is the usual one.
fn split(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse().ok().or(Some(0))),
        _ => (host, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_own(address: &str, host: &str, origin: Option<&str>) -> bool {
        let names = Names::new(address.parse().unwrap());
        let mut fields = HeaderMap::new();
        fields.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            fields.insert(ORIGIN, origin.parse().unwrap());
        }
        names.is_own_page(&fields)
    }

    #[test]
    fn the_servers_own_page_is_let_in() {
        assert!(is_own("127.0.0.1:8417", "127.0.0.1:8417", Some("http://127.0.0.1:8417")));
        assert!(is_own("127.0.0.1:8417", "localhost:8417", Some("http://localhost:8417")));
        assert!(is_own("[::1]:8417", "[::1]:8417", Some("http://[::1]:8417")));
        assert!(is_own("127.0.0.1:80", "localhost", Some("http://localhost")));
        assert!(is_own("0.0.0.0:8417", "box.lan:8417", Some("http://box.lan:8417")));
        assert!(is_own("0.0.0.0:8417", "box.example", Some("https://box.example")));
    }

    #[test]
    fn other_pages_are_not() {
        for (host, origin) in [
            ("127.0.0.1:8417", None),
            ("127.0.0.1:8417", Some("null")),
            ("127.0.0.1:8417", Some("http://evil.example")),
            ("127.0.0.1:8417", Some("http://127.0.0.1:9999")),
            ("127.0.0.1:8417", Some("http://127.0.0.1:8417.evil.example")),
            ("127.0.0.1:8417", Some("https://127.0.0.1:8417")),
            ("evil.example:8417", Some("http://evil.example:8417")),
            ("127.0.0.1:9999", Some("http://127.0.0.1:9999")),
            ("127.0.0.1", Some("http://127.0.0.1")),
            ("localhost:x", Some("http://localhost:x")),
        ] {
            assert!(!is_own("127.0.0.1:8417", host, origin), "{host} {origin:?}");
        }
        assert!(!is_own("0.0.0.0:8417", "box.lan:8417", Some("http://evil.example")));
    }
}
