//! The site in a real browser. It needs Chromium and Node, both from Debian, and two packages of npm; none of them is part of Onus.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{root, say};

/// Where Debian puts the browser; `CHROMIUM` in the environment of the test itself names another.
const CHROMIUM: &str = "/usr/bin/chromium";

fn folder() -> PathBuf {
    root().join("tests/browser")
}

/// What is missing, in words.
pub(crate) fn missing() -> Option<String> {
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let packages =
        folder().join("node_modules/playwright-core").is_dir() && folder().join("node_modules/axe-core").is_dir();
    let all = [
        (PathBuf::from(CHROMIUM).exists(), "apt-get install chromium"),
        (node.is_ok_and(|status| status.success()), "apt-get install nodejs npm"),
        (packages, "npm install in tests/browser"),
    ];
    let wanted: Vec<&str> = all.iter().filter(|(there, _)| !there).map(|(_, how)| *how).collect();
    (!wanted.is_empty()).then(|| format!("the site in a browser ({})", wanted.join(", ")))
}

/// Installs what is missing.
pub(crate) fn install() {
    say("installing chromium, nodejs and the packages of tests/browser");
    let quiet = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let _ = command.args(arguments).current_dir(folder()).stdout(Stdio::null()).status();
    };
    quiet("apt-get", &["update", "--quiet"]);
    quiet("apt-get", &["install", "--yes", "--quiet", "--no-install-recommends", "chromium"]);
    if Command::new("npm").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        quiet("apt-get", &["install", "--yes", "--quiet", "--no-install-recommends", "nodejs", "npm"]);
    }
    quiet("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
}

/// Builds the command and runs the tests against it. Whether all passed.
pub(crate) fn run() -> Result<bool, String> {
    say("== browser: node tests/browser/site.mjs");
    let metadata = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root())
        .output()
        .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let target = metadata.get("target_directory").and_then(serde_json::Value::as_str).unwrap_or("target");
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--package", "onus"])
        .current_dir(root())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !built.success() {
        return Ok(false);
    }
    let status = Command::new("node")
        .arg("site.mjs")
        .arg(PathBuf::from(target).join("debug/onus"))
        .current_dir(folder())
        .status()
        .map_err(|error| format!("cannot run node: {error}"))?;
    Ok(status.success())
}
