//! The second factor: codes by time (RFC 6238) as authenticator apps make them:
//! HMAC-SHA-1, steps of 30 seconds, six digits.
//!
//! A code of the step before and after is taken too, for clocks that differ;
//! a step is used once.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// Bytes of a new secret: the length of the hash (RFC 4226, section 4, R6).
pub(super) const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
const DIGITS: usize = 6;
const AROUND: [i64; 3] = [0, -1, 1];

/// The step whose code was given, if it is a good one after the last step used.
pub(super) fn step_of(
    secret: &[u8],
    code: &str,
    now: Timestamp,
    last_used: Option<i64>,
) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let current = now.as_second().div_euclid(STEP_SECONDS);
    AROUND
        .map(|offset| current.saturating_add(offset))
        .into_iter()
        .filter(|step| last_used.is_none_or(|last| *step > last))
        .find(|step| {
            code_of(secret, *step)
                .is_some_and(|right| right.as_bytes().ct_eq(code.as_bytes()).into())
        })
}

/// The code of a step (RFC 4226, section 5.3).
fn code_of(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0x0f);
    let four: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    Some(format!("{:0DIGITS$}", number % 1_000_000))
}

/// Base32 without padding (RFC 4648, section 6), as apps take secrets.
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut five = [0_u8; 8];
        for (place, byte) in five.iter_mut().skip(3).zip(chunk) {
            *place = *byte;
        }
        let bits = u64::from_be_bytes(five);
        let letters = (chunk.len() * 8).div_ceil(5);
        for position in 0..letters {
            let index = usize::try_from((bits >> (35 - 5 * position)) & 0x1f).unwrap_or(0);
            text.extend(LETTERS.get(index).map(|letter| char::from(*letter)));
        }
    }
    text
}

/// The address an app reads from a QR code (Google Authenticator's key URI format).
pub(super) fn uri(login: &str, secret: &[u8]) -> String {
    let login: String = url::form_urlencoded::byte_serialize(login.as_bytes()).collect();
    let secret = base32(secret);
    format!(
        "otpauth://totp/Khien:{login}?secret={secret}&issuer=Khien&algorithm=SHA1&digits=6&period=30"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, SHA-1, the last six of eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(seconds).unwrap();
            let step = step_of(RFC_SECRET, code, now, None);
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_works_a_step_early_or_late_and_once() {
        let check = |seconds: i64, last: Option<i64>, expected: Option<i64>| {
            let now = Timestamp::from_second(seconds).unwrap();
            // "287082" is the code of step 1, seconds 30 to 59.
            assert_eq!(
                step_of(RFC_SECRET, "287 082", now, last),
                expected,
                "{seconds}"
            );
        };
        check(0, None, Some(1));
        check(45, None, Some(1));
        check(89, None, Some(1));
        check(90, None, None);
        check(45, Some(0), Some(1));
        check(45, Some(1), None);
        check(45, Some(2), None);
    }

    #[test]
    fn secrets_are_written_as_the_rfc_says() {
        // RFC 4648, section 10, without padding.
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
