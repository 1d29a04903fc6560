//! The rules common to all measures (`judge.rs`), each shown on a measure with simple facts: statements, conflict, the
//! closed return, shared services, class and its way down the tree, the time of a fact, and the cap of word only.

use crate::casebook;
use domain::measure_id::MeasureId;
use domain::measures;

fn check(id: MeasureId, book: &str) {
    casebook::check(measures::of(id), book);
}

/// Rule 6: who states what, with what, when, and against what.
#[test]
fn a_statement_fills_a_blank() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00
-- statement at=2024-02-01T08:00

== a named person with a file fills a blank
statements s1 measure=awareness claim=met person="Chánh văn phòng" file=bb.pdf
=> met C common.stated

== without a file it is word only
statements s1 measure=awareness claim=met person="Chánh văn phòng"
=> partial D common.word_only common.stated_bare

== without a name as well
statements s1 measure=awareness claim=met file=bb.pdf
=> partial D common.word_only

== the other claims
statements s1 measure=awareness claim=partial person=A file=bb.pdf
=> partial C common.stated
statements s1 measure=awareness claim=not_met person=A file=bb.pdf
=> not_met C common.stated
statements s1 measure=awareness claim=none person=A file=bb.pdf
=> met C common.stated

== about another measure, or another duty
statements s1 measure=hunt claim=met person=A file=bb.pdf
=> unknown - awareness.no_session
statements s1 measure=awareness obligation=9.9 claim=met person=A file=bb.pdf
=> unknown - awareness.no_session
statements s1 measure=awareness obligation=1.1 claim=met person=A file=bb.pdf
=> met C

== made before the letter came
statements s1 measure=awareness claim=met person=A file=bb.pdf at@=2024-01-10T07:59
=> unknown - common.statement_expired
statements s1 measure=awareness claim=met person=A file=bb.pdf at@=2024-01-10T08:00
=> met C !common.statement_expired

== made after the watch
as_of 2024-02-16T12:00
statements s1 measure=awareness claim=met person=A file=bb.pdf at@=2024-02-15T00:00 rec@=2024-02-15T00:00
=> unknown - common.statement_expired

== given after the instant judged for
statements s1 measure=awareness claim=met person=A file=bb.pdf rec@=2024-02-10T00:00
=> unknown - awareness.no_session !common.stated

== the newest stands
statements s1 measure=awareness claim=met person=A file=bb.pdf
statements s2 measure=awareness claim=not_met person=B file=bb.pdf rec@=2024-02-02T08:00
=> not_met C
"#,
    );
}

/// Rule 6: of a statement and the facts the worse stands.
#[test]
fn a_statement_never_beats_facts() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00
-- statement at=2024-02-01T08:00

== a good statement against poor facts: the facts stand, and the conflict is said
-- export at=2024-02-02T08:00
sessions b1 topics="Kỹ năng" material_sha256=ab at=2024-02-01T08:00 reached=20
statements s1 measure=awareness claim=met person=A file=bb.pdf
=> partial B common.conflict

== a poor statement against good facts: the worse stands
-- export at=2024-02-02T08:00
sessions b1 topics="Kỹ năng;Xấu độc;Tin giả;Lừa đảo" material_sha256=ab at=2024-02-01T08:00 reached=20
-- statement at=2024-02-03T08:00
statements s1 measure=awareness claim=not_met person=A file=bb.pdf
=> not_met C common.conflict awareness.done sessions=1

== a statement that agrees changes neither status nor basis
-- export at=2024-02-02T08:00
sessions b1 topics="Kỹ năng;Xấu độc;Tin giả;Lừa đảo" material_sha256=ab at=2024-02-01T08:00 reached=20
-- statement at=2024-02-03T08:00
statements s1 measure=awareness claim=met person=A file=bb.pdf
=> met B common.stated !common.conflict
"#,
    );
}

/// Rule 11: absence is the head's to confirm, with a file, and only while nothing contradicts it.
#[test]
fn absence_needs_the_head_a_file_and_nothing_seen() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00
-- statement at=2024-02-01T08:00

== confirmed by the head named in the register, or marked as by the head
statements s1 measure=awareness claim=not_applicable person="Người đứng đầu" file=bb.pdf
=> not_applicable C common.absence_confirmed changes=-
statements s1 measure=awareness claim=not_applicable person="Phó" by_head=yes file=bb.pdf
=> not_applicable C common.absence_confirmed

== by somebody else, or without a file
statements s1 measure=awareness claim=not_applicable person="Phó" file=bb.pdf
=> unknown - common.word_only
statements s1 measure=awareness claim=not_applicable person="Người đứng đầu"
=> unknown - common.word_only

== something of the kind is seen
sessions b1 topics="Kỹ năng" material_sha256=ab at=2024-02-01T08:00 reached=20
statements s1 measure=awareness claim=not_applicable person="Người đứng đầu" file=bb.pdf
=> partial C common.absence_contradicted
"#,
    );
}

/// Rule 7: a blank is unknown until the unit closes its return.
#[test]
fn a_blank_fails_only_when_the_return_is_closed() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00
-- statement at=2024-02-01T08:00

== never answered
=> unknown - common.not_reported

== answered about something, not closed
returns r1
=> unknown - awareness.no_session !common.not_reported

== closed by nobody
returns r1 closed_at=2024-02-08T08:00
=> unknown - !common.no_evidence

== closed
returns r1 closed_at=2024-02-08T08:00 closed_by=A
=> not_met C common.no_evidence

== closed before the letter came: the return of another letter
returns r1 closed_at=2024-01-10T07:59 closed_by=A
=> unknown - !common.no_evidence

== closed at an hour still ahead
returns r1 closed_at=2024-02-09T12:01 closed_by=A
=> unknown - !common.no_evidence changes=2024-02-09T12:01

== closed with a statement that fills the blank
returns r1 closed_at=2024-02-08T08:00 closed_by=A
statements s1 measure=awareness claim=met person=A file=bb.pdf
=> met C !common.no_evidence
"#,
    );
}

/// Rule 10: a provider that is no unit confirms for this unit by name and date; the unit keeps a tested contact.
#[test]
fn a_service_counts_by_a_dated_confirmation_and_a_tested_contact() {
    check(
        MeasureId::ResponsePlan,
        r#"
as_of 2024-02-09T12:00
-- statement at=2024-02-05T08:00
services v1 kind=response provider="Trung tâm CNTT" consumer=U confirmed_by="Giám đốc" confirmed_at=2024-02-05T08:00
contacts c1 name="Cán bộ ATTT" own=yes verified_at=2024-02-01T08:00

== confirmed, and the contact was tested
=> met C common.served_by

== nobody tested the contact within the internal limit
contacts c1 name="Cán bộ ATTT" own=yes verified_at=2024-01-10T12:00
=> met C
contacts c1 name="Cán bộ ATTT" own=yes verified_at=2024-01-10T11:59
=> partial C common.served_no_contact common.served_by
contacts c1 name="Cán bộ ATTT" own=yes dead=yes verified_at=2024-02-01T08:00
=> partial C common.served_no_contact
contacts c1 name="Cơ quan khác" verified_at=2024-02-01T08:00
=> partial C common.served_no_contact

== not confirmed, or confirmed before the letter
services v1 kind=response provider="Trung tâm CNTT" consumer=U
=> unknown - plan.nothing
services v1 kind=response provider="Trung tâm CNTT" consumer=U confirmed_by="Giám đốc" confirmed_at=2024-01-10T07:59
=> unknown - plan.nothing

== for another unit, another service, or ended
services v1 kind=response provider="Trung tâm CNTT" consumer=V confirmed_by="Giám đốc" confirmed_at=2024-02-05T08:00
=> unknown - plan.nothing
services v1 kind=siem provider="Trung tâm CNTT" consumer=U confirmed_by="Giám đốc" confirmed_at=2024-02-05T08:00
=> unknown - plan.nothing
services v1 kind=response provider="Trung tâm CNTT" consumer=U to=2024-02-08 confirmed_by="Giám đốc" confirmed_at=2024-02-05T08:00
=> unknown - plan.nothing

== facts of the unit itself stand against the provider's word
plans p1 kind=response title="Kế hoạch"
=> partial C plan.not_approved !common.served_by

== given by word of mouth
-- word at=2024-02-05T08:00
services v1 kind=response provider="Trung tâm CNTT" consumer=U confirmed_by="Giám đốc" confirmed_at=2024-02-05T08:00
=> partial D common.word_only
"#,
    );
}

/// Whom a clause binds: the classes it names, all without names, and what stands below a tier that passes duties down.
#[test]
fn a_clause_binds_its_classes_and_those_below_them() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00

== no class named binds everybody
=> unknown -

== its own class
classes commune;finance
=> unknown -

== another class
classes finance
=> not_applicable - common.other_class

== the people's committee above it passes the duty down
classes peoples_committee
units P name="Thị xã" class=peoples_committee
unit parent=P
=> unknown - !common.other_class

== a bank is under nobody's command though it names a parent of another class
classes finance
units P name="Ngân hàng" class=finance
unit parent=P
=> not_applicable - common.other_class

== a parent that is not in the register passes nothing down
classes peoples_committee
unit parent=P
=> not_applicable - common.other_class

== who owns a portal is a portal owner, whatever its class
classes portal_owner
=> not_applicable - common.other_class
portals p1 name="Trang xã" url=https://xa.example
=> unknown - !common.other_class
"#,
    );
}

/// Rules 6 and 9: the source decides the basis, the weakest needed fact decides that of the result.
#[test]
fn the_source_decides_the_basis_and_the_weakest_fact_counts() {
    check(
        MeasureId::Awareness,
        r#"
as_of 2024-02-09T12:00

== an export keeps its own times, however late it comes
-- export at=2024-02-09T08:00
sessions b1 topics="Kỹ năng;Xấu độc;Tin giả;Lừa đảo" material_sha256=ab at=2024-02-01T08:00 reached=18 at@=2024-02-01T08:00
=> met B

== a row typed long after it happened is a person's word with a file
-- statement at=2024-02-09T08:00
sessions b1 topics="Kỹ năng;Xấu độc;Tin giả;Lừa đảo" material_sha256=ab at=2024-02-01T08:00 reached=18 at@=2024-02-01T08:00
=> met C

== one of two needed facts is typed
-- export at=2024-02-09T08:00
sessions b1 topics="Kỹ năng;Xấu độc" material_sha256=ab at=2024-02-01T08:00 reached=18
-- statement at=2024-02-09T08:00
sessions b2 topics="Tin giả;Lừa đảo" material_sha256=cd at=2024-02-02T08:00 reached=18
=> met C

== one of them is word of mouth: partial at most
-- export at=2024-02-09T08:00
sessions b1 topics="Kỹ năng;Xấu độc" material_sha256=ab at=2024-02-01T08:00 reached=18
-- word at=2024-02-09T08:00
sessions b2 topics="Tin giả;Lừa đảo" material_sha256=cd at=2024-02-02T08:00 reached=18
=> partial D common.word_only
"#,
    );
}
