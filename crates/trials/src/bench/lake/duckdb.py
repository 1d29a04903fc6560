"""Asks DuckDB the questions of the bench, of the same files: the median of five warm runs, after one cold."""

import json
import os
import sys
import time

import duckdb
from deltalake import DeltaTable

questions = json.load(sys.stdin)
table = DeltaTable(sys.argv[1])
connection = duckdb.connect()
connection.execute("set threads to 2")
connection.execute("set enable_progress_bar to false")
files = connection.read_parquet(table.file_uris(), hive_partitioning=True)
files.create_view("events")


def forget():
    try:
        with open("/proc/sys/vm/drop_caches", "w") as drop:
            drop.write("1")
    except OSError:
        pass


answers = []
for question in questions:
    os.sync()
    forget()
    seconds = []
    for _ in range(6):
        start = time.perf_counter()
        rows = connection.execute(question).fetchall()
        seconds.append(time.perf_counter() - start)
    number = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else len(rows)
    answers.append([seconds[0], sorted(seconds[1:])[2], number])
print(json.dumps(answers))
