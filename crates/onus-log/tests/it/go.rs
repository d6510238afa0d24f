//! A program of others reads our log: Go's `sumdb/tlog` and `sumdb/note`, from Debian's `golang-golang-x-mod-dev`. Where Go is missing
//! the test says so and passes; `cargo xtask test` names the leg as not run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use onus_log::checkpoint::Checkpoint;
use onus_log::note::{Algorithm, Signer};

use crate::log;

/// Where Debian puts the sources of Go's libraries.
const SOURCES: &str = "/usr/share/gocode";

fn build(folder: &Path) -> Option<PathBuf> {
    if !Path::new(SOURCES).join("src/golang.org/x/mod/sumdb/tlog").is_dir() {
        return None;
    }
    let program = folder.join("verify");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go/verify.go");
    let output = Command::new("go")
        .args(["build", "-o"])
        .args([&program, &source])
        .env("GOPATH", SOURCES)
        .env("GO111MODULE", "off")
        .env("GOFLAGS", "")
        .env("GOCACHE", folder.join("cache"))
        .output()
        .ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(program)
}

#[test]
fn the_go_project_verifies_the_log_and_refuses_a_flipped_byte() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("go-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let Some(program) = build(&folder) else {
        println!("not run: Go or golang-golang-x-mod-dev is not installed");
        return;
    };
    let signer = Signer::new("onus.example/record", Algorithm::Note, &[9; 32]).unwrap();
    let (old, new) = (7_000, 66_666);
    let (writer, storage) = log(new);
    let (tiles, origin) = (folder.join("log"), signer.verifier().name().to_owned());
    for (tile, bytes) in &storage.0 {
        let path = tiles.join(tile.to_string());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let checkpoint = |tree| Checkpoint { origin: origin.clone(), tree }.sign(&signer).to_string();
    fs::write(tiles.join("checkpoint"), checkpoint(writer.tree())).unwrap();
    fs::write(tiles.join("checkpoint.old"), checkpoint(log(old).0.tree())).unwrap();
    let verify =
        || -> Output { Command::new(&program).arg(&tiles).arg(signer.verifier().to_string()).output().unwrap() };
    let good = verify();
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    assert_eq!(String::from_utf8_lossy(&good.stdout), "consistent 7000 -> 66666, 100 entries proven\n");
    for name in ["tile/entries/000", "tile/0/027", "tile/1/001.p/4", "checkpoint"] {
        let path = tiles.join(name);
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        changed[10] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(!verify().status.success(), "{name}");
        fs::write(&path, &bytes).unwrap();
    }
    assert!(verify().status.success());
    let _ = fs::remove_dir_all(&folder);
}
