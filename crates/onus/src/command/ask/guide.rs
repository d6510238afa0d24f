//! `onus ask --guide`: the questions of a guide for beginners in its order, and the law behind each "no".

use std::fmt::Write as _;
use std::process::ExitCode;

use onus_engine::change::Standing;
use onus_engine::check::Options;
use onus_engine::guide;
use onus_engine::interview::{Reply, Step, first_question};
use onus_logic::solve::Truth;
use onus_register::law::GuideQuestion;
use onus_register::register::Register;

use super::{Dialogue, Typed, refuse};
use crate::failure::Failure;
use crate::render::{self, BAD, BOLD, FAINT, GOOD, OPEN, styled};

/// How many duties behind one question are shown.
const SHOWN: usize = 8;

/// The guide that was meant: the one that the register has, or the one that was named.
pub(super) fn chosen<'r>(register: &'r Register, wanted: &str) -> Result<Vec<&'r GuideQuestion>, Failure> {
    let regime = |question: &GuideQuestion| register.regime(question.head.regime).id.clone();
    let mut known: Vec<String> = register.guides.values().map(regime).collect();
    known.dedup();
    let one = match (wanted, known.as_slice()) {
        ("", [only]) => only.clone(),
        ("", []) => {
            return Err(Failure::Usage { message: "the register has no guide".to_owned(), hint: None });
        }
        ("", several) => {
            return Err(Failure::Usage {
                message: "the register has several guides".to_owned(),
                hint: Some(format!("name one: --guide={}", several.join(" or --guide="))),
            });
        }
        (wanted, known) if known.iter().any(|known| known == wanted) => wanted.to_owned(),
        (wanted, known) => {
            return Err(Failure::Usage {
                message: format!("the register has no guide `{wanted}`"),
                hint: Some(format!("it has {}", known.join(", "))),
            });
        }
    };
    Ok(register.guides.values().filter(|question| regime(question) == one).collect())
}

impl Dialogue<'_> {
    /// Runs a guide from its first question that is not answered.
    pub(super) fn guide(&mut self, questions: &[&GuideQuestion]) -> Result<ExitCode, Failure> {
        if let Some(first) = questions.first() {
            let title = &self.register.regime(first.head.regime).title;
            render::out(&format!(
                "\n{}\n",
                styled(
                    BOLD,
                    &render::wrapped(&format!("{title}: {} questions. Yes is the good answer.", questions.len()), 0)
                )
            ))?;
            render::out(&format!(
                "{}\n",
                render::wrapped("Answer yes or no; type not me if a question does not concern you.", 0)
            ))?;
        }
        while let Some(Step::Ask(question)) = first_question(self.register, &self.read()?) {
            render::out(&super::screen::question(&question, None))?;
            let reply = match self.type_in("> ")? {
                Typed::Text(text) => Reply::Text(text),
                Typed::Stop => return self.stop(),
                _ => Reply::DoNotKnow,
            };
            match (self.draft.answer(&question, &reply, None), &reply) {
                (Ok(_), Reply::Text(title)) => {
                    self.name_file(title)?;
                    self.save()?;
                }
                (Ok(_), _) => {}
                (Err(wrong), _) => refuse(&wrong.message)?,
            }
        }
        let mut at = 0;
        let mut chapter = None;
        while let Some(question) = questions.get(at) {
            if self.draft.guide_answer(&question.head.id).is_some() || self.is_passed_over(question)? {
                at += 1;
                continue;
            }
            if chapter != Some(&question.chapter) {
                render::out(&format!("\n{}\n", styled(FAINT, &format!("── chapter {} ──", question.chapter))))?;
                chapter = Some(&question.chapter);
            }
            let place = format!("{} of {} · {}", at + 1, questions.len(), question.heading);
            render::out(&format!("\n{}\n", styled(FAINT, &place)))?;
            render::out(&format!("{}\n", styled(BOLD, &render::wrapped(&question.question, 0))))?;
            match self.type_in("yes or no > ")? {
                Typed::Text(text) => {
                    let answer = match text.trim().to_lowercase().as_str() {
                        "y" | "yes" => "yes",
                        "n" | "no" => "no",
                        "not me" | "no concern" => "not me",
                        _ => {
                            refuse("answer yes or no, or not me if it does not concern you")?;
                            continue;
                        }
                    };
                    self.draft.change(|draft| draft.answer_guide(&question.head.id, answer));
                    self.save()?;
                    at += 1;
                }
                // not to know whether it is done is not to have done it
                Typed::DoNotKnow => {
                    self.draft.change(|draft| draft.answer_guide(&question.head.id, "don't know"));
                    self.save()?;
                    at += 1;
                }
                Typed::Why => {
                    render::out(&format!("{}\n", render::wrapped(&question.head.plain, 2)))?;
                }
                Typed::Who => {
                    let whom = question.addressees.join(", ");
                    render::out(&format!("{}\n", render::wrapped(&format!("It is meant for: {whom}."), 2)))?;
                }
                Typed::Later => at += 1,
                Typed::Back => {
                    if self.draft.back() {
                        self.save()?;
                        at = 0;
                        chapter = None;
                    } else {
                        render::out("  This is the first question.\n")?;
                    }
                }
                Typed::Stop => return self.stop(),
            }
        }
        self.law_behind(questions)
    }

    fn is_passed_over(&self, question: &GuideQuestion) -> Result<bool, Failure> {
        Ok(guide::concerns(self.register, &self.read()?, question) == Truth::False)
    }

    fn read(&self) -> Result<onus_register::case::Case, Failure> {
        self.case().map_err(|message| Failure::Usage { message, hint: None })
    }

    /// What follows from each "no".
    fn law_behind(&self, questions: &[&GuideQuestion]) -> Result<ExitCode, Failure> {
        let checked = crate::command::answer(self.register, &self.read()?, &Options::default())?;
        let no = |question: &&&GuideQuestion| {
            matches!(self.draft.guide_answer(&question.head.id).as_deref(), Some("no" | "don't know"))
        };
        let missed: Vec<&&GuideQuestion> = questions.iter().filter(no).collect();
        let mut text = String::from("\n");
        if missed.is_empty() {
            text.push_str("You answered no question with no, so there is nothing to look up.\n");
        } else {
            let said = format!("{} of {} are not done. Behind each stands law:", missed.len(), questions.len());
            let _ = writeln!(text, "{}\n", styled(BOLD, &render::wrapped(&said, 0)));
        }
        let mut perhaps = false;
        for question in missed {
            let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(&question.head.title, 0)));
            let _ = writeln!(text, "{}", render::wrapped(&question.head.plain, 2));
            let behind = guide::behind(self.register, &checked, question);
            let mut lines = Vec::new();
            for finding in behind.findings {
                let (mark, style) = match Standing::of(finding) {
                    Standing::Owed => ("owed", GOOD),
                    Standing::Coming => ("later", OPEN),
                    Standing::Open => ("perhaps", OPEN),
                    Standing::LawNotHeld | Standing::None => continue,
                };
                perhaps |= mark == "perhaps";
                let line = format!(
                    "    {}  {}  {}",
                    styled(style, &format!("{mark:<8}")),
                    finding.title,
                    styled(FAINT, &finding.provision)
                );
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            for other in behind.others {
                lines.push(format!(
                    "    {}  {}  {}",
                    styled(FAINT, "see     "),
                    other.text,
                    styled(FAINT, &other.provision)
                ));
            }
            let left = lines.len().saturating_sub(SHOWN);
            for line in lines.iter().take(SHOWN) {
                let _ = writeln!(text, "{line}");
            }
            if left > 0 {
                let _ = writeln!(text, "    and {left} more");
            }
            if lines.is_empty() {
                let _ = writeln!(text, "    {}", styled(BAD, "nothing in the register binds you to it on these facts"));
            }
            if !question.not_held.is_empty() {
                let _ = writeln!(
                    text,
                    "{}",
                    render::wrapped(&format!("Not in the register: {}.", question.not_held.join("; ")), 4)
                );
            }
            let _ = writeln!(text);
        }
        if let Some(path) = self.path.as_ref().filter(|_| perhaps) {
            let said = format!(
                "What is marked perhaps hangs on facts about you. A few questions tell: onus ask {}",
                path.display()
            );
            let _ = writeln!(text, "{}", render::wrapped(&said, 0));
        }
        render::out(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
