//! The tests that need more than comparisons of columns, as functions of the
//! query engine. They call the same code as the test of single events.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, StringViewArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::prelude::ident;

use super::field::SearchColumn;
use super::matching::{FieldReader, OtherTest};
use super::pattern::{Finder, Pattern};
use super::syntax::Test;

/// What a function does with a row.
enum Work {
    /// `raw` → whether it holds the text.
    Text(Finder),
    /// a text column → whether it passes.
    Column(SearchColumn, Test),
    /// `parser`, `raw` → whether the field read from it passes.
    Other(Arc<str>, Test, Arc<dyn FieldReader>),
    /// `parser`, `raw` → the field read from it.
    Value(Arc<str>, Arc<dyn FieldReader>),
}

/// A function of one search; functions with the same key do the same.
struct Function {
    key: String,
    signature: Signature,
    work: Work,
}

/// `raw` holds the pattern.
pub(super) fn holds_text(pattern: &Pattern) -> Expr {
    let key = format!("holds {pattern}");
    call(key, Work::Text(Finder::new(pattern)), &["raw"])
}

/// A text column passes a test; null for null.
pub(super) fn column_passes(column: SearchColumn, test: &Test, shown: &str) -> Expr {
    let work = Work::Column(column, test.clone());
    call(format!("passes {shown}"), work, &[column.table()])
}

/// A field of the record passes a test.
pub(super) fn other_passes(
    name: &Arc<str>,
    test: &Test,
    shown: &str,
    reader: &Arc<dyn FieldReader>,
) -> Expr {
    let work = Work::Other(Arc::clone(name), test.clone(), Arc::clone(reader));
    call(format!("reads {shown}"), work, &["parser", "raw"])
}

/// A field of the record; null where it has none.
pub(super) fn other_value(name: &Arc<str>, reader: &Arc<dyn FieldReader>) -> Expr {
    let work = Work::Value(Arc::clone(name), Arc::clone(reader));
    call(format!("value {name}"), work, &["parser", "raw"])
}

fn call(key: String, work: Work, columns: &[&str]) -> Expr {
    let function = Function {
        key,
        signature: Signature::any(columns.len(), Volatility::Immutable),
        work,
    };
    let columns = columns.iter().map(|name| ident(*name)).collect();
    ScalarUDF::new_from_impl(function).call(columns)
}

/// Texts and bytes alike as bytes.
pub(super) fn bytes_of(array: &ArrayRef) -> Result<BinaryViewArray> {
    match array.data_type() {
        DataType::BinaryView => Ok(array.as_binary_view().clone()),
        DataType::Utf8View => Ok(array.as_string_view().clone().to_binary_view()),
        _ => Ok(cast(array, &DataType::BinaryView)?.as_binary_view().clone()),
    }
}

fn text_of(bytes: Option<&[u8]>) -> &str {
    bytes
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .unwrap_or_default()
}

impl Function {
    fn run(&self, args: &[ArrayRef]) -> Result<ArrayRef> {
        let columns: Vec<BinaryViewArray> = args.iter().map(bytes_of).collect::<Result<_>>()?;
        let one = |test: &dyn Fn(&[u8]) -> bool| -> BooleanArray {
            let values = columns.iter().flatten();
            values.map(|value| value.map(test)).collect()
        };
        let records = || match columns.as_slice() {
            [parser, raw] => Some(parser.iter().map(text_of).zip(raw)),
            _ => None,
        };
        Ok(match &self.work {
            Work::Text(finder) => Arc::new(one(&|raw| finder.is_in(raw))),
            Work::Column(column, test) => {
                Arc::new(one(&|value| test.holds_text(*column, text_of(Some(value)))))
            }
            Work::Other(name, test, reader) => {
                let test = OtherTest::new(name, test);
                let rows = records().into_iter().flatten().map(|(parser, raw)| {
                    Some(raw.is_some_and(|raw| test.holds(parser, raw, reader.as_ref())))
                });
                Arc::new(rows.collect::<BooleanArray>())
            }
            Work::Value(name, reader) => {
                let rows = records().into_iter().flatten();
                let values = rows.map(|(parser, raw)| reader.field(parser, raw?, name));
                Arc::new(values.collect::<StringViewArray>())
            }
        })
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        &self.key
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.work {
            Work::Value(..) => DataType::Utf8View,
            _ => DataType::Boolean,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        self.run(&arrays).map(ColumnarValue::Array)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Function").field(&self.key).finish()
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
