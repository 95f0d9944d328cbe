//! A page of HTML in one file: no script, no font, no picture that is not in it.

use std::fmt::Write as _;

use crate::Explorer;
use crate::explorer;

/// A page with headings, text, tables and pictures, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Page {
    title: String,
    body: String,
    /// Style sheets of what only some pages have.
    styles: &'static str,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// How it is shown.
    pub look: Look,
}

/// How a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Text, from the left.
    Text,
    /// A number, from the right.
    Number,
    /// A command line.
    Code,
    /// A good result.
    Good,
    /// A bad result.
    Bad,
    /// Neither.
    Muted,
}

impl Cell {
    /// A cell.
    #[must_use]
    pub fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look }
    }
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2126;--soft:#5b6670;--line:#d8dee4;--page:#fff;--band:#f4f6f8;--good:#1a7f37;\
--bad:#c62828;--accent:#0b63b6}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#9aa5b1;--line:#363d45;--page:#14181c;--band:#1c2228;\
--good:#57c272;--bad:#ff7b72;--accent:#6cb2f5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--ink);\
font:16px/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.3rem;margin:2.5rem 0 .6rem}
p{margin:.5rem 0;max-width:48rem}
.lead{color:var(--soft);font-size:1.05rem}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.9rem;width:100%}
th{text-align:left;font-weight:600;color:var(--soft);border-bottom:2px solid var(--line);padding:.4rem .6rem;\
white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:.4rem .6rem;vertical-align:top}
tbody tr:hover{background:var(--band)}
.text{min-width:17rem}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.text{min-width:17rem}
.number{text-align:right}
.code{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.good{color:var(--good);font-weight:600;white-space:nowrap}
.bad{color:var(--bad);font-weight:600;white-space:nowrap}
.muted{color:var(--soft)}
figure{margin:1.2rem 0}
figure img{max-width:100%;height:auto;display:block}
figcaption{color:var(--soft);font-size:.9rem;margin-top:.3rem;max-width:48rem}
";

/// Text with the characters escaped that mean something in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Bytes as the part of an address after `data:...,`.
fn encoded(text: &str) -> String {
    let mut address = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~ =:/;,()".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new(title: &str, lead: &str) -> Self {
        let (title, lead) = (escaped(title), escaped(lead));
        let body = format!("<h1>{title}</h1>\n<p class=\"lead\">{lead}</p>\n");
        Self { title, body, styles: "" }
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "<h2>{}</h2>", escaped(text));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.body, "<p>{}</p>", escaped(text));
    }

    /// A picture: the text of an SVG file, as this crate makes them. It is put in as a file of its own, since the names
    /// that its style sheet uses mean other things in other pictures.
    pub fn figure(&mut self, svg: &str, caption: &str) {
        let caption = escaped(caption);
        let _ = writeln!(
            self.body,
            "<figure><img alt=\"{caption}\" src=\"data:image/svg+xml,{}\"><figcaption>{caption}</figcaption></figure>",
            encoded(svg)
        );
    }

    /// A table. Headings are aligned as the cells of the first row are.
    pub fn table(&mut self, headings: &[&str], rows: &[Vec<Cell>]) {
        let class = |look: Look| match look {
            Look::Text => "text",
            Look::Number => "number",
            Look::Code => "code",
            Look::Good => "good",
            Look::Bad => "bad",
            Look::Muted => "muted",
        };
        self.body.push_str("<div class=\"scroll\"><table><thead><tr>");
        for (column, heading) in headings.iter().enumerate() {
            let number = rows.first().and_then(|row| row.get(column)).is_some_and(|c| c.look == Look::Number);
            let class = if number { " class=\"number\"" } else { "" };
            let _ = write!(self.body, "<th scope=\"col\"{class}>{}</th>", escaped(heading));
        }
        self.body.push_str("</tr></thead><tbody>\n");
        for row in rows {
            self.body.push_str("<tr>");
            for cell in row {
                let _ = write!(self.body, "<td class=\"{}\">{}</td>", class(cell.look), escaped(&cell.text));
            }
            self.body.push_str("</tr>\n");
        }
        self.body.push_str("</tbody></table></div>\n");
    }

    /// Points to be looked through, with the page's only script. At most one a page.
    pub fn explorer(&mut self, explorer: &Explorer) {
        self.body.push_str(&explorer.html());
        self.styles = explorer::STYLE;
    }

    /// The file.
    #[must_use]
    pub fn html(&self) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
             <title>{}</title>\n<style>{STYLE}{}</style></head>\n<body>\n{}</body></html>\n",
            self.title, self.styles, self.body
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out() {
        let mut page = Page::new("a<b>", "&");
        page.table(&["x"], &[vec![Cell::new("<script>\"", Look::Number)]]);
        let html = page.html();
        assert!(html.contains("&lt;script&gt;&quot;") && !html.contains("<script"), "{html}");
        assert!(html.contains("<title>a&lt;b&gt;</title>"));
        page.figure("<svg a=\"1\"><style>#x{}</style></svg>", "c\"d");
        let html = page.html();
        assert!(html.contains("data:image/svg+xml,%3Csvg a=%221%22%3E%3Cstyle%3E%23x%7B%7D"), "{html}");
        assert!(!html.contains("src=\"http"), "nothing is fetched");
    }
}
