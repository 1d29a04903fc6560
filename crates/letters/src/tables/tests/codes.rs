//! Codes: unique in their table, and made from what tells rows apart where people give none.

use super::{csv, places, sound};
use domain::facts::FactKind;

fn codes(kind: FactKind, text: &str) -> Vec<String> {
    sound(kind, text).rows.into_iter().map(|r| r.code).collect()
}

#[test]
fn a_code_stands_once() {
    let text = "Mã máy trạm,Mã,Tên máy,Loại\n,M1,a,server\n,M2,b,server\n,M1,c,server\n";
    let table = csv(FactKind::Asset, text);
    assert_eq!(places(&table.problems), ["table.duplicate_code 4 Mã"]);
    assert!(table.problems[0].vi.contains("đã có ở dòng 2"));
}

#[test]
fn rows_without_a_code_get_one_that_does_not_move_with_them() {
    let head = "unit,shift,at\n";
    let first = "p1,c1,2024-02-08 07:35\n";
    let second = "p1,c1,2024-02-08 19:40\n";
    let one = codes(FactKind::CheckIn, &format!("{head}{first}{second}"));
    let other = codes(FactKind::CheckIn, &format!("{head}{second}{first}"));
    assert_eq!(
        one,
        ["p1/c1/2024-02-08T00:35:00Z", "p1/c1/2024-02-08T12:40:00Z"]
    );
    assert_eq!([&one[1], &one[0]], [&other[0], &other[1]]);
}

#[test]
fn what_is_filled_in_later_is_the_same_row() {
    let head = "unit,list,entry,direction,asset,first,last,answer\n";
    let row = "p1,l1,198.51.100.7,outbound,PC-01,2024-02-08 07:35,2024-02-08 08:00,";
    let open = codes(FactKind::Hit, &format!("{head}{row}\n"));
    let answered = codes(FactKind::Hit, &format!("{head}{row}cleaned\n"));
    assert_eq!(open, answered);
}

#[test]
fn what_others_refer_to_is_called_by_its_name_and_must_be_unique() {
    let text = "unit,name,kind\np1,PC-01,workstation\np2,PC-02,workstation\np3,PC-01,workstation\n";
    let table = csv(FactKind::Asset, text);
    assert_eq!(table.rows[0].code, "PC-01");
    assert_eq!(places(&table.problems), ["table.duplicate_code 4 code"]);
}

#[test]
fn exports_may_name_a_host_twice() {
    let text = "computer,group path\nPC-01,Town/Ward 1\nPC-01,Town/Ward 1\nPC-01,Town/Ward 2\n";
    let made = codes(FactKind::AvHost, text);
    assert_eq!(
        made,
        [
            "Town/Ward 1/PC-01",
            "Town/Ward 1/PC-01#2",
            "Town/Ward 2/PC-01"
        ]
    );
}

#[test]
fn row_numbers_as_codes_are_warned_of() {
    let table = sound(FactKind::Asset, "STT,Tên máy,Loại\n1,PC-01,server\n");
    assert_eq!(table.rows[0].code, "1");
    assert_eq!(places(&table.notices), ["table.row_numbers_as_codes STT"]);
    let table = sound(FactKind::Asset, "STT,Mã,Tên máy,Loại\n1,A1,PC-01,server\n");
    assert_eq!(table.rows[0].code, "A1");
}

#[test]
fn natural_columns_are_columns_of_their_tables() {
    for kind in FactKind::ALL {
        for name in crate::tables::natural::of(*kind).columns {
            let known = kind.columns().iter().any(|c| c.name == *name);
            assert!(known, "{}.{name}", kind.name());
        }
    }
}
