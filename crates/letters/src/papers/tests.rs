//! Tests of the papers, by what a reader sees in the opened file.

use super::{
    AnnexInput, AnnexRow, ChecklistClause, ChecklistInput, ChecklistTask, EnclosuresInput,
    Letterhead, MissingEnclosure, MissingUnit, ReminderInput, RosterDay, RosterInput, RosterRow,
    Signature, SilentUnit, write_annex, write_checklist, write_enclosures, write_reminder,
    write_roster,
};
use crate::layout::opened::Opened;
use calamine::{Data, Reader as _, Xlsx};
use std::io::Cursor;

fn letterhead() -> Letterhead {
    Letterhead {
        parent: Some("UBND tỉnh Mẫu Giang".into()),
        issuer: "UBND thị xã Mẫu Sơn".into(),
        sign: "UBND".into(),
        archive: "CNTT".into(),
        place: "Mẫu Sơn".into(),
        year: 2024,
        signature: Signature {
            on_behalf: Some("TM. ỦY BAN NHÂN DÂN".into()),
            capacity: None,
            title: "Chủ tịch".into(),
        },
        sample: true,
    }
}

fn unit(name: &str) -> SilentUnit {
    SilentUnit {
        name: name.into(),
        missing: vec!["1.2 Trực giám sát 24/7".into()],
        due: Some("07/02/2024".into()),
        known: "không có".into(),
    }
}

fn reminder(units: &[&str], deadline: Option<&str>) -> Opened {
    let input = ReminderInput {
        letterhead: letterhead(),
        directive: "Công văn số …/UBND-MAU của UBND tỉnh Mẫu Giang".into(),
        occasion: "dịp Tết".into(),
        as_of: "21:30 ngày 08/02/2024".into(),
        deadline: deadline.map(str::to_owned),
        unit_count: 11,
        silent: units.iter().map(|name| unit(name)).collect(),
    };
    let bytes = write_reminder(&input).unwrap();
    assert!(bytes == write_reminder(&input).unwrap(), "the same bytes");
    Opened::new(&bytes)
}

#[test]
fn the_reminder_is_an_official_letter_with_number_and_deadline_blank() {
    let letter = reminder(&["UBND xã Mẫu 9"], None);
    let mut rest = letter.text.as_str();
    for part in [
        "UBND THỊ XÃ MẪU SƠN",
        "Số:        /UBND-CNTT",
        "V/v đôn đốc báo cáo kết quả bảo đảm an toàn thông tin mạng dịp Tết",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Kính gửi: UBND xã Mẫu 9.",
        "Công văn số …/UBND-MAU",
        "còn 1/11 đơn vị chưa có báo cáo",
        "trước …… giờ …… ngày …… tháng …… năm 2024",
        "./.",
        "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN",
        "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO",
        "1.2 Trực giám sát 24/7",
    ] {
        let after = rest.split_once(part).map(|(_, after)| after);
        rest = after.unwrap_or_else(|| panic!("“{part}” is missing:\n{}", letter.text));
    }
    assert!(
        letter
            .headers
            .iter()
            .all(|h| h.contains("MẪU – KHÔNG CÓ GIÁ TRỊ"))
    );
    let dated = reminder(&["A"], Some("ngày 09/02/2024"));
    assert!(dated.text.contains("trước ngày 09/02/2024."));
}

#[test]
fn few_addressees_are_named_and_many_stand_in_the_list() {
    let few = reminder(&["A", "B"], None);
    assert!(few.paragraphs.iter().any(|p| p == "- A;"));
    assert!(few.paragraphs.iter().any(|p| p == "- B."));
    let many = reminder(&["A", "B", "C", "D", "E", "F", "G"], None);
    assert!(many.text.contains("Kính gửi: Thủ trưởng các đơn vị có tên"));
    assert_eq!(many.rows.iter().filter(|r| r.len() == 5).count(), 8);
}

#[test]
fn the_request_names_each_missing_document_with_the_duties_that_rest_on_it() {
    let input = EnclosuresInput {
        letterhead: letterhead(),
        recipient: "UBND tỉnh Mẫu Giang".into(),
        directive: "Công văn".into(),
        received: "05/01/2024".into(),
        as_of: "21:30 ngày 08/02/2024".into(),
        missing: vec![MissingEnclosure {
            title: "Danh sách IP <botnet>".into(),
            sign: Some("07/MAU".into()),
            duties: vec!["1.c".into(), "2.a".into()],
        }],
    };
    let letter = Opened::new(&write_enclosures(&input).unwrap());
    let told = "1. Danh sách IP <botnet> (số 07/MAU), căn cứ để thực hiện nhiệm vụ 1.c, 2.a.";
    assert!(
        letter.paragraphs.iter().any(|p| p == told),
        "{}",
        letter.text
    );
}

#[test]
fn the_checklist_has_boxes_for_duty_and_proof_and_says_what_is_done() {
    let task = |done| ChecklistTask {
        title: "Trực giám sát 24/7".into(),
        now: Some("Chưa rõ – chưa có bảng trực".into()),
        steps: vec!["lập bảng trực".into()],
        proof: vec!["Ca trực".into(), "Giao ca".into()],
        due: Some("07/02/2024".into()),
        done,
    };
    let input = ChecklistInput {
        whose: "UBND xã Mẫu 9".into(),
        clauses: vec![ChecklistClause {
            path: "1.2".into(),
            text: "Phân công trực".into(),
            tasks: vec![task(false), task(true)],
        }],
        ..ChecklistInput::default()
    };
    let list = Opened::new(&write_checklist(&input).unwrap());
    assert!(
        list.rows
            .iter()
            .any(|r| r.as_slice() == ["1.2. Phân công trực"])
    );
    let rows: Vec<_> = list.rows.iter().filter(|r| r.len() == 5).collect();
    let [_, open, done] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!((open[0].as_str(), done[0].as_str()), ("☐", "☑"));
    assert!(open[1].ends_with("• Lập bảng trực."), "{}", open[1]);
    assert_eq!(open[2], "☐\u{a0}Ca\u{a0}trực   ☐\u{a0}Giao\u{a0}ca");
    assert_eq!(open[4], "", "room for a name");
}

fn roster(blank: bool, person: Option<&str>) -> Opened {
    let row = RosterRow {
        hours: "22:00 – 06:00 (10/02)".into(),
        post: "Trực giám sát".into(),
        person: person.map(str::to_owned),
        ..RosterRow::default()
    };
    let input = RosterInput {
        letterhead: letterhead(),
        blank,
        days: vec![RosterDay {
            name: "Thứ Sáu, ngày 09/02/2024".into(),
            rows: vec![row],
        }],
        ..RosterInput::default()
    };
    Opened::new(&write_roster(&input).unwrap())
}

#[test]
fn the_roster_marks_what_nobody_stands_but_not_in_a_form_to_fill_in() {
    for (blank, person, cell, told) in [
        (
            false,
            Some("Lê Mẫu"),
            "Lê Mẫu",
            "không có khoảng nào chưa phân công",
        ),
        (false, None, "TRỐNG", "còn 1 khoảng TRỐNG"),
        (true, None, "", "bảng này để điền"),
    ] {
        let sheet = roster(blank, person);
        let row = sheet.rows.iter().rfind(|r| r.len() == 7).unwrap();
        assert_eq!(row[2], cell);
        assert!(sheet.text.contains(told), "{}", sheet.text);
    }
}

#[test]
fn the_annex_has_three_sheets_and_no_text_becomes_a_formula() {
    let attack = "=HYPERLINK(\"http://198.51.100.1\",\"x\")";
    let input = AnnexInput {
        issuer: attack.into(),
        rows: vec![AnnexRow {
            unit: "XLA".into(),
            name: attack.into(),
            reasons: vec!["+1".into(), "a\u{1}b".into()],
            done: Some(3.0),
            total: Some(4.0),
            changes_at: Some("2024-02-09T07:30:00".parse().unwrap()),
            next_step: "x".repeat(40_000),
            ..AnnexRow::default()
        }],
        missing: vec![MissingUnit {
            name: "@UBND".into(),
            ..MissingUnit::default()
        }],
        sample: true,
        ..AnnexInput::default()
    };
    let bytes = write_annex(&input).unwrap();
    assert!(bytes == write_annex(&input).unwrap(), "the same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Chi tiết", "Theo nhiệm vụ", "Chưa báo cáo"]
    );
    for name in book.sheet_names() {
        assert_eq!(
            book.worksheet_formula(&name).unwrap().used_cells().count(),
            0
        );
    }
    let details = book.worksheet_range("Chi tiết").unwrap();
    assert_eq!(
        details.get_value((4, 1)),
        Some(&Data::String(attack.into()))
    );
    assert_eq!(details.get_value((4, 7)), Some(&Data::Float(4.0)));
    assert_eq!(
        details.get_value((4, 9)),
        Some(&Data::String("+1\nab".into()))
    );
    assert!(matches!(
        details.get_value((4, 10)),
        Some(Data::DateTime(_))
    ));
    assert_eq!(details.get_value((2, 0)).unwrap(), "MẪU – KHÔNG CÓ GIÁ TRỊ");
    let missing = book.worksheet_range("Chưa báo cáo").unwrap();
    assert_eq!(missing.get_value((4, 2)).unwrap(), "@UBND");
}
