//! Places on a page: the affine transforms of PDF (ISO 32000-1, 8.3.3).

use hayro_syntax::object::Number;

/// `[a b c d e f]` as a content stream writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
}

impl Matrix {
    /// Changes nothing.
    pub(super) const IDENTITY: Self = Self {
        a: 1.0,
        b: 0.0,
        c: 0.0,
        d: 1.0,
        e: 0.0,
        f: 0.0,
    };

    /// From the six operands.
    pub(super) fn new([a, b, c, d, e, f]: [&Number; 6]) -> Self {
        Self {
            a: a.as_f64(),
            b: b.as_f64(),
            c: c.as_f64(),
            d: d.as_f64(),
            e: e.as_f64(),
            f: f.as_f64(),
        }
    }

    /// From the numbers of an array; less than six change nothing.
    pub(super) fn from_slice(numbers: &[f64]) -> Self {
        match *numbers {
            [a, b, c, d, e, f, ..] => Self { a, b, c, d, e, f },
            _ => Self::IDENTITY,
        }
    }

    /// A shift.
    pub(super) const fn shift(e: f64, f: f64) -> Self {
        Self {
            e,
            f,
            ..Self::IDENTITY
        }
    }

    /// First this, then the other.
    pub(super) fn then(self, other: Self) -> Self {
        Self {
            a: self.a * other.a + self.b * other.c,
            b: self.a * other.b + self.b * other.d,
            c: self.c * other.a + self.d * other.c,
            d: self.c * other.b + self.d * other.d,
            e: self.e * other.a + self.f * other.c + other.e,
            f: self.e * other.b + self.f * other.d + other.f,
        }
    }

    /// Where a point comes to stand.
    pub(super) fn place(self, x: f64, y: f64) -> (f64, f64) {
        (
            x * self.a + y * self.c + self.e,
            x * self.b + y * self.d + self.f,
        )
    }

    /// Where the direction of writing points.
    pub(super) const fn along(self) -> (f64, f64) {
        (self.a, self.b)
    }

    /// How tall a unit becomes.
    pub(super) fn height(self) -> f64 {
        self.c.hypot(self.d)
    }
}
