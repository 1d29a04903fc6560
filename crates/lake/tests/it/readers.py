"""Reads a Delta table with readers that are not ours and prints what they see.

deltalake follows the log itself; DuckDB reads the Parquet files which that log
names, partition columns from their paths.
"""

import json
import sys

import duckdb
from deltalake import DeltaTable, QueryBuilder

table = DeltaTable(sys.argv[1])


def delta(query):
    found = QueryBuilder().register("events", table).execute(query).read_all()
    columns = [column.to_pylist() for column in found.columns]
    return [list(row) for row in zip(*columns)]


def duck(query):
    connection = duckdb.connect()
    files = connection.read_parquet(table.file_uris(), hive_partitioning=True)
    files.create_view("events")
    return [list(row) for row in connection.execute(query).fetchall()]


QUERIES = {
    "count": "select count(*), count(distinct event_id) from events",
    "groups": "select host, action, count(*), max(dst_port) from events group by 1, 2 order by 1, 2",
    "classes": "select retention, cast(day as varchar), count(*) from events group by 1, 2 order by 1, 2",
    "late": "select count(*) from events where time >= timestamp '2026-01-20 07:59:40' and retention = 'm3'",
}
seen = {
    reader.__name__: {name: reader(query) for name, query in QUERIES.items()}
    for reader in (delta, duck)
}
print(json.dumps(seen))
