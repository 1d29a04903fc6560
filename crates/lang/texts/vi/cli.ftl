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
cli-demo-events = Nhật ký: { $count } sự kiện đã vào qua cổng syslog TCP và tìm được, { $findings } phát hiện thành cảnh báo.
cli-demo-folder = Dữ liệu trình diễn: { $path }

## Cái nhìn của tỉnh
cli-province-units = { $units } đơn vị thuộc diện thực hiện, { $duties } tiêu chí mỗi đơn vị
cli-province-split = Một bản xuất hệ thống phòng, chống mã độc: { $machines } máy, chia về { $units } đơn vị; { $strangers } máy thuộc { $groups } nhóm chưa rõ của ai; { $without } đơn vị không có máy nào
cli-province-basis = máy xác nhận { $machine }, nhập { $imported }, tự khai { $declared }
cli-province-counted = số lượng đã xong { $done }/{ $total }: máy xác nhận { $machine }, nhập { $imported }, tự khai { $declared }
cli-province-pressing = Mười xã, phường nhiều việc khẩn cấp nhất
cli-province-pressing-unit = { $place }. { $unit }: { $not_met } nhiệm vụ chưa đạt, trong đó { $seen } do hệ thống cho thấy
cli-province-silent = Chưa báo cáo: { $silent }/{ $units } đơn vị
cli-province-silent-more = … và { $more } đơn vị khác, đủ tên trong Phụ lục II của báo cáo
cli-province-cut-off = Đã chốt số liệu, mã băm { $hash }

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

## Sao lưu
cli-backup-made = Đã sao lưu: { $path }
cli-backup-sha = SHA-256 { $hash }
cli-backup-size = { $files } tệp, { $unpacked } byte, bản sao lưu { $bytes } byte
cli-backup-hashes = Đã kiểm tra mã băm của { $files } tệp, { $bytes } byte; sao lưu lúc { $at }
cli-backup-apart = Cơ sở dữ liệu ở PostgreSQL, không nằm trong bản sao lưu này: hãy sao lưu nó bằng pg_dump.
cli-backup-removed = Đã bỏ bản cũ: { $path }
cli-backup-restored = Đã khôi phục vào { $path } trong { $seconds } giây
cli-backup-secret = Bản sao lưu chứa khóa ký và dữ liệu của đơn vị: giữ như giữ bí mật.
cli-backup-refused-io = không đọc hoặc ghi được { $what }
cli-backup-refused-not-a-folder = { $what } không phải thư mục dữ liệu của Khiên
cli-backup-refused-database-apart = cơ sở dữ liệu ở máy chủ PostgreSQL: sao lưu nó bằng pg_dump rồi thêm --files-only để sao lưu phần tệp
cli-backup-refused-target-inside = { $what } nằm trong thư mục dữ liệu: hãy để bản sao lưu ở nơi khác
cli-backup-refused-not-empty = { $what } không trống: khôi phục không bao giờ ghi đè
cli-backup-refused-ledger-broken = sổ minh chứng trong bản sao lưu không kiểm tra được: { $what }
cli-backup-refused-name-unfit = { $what } là liên kết hoặc có tên không sao lưu được: hãy đổi tên hoặc bỏ đi
cli-backup-refused-malformed = không phải bản sao lưu nguyên vẹn của Khiên: { $what }
cli-backup-refused-newer = bản sao lưu do phiên bản mới hơn tạo ra: hãy dùng bản Khiên mới hơn
cli-backup-refused-entry-refused = mục “{ $what }” không được phép có trong bản sao lưu
cli-backup-refused-list-differs = mục “{ $what }” thiếu hoặc không khớp danh sách mã băm
cli-backup-refused-hash-differs = mục “{ $what }” không đúng mã băm trong danh sách
cli-backup-refused-too-large = bản sao lưu giải nén quá { $what } byte

## Cấu hình
cli-config-file = Tệp cấu hình: { $path }
cli-config-no-file = Không có tệp cấu hình.
cli-config-default = mặc định
cli-config-good = Cấu hình dùng được.
cli-config-bad = cấu hình có { $count } lỗi

## Kho sự kiện
cli-lake-status = { $events } sự kiện trong { $files } tệp, { $size } ({ $each } byte mỗi sự kiện), phiên bản { $version }
cli-lake-day = { $day }  { $class }: { $events } sự kiện, { $files } tệp, { $size }
cli-lake-compacted = Đã gộp { $before } tệp ({ $size }) thành { $after } ({ $left }); đã xóa { $removed } tệp không còn dùng
cli-lake-good = Kho sự kiện nguyên vẹn: { $events } sự kiện, { $files } tệp, { $size }
cli-lake-bad = Kho sự kiện có tệp hỏng: { $problem }
cli-lake-exported = Đã xuất { $count } sự kiện
cli-lake-export-capped = Đã xuất { $count } sự kiện; còn nữa, hãy thu hẹp thời gian hoặc tăng --limit

## Máy chủ
cli-serve-at = Trang web: { $url } (Ctrl-C để dừng)
cli-serve-syslog = Nhận nhật ký syslog: { $at }
cli-serve-follow = Đọc tiếp { $path } khi dài ra; nguồn { $source }
cli-serve-first = Chưa có tài khoản nào. Liên kết một lần cho quản trị đầu tiên, dùng trong 24 giờ: { $url }
cli-return-taken = Đã nhận { $kept } kết quả mới, { $unchanged } kết quả đã có.
