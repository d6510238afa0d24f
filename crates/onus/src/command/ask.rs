//! `onus ask`: a dialogue in a terminal, or piped. It shows what the engine wants to know, reads what people type, and saves the case
//! after each answer. What to ask is the engine's choice.

mod file;
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
use onus_engine::interview::{Ask, Desk, Draft, Interview, Judged, Question, Reply, Step, Taken, answer, name_for};
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Report, Severity};
use onus_register::register::Register;

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
    let mut dialogue = Dialogue {
        register: &register,
        options: &options,
        draft: draft(&text)?,
        path,
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

fn draft(text: &str) -> Result<Draft, Failure> {
    Draft::new(text).map_err(|wrong| Failure::Usage { message: wrong.message, hint: None })
}

fn next_as_json(register: &Register, options: &Options, text: &str) -> Result<ExitCode, Failure> {
    let aside = draft(text)?.aside();
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
    /// Where the case is saved; without it nothing is.
    path: Option<PathBuf>,
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
            let question = match interview.next(&case, &self.draft.aside()) {
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
                self.draft.leave_rough(&question);
                self.save()?;
                continue;
            }
            render::out(&screen::question(&question, before))?;
            before = Some(question.open);
            match self.turn(&question, &case, &mut interview)? {
                Turn::Answered => self.save()?,
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
        let done = self.draft.back();
        if done {
            self.save()?;
        }
        Ok(done)
    }

    fn save(&self) -> Result<(), Failure> {
        self.path.as_ref().map_or(Ok(()), |path| file::save(path, &self.draft.text()))
    }

    fn case(&self) -> Result<Case, String> {
        read(self.register, &self.draft.text())
    }

    /// Asks until there is an answer, or another way to go on.
    fn turn(&mut self, question: &Question, case: &Case, interview: &mut Interview<'_>) -> Result<Turn, Failure> {
        loop {
            let (text, reply) = match self.type_in("> ")? {
                Typed::Why => {
                    render::out(&screen::why(question))?;
                    continue;
                }
                Typed::Who => {
                    let open = interview.open(case, &self.draft.aside()).unwrap_or_default();
                    render::out(&screen::who(question, &open))?;
                    continue;
                }
                Typed::Back => return Ok(Turn::Back),
                Typed::Stop => return Ok(Turn::Stop),
                Typed::DoNotKnow => (String::new(), Ok(Reply::DoNotKnow)),
                Typed::Later => (String::new(), Ok(Reply::Later)),
                Typed::Text(text) => {
                    let reply = screen::reply(question, &text);
                    (text, reply)
                }
            };
            let judged = match &reply {
                Ok(Reply::Text(text)) if question.is_judgement() => match self.judged(question, text, case.as_of)? {
                    Some(judged) => Some(judged),
                    None => continue,
                },
                _ => None,
            };
            let taken = match reply.and_then(|reply| self.draft.answer(question, &reply, judged.as_ref())) {
                Ok(taken) => taken,
                Err(wrong) => {
                    refuse(&wrong.message)?;
                    continue;
                }
            };
            // the case must be readable with it, or the question comes again with what is wrong
            if let Err(message) = self.case() {
                self.draft.back();
                refuse(&message)?;
                continue;
            }
            self.roughly = (taken == Taken::Roughly).then(|| question.path.clone());
            match &question.ask {
                Ask::Party { .. } => self.name_file(&text)?,
                Ask::Things { .. } if !text.trim().is_empty() => return self.further_things(question),
                _ => {}
            }
            return Ok(Turn::Answered);
        }
    }

    /// A case that is kept nowhere gets a file when it has a name.
    fn name_file(&mut self, title: &str) -> Result<(), Failure> {
        if self.path.is_some() {
            return Ok(());
        }
        let path = file::free_path(&name_for(title.trim(), &BTreeSet::new()));
        let said = format!("Your answers are saved in {0}. Go on at any time with: onus ask {0}", path.display());
        render::out(&format!("{}\n", render::wrapped(&said, 2)))?;
        self.path = Some(path);
        Ok(())
    }

    /// More names of things, one a line, until that is all. What has been listed is saved at once.
    fn further_things(&mut self, question: &Question) -> Result<Turn, Failure> {
        while !self.draft.is_closed(question) {
            self.save()?;
            let reply = match self.type_in("  and > ")? {
                Typed::Text(text) => Reply::Text(text),
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
                Typed::DoNotKnow => Reply::DoNotKnow,
                Typed::Later => Reply::Later,
            };
            match self.draft.answer(question, &reply, None) {
                Ok(_) if matches!(reply, Reply::DoNotKnow | Reply::Later) => break,
                Ok(_) => {}
                Err(wrong) => refuse(&wrong.message)?,
            }
        }
        Ok(Turn::Answered)
    }

    /// Who answers for a judgement, and why. What was judged is read before, so that nobody signs what cannot be read.
    fn judged(&mut self, question: &Question, text: &str, on: Date) -> Result<Option<Judged>, Failure> {
        if let Ask::Fact { form, .. } = &question.ask
            && let Err(wrong) = answer::read(form, text, self.draft.currency().as_deref())
        {
            refuse(&wrong.message)?;
            return Ok(None);
        }
        let offer = self.judge.as_ref().map(|judge| format!(" [{judge}]")).unwrap_or_default();
        let Typed::Text(by) = self.type_in(&format!("  Who judges this?{offer} "))? else { return Ok(None) };
        let by = if by.trim().is_empty() { self.judge.clone() } else { Some(by.trim().to_owned()) };
        let Some(by) = by else {
            refuse("a judgement needs a name: someone answers for it")?;
            return Ok(None);
        };
        let Typed::Text(why) = self.type_in("  Why, in a line? ")? else { return Ok(None) };
        self.judge = Some(by.clone());
        Ok(Some(Judged { by, on, why }))
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
        self.save()?;
        let text = match &self.path {
            Some(path) => format!("Saved in {}. Go on at any time with: onus ask {}", path.display(), path.display()),
            None => "Nothing was answered, so nothing is saved.".to_owned(),
        };
        render::out(&format!("{}\n", render::wrapped(&text, 0)))?;
        Ok(ExitCode::SUCCESS)
    }

    /// The same answer as `onus check`.
    fn finish(&self, case: &Case, open: usize) -> Result<ExitCode, Failure> {
        self.save()?;
        let checked: Checked = super::answer(self.register, case, self.options)?;
        let path = self.path.as_ref().map_or_else(String::new, |path| path.display().to_string());
        let mut said = format!("That is all that matters: {} answers.", self.draft.earlier().len());
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

/// Says that an answer cannot be taken, and why.
fn refuse(message: &str) -> Result<(), Failure> {
    render::out(&format!("{}\n", styled(BAD, &render::wrapped(message, 2))))
}
