### Sổ minh chứng, báo cáo, nhật ký, tìm kiếm.

web-nav-ledger = Sổ minh chứng
web-nav-reports = Báo cáo
web-nav-audit = Nhật ký
web-newest = Mới nhất
web-older = Cũ hơn
web-print = In

## Sổ minh chứng
web-ledger-title = Sổ minh chứng
web-ledger-leaves = { $value } mục, chỉ ghi thêm, không sửa không xóa
web-ledger-head = Điểm kiểm tra mới nhất
web-ledger-signed = Ký lúc
web-ledger-root = Mã gốc của cây
web-ledger-key = Khóa ký
web-ledger-note = Nội dung đã ký
web-ledger-download = Tải điểm kiểm tra
web-ledger-keep = Tải về và giữ ở nơi khác, ví dụ gửi cấp trên: nhờ đó về sau phát hiện được cả việc cắt bớt sổ.
web-ledger-empty = Sổ chưa có mục nào nên chưa có điểm kiểm tra.
web-ledger-verify = Kiểm tra sổ
web-ledger-verify-sub = Tính lại toàn bộ sổ, các dòng dữ liệu và tệp mà sổ ghi nhận.
web-ledger-given = Điểm kiểm tra đã giữ (không bắt buộc)
web-ledger-given-hint = Dán toàn bộ nội dung tệp đã tải trước đây để đối chiếu.
web-ledger-verify-go = Kiểm tra ngay
web-ledger-intact = Sổ nguyên vẹn: { $leaves } mục, { $heads } điểm kiểm tra đã ký đều khớp.
web-ledger-intact-against = Sổ nguyên vẹn và khớp với điểm kiểm tra đã giữ: { $leaves } mục, { $heads } điểm kiểm tra đã ký đều khớp.
web-ledger-altered = Có chỗ không khớp trong { $leaves } mục và { $heads } điểm kiểm tra đã ký. Giữ nguyên thư mục dữ liệu và báo người phụ trách.
web-ledger-left-out = Và { $count } chỗ khác.
web-ledger-entries = Các mục
web-ledger-entries-sub = mới nhất trước, trong phạm vi của tài khoản này
web-ledger-none = Chưa có mục nào trong phạm vi của tài khoản này.
web-ledger-seq = Số
web-ledger-time = Thời điểm
web-ledger-kind = Loại
web-ledger-what = Nội dung
web-ledger-by = Ai
web-ledger-leaf-missing = Thiếu một mục.
web-ledger-root-mismatch = Các mục không cho ra mã gốc đã ký.
web-ledger-head-forged = Một điểm kiểm tra không do khóa của sổ ký.
web-ledger-unsigned = Có mục chưa được điểm kiểm tra nào bao phủ.
web-ledger-row-missing = Dòng dữ liệu của mục đã mất.
web-ledger-row-changed = Dòng dữ liệu của mục đã bị sửa.
web-ledger-row-without-leaf = Có dòng dữ liệu không có mục trong sổ.
web-ledger-facts-changed = Dữ liệu của một nguồn không còn như khi nhập.
web-ledger-facts-without-source = Có dữ liệu của một nguồn không tồn tại.
web-ledger-row-unreadable = Có dòng dữ liệu không đọc được.
web-ledger-truncated = Sổ ngắn hơn điểm kiểm tra đã giữ: đã bị cắt bớt.
web-ledger-checkpoint-mismatch = Sổ có nội dung khác lúc điểm kiểm tra được giữ.
web-ledger-checkpoint-forged = Điểm kiểm tra đã dán sai dạng, hoặc không do khóa của sổ này ký.
web-ledger-file-missing = Một tệp đã giữ bị mất.
web-ledger-file-changed = Một tệp đã giữ có nội dung khác.

## Loại mục
web-leaf-import = Nhập dữ liệu
web-leaf-directive = Công văn có hiệu lực
web-leaf-status-changed = Kết quả thay đổi
web-leaf-judged-again = Tính lại
web-leaf-statement = Khai báo
web-leaf-return-closed = Chốt phiếu báo cáo
web-leaf-return-reopened = Mở lại phiếu báo cáo
web-leaf-setting = Đổi mức nội bộ
web-leaf-cut-off = Chốt số liệu
web-leaf-report = Viết báo cáo
web-leaf-file = Giữ tệp
web-leaf-by = Người thực hiện
web-leaf-about = Công văn
web-leaf-duty = Nhiệm vụ
web-leaf-measure = Tiêu chí
web-leaf-before = Trước đó
web-leaf-now = Kết quả
web-leaf-basis = Nguồn xác nhận
web-leaf-id = Mã
web-leaf-row = Mã băm của dòng dữ liệu

## Người thực hiện
web-actor-local = Quản trị tại máy chủ
web-actor-judge = Khiên (tự tính lại)
web-actor-job = Khiên ({ $value })
web-actor-link = Đơn vị, qua liên kết riêng
web-actor-token = Chương trình
web-actor-gone = Tài khoản không còn

## Một mục và chứng minh
web-proof-holds = Mục này nằm trong điểm kiểm tra ký lúc { $value }; không sửa được mà không lộ.
web-proof-broken = Mục này không khớp với điểm kiểm tra đã ký. Hãy kiểm tra toàn bộ sổ.
web-proof-says = Nội dung mục
web-proof-bytes = Dạng ghi trong sổ
web-proof-no-names = Sổ chỉ ghi mã, không ghi tên người và không ghi nội dung tự do; tên ở trên lấy từ danh mục hiện tại.
web-proof = Chứng minh
web-proof-size = trong cây { $value } mục
web-proof-hash = Mã băm của mục
web-proof-path = { $count } mã băm trên đường lên gốc, từ dưới lên
web-proof-how = Tự kiểm tra
web-proof-how-1 = Mã băm của mục là SHA-256 của một byte 0x00 nối với dạng ghi ở trên.
web-proof-how-2 = Với vị trí { $seq } trong cây { $size } mục, ghép lần lượt từng mã băm trên đường theo RFC 6962 mục 2.1.1: SHA-256 của byte 0x01, nhánh trái, nhánh phải.
web-proof-how-3 = Kết quả phải đúng bằng mã gốc, và mã gốc phải có trong điểm kiểm tra do khóa của sổ ký (Ed25519, dạng C2SP signed note).

## Báo cáo
web-reports-title = Báo cáo
web-reports-sub = số liệu đã chốt, báo cáo đã viết và các văn bản kèm theo
web-reports-no-directive = Chưa có công văn nào có hiệu lực.
web-reports-to-directives = Đến công văn
web-reports-summary = Bản tóm tắt để in
web-reports-kept = Báo cáo đã viết
web-reports-none = Chưa có báo cáo nào.
web-reports-file = Tệp
web-reports-from = Từ số liệu chốt
web-reports-hash = Mã băm
web-reports-report = báo cáo
web-reports-annex = phụ lục
web-reports-for = Báo cáo của
web-reports-whole = Toàn bộ phạm vi
web-reports-write = Viết báo cáo
web-reports-write-hint = Viết báo cáo .docx và phụ lục .xlsx từ lần chốt mới nhất; nếu kết quả đã khác thì chốt lại trước. Số, ngày và người ký để trống.
web-reports-cut-offs = Số liệu đã chốt
web-reports-no-cut-off = Chưa chốt lần nào.
web-reports-as-of = Số liệu đến
web-reports-freeze = Chốt số liệu
web-reports-freeze-hint = Giữ nguyên kết quả lúc này, có mã băm trong sổ; không sửa được về sau.
web-reports-frozen = Đã chốt số liệu và ghi vào sổ minh chứng.
web-reports-written = Đã viết báo cáo và phụ lục; tải ở danh sách bên dưới.
web-papers = Văn bản khác
web-papers-hint = Viết từ số liệu lúc này, tải về để xem, ký và gửi; Khiên không tự gửi và không giữ lại.
web-papers-unit = Đơn vị
web-papers-highest = Đơn vị cao nhất trong phạm vi
web-papers-checklist = Danh sách việc
web-papers-roster = Bảng trực
web-papers-enclosures = Đề nghị gửi văn bản kèm theo
web-papers-deadline = Hạn trả lời (để trống cũng được)
web-papers-deadline-wrong = Hạn trả lời phải là ngày, dạng năm-tháng-ngày.
web-papers-reminder = Công văn đôn đốc { $count } đơn vị chưa báo cáo

## Bản tóm tắt
web-summary-title = Tóm tắt kết quả
web-summary-sub = { $units } đơn vị · số liệu đến { $at }
web-summary-frozen = lần chốt gần nhất { $at }, mã { $hash }
web-summary-duties = Số đơn vị theo kết quả từng nhiệm vụ
web-summary-duty = Nhiệm vụ
web-summary-silent = Chưa báo cáo: { $count } đơn vị
web-summary-pressing = Đơn vị còn nhiều việc chưa đạt nhất
web-summary-none-pressing = Không có đơn vị nào chưa đạt.
web-summary-not-met = { $count } kết quả chưa đạt

## Nhật ký
web-audit-title = Nhật ký
web-audit-sub = tài khoản, quyền, phiên và mã truy cập: ai làm gì, khi nào, từ đâu
web-audit-entries = Các việc đã làm
web-audit-actor = Ai
web-audit-everybody = Mọi người
web-audit-action = Việc
web-audit-everything = Mọi việc
web-audit-filter = Lọc
web-audit-change = Cũ → mới
web-audit-from = Từ địa chỉ
web-audit-none = Không có việc nào khớp.
web-audit-link-first-admin = Tạo liên kết quản trị đầu tiên
web-audit-link-recover = Tạo liên kết khôi phục
web-audit-link-used = Dùng liên kết một lần
web-audit-account-created = Tạo tài khoản
web-audit-account-grants = Đổi vai
web-audit-account-disabled = Khóa tài khoản
web-audit-account-enabled = Mở khóa tài khoản
web-audit-account-password = Đổi mật khẩu
web-audit-account-totp = Bật, tắt mã xác thực
web-audit-account-totp-begun = Bắt đầu bật mã xác thực
web-audit-session-signed-in = Đăng nhập
web-audit-session-signed-out = Đăng xuất
web-audit-session-revoked = Thu hồi phiên
web-audit-token-created = Tạo mã truy cập của chương trình
web-audit-token-revoked = Thu hồi mã truy cập của chương trình
web-audit-unit-link-created = Tạo liên kết riêng của đơn vị
web-audit-unit-link-revoked = Thu hồi liên kết riêng của đơn vị

## Tìm
web-search-label = Tên, mã hoặc địa chỉ IP
web-search-nothing-asked = Nhập tên đơn vị, tên máy, địa chỉ IP hoặc từ trong nhiệm vụ.
web-search-none = Không thấy gì khớp với “{ $value }”.
web-search-none-hint = Chỉ tìm trong phạm vi của tài khoản này. Không cần gõ dấu.
web-search-units = Đơn vị
web-search-duties = Nhiệm vụ
web-search-assets = Máy và thiết bị
web-search-count = { $count } kết quả
web-search-more = Chỉ hiện { $count } kết quả đầu; gõ thêm để thu hẹp.
