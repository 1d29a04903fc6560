//! From the values of one field to the rules that could match: the literals
//! of all rules of a route, looked for together.
//!
//! A rule is here under one literal that must be in the field for it to match
//! at all (its trigger). Whole values are hashed; beginnings and ends are
//! looked up by their first or last eight bytes; literals inside are found by
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
        self.find_ends(value, each);
        self.inside.find(value, each);
    }

    /// The same for literals inside values alone, of which several may stand in one text.
    pub(super) fn find_inside(&self, values: &[u8], each: &mut impl FnMut(u32)) {
        self.inside.find(values, each);
    }

    /// Whether it has literals that are more than inside a value.
    pub(super) fn has_ends(&self) -> bool {
        let edges = [&self.start, &self.end];
        self.lengths != 0 || edges.iter().any(|edge| edge.is_some())
    }

    /// The same for literals that are a whole value or an end of one.
    pub(super) fn find_ends(&self, value: &[u8], each: &mut impl FnMut(u32)) {
        if self.lengths >> (value.len() & 63) & 1 != 0
            && let Some(rules) = self.whole.get(value)
        {
            rules.iter().for_each(|rule| each(*rule));
        }
        self.start.find(value, Side::Start, each);
        self.end.find(value, Side::End, each);
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
        let (mut start, mut end, mut inside) = (Vec::new(), Vec::new(), Vec::new());
        let mut literals: Vec<_> = self.literals.into_iter().collect();
        literals.sort_unstable();
        for ((position, text), rules) in literals {
            let text: Box<[u8]> = text.into();
            match position {
                Position::Whole => {
                    index.lengths |= 1 << (text.len() & 63);
                    index.whole.insert(text, rules);
                }
                Position::Start => start.push(Literal { text, rules }),
                Position::End => end.push(Literal { text, rules }),
                Position::Inside => inside.push(Literal { text, rules }),
            }
        }
        index.start = Edge::new(start, Side::Start);
        index.end = Edge::new(end, Side::End);
        index.inside = Inside::new(inside);
        index
    }
}

#[derive(Debug)]
struct Literal {
    text: Box<[u8]>,
    rules: Vec<u32>,
}

/// Literals that stand at one end of a value, by the eight bytes there, or by four where they
/// have no more. Four alone would not do: the names of all programs end alike.
#[derive(Debug, Default)]
struct Edge {
    eights: Ends,
    fours: Ends,
    /// Those that have not even four bytes.
    short: Vec<Literal>,
}

impl Edge {
    fn new(literals: Vec<Literal>, side: Side) -> Self {
        let mut edge = Self::default();
        let (mut eights, mut fours) = (Vec::new(), Vec::new());
        for literal in literals {
            let (eight, four) = side.of(&literal.text);
            match (eight, four) {
                (Some(eight), _) => eights.push((eight, literal)),
                (None, Some(four)) => fours.push((four, literal)),
                (None, None) => edge.short.push(literal),
            }
        }
        edge.eights = Ends::new(eights);
        edge.fours = Ends::new(fours);
        edge
    }

    fn is_some(&self) -> bool {
        let none = self.eights.bits.is_empty() && self.fours.bits.is_empty();
        !none || !self.short.is_empty()
    }

    fn find(&self, value: &[u8], side: Side, each: &mut impl FnMut(u32)) {
        let (eight, four) = side.of(value);
        let eights = eight.map_or(&[][..], |eight| self.eights.of(eight));
        let fours = four.map_or(&[][..], |four| self.fours.of(four));
        for literal in eights.iter().chain(fours).chain(&self.short) {
            let fits = match side {
                Side::Start => value.starts_with(&literal.text),
                Side::End => value.ends_with(&literal.text),
            };
            if fits {
                literal.rules.iter().for_each(|rule| each(*rule));
            }
        }
    }
}

/// An end of a value.
#[derive(Debug, Clone, Copy)]
enum Side {
    Start,
    End,
}

impl Side {
    /// The eight and the four bytes at this end, where there are so many.
    fn of(self, text: &[u8]) -> (Option<u64>, Option<u64>) {
        match self {
            Self::Start => (
                text.first_chunk().map(|bytes| u64::from_le_bytes(*bytes)),
                first_gram(text).map(u64::from),
            ),
            Self::End => (
                text.last_chunk().map(|bytes| u64::from_le_bytes(*bytes)),
                text.last_chunk()
                    .map(|bytes| u64::from(u32::from_le_bytes(*bytes))),
            ),
        }
    }
}

/// Literals by the bytes at one end, behind bits that say "perhaps".
#[derive(Debug, Default)]
struct Ends {
    /// One bit for each hash that some literal has; empty when there is none.
    bits: Vec<u64>,
    /// How far a hash is shifted to index the bits.
    shift: u32,
    by_bytes: HashMap<u64, Vec<Literal>, FixedState>,
}

impl Ends {
    fn new(literals: Vec<(u64, Literal)>) -> Self {
        let mut ends = Self::default();
        if literals.is_empty() {
            return ends;
        }
        // 16 bits a literal, at least one word.
        let log2 = (literals.len() * 16).next_power_of_two().ilog2().max(6);
        ends.bits = vec![0; 1 << (log2 - 6)];
        ends.shift = 64 - log2;
        for (bytes, literal) in literals {
            let hash = ends.hash(bytes);
            if let Some(word) = ends.bits.get_mut(hash >> 6) {
                *word |= 1 << (hash & 63);
            }
            ends.by_bytes.entry(bytes).or_default().push(literal);
        }
        ends
    }

    fn of(&self, bytes: u64) -> &[Literal] {
        if self.bits.is_empty() {
            return &[];
        }
        let hash = self.hash(bytes);
        let word = self.bits.get(hash >> 6).copied().unwrap_or(0);
        if word >> (hash & 63) & 1 == 0 {
            return &[];
        }
        self.by_bytes.get(&bytes).map_or(&[], Vec::as_slice)
    }

    /// Multiplicative, as [`hash`].
    fn hash(&self, bytes: u64) -> usize {
        let hash = bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        usize::try_from(hash).unwrap_or(0)
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
