//! The open register on the web: pages for people, a JSON API for programs.
//!
//! [`app`] holds what every request needs and says which address leads where; [`server`] listens. A request passes [`guard`] (request id,
//! limits, headers, the one place where a refusal is logged), then a page of [`pages`] or a call of [`api`]. Both ask [`answer`], which
//! runs the engine on threads of its own, so that a slow case holds up nobody. Texts of the interface are in `locales/`, pages in
//! `templates/`. There is no rule of law here, and nothing that a person states is written to a log; it is stored only when they save it.

pub mod answer;
pub mod api;
pub mod app;
mod assets;
mod export;
mod guard;
mod kept;
mod language;
mod limit;
mod metrics;
mod pages;
mod problem;
pub mod server;

pub use app::{App, Config};
