//! The interview in figures: how many questions it takes on workload W1 next to simpler ways of asking, and how soon the next question
//! comes on the real register. `cargo bench --package onus-engine --bench interview` prints two tables.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark that cannot run has nothing to measure, and it prints what it measured"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::civil::date;
use onus_engine::check::{Options, check};
use onus_engine::interview::{Aside, Ask, Desk, Form, Interview, Memory, Question, Step};
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::Report;
use onus_register::load;
use onus_register::register::Register;

#[path = "../tests/it/firms.rs"]
mod firms;

/// How many organisations are drawn.
const FIRMS: usize = 300;

fn main() {
    questions();
    speed();
}

fn register(pages: &[(String, String)]) -> Register {
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    load::load(pages.as_slice()).unwrap().0
}

fn read(register: &Register, text: &str) -> Case {
    let (mut files, mut report) = (register.files.clone(), Report::default());
    let (file, table) = case::parse("case.toml", text, &mut files, &mut report).unwrap();
    let days = Days { instead: None, today: date(2026, 11, 22) };
    case::read(&table, case::whole(file), register, days, &mut report).unwrap()
}

type Facts = BTreeMap<String, String>;

fn text(facts: &Facts) -> String {
    let lines: Vec<String> = facts.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    format!("[organisation.a]\n{}", lines.concat())
}

/// Interviews a firm, choosing each question among those that are open.
fn ask(register: &Register, firm: &Facts, choose: &dyn Fn(&[Question]) -> usize) -> usize {
    let (desk, options) = (Desk::default(), Options::default());
    let (mut interview, mut known) = (Interview::new(register, &desk, &options), Facts::new());
    loop {
        let open = interview.open(&read(register, &text(&known)), &Aside::default()).unwrap();
        let Some(question) = open.get(choose(&open)) else { return known.len() };
        let Ask::Fact { fact, .. } = &question.ask else { panic!("{question:?}") };
        known.insert(fact.clone(), firm[fact].clone());
    }
}

/// The interview as it is.
fn interviewed(register: &Register, firm: &Facts) -> usize {
    let (desk, options) = (Desk::default(), Options::default());
    let (mut interview, mut known) = (Interview::new(register, &desk, &options), Facts::new());
    loop {
        match interview.next(&read(register, &text(&known)), &Aside::default()).unwrap() {
            Step::Done { .. } => return known.len(),
            Step::Ask(question) => {
                let Ask::Fact { fact, .. } = &question.ask else { panic!("{question:?}") };
                known.insert(fact.clone(), firm[fact].clone());
            }
        }
    }
}

/// The facts of a firm without which something would be open, dropped one by one.
fn hindsight(register: &Register, firm: &Facts) -> usize {
    let decided = |facts: &Facts| {
        let checked = check(register, &read(register, &text(facts)), &Options::default()).unwrap();
        checked.findings.iter().all(|finding| !finding.is_open())
    };
    let mut kept = firm.clone();
    for name in firm.keys() {
        let value = kept.remove(name).unwrap();
        if !decided(&kept) {
            kept.insert(name.clone(), value);
        }
    }
    kept.len()
}

fn questions() {
    let register = register(&firms::pages());
    let mut random = firms::Random::new(20_261_122);
    let all: Vec<Facts> = (0..FIRMS).map(|_| firms::firm(&mut random)).collect();
    let first: Vec<Question> = {
        let (desk, options) = (Desk::default(), Options::default());
        Interview::new(&register, &desk, &options)
            .open(&read(&register, &text(&Facts::new())), &Aside::default())
            .unwrap()
    };
    let order: Vec<&str> = first.iter().map(|question| question.path.as_str()).collect();
    let average = |counts: Vec<usize>| counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let fixed = |open: &[Question]| {
        let place = |question: &Question| order.iter().position(|path| *path == question.path).unwrap_or(usize::MAX);
        open.iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| a.path.cmp(&b.path).then(place(a).cmp(&place(b))))
            .map_or(0, |(at, _)| at)
    };
    println!("Questions on workload W1: 60 rules, 40 facts, {FIRMS} organisations of which nothing is known");
    println!("  {:<46} {:>6}", "a form with every fact that matters to a rule", first.len());
    println!(
        "  {:<46} {:>6.1}",
        "the facts in a fixed order, useless ones left out",
        average(all.iter().map(|firm| ask(&register, firm, &fixed)).collect())
    );
    println!(
        "  {:<46} {:>6.1}",
        "the interview",
        average(all.iter().map(|firm| interviewed(&register, firm)).collect())
    );
    println!(
        "  {:<46} {:>6.1}",
        "in hindsight: no fact can be dropped",
        average(all.iter().take(60).map(|firm| hindsight(&register, firm)).collect())
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pages() -> Vec<(String, String)> {
    let (mut open, mut pages) = (vec![root().join("register")], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    pages.sort();
    pages
}

/// An answer that someone might give.
fn some_answer(question: &Question, known: &mut String, complete: &mut Vec<String>) {
    match &question.ask {
        Ask::Party { .. } => {}
        Ask::Things { list, .. } => complete.push(list.clone()),
        Ask::Checklist { thing, items, .. } => {
            for item in items {
                let _ = writeln!(known, "{}.{}.{} = {}", thing.kind, thing.id, item.fact, item.none);
            }
        }
        Ask::Fact { thing, fact, form, .. } => {
            let value = match form {
                Form::YesNo => "false".to_owned(),
                Form::Number { .. } => "120".to_owned(),
                Form::Money { .. } => "\"14_000_000 EUR\"".to_owned(),
                Form::Percent => "\"30%\"".to_owned(),
                Form::Date => "2026-01-01".to_owned(),
                Form::Moment => "2026-11-20T16:10:00+01:00".to_owned(),
                Form::Length => "\"1h\"".to_owned(),
                Form::One(members) => format!("\"{}\"", members.first().unwrap().id),
                Form::Many(members) => {
                    let home = members.iter().find(|member| member.id == "NL").or(members.last()).unwrap();
                    format!("[\"{}\"]", home.id)
                }
                Form::Thing { candidates, .. } => format!("\"{}\"", candidates.first().unwrap().id),
            };
            let _ = writeln!(known, "{}.{}.{fact} = {value}", thing.kind, thing.id);
        }
    }
}

/// How long each question of one long interview takes, from the text of the case to the question.
fn speed() {
    let register = register(&pages());
    println!(
        "\nOne interview on the whole register ({} duties), with a product and a use of personal data",
        register.duties.len()
    );
    let (mut best, mut pages): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let (mut asked, shared) = (0, Memory::default());
    for _ in 0..5 {
        let (desk, options) = (Desk::default(), Options::default());
        let mut interview = Interview::new(&register, &desk, &options);
        let mut known = "organisation.a.name = \"A\"\nproduct.p.name = \"P\"\nsupply.p.by = \"a\"\nsupply.p.product = \"p\"\nsupply.p.develops = true\nprocessing.c.by = \"a\"\n".to_owned();
        let mut complete = vec!["a.supplies".to_owned(), "a.processings".to_owned()];
        let mut times = Vec::new();
        pages.clear();
        loop {
            let lists: Vec<String> = complete.iter().map(|list| format!("\"{list}\"")).collect();
            let case = read(&register, &format!("complete = [{}]\n{known}", lists.join(", ")));
            let start = Instant::now();
            let step = interview.next(&case, &Aside::default()).unwrap();
            times.push(start.elapsed().as_secs_f64() * 1000.0);
            // a server keeps nothing of the person, only what was found for all
            let fresh = Desk::with(shared.clone());
            let start = Instant::now();
            Interview::new(&register, &fresh, &options).next(&case, &Aside::default()).unwrap();
            pages.push(start.elapsed().as_secs_f64() * 1000.0);
            let Step::Ask(question) = step else { break };
            some_answer(&question, &mut known, &mut complete);
        }
        asked = times.len() - 1;
        if best.is_empty() {
            best.clone_from(&times);
        }
        best.iter_mut().zip(&times).for_each(|(best, time)| *best = best.min(*time));
    }
    let first = best.first().copied().unwrap_or_default();
    let mut later: Vec<f64> = best.iter().skip(1).copied().collect();
    later.sort_by(f64::total_cmp);
    pages.sort_by(f64::total_cmp);
    let of = |times: &[f64], tenths: usize| {
        times.get(times.len().saturating_sub(1) * tenths / 10).copied().unwrap_or_default()
    };
    let at = |tenths: usize| of(&later, tenths);
    println!("  {asked} questions; the first after {first:.1} ms (grounds the register)");
    println!(
        "  then half of them within {:.1} ms, nine of ten within {:.1} ms, the slowest {:.1} ms",
        at(5),
        at(9),
        at(10)
    );
    println!(
        "  as a server that others have asked before: half of them within {:.1} ms, the slowest {:.1} ms",
        of(&pages, 5),
        of(&pages, 10)
    );
}
