//! What reads the log of the event table.

use super::super::shape::Shape;
use super::Target;

const DICTIONARY: &[&str] = &[
    "{\"add\":{",
    "{\"remove\":{",
    "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}",
    "{\"txn\":{\"appId\":\"w\",\"version\":1}}",
    "\"readerFeatures\":[\"deletionVectors\"]",
    "\"stats\":\"{\\\"numRecords\\\":3}\"",
    "../",
    "%2e%2e",
    "retention=m3/day=2026-01-20/",
    "-9223372036854775808",
    "18446744073709551616",
    "9999-12-31",
];

const COMMITS: &[&str] = &[
    "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n\
     {\"metaData\":{\"id\":\"a\",\"format\":{\"provider\":\"parquet\",\"options\":{}},\
     \"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[{\\\"name\\\":\\\"raw\\\",\\\"type\\\":\\\"binary\\\",\
     \\\"nullable\\\":false,\\\"metadata\\\":{}}]}\",\"partitionColumns\":[\"retention\",\"day\"],\"configuration\":{}}}\n",
    "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"WRITE\"}}\n{\"txn\":{\"appId\":\"w\",\"version\":7,\"lastUpdated\":1}}\n\
     {\"add\":{\"path\":\"retention=m3/day=2026-01-20/part-0.zstd.parquet\",\
     \"partitionValues\":{\"retention\":\"m3\",\"day\":\"2026-01-20\"},\"size\":9,\"modificationTime\":1,\"dataChange\":true,\
     \"stats\":\"{\\\"numRecords\\\":1,\\\"minValues\\\":{\\\"time\\\":\\\"2026-01-20T08:00:00.000000Z\\\"},\
     \\\"maxValues\\\":{\\\"time\\\":\\\"2026-01-20T08:00:00.000000Z\\\"},\\\"nullCount\\\":{\\\"host\\\":0}}\",\
     \"tags\":{\"khien.crc32\":\"00c0ffee\"}}}\n",
    "{\"remove\":{\"path\":\"retention=m3/day=2026-01-20/part-0.zstd.parquet\",\"deletionTimestamp\":2,\"dataChange\":false,\"size\":9}}\n",
];

/// One version of the log.
pub(super) static DELTA: Target = Target {
    name: "lake.delta",
    run: |bytes| match ::lake::table::log_problem(bytes) {
        None => Shape::new().word("version"),
        Some(problem) => Shape::new().word(problem.code()),
    },
    samples: || {
        COMMITS
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect()
    },
    folders: &[],
    dictionary: DICTIONARY,
};
