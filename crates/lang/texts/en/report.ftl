### Report in the form of Decree 30/2020; the English text is a translation for readers.

report-nation = SOCIALIST REPUBLIC OF VIET NAM
report-motto = Independence - Freedom - Happiness
report-number = No.        /BC-{ $sign }
report-place-date = { $place }, day        month        year { $year }
report-kind = REPORT
report-subject = Results of cyberinformation security { $occasion }
report-to = To: { $recipient }.
report-to-many = To:
report-basis = In carrying out { $directive }, { $unit } reports as follows:
report-as-of = Figures as of { $at }, cut-off { $hash }.

## Sections
report-section-1 = I. DIRECTION AND ARRANGEMENTS
report-section-1-documents = 1. Documents issued
report-section-1-duty = 2. Duty assignment
report-section-2 = II. RESULTS
report-result-duty = 1. Duty around the clock
report-result-watch = 2. Monitoring: alerts and handling
report-result-malware = 3. Malware: machines checked, infected, cleaned
report-result-botnet = 4. Addresses on the botnet list
report-result-vulnerabilities = 5. Vulnerabilities and patches
report-result-ncsc = 6. Link to and sharing with NCSC
report-result-incidents = 7. Incidents
report-result-portals = 8. Portals and sites
report-result-awareness = 9. Awareness
report-result-telecom = 10. Telecom: infrastructure, spam messages and calls
report-result-levels = 11. Security levels of systems
report-result-plan = 12. Response and recovery plans
report-section-3 = III. SHORTCOMINGS AND CAUSES
report-section-4 = IV. PROPOSALS

## Contents
report-line = { $measure }: { $status }. { $figures }
report-figure = { $label }: { $done }/{ $total }
report-by-basis = Of these: machine-confirmed { $machine }, imported { $imported }, self-declared { $declared }.
report-none = None.
report-not-established = Not established.
report-missing-units = No report received from: { $units }.
report-all-units = { $count ->
    [one] The report of the one unit was received.
   *[other] Reports of all { $count } units were received.
}
report-no-shortcoming = No shortcoming recorded in the data at hand.
report-no-proposal = No proposals.
report-shortcoming = { $unit } – { $measure }: { $reason }
report-closing = This is the report of { $unit }./.
report-internal-limits = Limits marked “internal threshold” are set by the unit itself and are not law.
report-unverified-rule = Rules marked “unverified” must be compared with the original text.

## Annex
report-annex = Annex { $number }
report-annex-units = RESULTS BY UNIT
report-annex-attached = (Attached to Report No.        /BC-{ $sign } of day        month        year { $year } of { $unit })
report-column-number = No.
report-column-unit = Unit
report-column-measure = Measure
report-column-status = Result
report-column-done-total = Done/Total
report-column-machine = Machine-confirmed
report-column-imported = Imported
report-column-declared = Self-declared
report-column-note = Note
report-row-total = Total

## End of the document
report-recipients = Copies to:
report-recipients-as-above = - As above;
report-recipients-copy = - { $name };
report-recipients-archive = - Archive: VT, { $unit }.
report-sign-on-behalf = ON BEHALF OF { $body }
report-sign-deputy = FOR THE { $title }
report-sign-by-order = BY ORDER OF THE { $title }
report-name-blank = (signature, full name)
