### Trang cài đặt, phân công trực, bắt đầu; danh sách "Thêm"; biểu mẫu được giữ lại.

web-nav-more = Thêm

## Cài đặt
web-settings-title = Cài đặt
web-settings-sub = mức nội bộ và bộ quy định
web-settings-look = Ngôn ngữ, giao diện
web-settings-internal = Đây là mức nội bộ của đơn vị, không phải quy định.
web-settings-internal-hint = Khiên dùng các mức này khi xét tiêu chí. Mỗi lần đổi phải có lý do, được ghi vào sổ minh chứng và áp dụng ngay; số liệu đã chốt không đổi.
web-settings-changed = { $count ->
    [0] Chưa mức nào khác mặc định.
   *[other] { $count } mức đang khác mặc định.
 }
web-settings-common = Quy tắc chung cho mọi tiêu chí
web-settings-also = Cũng dùng cho:
web-settings-default = (mặc định)
web-settings-default-was = mặc định { $value }
web-settings-last = Đổi lần cuối: { $by }, { $at }. Lý do:
web-settings-history = Xem { $count } lần đổi
web-settings-change = Đổi
web-settings-new = Giá trị mới
web-settings-unit = Đơn vị tính
web-settings-minutes = phút
web-settings-hours = giờ
web-settings-days = ngày
web-settings-percent = %
web-settings-times = lần
web-settings-count = { $count } lần
web-settings-bounds = Từ { $from } đến { $to }.
web-settings-reason = Lý do
web-settings-save = Lưu mức này
web-settings-save-hint = Mọi kết quả được xét lại ngay.
web-settings-done = Đã lưu: { $value }.
web-settings-no-number = Giá trị phải là một số; thời gian ghi số nguyên.
web-settings-no-reason = Hãy ghi lý do, tối đa 1.000 ký tự.
web-settings-out-of-bounds = Giá trị phải từ { $from } đến { $to }.
web-settings-conflict = Người khác vừa đổi mức này thành { $now }. Bạn đã nhập { $typed }; chưa ghi. Xem lý do ở trên, sửa nếu cần rồi lưu lại.
web-settings-packs = Bộ quy định
web-settings-packs-sub = chỉ để đọc; công văn được xét theo bộ có hiệu lực vào ngày của nó
web-settings-in-force = đang có hiệu lực
web-settings-open-end = nay
web-settings-unverified = chưa đối chiếu bản gốc
web-settings-unverified-count = { $count }/{ $total } văn bản chưa đối chiếu bản gốc. Kiểm tra lại trước khi viện dẫn.
web-settings-gaps = { $count } điều chưa biết
web-settings-acts = { $count } văn bản
web-settings-tags = Ký hiệu nguồn
web-settings-act = Văn bản
web-settings-period = Thời gian
web-settings-no-date = chưa rõ ngày
web-settings-replaced = thay bằng { $value }
web-settings-source = Nguồn đọc
web-settings-contacts = { $count } đầu mối đã in
web-settings-checked = Kiểm tra lần cuối
web-settings-never = chưa lần nào
web-settings-stale = cần xác nhận lại trước khi gọi

## Phân công trực
web-roster-title = Phân công trực
web-roster-none = Chưa có công văn nào đang thực hiện hoặc chưa có đơn vị, nên chưa biết đợt nào phải trực.
web-roster-paper = Bảng trực để ký
web-roster-edit = Điền bảng trực
web-roster-see = Xem bảng trực
web-roster-gaps = Giờ chưa phân công
web-roster-filled-of = Đã phân công { $count }/{ $total } ca
web-roster-no-gap = Kín cả đợt: giờ nào cũng có người được phân công.
web-roster-gaps-more = và { $count } khoảng khác
web-roster-not-watch = Lúc này ngoài đợt, không ai có ca.
web-roster-fill = Điền nhanh
web-roster-names = Họ và tên người trực, mỗi dòng một người
web-roster-names-hint = Lần lượt điền vào các ca còn trống, chưa lưu. Xem lại ca đêm và ngày nghỉ rồi mới lưu.
web-roster-fill-go = Điền vào ca trống
web-roster-filled = Đã điền { $count } ca, chưa lưu. Xem lại rồi bấm Lưu ở cuối trang.
web-roster-nobody = Chưa có ai
web-roster-approved = Đã duyệt: { $value }
web-roster-unapproved = chưa duyệt
web-roster-other = Đang ghi: { $value }
web-roster-save-title = Duyệt và lưu
web-roster-approver = Người duyệt
web-roster-approver-hint = Ghi họ tên người đứng đầu nếu đã duyệt; để trống nếu chưa. Ca đổi người phải duyệt lại.
web-roster-head = Danh mục ghi người đứng đầu là { $value }.
web-roster-sheet = Bản đã ký (nếu có)
web-roster-sheet-hint = Ảnh hoặc tệp quét bảng trực đã ký, làm minh chứng.
web-roster-save = Lưu bảng trực
web-roster-leave = Bỏ, không lưu
web-roster-saved = Đã lưu { $saved } dòng, rút { $withdrawn } dòng.
web-roster-conflict = Người khác vừa lưu bảng trực này. Chưa ghi gì; tên bạn nhập còn nguyên ở dưới, chỗ khác nhau có ghi tên đang lưu. Xem lại rồi lưu lần nữa.
web-roster-sheet-all = Cả đợt
web-roster-hours = Giờ
web-roster-person = Người trực
web-roster-approval = Phê duyệt
weekday-1 = Thứ Hai
weekday-2 = Thứ Ba
weekday-3 = Thứ Tư
weekday-4 = Thứ Năm
weekday-5 = Thứ Sáu
weekday-6 = Thứ Bảy
weekday-7 = Chủ nhật

## Bắt đầu
web-start-title = Bắt đầu
web-start-sub = ba bước, chưa cần dữ liệu nào khác
web-start-go = Bắt đầu từ công văn
web-start-done = xong
web-start-letter = Công văn và danh mục việc
web-start-letter-hint = Đưa công văn vào. Khiên đọc các nhiệm vụ; bạn xem lại và xác nhận.
web-start-draft-hint = Đã đọc công văn. Xem lại chỗ chưa chắc, ghi ngày đến rồi đưa vào thực hiện.
web-start-draft-go = Xem và xác nhận
web-start-units = Đơn vị nào phải làm?
web-start-units-hint = Ghi đơn vị của bạn và các đơn vị trực thuộc. Đã có danh sách trong bảng tính?
web-start-units-import = Nhập bằng tệp
web-start-units-wait = Chưa có đơn vị nào. Người được nhập dữ liệu ghi đơn vị ở đây hoặc nhập bằng tệp.
web-start-units-there = Đã có { $count } đơn vị. Danh mục việc hiện ra khi có công văn.
web-start-unit-name = Tên đơn vị của bạn
web-start-unit-class = Công văn gọi đơn vị là
web-start-unit-head = Người đứng đầu (nếu biết)
web-start-below = Đơn vị trực thuộc, mỗi dòng một tên
web-start-below-class = Công văn gọi các đơn vị trực thuộc là
web-start-below-hint = Có thể để trống. Tối đa { $count } đơn vị; nhiều hơn thì nhập bằng tệp.
web-start-units-go = Lưu đơn vị và lập danh mục việc
web-start-checklist = Danh mục việc của từng đơn vị
web-start-nobody-bound = Công văn này không giao việc cho nhóm nào trong các đơn vị đã ghi. Xem lại nơi nhận của từng nhiệm vụ.
web-start-known = Đã biết
web-start-known-of = { $met } đạt, { $unknown } chưa rõ, trong { $count } việc
web-start-no-data = Chưa có dữ liệu
web-start-paper = Bản in
web-start-more = Còn { $count } đơn vị khác
web-start-roster = Bảng phân công trực
web-start-roster-hint = Ca ba lần tám giờ của cả đợt đã kẻ sẵn cho { $value }; chỉ cần điền tên và lưu.
web-start-roster-wait = Có công văn và đơn vị thì Khiên kẻ sẵn các ca của đợt ở đây.
web-start-report = Khung báo cáo
web-start-report-hint = Báo cáo .docx theo các nhiệm vụ của công văn. Việc chưa có dữ liệu ghi là chưa có dữ liệu, không ghi là đạt. Số liệu lúc này được chốt và giữ lại.
web-start-report-go = Tải khung báo cáo
web-start-report-wait = Có danh mục việc thì tải được khung báo cáo ở đây.
web-start-board = Xem bảng trực
web-start-import = Nhập dữ liệu
web-start-note = Chưa có dữ liệu nào để xét. Ba bước đầu tiên: danh mục việc, bảng phân công trực, khung báo cáo.

## Biểu mẫu được giữ lại
web-kept-title = Nội dung đã nhập còn nguyên
web-kept-hint = Phiên đã hết hạn, chưa có gì được ghi. Đăng nhập để xem lại và gửi.
web-kept-not-sent = Chưa gửi. Xem lại rồi gửi.
web-kept-send = Gửi
web-kept-drop = Bỏ, không gửi
web-kept-file = Chọn lại tệp { $value }
web-kept-field = Nội dung
web-kept-reason = Lý do
web-kept-name = Tên

## Biểu mẫu sai
web-form-missing = Thiếu ô “{ $value }”.
web-form-number = Ô “{ $value }” phải là số.
web-form-files = Quá { $value } tệp trong một lần gửi.
web-form-fields = Quá { $value } ô trong một biểu mẫu.
web-form-long = Ô “{ $value }” dài quá 64 KB.
