//! The printable page: one HTML file with everything inside, readable without styles, for A4 and for screens.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use onus_engine::describe::confidence_words;
use onus_engine::expects::{Expectation, Expected, Standing};
use onus_engine::words;

use super::{NOTICE, capital, heading, strength, summary};

const STYLE: &str = include_str!("page.css");

/// A text that stands in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The whole page.
pub(super) fn html(found: &Expected) -> String {
    let title = escaped(&heading(found));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"onus {}\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">To the text</a>\n<header>\n<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n<p>{}</p>\n<p class=\"notice\">{}</p>\n",
        env!("CARGO_PKG_VERSION"),
        escaped(&found.introduction),
        escaped(&summary(found)),
        escaped(NOTICE)
    );
    if !found.also.is_empty() {
        let also: Vec<String> = found.also.iter().map(|(_, text)| escaped(text)).collect();
        let _ = writeln!(html, "<p>Most of them are also among: {}. See the page of that group.</p>", also.join(", "));
    }
    if !found.roles.is_empty() {
        let roles: Vec<String> = found.roles.iter().map(|role| escaped(role)).collect();
        let _ = writeln!(html, "<p>In law they are named: {}.</p>", roles.join(", "));
    }
    html.push_str("</header>\n");
    contents(&mut html, found);
    html.push_str("<main id=\"content\">\n");
    for theme in &found.themes {
        let anchor = anchor(&theme.id);
        let _ = writeln!(
            html,
            "<section aria-labelledby=\"{anchor}\">\n<h2 id=\"{anchor}\">{}</h2>",
            escaped(&capital(&theme.text))
        );
        for (class, title, list) in [
            ("binding", "Binding", &theme.binding),
            ("soft", "Not binding by itself", &theme.soft),
            ("proposed", "Proposed, not law", &theme.proposed),
        ] {
            if !list.is_empty() {
                let _ = writeln!(html, "<h3 class=\"{class}\">{title}</h3>\n<ul class=\"{class}\">");
                for one in list {
                    item(&mut html, one);
                }
                html.push_str("</ul>\n");
            }
        }
        html.push_str("</section>\n");
    }
    sources(&mut html, found);
    sureness(&mut html, found);
    html.push_str("</main>\n<footer>\n");
    let _ = writeln!(
        html,
        "<p>Made by Onus, an open register of who owes which cybersecurity duty of care to whom. State of {}. The texts of the register may be reused under CC BY 4.0.</p>",
        escaped(&words::day(found.as_of))
    );
    html.push_str("</footer>\n</body>\n</html>\n");
    html
}

fn anchor(theme: &str) -> String {
    if theme.is_empty() { "theme-other".to_owned() } else { format!("theme-{}", escaped(theme)) }
}

fn contents(html: &mut String, found: &Expected) {
    html.push_str("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Subjects</h2>\n<ol>\n");
    for theme in &found.themes {
        let counts =
            [(theme.binding.len(), "binding"), (theme.soft.len(), "not binding"), (theme.proposed.len(), "proposed")];
        let counts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        let _ = writeln!(
            html,
            "<li><a href=\"#{}\">{}</a> <span class=\"count\">{}</span></li>",
            anchor(&theme.id),
            escaped(&capital(&theme.text)),
            counts.join(", ")
        );
    }
    html.push_str("</ol>\n</nav>\n");
}

fn item(html: &mut String, one: &Expectation) {
    let _ = writeln!(
        html,
        "<li id=\"{}\">\n<h4><span class=\"word\">{}</span> {}</h4>\n<p>{}</p>",
        escaped(&one.id),
        strength(one.modality),
        escaped(&one.title),
        escaped(&one.plain)
    );
    let mut facts = vec![("Who", escaped(&one.roles.join(", ")))];
    if !one.owed_to.is_empty() {
        let people: Vec<&str> = one.owed_to.iter().map(|to| to.people()).collect();
        facts.push(("Owed to", escaped(&people.join(", "))));
    }
    let mut place = vec![escaped(&one.provision)];
    place.extend(one.in_states.iter().map(|(state, provision)| escaped(&format!("{state}: {provision}"))));
    facts.push(("Where", place.join("; ")));
    if let Some(day) = one.starts {
        facts.push(("From", escaped(&words::day(day))));
    }
    facts.push(("How sure", escaped(one.confidence.name())));
    html.push_str("<dl>");
    for (name, value) in facts {
        let _ = write!(html, "<div><dt>{name}</dt> <dd>{value}</dd></div>");
    }
    html.push_str("</dl>\n</li>\n");
}

fn sources(html: &mut String, found: &Expected) {
    html.push_str("<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">Where it comes from</h2>\n<div class=\"wide\" role=\"region\" aria-labelledby=\"sources\" tabindex=\"0\">\n<table>\n");
    html.push_str("<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Title</th><th scope=\"col\">Whose</th><th scope=\"col\">Standing</th><th scope=\"col\">Lines</th></tr></thead>\n<tbody>\n");
    for source in &found.regimes {
        let standing = match source.standing {
            Standing::Law => "law",
            Standing::Soft => "standard or norm",
            Standing::Proposed => "proposal",
        };
        // only addresses of the web become links
        let title = match source
            .official
            .as_deref()
            .filter(|address| address.starts_with("https://") || address.starts_with("http://"))
        {
            Some(address) => format!("<a href=\"{}\">{}</a>", escaped(address), escaped(&source.title)),
            None => escaped(&source.title),
        };
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{title}</td><td>{}</td><td>{standing}</td><td class=\"number\">{}</td></tr>",
            escaped(&source.short),
            escaped(source.jurisdiction.as_deref().unwrap_or("worldwide")),
            source.expectations
        );
    }
    html.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

/// What the marks of how sure a line is mean.
fn sureness(html: &mut String, found: &Expected) {
    let lines = found.themes.iter().flat_map(|theme| theme.binding.iter().chain(&theme.soft).chain(&theme.proposed));
    let marks: BTreeSet<_> = lines.map(|one| one.confidence).collect();
    html.push_str("<section aria-labelledby=\"sureness\">\n<h2 id=\"sureness\">How sure the lines are</h2>\n<table>\n");
    html.push_str("<thead><tr><th scope=\"col\">Mark</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n");
    for mark in marks {
        let _ = writeln!(
            html,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escaped(mark.name()),
            escaped(confidence_words(mark))
        );
    }
    html.push_str("</tbody>\n</table>\n</section>\n");
}
