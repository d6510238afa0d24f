//! The log against itself, against a naive reading of RFC 6962, and against a program of others.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod go;
mod record;
mod witnessing;

use onus_log::hash::Hash;
use onus_log::tile::Memory;
use onus_log::writer::Writer;

/// A log of `size` entries.
pub(crate) fn log(size: u64) -> (Writer, Memory) {
    let entries: Vec<Vec<u8>> = (0..size).map(entry).collect();
    let (mut writer, mut storage) = (Writer::default(), Memory::default());
    for written in writer.append(entries.iter().map(Vec::as_slice)).unwrap() {
        storage.0.insert(written.tile, written.bytes);
    }
    (writer, storage)
}

pub(crate) fn entry(number: u64) -> Vec<u8> {
    format!("{{\"v\":1,\"seq\":{number},\"type\":\"comment.made\"}}").into_bytes()
}

/// The root by the words of RFC 6962, section 2.1: shares no code with the crate but the hash itself.
pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(b""),
        [only] => *only,
        more => {
            let mut half = 1;
            while half * 2 < more.len() {
                half *= 2;
            }
            let (left, right) = (naive_root(&more[..half]), naive_root(&more[half..]));
            Hash::of(&[&[1_u8][..], &left.0, &right.0].concat())
        }
    }
}
