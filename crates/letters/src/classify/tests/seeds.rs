use super::{measures, spellings};

/// The clauses of the two seed directives, as printed, and what each asks for.
#[test]
fn the_seeds_come_out_whole() {
    for (clause, expected) in [
        // The town's letter.
        (
            "Rà soát các hệ thống thông tin, bảo đảm các hệ thống thông tin được triển khai đầy đủ các biện pháp bảo vệ theo cấp độ an toàn.",
            "level.measures_review",
        ),
        (
            "Phân công lực lượng tại chỗ triển khai trực giám sát 24/7; chủ động theo dõi thường xuyên, liên tục các hệ thống giám sát an toàn thông tin tập trung, hệ thống phòng, chống mã độc tập trung đảm bảo xử lý, khắc phục kịp thời tấn công mạng, cảnh báo mã độc được xác minh.",
            "duty.roster_24x7 watch.antimalware watch.siem",
        ),
        (
            "Rà soát, kiểm tra và bóc gỡ các phần mềm độc hại cho toàn bộ máy chủ, máy trạm trong hệ thống mạng. Trong đó, cần ưu tiên các hệ thống thông tin có\n\nđịa chỉ IP nằm trong danh sách IP mạng Botnet được Cục An toàn thông tin, Sở Thông tin và Truyền thông cảnh báo hàng tháng hoặc đột xuất.",
            "botnet.priority_check malware.remove",
        ),
        (
            "Chủ động rà soát các lỗ hổng, điểm yếu trên các hệ thống thông tin thuộc phạm vi quản lý và triển khai các giải pháp phòng ngừa và khắc phục triệt để các lỗ hổng, điểm yếu đã được Cục An toàn thông tin, Sở Thông tin và Truyền thông cảnh báo, đặc biệt như: lỗ hổng ảnh hưởng nghiêm trọng trong F5 BIG-IP (văn bản số 1943/CATTT-NCSC ngày 01/11/2023 của Cục An toàn thông tin), lỗ hổng zeroday trong hệ thống Zimba (văn bản số 2216/CATTT-NCSC ngày 12/12/2023 của Cục An toàn thông tin) và các lỗ hổng bảo mật ảnh hưởng mức cao và nghiêm trọng trong các sản phẩm Microsoft từ tháng 5 đến tháng 11 năm 2023 (văn bản gửi kèm theo).",
            "vuln.review_fix",
        ),
        (
            "Bảo đảm duy trì kết nối liên tục tới hệ thống kỹ thuật của Trung tâm Giám sát an toàn không gian mạng quốc gia để được hỗ trợ giám sát, phát hiện và cảnh báo sớm, xử lý; kịp thời chia sẻ thông tin với Cục An toàn thông tin, Sở Thông tin và Truyền thông, UBND thị xã Thái Hòa khi phát hiện dấu hiệu tấn công mạng vào hệ thống thông tin.",
            "ncsc.connect",
        ),
        (
            "Tổ chức tuyên truyền, nâng cao nhận thức cơ bản kỹ năng về an toàn thông tin mạng, cảnh giác về thông tin xấu độc, tin giả và thông tin lừa đảo trên không gian mạng cho cán bộ thuộc cơ quan.",
            "awareness",
        ),
        (
            "Đăng tải toàn văn nội dung công văn số 6410/BTTTT-CATTT ngày 29/12/2023 của Bộ Thông tin và Truyền thông về việc tăng cường công tác bảo đảm an toàn thông tin mạng trong dịp Tết Dương lịch 2024 và tết Nguyên đán Giáp Thìn lên Công/Trang TTĐT đơn vị.",
            "portal.publish_fulltext",
        ),
        (
            "Tổ chức kiểm tra, rà soát, kịp thời có phương án xử lý đối với hệ thống Công/Trang TTĐT của đơn vị.",
            "portal.check",
        ),
        (
            "Bố trí cá bộ kỹ thuật thường xuyên theo dõi hệ thống, hỗ trợ người sử dụng khi cho nhu cầu.",
            "portal.check",
        ),
        (
            "Bảo đảm bố trí đầy đủ nguồn nhân lực để trực giám sát, hỗ trợ và khắc phục sự cố bảo đảm hạ tầng viễn thông, internet an toàn, thông suốt.",
            "duty.roster_24x7 telco.infra",
        ),
        (
            "Triển khai đầy đủ các biện pháp bảo vệ, bảo đảm phát hiện và ngăn chặn kịp thời hoạt động tấn công mạng, phát tán thông tin xấu độc, thông tin vi phạm pháp luật trên hệ thống thông tin, hạ tầng mạng lưới thuộc phạm vi quản lý.",
            "telco.protect",
        ),
        (
            "Tuân thủ các quy định pháp lý hiện hành và các điều khoản thuộc hợp đồng thuê dịch vụ có liên quan đến công tác an toàn thông tin để đảm bảo hoạt động ổn định, an toàn các hệ thống thông tin đang cung cấp dịch vụ cho thị xã.",
            "telco.contract",
        ),
        (
            "Khi gặp sự cố hoặc có vấn đề phát sinh, cần hỗ trợ xử lý, đề nghị liên hệ ngay với Bộ Thông tin và Truyền thông (Cục An toàn thông tin), Sở Thông tin và Truyền thông Nghệ An qua các đầu mối sau:",
            "escalate",
        ),
        // The ministry's letter.
        (
            "Củng cố và ưu tiên nguồn lực, nhân lực cho nhiệm vụ ứng trực, giám sát 24/7; chủ động theo dõi thường xuyên, liên tục các hệ thống giám sát an toàn thông tin tập trung, hệ thống phòng, chống mã độc tập trung đảm bảo phát hiện, xử lý, khắc phục kịp thời tấn công mạng, cảnh báo mã độc được xác minh.",
            "duty.roster_24x7 watch.antimalware watch.siem",
        ),
        (
            "Kiểm tra, cập nhật đầy đủ các bản vá an toàn thông tin cho hệ thống thông tin theo cảnh báo của Cục An toàn thông tin và các cơ quan, tổ chức liên quan;",
            "patch.full",
        ),
        (
            "Rà soát, kiểm tra, đánh giá, khắc phục các lỗ hổng bảo mật; sẵn lòng mỗi nguy hại và bóc gỡ phần mềm độc hại cho toàn bộ máy chủ, máy trạm trong hệ thống mạng (ưu tiên các hệ thống thông tin có địa chỉ IP nằm trong Danh sách IP mạng Botnet được Cục An toàn thông tin cảnh báo hàng tháng hoặc đột xuất, văn bản gửi kèm theo); thường trực theo dõi, tiếp nhận và xử lý các cảnh báo an toàn thông tin qua Nền tảng Điều phối xử lý sự cố an toàn thông tin mạng quốc gia (IRlab.vn) do Bộ Thông tin và Truyền thông cung cấp.",
            "alerts.irlab botnet.priority_check hunt malware.remove vuln.review_fix",
        ),
        (
            "Sẵn sàng triển khai kế hoạch ứng phó, xử lý sự cố tấn công mạng và nhanh chóng khôi phục hoạt động bình thường của hệ thống thông tin trong trường hợp xảy ra sự cố.",
            "response.plan",
        ),
        (
            "Tăng cường nguồn nhân lực, phân công nhân lực trực giám sát, hỗ trợ và khắc phục sự cố bảo đảm hạ tầng viễn thông, Internet an toàn, thông suốt.",
            "duty.roster_24x7 telco.infra",
        ),
        (
            "Rà soát, triển khai đầy đủ các biện pháp bảo vệ, bảo đảm phát hiện sớm và kịp thời ngăn chặn hoạt động tấn công mạng, phát tán thông tin xấu độc, thông tin vi phạm pháp luật trên hệ thống thông tin, hạ tầng mạng lưới, nền tảng số thuộc phạm vi quản lý.",
            "telco.protect",
        ),
        (
            "Tăng cường theo dõi, cập nhật, xử lý các phản ánh, khiếu nại của người dùng về tin nhắn rác, cuộc gọi rác, đặc biệt là tin nhắn lừa đảo, cuộc gọi lừa đảo qua hệ thống tiếp nhận phản ánh tin nhắn rác, cuộc gọi rác do Bộ Thông tin và Truyền thông (Cục An toàn thông tin) chia sẻ; Xử lý quyết liệt, triệt để các trường hợp phát tán tin nhắn rác, tin nhắn lừa đảo, cuộc gọi rác, cuộc gọi lừa đảo mà người dùng phản ánh.",
            "spam.complaints",
        ),
        (
            "Thực hiện nghiêm và kịp thời các biện pháp xử lý theo yêu cầu của Bộ Thông tin và Truyền thông (Cục An toàn thông tin) và cơ quan chức năng có thẩm quyền.",
            "authority.orders",
        ),
        (
            "Trong trường hợp cần hỗ trợ giám sát, xử lý, ứng cứu sự cố đề nghị liên hệ với Cục An toàn thông tin, Bộ Thông tin và Truyền thông thông qua các đầu mối:",
            "escalate",
        ),
        // What the seeds print around the duties.
        (
            "Nhằm bảo đảm an toàn thông tin mạng, duy trì hoạt động ổn định các hệ thống thông tin trong thời gian diễn ra những ngày lễ lớn, Bộ Thông tin và Truyền thông đề nghị các cơ quan, tổ chức, doanh nghiệp tăng cường triển khai công tác bảo đảm an toàn thông tin mạng cho các hệ thống thông tin thuộc phạm vi quản lý, cụ thể:",
            "",
        ),
        (
            "Tăng cường triển khai hoạt động bảo đảm an toàn thông tin mạng:",
            "",
        ),
        (
            "Theo thông tin từ Sở Thông tin và Truyền thông, sự cố mất an toàn thông tin mạng nghiêm trọng tại Việt Nam thường được ghi nhận tại thời điểm diễn ra dịp nghỉ lễ của đất nước, các đối tượng thường tăng cường tấn công mạng vào các hệ thống thông tin quan trọng hoặc lợi dụng không gian mạng để phát tán thông tin xấu độc, lừa đảo trong các dịp này.",
            "",
        ),
        (
            "Nhằm nâng cao cảnh giác và trách nhiệm bảo đảm an toàn thông tin mạng theo quy định của pháp luật trong thời gian diễn ra dịp nghỉ lễ Tết Nguyên Đán Giáp Thìn 2024, UBND thị xã yêu cầu các cơ quan, đơn vị, UBND các xã phường thực hiện một số nhiệm vụ sau:",
            "",
        ),
        (
            "Yêu cầu các cơ quan, đơn vị, tổ chức và UBND các xã, phường nghiêm túc triển khai thực hiện./.",
            "",
        ),
        (
            "Các cơ quan, đơn vị trên địa bàn; Các phòng, ban, ngành, tổ chức chính trị xã hội thị xã; UBND các xã, phường:",
            "",
        ),
        (
            "Các doanh nghiệp cung cấp dịch vụ viễn thông, Internet; các tổ chức, doanh nghiệp cung cấp hạ tầng số, nền tảng số:",
            "",
        ),
        (
            "Trung tâm Ứng cứu khẩn cấp không gian mạng Việt Nam (VNCERT/CC), điện thoại 024.3640.4421 hoặc số điện thoại trực đường dây nóng ứng cứu sự cố 086.9100.317, thư điện tử: ir@vncert.vn.",
            "",
        ),
    ] {
        for printed in spellings(clause) {
            let found: Vec<_> = measures(&printed).into_iter().collect();
            assert_eq!(found.join(" "), expected, "{printed}");
        }
    }
}
