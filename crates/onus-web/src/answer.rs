//! Runs the engine for a request: reads the case, answers it on a thread of its own, of which there are only so many at once. The same
//! functions as those behind the command, so that both say the same.

use std::sync::Arc;

use jiff::civil::Date;
use onus_engine::check::{self, Checked, Contradiction, Options};
use onus_engine::interview::{self, Aside, Ask, Desk, Interview, Step};
use onus_register::case::{self, Case, Days};
use onus_register::diagnostic::{Report, Severity};
use onus_register::source::At;

use crate::app::App;
use crate::kept;
use crate::problem::{AppError, AppResult, Complaint, complaints};

/// How a case is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As TOML, like the files of the command.
    Toml,
    /// As JSON.
    Json,
}

/// A case as someone sent it, and what of it is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its text.
    pub text: String,
    /// How it is written.
    pub written: Written,
    /// Instead of the day in the case.
    pub as_of: Option<Date>,
    /// What to answer.
    pub options: Options,
}

impl Request {
    /// The hash of all on which the answer rests, besides the register. `what` of the answer is told, and how.
    pub(crate) fn key(&self, what: &str, today: Date, packed: bool) -> kept::Key {
        let options = &self.options;
        let days = format!("{today} {:?}", self.as_of);
        let asked = format!("{:?} {:?} {:?}", options.regimes, options.duties, (options.reasons, options.trees));
        let form = format!("{:?} {packed}", self.written);
        kept::key(&[what, &days, &asked, &form, &self.text].map(str::as_bytes))
    }
}

/// A case that was read, with what it made the reader warn of.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) case: Case,
    pub(crate) warnings: Vec<Complaint>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) case: Case,
    pub(crate) checked: Checked,
    pub(crate) warnings: Vec<Complaint>,
}

impl App {
    /// The day on the server's clock, in UTC.
    pub(crate) fn today(&self) -> Date {
        (self.now)().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Reads the text of a case.
    pub(crate) fn read_case(&self, text: &str, written: Written, as_of: Option<Date>) -> AppResult<Read> {
        let mut report = Report::default();
        let mut files = self.register.files.clone();
        let name = match written {
            Written::Toml => "case.toml",
            Written::Json => "case.json",
        };
        let days = Days { instead: as_of, today: self.today() };
        let read = case::parse(name, text, &mut files, &mut report)
            .and_then(|(file, table)| case::read(&table, case::whole(file), &self.register, days, &mut report));
        match read {
            Some(case) => Ok(Read { case, warnings: complaints(&report.diagnostics, &files, Severity::Warning) }),
            None => Err(AppError::bad_case(&report.diagnostics, &files).typed(text)),
        }
    }

    /// Answers a case that was read.
    pub(crate) fn check_case(&self, case: &Case, options: &Options) -> AppResult<Checked> {
        check::check(&self.register, case, options).map_err(|contradiction| self.contradicts(case, &contradiction))
    }

    /// The error of a case that cannot be.
    pub(crate) fn contradicts(&self, case: &Case, contradiction: &Contradiction) -> AppError {
        let found = onus_engine::expect::contradicts(case, contradiction, At::default());
        AppError::bad_case(&[found], &self.register.files)
    }

    /// Asks the first question of an interview once, so that the first person who comes does not wait for it.
    pub(crate) fn ask_ahead(&self) -> AppResult<()> {
        let nobody = self.read_case("", Written::Toml, None)?.case;
        let Some(Step::Ask(first)) = interview::first_question(&self.register, &nobody) else { return Ok(()) };
        let Ask::Party { kind } = &first.ask else { return Ok(()) };
        let somebody = self.read_case(&format!("[{kind}.you]\n"), Written::Toml, None)?.case;
        let (desk, options) = (Desk::with(self.memory.clone()), Options::default());
        Interview::new(&self.register, &desk, &options)
            .next(&somebody, &Aside::default())
            .map_err(|contradiction| self.contradicts(&somebody, &contradiction))?;
        Ok(())
    }

    /// Runs something that takes time away from the threads that serve requests. At most as many run at once as there are processors.
    pub(crate) async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        run: impl FnOnce(&App) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let app = Arc::clone(self);
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(AppError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            run(&app)
        });
        done.await.map_err(AppError::internal)?
    }

    /// Answers a request, on the thread that asks.
    pub(crate) fn answer_here(&self, request: &Request) -> AppResult<Answer> {
        let read = self.read_case(&request.text, request.written, request.as_of)?;
        let checked =
            self.check_case(&read.case, &request.options).map_err(|error| error.typed(request.text.clone()))?;
        Ok(Answer { case: read.case, checked, warnings: read.warnings })
    }

    /// Answers a request.
    pub(crate) async fn answer(self: &Arc<Self>, request: Request) -> AppResult<Answer> {
        self.work(move |app| app.answer_here(&request)).await
    }
}
