//! The pages. Each file has the handlers and views of one part of the site; what they look like stands in `templates/`.

pub(crate) mod case;
pub(crate) mod clock;
pub(crate) mod duty;
pub(crate) mod entry;
pub(crate) mod expected;
pub(crate) mod home;
pub(crate) mod incident;
pub(crate) mod interview;
pub(crate) mod problem;
pub(crate) mod reading;
pub(crate) mod register;
pub(crate) mod result;
pub(crate) mod saved;

use std::convert::Infallible;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::assets;
use crate::language::Language;
use crate::problem::{AppError, AppResult};

/// Which page is asked, and in which language.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    pub(crate) t: Language,
    /// The address without the language, with what is asked in it.
    pub(crate) path: String,
    /// The page can be opened by its address.
    pub(crate) linkable: bool,
    /// The names of the style, the script and the icon.
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) icon: &'static str,
    etag: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let t = parts.extensions.get::<Language>().copied().unwrap_or_default();
        let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
        let linkable = parts.method == axum::http::Method::GET;
        Ok(Self::new(t, path, linkable, if_none_match(&parts.headers)))
    }
}

/// The contents that the asker has already.
pub(crate) fn if_none_match(headers: &HeaderMap) -> Option<String> {
    headers.get(header::IF_NONE_MATCH)?.to_str().ok().map(str::to_owned)
}

impl Here {
    fn new(t: Language, path: String, linkable: bool, etag: Option<String>) -> Self {
        let (style, script, icon) = (&assets::STYLE_NAME, &assets::SCRIPT_NAME, &assets::ICON_NAME);
        Self { t, path, linkable, style, script, icon, etag }
    }

    /// An address in the language of this page.
    pub(crate) fn to(&self, path: &str) -> String {
        self.t.to(path)
    }

    /// The same page in the other language.
    pub(crate) fn other(&self) -> String {
        let other = if self.t == Language::English { Language::Dutch } else { Language::English };
        other.to(&self.path)
    }

    /// Whether a part of the site is the one that is shown.
    pub(crate) fn is_in(&self, part: &str) -> bool {
        self.path.split('?').next() == Some(part) || self.path.starts_with(&format!("{part}/"))
    }
}

/// A page that is for one person.
pub(crate) fn page(template: &impl Template) -> AppResult<Response> {
    template.render().map(|text| Html(text).into_response()).map_err(AppError::internal)
}

/// A page that is the same for everyone: it names its contents, and is sent only where they are new.
pub(crate) fn public_page(here: &Here, template: &impl Template) -> AppResult<Response> {
    let text = template.render().map_err(AppError::internal)?;
    Ok(with_etag(here.etag.as_deref(), Html(text.clone()).into_response(), text.as_bytes()))
}

/// Names contents, and leaves them out where the asker has them.
pub(crate) fn with_etag(known: Option<&str>, response: Response, contents: &[u8]) -> Response {
    with_name(known, response, &etag_of(contents))
}

/// The same with a name that is known.
pub(crate) fn with_name(known: Option<&str>, mut response: Response, etag: &str) -> Response {
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)) {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    if let Ok(value) = etag.parse() {
        response.headers_mut().insert(header::ETAG, value);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    response
}

pub(crate) fn etag_of(contents: &[u8]) -> String {
    format!("\"{}\"", data_encoding::HEXLOWER.encode(Sha256::digest(contents).get(..12).unwrap_or_default()))
}
