//! Proofs that need no copy of the log: that an entry is in it, and that a later log continues an earlier one (RFC 6962, RFC 9162).

use crate::checkpoint::Tree;
use crate::hash::Hash;
use crate::tile::{self, Storage, Tile, TileError, WIDTH};
use crate::writer::perfect;

/// Most hashes that a proof can need.
pub const MAX_HASHES: usize = 64;

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The entry lies beyond the end of the log.
    #[error("entry {index} is not below the size {size}")]
    OutOfRange {
        /// Place of the entry.
        index: u64,
        /// Size of the log.
        size: u64,
    },
    /// A log cannot shrink.
    #[error("the log has {new} entries now and had {old} before; a log cannot shrink")]
    Shrunk {
        /// Size before.
        old: u64,
        /// Size now.
        new: u64,
    },
    /// It has too many or too few hashes.
    #[error("the proof has {found} hashes, {needed} are needed")]
    Length {
        /// Hashes in it.
        found: usize,
        /// Hashes that the sizes ask for.
        needed: usize,
    },
    /// It leads to another root.
    #[error("the proof leads to another root: something was changed")]
    OtherRoot,
}

/// Largest power of two below `n`, for `n` of 2 or more.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The subtrees from which an inclusion proof is read, nearest first.
fn inclusion_path(index: u64, size: u64) -> Vec<(u64, u64)> {
    let (mut low, mut high, mut path) = (0, size, Vec::new());
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push((middle, high));
            high = middle;
        } else {
            path.push((low, middle));
            low = middle;
        }
    }
    path.reverse();
    path
}

/// The subtrees from which a consistency proof is read; true if the old tree is one of them.
fn consistency_path(old: u64, new: u64) -> Vec<(u64, u64)> {
    let (mut low, mut high, mut path) = (0, new, Vec::new());
    let mut whole = true;
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            path.push((middle, high));
            high = middle;
        } else {
            path.push((low, middle));
            low = middle;
            whole = false;
        }
    }
    if !whole {
        path.push((low, high));
    }
    path.reverse();
    path
}

/// Root of the entries from `low` to before `high`, read from tiles.
fn subtree<S: Storage + ?Sized>(storage: &S, low: u64, high: u64, size: u64) -> Result<Hash, TileError<S::Error>> {
    let count = high - low;
    if !count.is_power_of_two() {
        let middle = low + split(count);
        let left = subtree(storage, low, middle, size)?;
        return Ok(Hash::node(left, subtree(storage, middle, high, size)?));
    }
    // a perfect subtree lies within one tile of the level below it
    let level = (count.ilog2() / 8) as u8;
    let unit = 1_u64 << (8 * u32::from(level));
    let first = low / unit;
    let tile = Tile::holding(level, first, size);
    let hashes = tile::hashes(storage, tile)?;
    let start = (first % u64::from(WIDTH)) as usize;
    let hashes = hashes.get(start..start + (count / unit) as usize).ok_or(TileError::Damaged(tile, "too short"))?;
    Ok(perfect(hashes))
}

fn read<S: Storage + ?Sized>(storage: &S, path: &[(u64, u64)], size: u64) -> Result<Vec<Hash>, TileError<S::Error>> {
    path.iter().map(|(low, high)| subtree(storage, *low, *high, size)).collect()
}

/// Root of a log of a size, read from its tiles.
pub fn root<S: Storage + ?Sized>(storage: &S, size: u64) -> Result<Tree, TileError<S::Error>> {
    let root = if size == 0 { Hash::empty() } else { subtree(storage, 0, size, size)? };
    Ok(Tree { size, root })
}

/// The hashes that prove an entry to be in a log of a size. None if the log is not that long.
pub fn inclusion<S: Storage + ?Sized>(
    storage: &S,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Hash>>, TileError<S::Error>> {
    if index >= size {
        return Ok(None);
    }
    read(storage, &inclusion_path(index, size), size).map(Some)
}

/// The hashes that prove a log to continue one of the size `old`. None if it is shorter.
pub fn consistency<S: Storage + ?Sized>(
    storage: &S,
    old: u64,
    size: u64,
) -> Result<Option<Vec<Hash>>, TileError<S::Error>> {
    match old {
        _ if old > size => Ok(None),
        0 => Ok(Some(Vec::new())),
        _ => read(storage, &consistency_path(old, size), size).map(Some),
    }
}

/// Checks that an entry is in a log.
pub fn verify_inclusion(leaf: Hash, index: u64, tree: Tree, proof: &[Hash]) -> Result<(), ProofError> {
    if index >= tree.size {
        return Err(ProofError::OutOfRange { index, size: tree.size });
    }
    let path = inclusion_path(index, tree.size);
    if path.len() != proof.len() {
        return Err(ProofError::Length { found: proof.len(), needed: path.len() });
    }
    let reached = path.iter().zip(proof).fold(leaf, |hash, ((low, _), sibling)| {
        if *low > index { Hash::node(hash, *sibling) } else { Hash::node(*sibling, hash) }
    });
    if reached == tree.root { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// Checks that a log continues an earlier one.
pub fn verify_consistency(old: Tree, new: Tree, proof: &[Hash]) -> Result<(), ProofError> {
    if old.size > new.size {
        return Err(ProofError::Shrunk { old: old.size, new: new.size });
    }
    let path = if old.size == 0 { Vec::new() } else { consistency_path(old.size, new.size) };
    if path.len() != proof.len() {
        return Err(ProofError::Length { found: proof.len(), needed: path.len() });
    }
    if old.size == 0 {
        return if old.root == Hash::empty() { Ok(()) } else { Err(ProofError::OtherRoot) };
    }
    if old.size == new.size {
        return if old.root == new.root { Ok(()) } else { Err(ProofError::OtherRoot) };
    }
    // the first part is the rightmost subtree that both share, or else the old tree itself
    let shared = path.first().is_some_and(|(_, high)| *high == old.size);
    let mut parts = path.iter().zip(proof);
    let start = if shared { parts.next().map_or(old.root, |(_, hash)| *hash) } else { old.root };
    let (before, after) = parts.fold((start, start), |(before, after), ((low, _), hash)| {
        if *low >= old.size {
            (before, Hash::node(after, *hash))
        } else {
            (Hash::node(*hash, before), Hash::node(*hash, after))
        }
    });
    if before == old.root && after == new.root { Ok(()) } else { Err(ProofError::OtherRoot) }
}
