//! The incident clock: every report that is due after what happened, in the order in which to read it, with what it waits for and what is
//! not due; the same as a picture and as a calendar. The time left is as of when the page was made; with script it goes on counting.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use onus_engine::clock::record::Record;
use onus_engine::clock::{self, Agenda, Line, Part, calendar, timeline};
use onus_engine::{expect, words};
use onus_register::case::Case;
use onus_register::source::At;
use onus_time::LocalTime;
use serde::Deserialize;

use super::Here;
use super::case::written;
use super::incident::{self, Asked, Field};
use crate::answer::Written;
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// What the forms of the clock send.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ClockForm {
    /// The facts.
    pub(crate) facts: String,
    /// Another moment than the present one.
    #[serde(default)]
    pub(crate) now: String,
    /// The line whose report was sent, by its key.
    #[serde(default)]
    key: String,
    /// When it was sent, on the clock of the matter.
    #[serde(default)]
    at: String,
}

/// One report.
struct Row {
    /// Its place in the agenda, as the picture shows it.
    number: usize,
    key: String,
    id: String,
    title: String,
    plain: String,
    stage: Option<String>,
    about: Option<String>,
    law: String,
    state: String,
    urgent: bool,
    /// The moment to plan to: for people, for a program.
    at: Option<(String, String)>,
    /// The later readings, and what was known before a correction.
    later: Vec<String>,
    text: String,
    to: Vec<(String, Option<String>)>,
    waits: Vec<String>,
    left: Option<String>,
    /// The facts that settle whether it is owed.
    missing: Vec<String>,
    sure: String,
    content: Vec<String>,
    note: Option<String>,
    /// It can be recorded that it was sent.
    sendable: bool,
    /// When it was sent, with the reason.
    sent: Option<String>,
}

/// Lines that are read together.
struct Section {
    title: String,
    /// Each line is folded: there may be many.
    folded: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "clock.html")]
pub(crate) struct ClockPage {
    here: Here,
    t: Language,
    title: String,
    now: String,
    /// The same for a program.
    instant: String,
    /// An example stands at its own moment; its time does not go by the clock of the reader.
    example: bool,
    headline: String,
    /// What was just recorded.
    recorded: Option<String>,
    sections: Vec<Section>,
    together: Vec<String>,
    picture: String,
    open: Vec<(String, String, Vec<String>)>,
    not_due: Vec<(String, String, Vec<String>)>,
    /// What would sharpen the agenda most, as fields.
    questions: Vec<Asked>,
    not_held: Vec<String>,
    facts: String,
    zone: String,
}

/// A case and its agenda at a moment, read by the clock of the matter.
pub(crate) struct Clock {
    pub(crate) case: Case,
    pub(crate) agenda: Agenda,
    pub(crate) zone: TimeZone,
}

impl Clock {
    /// Reads facts for a moment: what is owed is asked for the day on which it falls where the matter is.
    pub(crate) fn read(app: &App, facts: &str, now: Timestamp) -> AppResult<Self> {
        let kind = written(facts);
        let zone_of = |case: &Case| case.zone.clone().unwrap_or(TimeZone::UTC);
        let first = app.read_case(facts, kind, None)?;
        let zone = zone_of(&first.case);
        let today = now.to_zoned(zone.clone()).date();
        let case = if first.case.as_of == today { first.case } else { app.read_case(facts, kind, Some(today))?.case };
        let agenda = clock::agenda(&app.register, &case, now).map_err(|contradiction| {
            let found = expect::contradicts(&case, &contradiction, At::default());
            AppError::bad_case(&[found], &app.register.files).typed(facts)
        })?;
        Ok(Self { case, agenda, zone })
    }
}

fn left(seconds: i64, t: Language) -> String {
    t.x(if seconds < 0 { "clock-past" } else { "clock-left" }, words::span(seconds))
}

fn on_clock(at: Timestamp, zone: TimeZone, t: Language) -> String {
    let at = at.to_zoned(zone);
    format!("{} {}", t.day(at.date()), at.strftime("%H:%M %Z"))
}

/// A moment to plan to, or the day that ends with it: that is easier to read than the midnight after it.
fn end(at: Timestamp, zone: TimeZone, t: Language) -> String {
    let at = at.to_zoned(zone.clone());
    match at.date().yesterday() {
        Ok(day) if at.time() == jiff::civil::Time::midnight() => {
            t.x("clock-end-of", format!("{} {}", t.day(day), at.strftime("%Z")))
        }
        _ => on_clock(at.timestamp(), zone, t),
    }
}

fn row(number: usize, line: &Line, one_thing: bool, t: Language) -> Row {
    let name = serde_json::to_value(line.state).ok().and_then(|value| value.as_str().map(str::to_owned));
    let later = [
        line.due.by_text.as_ref().map(|later| t.x("clock-by-text", later.at.words())),
        line.due.arguable.as_ref().map(|later| t.x("clock-arguable", later.at.words())),
    ];
    let then = line.then.iter().filter_map(|then| then.at.as_ref()).map(|at| t.x("clock-then", at.words()));
    let sent = line.sent.as_ref().map(|sent| {
        let reason = sent.reason.as_ref().map(|reason| format!(" · {reason}")).unwrap_or_default();
        format!("{}{reason}", on_clock(sent.at, line.recipient_zone(), t))
    });
    Row {
        number,
        key: line.key.clone(),
        id: line.item.clone().unwrap_or_else(|| line.duty.clone()),
        title: line.title.clone(),
        plain: line.plain.clone(),
        stage: line.due.stage.clone(),
        about: (!one_thing).then(|| line.over.name.clone()),
        law: line
            .directive_provision
            .as_ref()
            .map_or_else(|| line.provision.clone(), |directive| format!("{} ({directive})", line.provision)),
        state: t.get(&format!("clock-state-{}", name.unwrap_or_default())),
        urgent: line.part() == Part::Now || line.state == clock::State::DueSoon && !line.provisional,
        at: line.strict().map(|at| (end(at, line.recipient_zone(), t), at.to_string())),
        later: later.into_iter().flatten().chain(then).collect(),
        text: line.due.text.clone(),
        to: line.recipients.iter().map(|to| (to.name.clone(), to.how.clone())).collect(),
        waits: line
            .due
            .waits_for
            .iter()
            .map(|wait| wait.question.clone().filter(|_| !wait.report).unwrap_or_else(|| wait.text.clone()))
            .collect(),
        left: line.seconds_left.filter(|_| line.is_unsent()).map(|seconds| left(seconds, t)),
        missing: if line.provisional {
            line.missing.iter().map(|missing| missing.question.clone()).collect()
        } else {
            Vec::new()
        },
        sure: t.get(&format!("sure-{}", line.confidence.name())),
        content: line.due.content.clone(),
        note: line.due.note.clone(),
        sendable: line.is_unsent() && !line.provisional,
        sent,
    }
}

fn sections(agenda: &Agenda, t: Language) -> Vec<Section> {
    let one_thing = agenda.lines.windows(2).all(|pair| matches!(pair, [one, other] if one.over == other.over));
    let section = |part: Part| Section {
        title: t.get(match part {
            Part::Now => "clock-part-now",
            Part::Then => "clock-part-then",
            Part::Waiting => "clock-part-waiting",
            Part::Perhaps => "clock-part-perhaps",
            Part::Done => "clock-part-done",
        }),
        folded: matches!(part, Part::Waiting | Part::Perhaps | Part::Done),
        rows: agenda
            .lines
            .iter()
            .zip(1..)
            .filter(|(line, _)| line.part() == part)
            .map(|(line, number)| row(number, line, one_thing, t))
            .collect(),
    };
    Part::ALL.into_iter().map(section).filter(|section| !section.rows.is_empty()).collect()
}

/// What stands out: how many are late, how many are due, when the next is.
fn headline(agenda: &Agenda, t: Language) -> String {
    let of = |wanted: &dyn Fn(&Line) -> bool| agenda.lines.iter().filter(|line| wanted(line)).count();
    let sure = |line: &Line| line.is_unsent() && !line.provisional;
    let late = of(&|line| sure(line) && line.state == clock::State::Overdue);
    let now = of(&|line| line.part() == Part::Now && line.state != clock::State::Overdue);
    let next = agenda.lines.iter().filter(|line| sure(line)).filter_map(|line| line.seconds_left);
    let next = next.filter(|seconds| *seconds > 0).min();
    let perhaps = of(&|line| line.part() == Part::Perhaps);
    let mut says = Vec::new();
    if late > 0 {
        says.push(t.n("clock-head-late", late));
    }
    if now > 0 {
        says.push(t.n("clock-head-now", now));
    }
    says.extend(next.map(|seconds| t.x("clock-head-next", words::span(seconds))));
    if perhaps > 0 {
        says.push(t.n("clock-head-perhaps", perhaps));
    }
    if agenda.lines.is_empty() { t.get("clock-nothing") } else { says.join(" ") }
}

/// Reports that go to one place, by their titles.
fn together(agenda: &Agenda, t: Language) -> Vec<String> {
    let titles = |keys: &[String]| {
        let lines = agenda.lines.iter().filter(|line| keys.contains(&line.key));
        lines.map(|line| format!("“{}”", line.title)).collect::<Vec<_>>().join(", ")
    };
    agenda.together.iter().map(|group| t.x("clock-together", titles(&group.lines))).collect()
}

pub(crate) fn lay_out(
    app: &App,
    here: Here,
    clock: &Clock,
    facts: String,
    example: bool,
    recorded: Option<String>,
) -> ClockPage {
    let t = here.t;
    let agenda = &clock.agenda;
    let open = agenda.open.iter().map(|open| {
        let asked = open.missing.iter().map(|missing| missing.question.clone()).collect();
        (open.title.clone(), open.provision.clone(), asked)
    });
    let not_due = agenda.not_due.iter().filter(|one| one.turns_on_event);
    ClockPage {
        t,
        title: clock.case.name.clone().unwrap_or_else(|| t.get("result-title")),
        now: on_clock(agenda.now, clock.zone.clone(), t),
        instant: agenda.now.to_string(),
        example,
        headline: headline(agenda, t),
        recorded,
        sections: sections(agenda, t),
        together: together(agenda, t),
        picture: if agenda.lines.is_empty() { String::new() } else { timeline::draw(agenda, &clock.zone) },
        open: open.collect(),
        not_due: not_due.map(|one| (one.title.clone(), one.provision.clone(), one.because.clone())).collect(),
        questions: if example { Vec::new() } else { incident::questions(&app.register, agenda) },
        not_held: agenda.coverage.states.iter().map(|(_, name)| name.clone()).collect(),
        facts,
        zone: clock.zone.iana_name().unwrap_or("UTC").to_owned(),
        here,
    }
}

/// The moment that a form names, or the present one.
fn moment(app: &App, text: &str) -> AppResult<Timestamp> {
    match text.trim() {
        "" => Ok((app.now)()),
        text => text.parse().map_err(|_| AppError::bad_request("write the moment such as 2026-11-22T15:00:00Z")),
    }
}

/// A moment on the clocks of a zone, as the field of a form gives it. One that the clocks show twice counts as the earlier.
pub(crate) fn on_clocks(text: &str, zone: &TimeZone) -> AppResult<Timestamp> {
    let civil = text.trim().parse::<jiff::civil::DateTime>();
    let civil = civil.map_err(|_| AppError::bad_request("write the moment such as 2026-11-22T15:00"))?;
    match onus_time::point::local(civil, zone) {
        Some(LocalTime::Once(at) | LocalTime::Twice(at, _)) => Ok(at),
        Some(LocalTime::Skipped(..)) => Err(AppError::bad_request("the clocks skip that time; write the one after it")),
        None => Err(AppError::bad_request("that moment lies beyond the end of time")),
    }
}

pub(crate) async fn clock(State(app): State<Arc<App>>, here: Here, Form(form): Form<ClockForm>) -> AppResult<Response> {
    let now = moment(&app, &form.now)?;
    let example = !form.now.trim().is_empty();
    let facts = form.facts;
    let page = app
        .work(move |app| {
            let clock = Clock::read(app, &facts, now)?;
            Ok(lay_out(app, here, &clock, facts, example, None))
        })
        .await?;
    super::page(&page)
}

/// An example is shown on the morning of the day for which it asks.
pub(crate) async fn demo(State(app): State<Arc<App>>, here: Here, Path(id): Path<String>) -> AppResult<Response> {
    let example = app.examples.iter().find(|example| example.id == id).ok_or_else(AppError::not_found)?;
    let facts = example.text.clone();
    let page = app
        .work(move |app| {
            let case = app.read_case(&facts, Written::Toml, None)?.case;
            let morning = case.as_of.at(7, 0, 0, 0);
            let zone = case.zone.clone().unwrap_or(TimeZone::UTC);
            let now = morning.to_zoned(zone).map_err(AppError::internal)?.timestamp();
            let clock = Clock::read(app, &facts, now)?;
            Ok(lay_out(app, here, &clock, facts, true, None))
        })
        .await?;
    super::page(&page)
}

/// Records in the facts that a report was sent. Nothing is kept: the page has the new facts.
pub(crate) async fn sent(State(app): State<Arc<App>>, here: Here, Form(form): Form<ClockForm>) -> AppResult<Response> {
    let now = moment(&app, &form.now)?;
    let page = app
        .work(move |app| {
            let typed = |error: AppError| error.typed(form.facts.clone());
            let before = Clock::read(app, &form.facts, now)?;
            let line = before.agenda.lines.iter().find(|line| line.key == form.key);
            let line = line.ok_or_else(|| typed(AppError::bad_request("the agenda has no such report")))?;
            let at = on_clocks(&form.at, &line.zone).map_err(typed)?;
            let record = Record::of(line, at, now);
            let facts = match written(&form.facts) {
                Written::Toml => record.in_toml(&form.facts),
                Written::Json => record.in_json(&form.facts).map_err(AppError::internal)?,
            };
            // what cannot have happened is refused, and the facts stay as they were
            let after = Clock::read(app, &facts, now).map_err(typed)?;
            let says = format!("{}, {}", line.title, on_clock(at, line.zone.clone(), here.t));
            let example = !form.now.trim().is_empty();
            Ok(lay_out(app, here, &after, facts, example, Some(says)))
        })
        .await?;
    super::page(&page)
}

/// The agenda as a file: a calendar or a picture, byte for byte as the command writes them.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    Path(format): Path<String>,
    Form(form): Form<ClockForm>,
) -> AppResult<Response> {
    let (kind, ending) = match format.as_str() {
        "ics" => ("text/calendar; charset=utf-8", "ics"),
        "svg" => ("image/svg+xml", "svg"),
        _ => return Err(AppError::not_found()),
    };
    let now = moment(&app, &form.now)?;
    let text = app
        .work(move |app| {
            let clock = Clock::read(app, &form.facts, now)?;
            match ending {
                "svg" => Ok(timeline::draw(&clock.agenda, &clock.zone)),
                _ => calendar::write(&clock.agenda, None).map_err(AppError::internal),
            }
        })
        .await?;
    let file = format!("attachment; filename=\"onus-clock.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, file)], text).into_response())
}
