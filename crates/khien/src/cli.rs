//! The command line (DESIGN section 4): stable, scripts rely on it.

mod events;
mod hunting;

pub(crate) use events::{EventFolder, ExportFormat, LakeExport, LakeVerb};
pub(crate) use hunting::{
    BotnetMatch, BotnetVerb, LogsHunt, LogsVerb, RulesExplain, RulesVerb, Searched, Sets,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Khiên: đọc công văn, xét từng nhiệm vụ, giữ minh chứng, viết báo cáo.
///
/// Mã thoát: 0 xong, 1 không làm được, 2 dùng sai, 3 xong và có việc cần người xử lý.
#[derive(Debug, Parser)]
#[command(name = "khien", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Ngôn ngữ hiển thị.
    #[arg(long, global = true, value_enum, default_value_t = Language::Vi, env = "KHIEN_LANG")]
    pub(crate) lang: Language,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// Language of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

impl From<Language> for lang::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Noun {
    /// Toàn bộ việc chính trên một thị xã hư cấu, vào một đêm trước Tết.
    Demo(Demo),
    /// Máy chủ: trang web, việc nền, trên một thư mục dữ liệu.
    Serve(Serve),
    /// Công văn: đọc, xét.
    #[command(subcommand)]
    Directive(DirectiveVerb),
    /// Dữ liệu: nhập thư mục bảng, lấy bảng mẫu.
    #[command(subcommand)]
    Facts(FactsVerb),
    /// Xác nhận của đơn vị.
    #[command(subcommand)]
    Statement(StatementVerb),
    /// Phiếu báo cáo của đơn vị.
    #[command(subcommand)]
    Return(ReturnVerb),
    /// Danh sách IP mạng botnet đối chiếu với nhật ký, kiểm kê.
    #[command(subcommand)]
    Botnet(BotnetVerb),
    /// Lỗ hổng đối chiếu với kiểm kê phần mềm.
    #[command(subcommand)]
    Vuln(VulnVerb),
    /// Cổng, trang thông tin điện tử.
    #[command(subcommand)]
    Portal(PortalVerb),
    /// Báo cáo kết quả và các giấy tờ đi kèm.
    #[command(subcommand)]
    Report(ReportVerb),
    /// Sổ minh chứng.
    #[command(subcommand)]
    Ledger(LedgerVerb),
    /// Nhật ký: săn tìm bằng luật Sigma và danh sách.
    #[command(subcommand)]
    Logs(LogsVerb),
    /// Kho sự kiện của máy chủ: số liệu, gộp tệp, kiểm tra, xuất.
    #[command(subcommand)]
    Lake(LakeVerb),
    /// Luật phát hiện: nhập, kiểm tra, giải thích.
    #[command(subcommand)]
    Rules(RulesVerb),
    /// Tài khoản: thêm người, cấp lại mật khẩu, danh sách.
    #[command(subcommand)]
    User(UserVerb),
    /// Sao lưu, kiểm tra bản sao lưu, khôi phục.
    #[command(subcommand)]
    Backup(BackupVerb),
    /// Cấu hình của máy chủ (khien.toml).
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Phần đọc tệp trong tiến trình riêng có giới hạn; chương trình tự gọi.
    #[command(subcommand, hide = true)]
    ReadChild(ReadChild),
}

/// What the program asks a child of its own to do.
#[derive(Debug, Subcommand)]
pub(crate) enum ReadChild {
    /// Lấy chữ của tài liệu ở đầu vào chuẩn.
    Extract {
        /// Tên tệp.
        #[arg(long)]
        name: String,
    },
    /// Chạy một công cụ nhận dạng chữ.
    Tool {
        /// Chương trình và tham số của nó.
        #[arg(required = true, last = true)]
        command: Vec<std::ffi::OsString>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Ai xem: thị xã (town), hoặc tỉnh có 460 xã, phường (province).
    #[arg(long = "as", value_name = "WHO", value_enum, default_value = "town")]
    pub(crate) sample: Sample,
    /// Công văn thật thay cho công văn mẫu; có thể lặp lại.
    #[arg(long = "directive", value_name = "FILE")]
    pub(crate) directives: Vec<PathBuf>,
    /// Thời điểm xét, ví dụ 2024-02-08T21:30:00+07:00.
    #[arg(long, value_name = "T")]
    pub(crate) as_of: Option<String>,
    /// Thư mục dữ liệu trình diễn; được tạo lại mỗi lần chạy.
    #[arg(long, value_name = "DIR", default_value = "khien-demo")]
    pub(crate) data: PathBuf,
    /// Địa chỉ của trang web sau khi in kết quả; cổng 0 là cổng trống bất kỳ.
    #[arg(long, value_name = "A", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// Dừng sau khi in kết quả và viết báo cáo, không mở trang web.
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Địa chỉ lắng nghe.
    #[arg(long, value_name = "A")]
    pub(crate) listen: Option<String>,
    #[command(flatten)]
    pub(crate) configured: Configured,
}

/// The invented organisation that the demonstration shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sample {
    /// Thị xã An Mẫu với các phòng, xã, phường và doanh nghiệp.
    Town,
    /// Tỉnh Bình Mẫu: 460 xã, phường, một bản xuất chung.
    Province,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DirectiveVerb {
    /// Đọc công văn thành dữ liệu: nhiệm vụ, nơi nhận, đầu mối, văn bản viện dẫn.
    Read {
        /// Tệp .txt, .docx, .pdf; bản quét và ảnh .png, .jpg, .tif khi máy có tesseract và poppler.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// In NDJSON, mỗi tệp một dòng.
        #[arg(long)]
        json: bool,
    },
    /// Xét từng nhiệm vụ cho từng đơn vị theo dữ liệu; không có dữ liệu thì in danh mục việc.
    Check(Check),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Công văn.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Thư mục các bảng dữ liệu.
    #[arg(long, value_name = "DIR")]
    pub(crate) facts: Option<PathBuf>,
    /// Ngày văn bản đến, ví dụ 2024-01-05.
    #[arg(long, value_name = "DATE")]
    pub(crate) received: Option<String>,
    /// Đợt cao điểm, ví dụ 2024-02-08..2024-02-14.
    #[arg(long, value_name = "FROM..TO")]
    pub(crate) watch: Option<String>,
    /// Thời điểm xét; mặc định là bây giờ.
    #[arg(long, value_name = "T")]
    pub(crate) as_of: Option<String>,
    /// Nhóm đơn vị cho danh mục việc, ví dụ commune.
    #[arg(long, value_name = "CLASS")]
    pub(crate) class: Option<String>,
    /// Giữ lại trong thư mục dữ liệu này; không có thì không giữ gì.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// In một tài liệu JSON.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) thresholds: Thresholds,
}

/// The organisation's own thresholds.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Thresholds {
    /// Tệp TOML các mức nội bộ, ví dụ gap = "20 min"; không có thì dùng mức mặc định.
    #[arg(long, value_name = "FILE", env = "KHIEN_POLICY")]
    pub(crate) policy: Option<PathBuf>,
}

/// Which data folder and which instant.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Thư mục dữ liệu.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "khien-data",
        env = "KHIEN_DATA"
    )]
    pub(crate) data: PathBuf,
    /// Máy chủ PostgreSQL thay cho SQLite: tệp chứa địa chỉ postgres://…
    #[arg(long, value_name = "FILE", env = "KHIEN_DATABASE_FILE")]
    pub(crate) database_file: Option<PathBuf>,
    /// Thời điểm thực hiện; mặc định là bây giờ.
    #[arg(long, value_name = "T")]
    pub(crate) as_of: Option<String>,
    #[command(flatten)]
    pub(crate) thresholds: Thresholds,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FactsVerb {
    /// Nhập một thư mục bảng dữ liệu: tất cả hoặc không gì cả.
    Import {
        /// Thư mục.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// In bảng mẫu (CSV) hoặc trang hướng dẫn mọi bảng.
    Template {
        /// Tên bảng, ví dụ shifts; bỏ trống để in hướng dẫn.
        #[arg(value_name = "TABLE")]
        table: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum StatementVerb {
    /// Thêm một xác nhận của người có tên, kèm tệp minh chứng.
    Add(Statement),
}

#[derive(Debug, Args)]
pub(crate) struct Statement {
    /// Mã đơn vị.
    #[arg(long)]
    pub(crate) unit: String,
    /// Nhiệm vụ, ví dụ 1.2.
    #[arg(long)]
    pub(crate) obligation: String,
    /// Tiêu chí, ví dụ awareness.
    #[arg(long)]
    pub(crate) measure: String,
    /// met, partial, not_met, not_applicable, none.
    #[arg(long)]
    pub(crate) claim: String,
    /// Người xác nhận.
    #[arg(long)]
    pub(crate) person: String,
    /// Nội dung.
    #[arg(long, default_value = "")]
    pub(crate) text: String,
    /// Tệp minh chứng.
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReturnVerb {
    /// Chốt phiếu của một đơn vị.
    Close {
        /// Mã đơn vị.
        #[arg(long)]
        unit: String,
        /// Người đứng đầu chốt phiếu.
        #[arg(long)]
        by: String,
        #[command(flatten)]
        place: Place,
    },
    /// Nhận phiếu .xlsx một đơn vị đã điền: tất cả hoặc không gì cả.
    Take {
        /// Phiếu đã điền.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Mã đơn vị gửi phiếu.
        #[arg(long)]
        unit: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum VulnVerb {
    /// Đối chiếu.
    Match {
        /// Kiểm kê phần mềm (bảng software hoặc CSV asset, product, version).
        #[arg(long, value_name = "FILE")]
        inventory: PathBuf,
        /// Cảnh báo: CVE 5.x, CSAF, KEV, bảng MSRC; tệp hoặc thư mục; có thể lặp lại.
        #[arg(long = "advisories", value_name = "PATH", required = true)]
        advisories: Vec<PathBuf>,
        /// In NDJSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PortalVerb {
    /// Xem cổng còn hoạt động, chứng thư, liên kết bị chèn, văn bản phải đăng.
    Check {
        /// Địa chỉ.
        #[arg(value_name = "URL", required = true)]
        urls: Vec<String>,
        /// Văn bản phải đăng toàn văn (.txt, .docx); có thể lặp lại.
        #[arg(long = "mandated", value_name = "FILE")]
        mandated: Vec<PathBuf>,
        /// Chứng thư gốc tin cậy thêm (PEM).
        #[arg(long = "ca", value_name = "FILE")]
        ca: Vec<PathBuf>,
        /// In NDJSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportVerb {
    /// Viết báo cáo .docx từ số liệu chốt.
    Write {
        /// Tệp ra; mặc định trong DIR/reports.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Đơn vị báo cáo (mã); mặc định là đơn vị trên cùng.
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        /// Viết thêm phụ lục số liệu .xlsx, đặt cạnh báo cáo.
        #[arg(long)]
        annex: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Danh mục việc cần làm .docx của một đơn vị, hoặc của một nhóm đơn vị khi chưa có dữ liệu.
    Checklist {
        /// Nhóm đơn vị, ví dụ commune; dùng khi không nêu đơn vị.
        #[arg(long, value_name = "CLASS", conflicts_with = "unit")]
        class: Option<String>,
        #[command(flatten)]
        paper: Paper,
    },
    /// Dự thảo công văn đôn đốc .docx gửi các đơn vị chưa báo cáo; Khiên không tự gửi.
    Reminder {
        /// Hạn báo cáo, ví dụ 2024-02-09; bỏ trống thì để chỗ ghi tay.
        #[arg(long, value_name = "DATE")]
        deadline: Option<String>,
        #[command(flatten)]
        paper: Paper,
    },
    /// Dự thảo công văn .docx đề nghị gửi văn bản kèm theo chưa nhận được; Khiên không tự gửi.
    Enclosures {
        #[command(flatten)]
        paper: Paper,
    },
    /// Bảng phân công trực .docx của một đơn vị trong đợt cao điểm.
    Roster {
        #[command(flatten)]
        paper: Paper,
    },
    /// Phiếu báo cáo .xlsx để đơn vị không có tài khoản điền; nhận lại bằng `khien return take`.
    Form {
        /// Hạn gửi lại, ví dụ 2024-02-09; bỏ trống thì để chỗ ghi tay.
        #[arg(long, value_name = "DATE")]
        deadline: Option<String>,
        #[command(flatten)]
        paper: Paper,
    },
}

/// For which unit a paper is, and where it goes.
#[derive(Debug, Args)]
pub(crate) struct Paper {
    /// Mã đơn vị; mặc định là đơn vị trên cùng.
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
    /// Tệp ra; mặc định trong DIR/reports.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerVerb {
    /// Kiểm tra toàn bộ sổ, đối chiếu với điểm kiểm đã xuất.
    Verify {
        /// Điểm kiểm đã xuất; có thể lặp lại.
        #[arg(long = "checkpoint", value_name = "FILE")]
        checkpoints: Vec<PathBuf>,
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Xuất điểm kiểm mới nhất để giữ ở nơi khác.
    Checkpoint {
        #[command(flatten)]
        place: Place,
    },
}

/// Where the configuration is, and what the command line says over it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Configured {
    /// Tệp cấu hình; mặc định là khien.toml ở thư mục hiện tại nếu có.
    #[arg(long, value_name = "FILE", env = "KHIEN_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Thư mục dữ liệu.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Máy chủ PostgreSQL thay cho SQLite: tệp chứa địa chỉ postgres://…
    #[arg(long, value_name = "FILE")]
    pub(crate) database_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserVerb {
    /// Thêm tài khoản; in liên kết dùng một lần để người đó tự đặt mật khẩu.
    Add {
        /// Tên đăng nhập: chữ cái không dấu, chữ số, dấu . - _ @.
        #[arg(value_name = "LOGIN")]
        login: String,
        /// Họ tên.
        #[arg(long)]
        name: String,
        /// Vai trò, cho cả tổ chức hoặc cho một đơn vị và các đơn vị dưới nó; có thể lặp lại,
        /// ví dụ duty_officer@P-HOA.
        #[arg(long = "role", value_name = "ROLE[@UNIT]", required = true)]
        roles: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// In liên kết dùng một lần để đặt mật khẩu mới; mã xác thực thứ hai được gỡ khi dùng liên kết.
    Recover {
        /// Tên đăng nhập.
        #[arg(value_name = "LOGIN")]
        login: String,
        #[command(flatten)]
        place: Place,
    },
    /// Danh sách tài khoản.
    List {
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupVerb {
    /// Sao lưu khi máy chủ vẫn chạy, rồi đọc lại toàn bộ để chứng minh bản sao dùng được.
    Create {
        /// Nơi giữ bản sao lưu; mặc định theo backup.folder.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Số bản giữ lại, chỉ bỏ bản cũ khi bản mới tốt; mặc định theo backup.keep.
        #[arg(long, value_name = "N")]
        keep: Option<usize>,
        /// Chỉ sao lưu tệp, khóa, báo cáo: khi cơ sở dữ liệu ở PostgreSQL và được sao lưu bằng pg_dump.
        #[arg(long)]
        files_only: bool,
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// Đọc lại một bản sao lưu: từng mã băm, toàn bộ sổ minh chứng.
    Verify {
        /// Bản sao lưu.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Điểm kiểm đã xuất; có thể lặp lại.
        #[arg(long = "checkpoint", value_name = "FILE")]
        checkpoints: Vec<PathBuf>,
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
    },
    /// Khôi phục vào một thư mục chưa có hoặc trống; in thời gian đo được.
    Restore {
        /// Bản sao lưu.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Thư mục dữ liệu mới.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Điểm kiểm đã xuất; có thể lặp lại.
        #[arg(long = "checkpoint", value_name = "FILE")]
        checkpoints: Vec<PathBuf>,
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigVerb {
    /// Giá trị đang có hiệu lực, mỗi giá trị từ đâu, và mọi lỗi.
    Check {
        /// Địa chỉ lắng nghe.
        #[arg(long, value_name = "A")]
        listen: Option<String>,
        /// In một tài liệu JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        configured: Configured,
    },
    /// In trang hướng dẫn mọi khóa, kèm tệp mẫu.
    Keys,
}
