### Command line: headings, summaries, messages.

## General
cli-error = error: { $problem }
cli-warning = note: { $problem }
cli-skipped = skipped: { $problem }
cli-file = File
cli-line = Line
cli-row = row { $row }, column { $column }
cli-yes = yes
cli-no = no
cli-blank = (blank)
cli-none = none
cli-nothing-found = Nothing found that needs handling.
cli-needs-person = { $count ->
    [one] { $count } item needs
   *[other] { $count } items need
} a person.
cli-as-of = Data up to { $at }
cli-pack = Regime: { $title } ({ $from } to { $to })
cli-pack-open = Regime: { $title } (from { $from })
cli-pack-unverified = { $count ->
    [one] { $count } item of the regime pack is
   *[other] { $count } items of the regime pack are
} unverified

## Reading a directive
cli-read-head = Document read
cli-read-kind = Kind
cli-read-number = Number and sign
cli-read-date = Date
cli-read-issuer = Issuer
cli-read-parent = Superior body
cli-read-subject = Subject
cli-read-watch = Watch
cli-read-addressees = Addressees
cli-read-references = Documents cited
cli-read-obligations = Duties ({ $count })
cli-read-contacts = Contacts ({ $count })
cli-read-enclosures = Enclosures
cli-read-recipients = Copies to
cli-read-signer = Signed by
cli-read-warnings = To be checked
cli-read-confidence = confidence { $percent } %
cli-read-summary = { $obligations } duties, { $addressees } addressees, { $contacts } contacts
cli-read-received-needed = The date of receipt (--received) is needed to work out deadlines.
cli-read-secret = The file is stamped { $stamp }: Khiên does not process secret documents and keeps no copy.
cli-read-aggregated = A combined list of unpatched systems may itself be sensitive; consider its protection.

## Results by duty
cli-check-title = Results for { $directive }
cli-check-window = Period: { $from } to { $to }
cli-check-column-unit = Unit
cli-check-column-obligation = Duty
cli-check-column-measure = Measure
cli-check-column-status = Result
cli-check-column-basis = Basis
cli-check-column-figures = Figures
cli-check-column-reason = Reason
cli-check-column-next = Next step
cli-check-column-due = Due
cli-check-of-classes = { $agencies } duties of the agencies, { $enterprises } of enterprises
cli-check-counts = Met { $met }, partial { $partial }, not met { $not_met }, unknown { $unknown }, not applicable { $not_applicable }, not reported { $not_reported }
cli-check-urgent = The three most urgent actions
cli-check-urgent-item = { $place }. { $unit }: { $action } (due { $due })
cli-check-missing-units = Units that have not reported: { $units }
cli-check-changes-at = the result may change at { $at }

## My tasks
cli-mine-title = My tasks
cli-mine-who = Who
cli-mine-what = What to do
cli-mine-proof = Proof
cli-mine-due = Before
cli-mine-done = Done
cli-mine-no-facts = No data yet: this is a list of what to do, not a result.

## Demo
cli-demo-banner = Demo with invented data at the fixed moment { $at } (move it with --as-of). Nothing is sent anywhere.
cli-demo-report = Report written: { $path }
cli-demo-events = Logs: { $count } events came in by syslog over TCP and can be searched; { $findings } findings became alerts.
cli-demo-folder = Demo data: { $path }

## The province's view
cli-province-units = { $units } units bound, { $duties } measures each
cli-province-split = One export of the anti-malware console: { $machines } machines, split over { $units } units; { $strangers } machines in { $groups } groups of nobody known; { $without } units without any machine
cli-province-basis = seen by Khiên { $machine }, imported { $imported }, declared { $declared }
cli-province-counted = done { $done }/{ $total }: seen by Khiên { $machine }, imported { $imported }, declared { $declared }
cli-province-pressing = The ten communes with most urgent work
cli-province-pressing-unit = { $place }. { $unit }: { $not_met } duties not met, { $seen } of them as systems show
cli-province-silent = Not reported: { $silent }/{ $units } units
cli-province-silent-more = … and { $more } more, all named in annex II of the report
cli-province-cut-off = Figures frozen, hash { $hash }

## Ledger
cli-ledger-good = The ledger is intact: { $count } entries, root { $root }
cli-ledger-bad = The ledger was changed: { $problem }
cli-ledger-shorter = The ledger is shorter than checkpoint { $checkpoint }

## Botnet, vulnerabilities
cli-botnet-hits = { $count ->
    [one] { $count } address is
   *[other] { $count } addresses are
} on the list { $list }
cli-botnet-none = No address is on the list { $list }.
cli-botnet-direction-inbound = inbound
cli-botnet-direction-outbound = outbound
cli-botnet-direction-internal = internal
cli-botnet-direction-unknown = unknown
cli-vuln-affected = { $count ->
    [one] { $count } machine is
   *[other] { $count } machines are
} affected
cli-vuln-status-affected = affected
cli-vuln-status-fixed = fixed
cli-vuln-status-not_affected = not affected
cli-vuln-status-unknown = unknown

## Import
cli-import-rows = { $table }: { $rows } rows
cli-import-same = { $file }: imported before, nothing changes
cli-import-refused = Not imported: { $count } errors, the whole batch was left out
cli-import-error = { $file }, row { $row }, column { $column }: { $problem }; expected { $expected }

## Backups
cli-backup-made = Saved: { $path }
cli-backup-sha = SHA-256 { $hash }
cli-backup-size = { $files } files, { $unpacked } bytes, archive { $bytes } bytes
cli-backup-hashes = Hashes of { $files } files, { $bytes } bytes, verified; saved at { $at }
cli-backup-apart = The database is on PostgreSQL and not in this archive: save it with pg_dump.
cli-backup-removed = Removed an old one: { $path }
cli-backup-restored = Restored into { $path } in { $seconds } seconds
cli-backup-secret = The archive holds the signing key and the organisation's data: keep it as a secret.
cli-backup-refused-io = can't read or write { $what }
cli-backup-refused-not-a-folder = { $what } is no data folder of Khiên
cli-backup-refused-database-apart = the database is on a PostgreSQL server: save it with pg_dump, then add --files-only to save the files
cli-backup-refused-target-inside = { $what } lies inside the data folder: keep backups elsewhere
cli-backup-refused-not-empty = { $what } is not empty: a restore never writes over anything
cli-backup-refused-ledger-broken = the ledger in the archive does not verify: { $what }
cli-backup-refused-name-unfit = { $what } is a link or has a name that can't be saved: rename or remove it
cli-backup-refused-malformed = it is no whole archive of Khiên: { $what }
cli-backup-refused-newer = the archive was written by a newer version: use a newer Khiên
cli-backup-refused-entry-refused = the entry "{ $what }" may not be in an archive
cli-backup-refused-list-differs = the entry "{ $what }" is missing or not in the list of hashes
cli-backup-refused-hash-differs = the entry "{ $what }" has not the hash of the list
cli-backup-refused-too-large = the archive unpacks to more than { $what } bytes

## Configuration
cli-config-file = Configuration file: { $path }
cli-config-no-file = There is no configuration file.
cli-config-default = default
cli-config-good = The configuration is fit for use.
cli-config-bad = the configuration has { $count } errors

## Event table
cli-lake-status = { $events } events in { $files } files, { $size } ({ $each } bytes an event), version { $version }
cli-lake-day = { $day }  { $class }: { $events } events, { $files } files, { $size }
cli-lake-compacted = Merged { $before } files ({ $size }) into { $after } ({ $left }); removed { $removed } files no longer needed
cli-lake-good = The event table is intact: { $events } events, { $files } files, { $size }
cli-lake-bad = The event table has a damaged file: { $problem }
cli-lake-exported = Exported { $count } events
cli-lake-export-capped = Exported { $count } events; there are more, narrow the time or raise --limit

## Máy chủ
cli-serve-at = Web site: { $url } (Ctrl-C stops it)
cli-serve-syslog = Takes syslog: { $at }
cli-serve-follow = Follows { $path } as the source { $source }
cli-serve-first = There is no account yet. One-time link of the first administrator, good for 24 hours: { $url }
cli-return-taken = { $kept } new answers taken, { $unchanged } known already.
