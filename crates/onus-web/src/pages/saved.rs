//! Cases that are kept behind a link. Whoever has the link may change and remove the case; the link for sharing only shows it. When the
//! register has changed since, the case is answered anew and the page says what is different.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use onus_engine::change::Standing;
use onus_engine::check::Checked;
use onus_store::saved::{Changed, Contents, SavedCase};
use onus_store::token::Token;
use serde::{Deserialize, Serialize};

use super::Here;
use super::case::{CaseForm, asked, result_page, title};
use crate::app::App;
use crate::problem::{AppError, AppResult};

/// Longest name of a case.
const MAX_NAME: usize = 200;

/// Where a case is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) name: String,
    /// With this it can be changed; a reader who has only the other does not see it.
    pub(crate) edit: Option<String>,
    /// With this it can be read.
    pub(crate) share: String,
    pub(crate) version: i64,
}

/// What is different from the last answer.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    /// Titles of what is owed now and was not.
    pub(crate) more: Vec<String>,
    /// Titles of what is not owed any more.
    pub(crate) less: Vec<String>,
    /// Titles of what stands otherwise.
    pub(crate) other: Vec<String>,
}

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.more.is_empty() && self.less.is_empty() && self.other.is_empty()
    }
}

/// A line of what was answered last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Answered {
    duty: String,
    over: String,
    state: String,
    title: String,
    standing: String,
}

type Key = (String, String, String);

fn answered(checked: &Checked) -> BTreeMap<Key, Answered> {
    let mut found = BTreeMap::new();
    for finding in checked.findings.iter().filter(|finding| finding.binds()) {
        let standing = Standing::of(finding);
        if standing == Standing::None {
            continue;
        }
        let standing = serde_json::to_value(standing).ok().and_then(|value| value.as_str().map(str::to_owned));
        let own = Answered {
            duty: finding.duty.clone(),
            over: format!("{}.{}", finding.over.kind, finding.over.id),
            state: finding.state.clone().unwrap_or_default(),
            title: finding.title.clone(),
            standing: standing.unwrap_or_default(),
        };
        found.insert((own.duty.clone(), own.over.clone(), own.state.clone()), own);
    }
    found
}

fn compare(before: &str, now: &BTreeMap<Key, Answered>) -> Changes {
    let before: Vec<Answered> = serde_json::from_str(before).unwrap_or_default();
    let before: BTreeMap<Key, Answered> =
        before.into_iter().map(|own| ((own.duty.clone(), own.over.clone(), own.state.clone()), own)).collect();
    let mut changes = Changes { more: Vec::new(), less: Vec::new(), other: Vec::new() };
    let owed = "owed";
    for (key, own) in now {
        match before.get(key) {
            Some(old) if old.standing == own.standing => {}
            _ if own.standing == owed => changes.more.push(own.title.clone()),
            Some(old) if old.standing == owed => changes.less.push(own.title.clone()),
            _ => changes.other.push(own.title.clone()),
        }
    }
    for (key, old) in &before {
        if !now.contains_key(key) && old.standing == owed {
            changes.less.push(old.title.clone());
        }
    }
    changes
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SaveForm {
    facts: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: i64,
    /// It is saved in the middle of an interview, which goes on from the link.
    #[serde(default)]
    go_on: bool,
}

impl SaveForm {
    /// Where the case is found again.
    fn place(&self, here: &Here, token: &Token) -> Redirect {
        let end = if self.go_on { "/interview" } else { "" };
        Redirect::to(&here.to(&format!("/case/{}{end}", token.text())))
    }
}

/// What is kept of a form. The facts must be readable: whoever saves them is told at once.
async fn contents(app: &Arc<App>, form: &SaveForm, here: &Here) -> AppResult<Contents> {
    let asked = asked(&CaseForm { facts: form.facts.clone(), ..CaseForm::default() })?;
    let answer = app.answer(asked).await?;
    let typed = form.name.trim();
    let own = title(&answer, here.t);
    let name = if typed.is_empty() { own.as_str() } else { typed };
    let lines: Vec<Answered> = answered(&answer.checked).into_values().collect();
    Ok(Contents {
        name: name.chars().filter(|letter| !letter.is_control()).take(MAX_NAME).collect(),
        facts: form.facts.clone(),
        answer: serde_json::to_string(&lines).map_err(AppError::internal)?,
        register: app.version.clone(),
    })
}

pub(crate) async fn save(State(app): State<Arc<App>>, here: Here, Form(form): Form<SaveForm>) -> AppResult<Response> {
    let contents = contents(&app, &form, &here).await?;
    let token = Token::random().map_err(AppError::internal)?;
    app.store.save(&token, &contents, (app.now)()).await?;
    Ok(form.place(&here, &token).into_response())
}

fn token(link: &str) -> AppResult<Token> {
    Token::parse(link).ok_or_else(AppError::not_found)
}

/// Answers a case that was kept, and notes the answer if the register is another.
async fn shown(
    app: &Arc<App>,
    here: Here,
    found: SavedCase,
    edit: Option<&Token>,
    share: String,
) -> AppResult<Response> {
    let form = CaseForm { facts: found.contents.facts.clone(), ..CaseForm::default() };
    let edit_link = edit.map(Token::text);
    // the register may have lost a word that the case uses: then the facts stay, and the page shows them with what to mend
    let answer = app.answer(asked(&form)?).await?;
    let now = answered(&answer.checked);
    let mut page = result_page(app, here, &answer, &form)?;
    if found.contents.register != app.version {
        let changes = compare(&found.contents.answer, &now);
        if let Some(token) = edit {
            let lines: Vec<Answered> = now.into_values().collect();
            let text = serde_json::to_string(&lines).map_err(AppError::internal)?;
            app.store.note_answer(token, &text, &app.version).await?;
        }
        page.changes = Some(changes);
    }
    page.title.clone_from(&found.contents.name);
    page.saved = Some(Kept { name: found.contents.name, edit: edit_link, share, version: found.version });
    super::page(&page)
}

pub(crate) async fn open(State(app): State<Arc<App>>, here: Here, Path(link): Path<String>) -> AppResult<Response> {
    let token = token(&link)?;
    let found = app.store.open_case(&token).await?.ok_or_else(AppError::not_found)?;
    let share = token.for_reading().text();
    shown(&app, here, found, Some(&token), share).await
}

pub(crate) async fn shared(State(app): State<Arc<App>>, here: Here, Path(link): Path<String>) -> AppResult<Response> {
    let found = app.store.view_case(&token(&link)?).await?.ok_or_else(AppError::not_found)?;
    shown(&app, here, found, None, link).await
}

pub(crate) async fn change(
    State(app): State<Arc<App>>,
    here: Here,
    Path(link): Path<String>,
    Form(form): Form<SaveForm>,
) -> AppResult<Response> {
    let token = token(&link)?;
    // whether there is such a case is said before anything is computed
    app.store.open_case(&token).await?.ok_or_else(AppError::not_found)?;
    let contents = contents(&app, &form, &here).await?;
    match app.store.change_case(&token, &contents, form.version, (app.now)()).await? {
        Changed::Yes => Ok(form.place(&here, &token).into_response()),
        Changed::Outdated => Err(AppError::new(axum::http::StatusCode::CONFLICT, "outdated").typed(form.facts)),
        Changed::Missing => Err(AppError::not_found()),
    }
}

pub(crate) async fn remove(State(app): State<Arc<App>>, here: Here, Path(link): Path<String>) -> AppResult<Response> {
    if app.store.remove_case(&token(&link)?).await? {
        Ok(Redirect::to(&here.to("/")).into_response())
    } else {
        Err(AppError::not_found())
    }
}
