### Số liệu của kết quả: tên và đơn vị tính.

## Đơn vị tính
figure-unit-percent =
    { $count ->
       *[other] { $value } %
    }
figure-unit-hours =
    { $count ->
       *[other] { $value } giờ
    }
figure-unit-minutes =
    { $count ->
       *[other] { $value } phút
    }
figure-unit-times =
    { $count ->
       *[other] { $value } lần
    }
figure-unit-machines =
    { $count ->
       *[other] { $value } máy
    }
figure-unit-systems =
    { $count ->
       *[other] { $value } hệ thống
    }
figure-unit-people =
    { $count ->
       *[other] { $value } người
    }
figure-unit-shifts =
    { $count ->
       *[other] { $value } ca
    }
figure-unit-alerts =
    { $count ->
       *[other] { $value } cảnh báo
    }
figure-unit-incidents =
    { $count ->
       *[other] { $value } sự cố
    }
figure-unit-findings =
    { $count ->
       *[other] { $value } phát hiện
    }
figure-unit-events =
    { $count ->
       *[other] { $value } sự kiện
    }
figure-unit-addresses =
    { $count ->
       *[other] { $value } địa chỉ
    }
figure-unit-documents =
    { $count ->
       *[other] { $value } văn bản
    }
figure-unit-portals =
    { $count ->
       *[other] { $value } cổng, trang
    }
figure-unit-links =
    { $count ->
       *[other] { $value } tuyến
    }
figure-unit-orders =
    { $count ->
       *[other] { $value } yêu cầu
    }
figure-unit-batches =
    { $count ->
       *[other] { $value } đợt
    }

## Tên số liệu
figure-done = Đã đạt
figure-total = Tổng số
figure-open = Đang làm, còn hạn
figure-bad = Sai hoặc quá hạn
figure-none = Chưa có dữ liệu
figure-total_at_start = Tổng số lúc đầu đợt
figure-done_a = Đạt, máy xác nhận
figure-done_b = Đạt, nhập từ hệ thống khác
figure-done_c = Đạt, tự khai có tệp
figure-done_d = Đạt, chỉ có lời khai
figure-acknowledge_minutes_median = Thời gian tiếp nhận, trung vị
figure-acknowledged = Đã tiếp nhận
figure-affected = Máy bị ảnh hưởng
figure-alerts = Cảnh báo trong đợt
figure-alerts_critical = Cảnh báo mức nguy cấp
figure-alerts_high = Cảnh báo mức cao
figure-alerts_low = Cảnh báo mức thấp
figure-alerts_medium = Cảnh báo mức trung bình
figure-alerts_open = Cảnh báo chưa đóng
figure-alerts_verified = Cảnh báo đã xác minh
figure-answered_cleaned = Trả lời: đã bóc gỡ
figure-answered_in_progress = Trả lời: đang xử lý
figure-answered_not_ours = Trả lời: không phải của đơn vị
figure-answered_not_reproduced = Trả lời: không tái hiện được
figure-appraised = Hồ sơ cấp độ đã thẩm định
figure-approved = Cấp độ đã phê duyệt
figure-attendances = Lượt người dự
figure-batches = Đợt phản ánh đã nhận
figure-batches_missing = Đợt phản ánh còn thiếu
figure-blocks = Biện pháp ngăn chặn
figure-bulletins = Cảnh báo lỗ hổng trong phạm vi
figure-bulletins_cited = Cảnh báo được công văn nêu
figure-cases = Thuê bao nguồn phát tán
figure-checks = Lượt kiểm tra
figure-classified = Đã xác định cấp độ
figure-clauses = Điều khoản
figure-clauses_with_evidence = Điều khoản có minh chứng
figure-cleaned = Đã làm sạch
figure-closed = Đã đóng
figure-contacts_loaded = Đầu mối đã có
figure-contacts_verified = Đầu mối đã gọi thử
figure-contacts_wanted = Đầu mối phải có
figure-contracts = Hợp đồng
figure-decided = Đã có kết luận
figure-detected = Phát hiện của nhà mạng
figure-disposed = Phát hiện đã xử lý
figure-documents = Văn bản phải đăng
figure-dossier = Có hồ sơ cấp độ
figure-drills = Diễn tập
figure-editions = Bản danh sách đã nhận
figure-events_read = Sự kiện đã đọc
figure-findings = Phát hiện
figure-full_measures = Đủ biện pháp theo cấp độ
figure-handled_in_time = Xử lý đúng hạn
figure-handovers_accepted = Ca có người sau nhận bàn giao
figure-hired_hours = Giờ trực thuê ngoài
figure-hunts = Lượt săn lùng
figure-hunts_counted = Lượt săn lùng được tính
figure-in_force = Hợp đồng còn hiệu lực
figure-incidents = Sự cố
figure-incidents_late = Sự cố báo cáo trễ
figure-infected = Máy nhiễm từ khi có công văn
figure-injected = Lần thấy nội dung chèn
figure-least_reached_percent = Chủ đề được phổ biến ít nhất
figure-left = Máy còn tồn
figure-links = Tuyến đã khai
figure-listed_addresses = Địa chỉ của đơn vị trong danh sách
figure-longest_gap_minutes = Khoảng trống dài nhất
figure-machines = Số máy
figure-machines_infected = Máy nhiễm mã độc
figure-machines_inventoried = Máy đã kiểm kê phần mềm
figure-machines_ioc = Máy kết nối địa chỉ độc hại
figure-machines_vulnerable = Máy có lỗ hổng
figure-median_handled_minutes = Từ lúc báo đến khi xử lý xong, trung vị
figure-median_minutes = Thời gian xử lý, trung vị
figure-median_seen_minutes = Từ lúc báo đến khi có người xem, trung vị
figure-mitigated = Đã giảm thiểu
figure-not_updated_15d = Mẫu mã độc cũ quá 15 ngày
figure-notified = Đã thông báo thuê bao
figure-officer_hours_ratio = Giờ trực mỗi ngày so với ngày thường
figure-officers = Người trực
figure-on_console = Máy trên bảng điều khiển
figure-on_site_hours = Giờ trực tại chỗ
figure-on_time = Thực hiện đúng hạn
figure-os_outdated = Hệ điều hành cũ
figure-other_os_outdated = Hệ điều hành cũ, theo bảng điều khiển
figure-outages = Lần gián đoạn
figure-overdue = Quá hạn
figure-patched = Đã vá
figure-planned_percent = Phủ trực theo phân công
figure-plans = Kế hoạch, phương án
figure-portals = Cổng, trang
figure-priority_breaches = Xử lý trễ mức ưu tiên
figure-probes = Lượt truy cập thử
figure-protection_off = Tắt bảo vệ hoặc mất tác nhân
figure-proven_percent = Phủ trực có điểm danh
figure-published = Cổng đã đăng toàn văn
figure-quiz_passed = Lượt người đạt bài kiểm tra
figure-receipts = Lần gửi có xác nhận
figure-receipts_empty = Lần gửi không có dữ liệu
figure-received = Đã tiếp nhận
figure-recipients = Nơi nhận chia sẻ
figure-recurrence_percent = Nguồn tái diễn
figure-relapsed = Tái diễn
figure-remote_hours = Giờ trực từ xa
figure-repair_minutes_mean = Thời gian khắc phục trung bình
figure-replied = Đã trả lời người phản ánh
figure-requests = Yêu cầu hỗ trợ
figure-requests_answered = Yêu cầu đã trả lời
figure-requests_late = Yêu cầu trả lời trễ
figure-restore_typed = Thử khôi phục theo lời khai
figure-scam_call = Cuộc gọi lừa đảo
figure-scam_sms = Tin nhắn lừa đảo
figure-scanned = Máy đã quét toàn bộ
figure-sessions = Buổi tuyên truyền, tập huấn
figure-sessions_wrong = Buổi có số liệu không hợp lý
figure-share_minutes_median = Từ lúc thấy đến khi chia sẻ, trung vị
figure-shifts = Ca trực
figure-shifts_checked = Ca có kiểm tra cảnh báo
figure-shifts_checked_in = Ca đã điểm danh
figure-shifts_past = Ca đã qua
figure-signs = Dấu hiệu phải chia sẻ
figure-signs_shared = Dấu hiệu đã chia sẻ
figure-sources_acted_on = Nguồn phát tán đã xử lý
figure-spam_call = Cuộc gọi rác
figure-spam_mail = Thư rác
figure-spam_sms = Tin nhắn rác
figure-systems = Hệ thống thông tin
figure-systems_covered_percent = Hệ thống đã được săn lùng
figure-systems_watched = Hệ thống được giám sát
figure-targets = Cam kết chất lượng
figure-targets_met = Cam kết đã giữ
figure-unclassified = Máy, cổng chưa thuộc hệ thống nào
figure-unregistered = Máy ngoài danh mục tài sản
figure-uptime_percent = Thời gian kết nối thông

## Trang nhiệm vụ
web-figures = Số liệu
web-figure-value = Giá trị
web-figure-source = Tính từ
