//! The interview, a question a page. The server keeps nothing of it until the person saves: the case travels in the form as its text, with
//! what was put off, the steps back and the question that is on the page. Questions and what an answer does to the case are the engine's.

mod fields;
mod screen;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use onus_engine::check::Options;
use onus_engine::interview::{
    Ask, Before, Desk, Draft, Interview, Judged, Question, Reply, Step, Taken, first_question,
};
use onus_register::case::Case;
use onus_store::token::Token;
use serde::{Deserialize, Serialize};

use self::fields::Fields;
use self::screen::{Control, Screen};
use super::Here;
use super::case::written;
use crate::answer::Written;
use crate::app::App;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// Duties that a page names as those that hinge on its question.
const HINGES: usize = 12;

/// Questions for someone else that are shown at once; the rest unfolds.
pub(crate) const TO_HAND_OVER: usize = 15;

/// What travels in the form next to the case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Carried {
    /// What was put off.
    later: BTreeSet<String>,
    /// The steps back.
    earlier: Vec<Before>,
    /// The topic before each of them.
    topics: Vec<String>,
    /// The topic before the question on the page.
    topic: String,
    /// The question on the page.
    asked: Option<Question>,
    /// Duties that hinge on it; the question itself names only the first of them.
    hinging: usize,
    /// The most duties that were open on any page.
    most: usize,
    /// Who judged last.
    judge: String,
    /// The time zone that was typed last.
    zone: String,
    /// The link behind which the case is kept, and its version there.
    kept: Option<(String, i64)>,
}

impl Carried {
    /// Goes to another question. Its last hinges are left out: they would travel for nothing.
    fn ask(&mut self, question: Option<Question>) {
        self.hinging = question.as_ref().map_or(0, |question| question.hinges.len());
        self.asked = question.map(|mut question| {
            question.hinges.truncate(HINGES);
            question
        });
    }
}

#[derive(Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    here: Here,
    t: Language,
    facts: String,
    carried: String,
    kept: Option<(String, i64)>,
    /// Nothing of the case is known yet.
    is_new: bool,
    /// The question; none if nothing is left to ask.
    screen: Option<Screen>,
    /// What is wrong with the answer that was given, in the language of the register.
    wrong: Option<String>,
    /// What to say of what was done, in the language of the page.
    said: Option<String>,
    open: usize,
    fewer: usize,
    most: usize,
    answers: usize,
    /// Questions that the same person would know, if that was asked.
    who: Option<Vec<(String, Option<String>)>>,
}

/// What a page says beside its question.
#[derive(Default)]
struct Says {
    wrong: Option<String>,
    said: Option<String>,
    /// Duties that were open on the page before.
    before: Option<usize>,
    who: Option<Vec<Question>>,
}

/// The interview as one request holds it.
struct Talk<'t> {
    app: &'t App,
    here: Here,
    draft: Draft,
    carried: Carried,
    interview: Interview<'t>,
}

impl Talk<'_> {
    /// The case as it stands. If it cannot be read, in one line what is wrong.
    fn case(&self) -> Result<Case, String> {
        self.app.read_case(&self.draft.text(), Written::Toml, None).map(|read| read.case).map_err(one_line)
    }

    /// Looks for the question that comes next.
    fn next(&mut self, case: &Case) -> Result<Step, String> {
        self.interview.stay_with(Some(self.carried.topic.clone()).filter(|topic| !topic.is_empty()));
        self.interview
            .next(case, &self.draft.aside())
            .map_err(|contradiction| format!("that cannot be: {}", contradiction.why))
    }

    /// The page with a question that comes next.
    fn go_on(mut self, case: &Case, says: Says) -> AppResult<Response> {
        match self.next(case) {
            Ok(step) => self.show(step, says),
            // a case that came from elsewhere contradicts itself: nothing can be asked of it
            Err(message) => Err(AppError::bad_request(message).typed(self.draft.text())),
        }
    }

    fn show(mut self, step: Step, says: Says) -> AppResult<Response> {
        let open = match step {
            Step::Ask(question) => {
                let open = question.open;
                self.carried.ask(Some(*question));
                open
            }
            Step::Done { open, .. } => {
                self.carried.ask(None);
                open
            }
        };
        self.carried.most = self.carried.most.max(open);
        self.page(open, says, None)
    }

    /// The same question again, with what is wrong or what else was asked.
    fn again(self, fields: &Fields, says: Says) -> AppResult<Response> {
        let open = self.carried.asked.as_ref().map_or(0, |question| question.open);
        self.page(open, says, Some(fields))
    }

    fn page(self, open: usize, says: Says, typed: Option<&Fields>) -> AppResult<Response> {
        let Self { here, draft, carried, .. } = self;
        let asked = carried.asked.as_ref();
        let is_party = asked.is_some_and(|question| matches!(question.ask, Ask::Party { .. }));
        let who = says.who.map(|open| {
            let about = |question: &Question| question.about.as_ref().map(|about| about.name.clone());
            open.iter().map(|question| (question.text.clone(), about(question))).collect()
        });
        let page = InterviewPage {
            t: here.t,
            facts: draft.text(),
            kept: carried.kept.clone(),
            is_new: is_party,
            screen: asked.map(|question| Screen::new(question, &carried, &draft, typed, here.t)),
            wrong: says.wrong,
            said: says.said,
            open,
            fewer: says.before.map_or(0, |before| before.saturating_sub(open)),
            most: carried.most.max(open).max(1),
            answers: draft.earlier().len(),
            who,
            carried: serde_json::to_string(&Carried {
                later: draft.later().clone(),
                earlier: draft.earlier().to_vec(),
                ..carried
            })
            .map_err(AppError::internal)?,
            here,
        };
        super::page(&page)
    }

    /// Takes an answer and goes on, or says what is wrong with it and asks again.
    fn answered(mut self, question: &Question, case: &Case, fields: &Fields) -> AppResult<Response> {
        let wrong = |talk: Self, message: String| talk.again(fields, Says { wrong: Some(message), ..Says::default() });
        let reply = match fields.reply(question, case, self.here.t) {
            Ok(reply) => reply,
            Err(said) => return self.again(fields, Says { said: Some(said), ..Says::default() }),
        };
        let judged = question.is_judgement().then(|| Judged {
            by: fields.one("by").trim().to_owned(),
            on: case.as_of,
            why: fields.one("why").trim().to_owned(),
        });
        let taken = match self.draft.answer(question, &reply, judged.as_ref()) {
            Ok(taken) => taken,
            Err(misread) => return wrong(self, misread.message),
        };
        let changed = match self.case() {
            Ok(changed) => changed,
            Err(message) => {
                self.draft.back();
                return wrong(self, message);
            }
        };
        self.carried.topics.push(std::mem::take(&mut self.carried.topic));
        self.carried.topic = question.topic.clone().unwrap_or_default();
        if let Some(judged) = judged.filter(|judged| !judged.by.is_empty()) {
            self.carried.judge = judged.by;
        }
        if !fields.one("zone").trim().is_empty() {
            fields.one("zone").trim().clone_into(&mut self.carried.zone);
        }
        if let (Ask::Things { .. }, Reply::Text(_)) = (&question.ask, &reply)
            && !self.draft.is_closed(question)
        {
            // the list goes on; nothing has to be computed for it
            return self.again(&Fields::default(), Says::default());
        }
        let before = Some(question.open);
        let mut step = self.next(&changed);
        if taken == Taken::Roughly && matches!(&step, Ok(Step::Ask(next)) if next.path == question.path) {
            self.draft.leave_rough(question);
            step = self.next(&changed);
        }
        match step {
            Ok(step) => self.show(step, Says { before, ..Says::default() }),
            Err(message) => {
                self.take_back();
                wrong(self, message)
            }
        }
    }

    fn take_back(&mut self) -> bool {
        let done = self.draft.back();
        if done {
            self.carried.topic = self.carried.topics.pop().unwrap_or_default();
        }
        done
    }

    /// The page that a request asks for.
    fn turn(mut self, fields: &Fields) -> AppResult<Response> {
        let case = self.case().map_err(|message| AppError::bad_request(message).typed(self.draft.text()))?;
        if let Some(Step::Ask(first)) = first_question(&self.app.register, &case) {
            self.carried.asked = Some(*first);
        }
        match (fields.one("do"), self.carried.asked.clone()) {
            ("back", _) => {
                let said = (!self.take_back()).then(|| self.here.t.get("interview-first"));
                let case = self.case().map_err(|message| AppError::bad_request(message).typed(self.draft.text()))?;
                self.go_on(&case, Says { said, ..Says::default() })
            }
            ("who", Some(question)) => {
                let open = self.interview.open(&case, &self.draft.aside()).unwrap_or_default();
                let own = open.into_iter().filter(|own| own.who == question.who && own.path != question.path);
                let who = Some(own.collect());
                self.again(fields, Says { who, ..Says::default() })
            }
            ("show", Some(_)) => self.again(fields, Says::default()),
            ("", Some(_)) if fields.is_silent() => self.again(fields, Says::default()),
            ("", None) => self.begin(&case, fields.one("about")),
            (_, Some(question)) => self.answered(&question, &case, fields),
            (_, None) => self.go_on(&case, Says::default()),
        }
    }

    /// The first question of a case that comes from elsewhere: the one that was wanted, if it is open, else the best.
    fn begin(mut self, case: &Case, wanted: &str) -> AppResult<Response> {
        if !wanted.is_empty() {
            let open = self.interview.open(case, &self.draft.aside()).unwrap_or_default();
            if let Some(question) = open.into_iter().find(|question| question.path == wanted) {
                return self.show(Step::Ask(Box::new(question)), Says::default());
            }
        }
        self.go_on(case, Says::default())
    }
}

/// The first error of a case, with what to do.
fn one_line(error: AppError) -> String {
    error.complaints.into_iter().next().map_or_else(String::new, |first| match first.help {
        Some(help) => format!("{}; {help}", first.message),
        None => first.message,
    })
}

/// Goes on with a case from a form.
async fn talk(app: Arc<App>, here: Here, facts: String, carried: Carried, fields: Fields) -> AppResult<Response> {
    if written(&facts) == Written::Json {
        return Err(AppError::bad_request("the interview keeps its case in TOML, and this one is JSON").typed(facts));
    }
    app.work(move |app| {
        // the whole of what is wrong with a case, with its lines, as `check` shows it
        let _ = app.read_case(&facts, Written::Toml, None)?;
        let draft = Draft::new(&facts).map_err(|wrong| AppError::bad_request(wrong.message).typed(facts.clone()))?;
        let draft = draft.with(carried.later.clone(), carried.earlier.clone());
        let (desk, options) = (Desk::with(app.memory.clone()), Options::default());
        let interview = Interview::new(&app.register, &desk, &options);
        Talk { app, here, draft, carried, interview }.turn(&fields)
    })
    .await
}

pub(crate) async fn interview(
    State(app): State<Arc<App>>,
    here: Here,
    Form(fields): Form<Vec<(String, String)>>,
) -> AppResult<Response> {
    let fields = Fields::new(fields);
    // a browser writes lines in its own way
    let facts = fields.one("facts").replace("\r\n", "\n");
    let carried = match fields.one("carried") {
        "" => Carried::default(),
        // what cannot be read is steps back and what was put off: the answers themselves are in the case
        text => serde_json::from_str(text).unwrap_or_default(),
    };
    talk(app, here, facts, carried, fields).await
}

/// Goes on with a case that was saved.
pub(crate) async fn saved(State(app): State<Arc<App>>, here: Here, Path(link): Path<String>) -> AppResult<Response> {
    let token = Token::parse(&link).ok_or_else(AppError::not_found)?;
    let found = app.store.open_case(&token).await?.ok_or_else(AppError::not_found)?;
    let carried = Carried { kept: Some((token.text(), found.version)), ..Carried::default() };
    talk(app, here, found.contents.facts, carried, Fields::default()).await
}
