//! What a person or program is told when something cannot be done: a page, or problem+json (RFC 9457). What went wrong inside stays
//! inside, and is logged once, by the guard.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use onus_register::diagnostic::{Diagnostic, Severity};
use onus_register::source::Files;
use onus_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

/// Something in what was sent that has to be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Complaint {
    /// Code of the message; `onus explain` says more about it.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) message: String,
    /// Line in what was sent, if it is in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
}

/// Why a request was not answered.
#[derive(Clone, Debug)]
pub(crate) struct AppError {
    pub(crate) status: StatusCode,
    /// Names the sort of problem: the text `problem-..`, and the end of the type's address.
    pub(crate) sort: &'static str,
    /// What is wrong with what was sent.
    pub(crate) complaints: Vec<Complaint>,
    /// What went wrong inside; never shown.
    pub(crate) cause: Option<String>,
    /// What the person typed, so that nothing is lost.
    pub(crate) typed: Option<String>,
    /// Seconds after which to ask again.
    pub(crate) retry_after: Option<u64>,
}

pub(crate) type AppResult<T> = Result<T, AppError>;

impl AppError {
    pub(crate) fn new(status: StatusCode, sort: &'static str) -> Self {
        Self { status, sort, complaints: Vec::new(), cause: None, typed: None, retry_after: None }
    }

    /// There is nothing at that address.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// What was sent cannot be understood.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        let complaint = Complaint { code: "request".to_owned(), message: message.into(), line: None, help: None };
        Self { complaints: vec![complaint], ..Self::new(StatusCode::BAD_REQUEST, "bad-request") }
    }

    /// A case that cannot be read.
    pub(crate) fn bad_case(diagnostics: &[Diagnostic], files: &Files) -> Self {
        let complaints = complaints(diagnostics, files, Severity::Error);
        Self { complaints, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-case") }
    }

    /// Something failed inside.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal") }
    }

    /// The problem that a bare status means.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let sort = match status.as_u16() {
            404 => "not-found",
            405 => "method",
            403 => "cross-site",
            408 | 504 => "timeout",
            413 => "too-large",
            429 => "too-many",
            400..500 => "bad-request",
            _ => "internal",
        };
        Self::new(status, sort)
    }

    pub(crate) fn typed(mut self, typed: impl Into<String>) -> Self {
        self.typed = Some(typed.into());
        self
    }
}

/// Messages about a case, as data.
pub(crate) fn complaints(diagnostics: &[Diagnostic], files: &Files, severity: Severity) -> Vec<Complaint> {
    let wanted = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
    wanted
        .take(50)
        .map(|diagnostic| Complaint {
            code: diagnostic.code.0.to_owned(),
            message: diagnostic.message.clone(),
            line: diagnostic
                .labels
                .first()
                .filter(|label| !files.text(label.at).is_empty())
                .map(|label| files.line(label.at)),
            help: diagnostic.help.clone(),
        })
        .collect()
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Self::internal(format!("{error}{source}"))
    }
}

impl IntoResponse for AppError {
    /// An empty response that carries the problem; the guard writes it as the asker can read it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem as programs read it (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Address that names the sort of problem.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What it is, in a phrase.
    pub(crate) title: String,
    /// The status of HTTP.
    pub(crate) status: u16,
    /// The request, for whoever looks it up in the log.
    pub(crate) instance: String,
    /// What to mend.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<Complaint>,
}
