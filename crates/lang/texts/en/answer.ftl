### Pages of a duty, statements, returns.

web-duty-title = Duty { $value }
web-as-of = as of { $value }
web-not-final = not final, may change until the watch ends
web-how-judged = How it is judged
web-why = Why
web-next-step = What to do:
web-evidence = Evidence
web-evidence-count = Evidence ({ $count })
web-evidence-row = Record
web-evidence-source = Source
web-evidence-basis = Basis
web-evidence-at = Recorded at
web-statements = Statements of the unit
web-statement-no-file = No file came with it
web-history-count = History ({ $count })
web-statement = Statement of the person in charge
web-statement-sub = stands beside the machine's figures, does not replace them
web-statement-kept = The statement is in the evidence ledger.
web-statement-measure = Measure
web-statement-claim = The unit's result
web-statement-text = Grounds
web-statement-text-hint = Who did it, when, where it can be seen; at least 20 characters.
web-statement-file = File
web-statement-file-hint = PDF, DOCX, XLSX, image. Without a file the result is partial at most.
web-statement-send = Send the statement
web-statement-signed = Signed: { $value }
web-statement-incomplete = Choose the measure and the result before sending.
web-statement-short = Write at least 20 characters: who did it, when, where it can be seen.
web-words-of-letter = In the letter's words
web-in-letter = In the letter
web-due = Deadline printed in the letter: { $value }
web-by-unit = By unit
web-units-more = { $count ->
    [one] { $count } more unit
   *[other] { $count } more units
  }
web-no-units = No unit in sight has this duty.
stated-met = Met
stated-partial = Partial
stated-not_met = Not met
stated-not_applicable = Not applicable
stated-none = None arisen
