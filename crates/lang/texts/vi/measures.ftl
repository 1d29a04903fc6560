### Tên 21 tiêu chí; dấu chấm trong mã được viết thành gạch nối.

measure-level-measures_review = Rà soát, bảo đảm đủ biện pháp bảo vệ theo cấp độ
measure-duty-roster_24x7 = Trực giám sát 24/7
measure-watch-siem = Theo dõi hệ thống giám sát an toàn thông tin tập trung
measure-watch-antimalware = Theo dõi hệ thống phòng, chống mã độc tập trung
measure-malware-remove = Rà soát, bóc gỡ phần mềm độc hại trên toàn bộ máy chủ, máy trạm
measure-botnet-priority_check = Ưu tiên xử lý địa chỉ trong Danh sách IP mạng Botnet
measure-vuln-review_fix = Rà soát, khắc phục lỗ hổng, điểm yếu
measure-patch-full = Cập nhật đầy đủ bản vá
measure-hunt = Săn lùng mối nguy hại
measure-alerts-irlab = Tiếp nhận, xử lý cảnh báo qua Nền tảng IRLab.vn
measure-ncsc-connect = Duy trì kết nối tới NCSC, chia sẻ dấu hiệu tấn công
measure-response-plan = Sẵn sàng ứng phó sự cố, khôi phục hoạt động
measure-awareness = Tuyên truyền, nâng cao nhận thức
measure-portal-publish_fulltext = Đăng tải toàn văn văn bản trên Cổng/Trang TTĐT
measure-portal-check = Kiểm tra, theo dõi Cổng/Trang TTĐT
measure-telco-infra = Bảo đảm hạ tầng viễn thông, Internet an toàn, thông suốt
measure-telco-protect = Phát hiện, ngăn chặn tấn công mạng, thông tin vi phạm
measure-telco-contract = Tuân thủ quy định và điều khoản hợp đồng dịch vụ
measure-spam-complaints = Xử lý phản ánh tin nhắn rác, cuộc gọi rác, lừa đảo
measure-authority-orders = Thực hiện yêu cầu xử lý của cơ quan có thẩm quyền
measure-escalate = Liên hệ, báo cáo sự cố tới các đầu mối ứng cứu
