//! The mark of sample data: a file in the data folder, so that reports made from it carry "MẪU".

use std::io;
use std::path::Path;

/// The file whose presence marks a data folder as sample data.
const MARK: &str = "SAMPLE";

/// Whether a data folder holds the demo's sample data.
#[must_use]
pub fn is_sample(data_dir: &Path) -> bool {
    data_dir.join(MARK).is_file()
}

/// Marks a data folder as holding sample data.
///
/// # Errors
/// As writing the file.
pub fn mark_sample(data_dir: &Path) -> io::Result<()> {
    std::fs::write(
        data_dir.join(MARK),
        "MẪU – KHÔNG CÓ GIÁ TRỊ: dữ liệu mẫu của khien demo, mọi tên và số liệu đều bịa ra.\nSample data, all invented.\n",
    )
}

/// The text of a proof, which says that it proves nothing.
pub(crate) fn proof(title: &str, person: &str) -> String {
    format!(
        "MẪU – KHÔNG CÓ GIÁ TRỊ\n{title}\nNgười xác nhận: {person}\nTài liệu mẫu của khien demo, không phải tài liệu thật.\n"
    )
}
