//! Tiles: the log cut into files of at most 256 hashes or entries, each with a fixed path.
//!
//! A tile that is not full yet is *partial*. A narrower tile is always the beginning of a wider one, so storage needs to keep only the
//! widest.

use std::fmt;

use crate::hash::Hash;

/// Hashes or entries in a full tile.
pub const WIDTH: u16 = 256;
/// Longest entry that a bundle can hold.
pub const MAX_ENTRY: usize = 65_535;
/// Levels of tiles that a log of 2^63 entries needs.
pub const LEVELS: u8 = 8;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The entries themselves.
    Entries,
    /// Hashes of subtrees of 256 to this power.
    Hashes(u8),
}

/// A tile by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub level: Level,
    /// The how manieth of its level.
    pub index: u64,
    /// How many it holds, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile of hashes at a level that holds the `nth` hash, in a log of a size.
    pub(crate) fn holding(level: u8, nth: u64, size: u64) -> Self {
        let index = nth / u64::from(WIDTH);
        Self { level: Level::Hashes(level), index, width: width_at(level, index, size) }
    }

    /// Every tile of a log of a size, entries first.
    pub fn all(size: u64) -> Vec<Self> {
        let mut tiles = Vec::new();
        let mut row = |level: Level, count: u64| {
            let full = count / u64::from(WIDTH);
            tiles.extend((0..full).map(|index| Self { level, index, width: WIDTH }));
            let rest = (count % u64::from(WIDTH)) as u16;
            if rest > 0 {
                tiles.push(Self { level, index: full, width: rest });
            }
        };
        row(Level::Entries, size);
        for level in 0..LEVELS {
            row(Level::Hashes(level), at_level(size, level));
        }
        tiles
    }

    /// Reads a path such as `tile/0/x001/234.p/12`.
    pub fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("tile/")?;
        let (level, rest) = rest.split_once('/')?;
        let level = match level {
            "entries" => Level::Entries,
            digits => Level::Hashes(digits.parse().ok().filter(|level| *level < 64)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| (1..WIDTH).contains(width))?),
            None => (rest, WIDTH),
        };
        let mut index: u64 = 0;
        for part in number.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = Self { level, index, width };
        (tile.to_string() == path).then_some(tile)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Level::Entries => out.write_str("tile/entries")?,
            Level::Hashes(level) => write!(out, "tile/{level}")?,
        }
        let mut parts = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            parts.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        for part in parts.iter().rev() {
            write!(out, "/{part}")?;
        }
        if self.width < WIDTH { write!(out, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// How many hashes a level has in a log of a size.
pub(crate) fn at_level(size: u64, level: u8) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// Width of a tile in a log of a size; 0 if it does not exist yet.
pub(crate) fn width_at(level: u8, index: u64, size: u64) -> u16 {
    let before = index.saturating_mul(u64::from(WIDTH));
    at_level(size, level).saturating_sub(before).min(u64::from(WIDTH)) as u16
}

/// Where tiles are kept. A tile that was stored wider than asked for may be given whole.
pub trait Storage {
    /// Why the storage failed.
    type Error: std::error::Error;
    /// The bytes of a tile.
    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Why a tile could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TileError<E: std::error::Error> {
    /// The storage failed.
    #[error("the storage failed: {0}")]
    Storage(#[source] E),
    /// A tile is not there.
    #[error("`{0}` is missing")]
    Missing(Tile),
    /// A tile does not hold what its path promises.
    #[error("`{0}` is damaged: {1}")]
    Damaged(Tile, &'static str),
}

/// The hashes of a tile.
pub fn hashes<S: Storage + ?Sized>(storage: &S, tile: Tile) -> Result<Vec<Hash>, TileError<S::Error>> {
    let bytes = storage.read(tile).map_err(TileError::Storage)?.ok_or(TileError::Missing(tile))?;
    let (whole, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() || whole.len() < usize::from(tile.width) {
        return Err(TileError::Damaged(tile, "its length does not fit"));
    }
    Ok(whole.iter().take(usize::from(tile.width)).map(|bytes| Hash(*bytes)).collect())
}

/// The entries of a bundle.
pub fn entries<S: Storage + ?Sized>(storage: &S, tile: Tile) -> Result<Vec<Vec<u8>>, TileError<S::Error>> {
    let bytes = storage.read(tile).map_err(TileError::Storage)?.ok_or(TileError::Missing(tile))?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    while entries.len() < usize::from(tile.width) {
        let cut = rest.split_first_chunk::<2>().and_then(|(length, rest)| {
            let length = usize::from(u16::from_be_bytes(*length));
            (rest.len() >= length).then(|| rest.split_at(length))
        });
        let Some((entry, after)) = cut else {
            return Err(TileError::Damaged(tile, "an entry is cut off"));
        };
        entries.push(entry.to_vec());
        rest = after;
    }
    Ok(entries)
}

/// Adds an entry to the bytes of a bundle. Entries longer than [`MAX_ENTRY`] are refused by the writer.
pub(crate) fn bundle(entry: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&(entry.len() as u16).to_be_bytes());
    bytes.extend_from_slice(entry);
}

/// Cuts a stored tile to the width that was asked for.
pub fn narrow(tile: Tile, bytes: &[u8]) -> Option<Vec<u8>> {
    match tile.level {
        Level::Hashes(_) => bytes.get(..usize::from(tile.width) * 32).map(<[u8]>::to_vec),
        Level::Entries => {
            let mut end: usize = 0;
            for _ in 0..tile.width {
                let length = bytes.get(end..)?.first_chunk::<2>()?;
                end = end + 2 + usize::from(u16::from_be_bytes(*length));
            }
            bytes.get(..end).map(<[u8]>::to_vec)
        }
    }
}

/// Tiles in memory: for tests, and for copies that were read whole.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub std::collections::BTreeMap<Tile, Vec<u8>>);

impl Storage for Memory {
    type Error = std::convert::Infallible;

    fn read(&self, tile: Tile) -> Result<Option<Vec<u8>>, Self::Error> {
        let widest = Tile { width: WIDTH, ..tile };
        Ok(self.0.range(tile..=widest).next_back().map(|(_, bytes)| bytes.clone()))
    }
}
