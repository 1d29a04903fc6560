### Reading a letter: what a person should look at, what the reader warns of.

## Why to look
reading-received = The date of receipt is confirmed by whoever received the letter; deadlines and the regime pack follow from it.
reading-watch = The watch: first and last day in which duty has to be proven.
reading-unclassified = No measure was recognised for item { $duty }; choose by hand.
reading-unsure = Not certain that item { $duty } asks exactly these measures; please compare.
reading-slip = The print says “{ $printed }”, understood as “{ $read }”.

## What the reader warns of
warning-directive-truncated = The letter is longer than can be read ({ $value } lines or duties); the rest was not read.
warning-directive-flattened = The letter came on one line; it was split at the marks of its items, compare with the original.
warning-directive-prose = The letter has no numbered items; duties were taken sentence by sentence and numbered in order, please check.
warning-directive-no_obligations = No duty was found in the letter.
warning-directive-duplicate_path = Item numbers repeat: { $value }; the later ones got “-2”, “-3”.
warning-directive-issuer_derived = No issuing authority at the head of the letter; “{ $value }” was derived from the sign and the text.
warning-directive-issuer_unknown = The issuing authority could not be found.
warning-directive-no_head = The letter has no head (number, date, subject); it may be an excerpt or a press article.
warning-directive-number_blank = The number is blank; enter it from the book of incoming documents.
warning-directive-date_blank = The date lacks day, month or year; enter the date of receipt.
warning-directive-number_displaced = Digits after the sign were taken for the number; compare with the original.
warning-directive-subject_missing = No subject was found.
warning-directive-damaged_text = Many words are not proper Vietnamese, perhaps from scanning or recoding; compare with the original.
warning-directive-watch_unknown = The holidays of the regime pack do not have { $value } yet; enter the watch.
warning-directive-report_due = The letter asks for a report by { $value }.
warning-directive-unclassified = No measure was recognised for item { $value }; choose by hand.
warning-directive-numbering_gap = The numbering jumps { $value }; check whether the original lacks a part.
warning-letter-encoding_guessed = The file does not state its encoding and was read as { $value }; compare the Vietnamese marks with the original.
warning-letter-pages_without_text = Page { $value } of the PDF has no text (blank or a scanned picture); what stands there was not read, compare with the original.
warning-letter-ocr = The words were recognised from a scan (mean confidence { $value } %): letters and digits may be wrong; compare duties, numbers, dates and telephones with the original.
warning-letter-ocr_low_confidence = The scan is pale or crooked and many words are uncertain; scan again at 300 dpi or ask for the electronic original.
