//! `onus new regime`: what it writes is refused until it is filled in, passes once it is, and nothing is written over.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::command::{root, run, shown};

/// A folder of its own with a small register in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("register")).unwrap();
    let good = root().join("crates/onus/tests/registers/good/vocabulary.md");
    let words = fs::read_to_string(good)
        .unwrap()
        .replace("theme.backup ", "theme.governance-oversight = \"governance\"\ntheme.backup ");
    fs::write(folder.join("register/vocabulary.md"), words).unwrap();
    folder
}

fn onus(folder: &Path, arguments: &[&str]) -> String {
    shown(&run(folder, arguments))
}

#[test]
fn a_new_law_passes_once_it_is_filled_in() {
    let folder = folder("passes");
    assert_snapshot!("new_regime", onus(&folder, &["new", "regime", "nl.locks"]));
    let regime = folder.join("register/nl/locks/regime.md");
    let page = folder.join("register/nl/locks/art-1.md");
    assert_snapshot!("new_regime_page", fs::read_to_string(&regime).unwrap());
    assert_snapshot!("new_first_page", fs::read_to_string(&page).unwrap());
    let refused = onus(&folder, &["lint", "register"]);
    assert!(refused.ends_with("--- exit 1") && refused.contains("nl/locks/regime.md"), "{refused}");
    let fill = |path: &Path, answers: &[(&str, &str)]| {
        let mut text = fs::read_to_string(path).unwrap();
        for (key, answer) in answers {
            assert!(text.contains(key), "{key} in {text}");
            text = text.replace(key, answer);
        }
        assert!(!text.contains("= \"?\""), "{text}");
        fs::write(path, text).unwrap();
    };
    fill(
        &regime,
        &[
            ("title        = \"?\"", "title        = \"Act on Locks\""),
            ("short        = \"?\"", "short        = \"Locks Act\""),
            ("citation     = \"?\"", "citation     = \"Stb. 2026, 1\""),
            ("official     = \"?\"", "official     = \"https://example.org\""),
            ("binding      = \"?\"", "binding      = \"national\""),
            ("from = \"?\"", "from = 2026-01-01"),
        ],
    );
    fill(
        &page,
        &[
            ("confidence = \"?\"", "confidence = \"recalled\""),
            ("source     = \"?\"", "source     = \"nothing\""),
            ("as_of = \"?\"", "as_of = 2026-11-22"),
        ],
    );
    let linted = onus(&folder, &["lint", "register"]);
    assert!(linted.contains("0 errors, 0 warnings") && linted.ends_with("--- exit 0"), "{linted}");
    let tested = onus(&folder, &["test", "register"]);
    assert!(tested.contains("1 passed, 0 failed") && tested.ends_with("--- exit 0"), "{tested}");
}

#[test]
fn nothing_is_written_over() {
    let folder = folder("over");
    let page = folder.join("register/nl/locks/art-1.md");
    fs::create_dir_all(page.parent().unwrap()).unwrap();
    fs::write(&page, "mine").unwrap();
    assert_snapshot!("new_over_a_file", onus(&folder, &["new", "regime", "nl.locks"]));
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
    assert!(!folder.join("register/nl/locks/regime.md").exists());
    let known = shown(&run(&root(), &["new", "regime", "eu.x", "--into", "crates/onus/tests/registers/good"]));
    assert_snapshot!("new_known", known);
}

#[test]
fn an_id_that_conditions_cannot_name_is_refused() {
    let folder = folder("ids");
    assert_snapshot!("new_one_part", onus(&folder, &["new", "regime", "locks"]));
    assert_snapshot!("new_reserved", onus(&folder, &["new", "regime", "in.locks"]));
    for id in ["../x.y", "nl.", "nl/locks.x", "nl.Locks", ".", "nl..x"] {
        assert!(onus(&folder, &["new", "regime", id]).ends_with("--- exit 2"), "{id}");
    }
    let nowhere = onus(&folder, &["new", "regime", "nl.locks", "--into", "nowhere"]);
    assert_snapshot!("new_nowhere", nowhere);
}
