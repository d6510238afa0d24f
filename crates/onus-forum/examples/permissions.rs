//! Prints the table of permissions: `cargo run --package onus-forum --example permissions > docs/permissions.md`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(onus_forum::permission::table().as_bytes())
}
