//! Arguments of `khien logs`, `khien botnet` and `khien rules`.

use super::Place;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum LogsVerb {
    /// Tìm trong nhật ký bằng luật Sigma, luật tương quan và danh sách địa chỉ.
    Hunt(LogsHunt),
}

#[derive(Debug, Args)]
pub(crate) struct LogsHunt {
    /// Luật: tệp .yml hoặc thư mục; có thể lặp lại; bỏ trống thì dùng bộ luật kèm theo và các bộ đã nhập
    /// bằng `khien rules import` vào thư mục dữ liệu, nếu có.
    #[arg(long = "rules", value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) sets: Sets,
    /// Danh sách địa chỉ, dải, tên miền; có thể lặp lại.
    #[arg(long = "indicators", value_name = "FILE")]
    pub(crate) indicators: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) searched: Searched,
    /// Mức thấp nhất được kể: informational, low, medium, high, critical.
    #[arg(long, value_name = "LEVEL", default_value = "low")]
    pub(crate) min_level: String,
    /// Chỉ xét từ thời điểm này, ví dụ 2026-02-14 hoặc 2026-02-14T03:00:00Z.
    #[arg(long, value_name = "T")]
    pub(crate) since: Option<String>,
    /// Chỉ xét trước thời điểm này.
    #[arg(long, value_name = "T")]
    pub(crate) until: Option<String>,
    /// Chỉ in các trường này; có thể lặp lại hoặc cách nhau bằng dấu phẩy.
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    /// Giá trị cho chỗ trống %NAME% của luật: NAME=VALUE,VALUE; có thể lặp lại.
    #[arg(long = "placeholder", value_name = "NAME=VALUES")]
    pub(crate) placeholders: Vec<String>,
    /// In NDJSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BotnetVerb {
    /// Đối chiếu.
    Match(BotnetMatch),
}

#[derive(Debug, Args)]
pub(crate) struct BotnetMatch {
    /// Danh sách địa chỉ, dải, tên miền, URL, địa chỉ thư, mã băm; có thể lặp lại.
    #[arg(long = "list", value_name = "FILE", required = true)]
    pub(crate) lists: Vec<PathBuf>,
    /// Danh sách hay bị nhầm: chỉ đánh dấu, không giấu.
    #[arg(long = "guard", value_name = "FILE")]
    pub(crate) guards: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) searched: Searched,
    /// In NDJSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is searched, and what a person says of its records that they do not say themselves.
#[derive(Debug, Args)]
pub(crate) struct Searched {
    /// Nhật ký, kiểm kê: tệp, thư mục, tệp nén; - là đầu vào chuẩn.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Dải địa chỉ của đơn vị; có thể lặp lại.
    #[arg(long = "own", value_name = "CIDR")]
    pub(crate) own: Vec<String>,
    /// Định dạng bản ghi; mặc định tự nhận.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// Múi giờ của nhật ký không ghi múi giờ.
    #[arg(long, value_name = "ZONE", default_value = "Asia/Ho_Chi_Minh")]
    pub(crate) zone: String,
    /// Năm của nhật ký không ghi năm.
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<i16>,
    /// Số luồng; mặc định theo số lõi.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// Where imported rule sets are; only read, so a server may run on it.
#[derive(Debug, Args)]
pub(crate) struct Sets {
    /// Thư mục dữ liệu có các bộ luật đã nhập.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "khien-data",
        env = "KHIEN_DATA"
    )]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesVerb {
    /// Nhập một bộ luật vào thư mục dữ liệu: giữ nguyên văn các tệp dùng được, nêu tệp, dòng, lý do của phần còn lại.
    Import {
        /// Tệp .yml, thư mục hoặc tệp .zip; có thể nhiều.
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// Tên bộ luật, ví dụ sigmahq; đã có tên này thì thay cả bộ. Bỏ trống thì lấy theo tên tệp hoặc thư mục đầu
        /// tiên và không thay bộ đã có.
        #[arg(long, value_name = "SET")]
        name: Option<String>,
        /// In NDJSON các luật không dùng được.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Các bộ luật đang dùng: bộ kèm theo (starter) và các bộ đã nhập.
    List {
        /// In NDJSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        sets: Sets,
    },
    /// Gỡ một bộ luật đã nhập.
    Remove {
        /// Tên bộ luật.
        #[arg(value_name = "SET")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// Kiểm tra luật: tệp, dòng, lý do của luật không dùng được.
    Check {
        /// Tệp .yml hoặc thư mục; bỏ trống thì kiểm tra bộ luật kèm theo.
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Giá trị cho chỗ trống %NAME% của luật: NAME=VALUE,VALUE; có thể lặp lại.
        #[arg(long = "placeholder", value_name = "NAME=VALUES")]
        placeholders: Vec<String>,
        /// In NDJSON.
        #[arg(long)]
        json: bool,
    },
    /// Vì sao một luật khớp hoặc không khớp một sự kiện.
    Explain(RulesExplain),
}

#[derive(Debug, Args)]
pub(crate) struct RulesExplain {
    /// Luật: id, name hoặc tên tệp.
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// Tệp sự kiện; - là đầu vào chuẩn.
    #[arg(long, value_name = "FILE")]
    pub(crate) event: PathBuf,
    /// Bản ghi cần xem, đếm từ 1; mặc định là bản ghi khớp đầu tiên.
    #[arg(long, value_name = "N")]
    pub(crate) record: Option<u64>,
    /// Luật: tệp .yml hoặc thư mục; bỏ trống thì dùng bộ luật kèm theo và các bộ đã nhập.
    #[arg(long = "rules", value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) sets: Sets,
    /// Định dạng bản ghi; mặc định tự nhận.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
    /// Giá trị cho chỗ trống %NAME% của luật: NAME=VALUE,VALUE; có thể lặp lại.
    #[arg(long = "placeholder", value_name = "NAME=VALUES")]
    pub(crate) placeholders: Vec<String>,
    /// In một tài liệu JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
