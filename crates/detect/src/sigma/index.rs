//! From the values of one field to the rules that could match: the literals
//! of all rules of a route, looked for together.
//!
//! A rule is here under one literal that must be in the field for it to match
//! at all (its trigger). Whole values are hashed; beginnings and ends are
//! looked up by their first or last four bytes; literals inside are found by
//! their rarest four bytes (gram): one pass over the value tests each gram in
//! a bit set that stays in the cache, and only the few that pass are compared.
//! Building it costs little more than copying the literals, unlike an
//! automaton, and finding takes the same time however many there are.
//!
//! Texts are folded (lower case) on both sides before they come here.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use memchr::memmem::Finder;

/// Bytes of a gram.
const GRAM: usize = 4;
/// A literal of this length has a gram wherever a pass of every fourth byte falls.
const WINDOW: usize = 2 * GRAM - 1;
/// Leaves the six bits that index a word of bits.
const EDGE_SHIFT: u32 = 26;
/// Up to so many literals are sought one by one, which is faster still.
const FEW: usize = 3;

/// Where a literal must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Position {
    Whole,
    Start,
    End,
    Inside,
}

/// Literals of one field and the rules each may set off.
#[derive(Debug, Default)]
pub(super) struct FieldIndex {
    /// Rules whose trigger is that the field is there.
    present: Vec<u32>,
    whole: HashMap<Box<[u8]>, Vec<u32>, FixedState>,
    /// One bit for each length, modulo 64, that a whole value has.
    lengths: u64,
    start: Edge,
    end: Edge,
    inside: Inside,
}

impl FieldIndex {
    /// Rules for a field that is there, whatever its value.
    pub(super) fn present(&self) -> &[u32] {
        &self.present
    }

    /// Calls `each` for every rule whose trigger is in `value`, perhaps more than once.
    pub(super) fn find(&self, value: &[u8], each: &mut impl FnMut(u32)) {
        if self.lengths >> (value.len() & 63) & 1 != 0
            && let Some(rules) = self.whole.get(value)
        {
            rules.iter().for_each(|rule| each(*rule));
        }
        self.start
            .find(first_gram(value), each, |text| value.starts_with(text));
        self.end
            .find(last_gram(value), each, |text| value.ends_with(text));
        self.inside.find(value, each);
    }
}

/// Collects the literals of a field.
#[derive(Debug, Default)]
pub(super) struct FieldIndexBuilder {
    present: Vec<u32>,
    literals: HashMap<(Position, Vec<u8>), Vec<u32>, FixedState>,
}

impl FieldIndexBuilder {
    pub(super) fn add_present(&mut self, rule: u32) {
        self.present.push(rule);
    }

    /// Adds a trigger; `text` is folded and, unless it is the whole value, not empty.
    pub(super) fn add(&mut self, position: Position, text: &[u8], rule: u32) {
        let rules = self.literals.entry((position, text.to_vec())).or_default();
        if rules.last() != Some(&rule) {
            rules.push(rule);
        }
    }

    pub(super) fn build(mut self) -> FieldIndex {
        self.present.sort_unstable();
        self.present.dedup();
        let mut index = FieldIndex {
            present: self.present,
            ..FieldIndex::default()
        };
        let mut inside = Vec::new();
        let mut literals: Vec<_> = self.literals.into_iter().collect();
        literals.sort_unstable();
        for ((position, text), rules) in literals {
            match position {
                Position::Whole => {
                    index.lengths |= 1 << (text.len() & 63);
                    index.whole.insert(text.into(), rules);
                }
                Position::Start => index.start.add(first_gram(&text), text, rules),
                Position::End => index.end.add(last_gram(&text), text, rules),
                Position::Inside => inside.push(Literal {
                    text: text.into(),
                    rules,
                }),
            }
        }
        index.inside = Inside::new(inside);
        index
    }
}

#[derive(Debug)]
struct Literal {
    text: Box<[u8]>,
    rules: Vec<u32>,
}

/// Literals that stand at one end of a value, by the gram there.
#[derive(Debug, Default)]
struct Edge {
    /// One bit for each hash of a gram.
    bits: u64,
    grams: HashMap<u32, Vec<Literal>, FixedState>,
    /// Those too short for a gram.
    short: Vec<Literal>,
}

impl Edge {
    fn add(&mut self, gram: Option<u32>, text: Vec<u8>, rules: Vec<u32>) {
        let literal = Literal {
            text: text.into(),
            rules,
        };
        match gram {
            Some(gram) => {
                self.bits |= 1 << hash(gram, EDGE_SHIFT);
                self.grams.entry(gram).or_default().push(literal);
            }
            None => self.short.push(literal),
        }
    }

    fn find(&self, gram: Option<u32>, each: &mut impl FnMut(u32), fits: impl Fn(&[u8]) -> bool) {
        let long = match gram {
            Some(gram) if self.bits >> hash(gram, EDGE_SHIFT) & 1 != 0 => self.grams.get(&gram),
            _ => None,
        };
        for literal in long.into_iter().flatten().chain(&self.short) {
            if fits(&literal.text) {
                literal.rules.iter().for_each(|rule| each(*rule));
            }
        }
    }
}

/// Literals anywhere in a value.
#[derive(Debug, Default)]
enum Inside {
    #[default]
    None,
    Few(Vec<(Finder<'static>, Vec<u32>)>),
    Grams(Box<Grams>),
}

impl Inside {
    fn new(literals: Vec<Literal>) -> Self {
        let short = literals.iter().any(|literal| literal.text.len() < GRAM);
        if literals.is_empty() {
            return Self::None;
        }
        if literals.len() <= FEW || (short && literals.len() <= 2 * FEW) {
            let few = literals.into_iter().map(|literal| {
                let finder = Finder::new(&literal.text).into_owned();
                (finder, literal.rules)
            });
            return Self::Few(few.collect());
        }
        Self::Grams(Box::new(Grams::new(literals)))
    }

    fn find(&self, value: &[u8], each: &mut impl FnMut(u32)) {
        match self {
            Self::None => {}
            Self::Few(few) => {
                for (finder, rules) in few {
                    if finder.find(value).is_some() {
                        rules.iter().for_each(|rule| each(*rule));
                    }
                }
            }
            Self::Grams(grams) => grams.find(value, each),
        }
    }
}

/// Many literals by their rarest bytes. Those of at least [`WINDOW`] bytes
/// are found by looking at every fourth position only.
#[derive(Debug)]
struct Grams {
    /// Looked at in every fourth position.
    long: Filter,
    /// Looked at in every position.
    middle: Filter,
    literals: Vec<Literal>,
    short: Vec<(Finder<'static>, Vec<u32>)>,
}

/// Grams, in two forms: bits that say "perhaps", and what they are of.
#[derive(Debug)]
struct Filter {
    /// One bit for each hash of a gram that some literal has; empty when there is none.
    bits: Vec<u64>,
    /// How far a hash is shifted to index the bits.
    shift: u32,
    by_gram: HashMap<u32, Vec<Place>, FixedState>,
}

/// A literal and how far into it its gram stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    literal: u32,
    offset: u32,
}

impl Filter {
    fn new(places: &[(u32, Place)]) -> Self {
        // 64 bits a gram: about one position in a hundred passes by chance.
        let log2 = (places.len() * 64)
            .next_power_of_two()
            .ilog2()
            .clamp(10, 18);
        let mut filter = Self {
            bits: if places.is_empty() {
                Vec::new()
            } else {
                vec![0; 1 << (log2 - 6)]
            },
            shift: 32 - log2,
            by_gram: HashMap::default(),
        };
        for (gram, place) in places {
            let hash = hash(*gram, filter.shift);
            if let Some(word) = filter.bits.get_mut(hash >> 6) {
                *word |= 1 << (hash & 63);
            }
            filter.by_gram.entry(*gram).or_default().push(*place);
        }
        filter
    }

    fn may_have(&self, gram: u32) -> bool {
        let hash = hash(gram, self.shift);
        let word = self.bits.get(hash >> 6).copied().unwrap_or(0);
        word >> (hash & 63) & 1 != 0
    }
}

impl Grams {
    fn new(literals: Vec<Literal>) -> Self {
        let (literals, short): (Vec<_>, Vec<_>) = literals
            .into_iter()
            .partition(|literal| literal.text.len() >= GRAM);
        let mut uses: HashMap<u32, u32, FixedState> = HashMap::default();
        for gram in literals.iter().flat_map(|literal| grams_of(&literal.text)) {
            *uses.entry(gram).or_default() += 1;
        }
        let burden = |gram: u32| {
            let shared = uses.get(&gram).copied().unwrap_or(0);
            u64::from(commonness(gram)) << 32 | u64::from(shared)
        };
        let (mut long, mut middle) = (Vec::new(), Vec::new());
        for (literal, number) in literals.iter().zip(0_u32..) {
            let grams: Vec<(u32, u32)> = grams_of(&literal.text).zip(0_u32..).collect();
            let is_long = literal.text.len() >= WINDOW;
            let width = if is_long { GRAM } else { 1 };
            let rarest = grams
                .windows(width)
                .min_by_key(|window| window.iter().map(|(gram, _)| burden(*gram)).sum::<u64>());
            let places = rarest.into_iter().flatten().map(|(gram, offset)| {
                (
                    *gram,
                    Place {
                        literal: number,
                        offset: *offset,
                    },
                )
            });
            if is_long {
                long.extend(places)
            } else {
                middle.extend(places)
            }
        }
        Self {
            long: Filter::new(&long),
            middle: Filter::new(&middle),
            literals,
            short: short
                .into_iter()
                .map(|literal| (Finder::new(&literal.text).into_owned(), literal.rules))
                .collect(),
        }
    }

    fn find(&self, value: &[u8], each: &mut impl FnMut(u32)) {
        if !self.long.bits.is_empty() {
            let (chunks, _) = value.as_chunks::<GRAM>();
            for (number, chunk) in chunks.iter().enumerate() {
                let gram = u32::from_le_bytes(*chunk);
                if self.long.may_have(gram) {
                    self.verify(&self.long, value, gram, number * GRAM, each);
                }
            }
        }
        if !self.middle.bits.is_empty() {
            for (at, window) in value.array_windows::<GRAM>().enumerate() {
                let gram = u32::from_le_bytes(*window);
                if self.middle.may_have(gram) {
                    self.verify(&self.middle, value, gram, at, each);
                }
            }
        }
        for (finder, rules) in &self.short {
            if finder.find(value).is_some() {
                rules.iter().for_each(|rule| each(*rule));
            }
        }
    }

    #[cold]
    fn verify(
        &self,
        filter: &Filter,
        value: &[u8],
        gram: u32,
        at: usize,
        each: &mut impl FnMut(u32),
    ) {
        for place in filter.by_gram.get(&gram).into_iter().flatten() {
            let literal = self.literals.get(place.literal as usize);
            let start = at.checked_sub(place.offset as usize);
            let (Some(literal), Some(start)) = (literal, start) else {
                continue;
            };
            if value
                .get(start..)
                .is_some_and(|rest| rest.starts_with(&literal.text))
            {
                literal.rules.iter().for_each(|rule| each(*rule));
            }
        }
    }
}

/// Multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4).
const fn hash(gram: u32, shift: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> shift) as usize
}

fn grams_of(text: &[u8]) -> impl Iterator<Item = u32> {
    text.windows(GRAM).filter_map(first_gram)
}

fn first_gram(text: &[u8]) -> Option<u32> {
    text.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn last_gram(text: &[u8]) -> Option<u32> {
    text.last_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// Texts that stand in most values of Windows logs: their grams pass the
/// filter all the time and are taken only when a literal has no others.
const COMMON: [&[u8]; 14] = [
    b"c:\\windows\\system32\\",
    b"c:\\windows\\syswow64\\",
    b"c:\\program files (x86)\\",
    b"c:\\programdata\\microsoft\\windows",
    b"c:\\users\\administrator\\appdata\\local\\temp\\",
    b"appdata\\roaming\\",
    b"hklm\\software\\microsoft\\windows nt\\currentversion\\",
    b"hklm\\system\\currentcontrolset\\services\\",
    b"\\device\\harddiskvolume",
    b"windowspowershell\\v1.0\\powershell.exe",
    b"microsoft corporation",
    b"nt authority\\system",
    b"svchost.exe -k explorer.exe cmd.exe /c .dll",
    b"https://www.http://",
];

/// The grams of [`COMMON`].
static COMMON_GRAMS: LazyLock<HashSet<u32, FixedState>> =
    LazyLock::new(|| COMMON.iter().flat_map(|text| grams_of(text)).collect());

fn commonness(gram: u32) -> u32 {
    u32::from(COMMON_GRAMS.contains(&gram))
}

/// Whether a folded text stands in most values of Windows logs.
pub(super) fn is_common(text: &[u8]) -> bool {
    COMMON
        .iter()
        .any(|common| memchr::memmem::find(common, text).is_some())
}
