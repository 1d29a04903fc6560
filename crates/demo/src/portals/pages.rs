//! The pages of the sample portals, plain and marked as samples.

use crate::town::publication::MANDATED_TEXT;
use std::collections::BTreeMap;

/// Paths and their pages.
pub(super) type Pages = BTreeMap<String, String>;

/// The pages of a portal by its code.
pub(super) fn of(code: &str) -> Pages {
    match code {
        "CONG-TX" => town(),
        "TRANG-PMD" => summary_only(),
        _ => injected(),
    }
}

fn page(site: &str, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} – {site}</title>\n</head>\n<body>\n<p><strong>MẪU – KHÔNG CÓ GIÁ TRỊ</strong></p>\n<header><h1>{site}</h1>\n<nav><a href=\"/\">Trang chủ</a> <a href=\"/tin-tuc\">Tin tức</a> <a href=\"/van-ban\">Văn bản</a> <a href=\"/lien-he\">Liên hệ</a></nav></header>\n<main>\n<h2>{title}</h2>\n{body}\n</main>\n<footer>Trang mẫu của khien demo, mọi tên đều bịa ra.</footer>\n</body>\n</html>\n"
    )
}

/// What every site has: home, news, documents, contact.
fn common(site: &str, documents: &str) -> Pages {
    let home = "<p>Chào mừng đến với trang thông tin mẫu.</p>\n<ul>\n<li><a href=\"/tin-tuc/chuc-tet\">Thư chúc Tết Giáp Thìn</a></li>\n<li><a href=\"/van-ban\">Văn bản chỉ đạo, điều hành</a></li>\n</ul>";
    let news = "<ul>\n<li><a href=\"/tin-tuc/chuc-tet\">Thư chúc Tết Giáp Thìn</a></li>\n<li><a href=\"/tin-tuc/ve-sinh\">Ra quân vệ sinh đường phố đón Tết</a></li>\n</ul>";
    let greeting = "<p>Chúc bà con năm mới bình an, mạnh khỏe, hạnh phúc.</p>";
    let cleaning = "<p>Sáng thứ Bảy, mời bà con cùng quét dọn đường làng, ngõ xóm.</p>";
    let contact = "<p>Điện thoại 000.0000.0009, thư điện tử lienhe@example.com.</p>";
    [
        ("/", "Trang chủ", home),
        ("/tin-tuc", "Tin tức", news),
        ("/tin-tuc/chuc-tet", "Thư chúc Tết", greeting),
        ("/tin-tuc/ve-sinh", "Ra quân vệ sinh", cleaning),
        ("/lien-he", "Liên hệ", contact),
        ("/van-ban", "Văn bản", documents),
    ]
    .into_iter()
    .map(|(path, title, body)| (path.to_owned(), page(site, title, body)))
    .collect()
}

fn town() -> Pages {
    const SITE: &str = "Cổng thông tin điện tử thị xã An Mẫu (mẫu)";
    let mut pages = common(SITE, DOCUMENTS);
    pages.insert(
        FULL_TEXT_PATH.to_owned(),
        page(SITE, "Công văn số 9410/BTTTT-MAU", &full_text()),
    );
    pages
}

const FULL_TEXT_PATH: &str = "/van-ban/9410-btttt-mau";
const DOCUMENTS: &str = "<ul>\n<li><a href=\"/van-ban/9410-btttt-mau\">Công văn số 9410/BTTTT-MAU ngày 29/12/2023 (toàn văn)</a></li>\n</ul>";

/// The mandated text, a paragraph each.
fn full_text() -> String {
    let paragraphs = MANDATED_TEXT
        .split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty());
    paragraphs.map(|p| format!("<p>{p}</p>\n")).collect()
}

fn summary_only() -> Pages {
    const SITE: &str = "Trang thông tin điện tử phường Mẫu Đông (mẫu)";
    let documents = "<ul>\n<li><a href=\"/van-ban/tom-tat\">Bảo đảm an toàn thông tin mạng dịp Tết</a></li>\n</ul>";
    let mut pages = common(SITE, documents);
    let summary = "<p>Thực hiện công văn số 9410/BTTTT-MAU, phường đề nghị bà con cảnh giác với tin nhắn lừa đảo trong dịp Tết. Chi tiết liên hệ bộ phận văn hóa.</p>";
    pages.insert(
        "/van-ban/tom-tat".to_owned(),
        page(SITE, "Bảo đảm an toàn thông tin mạng dịp Tết", summary),
    );
    pages
}

fn injected() -> Pages {
    const SITE: &str = "Trang thông tin điện tử phường Mẫu Tây (mẫu)";
    let mut pages = common(SITE, DOCUMENTS);
    pages.insert(
        FULL_TEXT_PATH.to_owned(),
        page(SITE, "Công văn số 9410/BTTTT-MAU", &full_text()),
    );
    let spam = "<p>Sáng thứ Bảy, mời bà con cùng quét dọn đường làng, ngõ xóm.</p>\n<div style=\"position:absolute;left:-9999px;top:-9999px\">\n<a href=\"https://nhacai.example/\">nhà cái uy tín</a>\n<a href=\"https://taixiu.example/\">tài xỉu online</a>\n<a href=\"https://nohu.example/\">nổ hũ đổi thưởng</a>\n<a href=\"https://lode.example/\">lô đề online</a>\n<a href=\"https://cado.example/\">cá độ bóng đá</a>\n<a href=\"https://casino.example/\">casino trực tuyến</a>\n</div>";
    pages.insert(
        "/tin-tuc/ve-sinh".to_owned(),
        page(SITE, "Ra quân vệ sinh", spam),
    );
    pages
}
