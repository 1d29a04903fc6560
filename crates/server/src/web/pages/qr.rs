//! A QR code as the path of an SVG drawing: modules of one unit, four units of quiet around (ISO/IEC 18004, 6.3.8).

use qrcode::{Color, QrCode};

/// Modules left white on each side.
const QUIET: usize = 4;

/// A code to be put in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    /// Side of the square, quiet zone included.
    pub(super) side: usize,
    /// The dark modules, as path data.
    pub(super) path: String,
}

/// Draws a text; none when it is too long for a code.
pub(super) fn draw(text: &str) -> Option<Drawn> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + QUIET, place / width + QUIET);
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    Some(Drawn {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_finders_are_where_a_camera_looks_for_them() {
        let drawn = draw("otpauth://totp/Khien:an?secret=MZXW6YTB").unwrap();
        let last = drawn.side - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(drawn.path.contains(&format!("M{x} {y}h1v1h-1z")), "{x} {y}");
        }
        assert_eq!(draw(&"x".repeat(5_000)), None);
    }
}
