//! Tables that an earlier version wrote, with fewer columns.

use super::*;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

/// Changes each line of a version.
fn change(version: &Path, change: impl Fn(&mut Value)) {
    let text = fs::read_to_string(version).unwrap();
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        change(&mut line);
        format!("{line}\n")
    });
    fs::write(version, lines.collect::<String>()).unwrap();
}

/// Takes a column out of the schema that a line states.
fn forget_column(column: &str, line: &mut Value) {
    let Some(schema) = line.pointer_mut("/metaData/schemaString") else {
        return;
    };
    let mut stated: Value = serde_json::from_str(schema.as_str().unwrap()).unwrap();
    let fields = stated["fields"].as_array_mut().unwrap();
    let before = fields.len();
    fields.retain(|field| field["name"] != column);
    assert_eq!(fields.len() + 1, before);
    *schema = stated.to_string().into();
}

#[test]
fn a_table_of_an_earlier_version_gets_the_columns_that_came_since() {
    let folder = Folder::new();
    let table = folder.open();
    commit(&table, 0, 50, "m3", now());
    drop(table);
    let first = folder.path().join("_delta_log/00000000000000000000.json");
    change(&first, |line| forget_column("action", line));
    let table = folder.open();
    commit(&table, 50, 100, "m3", now());
    assert_eq!(distinct(&table), (100, 100));
    drop(table);
    let log = fs::read_to_string(folder.path().join("_delta_log/00000000000000000002.json"));
    assert!(log.unwrap().contains("action"));
}

/// Writes a data file again as an earlier version did: without that column.
fn rewrite_without(column: &str, path: &Path) -> u64 {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    let kept: Vec<usize> = (0..batches[0].num_columns())
        .filter(|at| batches[0].schema().field(*at).name() != column)
        .collect();
    let narrow = batches.iter().map(|batch| batch.project(&kept).unwrap());
    let narrow: Vec<_> = narrow.collect();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, narrow[0].schema(), None).unwrap();
    for batch in &narrow {
        writer.write(batch).unwrap();
    }
    writer.close().unwrap();
    fs::metadata(path).unwrap().len()
}

#[test]
fn files_of_an_earlier_version_are_read_merged_and_left_as_they_are_until_then() {
    let folder = Folder::new();
    let table = folder.open();
    commit(&table, 0, 50, "m3", now());
    drop(table);
    let log = folder.path().join("_delta_log");
    let first = log.join("00000000000000000000.json");
    change(&first, |line| forget_column("action", line));
    let files = files_on_disk(&folder.path());
    let [file] = files.as_slice() else {
        panic!("more than one file");
    };
    let bytes = rewrite_without("action", &folder.path().join(file));
    // The log of that version speaks of the file it wrote, and knows nothing of the column.
    let second = log.join("00000000000000000001.json");
    change(&second, |line| {
        let Some(add) = line.get_mut("add") else {
            return;
        };
        add["size"] = bytes.into();
        add.as_object_mut().unwrap().remove("tags");
        let mut stats: Value = serde_json::from_str(add["stats"].as_str().unwrap()).unwrap();
        for values in stats.as_object_mut().unwrap().values_mut() {
            values.as_object_mut().map(|values| values.remove("action"));
        }
        add["stats"] = stats.to_string().into();
    });

    let table = folder.open();
    assert_eq!(table.committed("w").unwrap(), 50);
    commit(&table, 50, 100, "m3", now());
    let check = |table: &Table, step: &str| {
        assert_eq!(distinct(table), (100, 100), "{step}");
        let denied = (50..100).filter(|n| n % 3 == 0).count();
        assert_eq!(
            number(table, col("action").eq(lit("deny"))),
            denied,
            "{step}"
        );
        assert_eq!(number(table, col("action").is_null()), 50, "{step}");
        assert_eq!(number(table, col("host").eq(lit("may-007"))), 3, "{step}");
        assert_eq!(table.verify(&mut |_, _| {}).unwrap().problems, [], "{step}");
    };
    check(&table, "beside new ones");
    table
        .compact(
            &CompactOptions::default(),
            now() + SignedDuration::from_hours(48),
        )
        .unwrap();
    assert_eq!(table.status().unwrap().files, 1);
    check(&table, "merged");
    drop(table);
    check(&folder.open(), "after a new start");
}
