use super::super::lines::lines;
use super::super::paragraphs::paragraphs;
use super::*;

fn check(text: &str, leaves: &[&str]) {
    let outline = outline(paragraphs(&lines(text)));
    let paths: Vec<&str> = outline
        .nodes
        .iter()
        .filter(|n| !n.has_children)
        .map(|n| n.path.as_str())
        .collect();
    assert_eq!(paths, leaves, "{text}");
}

#[test]
fn printed_paths_are_kept() {
    check("1. A:\na) x;\nb) y.\n2. B:\na) z.", &["1.a", "1.b", "2.a"]);
    check("1. A:\n- x;\n- y.\n8. B:\n- z.", &["1.1", "1.2", "8.1"]);
    check("1. Rà soát.\n2. Vá lỗi.", &["1", "2"]);
    check(
        "I. A\n1. B:\na) x;\nđ) y;\n2. z.\nII. C\n- w.",
        &["I.1.a", "I.1.đ", "I.2", "II.1"],
    );
    check(
        "1. A:\n1.1. x.\n1.2. y:\n- z.\n2. B:\n2.1. w.",
        &["1.1", "1.2.1", "2.1"],
    );
    check("1. A:\n- x:\n+ y;\n+ z.\n- w.", &["1.1.1", "1.1.2", "1.2"]);
    check("Điều 1. A:\n1. x.\n2. y.\nĐiều 2. z.", &["1.1", "1.2", "2"]);
}

#[test]
fn a_text_that_begins_in_the_middle_keeps_its_labels() {
    check("b) x;\nc) y.\n2. B:\na) z.", &["b", "c", "2.a"]);
    check("- x;\n- y.\n2. B:\n- z.", &["1", "2", "2.1"]);
}

#[test]
fn letters_and_small_romans_are_told_apart() {
    check(
        "1. A:\ng) x;\nh) y;\ni) z;\nk) w.",
        &["1.g", "1.h", "1.i", "1.k"],
    );
    check(
        "1. A:\na) x:\ni) y;\nii) z.\nb) w.",
        &["1.a.i", "1.a.ii", "1.b"],
    );
    check(
        "1. A:\nc) x;\nd) y;\nd) z;\ne) w.",
        &["1.c", "1.d", "1.đ", "1.e"],
    );
}

#[test]
fn paragraphs_whose_bullets_were_lost_are_counted() {
    check(
        "1. Các phòng:\nRà soát máy.\nVá lỗi.\n2. UBND các xã:\nTrực 24/7.",
        &["1.1", "1.2", "2.1"],
    );
    check(
        "Yêu cầu các đơn vị thực hiện:\nRà soát máy.\n\nVá lỗi.\n\nTrân trọng./.",
        &["1", "2"],
    );
}

#[test]
fn what_belongs_to_an_item_is_appended_and_a_closing_is_not() {
    let outline = outline(paragraphs(&lines(
        "1. Rà soát máy.\nTrong đó, ưu tiên máy chủ.\n2. Vá lỗi.\n\nTrên đây là nội dung triển khai.",
    )));
    assert_eq!(
        outline.nodes[0].text,
        "Rà soát máy. Trong đó, ưu tiên máy chủ."
    );
    assert_eq!(outline.notes, ["Trên đây là nội dung triển khai."]);
}
