//! Takes entries, one batch after the other, and says which tiles to write.
//!
//! The writer keeps the right edge of the tree only: for each level the tile that is not full yet. So it costs the same to add to a log of
//! a million entries as to an empty one, and it can be made again from what is stored.

use crate::checkpoint::Tree;
use crate::hash::Hash;
use crate::tile::{self, LEVELS, Level, MAX_ENTRY, Storage, Tile, TileError, WIDTH, at_level};

/// A tile to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which.
    pub tile: Tile,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An entry that no log can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry of {length} bytes is too long; at most {MAX_ENTRY} fit")]
pub struct TooLong {
    /// Its length.
    pub length: usize,
}

/// The right edge of a log.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    size: u64,
    edges: Vec<Vec<Hash>>,
    bundle: Vec<u8>,
}

impl Writer {
    /// The writer of a log that is stored already.
    pub fn open<S: Storage + ?Sized>(storage: &S, size: u64) -> Result<Self, TileError<S::Error>> {
        let mut writer = Self { size, ..Self::default() };
        for level in 0..LEVELS {
            let count = at_level(size, level);
            let width = (count % u64::from(WIDTH)) as u16;
            let edge = match width {
                0 => Vec::new(),
                width => {
                    let index = count / u64::from(WIDTH);
                    tile::hashes(storage, Tile { level: Level::Hashes(level), index, width })?
                }
            };
            writer.edges.push(edge);
        }
        let width = (size % u64::from(WIDTH)) as u16;
        if width > 0 {
            let last = Tile { level: Level::Entries, index: size / u64::from(WIDTH), width };
            for entry in tile::entries(storage, last)? {
                tile::bundle(&entry, &mut writer.bundle);
            }
        }
        Ok(writer)
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds entries. Returns every tile that is new or has grown; storing them all makes the log whole again.
    pub fn append<'e>(&mut self, entries: impl IntoIterator<Item = &'e [u8]>) -> Result<Vec<Written>, TooLong> {
        let entries: Vec<&[u8]> = entries.into_iter().collect();
        if let Some(entry) = entries.iter().find(|entry| entry.len() > MAX_ENTRY) {
            return Err(TooLong { length: entry.len() });
        }
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.size;
        let mut written = Vec::new();
        for entry in entries {
            tile::bundle(entry, &mut self.bundle);
            let index = self.size / u64::from(WIDTH);
            self.size += 1;
            if self.size.is_multiple_of(u64::from(WIDTH)) {
                let tile = Tile { level: Level::Entries, index, width: WIDTH };
                written.push(Written { tile, bytes: std::mem::take(&mut self.bundle) });
            }
            self.push(0, Hash::leaf(entry), &mut written);
        }
        if !self.bundle.is_empty() {
            let tile = Tile {
                level: Level::Entries,
                index: self.size / u64::from(WIDTH),
                width: (self.size % u64::from(WIDTH)) as u16,
            };
            written.push(Written { tile, bytes: self.bundle.clone() });
        }
        for (level, edge) in (0..).zip(&self.edges) {
            if !edge.is_empty() && at_level(self.size, level) != at_level(before, level) {
                written.push(Written {
                    tile: Tile::holding(level, at_level(self.size, level) - 1, self.size),
                    bytes: bytes(edge),
                });
            }
        }
        Ok(written)
    }

    fn push(&mut self, level: u8, hash: Hash, written: &mut Vec<Written>) {
        while self.edges.len() <= usize::from(level) {
            self.edges.push(Vec::new());
        }
        let Some(edge) = self.edges.get_mut(usize::from(level)) else { return };
        edge.push(hash);
        if edge.len() < usize::from(WIDTH) {
            return;
        }
        let full = std::mem::take(edge);
        let index = at_level(self.size, level) / u64::from(WIDTH) - 1;
        written.push(Written { tile: Tile { level: Level::Hashes(level), index, width: WIDTH }, bytes: bytes(&full) });
        self.push(level + 1, perfect(&full), written);
    }

    /// Size and root of the log as it is now.
    pub fn tree(&self) -> Tree {
        let mut root: Option<Hash> = None;
        for edge in &self.edges {
            let mut rest = edge.as_slice();
            let mut subtrees = Vec::new();
            while let Some(largest) = rest.len().checked_ilog2() {
                let (subtree, after) = rest.split_at(1 << largest);
                subtrees.push(perfect(subtree));
                rest = after;
            }
            for subtree in subtrees.into_iter().rev() {
                root = Some(root.map_or(subtree, |right| Hash::node(subtree, right)));
            }
        }
        Tree { size: self.size, root: root.unwrap_or_else(Hash::empty) }
    }
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// Root of as many hashes as a power of two.
pub(crate) fn perfect(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        let (pairs, _) = row.as_chunks::<2>();
        row = pairs.iter().map(|[left, right]| Hash::node(*left, *right)).collect();
    }
    row.first().copied().unwrap_or_else(Hash::empty)
}
