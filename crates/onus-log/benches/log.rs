//! What the log costs: a hundred thousand entries, a proof, a check.

#![expect(clippy::unwrap_used, reason = "the log of the benchmark is fixed")]

use divan::{Bencher, black_box};
use onus_log::hash::Hash;
use onus_log::proof;
use onus_log::tile::Memory;
use onus_log::writer::Writer;

const SIZE: u64 = 100_000;

fn main() {
    divan::main();
}

fn entry(number: u64) -> Vec<u8> {
    format!("{{\"v\":1,\"seq\":{number},\"type\":\"comment.made\",\"commit\":\"{number:064}\"}}").into_bytes()
}

fn log() -> (Writer, Memory) {
    let entries: Vec<Vec<u8>> = (0..SIZE).map(entry).collect();
    let (mut writer, mut storage) = (Writer::default(), Memory::default());
    for written in writer.append(entries.iter().map(Vec::as_slice)).unwrap() {
        storage.0.insert(written.tile, written.bytes);
    }
    (writer, storage)
}

#[divan::bench(sample_count = 10)]
fn a_hundred_thousand_entries_at_once(bencher: Bencher<'_, '_>) {
    let entries: Vec<Vec<u8>> = (0..SIZE).map(entry).collect();
    bencher.bench(|| Writer::default().append(entries.iter().map(Vec::as_slice)).unwrap());
}

#[divan::bench(sample_count = 10)]
fn a_hundred_thousand_entries_one_by_one(bencher: Bencher<'_, '_>) {
    let entries: Vec<Vec<u8>> = (0..SIZE).map(entry).collect();
    bencher.bench(|| {
        let mut writer = Writer::default();
        for entry in &entries {
            black_box(writer.append([entry.as_slice()]).unwrap());
        }
        writer
    });
}

#[divan::bench]
fn a_proof_that_an_entry_is_in_it(bencher: Bencher<'_, '_>) {
    let (_, storage) = log();
    bencher.bench(|| proof::inclusion(&storage, black_box(77_777), SIZE).unwrap());
}

#[divan::bench]
fn a_proof_that_it_continues(bencher: Bencher<'_, '_>) {
    let (_, storage) = log();
    bencher.bench(|| proof::consistency(&storage, black_box(33_333), SIZE).unwrap());
}

#[divan::bench]
fn checking_a_proof(bencher: Bencher<'_, '_>) {
    let (writer, storage) = log();
    let (tree, proof) = (writer.tree(), proof::inclusion(&storage, 77_777, SIZE).unwrap().unwrap());
    let leaf = Hash::leaf(&entry(77_777));
    bencher.bench(|| proof::verify_inclusion(leaf, black_box(77_777), tree, &proof));
}
