### Từ dùng chung: trạng thái, nguồn xác nhận, cấp, đối tượng, loại văn bản.

## Kết quả
status-met = Đạt
status-partial = Một phần
status-not_met = Chưa đạt
status-unknown = Chưa rõ
status-not_applicable = Không áp dụng
status-met-declared = Đạt (tự khai)
status-met-none-arisen = Đạt (không phát sinh)
status-so-far = { $status } (đến thời điểm { $at })
status-not-reported = Chưa báo cáo
status-proposed-level = dự kiến

## Nguồn xác nhận
basis-A = A – Khiên xác nhận
basis-B = B – nhập từ hệ thống khác
basis-C = C – tự khai, có người chịu trách nhiệm và tệp
basis-D = D – chỉ có lời khai
basis-none = chưa có nguồn
basis-group-machine = máy xác nhận
basis-group-imported = nhập
basis-group-declared = tự khai
basis-late = nhập sau

## Mức độ kiểm chứng của dữ liệu quy định
verified-yes = đã đối chiếu nguồn
verified-no = chưa kiểm chứng
policy-internal = mức nội bộ
standing-not_yet = chưa đến thời gian hiệu lực
standing-current = còn hiệu lực
standing-expired = đã cũ, cần kiểm tra lại

## Cấp
tier-central_party = cơ quan Trung ương của Đảng
tier-government = Chính phủ
tier-ministry = bộ, cơ quan ngang bộ
tier-department = cục, sở
tier-province = tỉnh, thành phố
tier-district = huyện, thị xã (đến 30/6/2025)
tier-commune = xã, phường, đặc khu
tier-enterprise = doanh nghiệp
tier-other = khác

## Đối tượng
class-central_agency = bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ
class-peoples_committee = UBND tỉnh, thành phố
class-local_agency = cơ quan, phòng, ban, đoàn thể địa phương
class-commune = UBND xã, phường, đặc khu
class-state_enterprise = tập đoàn, tổng công ty nhà nước
class-telecom_internet = doanh nghiệp viễn thông, Internet
class-digital_platform = doanh nghiệp hạ tầng số, nền tảng số
class-finance = tổ chức tài chính, ngân hàng
class-portal_owner = đơn vị quản lý Cổng/Trang TTĐT
class-all = tất cả đối tượng nhận văn bản

## Loại văn bản
kind-official_letter = Công văn
kind-directive = Chỉ thị
kind-telegram = Công điện
kind-plan = Kế hoạch
kind-report = Báo cáo
kind-decision = Quyết định
kind-other = Văn bản khác

## Quan hệ với văn bản viện dẫn
relation-implements = thực hiện
relation-warning = cảnh báo
relation-publish = phải đăng tải
relation-enclosed = gửi kèm
relation-basis = căn cứ
relation-mentioned = nhắc đến

## Câu luôn đi kèm kết quả và mẫu
claim = Đạt theo tiêu chí { $measure } phiên bản { $version }, dữ liệu đến { $at }; không thay thế kiểm tra của cơ quan có thẩm quyền.
claim-other = { $status } theo tiêu chí { $measure } phiên bản { $version }, dữ liệu đến { $at }; không thay thế kiểm tra của cơ quan có thẩm quyền.
claim-none = Kết quả tính theo tiêu chí của Khiên, không thay thế kiểm tra của cơ quan có thẩm quyền.
sample-mark = MẪU – KHÔNG CÓ GIÁ TRỊ
none-proven = Không có
