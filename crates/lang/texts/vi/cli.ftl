### Dòng lệnh: tiêu đề bảng, câu tổng kết, thông báo.

## Chung
cli-error = lỗi: { $problem }
cli-warning = lưu ý: { $problem }
cli-skipped = bỏ qua: { $problem }
cli-file = Tệp
cli-line = Dòng
cli-row = hàng { $row }, cột { $column }
cli-yes = có
cli-no = không
cli-blank = (để trống)
cli-none = không có
cli-nothing-found = Không tìm thấy gì cần xử lý.
cli-needs-person = Có { $count } mục cần người xử lý.
cli-as-of = Dữ liệu đến { $at }
cli-pack = Bộ quy định: { $title } (từ { $from } đến { $to })
cli-pack-open = Bộ quy định: { $title } (từ { $from })
cli-pack-unverified = { $count } nội dung của bộ quy định chưa kiểm chứng

## Đọc công văn
cli-read-head = Văn bản đã đọc
cli-read-kind = Loại văn bản
cli-read-number = Số, ký hiệu
cli-read-date = Ngày
cli-read-issuer = Cơ quan ban hành
cli-read-parent = Cơ quan cấp trên
cli-read-subject = Trích yếu
cli-read-watch = Đợt cao điểm
cli-read-addressees = Kính gửi
cli-read-references = Văn bản viện dẫn
cli-read-obligations = Nhiệm vụ ({ $count })
cli-read-contacts = Đầu mối liên hệ ({ $count })
cli-read-enclosures = Văn bản kèm theo
cli-read-recipients = Nơi nhận
cli-read-signer = Người ký
cli-read-warnings = Cần kiểm tra lại
cli-read-confidence = độ tin cậy { $percent } %
cli-read-summary = { $obligations } nhiệm vụ, { $addressees } đối tượng nhận, { $contacts } đầu mối liên hệ
cli-read-received-needed = Cần ngày văn bản đến (--received) để tính thời hạn.
cli-read-secret = Tệp có dấu { $stamp }: Khiên không xử lý và không giữ bản sao văn bản mật.
cli-read-aggregated = Danh sách tổng hợp hệ thống chưa vá có thể là thông tin nhạy cảm; cân nhắc mức bảo vệ.

## Kết quả theo nhiệm vụ
cli-check-title = Kết quả thực hiện { $directive }
cli-check-window = Thời gian: từ { $from } đến { $to }
cli-check-column-unit = Đơn vị
cli-check-column-obligation = Nhiệm vụ
cli-check-column-measure = Tiêu chí
cli-check-column-status = Kết quả
cli-check-column-basis = Nguồn
cli-check-column-figures = Số liệu
cli-check-column-reason = Lý do
cli-check-column-next = Việc tiếp theo
cli-check-column-due = Hạn
cli-check-of-classes = { $agencies } nhiệm vụ của cơ quan, { $enterprises } của doanh nghiệp
cli-check-counts = Đạt { $met }, một phần { $partial }, chưa đạt { $not_met }, chưa rõ { $unknown }, không áp dụng { $not_applicable }, chưa báo cáo { $not_reported }
cli-check-urgent = Ba việc khẩn cấp nhất
cli-check-urgent-item = { $place }. { $unit }: { $action } (hạn { $due })
cli-check-missing-units = Đơn vị chưa báo cáo: { $units }
cli-check-changes-at = kết quả có thể thay đổi lúc { $at }

## Việc của tôi
cli-mine-title = Việc của tôi
cli-mine-who = Ai làm
cli-mine-what = Việc phải làm
cli-mine-proof = Minh chứng
cli-mine-due = Trước ngày
cli-mine-done = Đã xong
cli-mine-no-facts = Chưa có dữ liệu: đây là danh mục việc cần làm, chưa phải kết quả.

## Trình diễn
cli-demo-banner = Trình diễn với dữ liệu hư cấu, thời điểm cố định { $at } (đổi bằng --as-of). Không gửi bất cứ thông tin nào ra ngoài.
cli-demo-report = Báo cáo đã ghi: { $path }
cli-demo-folder = Dữ liệu trình diễn: { $path }

## Sổ minh chứng
cli-ledger-good = Sổ minh chứng nguyên vẹn: { $count } mục, gốc { $root }
cli-ledger-bad = Sổ minh chứng đã bị thay đổi: { $problem }
cli-ledger-shorter = Sổ minh chứng ngắn hơn điểm kiểm { $checkpoint }

## Botnet, lỗ hổng
cli-botnet-hits = { $count } địa chỉ trùng danh sách { $list }
cli-botnet-none = Không có địa chỉ nào trùng danh sách { $list }.
cli-botnet-direction-inbound = vào
cli-botnet-direction-outbound = ra
cli-botnet-direction-internal = nội bộ
cli-botnet-direction-unknown = không rõ
cli-vuln-affected = { $count } máy bị ảnh hưởng
cli-vuln-status-affected = bị ảnh hưởng
cli-vuln-status-fixed = đã vá
cli-vuln-status-not_affected = không bị ảnh hưởng
cli-vuln-status-unknown = chưa rõ

## Nhập dữ liệu
cli-import-rows = { $table }: { $rows } hàng
cli-import-same = { $file }: đã nhập trước đó, không thay đổi gì
cli-import-refused = Không nhập: { $count } lỗi, cả lô được giữ nguyên trạng
cli-import-error = { $file }, hàng { $row }, cột { $column }: { $problem }; cần dạng { $expected }
cli-return-taken = Đã nhận { $kept } kết quả mới, { $unchanged } kết quả đã có.
