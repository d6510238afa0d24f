//! An answer as a page shows it: by party and by whom it is owed to, urgent first, each duty with its reason to unfold.

use askama::Template;
use onus_engine::because::Because;
use onus_engine::change::Standing;
use onus_engine::check::Checked;
use onus_engine::finding::{Finding, Judgement, ThingRef};
use onus_engine::moment::{DueLine, Moment};
use onus_engine::overview::{self, GROUPS, Listed, first_moment, group, sort};
use onus_engine::question::Question;
use onus_engine::side_by_side::{Cell, SideBySide};
use onus_engine::upcoming;
use onus_register::law::OwedTo;
use onus_register::register::Register;

use crate::language::Language;

/// Dates that the board sheet shows.
const DATES_ON_A_SHEET: usize = 8;
/// Duties that the board sheet names in each group.
const DUTIES_ON_A_SHEET: usize = 12;

/// An answer, laid out.
pub(crate) struct Outcome {
    pub(crate) as_of: String,
    pub(crate) parties: Vec<Party>,
    pub(crate) tables: Vec<Table>,
    pub(crate) question: Option<Question>,
    pub(crate) open: usize,
    pub(crate) not_held: Vec<String>,
    pub(crate) perhaps_not_held: Vec<String>,
}

/// What one party owes.
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) owed: usize,
    pub(crate) conditional: usize,
    pub(crate) groups: Vec<Group>,
    pub(crate) coming: Vec<Line>,
    pub(crate) chosen: Vec<Line>,
    pub(crate) free: Vec<Line>,
    pub(crate) open: Vec<Line>,
    pub(crate) displaced: Vec<(String, String)>,
    pub(crate) no_law: Vec<(String, usize)>,
    pub(crate) fines: Vec<String>,
    pub(crate) judgements: Vec<Judgement>,
    pub(crate) dates: Vec<(String, String, String)>,
    /// What is due at a moment, the earliest first: when, whether it is past, what, the law.
    pub(crate) urgent: Vec<(String, bool, String, String)>,
}

/// Duties that are owed to the same people.
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) lines: Vec<Line>,
}

/// One duty.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) when: String,
    pub(crate) past: bool,
    pub(crate) title: String,
    pub(crate) plain: String,
    pub(crate) about: Option<String>,
    pub(crate) provision: String,
    pub(crate) directive: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) sure: String,
    pub(crate) due: Vec<String>,
    pub(crate) fines: Vec<String>,
    pub(crate) tree: Option<Step>,
    pub(crate) reason: Vec<(String, String)>,
    pub(crate) missing: Vec<(String, Option<String>)>,
    pub(crate) note: Option<String>,
    pub(crate) approximate: bool,
    order: (u8, String),
}

/// A step of a reason.
#[derive(Template)]
#[template(path = "step.html")]
pub(crate) struct Step {
    pub(crate) says: String,
    pub(crate) mark: &'static str,
    pub(crate) word: String,
    pub(crate) provision: Option<String>,
    pub(crate) asserted: Option<String>,
    pub(crate) steps: Vec<Step>,
}

/// One thing under the law of several places.
pub(crate) struct Table {
    pub(crate) thing: String,
    pub(crate) places: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<(String, String)>)>,
}

/// Lays out an answer; with `owed_to` only what those people are owed.
pub(crate) fn lay_out(register: &Register, checked: &Checked, owed_to: &[OwedTo], t: Language) -> Outcome {
    let mut parties = Vec::new();
    for (party, findings) in overview::by_party(checked) {
        let findings: Vec<&Finding> = findings
            .into_iter()
            .filter(|finding| owed_to.is_empty() || finding.owed_to.iter().any(|to| owed_to.contains(to)))
            .collect();
        let own = self::party(register, checked, party, &findings, t);
        let says_nothing = own.owed == 0 && own.open.is_empty() && own.coming.is_empty() && own.no_law.is_empty();
        if (party.is_some() && owed_to.is_empty()) || !says_nothing {
            parties.push(own);
        }
    }
    let coverage = &checked.coverage;
    let areas = |sure: bool| coverage.areas.iter().filter(move |area| area.sure == sure).map(|area| area.text.clone());
    let law_of = coverage.states.iter().map(|(_, name)| t.x("result-law-of", name));
    Outcome {
        as_of: t.day(checked.as_of),
        parties,
        tables: checked.side_by_side.iter().map(|table| self::table(table, t)).collect(),
        question: checked.questions.first().cloned(),
        open: checked.findings.iter().filter(|finding| finding.is_open()).count(),
        not_held: law_of.chain(areas(true)).collect(),
        perhaps_not_held: areas(false).collect(),
    }
}

fn party(register: &Register, checked: &Checked, who: Option<&ThingRef>, findings: &[&Finding], t: Language) -> Party {
    let sorted = sort(findings);
    let lines = |listed: &[Listed<'_>]| {
        let mut lines: Vec<Line> = listed.iter().map(|listed| line(register, checked, listed, t)).collect();
        lines.sort_by(|a, b| a.order.cmp(&b.order));
        lines
    };
    let groups = GROUPS
        .iter()
        .map(|name| {
            let own: Vec<Listed<'_>> =
                sorted.owed.iter().filter(|listed| group(listed.finding) == *name).cloned().collect();
            let key = format!("group-{}", name.to_lowercase().replace(' ', "-"));
            Group { name: t.get(&key), lines: lines(&own) }
        })
        .filter(|group| !group.lines.is_empty())
        .collect();
    let mut no_law: Vec<(String, usize)> = Vec::new();
    for finding in &sorted.no_law {
        let name = register.vocabulary.member("country", finding.state.as_deref().unwrap_or("?")).to_owned();
        match no_law.iter_mut().find(|(own, _)| *own == name) {
            Some((_, count)) => *count += 1,
            None => no_law.push((name, 1)),
        }
    }
    let mut judgements: Vec<Judgement> = Vec::new();
    for judgement in sorted.owed.iter().flat_map(|listed| &listed.finding.judgements) {
        if !judgements.iter().any(|known| known.fact == judgement.fact) {
            judgements.push(judgement.clone());
        }
    }
    let mut displaced: Vec<(String, String)> = Vec::new();
    for finding in sorted.displaced.iter().map(|listed| listed.finding) {
        let by = finding.displaced_by.as_ref().map_or_else(String::new, |by| format!("{} ({})", by.text, by.provision));
        displaced.push((finding.title.clone(), by));
    }
    Party {
        name: who.map_or_else(|| t.get("result-someone"), |party| party.name.clone()),
        owed: sorted.owed.len(),
        conditional: sorted.owed.iter().filter(|listed| listed.finding.if_it_happens).count(),
        groups,
        coming: lines(&sorted.coming),
        chosen: lines(&sorted.chosen),
        free: lines(&sorted.free),
        open: lines(&sorted.open),
        displaced,
        no_law,
        fines: overview::fines(sorted.owed.iter().map(|listed| listed.finding)),
        judgements,
        dates: dates(register, &sorted.owed, &sorted.coming, checked, t),
        urgent: urgent(&sorted.owed, checked, t),
    }
}

/// What is owed at a moment that the facts give.
fn urgent(owed: &[Listed<'_>], checked: &Checked, t: Language) -> Vec<(String, bool, String, String)> {
    let mut found: Vec<(jiff::civil::Date, &Moment, &Finding)> = owed
        .iter()
        .map(|listed| listed.finding)
        .filter(|finding| !finding.if_it_happens)
        .filter_map(|finding| first_moment(finding).map(|at| (day_of(at), at, finding)))
        .collect();
    found.sort_by_key(|(day, ..)| *day);
    found
        .into_iter()
        .map(|(day, at, finding)| {
            (moment(at, t), day < checked.as_of, finding.title.clone(), finding.provision.clone())
        })
        .collect()
}

/// The next dates, for the board: what is due, and what starts, by day and law.
fn dates(
    register: &Register,
    owed: &[Listed<'_>],
    coming: &[Listed<'_>],
    checked: &Checked,
    t: Language,
) -> Vec<(String, String, String)> {
    let mut dates: Vec<(jiff::civil::Date, String, String)> = Vec::new();
    for finding in owed.iter().map(|listed| listed.finding).filter(|finding| !finding.if_it_happens) {
        if let Some(day) = first_moment(finding).map(day_of).filter(|day| *day >= checked.as_of) {
            dates.push((day, finding.title.clone(), finding.provision.clone()));
        }
    }
    for start in upcoming::starts(register, coming) {
        match start.duties.as_slice() {
            [only] => dates.push((start.from, only.finding.title.clone(), only.finding.provision.clone())),
            several => dates.push((start.from, t.n("sheet-starts", several.len()), start.law.clone())),
        }
    }
    dates.sort();
    dates.dedup();
    dates.truncate(DATES_ON_A_SHEET);
    dates.into_iter().map(|(day, title, provision)| (t.day(day), title, provision)).collect()
}

fn day_of(moment: &Moment) -> jiff::civil::Date {
    match moment {
        Moment::Instant(at) => at.date(),
        Moment::Day(day) => *day,
    }
}

fn moment(moment: &Moment, t: Language) -> String {
    match moment {
        Moment::Instant(at) => format!("{} {}", t.day(at.date()), at.strftime("%H:%M")),
        Moment::Day(day) => t.day(*day),
    }
}

fn line(register: &Register, checked: &Checked, listed: &Listed<'_>, t: Language) -> Line {
    let finding = listed.finding;
    let first = first_moment(finding);
    let standing = Standing::of(finding);
    let kind = || {
        let kind = register.program.schema.kind_named(&finding.over.kind);
        kind.map_or_else(|| finding.over.kind.clone(), |kind| register.vocabulary.kind(kind).text.clone())
    };
    let (when, order) = match (standing, finding.in_force_from, first) {
        (Standing::Coming, Some(from), _) => (t.day(from), (0, from.to_string())),
        _ if finding.if_it_happens => (t.x("when-if", kind()), (3, finding.over.kind.clone())),
        (_, _, Some(at)) => (moment(at, t), (1, day_of(at).to_string())),
        (Standing::Open, ..) => (t.get("when-open"), (2, String::new())),
        (.., None) => (t.get("when-now"), (2, finding.over.kind.clone())),
    };
    let state = finding.state.as_deref().map(|state| register.vocabulary.member("country", state).to_owned());
    let about_other = !finding.if_it_happens && finding.concerns.as_ref() != Some(&finding.over);
    Line {
        id: finding.item.clone().unwrap_or_else(|| finding.duty.clone()),
        when,
        past: standing == Standing::Owed && first.is_some_and(|at| day_of(at) < checked.as_of),
        title: finding.title.clone(),
        plain: finding.plain.clone(),
        about: about_other.then(|| listed.things.join(", ")),
        provision: finding.provision.clone(),
        directive: finding.directive_provision.clone(),
        state,
        sure: t.get(&format!("sure-{}", finding.confidence.name())),
        due: finding.due.iter().map(|line| due(line, t)).collect(),
        fines: overview::fines(std::iter::once(finding)),
        tree: finding.because.as_ref().map(|because| step(because, t)),
        reason: finding.reason.iter().map(|given| (given.says.clone(), given.fact.clone())).collect(),
        missing: finding
            .missing
            .iter()
            .filter(|missing| !missing.fact.contains('?'))
            .map(|missing| (missing.question.clone(), missing.who.clone()))
            .collect(),
        note: finding.note.clone(),
        approximate: finding.approximate,
        order,
    }
}

fn due(line: &DueLine, t: Language) -> String {
    let mut text = String::new();
    if let Some(stage) = &line.stage {
        text.push_str(stage);
        text.push_str(": ");
    }
    if let Some(at) = &line.at {
        text.push_str(&moment(at, t));
        text.push_str(", ");
    }
    text.push_str(&line.text);
    if !line.to.is_empty() {
        text.push_str(" → ");
        text.push_str(&line.to.join(", "));
    }
    text
}

fn step(because: &Because, t: Language) -> Step {
    let (mark, word) = match because.holds {
        Some(true) => ("yes", "step-yes"),
        Some(false) => ("no", "step-no"),
        None => ("open", "step-open"),
    };
    Step {
        says: because.says.clone(),
        mark,
        word: t.get(word),
        provision: because.provision.clone(),
        asserted: because.asserted.clone(),
        steps: because.because.iter().map(|inner| step(inner, t)).collect(),
    }
}

fn table(table: &SideBySide, t: Language) -> Table {
    let cell = |cell: &Cell| match (cell.now.first(), cell.coming.first(), cell.open.first()) {
        (Some(_), ..) => (t.get("when-now"), cell.now.join(", ")),
        (None, Some((from, _)), _) => {
            let places: Vec<&str> = cell.coming.iter().map(|(_, provision)| provision.as_str()).collect();
            (t.day(*from), places.join(", "))
        }
        (None, None, Some(_)) => (t.get("when-open"), cell.open.join(", ")),
        (None, None, None) => ("–".to_owned(), String::new()),
    };
    Table {
        thing: table.thing.name.clone(),
        places: table.places.iter().map(|(_, name)| name.clone()).collect(),
        rows: table.rows.iter().map(|row| (row.text.clone(), row.cells.iter().map(cell).collect())).collect(),
    }
}

impl Group {
    /// What the board sheet names, and how many more there are.
    pub(crate) fn sheet(&self) -> (Vec<&Line>, usize) {
        let shown: Vec<&Line> = self.lines.iter().take(DUTIES_ON_A_SHEET).collect();
        let rest = self.lines.len() - shown.len();
        (shown, rest)
    }
}
