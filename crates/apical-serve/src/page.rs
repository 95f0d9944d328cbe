//! The files of the page, built from `web/` in the repository.

/// A file of the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Path from the root.
    pub(crate) path: &'static str,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Its bytes.
    pub(crate) content: &'static [u8],
}

/// All of them; the first is the page itself.
pub(crate) const FILES: [File; 4] = [
    File { path: "/", media_type: "text/html; charset=utf-8", content: include_bytes!("../page/index.html") },
    File {
        path: "/page.js",
        media_type: "text/javascript; charset=utf-8",
        content: include_bytes!("../page/page.js"),
    },
    File {
        path: "/page.css",
        media_type: "text/css; charset=utf-8",
        content: include_bytes!("../page/page.css"),
    },
    File { path: "/icon.svg", media_type: "image/svg+xml", content: include_bytes!("../page/icon.svg") },
];

/// Fields of every answer. Nothing is loaded from elsewhere, and no other page may show this one in a frame.
pub(crate) const FIELDS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    // Another version of the program has other files under the same names.
    ("cache-control", "no-cache"),
];
