//! Runs the real command.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the workspace, so that paths in answers are short.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `onus` in a folder, without a terminal.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onus"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.output().unwrap()
}

/// What the command writes, and how it ends.
pub(crate) fn shown(output: &Output) -> String {
    let mut text = String::from_utf8(output.stdout.clone()).unwrap();
    let complaint = String::from_utf8(output.stderr.clone()).unwrap();
    if !complaint.is_empty() {
        let _ = write!(text, "--- stderr\n{complaint}");
    }
    let _ = write!(text, "--- exit {}", output.status.code().unwrap());
    assert!(!text.contains("panicked") && !text.contains('\u{1b}'), "{text}");
    text
}

/// The whole output of a command run at the root of the workspace.
pub(crate) fn onus(arguments: &[&str]) -> String {
    shown(&run(&root(), arguments))
}

/// The first lines of a command's answer, and how it ends.
pub(crate) fn first_lines(arguments: &[&str], lines: usize) -> String {
    let whole = onus(arguments);
    let last = whole.lines().last().unwrap().to_owned();
    whole.lines().take(lines).map(|line| line.to_owned() + "\n").collect::<String>() + &last
}

/// The answer of a command as JSON.
pub(crate) fn json(arguments: &[&str]) -> serde_json::Value {
    let output = run(&root(), arguments);
    assert!(output.status.success(), "{}", shown(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The answer of the command to a case of this text, in a folder of its own.
pub(crate) fn on_case(name: &str, file: &str, text: &str, arguments: &[&str]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(file), text).unwrap();
    shown(&run(&folder, arguments))
}
