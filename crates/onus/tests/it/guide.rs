//! The guides are true: every command in them is run with the real binary in a folder of its own, on the pages that they say to write,
//! and must answer what they show.
//!
//! In a `console` block a line `$ onus ..` is a command and what follows its answer. A line `..` stands for any lines, `..` at the end
//! of a line for the rest of it, `--- exit N` for how it ends. A block after "Write this as `path`:" is written to that path.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{root, run, shown};

/// A step of a guide.
enum Step {
    Write { path: String, text: String },
    Run { command: String, answer: Vec<String> },
}

fn steps(guide: &str) -> Vec<Step> {
    let mut found = Vec::new();
    let mut target: Option<String> = None;
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("Write this as `") {
            target = Some(rest.split('`').next().unwrap().to_owned());
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let (fence, word) = line.split_at(ticks);
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        if word == "console" {
            for line in body {
                match (line.strip_prefix("$ "), found.last_mut()) {
                    (Some(command), _) => found.push(Step::Run { command: command.to_owned(), answer: Vec::new() }),
                    (None, Some(Step::Run { answer, .. })) => answer.push(line.to_owned()),
                    _ => panic!("an answer without a command: {line}"),
                }
            }
        } else if let Some(path) = target.take() {
            found.push(Step::Write { path, text: body.join("\n") + "\n" });
        }
    }
    found
}

/// Whether an answer is as the guide shows it.
fn answers(wanted: &[String], found: &[&str]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((any, rest)) if any == ".." => (0..=found.len()).any(|skipped| answers(rest, &found[skipped..])),
        Some((line, rest)) => found.split_first().is_some_and(|(first, others)| {
            let fits = match (line.strip_suffix(".."), line.strip_prefix("..")) {
                (Some(begins), _) => first.starts_with(begins),
                (None, Some(ends)) => first.ends_with(ends),
                (None, None) => first == line,
            };
            fits && answers(rest, others)
        }),
    }
}

fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

/// Copies the pages of a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn walk(guide: &str) {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guide").join(guide);
    let _ = fs::remove_dir_all(&folder);
    copy(&root().join("register"), &folder.join("register"));
    let text = fs::read_to_string(root().join("docs/guide").join(guide)).unwrap();
    let steps = steps(&text);
    assert!(steps.iter().filter(|step| matches!(step, Step::Run { .. })).count() >= 2, "{guide} runs too little");
    for step in steps {
        match step {
            Step::Write { path, text } => {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Step::Run { command, answer } => {
                let words = words(command.strip_prefix("onus ").expect("a guide runs onus alone"));
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let found = shown(&run(&folder, &words)).replace("--- stderr\n", "");
                // that all is well is not written in guides
                let found = found.strip_suffix("--- exit 0").unwrap_or(&found).trim_end();
                let lines: Vec<&str> = found.lines().map(str::trim_end).collect();
                assert!(
                    answers(&answer, &lines),
                    "{guide}: $ {command}\n{found}\n-- the guide has --\n{}",
                    answer.join("\n")
                );
            }
        }
    }
}

#[test]
fn adding_a_law_works_as_the_guide_says() {
    walk("add-a-law.md");
}

#[test]
fn an_editor_is_set_up_as_the_guide_says() {
    walk("editor.md");
}

#[test]
fn the_test_of_guides_sees_a_difference() {
    let wanted = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(answers(&wanted(&["a", "..", "b.."]), &["a", "x", "bcd"]));
    assert!(!answers(&wanted(&["a", "b"]), &["a", "x", "b"]));
    assert!(!answers(&wanted(&["a"]), &["a", "b"]));
    assert!(answers(&wanted(&[".. 0 errors"]), &["12 pages: 0 errors"]));
}
