### Ledger, reports, audit, search.

web-nav-ledger = Ledger
web-nav-reports = Reports
web-nav-audit = Audit
web-newest = Newest
web-older = Older
web-print = Print

## Ledger
web-ledger-title = Evidence ledger
web-ledger-leaves = { $value } entries, added only, never edited or deleted
web-ledger-head = Newest checkpoint
web-ledger-signed = Signed at
web-ledger-root = Root of the tree
web-ledger-key = Signing key
web-ledger-note = Signed text
web-ledger-download = Download checkpoint
web-ledger-keep = Download it and keep it elsewhere, with the upper tier for instance: then even a shortened ledger shows.
web-ledger-empty = The ledger has no entries yet, so there is no checkpoint.
web-ledger-verify = Verify the ledger
web-ledger-verify-sub = Computes the whole ledger again, with the rows and files it vouches for.
web-ledger-given = A checkpoint kept elsewhere (optional)
web-ledger-given-hint = Paste the whole content of a file downloaded earlier to compare with it.
web-ledger-verify-go = Verify now
web-ledger-intact = The ledger is intact: { $leaves } entries, all { $heads } signed checkpoints agree.
web-ledger-intact-against = The ledger is intact and agrees with the checkpoint kept elsewhere: { $leaves } entries, all { $heads } signed checkpoints agree.
web-ledger-altered = Something does not agree among { $leaves } entries and { $heads } signed checkpoints. Leave the data folder as it is and tell the person in charge.
web-ledger-left-out = And { $count } more.
web-ledger-entries = Entries
web-ledger-entries-sub = newest first, within the scope of this account
web-ledger-none = No entries yet within the scope of this account.
web-ledger-seq = No.
web-ledger-time = Time
web-ledger-kind = Kind
web-ledger-what = What
web-ledger-by = Who
web-ledger-leaf-missing = An entry is missing.
web-ledger-root-mismatch = The entries do not give the signed root.
web-ledger-head-forged = A checkpoint is not signed by the key of the ledger.
web-ledger-unsigned = There are entries that no checkpoint covers.
web-ledger-row-missing = The row of the entry is gone.
web-ledger-row-changed = The row of the entry was edited.
web-ledger-row-without-leaf = There is a row without an entry.
web-ledger-facts-changed = The facts of a source are not those that came in.
web-ledger-facts-without-source = There are facts of a source that does not exist.
web-ledger-row-unreadable = There is a row that can't be read.
web-ledger-truncated = The ledger is shorter than the checkpoint kept elsewhere: it was cut.
web-ledger-checkpoint-mismatch = The ledger had another content when the checkpoint was kept.
web-ledger-checkpoint-forged = The pasted checkpoint is malformed or not signed by the key of this ledger.
web-ledger-file-missing = A kept file is gone.
web-ledger-file-changed = A kept file has another content.

## Kinds of entries
web-leaf-import = Data imported
web-leaf-directive = Directive in force
web-leaf-status-changed = Result changed
web-leaf-judged-again = Judged again
web-leaf-statement = Statement
web-leaf-return-closed = Return closed
web-leaf-return-reopened = Return reopened
web-leaf-setting = Policy value changed
web-leaf-cut-off = Cut-off
web-leaf-report = Report written
web-leaf-file = File kept
web-leaf-by = Done by
web-leaf-about = Directive
web-leaf-duty = Duty
web-leaf-measure = Measure
web-leaf-before = Before
web-leaf-now = Result
web-leaf-basis = Basis
web-leaf-id = Id
web-leaf-row = Hash of the row

## Who did it
web-actor-local = Administrator at the server
web-actor-judge = Khiên (judged again)
web-actor-job = Khiên ({ $value })
web-actor-link = A unit, by its secret link
web-actor-token = A program
web-actor-gone = An account that is gone

## One entry and its proof
web-proof-holds = This entry is in the checkpoint signed at { $value }; it can't be edited without that showing.
web-proof-broken = This entry does not agree with the signed checkpoint. Verify the whole ledger.
web-proof-says = What the entry says
web-proof-bytes = As written in the ledger
web-proof-no-names = The ledger holds codes, no names of people and no free text; the names above come from the present register.
web-proof = Proof
web-proof-size = in a tree of { $value } entries
web-proof-hash = Hash of the entry
web-proof-path = { $count } hashes on the way to the root, from below
web-proof-how = Check it yourself
web-proof-how-1 = The hash of the entry is SHA-256 of one byte 0x00 followed by what is written above.
web-proof-how-2 = For position { $seq } in a tree of { $size } entries, combine the hashes on the way one by one as in RFC 6962 section 2.1.1: SHA-256 of the byte 0x01, the left branch, the right branch.
web-proof-how-3 = The outcome must be the root, and the root must stand in the checkpoint signed by the key of the ledger (Ed25519, a C2SP signed note).

## Reports
web-reports-title = Reports
web-reports-sub = frozen figures, written reports and the papers around them
web-reports-no-directive = No directive is in force yet.
web-reports-to-directives = To the directives
web-reports-summary = Summary to print
web-reports-kept = Reports written
web-reports-none = No report yet.
web-reports-file = File
web-reports-from = From cut-off
web-reports-hash = Hash
web-reports-report = report
web-reports-annex = annex
web-reports-for = Report of
web-reports-whole = The whole scope
web-reports-write = Write the report
web-reports-write-hint = Writes the report (.docx) and its annex (.xlsx) from the newest cut-off; when results have changed since, the figures are frozen first. Number, date and signer stay blank.
web-reports-cut-offs = Cut-offs
web-reports-no-cut-off = No cut-off yet.
web-reports-as-of = Figures up to
web-reports-freeze = Cut off now
web-reports-freeze-hint = Keeps the results as they are, with their hash in the ledger; they can't be changed later.
web-reports-frozen = The figures are frozen and recorded in the ledger.
web-reports-written = Report and annex are written; download them from the list below.
web-papers = Other papers
web-papers-hint = Written from the figures of this moment, to be downloaded, read, signed and sent; Khiên neither sends nor keeps them.
web-papers-unit = Unit
web-papers-highest = The highest unit in scope
web-papers-checklist = Checklist
web-papers-roster = Roster sheet
web-papers-enclosures = Request for enclosures
web-papers-deadline = Answer by (may stay blank)
web-papers-deadline-wrong = The day to answer by must be a date, year-month-day.
web-papers-reminder = Reminder to { $count } units that have not reported

## Summary
web-summary-title = Summary of results
web-summary-sub = { $units } units · figures up to { $at }
web-summary-frozen = last cut-off { $at }, hash { $hash }
web-summary-duties = Units by result of each duty
web-summary-duty = Duty
web-summary-silent = Not reported: { $count } units
web-summary-pressing = Units with most that is not met
web-summary-none-pressing = No unit has anything that is not met.
web-summary-not-met = { $count } results not met

## Audit
web-audit-title = Audit
web-audit-sub = accounts, rights, sessions and tokens: who did what, when, from where
web-audit-entries = What was done
web-audit-actor = Who
web-audit-everybody = Everybody
web-audit-action = Action
web-audit-everything = Everything
web-audit-filter = Filter
web-audit-change = Old → new
web-audit-from = From address
web-audit-none = Nothing matches.
web-audit-link-first-admin = First administrator's link made
web-audit-link-recover = Recovery link made
web-audit-link-used = One-time link used
web-audit-account-created = Account made
web-audit-account-grants = Roles changed
web-audit-account-disabled = Account disabled
web-audit-account-enabled = Account enabled
web-audit-account-password = Password changed
web-audit-account-totp = Second factor switched
web-audit-account-totp-begun = Second factor begun
web-audit-session-signed-in = Signed in
web-audit-session-signed-out = Signed out
web-audit-session-revoked = Session revoked
web-audit-token-created = Token of a program made
web-audit-token-revoked = Token of a program revoked
web-audit-unit-link-created = Secret link of a unit made
web-audit-unit-link-revoked = Secret link of a unit revoked

## Search
web-search-label = Name, code or IP address
web-search-nothing-asked = Type the name of a unit or machine, an IP address, or words of a duty.
web-search-none = Nothing matches “{ $value }”.
web-search-none-hint = Only what lies in the scope of this account is searched. Marks may be left out.
web-search-units = Units
web-search-duties = Duties
web-search-assets = Machines and devices
web-search-count = { $count } found
web-search-more = Only the first { $count } are shown; type more to narrow it down.
