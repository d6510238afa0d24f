//! The JSON API: what the command says, for programs. `openapi.json` describes it; a test keeps that text as it is.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use onus_engine::check::Options;
use onus_engine::interview::{Aside, Desk, Interview, Question, Step};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, OpenApi, ToSchema};

use crate::answer::{Request, Written};
use crate::app::App;
use crate::kept;
use crate::pages::register::{Asked, slice};
use crate::pages::{if_none_match, with_etag};
use crate::problem::{AppError, AppResult, Problem};

/// Entries on a page, unless another number is asked.
const PER_PAGE: usize = 50;
/// Most entries on a page.
const MOST: usize = 200;

/// The addresses of the API.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/check", post(check))
        .route("/api/v1/why/{duty}", post(why))
        .route("/api/v1/question", post(question))
        .route("/api/v1/register", get(register))
        .route("/api/v1/register/{id}", get(item))
        .route("/api/v1/search", get(search))
        .route("/api/v1/openapi.json", get(openapi))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Onus",
        version = "1",
        description = "Who owes which cybersecurity duty of care to whom. The same answers as the command `onus`. A body is a case: JSON or TOML of the shape that `onus schema case` describes. Not legal advice.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact()
    ),
    servers((url = "/")),
    paths(check, why, question, register, item, search),
    components(schemas(Problem, crate::problem::Complaint, List, ListEntry, QuestionAnswer, Finding, Checked))
)]
struct Description;

/// The description of the API.
pub fn description() -> String {
    let mut text = Description::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// A finding: a duty, on a thing, for a bearer, under the law of a State, and what can be said of it. More keys than these can occur;
/// `docs/LANGUAGE.md` describes them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the engine's own type is what is sent")]
struct Finding {
    /// Id of the duty.
    duty: String,
    /// Short title.
    title: String,
    /// What to do, in plain words.
    plain: String,
    /// The thing that it is about: kind, id, name.
    #[schema(value_type = Object)]
    over: Value,
    /// To whom it is owed.
    owed_to: Vec<String>,
    /// `applies`, `does-not-apply`, `displaced`, `not-in-force`, `cannot-tell`.
    status: String,
    /// `yes`, `no`, `open`.
    owed: String,
    /// Where it stands in law.
    provision: String,
    /// How sure the weakest record is on which it rests.
    confidence: String,
}

/// Everything that is said of a case.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the engine's own type is what is sent")]
struct Checked {
    /// The day for which the question was asked.
    as_of: String,
    /// The parties of the case.
    #[schema(value_type = Vec<Object>)]
    parties: Vec<Value>,
    /// A finding for each duty and thing.
    findings: Vec<Finding>,
    /// What is open, best question first.
    #[schema(value_type = Vec<Object>)]
    questions: Vec<Value>,
    /// What the register does not hold, though the facts touch it.
    #[schema(value_type = Object)]
    coverage: Value,
}

/// How a case is to be answered.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CheckQuery {
    /// Ask for this day instead of the one in the case: `2026-11-22`.
    as_of: Option<String>,
    /// Only duties of these regimes, with commas between them.
    regime: Option<String>,
    /// Without reasons and trees: a shorter answer.
    #[serde(default)]
    brief: bool,
}

fn request(
    headers: &HeaderMap,
    body: &Bytes,
    query: &CheckQuery,
    duties: Option<BTreeSet<String>>,
) -> AppResult<Request> {
    let text = std::str::from_utf8(body).map_err(|_| AppError::bad_request("send the case as UTF-8"))?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let written = match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" => Written::Json,
        "application/toml" | "text/plain" => Written::Toml,
        _ => {
            let refused = AppError::new(axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type");
            return Err(refused);
        }
    };
    let as_of = match &query.as_of {
        None => None,
        Some(day) => Some(day.parse().map_err(|_| AppError::bad_request("write `as_of` such as 2026-11-22"))?),
    };
    let regimes = query.regime.iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty());
    let options =
        Options { regimes: regimes.map(str::to_owned).collect(), duties, reasons: !query.brief, trees: !query.brief };
    Ok(Request { text: text.to_owned(), written, as_of, options })
}

/// Answers a case with what `say` makes of it. The same question again within a few minutes is answered from memory.
async fn told<T: Serialize>(
    app: &Arc<App>,
    headers: &HeaderMap,
    what: &'static str,
    request: Request,
    say: impl FnOnce(&App, &Request) -> AppResult<T> + Send + 'static,
) -> AppResult<Response> {
    let packed = kept::unpacks(headers);
    let (key, now) = (request.key(what, app.today(), packed), (app.now)());
    let reply = match app.answers.get(&key, now) {
        Some(reply) => reply,
        None => {
            app.work(move |app| {
                let told = say(app, &request)?;
                let text = serde_json::to_vec(&told).map_err(AppError::internal)?;
                let reply = kept::pack(HeaderValue::from_static("application/json"), String::new(), text, packed);
                app.answers.put(key, reply.clone(), now);
                Ok(reply)
            })
            .await?
        }
    };
    let mut response = reply.response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// JSON that is the same for everyone, until the register changes.
fn public_json(headers: &HeaderMap, value: &impl Serialize) -> AppResult<Response> {
    let text = serde_json::to_vec(value).map_err(AppError::internal)?;
    let response = ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response();
    Ok(with_etag(if_none_match(headers).as_deref(), response, &text))
}

fn known_regimes(app: &App, options: &Options) -> AppResult<()> {
    match options.regimes.iter().find(|regime| !app.register.regimes.contains_key(*regime)) {
        Some(_) => Err(AppError::bad_request("the register has no such regime; `/api/v1/register` lists what it has")),
        None => Ok(()),
    }
}

/// The duties that apply to a case, as `onus check --format json`
#[utoipa::path(
    post, path = "/api/v1/check", params(CheckQuery),
    request_body(content((Value = "application/json"), (String = "application/toml")), description = "A case"),
    responses(
        (status = 200, description = "The answer", body = Checked),
        (status = 422, description = "The case cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor TOML", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn check(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<CheckQuery>,
    body: Bytes,
) -> AppResult<Response> {
    let request = request(&headers, &body, &query, None)?;
    known_regimes(&app, &request.options)?;
    told(&app, &headers, "check", request, |app, request| Ok(app.answer_here(request)?.checked)).await
}

/// Why a duty applies, does not, or is open, as `onus why --format json`
#[utoipa::path(
    post, path = "/api/v1/why/{duty}", params(("duty" = String, Path, description = "Id of a duty"), CheckQuery),
    request_body(content((Value = "application/json"), (String = "application/toml")), description = "A case"),
    responses(
        (status = 200, description = "Findings with their reasons", body = Vec<Finding>),
        (status = 404, description = "No such duty", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The case cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn why(
    State(app): State<Arc<App>>,
    Path(duty): Path<String>,
    headers: HeaderMap,
    Query(query): Query<CheckQuery>,
    body: Bytes,
) -> AppResult<Response> {
    if !app.register.duties.contains_key(&duty) {
        return Err(AppError::not_found());
    }
    let query = CheckQuery { brief: false, ..query };
    let request = request(&headers, &body, &query, Some([duty].into()))?;
    told(&app, &headers, "why", request, |app, request| Ok(app.answer_here(request)?.checked.findings)).await
}

/// What to ask next, as `onus ask FILE --format json` says it: `ask` with the question, or `done` if nothing is left to ask.
#[derive(Serialize, ToSchema)]
struct QuestionAnswer {
    /// The question: in words, how to answer it, which duties hinge on it, how many are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    ask: Option<Box<Question>>,
    /// Nothing is left that could change an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Done>,
}

/// The end of an interview.
#[derive(Serialize, ToSchema)]
struct Done {
    /// Duties that stay open.
    open: usize,
    /// Facts, lists and checklists that the case says not to know.
    unsure: usize,
}

/// The next question of an interview
#[utoipa::path(
    post, path = "/api/v1/question", params(CheckQuery),
    request_body(content((Value = "application/json"), (String = "application/toml")), description = "A case"),
    responses(
        (status = 200, description = "The question", body = QuestionAnswer),
        (status = 422, description = "The case cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn question(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<CheckQuery>,
    body: Bytes,
) -> AppResult<Response> {
    let query = CheckQuery { brief: true, ..query };
    let request = request(&headers, &body, &query, None)?;
    known_regimes(&app, &request.options)?;
    told(&app, &headers, "question", request, |app, request| {
        let case = app.read_case(&request.text, request.written, request.as_of)?.case;
        let desk = Desk::with(app.memory.clone());
        let aside = Aside { unsure: case.unsure.clone(), later: BTreeSet::new() };
        let step = Interview::new(&app.register, &desk, &request.options)
            .next(&case, &aside)
            .map_err(|contradiction| app.contradicts(&case, &contradiction))?;
        Ok(match step {
            Step::Ask(question) => QuestionAnswer { ask: Some(question), done: None },
            Step::Done { open, unsure } => QuestionAnswer { ask: None, done: Some(Done { open, unsure }) },
        })
    })
    .await
}

/// An item in a list.
#[derive(Serialize, ToSchema)]
struct ListEntry {
    /// Its id.
    id: String,
    /// `duty`, `norm` or `guide`.
    sort: String,
    /// Short title.
    title: String,
    /// Plain text.
    plain: String,
    /// Where it stands in law.
    provision: String,
    /// Id of its regime.
    regime: String,
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
struct List {
    /// How many there are in all.
    total: usize,
    /// Which page this is, from 1.
    page: usize,
    /// How many pages there are.
    pages: usize,
    /// The items.
    #[schema(value_type = Vec<ListEntry>)]
    items: Value,
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct ListQuery {
    /// Words that must occur.
    q: String,
    /// Only of this regime.
    regime: String,
    /// Only law of this place (ISO code, or `EU`).
    place: String,
    /// Only of this theme.
    theme: String,
    /// Only for this role.
    role: String,
    /// Only for roles of this group of stakeholders.
    stakeholder: String,
    /// Only what is owed to these people: `users`, `customers` ..
    owed_to: String,
    /// Which page, from 1.
    page: Option<usize>,
    /// Items on a page, at most 200.
    per_page: Option<usize>,
}

fn list(app: &App, headers: &HeaderMap, query: ListQuery) -> AppResult<Response> {
    let ListQuery { q, regime, place, theme, role, stakeholder, owed_to, page, per_page } = query;
    let asked = Asked { q, regime, place, theme, role, stakeholder, owed_to, page: String::new() };
    let found = app.catalogue.find(&asked);
    let per_page = per_page.unwrap_or(PER_PAGE).clamp(1, MOST);
    let found = slice(&found, page.unwrap_or(1), per_page);
    let items = serde_json::to_value(&found.entries).map_err(AppError::internal)?;
    public_json(headers, &List { total: found.total, page: found.page, pages: found.pages, items })
}

/// Duties, norms and questions of guides
#[utoipa::path(get, path = "/api/v1/register", params(ListQuery), responses((status = 200, description = "A page of the list", body = List)))]
async fn register(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> AppResult<Response> {
    list(&app, &headers, query)
}

/// Those in which words occur
#[utoipa::path(
    get, path = "/api/v1/search", params(ListQuery),
    responses(
        (status = 200, description = "A page of what was found", body = List),
        (status = 400, description = "No words", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn search(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> AppResult<Response> {
    if query.q.trim().is_empty() {
        return Err(AppError::bad_request("say in `q` what to look for"));
    }
    list(&app, &headers, query)
}

/// One item
#[utoipa::path(
    get, path = "/api/v1/register/{id}", params(("id" = String, Path, description = "Id of a duty, norm or question")),
    responses(
        (status = 200, description = "The item", body = ListEntry),
        (status = 404, description = "No such item", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn item(State(app): State<Arc<App>>, headers: HeaderMap, Path(id): Path<String>) -> AppResult<Response> {
    let entry = app.catalogue.entries.iter().find(|entry| entry.id == id).ok_or_else(AppError::not_found)?;
    public_json(&headers, entry)
}

async fn openapi(headers: HeaderMap) -> Response {
    let text = description();
    let response = ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response();
    with_etag(if_none_match(&headers).as_deref(), response, text.as_bytes())
}
