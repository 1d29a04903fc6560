### Trang web: khung, đăng nhập, bảng trực.

## Khung
web-skip = Đến nội dung chính
web-nav = Chính
web-nav-board = Bảng trực
web-search = Tìm
web-search-hint = Tìm đơn vị, nhiệm vụ, máy
web-theme-dark = Chuyển sang giao diện tối
web-theme-light = Chuyển sang giao diện sáng
web-sample-tag = MẪU
web-sample-foot = Dữ liệu mẫu, không phải số liệu thật
web-disclaimer = Kết quả theo tiêu chí của Khiên; không thay thế kiểm tra của cơ quan có thẩm quyền
web-open = Mở
web-unit = Đơn vị
web-minutes = { $count } phút
web-hours = { $count } giờ
web-days = { $count } ngày

## Vai
role-system_admin = Quản trị hệ thống
role-unit_admin = Quản trị đơn vị
role-commander = Lãnh đạo phê duyệt
role-duty_officer = Trực ban
role-analyst = Chuyên viên phân tích
role-respondent = Người trả lời của đơn vị
role-auditor = Thanh tra, kiểm tra
role-machine = Máy

## Đăng nhập
web-login-title = Đăng nhập
web-login-sub = trực an toàn thông tin mạng
web-login-account = Tài khoản
web-login-password = Mật khẩu
web-login-code = Mã 6 số
web-login-code-hint = Từ ứng dụng xác thực, nếu tài khoản đã bật.
web-login-go = Đăng nhập
web-login-wrong = Tài khoản hoặc mật khẩu chưa đúng.
web-login-code-needed = Tài khoản này cần thêm mã 6 số. Nhập lại mật khẩu và mã.
web-login-code-wrong = Mã 6 số chưa đúng hoặc đã dùng. Đợi mã mới rồi thử lại.
web-login-disabled = Tài khoản đã bị khóa. Liên hệ quản trị.
web-login-wait = Sai nhiều lần từ nơi này. Thử lại sau { $value }.
web-login-samples = Tài khoản mẫu
web-login-samples-hint = Chỉ có ở bản trình diễn. Chọn một vai để vào ngay.
web-login-first = Lần đầu? Mở liên kết một lần do quản trị gửi. Quên mật khẩu: liên hệ quản trị đơn vị.
web-login-logged = Mọi lần đăng nhập đều được ghi nhật ký
web-link-title = Đặt mật khẩu
web-link-sub = Liên kết này chỉ dùng được một lần
web-link-name = Họ và tên
web-link-login-hint = Chữ thường, số, dấu chấm; ví dụ: an.nv
web-link-password-hint = Ít nhất 12 ký tự. Một câu dài dễ nhớ là tốt nhất.
web-link-again = Nhập lại mật khẩu
web-link-go = Đặt mật khẩu và vào
web-link-no-login = Chưa có tên tài khoản.
web-link-short = Mật khẩu phải có ít nhất 12 ký tự.
web-link-differs = Hai lần nhập mật khẩu không giống nhau.

## Lỗi
web-error-home = Về trang đầu
web-error-not-found = Không tìm thấy
web-error-not-found-hint = Địa chỉ không có, hoặc nội dung không thuộc phạm vi của tài khoản này.
web-error-forbidden = Không có quyền
web-error-forbidden-hint = Vai của tài khoản này không được làm việc đó. Hỏi quản trị đơn vị nếu cần.
web-error-foreign = Biểu mẫu không hợp lệ
web-error-foreign-hint = Biểu mẫu được mở từ phiên khác hoặc từ trang khác. Quay lại, tải lại trang rồi gửi lại; chưa có gì được ghi.
web-error-expired = Phiên đã hết hạn
web-error-expired-hint = Chưa có gì được ghi. Đăng nhập lại rồi gửi lại.
web-error-too-large = Quá lớn
web-error-too-large-hint = Máy chủ chỉ nhận tối đa { $value } mỗi lần gửi. Chưa có gì được ghi; hãy chia nhỏ rồi gửi lại.
web-error-too-slow = Quá lâu
web-error-too-slow-hint = Yêu cầu chưa tới nơi trọn vẹn sau { $value } giây. Chưa có gì được ghi; kiểm tra đường truyền rồi gửi lại.
web-error-refused = Chưa làm được
web-error-refused-hint = Chưa có gì được ghi. Quay lại trang trước, sửa rồi gửi lại.
web-error-failed = Lỗi của hệ thống
web-error-failed-hint = Việc này chưa được ghi. Thử lại; nếu vẫn lỗi, báo quản trị kèm mã lỗi và giờ.

## Bảng trực
web-board-title = Bảng trực
web-wall = Màn hình tường
web-directive = Công văn
web-other-directives = Công văn khác:
web-watch = Đợt cao điểm
web-watch-begins = Bắt đầu sau { $value }
web-watch-goes-on = Còn { $value }
web-watch-over = Đã xong { $value } trước
web-nothing-yet = Chưa có dữ liệu
web-watch-days = { $from } đến hết { $to }
web-coverage = Phủ trực { $value } giờ
web-on-duty = Đang trực
web-on-duty-until = đến { $value }
web-checked-in = Đã điểm danh { $value }
web-not-checked-in = Chưa điểm danh
web-nobody-now = Lúc này không có ai trực
web-no-roster = Chưa có bảng phân công trực
web-next-shift = Ca sau: { $value }
web-duties-count = { $count } nhiệm vụ
web-duties-met = đạt ở mọi đơn vị
web-duties-bar = Số nhiệm vụ theo kết quả xấu nhất trong các đơn vị
web-not-reported = Chưa báo cáo
web-of-units = trong { $count } đơn vị
web-all-reported = Mọi đơn vị đã báo cáo.
web-units-done = { $count } đơn vị không còn việc
web-urgent = Việc gấp nhất
web-urgent-sub = xếp theo kết quả, mức nguy hiểm và hạn
web-urgent-none = Không có việc nào cần người làm ngay.
web-duty-of = nhiệm vụ { $value }
web-changes-at = thay đổi lúc { $value }
web-cell-declared = Tự khai
web-cell-silent = Chưa b/c
web-cell-partial = Thiếu
web-cell-not-met = Chưa
web-matrix = Kết quả theo đơn vị
web-matrix-sub = { $units } đơn vị × { $duties } nhiệm vụ · tính lúc { $at }
web-matrix-caption = Kết quả từng nhiệm vụ của từng đơn vị. Ô gạch ngang là không áp dụng.
web-all-units = Tất cả
web-met-of = đạt { $met }/{ $count }
web-column-counts = { $met } đạt, { $partial } một phần, { $not_met } chưa đạt, { $unknown } chưa rõ
web-contacts-column = Đầu mối
web-pages = Trang
web-page-before = Trang trước
web-page-after = Trang sau
web-page-of = Trang { $page }/{ $count }

## Hình thức trực
duty-mode-on_site = tại chỗ
duty-mode-remote = từ xa
duty-mode-hired = thuê ngoài

## Tên ngắn của tiêu chí, cho đầu cột
short-level-measures_review = Biện pháp theo cấp độ
short-duty-roster_24x7 = Trực 24/7
short-watch-siem = Giám sát tập trung
short-watch-antimalware = Chống mã độc
short-malware-remove = Bóc gỡ mã độc
short-botnet-priority_check = IP botnet
short-vuln-review_fix = Lỗ hổng
short-patch-full = Bản vá
short-hunt = Săn lùng
short-alerts-irlab = IRLab
short-ncsc-connect = Kết nối NCSC
short-response-plan = Ứng phó, khôi phục
short-awareness = Tuyên truyền
short-portal-publish_fulltext = Đăng toàn văn
short-portal-check = Kiểm tra cổng
short-telco-infra = Hạ tầng viễn thông
short-telco-protect = Ngăn chặn
short-telco-contract = Hợp đồng
short-spam-complaints = Tin rác, cuộc gọi rác
short-authority-orders = Yêu cầu xử lý
short-escalate = Đầu mối ứng cứu

## Màn hình tường
web-wall-old = Kết quả chưa được tính lại từ { $value }. Kiểm tra máy chủ.
web-wall-as-of = Tính lúc { $value }
web-wall-newest = Số liệu mới nhất nhận lúc { $value }
web-wall-leave = Về bảng trực
web-stale = Mất kết nối với máy chủ: số liệu trên trang là của { $value }.
web-stale-reload = Tải lại

## Bản in
web-print-until = Dữ liệu đến { $value }
web-print-by = In từ Khiên lúc { $at }, { $name }

## Vì sao bị từ chối
refused-directive-no_window = Chưa có ngày đầu, ngày cuối của đợt cao điểm.
refused-directive-no_receipt = Chưa có ngày văn bản đến.
refused-pack-none_in_force = Không có bộ quy định nào có hiệu lực vào ngày đó.
refused-conflict = Người khác vừa sửa; hãy xem lại rồi lưu.
refused-return-changed = Phiếu báo cáo đã thay đổi sau khi trang này được mở.
refused-access-forbidden = Không có quyền làm việc này.
refused-link-dead = Liên kết không đúng, đã dùng hoặc đã hết hạn; xin quản trị một liên kết mới.
refused-account-login_taken = Tên đăng nhập đã có người dùng.
refused-password-wrong = Mật khẩu hiện tại không đúng.
refused-totp-wrong = Mã xác thực không đúng.
refused-import-rejected = Bảng số liệu có lỗi.
refused-report-failed = Không viết được báo cáo.
refused-letter-secret_stamp = Văn bản có dấu mật: Khiên không xử lý và không lưu bản sao.
