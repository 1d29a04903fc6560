//! All numbers of this folder in one place.
//!
//! They are Khiên's own choices, not law; where a known guide names a value it
//! is cited.

use jiff::SignedDuration;

/// How long the link of the first administrator works.
pub const FIRST_LINK_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long an invitation works.
pub const INVITE_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link to a new password works.
pub const RECOVER_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long a unit's link works: a watch and the reports after it.
pub const UNIT_LINK_LIFE: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How long a session lasts, however much it is used: one shift.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// How long a session lasts unused.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(2);
/// How exactly the last use of a session is kept; each is a write.
pub const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// How long an address a person signed in from is remembered.
pub const ADDRESS_KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Fewest characters of a password (OWASP ASVS 5.0, 6.2.9 wants passwords of 15 for those without a second
/// factor; 12 is what people here can be held to from the first day).
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Most bytes of a password.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// Fewest different characters of a password.
pub const PASSWORD_DIFFERENT_MIN: usize = 5;

/// Memory of one hash, in KiB (OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1).
pub(super) const HASH_MEMORY_KIB: u32 = 19 * 1024;
/// Passes of one hash.
pub(super) const HASH_PASSES: u32 = 2;
/// Lanes of one hash.
pub(super) const HASH_LANES: u32 = 1;
/// Hashes computed at a time; the rest wait.
pub(super) const HASHES_AT_ONCE: usize = 2;

/// Characters of a user agent that are kept.
pub(super) const USER_AGENT_CHARS_MAX: usize = 200;
/// Characters of a name.
pub(super) const NAME_CHARS_MAX: usize = 120;
/// Characters of a login.
pub(super) const LOGIN_CHARS_MAX: usize = 64;
/// Entries of one page of the audit.
pub const AUDIT_PAGE_MAX: u64 = 200;

/// How many failures are too many, and what follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Failures that are free.
    pub(super) free: i64,
    /// How long a failure counts after the last one.
    pub(super) within: SignedDuration,
    /// Afterwards one attempt in this time; `None` when there is none until all is forgotten.
    pub(super) then_every: Option<SignedDuration>,
}

const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// One login from one block of addresses.
pub(super) const PER_LOGIN_AND_BLOCK: Limit = Limit {
    free: 5,
    within: QUARTER,
    then_every: None,
};
/// Any logins from one address: an office behind one address has many people.
pub(super) const PER_ADDRESS: Limit = Limit {
    free: 30,
    within: QUARTER,
    then_every: None,
};
/// One login from an address it was signed in from before: slowed down, never shut, as the person may be
/// behind the same address as who guesses.
pub(super) const PER_KNOWN_ADDRESS: Limit = Limit {
    free: 5,
    within: QUARTER,
    then_every: Some(SignedDuration::from_secs(10)),
};
/// Codes of the second factor of one account from addresses not known to it, after a right password.
pub(super) const PER_SECOND_FACTOR: Limit = Limit {
    free: 20,
    within: SignedDuration::from_hours(1),
    then_every: None,
};
/// The own password asked again within a session.
pub(super) const PER_OWN_PASSWORD: Limit = Limit {
    free: 10,
    within: QUARTER,
    then_every: None,
};
/// Tokens that are none, from one address. A good token is let in whatever others at its address did.
pub(super) const PER_BAD_TOKEN: Limit = Limit {
    free: 30,
    within: QUARTER,
    then_every: None,
};
/// How long the answer to a repeated request is kept.
pub const REPEAT_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// After this a request that never ended is taken for cut off, and may be sent again.
pub const REPEAT_CUT_OFF: SignedDuration = SignedDuration::from_mins(10);
