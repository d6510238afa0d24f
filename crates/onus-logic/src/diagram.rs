//! Multi-valued decision diagrams: functions from the classes of variables to small results, each stored once. Knows nothing of
//! what variables stand for.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

/// A diagram; the numbers below [`Diagrams::RESULTS`] are the constant ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ref(u32);

impl Ref {
    pub(crate) const FALSE: Ref = Ref(0);
    pub(crate) const TRUE: Ref = Ref(1);

    /// The constant diagram of a result below [`Diagrams::RESULTS`].
    pub(crate) fn result(result: u8) -> Self {
        Self(u32::from(result).min(Diagrams::RESULTS - 1))
    }

    fn as_result(self) -> Option<u32> {
        (self.0 < Diagrams::RESULTS).then_some(self.0)
    }
}

/// The work became larger than its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OverBudget;

struct Branch {
    var: u32,
    /// First of its children in `Diagrams::children`.
    first: u32,
    count: u32,
    /// The next branch with the same hash.
    next: Option<Ref>,
}

/// A store of diagrams. Each variable has a mask of the classes that are possible; a branch has one child for each of these.
pub(crate) struct Diagrams {
    allowed: Vec<u128>,
    branches: Vec<Branch>,
    children: Vec<Ref>,
    /// For each hash of a variable and children, the last branch that was made with it.
    unique: FxHashMap<u64, Ref>,
    /// Children that are being collected.
    collected: Vec<Ref>,
    choices: FxHashMap<(Ref, Ref, Ref), Ref>,
    budget: usize,
}

impl Diagrams {
    /// How many results there can be.
    pub(crate) const RESULTS: u32 = 16;

    pub(crate) fn new(allowed: Vec<u128>, budget: usize) -> Self {
        Self {
            allowed,
            branches: Vec::new(),
            children: Vec::new(),
            unique: FxHashMap::default(),
            collected: Vec::new(),
            choices: FxHashMap::default(),
            budget,
        }
    }

    /// The classes of each variable that are possible.
    pub(crate) fn allowed(&self) -> &[u128] {
        &self.allowed
    }

    fn branch(&self, of: Ref) -> Option<&Branch> {
        self.branches.get(of.0.checked_sub(Self::RESULTS)? as usize)
    }

    fn var(&self, of: Ref) -> u32 {
        self.branch(of).map_or(u32::MAX, |branch| branch.var)
    }

    /// The children of a branch, one for each class that is possible, in order.
    fn below(&self, of: Ref) -> &[Ref] {
        self.branch(of)
            .and_then(|branch| self.children.get(branch.first as usize..(branch.first + branch.count) as usize))
            .unwrap_or_default()
    }

    /// The classes of a variable that are possible, in order.
    fn classes(&self, var: u32) -> impl Iterator<Item = u32> + use<> {
        let mut left = self.allowed.get(var as usize).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let class = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (class < 128).then_some(class)
        })
    }

    /// How many classes of a variable are possible.
    fn count(&self, var: u32) -> usize {
        self.allowed.get(var as usize).map_or(0, |allowed| allowed.count_ones() as usize)
    }

    /// The branch whose children were collected from `from` on.
    fn make(&mut self, var: u32, from: usize) -> Result<Ref, OverBudget> {
        let made = self.find_or_make(var, from);
        self.collected.truncate(from);
        made
    }

    fn find_or_make(&mut self, var: u32, from: usize) -> Result<Ref, OverBudget> {
        let children = self.collected.get(from..).unwrap_or_default();
        let Some(first) = children.first() else { return Ok(Ref::FALSE) };
        if children.iter().all(|child| child == first) {
            return Ok(*first);
        }
        let mut hasher = FxHasher::default();
        (var, children).hash(&mut hasher);
        let hash = hasher.finish();
        let last = self.unique.get(&hash).copied();
        let mut known = last;
        while let Some(candidate) = known {
            let branch = self.branch(candidate);
            if branch.is_some_and(|branch| branch.var == var) && self.below(candidate) == children {
                return Ok(candidate);
            }
            known = branch.and_then(|branch| branch.next);
        }
        if self.branches.len() >= self.budget {
            return Err(OverBudget);
        }
        let made = Ref(self.branches.len() as u32 + Self::RESULTS);
        let count = children.len() as u32;
        self.branches.push(Branch { var, first: self.children.len() as u32, count, next: last });
        self.children.extend_from_slice(children);
        self.unique.insert(hash, made);
        Ok(made)
    }

    /// True where the variable is in one of the classes of `mask`.
    pub(crate) fn test(&mut self, var: u32, mask: u128) -> Result<Ref, OverBudget> {
        let (classes, from) = (self.classes(var), self.collected.len());
        self.collected.extend(classes.map(|class| if mask >> class & 1 == 1 { Ref::TRUE } else { Ref::FALSE }));
        self.make(var, from)
    }

    /// `then` where the condition is true, `otherwise` where it is false.
    pub(crate) fn choose(&mut self, condition: Ref, then: Ref, otherwise: Ref) -> Result<Ref, OverBudget> {
        match condition {
            Ref::TRUE => return Ok(then),
            Ref::FALSE => return Ok(otherwise),
            _ if then == otherwise => return Ok(then),
            _ if then == Ref::TRUE && otherwise == Ref::FALSE => return Ok(condition),
            _ => {}
        }
        let key = (condition, then, otherwise);
        if let Some(known) = self.choices.get(&key) {
            return Ok(*known);
        }
        if self.choices.len() >= self.budget.saturating_mul(8) {
            return Err(OverBudget);
        }
        let var = self.var(condition).min(self.var(then)).min(self.var(otherwise));
        let from = self.collected.len();
        for class in 0..self.count(var) {
            let at = |diagrams: &Self, of: Ref| {
                if diagrams.var(of) == var { diagrams.below(of).get(class).copied().unwrap_or(of) } else { of }
            };
            let (c, t, o) = (at(self, condition), at(self, then), at(self, otherwise));
            let child = self.choose(c, t, o)?;
            self.collected.push(child);
        }
        let made = self.make(var, from)?;
        self.choices.insert(key, made);
        Ok(made)
    }

    pub(crate) fn not(&mut self, of: Ref) -> Result<Ref, OverBudget> {
        self.choose(of, Ref::FALSE, Ref::TRUE)
    }

    pub(crate) fn and(&mut self, a: Ref, b: Ref) -> Result<Ref, OverBudget> {
        let (a, b) = (a.min(b), a.max(b));
        self.choose(a, b, Ref::FALSE)
    }

    pub(crate) fn or(&mut self, a: Ref, b: Ref) -> Result<Ref, OverBudget> {
        let (a, b) = (a.min(b), a.max(b));
        self.choose(a, Ref::TRUE, b)
    }

    /// The results that can be reached when each variable keeps to the classes of `within`, as a mask.
    pub(crate) fn reachable(&self, of: Ref, within: &[u128]) -> u16 {
        let mut seen = vec![false; self.branches.len()];
        let mut open = vec![of];
        let mut results = 0u16;
        while let Some(next) = open.pop() {
            if let Some(result) = next.as_result() {
                results |= 1 << result;
                continue;
            }
            let index = (next.0 - Self::RESULTS) as usize;
            match seen.get_mut(index) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let var = self.var(next);
            let possible = within.get(var as usize).copied().unwrap_or(u128::MAX);
            for (class, child) in self.classes(var).zip(self.below(next)) {
                if possible >> class & 1 == 1 {
                    open.push(*child);
                }
            }
        }
        results
    }

    /// The variables on which a diagram depends, in order.
    pub(crate) fn support(&self, of: Ref) -> Vec<u32> {
        let mut seen = vec![false; self.branches.len()];
        let mut found = std::collections::BTreeSet::new();
        let mut open = vec![of];
        while let Some(next) = open.pop() {
            let Some(index) = next.0.checked_sub(Self::RESULTS) else { continue };
            match seen.get_mut(index as usize) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            found.insert(self.var(next));
            open.extend_from_slice(self.below(next));
        }
        found.into_iter().collect()
    }

    /// The diagram with one variable fixed to a class.
    pub(crate) fn fix(&mut self, of: Ref, var: u32, class: u32) -> Result<Ref, OverBudget> {
        let mut memo = FxHashMap::default();
        self.fixed(of, var, class, &mut memo)
    }

    fn fixed(&mut self, of: Ref, var: u32, class: u32, memo: &mut FxHashMap<Ref, Ref>) -> Result<Ref, OverBudget> {
        let own = self.var(of);
        if own > var {
            return Ok(of);
        }
        if own == var {
            let position = self.classes(var).position(|known| known == class);
            return Ok(position.and_then(|position| self.below(of).get(position).copied()).unwrap_or(of));
        }
        if let Some(known) = memo.get(&of) {
            return Ok(*known);
        }
        let below: Vec<Ref> = self.below(of).to_vec();
        let from = self.collected.len();
        for child in below {
            let child = self.fixed(child, var, class, memo)?;
            self.collected.push(child);
        }
        let made = self.make(own, from)?;
        memo.insert(of, made);
        Ok(made)
    }

    /// Whether some point gives the two diagrams different results, neither of them `ignored`.
    pub(crate) fn differ(&self, a: Ref, b: Ref, ignored: Ref) -> bool {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![(a, b)];
        while let Some((a, b)) = open.pop() {
            if a == b || a == ignored || b == ignored || !seen.insert((a, b)) {
                continue;
            }
            if a.as_result().is_some() && b.as_result().is_some() {
                return true;
            }
            let var = self.var(a).min(self.var(b));
            for class in 0..self.count(var) {
                let at =
                    |of: Ref| if self.var(of) == var { self.below(of).get(class).copied().unwrap_or(of) } else { of };
                open.push((at(a), at(b)));
            }
        }
        false
    }

    /// Whether a result can be reached whatever the variables for which `given` holds are, if the others may be chosen; those that
    /// come first in the diagram are fixed first. Points with the result `ignored` do not count.
    pub(crate) fn always_reaches(&self, of: Ref, result: u8, ignored: u8, given: &dyn Fn(u32) -> bool) -> bool {
        let mut known = FxHashMap::default();
        self.attains(of, Ref::result(result), Ref::result(ignored), given, &mut known) == Some(true)
    }

    /// `None` where there is no point that counts.
    fn attains(
        &self,
        of: Ref,
        goal: Ref,
        ignored: Ref,
        given: &dyn Fn(u32) -> bool,
        known: &mut FxHashMap<Ref, Option<bool>>,
    ) -> Option<bool> {
        if of == ignored {
            return None;
        }
        if of.as_result().is_some() {
            return Some(of == goal);
        }
        if let Some(known) = known.get(&of) {
            return *known;
        }
        let mut below = self.below(of).iter().filter_map(|child| self.attains(*child, goal, ignored, given, known));
        let first = below.next();
        let attained = if given(self.var(of)) {
            first.map(|first| below.fold(first, |all, next| all & next))
        } else {
            first.map(|first| below.fold(first, |any, next| any | next))
        };
        known.insert(of, attained);
        attained
    }

    /// One way to reach a result: classes of the variables on the way.
    pub(crate) fn witness(&self, of: Ref, result: u8) -> Option<Vec<(u32, u32)>> {
        let mut dead = rustc_hash::FxHashSet::default();
        let mut path = Vec::new();
        self.seek(of, Ref::result(result), &mut path, &mut dead).then_some(path)
    }

    fn seek(&self, of: Ref, goal: Ref, path: &mut Vec<(u32, u32)>, dead: &mut rustc_hash::FxHashSet<Ref>) -> bool {
        if of == goal {
            return true;
        }
        if of.as_result().is_some() || dead.contains(&of) {
            return false;
        }
        let var = self.var(of);
        for (class, child) in self.classes(var).zip(self.below(of)) {
            path.push((var, class));
            if self.seek(*child, goal, path, dead) {
                return true;
            }
            path.pop();
        }
        dead.insert(of);
        false
    }
}

/// How the results of two points are joined into one; the same in any order.
pub(crate) type Join = fn(u8, u8) -> u8;

impl Diagrams {
    /// The diagram without the variables for which `gone` holds: what their classes lead to is joined.
    pub(crate) fn project(&mut self, of: Ref, gone: &dyn Fn(u32) -> bool, join: Join) -> Result<Ref, OverBudget> {
        let (mut known, mut joined) = (FxHashMap::default(), FxHashMap::default());
        self.projected(of, gone, join, &mut known, &mut joined)
    }

    fn projected(
        &mut self,
        of: Ref,
        gone: &dyn Fn(u32) -> bool,
        join: Join,
        known: &mut FxHashMap<Ref, Ref>,
        joined: &mut FxHashMap<(Ref, Ref), Ref>,
    ) -> Result<Ref, OverBudget> {
        if of.as_result().is_some() {
            return Ok(of);
        }
        if let Some(known) = known.get(&of) {
            return Ok(*known);
        }
        let var = self.var(of);
        let below: Vec<Ref> = self.below(of).to_vec();
        let made = if gone(var) {
            let mut all: Option<Ref> = None;
            for child in below {
                let child = self.projected(child, gone, join, known, joined)?;
                all = Some(match all {
                    None => child,
                    Some(all) => self.join(all, child, join, joined)?,
                });
            }
            all.unwrap_or(Ref::FALSE)
        } else {
            let from = self.collected.len();
            for child in below {
                let child = self.projected(child, gone, join, known, joined)?;
                self.collected.push(child);
            }
            self.make(var, from)?
        };
        known.insert(of, made);
        Ok(made)
    }

    /// At each point the results of both, joined.
    fn join(&mut self, a: Ref, b: Ref, join: Join, joined: &mut FxHashMap<(Ref, Ref), Ref>) -> Result<Ref, OverBudget> {
        let (a, b) = (a.min(b), a.max(b));
        if a == b {
            return Ok(a);
        }
        if let (Some(a), Some(b)) = (a.as_result(), b.as_result()) {
            return Ok(Ref::result(join(a as u8, b as u8)));
        }
        if let Some(known) = joined.get(&(a, b)) {
            return Ok(*known);
        }
        if joined.len() >= self.budget.saturating_mul(8) {
            return Err(OverBudget);
        }
        let var = self.var(a).min(self.var(b));
        let from = self.collected.len();
        for class in 0..self.count(var) {
            let at = |diagrams: &Self, of: Ref| {
                if diagrams.var(of) == var { diagrams.below(of).get(class).copied().unwrap_or(of) } else { of }
            };
            let (a, b) = (at(self, a), at(self, b));
            let child = self.join(a, b, join, joined)?;
            self.collected.push(child);
        }
        let made = self.make(var, from)?;
        joined.insert((a, b), made);
        Ok(made)
    }

    /// How many branches there are.
    pub(crate) fn len(&self) -> usize {
        self.branches.len()
    }

    /// The result of a constant diagram.
    pub(crate) fn constant(of: Ref) -> Option<u8> {
        of.as_result().map(|result| result as u8)
    }

    /// The branches of a diagram from the root down, each with its variable and its children with their classes.
    pub(crate) fn walk(&self, of: Ref) -> Vec<Ref> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut open = vec![of];
        let mut found = Vec::new();
        while let Some(next) = open.pop() {
            if next.as_result().is_none() && seen.insert(next) {
                found.push(next);
                open.extend_from_slice(self.below(next));
            }
        }
        // a child is always asked for a later variable than its parent
        found.sort_by_key(|of| (self.var(*of), *of));
        found
    }

    /// The variable of a branch, and its children with their classes.
    pub(crate) fn open(&self, of: Ref) -> (u32, impl Iterator<Item = (u32, Ref)>) {
        let var = self.var(of);
        (var, self.classes(var).zip(self.below(of).iter().copied()))
    }
}
