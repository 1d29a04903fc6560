### Báo cáo theo thể thức Nghị định 30/2020/NĐ-CP.

report-nation = CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
report-motto = Độc lập - Tự do - Hạnh phúc
report-number = Số:        /BC-{ $sign }
report-place-date = { $place }, ngày        tháng        năm { $year }
report-kind = BÁO CÁO
report-subject = Kết quả bảo đảm an toàn thông tin mạng { $occasion }
report-to = Kính gửi: { $recipient }.
report-to-many = Kính gửi:
report-basis = Thực hiện { $directive }, { $unit } báo cáo kết quả như sau:
report-as-of = Số liệu tính đến { $at }, dữ liệu chốt { $hash }.

## Các phần
report-section-1 = I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI
report-section-1-documents = 1. Văn bản đã ban hành
report-section-1-duty = 2. Phân công trực
report-section-2 = II. KẾT QUẢ THỰC HIỆN
report-result-duty = 1. Trực giám sát 24/7
report-result-watch = 2. Giám sát: cảnh báo và xử lý
report-result-malware = 3. Mã độc: máy rà soát, nhiễm, bóc gỡ
report-result-botnet = 4. Địa chỉ IP trong Danh sách mạng Botnet
report-result-vulnerabilities = 5. Lỗ hổng, bản vá
report-result-ncsc = 6. Kết nối, chia sẻ thông tin với NCSC
report-result-incidents = 7. Sự cố
report-result-portals = 8. Cổng/Trang thông tin điện tử
report-result-awareness = 9. Tuyên truyền, nâng cao nhận thức
report-result-telecom = 10. Viễn thông: hạ tầng, tin nhắn rác, cuộc gọi rác
report-result-levels = 11. An toàn hệ thống thông tin theo cấp độ
report-result-plan = 12. Phương án ứng phó, khôi phục
report-section-3 = III. TỒN TẠI, NGUYÊN NHÂN
report-section-4 = IV. KIẾN NGHỊ, ĐỀ XUẤT

## Nội dung
report-line = { $measure }: { $status }. { $figures }
report-figure = { $label }: { $done }/{ $total }
report-by-basis = Trong đó: máy xác nhận { $machine }, nhập { $imported }, tự khai { $declared }.
report-none = Không có.
report-not-established = Chưa xác định được.
report-missing-units = Chưa nhận báo cáo của: { $units }.
report-all-units = Đã nhận báo cáo của đủ { $count } đơn vị.
report-no-shortcoming = Không ghi nhận tồn tại trong phạm vi dữ liệu đã có.
report-no-proposal = Không có kiến nghị.
report-shortcoming = { $unit } – { $measure }: { $reason }
report-closing = Trên đây là báo cáo kết quả của { $unit }./.
report-internal-limits = Các mức ghi “mức nội bộ” do đơn vị tự đặt, không phải quy định của pháp luật.
report-unverified-rule = Quy định ghi “chưa kiểm chứng” cần đối chiếu văn bản gốc.

## Phụ lục
report-annex = Phụ lục { $number }
report-annex-units = KẾT QUẢ THEO ĐƠN VỊ
report-annex-attached = (Kèm theo Báo cáo số        /BC-{ $sign } ngày        tháng        năm { $year } của { $unit })
report-column-number = STT
report-column-unit = Đơn vị
report-column-measure = Tiêu chí
report-column-status = Kết quả
report-column-done-total = Đạt/Tổng
report-column-machine = Máy xác nhận
report-column-imported = Nhập
report-column-declared = Tự khai
report-column-note = Ghi chú
report-row-total = Tổng cộng

## Cuối văn bản
report-recipients = Nơi nhận:
report-recipients-as-above = - Như trên;
report-recipients-copy = - { $name };
report-recipients-archive = - Lưu: VT, { $unit }.
report-sign-on-behalf = TM. { $body }
report-sign-deputy = KT. { $title }
report-sign-by-order = TL. { $title }
report-name-blank = (ký, ghi rõ họ tên)
