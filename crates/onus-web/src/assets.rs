//! What pages load beside themselves: the style, a few lines of script. They are inside the program and named by their contents.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

use crate::problem::AppError;

const STYLE: &str = include_str!("../assets/onus.css");
const SCRIPT: &str = include_str!("../assets/onus.js");
const ICON: &str = include_str!("../assets/onus.svg");

/// The names under which they are served; a new content has a new name.
pub(crate) static STYLE_NAME: LazyLock<String> = LazyLock::new(|| name(STYLE, "css"));
pub(crate) static SCRIPT_NAME: LazyLock<String> = LazyLock::new(|| name(SCRIPT, "js"));
pub(crate) static ICON_NAME: LazyLock<String> = LazyLock::new(|| name(ICON, "svg"));

fn name(text: &str, ending: &str) -> String {
    let hash = data_encoding::HEXLOWER.encode(Sha256::digest(text).get(..8).unwrap_or_default());
    format!("onus-{hash}.{ending}")
}

pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = if name == *STYLE_NAME {
        ("text/css; charset=utf-8", STYLE)
    } else if name == *SCRIPT_NAME {
        ("text/javascript; charset=utf-8", SCRIPT)
    } else if name == *ICON_NAME {
        ("image/svg+xml", ICON)
    } else {
        return AppError::not_found().into_response();
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, text).into_response()
}
