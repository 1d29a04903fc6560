### Đọc công văn: chỗ cần người xem, điều bộ đọc nhắc.

## Vì sao cần xem
reading-received = Ngày văn bản đến do người nhận xác nhận; hạn và bộ quy định tính theo ngày này.
reading-watch = Đợt cao điểm: ngày đầu và ngày cuối phải chứng minh được việc trực.
reading-unclassified = Chưa gắn được tiêu chí cho mục { $duty }; hãy chọn bằng tay.
reading-unsure = Chưa chắc mục { $duty } yêu cầu đúng các tiêu chí này; hãy đối chiếu.
reading-slip = Bản in ghi “{ $printed }”, được hiểu là “{ $read }”.

## Điều bộ đọc nhắc
warning-directive-truncated = Văn bản dài hơn mức đọc được ({ $value } dòng hoặc nhiệm vụ); phần còn lại không được đọc.
warning-directive-flattened = Văn bản dồn trên một dòng; đã tách lại theo dấu đầu mục, hãy đối chiếu với bản gốc.
warning-directive-prose = Văn bản không đánh số mục; nhiệm vụ được tách theo câu và đánh số theo thứ tự, hãy kiểm tra lại.
warning-directive-no_obligations = Không tìm thấy nhiệm vụ nào trong văn bản.
warning-directive-duplicate_path = Số mục bị lặp: { $value }; các mục sau được thêm “-2”, “-3”.
warning-directive-issuer_derived = Không có tên cơ quan ban hành ở đầu văn bản; suy ra “{ $value }” từ ký hiệu và nội dung.
warning-directive-issuer_unknown = Không xác định được cơ quan ban hành.
warning-directive-no_head = Văn bản không có phần đầu (số, ngày, trích yếu); có thể là bản trích hoặc bài báo.
warning-directive-number_blank = Số văn bản để trống; hãy nhập theo sổ văn bản đến.
warning-directive-date_blank = Ngày văn bản thiếu ngày, tháng hoặc năm; hãy nhập ngày văn bản đến.
warning-directive-number_displaced = Chữ số nằm sau ký hiệu được hiểu là số văn bản; hãy đối chiếu với bản gốc.
warning-directive-subject_missing = Không tìm thấy trích yếu nội dung.
warning-directive-damaged_text = Nhiều chữ không phải tiếng Việt đúng, có thể do quét hoặc chuyển mã; hãy đối chiếu với bản gốc.
warning-directive-watch_unknown = Lịch nghỉ của bộ quy định chưa có { $value }; hãy nhập đợt cao điểm.
warning-directive-report_due = Văn bản yêu cầu báo cáo kết quả trước ngày { $value }.
warning-directive-unclassified = Chưa gắn được tiêu chí cho mục { $value }; hãy chọn bằng tay.
warning-directive-numbering_gap = Số mục nhảy { $value }; hãy kiểm tra bản gốc có thiếu mục hay không.
warning-letter-encoding_guessed = Tệp không ghi rõ bảng mã, đã đọc theo { $value }; hãy đối chiếu dấu tiếng Việt với bản gốc.
warning-letter-pages_without_text = Trang { $value } của tệp PDF không có chữ (trang trắng hoặc ảnh quét), nội dung trên đó chưa được đọc; hãy đối chiếu bản gốc.
warning-letter-ocr = Văn bản được nhận dạng từ bản quét (độ tin cậy trung bình { $value } %): chữ và số có thể sai, hãy đối chiếu nhiệm vụ, số hiệu, ngày, điện thoại với bản gốc.
warning-letter-ocr_low_confidence = Bản quét mờ hoặc nghiêng, nhiều chữ nhận dạng không chắc; hãy quét lại ở 300 dpi hoặc xin bản điện tử.
