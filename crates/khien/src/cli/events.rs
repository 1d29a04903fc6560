//! Arguments of `khien lake`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum LakeVerb {
    /// Số sự kiện, dung lượng, từng ngày của từng nhóm lưu giữ; chạy được khi máy chủ đang chạy.
    Status {
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: EventFolder,
    },
    /// Gộp các tệp nhỏ, xóa tệp không còn dùng; chỉ khi máy chủ đã dừng (máy chủ tự làm khi chạy).
    Compact {
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: EventFolder,
    },
    /// Đọc lại toàn bộ, nêu từng tệp hỏng; chạy được khi máy chủ đang chạy.
    Verify {
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: EventFolder,
    },
    /// Xuất sự kiện, cũ trước mới sau; chạy được khi máy chủ đang chạy.
    Export(LakeExport),
}

#[derive(Debug, Args)]
pub(crate) struct LakeExport {
    /// Điều kiện tìm, như trên trang tìm nhật ký; bỏ trống là tất cả.
    #[arg(long, value_name = "Q", default_value = "")]
    pub(crate) query: String,
    /// Từ lúc này.
    #[arg(long, value_name = "T")]
    pub(crate) since: Option<String>,
    /// Đến trước lúc này; mặc định là bây giờ.
    #[arg(long, value_name = "T")]
    pub(crate) until: Option<String>,
    /// Dạng tệp.
    #[arg(long, value_enum, default_value_t = ExportFormat::Ndjson)]
    pub(crate) format: ExportFormat,
    /// Số sự kiện nhiều nhất.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) limit: usize,
    /// Tệp ghi ra; mặc định là đầu ra chuẩn.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) folder: EventFolder,
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Bảng CSV cho bảng tính.
    Csv,
    /// Mỗi dòng một JSON.
    Ndjson,
    /// Apache Parquet.
    Parquet,
}

/// The data folder whose events are meant.
#[derive(Debug, Args)]
pub(crate) struct EventFolder {
    /// Thư mục dữ liệu.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "khien-data",
        env = "KHIEN_DATA"
    )]
    pub(crate) data: PathBuf,
}
