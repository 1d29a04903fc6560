//! The macro that turns the one list of fact tables into row types, column
//! descriptions and the container of a unit's facts.

/// Declares all fact tables; see `tables.rs`.
macro_rules! fact_tables {
    ($(
        $(#[$doc:meta])*
        $row:ident $name:literal ($vi:literal, $en:literal) in $field:ident {
            $( $column:ident : $ty:ty = ($cvi:literal, $cen:literal $(, $synonym:literal)*) ),+ $(,)?
        }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq)]
            pub struct $row {
                $( #[doc = concat!($cen, ".")] pub $column: $ty, )+
            }

            impl FactRow for $row {
                const KIND: FactKind = FactKind::$row;

                fn of(facts: &UnitFacts) -> &[Fact<Self>] {
                    &facts.$field
                }

                fn of_mut(facts: &mut UnitFacts) -> &mut Vec<Fact<Self>> {
                    &mut facts.$field
                }

                fn parse(cells: &[Option<&str>], zone: &TimeZone) -> Result<Self, Vec<CellProblem>> {
                    let mut reader = RowReader::new(cells, zone);
                    $( let $column = reader.read::<$ty>(); )+
                    match ($( $column, )+) {
                        ($( Some($column), )+) if reader.problems.is_empty() => Ok(Self { $( $column, )+ }),
                        _ => Err(reader.problems),
                    }
                }

                fn print(&self) -> Vec<Option<String>> {
                    vec![ $( Cell::print(&self.$column) ),+ ]
                }
            }
        )+

        /// A fact table; also what a measure declares that it needs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactKind { $( #[doc = concat!("`", $name, "`: ", $en, ".")] $row, )+ }

        impl FactKind {
            /// All tables, in the order of the list.
            pub const ALL: &[Self] = &[ $( Self::$row ),+ ];

            /// The table's name: its file is `NAME.csv` or a sheet of that name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$row => $name, )+ }
            }

            /// The table's title in Vietnamese and English.
            #[must_use]
            pub const fn titles(self) -> (&'static str, &'static str) {
                match self { $( Self::$row => ($vi, $en), )+ }
            }

            /// The table of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $( $name => Some(Self::$row), )+ _ => None }
            }

            /// The table's own columns, in order; every table also has the `COMMON_COLUMNS`.
            #[must_use]
            pub const fn columns(self) -> &'static [Column] {
                match self { $(
                    Self::$row => &[ $( Column {
                        name: stringify!($column),
                        required: <$ty as Cell>::REQUIRED,
                        form: <$ty as Cell>::FORM,
                        vi: $cvi,
                        en: $cen,
                        synonyms: &[ $($synonym),* ],
                    } ),+ ],
                )+ }
            }
        }

        /// All facts of one unit (or the shared ones that name no unit), newest state.
        #[derive(Debug, Default, Clone)]
        pub struct UnitFacts { $( $field: Vec<Fact<$row>>, )+ }

        impl UnitFacts {
            /// Whether there is no fact at all.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                true $( && self.$field.is_empty() )+
            }

            /// How many rows of one table there are.
            #[must_use]
            pub fn count(&self, kind: FactKind) -> usize {
                match kind { $( FactKind::$row => self.$field.len(), )+ }
            }

            /// Puts a parsed row in, replacing the row of the same code.
            pub(super) fn put(&mut self, kind: FactKind, head: FactHead, cells: &[Option<&str>], zone: &TimeZone) -> Result<(), Vec<CellProblem>> {
                match kind { $(
                    FactKind::$row => put_row(&mut self.$field, head, <$row as FactRow>::parse(cells, zone)?),
                )+ }
                Ok(())
            }

            /// Whether there is a row of this code.
            pub(super) fn has(&self, kind: FactKind, code: &str) -> bool {
                match kind { $(
                    FactKind::$row => self.$field.iter().any(|fact| fact.code.as_str() == code),
                )+ }
            }

            /// Takes a row out; says whether it was there.
            pub(super) fn take(&mut self, kind: FactKind, code: &str) -> bool {
                match kind { $(
                    FactKind::$row => {
                        let before = self.$field.len();
                        self.$field.retain(|fact| fact.code.as_str() != code);
                        self.$field.len() < before
                    }
                )+ }
            }
        }

        /// Reads the cells of one row and tells what is wrong with them, without keeping the row.
        ///
        /// # Errors
        /// Every cell that is missing or not of its column's form.
        pub fn check_cells(kind: FactKind, cells: &[Option<&str>], zone: &TimeZone) -> Result<Vec<Option<String>>, Vec<CellProblem>> {
            match kind { $( FactKind::$row => <$row as FactRow>::parse(cells, zone).map(|row| row.print()), )+ }
        }
    };
}
pub(super) use fact_tables;
