//! Pages of the manual from Markdown. Raw HTML in them is shown as text, links to files are left as words:
//! what a page may do is decided here, not by who wrote it.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Before a table: it may be wider than a phone.
const TABLE_BEGINS: &str = "<div class=\"scroll\" tabindex=\"0\">";
const TABLE_ENDS: &str = "</div>";

/// A page ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Its first heading, as text.
    pub(super) title: String,
    /// The rest, as HTML.
    pub(super) html: String,
}

/// The first heading of a page, without its marks.
pub(super) fn title(markdown: &str) -> &str {
    markdown
        .lines()
        .find_map(|line| line.strip_prefix("# "))
        .unwrap_or_default()
        .trim()
}

/// A page of the manual.
pub(super) fn write(markdown: &str) -> Written {
    let mut title = String::new();
    let mut in_title = false;
    let mut dropped_links = Vec::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) if title.is_empty() => in_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if in_title => in_title = false,
            Event::Text(text) | Event::Code(text) if in_title => title.push_str(&text),
            _ if in_title => {}
            Event::Html(raw) | Event::InlineHtml(raw) => events.push(Event::Text(raw)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { dest_url, .. }) if !leads_somewhere(&dest_url) => {
                dropped_links.push(true);
            }
            Event::Start(tag @ Tag::Link { .. }) => {
                dropped_links.push(false);
                events.push(Event::Start(tag));
            }
            Event::End(TagEnd::Link) => {
                if dropped_links.pop() == Some(false) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(tag @ Tag::Table(_)) => {
                events.push(Event::Html(CowStr::Borrowed(TABLE_BEGINS)));
                events.push(Event::Start(tag));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html(CowStr::Borrowed(TABLE_ENDS)));
            }
            other => events.push(other),
        }
    }
    let mut written = String::new();
    html::push_html(&mut written, events.into_iter());
    Written {
        title,
        html: written,
    }
}

/// Whether an address leads to a page of this site or of the web; files beside the Markdown are not served.
fn leads_somewhere(address: &str) -> bool {
    let own = address.starts_with('/') && !address.starts_with("//");
    own || address.starts_with('#') || address.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_can_carry_neither_script_nor_foreign_links() {
        for (markdown, html) in [
            ("# T\n\nx <b>y</b>", "<p>x &lt;b&gt;y&lt;/b&gt;</p>\n"),
            (
                "# T\n\n<script>alert(1)</script>\n",
                "&lt;script&gt;alert(1)&lt;/script&gt;\n",
            ),
            ("# T\n\n[a](javascript:alert(1)) b", "<p>a b</p>\n"),
            ("# T\n\n[a](other.vi.md)", "<p>a</p>\n"),
            ("# T\n\n[a](//evil.example)", "<p>a</p>\n"),
            ("# T\n\n[a](/board)", "<p><a href=\"/board\">a</a></p>\n"),
            ("# T\n\n![a](https://evil.example/x.png)", "<p>a</p>\n"),
        ] {
            assert_eq!(write(markdown).html, html);
        }
    }

    #[test]
    fn the_first_heading_is_the_title() {
        let written = write("# Trực (`duty`)\n\n## Một\n");
        assert_eq!(written.title, "Trực (duty)");
        assert_eq!(written.html, "<h2>Một</h2>\n");
    }
}
