//! The agenda as a drawing (SVG): one row for each line, from the moment on which it runs to the moment to plan to. Black on white, so that
//! it prints; every part has a class, so that a page can give it other colours. Hours and months stand side by side, so the axis is not to
//! scale: it shows the time after the first event.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Agenda, Line, State};

const WIDTH: f64 = 1_120.0;
/// Where the axis begins and ends.
const LEFT: f64 = 440.0;
const RIGHT: f64 = 1_090.0;
const TOP: f64 = 92.0;
const ROW: f64 = 46.0;

/// Marks on the axis: seconds after the first event, and how they are called.
const MARKS: [(u32, &str); 9] = [
    (3_600, "1 h"),
    (14_400, "4 h"),
    (86_400, "24 h"),
    (259_200, "72 h"),
    (604_800, "7 d"),
    (1_209_600, "14 d"),
    (2_592_000, "30 d"),
    (5_184_000, "60 d"),
    (15_552_000, "180 d"),
];

struct Axis {
    first: Timestamp,
    span: f64,
}

impl Axis {
    /// Where an instant stands: the logarithm of the hours since the first event.
    fn at(&self, at: Timestamp) -> f64 {
        LEFT + (RIGHT - LEFT) * Self::stretch(at.duration_since(self.first).as_secs_f64()) / self.span
    }

    fn stretch(seconds: f64) -> f64 {
        (1.0 + seconds.max(0.0) / 3_600.0).ln()
    }
}

/// The drawing, for a reader in a zone. It has a title and a description in words.
pub fn draw(agenda: &Agenda, zone: &TimeZone) -> String {
    let lines: Vec<(usize, &Line)> = agenda
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| line.strict().is_some() || line.due.from.is_some() || line.sent.is_some())
        .collect();
    let moments = |line: &Line| {
        let outer = line.due.period.as_ref().map(|period| period.outer.at);
        [line.due.from, line.strict(), outer, line.sent.as_ref().map(|sent| sent.at)]
    };
    let all: Vec<Timestamp> = lines.iter().flat_map(|(_, line)| moments(line)).flatten().chain([agenda.now]).collect();
    let first = all.iter().min().copied().unwrap_or(agenda.now);
    let last = all.iter().max().copied().unwrap_or(agenda.now);
    let span = Axis::stretch(last.duration_since(first).as_secs_f64() * 1.08).max(1.0);
    let axis = Axis { first, span };
    let height = TOP + ROW * count(lines.len()) + 64.0;
    let mut svg = String::new();
    let now = agenda.now.to_zoned(zone.clone()).strftime("%A %-d %B %Y, %H:%M %Z").to_string();
    let _ = writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="timeline-title timeline-desc" font-family="Helvetica, Arial, sans-serif">"#
    );
    let _ = writeln!(svg, "<title id=\"timeline-title\">Reports that are due</title>");
    let _ = writeln!(svg, "<desc id=\"timeline-desc\">{}</desc>", escape(&describe(&lines)));
    let _ = writeln!(svg, r##"<rect class="paper" width="100%" height="100%" fill="#fff"/>"##);
    label(&mut svg, 20.0, 34.0, 20.0, "bold", INK, "Reports that are due");
    label(
        &mut svg,
        20.0,
        58.0,
        13.0,
        "normal",
        SOFT,
        &format!("As of {now}. Time after the first event, not to scale."),
    );
    grid(&mut svg, &axis, height);
    for (row, (number, line)) in lines.iter().enumerate() {
        one(&mut svg, &axis, TOP + ROW * count(row), *number, line);
    }
    let x = axis.at(agenda.now);
    let bottom = height - 56.0;
    let _ = writeln!(
        svg,
        r##"<line class="now" x1="{x:.1}" y1="{:.1}" x2="{x:.1}" y2="{bottom:.1}" stroke="#000" stroke-width="2" stroke-dasharray="2 4"/>"##,
        TOP - 14.0
    );
    anchored(&mut svg, x, TOP - 18.0, 12.0, "bold", "now");
    legend(&mut svg, height - 24.0);
    svg.push_str("</svg>\n");
    svg
}

/// A number of rows; a drawing of more than a million rows is one of a million.
fn count(rows: usize) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(1_000_000))
}

fn grid(svg: &mut String, axis: &Axis, height: f64) {
    for (seconds, name) in MARKS {
        let stretched = Axis::stretch(f64::from(seconds));
        if stretched > axis.span {
            continue;
        }
        let x = LEFT + (RIGHT - LEFT) * stretched / axis.span;
        let _ = writeln!(
            svg,
            r##"<line class="grid" x1="{x:.1}" y1="{TOP:.1}" x2="{x:.1}" y2="{:.1}" stroke="#bbb" stroke-width="1"/>"##,
            height - 56.0
        );
        anchored(svg, x, height - 42.0, 12.0, "normal", name);
    }
}

fn one(svg: &mut String, axis: &Axis, y: f64, number: usize, line: &Line) {
    let middle = y + 16.0;
    let title = short(&format!("{number}  {}", line.title), 46);
    let color = if line.is_unsent() { INK } else { SOFT };
    label(svg, 20.0, y + 14.0, 14.0, "bold", color, &title);
    label(svg, 40.0, y + 31.0, 12.0, "normal", SOFT, &short(&when(line), 60));
    let start = line.due.from.map_or(LEFT, |from| axis.at(from));
    let Some(period) = &line.due.period else {
        let _ = writeln!(
            svg,
            r##"<line class="line" x1="{start:.1}" y1="{middle:.1}" x2="{RIGHT:.1}" y2="{middle:.1}" stroke="#000" stroke-width="2" stroke-dasharray="1 5"/>"##
        );
        return;
    };
    let (strict, text, outer) = (axis.at(period.strict.at), axis.at(period.text.at), axis.at(period.outer.at));
    let (sort, fill) = match line.state {
        State::Overdue | State::SentLate => ("late", "#000"),
        _ if !line.is_unsent() => ("done", "#bbb"),
        _ if line.provisional => ("perhaps", "#fff"),
        _ => ("runs", "#777"),
    };
    let dash = if line.provisional { r#" stroke-dasharray="5 3""# } else { "" };
    let _ = writeln!(
        svg,
        r##"<rect class="bar {sort}" x="{start:.1}" y="{:.1}" width="{:.1}" height="14" fill="{fill}" stroke="#000" stroke-width="1.2"{dash}/>"##,
        middle - 7.0,
        (strict - start).max(2.0)
    );
    if text > strict + 0.5 {
        let _ = writeln!(
            svg,
            r##"<rect class="bar perhaps" x="{strict:.1}" y="{:.1}" width="{:.1}" height="6" fill="#fff" stroke="#000" stroke-width="1"/>"##,
            middle - 3.0,
            text - strict
        );
    }
    if outer > text + 0.5 {
        let _ = writeln!(
            svg,
            r##"<line class="line" x1="{text:.1}" y1="{middle:.1}" x2="{outer:.1}" y2="{middle:.1}" stroke="#000" stroke-width="1" stroke-dasharray="3 2"/>"##
        );
    }
    let _ = writeln!(
        svg,
        r##"<line class="line" x1="{strict:.1}" y1="{:.1}" x2="{strict:.1}" y2="{:.1}" stroke="#000" stroke-width="3"/>"##,
        middle - 11.0,
        middle + 11.0
    );
    if let Some(sent) = &line.sent {
        let x = axis.at(sent.at);
        let _ = writeln!(
            svg,
            r##"<path class="line" d="M {:.1} {middle:.1} l 5 6 l 9 -13" fill="none" stroke="#000" stroke-width="3"/>"##,
            x - 5.0
        );
    }
}

fn when(line: &Line) -> String {
    if !line.is_unsent() {
        return format!("{}, {}", line.state.words(), line.provision);
    }
    let zone = line.recipient_zone();
    let at = match line.strict() {
        Some(at) => at.to_zoned(zone).strftime("%a %-d %b %Y %H:%M %Z").to_string(),
        None if line.state == State::DueNow => "without delay".to_owned(),
        None => line.due.text.clone(),
    };
    let perhaps = if line.provisional { "perhaps, " } else { "" };
    format!("{perhaps}{at}, {}", line.provision)
}

fn describe(lines: &[(usize, &Line)]) -> String {
    lines
        .iter()
        .map(|(number, line)| format!("{number}. {}: {}.", line.title, when(line)))
        .collect::<Vec<_>>()
        .join(" ")
}

fn legend(svg: &mut String, y: f64) {
    let parts = [
        ("bar: from the event to the moment to plan to (thick mark)", 20.0),
        ("white: what the text leaves", 440.0),
        ("dashes: only arguable", 650.0),
        ("dashed frame: perhaps; dots: without delay", 830.0),
    ];
    for (text, x) in parts {
        label(svg, x, y, 12.0, "normal", SOFT, text);
    }
}

/// Class and colour of a text.
type Colour = (&'static str, &'static str);
const INK: Colour = ("ink", "#000");
const SOFT: Colour = ("soft", "#333");

fn label(svg: &mut String, x: f64, y: f64, size: f64, weight: &str, (class, color): Colour, text: &str) {
    let _ = writeln!(
        svg,
        r#"<text class="{class}" x="{x:.1}" y="{y:.1}" font-size="{size}" font-weight="{weight}" fill="{color}">{}</text>"#,
        escape(text)
    );
}

fn anchored(svg: &mut String, x: f64, y: f64, size: f64, weight: &str, text: &str) {
    let _ = writeln!(
        svg,
        r##"<text class="ink" x="{x:.1}" y="{y:.1}" font-size="{size}" font-weight="{weight}" fill="#000" text-anchor="middle">{}</text>"##,
        escape(text)
    );
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
