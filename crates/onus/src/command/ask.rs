//! `onus ask`: a dialogue in a terminal, or piped. It shows what the engine wants to know, reads what people type, and saves the case
//! after each answer. What to ask is the engine's choice.

mod draft;
mod guide;
mod screen;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use onus_engine::check::{Checked, Options};
use onus_engine::interview::{Aside, Ask, Desk, Form, Interview, Question, Step, answer, name_for};
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Report, Severity};
use onus_register::register::Register;

use self::draft::Draft;
use super::Format;
use crate::failure::Failure;
use crate::render::{self, BAD, FAINT, styled};

#[derive(Debug, Args)]
pub(super) struct Interviewed {
    /// A case to go on with (TOML); without it the interview begins a new one
    case: Option<PathBuf>,
    /// Only ask what these regimes need, such as nl.cbw
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// Answer the questions of a guide for beginners instead; each no leads to the law behind it. --guide=ID if there are several
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    guide: Option<String>,
    /// Save the case here instead
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Text for people; JSON gives the next question to a program, and asks nothing
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Words that are no answer.
const WAYS: &str = "why · don't know · later · who · back · stop";

/// What a person types.
enum Typed {
    /// An answer, or what they hope is one.
    Text(String),
    Why,
    DoNotKnow,
    Later,
    Who,
    Back,
    /// They stop, or the input ends.
    Stop,
}

/// What came of a question.
enum Turn {
    Answered,
    Back,
    Stop,
}

pub(super) fn run(command: &Interviewed, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut register = super::sound_register(folder)?;
    super::known_regimes(&register, &command.regime)?;
    let (text, path) = begin(command, &mut register)?;
    let options = Options { regimes: command.regime.clone(), ..Options::default() };
    if command.format == Format::Json {
        return next_as_json(&register, &options, &text);
    }
    if let Some(wanted) = &command.guide {
        guide::chosen(&register, wanted)?;
    }
    let resumed = !text.trim().is_empty();
    let shown = path.as_ref().map_or_else(|| "the case".to_owned(), |path| path.display().to_string());
    let draft = Draft::new(&text, path)?;
    let aside = Aside { unsure: draft.unsure(), later: BTreeSet::new() };
    let mut dialogue = Dialogue {
        register: &register,
        options: &options,
        draft,
        aside,
        laters: Vec::new(),
        judge: None,
        roughly: None,
        echo: !std::io::stdin().is_terminal(),
    };
    let mut welcome = String::from(
        "\nOnus asks what decides which duties you owe, and nothing else. A fact that you do not know stays open.\n",
    );
    let _ = writeln!(welcome, "At each question you can also type: {WAYS}.");
    if resumed {
        let _ = writeln!(welcome, "It goes on with {shown}, and saves each answer there.");
    }
    for line in welcome.lines() {
        render::out(&format!("{}\n", render::wrapped(line, 0)))?;
    }
    match &command.guide {
        Some(wanted) => dialogue.guide(&guide::chosen(&register, wanted)?),
        None => dialogue.run(),
    }
}

/// The text to begin with, and where it is saved.
fn begin(command: &Interviewed, register: &mut Register) -> Result<(String, Option<PathBuf>), Failure> {
    for path in [&command.case, &command.save].into_iter().flatten() {
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            return Err(Failure::Usage {
                message: format!("the interview keeps its case in TOML, and `{}` is JSON", path.display()),
                hint: Some("give a name that ends in .toml with `--save`".to_owned()),
            });
        }
    }
    let from = match (&command.case, &command.save) {
        (Some(case), save) => {
            if let Some(save) = save.as_ref().filter(|save| *save != case && save.exists()) {
                return Err(Failure::Usage {
                    message: format!("`{}` exists already", save.display()),
                    hint: Some(format!("go on with it: onus ask {}", save.display())),
                });
            }
            Some(case)
        }
        (None, Some(save)) if save.exists() => Some(save),
        (None, _) => None,
    };
    let text = match from {
        None => String::new(),
        Some(path) => {
            let text = super::case_text(path, register)?;
            // what cannot be read is shown with its places, before anything is asked
            super::parse_case(&path.display().to_string(), &text, None, &[], register)?;
            text
        }
    };
    Ok((text, command.save.clone().or_else(|| command.case.clone())))
}

fn next_as_json(register: &Register, options: &Options, text: &str) -> Result<ExitCode, Failure> {
    let draft = Draft::new(text, None)?;
    let aside = Aside { unsure: draft.unsure(), later: BTreeSet::new() };
    let case = read(register, text).map_err(|message| Failure::Usage { message, hint: None })?;
    let desk = Desk::default();
    match Interview::new(register, &desk, options).next(&case, &aside) {
        Ok(step) => render::json(&step)?,
        Err(contradiction) => return Err(Failure::Usage { message: contradiction.why, hint: None }),
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads the text of the case; if that cannot be, what is wrong with it.
fn read(register: &Register, text: &str) -> Result<Case, String> {
    let (mut files, mut report) = (register.files.clone(), Report::default());
    let days = Days { instead: None, today: super::today() };
    let parsed = case::parse("your answers", text, &mut files, &mut report);
    let case = parsed.and_then(|(file, table)| case::read(&table, case::whole(file), register, days, &mut report));
    case.ok_or_else(|| {
        let first = report.diagnostics.iter().find(|found| found.severity == Severity::Error);
        first.map_or_else(String::new, |found| {
            let help = found.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            format!("{}{help}", found.message)
        })
    })
}

struct Dialogue<'r> {
    register: &'r Register,
    options: &'r Options,
    draft: Draft,
    aside: Aside,
    /// What was put off before each answer, for going back.
    laters: Vec<BTreeSet<String>>,
    /// Who judged last.
    judge: Option<String>,
    /// The question that was answered last, if the answer left something open.
    roughly: Option<String>,
    /// The input is no terminal: what is read is shown, so that the whole reads as a dialogue.
    echo: bool,
}

impl Dialogue<'_> {
    fn run(&mut self) -> Result<ExitCode, Failure> {
        let desk = Desk::default();
        let mut interview = Interview::new(self.register, &desk, self.options);
        let mut before = None;
        loop {
            let case = match self.case() {
                Ok(case) => case,
                Err(message) => {
                    refuse(&message)?;
                    if !self.take_back()? {
                        return Err(Failure::Usage { message, hint: None });
                    }
                    continue;
                }
            };
            let question = match interview.next(&case, &self.aside) {
                Ok(Step::Ask(question)) => question,
                Ok(Step::Done { open, .. }) => return self.finish(&case, open),
                Err(contradiction) => {
                    let message = format!("that cannot be: {}", contradiction.why);
                    refuse(&message)?;
                    if !self.take_back()? {
                        return Err(Failure::Usage { message, hint: None });
                    }
                    continue;
                }
            };
            if self.roughly.take().is_some_and(|path| path == question.path) {
                // what is as exact as the person can be is not asked again
                self.set_aside(&question);
                self.draft.save()?;
                continue;
            }
            render::out(&screen::question(&question, before))?;
            before = Some(question.open);
            match self.turn(&question, &case, &mut interview)? {
                Turn::Answered => self.draft.save()?,
                Turn::Back => {
                    if !self.take_back()? {
                        render::out("  This is the first question.\n")?;
                    }
                    before = None;
                }
                Turn::Stop => return self.stop(),
            }
        }
    }

    /// Takes the last answer back, also in the file. `false` if there is none.
    fn take_back(&mut self) -> Result<bool, Failure> {
        if !self.draft.back() {
            return Ok(false);
        }
        self.aside.unsure = self.draft.unsure();
        self.aside.later = self.laters.pop().unwrap_or_default();
        self.draft.save()?;
        Ok(true)
    }

    fn case(&self) -> Result<Case, String> {
        read(self.register, &self.draft.text())
    }

    /// Remembers where things stand, so that this answer can be taken back.
    fn mark(&mut self) {
        self.draft.mark();
        self.laters.push(self.aside.later.clone());
    }

    /// Asks until there is an answer, or another way to go on.
    fn turn(&mut self, question: &Question, case: &Case, interview: &mut Interview<'_>) -> Result<Turn, Failure> {
        loop {
            match self.type_in("> ")? {
                Typed::Why => render::out(&screen::why(question))?,
                Typed::Who => {
                    let open = interview.open(case, &self.aside).unwrap_or_default();
                    render::out(&screen::who(question, &open))?;
                }
                Typed::Back => return Ok(Turn::Back),
                Typed::Stop => return Ok(Turn::Stop),
                Typed::DoNotKnow | Typed::Later if matches!(question.ask, Ask::Party { .. }) => {
                    refuse("a case needs a name; any name will do")?;
                }
                Typed::DoNotKnow => {
                    self.mark();
                    self.set_aside(question);
                    return Ok(Turn::Answered);
                }
                Typed::Later => {
                    self.mark();
                    // put off twice, it stays open; another time it is asked again
                    let list = if question.again { &mut self.aside.unsure } else { &mut self.aside.later };
                    list.extend(paths(question));
                    return Ok(Turn::Answered);
                }
                Typed::Text(text) => {
                    let done = match &question.ask {
                        Ask::Party { kind } => self.party(kind, &text)?,
                        Ask::Things { .. } => return self.things(question, text),
                        Ask::Checklist { .. } => self.checklist(question, &text)?,
                        Ask::Fact { .. } => self.fact(question, &text, case)?,
                    };
                    if done {
                        return Ok(Turn::Answered);
                    }
                }
            }
        }
    }

    /// The person does not know, and says so in the case. A checklist of which nothing is known is that of each of its facts.
    fn set_aside(&mut self, question: &Question) {
        for path in paths(question) {
            self.draft.note("unsure", &path);
            self.aside.later.remove(&path);
            self.aside.unsure.insert(path);
        }
    }

    fn party(&mut self, kind: &str, text: &str) -> Result<bool, Failure> {
        let title = text.trim();
        if title.is_empty() {
            refuse("type a name")?;
            return Ok(false);
        }
        self.mark();
        let id = name_for(title, &self.draft.names(kind));
        if self.draft.path.is_none() {
            let path = free_path(&id);
            render::out(&format!(
                "{}\n",
                render::wrapped(
                    &format!(
                        "Your answers are saved in {}. Go on at any time with: onus ask {}",
                        path.display(),
                        path.display()
                    ),
                    2
                )
            ))?;
            self.draft.path = Some(path);
        }
        self.draft.set(kind, &id, "name", &answer::quoted(title));
        Ok(true)
    }

    /// Names of things, one a line, until that is all. What has been listed is saved at once.
    fn things(&mut self, question: &Question, first: String) -> Result<Turn, Failure> {
        let Ask::Things { kind, list, gate, owner, with, listed } = &question.ask else { return Ok(Turn::Answered) };
        let mut known: BTreeSet<String> = listed.iter().map(|thing| thing.name.to_lowercase()).collect();
        let mut text = first;
        loop {
            let title = text.trim().to_owned();
            let is_all = title.is_empty()
                || ["none", "no", "that is all", "that's all", "0", "-"].contains(&title.to_lowercase().as_str());
            self.mark();
            if is_all {
                self.draft.note("complete", list);
                return Ok(Turn::Answered);
            }
            if known.insert(title.to_lowercase()) {
                let mut taken = self.draft.names(kind);
                taken.extend(with.iter().flat_map(|(_, kind)| self.draft.names(kind)));
                let id = name_for(&title, &taken);
                for (fact, kind) in with {
                    self.draft.set(kind, &id, "name", &answer::quoted(&title));
                    let _ = fact;
                }
                self.draft.set(kind, &id, "name", &answer::quoted(&title));
                self.draft.set(kind, &id, gate, &answer::quoted(owner));
                for (fact, _) in with {
                    self.draft.set(kind, &id, fact, &answer::quoted(&id));
                }
                self.draft.save()?;
            } else {
                refuse("this one is listed already")?;
            }
            loop {
                text = match self.type_in("  and > ")? {
                    Typed::Text(text) => text,
                    Typed::Back => return Ok(Turn::Back),
                    Typed::Stop => return Ok(Turn::Stop),
                    Typed::Why => {
                        render::out(&screen::why(question))?;
                        continue;
                    }
                    Typed::Who => {
                        render::out(&screen::who(question, &[]))?;
                        continue;
                    }
                    Typed::DoNotKnow => {
                        self.set_aside(question);
                        return Ok(Turn::Answered);
                    }
                    Typed::Later => {
                        self.aside.later.insert(question.path.clone());
                        return Ok(Turn::Answered);
                    }
                };
                break;
            }
        }
    }

    fn checklist(&mut self, question: &Question, text: &str) -> Result<bool, Failure> {
        let Ask::Checklist { id, thing, items, whole } = &question.ask else { return Ok(true) };
        let lower = text.trim().to_lowercase();
        let (mut chosen, mut unsure) = (BTreeSet::new(), BTreeSet::new());
        if !["none", "no", "n", "0", "-", "none of these"].contains(&lower.as_str()) {
            for word in lower.split([',', ' ', ';']).filter(|word| !word.is_empty()) {
                let (number, doubt) = word.strip_suffix('?').map_or((word, false), |number| (number, true));
                let Some(at) = number
                    .parse::<usize>()
                    .ok()
                    .and_then(|number| number.checked_sub(1))
                    .filter(|at| *at < items.len())
                else {
                    refuse(&format!("type numbers from 1 to {}, or none", items.len()))?;
                    return Ok(false);
                };
                if doubt {
                    unsure.insert(at);
                } else {
                    chosen.insert(at);
                }
            }
            if chosen.is_empty() && unsure.is_empty() {
                refuse("type none if none of these is true")?;
                return Ok(false);
            }
        }
        self.mark();
        if *whole && chosen.is_empty() && unsure.is_empty() {
            self.draft.enlist(&thing.kind, &thing.id, "none_of", id);
            return Ok(true);
        }
        for (at, item) in items.iter().enumerate() {
            if unsure.contains(&at) {
                self.draft.note("unsure", &item.path);
                self.aside.unsure.insert(item.path.clone());
            } else if !chosen.contains(&at) {
                self.draft.set(&thing.kind, &thing.id, &item.fact, &item.none);
            } else if item.yes_no {
                self.draft.set(&thing.kind, &thing.id, &item.fact, "true");
            }
        }
        Ok(true)
    }

    fn fact(&mut self, question: &Question, text: &str, case: &Case) -> Result<bool, Failure> {
        let Ask::Fact { thing, fact, form, optional, factors, .. } = &question.ask else { return Ok(true) };
        if *optional && ["none", "no", "-"].contains(&text.trim().to_lowercase().as_str()) && *form != Form::YesNo {
            self.mark();
            self.draft.enlist(&thing.kind, &thing.id, "absent", fact);
            return Ok(true);
        }
        let given = match answer::read(form, text, self.draft.currency().as_deref()) {
            Ok(given) => given,
            Err(wrong) => {
                if let Form::Thing { kind, .. } = form
                    && text.parse::<usize>().is_err()
                    && !text.trim().is_empty()
                {
                    self.mark();
                    let id = name_for(text, &self.draft.names(kind));
                    self.draft.set(kind, &id, "name", &answer::quoted(text.trim()));
                    self.draft.set(&thing.kind, &thing.id, fact, &answer::quoted(&id));
                    return Ok(true);
                }
                refuse(&wrong.to_string())?;
                return Ok(false);
            }
        };
        let mut toml = given.toml;
        if !factors.is_empty() {
            let Some(judged) = self.judged(&toml, case.as_of)? else { return Ok(false) };
            toml = judged;
        }
        self.mark();
        if let Some(zone) = &given.zone {
            self.draft.set(&thing.kind, &thing.id, "zone", &answer::quoted(zone));
        }
        self.draft.set(&thing.kind, &thing.id, fact, &toml);
        self.draft.unnote("unsure", &question.path);
        // the case must be readable with it, or the question comes again with what is wrong
        if let Err(message) = self.case() {
            self.draft.back();
            self.laters.pop();
            refuse(&message)?;
            return Ok(false);
        }
        self.roughly = (!given.exact).then(|| question.path.clone());
        Ok(true)
    }

    /// A judgement names who answers for it, and why.
    fn judged(&mut self, toml: &str, day: Date) -> Result<Option<String>, Failure> {
        let offer = self.judge.as_ref().map(|judge| format!(" [{judge}]")).unwrap_or_default();
        let Typed::Text(by) = self.type_in(&format!("  Who judges this?{offer} "))? else { return Ok(None) };
        let by = if by.trim().is_empty() { self.judge.clone() } else { Some(by.trim().to_owned()) };
        let Some(by) = by else {
            refuse("a judgement needs a name: someone answers for it")?;
            return Ok(None);
        };
        let Typed::Text(why) = self.type_in("  Why, in a line? ")? else { return Ok(None) };
        self.judge = Some(by.clone());
        let why = if why.trim().is_empty() { String::new() } else { format!(", why = {}", answer::quoted(why.trim())) };
        Ok(Some(format!("{{ value = {toml}, by = {}, on = {day}{why} }}", answer::quoted(&by))))
    }

    /// Reads a line.
    fn type_in(&self, prompt: &str) -> Result<Typed, Failure> {
        render::out(prompt)?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line).map_err(Failure::io("cannot read your answer"))?;
        if read == 0 {
            render::out("\n")?;
            return Ok(Typed::Stop);
        }
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        if self.echo {
            render::out(&format!("{line}\n"))?;
        }
        Ok(match line.trim().to_lowercase().replace('\u{2019}', "'").as_str() {
            "why" | "why?" | "help" => Typed::Why,
            "don't know" | "dont know" | "do not know" | "unknown" | "?" | "i don't know" => Typed::DoNotKnow,
            "later" | "ask me later" => Typed::Later,
            "who" | "who?" | "who would know this?" => Typed::Who,
            "back" => Typed::Back,
            "stop" | "quit" | "exit" => Typed::Stop,
            _ => Typed::Text(line),
        })
    }

    fn stop(&self) -> Result<ExitCode, Failure> {
        self.draft.save()?;
        let text = match &self.draft.path {
            Some(path) => format!("Saved in {}. Go on at any time with: onus ask {}", path.display(), path.display()),
            None => "Nothing was answered, so nothing is saved.".to_owned(),
        };
        render::out(&format!("{}\n", render::wrapped(&text, 0)))?;
        Ok(ExitCode::SUCCESS)
    }

    /// The same answer as `onus check`.
    fn finish(&self, case: &Case, open: usize) -> Result<ExitCode, Failure> {
        self.draft.save()?;
        let checked: Checked = super::answer(self.register, case, self.options)?;
        let path = self.draft.path.as_ref().map_or_else(String::new, |path| path.display().to_string());
        let mut said = format!("That is all that matters: {} answers.", self.draft.answers());
        if open > 0 {
            let _ = write!(said, " What you do not know, or not exactly, leaves {open} open.");
        }
        if !path.is_empty() {
            let _ = write!(said, " Saved in {path}; this is what `onus check {path}` says:");
        }
        render::out(&format!("\n{}\n\n", styled(FAINT, &render::wrapped(&said, 0))))?;
        render::out(&super::check::report(self.register, &checked, &path))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What is put aside with a question: a checklist and each fact on it.
fn paths(question: &Question) -> Vec<String> {
    let mut paths = vec![question.path.clone()];
    if let Ask::Checklist { items, .. } = &question.ask {
        paths.extend(items.iter().map(|item| item.path.clone()));
    }
    paths
}

/// Says that an answer cannot be taken, and why.
fn refuse(message: &str) -> Result<(), Failure> {
    render::out(&format!("{}\n", styled(BAD, &render::wrapped(message, 2))))
}

/// A file name that is not taken, in the folder where the command runs.
fn free_path(id: &str) -> PathBuf {
    let mut path = PathBuf::from(format!("{id}.toml"));
    let mut number = 2;
    while path.exists() {
        path = PathBuf::from(format!("{id}-{number}.toml"));
        number += 1;
    }
    path
}
