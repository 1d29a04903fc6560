### Trang đơn vị, việc của tôi, phiếu báo cáo, liên kết của đơn vị.

## Đơn vị
web-ans-units = Đơn vị
web-ans-units-all = Tất cả đơn vị
web-ans-units-name = Tên hoặc mã
web-ans-units-only = Chỉ hiện
web-ans-units-only-all = Tất cả
web-ans-units-only-work = Còn việc
web-ans-units-filter = Lọc
web-ans-units-found = { $count } đơn vị
web-ans-units-sub = { $done } không còn việc, { $silent } chưa báo cáo
web-ans-units-none = Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc.
web-ans-progress = Tiến độ
web-ans-below = Đơn vị trực thuộc
web-ans-below-count = { $count } đơn vị
web-ans-below-list = Xem danh sách
web-ans-about = Thông tin đơn vị
web-ans-class = Nhóm
web-ans-tier = Cấp
web-ans-head = Người đứng đầu
web-ans-headcount = Số cán bộ
web-ans-register = Xác nhận danh mục
web-ans-not-told = chưa khai
web-ans-systems = Hệ thống thông tin
web-ans-assets = Tài sản
web-ans-portals = Cổng, trang TTĐT
web-ans-services = Dịch vụ dùng chung, thuê
web-ans-contacts = Đầu mối
web-ans-no-contacts = Chưa khai đầu mối nào.
web-ans-contact-dead = không còn liên lạc được
web-ans-duties = Nhiệm vụ
web-ans-duty = Nhiệm vụ
web-ans-status = Kết quả
web-ans-figure = Số liệu
web-ans-no-duties = Văn bản này không giao nhiệm vụ nào cho đơn vị.
web-ans-statements = { $count } xác nhận đã gửi

## Việc của tôi
web-ans-mine = Việc của tôi
web-ans-mine-found = { $count } việc cần làm
web-ans-mine-late = { $count } việc đã quá hạn
web-ans-mine-none = Không còn việc nào trong phạm vi của bạn.
web-ans-mine-no-directive = Chưa có công văn nào có hiệu lực. Khi có, việc của bạn hiện ở đây.
web-ans-due = hạn { $value }
web-ans-due-past = quá hạn { $value }

## Phiếu báo cáo
web-ans-return = Phiếu báo cáo
web-ans-return-sub = trả lời từng nhiệm vụ rồi chốt
web-ans-return-open = Mở phiếu báo cáo
web-ans-checklist = Danh mục việc (in)
web-ans-open = Chưa chốt
web-ans-open-long = Chưa chốt: mục để trống còn là “chưa rõ”.
web-ans-closed = Đã chốt
web-ans-closed-now = Đã chốt phiếu báo cáo và ghi vào sổ minh chứng.
web-ans-answered = { $count }/{ $total } đã trả lời
web-ans-answered-hint = Mục có số liệu máy hoặc có xác nhận của đơn vị là đã trả lời.
web-ans-after-close = Phiếu đã chốt, không sửa được nữa. Điều gửi thêm được ghi là bổ sung, kèm thời điểm.
web-ans-say = Trả lời
web-ans-say-again = Trả lời lại
web-ans-say-more = Bổ sung
web-ans-supplement = Bổ sung sau khi chốt
web-ans-supplement-hint = Phiếu đã chốt. Điều gửi bây giờ được ghi là bổ sung sau khi chốt.
web-ans-person = Họ và tên người xác nhận
web-ans-incomplete = Chọn kết quả trước khi gửi.
web-ans-no-person = Ghi họ và tên người xác nhận.
web-ans-changed = Trong lúc bạn viết, người khác đã trả lời mục này hoặc phiếu đã được chốt. Chưa ghi gì; nội dung bạn nhập còn nguyên. Xem điều đã đổi rồi gửi lại nếu vẫn cần (chọn lại tệp nếu có).
web-ans-to-form = Đến mục { $value }
web-ans-back = Về phiếu báo cáo

## Chốt phiếu
web-ans-close = Chốt phiếu
web-ans-close-none-blank = Mọi nhiệm vụ đã có trả lời.
web-ans-close-blank = { $count } mục để trống. Khi chốt, các mục này thành “Chưa đạt, không có minh chứng”:
web-ans-close-means = Chốt là người đứng đầu đơn vị xác nhận toàn bộ phiếu. Thời điểm và tên được ghi vào sổ minh chứng, không xóa được. Sau khi chốt chỉ còn gửi bổ sung.
web-ans-close-head = Họ và tên người đứng đầu
web-ans-close-head-known = Ghi đúng tên trong danh mục: { $value }
web-ans-close-head-hint = Danh mục chưa ghi người đứng đầu; tên này sẽ vào sổ minh chứng.
web-ans-close-do = Chốt phiếu báo cáo
web-ans-close-changed = Phiếu đã thay đổi từ khi bạn mở trang này. Chưa chốt; xem lại phiếu rồi chốt.

## Phiếu Excel
web-ans-form = Phiếu Excel
web-ans-form-sub = cho đơn vị làm ngoại tuyến
web-ans-form-get = Tải phiếu (.xlsx)
web-ans-form-give = Phiếu đã điền
web-ans-form-hint = Tệp .xlsx tải từ trang này. Có một lỗi thì không ghi gì; tệp minh chứng gửi riêng ở từng mục.
web-ans-form-send = Nộp phiếu
web-ans-form-taken = Đã nhận phiếu: ghi { $kept } xác nhận, { $unchanged } mục đã có từ trước.
web-ans-form-refused = Chưa nhận được phiếu
web-ans-form-problems = { $count } lỗi trong phiếu. Chưa ghi gì.
web-ans-form-no-file = Chưa có tệp, tệp rỗng hoặc lớn quá 5 MB.
web-ans-form-changed = Phiếu trên hệ thống đã thay đổi từ khi bạn mở trang. Chưa ghi gì; xem lại phiếu rồi nộp lại tệp.
web-ans-form-mend = Sửa các ô sau rồi nộp lại
web-ans-form-sheet = Tệp, trang
web-ans-form-row = Dòng
web-ans-form-column = Cột
web-ans-form-what = Lỗi và cách sửa
web-ans-form-again = Nộp lại

## Liên kết cho đơn vị chưa có tài khoản
web-ans-links = Liên kết của đơn vị
web-ans-links-sub = cho đơn vị chưa có tài khoản, chỉ mở phiếu này
web-ans-links-none = Chưa có liên kết nào.
web-ans-link-make = Tạo liên kết
web-ans-link-make-hint = Dùng được 60 ngày. Ai có liên kết đều trả lời và chốt được thay đơn vị.
web-ans-link-new = Liên kết mới
web-ans-link-address = Gửi địa chỉ này cho đơn vị bằng đường riêng
web-ans-link-once = Chỉ hiện lần này. Mất thì thu hồi và tạo liên kết khác.
web-ans-link-made = Tạo lúc
web-ans-link-ends = Hết hạn
web-ans-link-state = Tình trạng
web-ans-link-good = Đang dùng được
web-ans-link-revoked = Đã thu hồi
web-ans-link-ended = Đã hết hạn
web-ans-link-revoke = Thu hồi
web-ans-link-enter = Mở phiếu báo cáo
web-ans-link-enter-hint = Liên kết này mở phiếu báo cáo của đơn vị, không cần tài khoản. Đừng chuyển cho người ngoài đơn vị.
web-ans-link-signed-in = Trình duyệt này đang đăng nhập tài khoản { $value }; phiếu sẽ mở bằng tài khoản đó. Đăng xuất trước nếu muốn dùng liên kết.
