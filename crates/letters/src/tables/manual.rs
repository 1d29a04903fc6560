//! What people need to fill the tables: templates and the manual page, from the one list of tables.

use domain::facts::{COMMON_COLUMNS, Column, FactKind};

/// The common columns that people fill; when a row came to be known is never theirs to say.
const FILLED: usize = 4;

/// An empty table as CSV (UTF-8 with mark, as spreadsheets want it): the header in Vietnamese or English.
#[must_use]
pub fn template_csv(kind: FactKind, vietnamese: bool) -> String {
    let columns = COMMON_COLUMNS.iter().take(FILLED).chain(kind.columns());
    let titles: Vec<String> = columns
        .map(|c| quoted(if vietnamese { c.vi } else { c.name }))
        .collect();
    format!("\u{feff}{}\n", titles.join(","))
}

/// A title as a cell: some hold a comma.
fn quoted(title: &str) -> String {
    if title.contains([',', '"']) {
        format!("\"{}\"", title.replace('"', "\"\""))
    } else {
        title.to_owned()
    }
}

/// The manual page of all tables, Markdown.
#[must_use]
pub fn manual_page(vietnamese: bool) -> String {
    let (lead, head) = if vietnamese {
        (
            LEAD_VI,
            "| cột | tiêu đề | bắt buộc | cần ghi |\n|---|---|---|---|\n",
        )
    } else {
        (
            LEAD_EN,
            "| column | header | required | what to write |\n|---|---|---|---|\n",
        )
    };
    let mut page = format!("{lead}\n{head}");
    for (column, note) in COMMON_COLUMNS
        .iter()
        .zip(if vietnamese { COMMON_VI } else { COMMON_EN })
    {
        let title = if vietnamese { column.vi } else { column.en };
        page.push_str(&format!("| `{}` | {title} | | {note} |\n", column.name));
    }
    for kind in FactKind::ALL {
        let (vi, en) = kind.titles();
        let title = if vietnamese { vi } else { en };
        page.push_str(&format!("\n## `{}` – {title}\n\n{head}", kind.name()));
        for column in kind.columns() {
            page.push_str(&line(column, vietnamese));
        }
    }
    page
}

const LEAD_VI: &str = "# Các bảng dữ liệu\n\n\
     Mỗi bảng là một tệp `TÊN.csv` hoặc `TÊN.xlsx` (hay một trang tính mang tên đó). Dòng tiêu đề bằng tiếng Việt hay \
     tiếng Anh đều được, phía trên có thể có tên bảng. CSV ngăn cột bằng dấu phẩy, chấm phẩy, tab hoặc gạch đứng; mã \
     UTF-8, UTF-16 hoặc Windows-1258. Có một lỗi thì không dòng nào được nhập.\n\n\
     Mọi bảng đều có thể có thêm các cột:\n";

const LEAD_EN: &str = "# Fact tables\n\n\
     Each table is a file `NAME.csv` or `NAME.xlsx` (or a sheet of that name). The header row is in Vietnamese or \
     English, and titles may stand above it. CSV parts columns by comma, semicolon, tab or bar; it is encoded in UTF-8, \
     UTF-16 or Windows-1258. With one error no row is imported.\n\n\
     Every table may also have the columns:\n";

const COMMON_VI: [&str; 5] = [
    "mã riêng của dòng trong bảng; bảng khác tham chiếu bằng mã này; để trống thì Khiên tự đặt từ các cột nhận diện dòng",
    "mã của đơn vị trong bảng `units`",
    "mã của nguồn trong bảng `sources`",
    "ngày giờ sự việc xảy ra, ví dụ 08/02/2024 07:30",
    "không cần ghi: Khiên tự ghi lúc nhập",
];

const COMMON_EN: [&str; 5] = [
    "the row's own code in the table, by which other tables refer to it; left blank, Khiên makes one from the columns that tell rows apart",
    "code of the unit in the table `units`",
    "code of the source in the table `sources`",
    "when it happened, such as 08/02/2024 07:30",
    "not to be filled: Khiên sets it when it imports",
];

fn line(column: &Column, vietnamese: bool) -> String {
    let required = match (column.required, vietnamese) {
        (true, true) => "có",
        (true, false) => "yes",
        (false, _) => "",
    };
    let (title, form) = if vietnamese {
        (column.vi, column.form.expected_vi())
    } else {
        (column.en, column.form.expected_en())
    };
    format!("| `{}` | {title} | {required} | {form} |\n", column.name)
}
