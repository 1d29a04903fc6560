//! The one list of codes a problem is told by: stable words for scripts, with a short title in both languages.
//!
//! A code is never renamed or given another meaning; new ones are added at the
//! end of their part. What exactly was wrong is told beside the code, and which
//! status of HTTP it becomes is decided where HTTP is spoken. Problems of single
//! cells of tables and reasons of judgements have codes of their own, beside
//! the code that finds them.

/// A code with its titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The stable word, dotted snake case.
    pub code: &'static str,
    /// Vietnamese title.
    pub vi: &'static str,
    /// English title.
    pub en: &'static str,
}

const fn code(code: &'static str, vi: &'static str, en: &'static str) -> Code {
    Code { code, vi, en }
}

/// The entry of a code; `None` for one that is not listed.
#[must_use]
pub fn find(wanted: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == wanted)
}

/// All codes.
#[rustfmt::skip]
pub const CODES: &[Code] = &[
    // Who asks, and for what.
    code("access.unauthenticated", "Cần mã truy cập hoặc phiên đăng nhập", "a token or a session is needed"),
    code("access.token_refused", "Mã truy cập không đúng, đã hết hạn hoặc đã thu hồi", "the token is wrong, over or revoked"),
    code("access.wait", "Sai mã truy cập nhiều lần, hãy chờ", "too many wrong tokens, wait"),
    code("access.forbidden", "Không có quyền làm việc này", "not allowed"),
    code("access.foreign_site", "Yêu cầu đến từ trang khác", "the request comes from another site"),
    code("not_found", "Không có nội dung này", "not found"),
    code("request.method_not_allowed", "Địa chỉ này không nhận phương thức đó", "the address does not take this method"),
    code("request.malformed", "Yêu cầu không đúng mẫu", "the request is malformed"),
    code("request.bad_cursor", "Con trỏ trang không dùng được cho danh sách này", "the cursor is none of this list"),
    code("request.bad_limit", "limit phải từ 1 đến 500", "limit must be 1 to 500"),
    code("request.bad_filter", "Giá trị lọc không có trong danh mục", "a filter has a value that is not in its list"),
    code("request.bad_idempotency_key", "Idempotency-Key phải có 1 đến 200 ký tự ASCII nhìn thấy được", "Idempotency-Key must be 1 to 200 visible ASCII characters"),
    code("request.key_reused", "Idempotency-Key này đã dùng cho nội dung khác", "this Idempotency-Key was used for other content"),
    code("request.in_progress", "Yêu cầu cùng Idempotency-Key đang chạy", "a request of this Idempotency-Key is running"),
    code("request.too_large", "Nội dung gửi lên quá lớn", "the content is too large"),
    code("request.too_slow", "Yêu cầu không xong trong thời gian cho phép", "the request did not end in time"),
    code("request.unsupported_type", "Kiểu nội dung này không nhận", "this content type is not taken"),
    code("intake.busy", "Đang nhận quá nhiều nhật ký, hãy gửi lại sau", "too much is coming in, send again later"),
    code("intake.too_fast", "Nguồn này gửi nhanh hơn mức cho phép, hãy gửi lại sau", "this source sends faster than it may, send again later"),
    code("intake.full", "Hết chỗ ghi nhật ký, hãy gửi lại sau", "no room to keep events, send again later"),
    code("intake.failed", "Không ghi được nhật ký xuống đĩa", "events can't be written to disk"),
    // What was asked for could not be done.
    code("conflict", "Người khác vừa sửa", "somebody else changed it"),
    code("invalid", "Giá trị không hợp lệ", "a value is not valid"),
    code("import.rejected", "Bảng dữ liệu có lỗi, chưa nhập gì", "the tables have errors, nothing was imported"),
    code("directive.no_window", "Chưa xác định được đợt cao điểm", "the watch is not known"),
    code("directive.no_receipt", "Chưa có ngày văn bản đến", "the date of receipt is missing"),
    code("pack.none_in_force", "Không có bộ quy định nào có hiệu lực", "no regime pack is in force"),
    code("pack.malformed", "Bộ quy định không đúng mẫu", "a regime pack is malformed"),
    code("return.changed", "Phiếu báo cáo đã thay đổi", "the return has changed"),
    code("link.dead", "Liên kết không còn dùng được", "the link is dead"),
    code("account.login_taken", "Tên đăng nhập đã có người dùng", "the login is taken"),
    code("password.weak", "Mật khẩu chưa đủ mạnh", "the password is weak"),
    code("password.wrong", "Mật khẩu không đúng", "the password is wrong"),
    code("totp.wrong", "Mã xác thực không đúng", "the second factor is wrong"),
    code("sign_in.wait", "Sai nhiều lần, hãy chờ", "too many failures, wait"),
    code("time.out_of_range", "Ngày giờ ngoài phạm vi", "an instant is out of range"),
    code("report.failed", "Không viết được báo cáo", "the report was not written"),
    code("file.unreadable", "Không đọc được tệp", "a file could not be read"),
    // Letters and other documents.
    code("letter.too_large", "Tệp quá lớn", "the file is too large"),
    code("letter.not_text", "Tệp không phải văn bản", "the file is no text"),
    code("letter.empty", "Tệp không có chữ", "the file has no words"),
    code("letter.unsupported_format", "Định dạng chưa đọc được", "the format is not read"),
    code("letter.zip_bomb", "Tệp nén bung ra quá lớn", "the archive unpacks too large"),
    code("letter.bad_docx", "Tệp .docx hỏng", "the .docx is damaged"),
    code("letter.bad_pdf", "Tệp PDF hỏng", "the PDF is damaged"),
    code("letter.encrypted", "Tệp có mật khẩu", "the file has a password"),
    code("letter.no_text_layer", "PDF không có lớp chữ", "the PDF has no text"),
    code("letter.picture", "Tệp là ảnh", "the file is a picture"),
    code("letter.bad_picture", "Ảnh hỏng", "the picture is damaged"),
    code("letter.secret_stamp", "Văn bản có dấu độ mật, không nhận", "the document bears a stamp of secrecy and is refused"),
    code("document.stopped", "Đọc tệp vượt giới hạn", "reading the file went past its limits"),
    code("document.child_failed", "Không chạy được tiến trình đọc tệp", "the reading process did not run"),
    code("document.ocr_missing", "Máy chủ chưa cài nhận dạng chữ", "text recognition is not installed"),
    code("document.ocr_failed", "Không nhận dạng được chữ", "the text was not recognised"),
    code("document.scan_too_large", "Bản quét quá lớn", "the scan is too large"),
    // Faults of ours.
    code("store.failed", "Máy chủ không ghi hoặc đọc được dữ liệu", "the server could not read or write its data"),
    code("store.damaged", "Dữ liệu đã lưu không đọc được", "kept data can't be read"),
    code("server.failed", "Máy chủ gặp lỗi", "the server failed"),
    code("search.deadline", "Tìm quá lâu; hãy thu hẹp khoảng thời gian hoặc điều kiện", "the search took too long; narrow the time or the condition"),
    code("search.memory", "Tìm cần quá nhiều bộ nhớ; hãy thu hẹp khoảng thời gian hoặc điều kiện", "the search needs too much memory; narrow the time or the condition"),
    code("search.table", "Không đọc được kho nhật ký", "the event table can't be read"),
    code("store.locked", "Thư mục dữ liệu đang do chương trình khác giữ", "another program holds the data folder"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_listed_once_and_is_a_word_for_scripts() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in CODES {
            assert!(seen.insert(entry.code), "{} twice", entry.code);
            let fits = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
            assert!(entry.code.chars().all(fits), "{}", entry.code);
            assert!(!entry.vi.is_empty() && !entry.en.is_empty());
            assert_eq!(find(entry.code), Some(entry));
        }
    }
}
