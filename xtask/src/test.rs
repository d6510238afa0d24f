//! Everything that must pass, leg by leg, with one line of counts at the end. A leg that this machine cannot run is named, and counts
//! as failed under `--install`, since then it should have been made to run.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::{browser, check, holidays, root, say};

/// Whether missing tools are installed first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setup {
    /// Use what is there.
    AsIs,
    /// Install what is missing.
    Install,
}

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: Vec<String>,
}

pub(crate) fn run(setup: Setup) -> Result<bool, String> {
    let mut counts = Counts::default();
    for component in ["fmt", "clippy"] {
        if available(component) {
            continue;
        }
        let name = if component == "fmt" { "rustfmt" } else { component };
        if setup == Setup::Install {
            say(&format!("installing {name}"));
            let _ = Command::new("rustup").args(["component", "add", name]).status();
        }
        if !available(component) {
            counts.skipped.push(format!("{component} (rustup component add {name})"));
        }
    }
    go(setup, &mut counts);
    let missing = |counts: &Counts, name: &str| counts.skipped.iter().any(|skipped| skipped.starts_with(name));
    if !missing(&counts, "fmt") {
        leg(&mut counts, "format", &["fmt", "--all", "--check"])?;
    }
    if !missing(&counts, "clippy") {
        leg(&mut counts, "lints", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"])?;
    }
    tests(&mut counts)?;
    leg(&mut counts, "register: lint", &["run", "--quiet", "--package", "onus", "--", "lint", "register"])?;
    leg(&mut counts, "register: cases", &["run", "--quiet", "--package", "onus", "--", "test", "register"])?;
    leg(
        &mut counts,
        "the first command of the README",
        &["run", "--quiet", "--package", "onus", "--", "check", "examples/lamp-maker.toml"],
    )?;
    if setup == Setup::Install && !holidays::available() {
        holidays::install();
    }
    if holidays::available() {
        say("== calendars: compared with the Python package holidays");
        let findings = holidays::run()?;
        for finding in &findings {
            say(finding);
        }
        count(&mut counts, findings.is_empty());
    } else {
        counts.skipped.push("calendars compared (python3 with venv, and the package holidays)".to_owned());
    }
    if setup == Setup::Install && browser::missing().is_some() {
        browser::install();
    }
    match browser::missing() {
        None => {
            let passed = browser::run()?;
            count(&mut counts, passed);
        }
        Some(missing) => counts.skipped.push(missing),
    }
    say("== house rules");
    let findings = check::run()?;
    for finding in &findings {
        say(finding);
    }
    count(&mut counts, findings.is_empty());
    for skipped in &counts.skipped {
        say(&format!("not run: {skipped}"));
    }
    say(&format!("{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped.len()));
    Ok(counts.failed == 0 && (setup == Setup::AsIs || counts.skipped.is_empty()))
}

/// The program of others that reads our log: it needs Go and one of its libraries, both from Debian.
fn go(setup: Setup, counts: &mut Counts) {
    let there = || {
        let version = Command::new("go").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
            && std::path::Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir()
    };
    if !there() && setup == Setup::Install {
        say("installing golang-go and golang-golang-x-mod-dev");
        for arguments in [
            ["update", "--quiet"].as_slice(),
            &["install", "--yes", "--quiet", "--no-install-recommends", "golang-go", "golang-golang-x-mod-dev"],
        ] {
            let _ = Command::new("apt-get").args(arguments).stdout(Stdio::null()).status();
        }
    }
    if !there() {
        counts.skipped.push("the log read by Go (apt-get install golang-go golang-golang-x-mod-dev)".to_owned());
    }
}

fn available(component: &str) -> bool {
    let output =
        Command::new("cargo").args([component, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    output.is_ok_and(|status| status.success())
}

fn count(counts: &mut Counts, passed: bool) {
    if passed { counts.passed += 1 } else { counts.failed += 1 }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root());
    command
}

/// A command that passes or fails as a whole.
fn leg(counts: &mut Counts, name: &str, arguments: &[&str]) -> Result<(), String> {
    say(&format!("== {name}: cargo {}", arguments.join(" ")));
    let status = cargo(arguments).status().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !status.success() {
        say(&format!("FAILED: {name}"));
    }
    count(counts, status.success());
    Ok(())
}

/// The tests of the workspace, counted one by one.
fn tests(counts: &mut Counts) -> Result<(), String> {
    let arguments = ["test", "--workspace", "--no-fail-fast"];
    say(&format!("== tests: cargo {}", arguments.join(" ")));
    // snapshots are compared, never written
    let mut child = cargo(&arguments)
        .env("INSTA_UPDATE", "no")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let before = counts.failed;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(result) = line.strip_prefix("test result: ") {
                counts.passed += number_before(result, " passed");
                counts.failed += number_before(result, " failed");
            }
            say(&line);
        }
    }
    let status = child.wait().map_err(|error| format!("cargo test was lost: {error}"))?;
    // a test binary that does not build prints no result
    if !status.success() && counts.failed == before {
        counts.failed += 1;
    }
    Ok(())
}

fn number_before(text: &str, word: &str) -> usize {
    let before = text.split(word).next().unwrap_or("");
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
