//! Typed codes: the natural keys by which facts refer to each other.
//!
//! A code is unique in its table and is what people see ("PC-VH-012"). The
//! type parameter keeps the code of a shift from being taken for an asset's.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use std::sync::Arc;

/// The code of a row of table `T`; cheap to clone.
pub struct Key<T> {
    code: Arc<str>,
    of: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// A key from its code; blanks at the ends are dropped.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self {
            code: Arc::from(code.trim()),
            of: PhantomData,
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.code
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        Self {
            code: Arc::clone(&self.code),
            of: PhantomData,
        }
    }
}
impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code.cmp(&other.code)
    }
}
impl<T> Hash for Key<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}
impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.code)
    }
}
impl<T> fmt::Display for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.code)
    }
}
impl<T> core::borrow::Borrow<str> for Key<T> {
    fn borrow(&self) -> &str {
        &self.code
    }
}
