//! Checks a whole copy of a log offline: each entry against its hash, each tile against those below it, the root against the checkpoint.

use crate::checkpoint::Tree;
use crate::hash::Hash;
use crate::tile::{self, LEVELS, Level, Storage, Tile, TileError, WIDTH, at_level};
use crate::writer::{Writer, perfect};

/// What is wrong with a copy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError<E: std::error::Error> {
    /// A tile is missing or damaged.
    #[error(transparent)]
    Tile(#[from] TileError<E>),
    /// An entry is not the one that was hashed.
    #[error("entry {0} was changed: it does not fit its hash")]
    Entry(u64),
    /// A tile does not fit the tiles below it.
    #[error("hash {nth} of `{tile}` does not fit the tile below it")]
    Hashes {
        /// Which tile.
        tile: Tile,
        /// Which hash in it.
        nth: usize,
    },
    /// All tiles fit, and lead to another root than the checkpoint.
    #[error("the tiles lead to the root {found:?}, the checkpoint says {expected:?}")]
    Root {
        /// The root of the tiles.
        found: Hash,
        /// The root of the checkpoint.
        expected: Hash,
    },
}

/// Checks every byte of a log, and hands each entry on.
pub fn audit<S: Storage + ?Sized>(
    storage: &S,
    tree: Tree,
    mut each: impl FnMut(u64, &[u8]),
) -> Result<(), AuditError<S::Error>> {
    for tile in Tile::all(tree.size) {
        match tile.level {
            Level::Entries => {
                let hashes = tile::hashes(storage, Tile { level: Level::Hashes(0), ..tile })?;
                let first = tile.index * u64::from(WIDTH);
                for (number, (entry, hash)) in (first..).zip(tile::entries(storage, tile)?.iter().zip(&hashes)) {
                    if Hash::leaf(entry) != *hash {
                        return Err(AuditError::Entry(number));
                    }
                    each(number, entry);
                }
            }
            Level::Hashes(0) => {}
            Level::Hashes(level) => {
                for (nth, hash) in tile::hashes(storage, tile)?.iter().enumerate() {
                    let index = tile.index * u64::from(WIDTH) + nth as u64;
                    let below = Tile { level: Level::Hashes(level - 1), index, width: WIDTH };
                    if perfect(&tile::hashes(storage, below)?) != *hash {
                        return Err(AuditError::Hashes { tile, nth });
                    }
                }
            }
        }
    }
    debug_assert!(at_level(tree.size, LEVELS) == 0, "no log is that long");
    let found = Writer::open(storage, tree.size)?.tree().root;
    if found == tree.root { Ok(()) } else { Err(AuditError::Root { found, expected: tree.root }) }
}
