//! The one checked-in list of fact tables (DESIGN section 3, "Fact tables"):
//! it generates the row types, the parser of CSV and XLSX, the template and
//! the manual page. To add a column, add it here and nowhere else.
//!
//! Each line: `column: type = (Vietnamese header, English header, further headers …)`.
//! `Option` and `Vec` columns may be blank. Every table also has the common
//! columns `code`, `unit`, `source`, `occurred_at`, `recorded_at`.

use super::cell::Cell;
use super::macros::fact_tables;
use super::words::{
    AlertClass, AlertVerdict, AssetKind, CheckKind, Claim, ComplaintKind, ComplaintVerdict,
    ControlState, DaybookKind, Direction, DutyMode, ExposureState, HitAnswer, LevelState, LinkKind,
    OfficeCalendar, PlanKind, PostKind, PublicationState, RemovalMeans, ScanKind, ScanResult,
    ServiceKind, Severity, SightingKind, SourceKind,
};
use super::{CellProblem, Column, Fact, FactHead, FactRow, RowReader, put_row};
use crate::key::Key;
use crate::unit::{Tier, UnitClass};
use core::net::IpAddr;
use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

type Text = Box<str>;

fact_tables! {
    /// An organisation node, effective-dated.
    Unit "units" ("Đơn vị", "Units") in units {
        name: Text = ("Tên đơn vị", "Name", "đơn vị", "tên"),
        class: Vec<UnitClass> = ("Nhóm", "Class", "loại đơn vị"),
        tier: Option<Tier> = ("Cấp", "Tier"),
        parent: Option<Key<Unit>> = ("Đơn vị cấp trên", "Parent", "cấp trên"),
        head: Option<Text> = ("Người đứng đầu", "Head"),
        headcount: Option<i64> = ("Số cán bộ", "Headcount", "số người", "biên chế"),
        register_confirmed_at: Option<Timestamp> = ("Ngày xác nhận danh mục", "Register confirmed at"),
        register_confirmed_by: Option<Text> = ("Người xác nhận danh mục", "Register confirmed by"),
        calendar: Option<OfficeCalendar> = ("Lịch làm việc", "Calendar"),
        console_groups: Vec<Text> = ("Nhóm trên bảng điều khiển", "Console groups", "group path"),
        host_prefixes: Vec<Text> = ("Tiền tố tên máy", "Host name prefixes", "host prefix"),
        from: Option<Date> = ("Có hiệu lực từ", "From"),
        to: Option<Date> = ("Đến", "To"),
    }
    /// A service that another unit or a provider runs for this one (`served_by`).
    Service "services" ("Dịch vụ dùng chung, thuê", "Services") in services {
        kind: ServiceKind = ("Loại dịch vụ", "Kind"),
        provider: Text = ("Đơn vị cung cấp", "Provider"),
        consumer: Key<Unit> = ("Đơn vị sử dụng", "Consumer"),
        contract: Option<Text> = ("Hợp đồng, văn bản", "Contract"),
        from: Option<Date> = ("Từ ngày", "From"),
        to: Option<Date> = ("Đến ngày", "To"),
        confirmed_by: Option<Text> = ("Người xác nhận", "Confirmed by"),
        confirmed_at: Option<Timestamp> = ("Ngày xác nhận", "Confirmed at"),
    }
    /// An information system with its security level.
    System "systems" ("Hệ thống thông tin", "Systems") in systems {
        name: Text = ("Tên hệ thống", "Name"),
        level: Option<i64> = ("Cấp độ", "Level"),
        level_state: Option<LevelState> = ("Tình trạng phê duyệt", "Level state"),
        decision_no: Option<Text> = ("Số quyết định", "Decision number"),
        decision_by: Option<Text> = ("Người phê duyệt", "Decision by", "cơ quan phê duyệt"),
        decision_date: Option<Date> = ("Ngày quyết định", "Decision date"),
        expected_date: Option<Date> = ("Dự kiến hoàn thành", "Expected date"),
        operator: Option<Text> = ("Đơn vị vận hành", "Operator"),
        in_use: Option<bool> = ("Đang sử dụng", "In use"),
        rto_minutes: Option<i64> = ("RTO (phút)", "RTO minutes"),
        rpo_minutes: Option<i64> = ("RPO (phút)", "RPO minutes"),
    }
    /// State of one control of a system against the pack's catalogue.
    Control "controls" ("Biện pháp bảo vệ", "Controls") in controls {
        system: Key<System> = ("Hệ thống", "System"),
        clause: Text = ("Điều khoản", "Clause"),
        state: ControlState = ("Kết quả", "State"),
        reason: Option<Text> = ("Lý do", "Reason"),
        evidence: Option<Text> = ("Minh chứng", "Evidence"),
        checked_at: Option<Timestamp> = ("Ngày kiểm tra", "Checked at"),
        due: Option<Date> = ("Dự kiến xong", "Due"),
    }
    /// A host or device of the register.
    Asset "assets" ("Tài sản", "Assets") in assets {
        kind: AssetKind = ("Loại", "Kind"),
        name: Text = ("Tên máy", "Name", "hostname", "máy"),
        ip: Vec<IpAddr> = ("Địa chỉ IP", "IP address", "ip"),
        os: Option<Text> = ("Hệ điều hành", "Operating system"),
        os_build: Option<Text> = ("Bản dựng hệ điều hành", "OS build"),
        system: Option<Key<System>> = ("Hệ thống", "System"),
        nat: Option<Text> = ("Dải NAT", "NAT"),
        last_seen: Option<Timestamp> = ("Thấy lần cuối", "Last seen"),
        added_at: Option<Timestamp> = ("Ngày đưa vào danh mục", "Added at"),
        retired_at: Option<Timestamp> = ("Ngày loại bỏ", "Retired at"),
        retired_reason: Option<Text> = ("Lý do loại bỏ", "Retired reason", "reason"),
        retired_confirmed_by: Option<Text> = ("Người xác nhận loại bỏ", "Retired confirmed by"),
        pending_reboot: Option<bool> = ("Chờ khởi động lại", "Pending reboot"),
        end_of_life: Option<Date> = ("Hết hỗ trợ", "End of life"),
        isolated: Option<bool> = ("Đã cách ly", "Isolated"),
    }
    /// A host seen elsewhere than in the register (directory, DHCP, logs, DNS).
    Sighting "sightings" ("Máy thấy ở nguồn khác", "Sightings") in sightings {
        kind: SightingKind = ("Nguồn thấy", "Kind"),
        name: Text = ("Tên máy", "Name"),
        ip: Option<IpAddr> = ("Địa chỉ IP", "IP address"),
        asset_kind: Option<AssetKind> = ("Loại máy", "Asset kind"),
        at: Timestamp = ("Thời điểm thấy", "Seen at"),
    }
    /// Software found on an asset.
    Software "software" ("Phần mềm", "Software") in software {
        asset: Key<Asset> = ("Máy", "Asset"),
        product: Text = ("Sản phẩm", "Product"),
        vendor: Option<Text> = ("Hãng", "Vendor"),
        version: Option<Text> = ("Phiên bản", "Version"),
        kb: Vec<Text> = ("Bản vá KB", "KB"),
        seen_at: Option<Timestamp> = ("Thời điểm kiểm kê", "Seen at"),
    }
    /// An address range of the unit.
    Range "ranges" ("Dải địa chỉ", "Ranges") in ranges {
        cidr: IpNet = ("Dải", "CIDR"),
        kind: Option<Text> = ("Loại", "Kind"),
        nat: Option<bool> = ("Dùng chung NAT", "NAT"),
        provider: Option<Text> = ("Nhà cung cấp", "Provider"),
        confirmed_at: Option<Timestamp> = ("Ngày xác nhận", "Confirmed at"),
    }
    /// A duty post.
    Post "posts" ("Vị trí trực", "Posts") in posts {
        name: Text = ("Tên vị trí", "Name"),
        mode: Option<DutyMode> = ("Hình thức", "Mode"),
        kind: Option<PostKind> = ("Loại vị trí", "Kind"),
    }
    /// A planned shift.
    Shift "shifts" ("Ca trực", "Shifts") in shifts {
        post: Key<Post> = ("Vị trí trực", "Post"),
        person: Text = ("Người trực", "Person"),
        from: Timestamp = ("Từ", "From"),
        to: Timestamp = ("Đến", "To"),
        approved_by: Option<Text> = ("Người phê duyệt", "Approved by"),
        approved_at: Option<Timestamp> = ("Ngày phê duyệt", "Approved at"),
    }
    /// An officer's own check-in.
    CheckIn "checkins" ("Điểm danh ca", "Check-ins") in checkins {
        shift: Key<Shift> = ("Ca trực", "Shift"),
        at: Timestamp = ("Thời điểm", "At"),
    }
    /// A random call-back by the leader or the upper tier.
    CallBack "callbacks" ("Gọi kiểm tra", "Call-backs") in callbacks {
        shift: Key<Shift> = ("Ca trực", "Shift"),
        asked_at: Timestamp = ("Lúc gọi", "Asked at"),
        answered_at: Option<Timestamp> = ("Lúc trả lời", "Answered at"),
    }
    /// A written handover, accepted by the incoming officer.
    Handover "handovers" ("Giao ca", "Handovers") in handovers {
        from_shift: Key<Shift> = ("Ca giao", "From shift"),
        to_shift: Key<Shift> = ("Ca nhận", "To shift"),
        sent_at: Timestamp = ("Lúc giao", "Sent at"),
        accepted_at: Option<Timestamp> = ("Lúc nhận", "Accepted at"),
    }
    /// A gap in duty with its reason.
    GapReason "gap_reasons" ("Lý do trống ca", "Gap reasons") in gap_reasons {
        from: Timestamp = ("Từ", "From"),
        to: Timestamp = ("Đến", "To"),
        reason: Text = ("Lý do", "Reason"),
        by: Option<Text> = ("Người ghi", "By"),
    }
    /// Where facts come from; with `expected_every` it is a sender of logs that is watched.
    SourceRow "sources" ("Nguồn dữ liệu", "Sources") in sources {
        kind: SourceKind = ("Loại nguồn", "Kind"),
        title: Option<Text> = ("Tên nguồn", "Title"),
        file: Option<Text> = ("Tệp", "File"),
        sha256: Option<Text> = ("SHA-256", "SHA-256"),
        generated_at: Option<Timestamp> = ("Lúc xuất", "Generated at"),
        period_from: Option<Timestamp> = ("Kỳ số liệu từ", "Period from"),
        period_to: Option<Timestamp> = ("Kỳ số liệu đến", "Period to"),
        rows: Option<i64> = ("Số dòng", "Rows", "row_count"),
        person: Option<Text> = ("Người cung cấp", "Person"),
        systems: Vec<Key<System>> = ("Hệ thống", "Systems"),
        expected_every_minutes: Option<i64> = ("Nhịp gửi (phút)", "Expected every minutes", "expected_every"),
        positive_control_at: Option<Timestamp> = ("Lần thử dương tính gần nhất", "Positive control at"),
    }
    /// A stretch of time in which a log source was heard.
    Beat "beats" ("Nhịp nguồn", "Beats") in beats {
        log_source: Key<SourceRow> = ("Nguồn nhật ký", "Log source"),
        from: Timestamp = ("Từ", "From"),
        to: Timestamp = ("Đến", "To"),
        count: i64 = ("Số bản ghi", "Count"),
    }
    /// A look at a queue or console during a shift.
    Check "checks" ("Lượt kiểm tra", "Checks") in checks {
        kind: CheckKind = ("Loại", "Kind"),
        shift: Option<Key<Shift>> = ("Ca trực", "Shift"),
        at: Timestamp = ("Thời điểm", "At"),
    }
    /// An alert and what became of it.
    Alert "alerts" ("Cảnh báo", "Alerts") in alerts {
        origin: Option<Text> = ("Hệ thống cảnh báo", "Origin"),
        number: Option<Text> = ("Số hiệu", "Number"),
        asset: Option<Key<Asset>> = ("Máy", "Asset"),
        system: Option<Key<System>> = ("Hệ thống", "System"),
        class: AlertClass = ("Loại", "Class"),
        severity: Severity = ("Mức", "Severity"),
        raised: Timestamp = ("Phát sinh", "Raised"),
        seen: Option<Timestamp> = ("Đã xem", "Seen"),
        verified: Option<Timestamp> = ("Đã xác minh", "Verified"),
        verdict: Option<AlertVerdict> = ("Kết luận", "Verdict"),
        closed: Option<Timestamp> = ("Đã đóng", "Closed"),
        incident: Option<Key<Incident>> = ("Sự cố", "Incident"),
        acknowledged: Option<Timestamp> = ("Đã tiếp nhận", "Acknowledged"),
        receipt: Option<Text> = ("Số tiếp nhận", "Receipt"),
        due: Option<Timestamp> = ("Hạn xử lý", "Due"),
    }
    /// A host on the anti-malware console.
    AvHost "av_hosts" ("Máy trên hệ thống phòng, chống mã độc", "Anti-malware hosts") in av_hosts {
        host: Text = ("Tên máy", "Host", "computer", "hostname"),
        ip: Option<IpAddr> = ("Địa chỉ IP", "IP address", "ip"),
        group: Option<Text> = ("Nhóm", "Group", "group path"),
        kind: Option<AssetKind> = ("Loại máy", "Kind"),
        agent: Option<bool> = ("Đã cài tác tử", "Agent"),
        sig_date: Option<Date> = ("Ngày mẫu", "Signature date"),
        last_seen: Option<Timestamp> = ("Kết nối lần cuối", "Last seen"),
        protection: Option<bool> = ("Bảo vệ bật", "Protection"),
        protection_off_since: Option<Timestamp> = ("Tắt bảo vệ từ", "Protection off since"),
        infected: Option<i64> = ("Mã độc phát hiện", "Infected"),
        ioc_connections: Option<i64> = ("Kết nối độc hại", "IOC connections"),
        vulnerable: Option<bool> = ("Có lỗ hổng", "Vulnerable"),
        os_current: Option<bool> = ("Hệ điều hành cập nhật", "OS current"),
    }
    /// The anti-malware console's own total, to reconcile with the rows.
    AvTotal "av_totals" ("Tổng trên bảng điều khiển", "Console totals") in av_totals {
        hosts: i64 = ("Tổng số máy", "Hosts"),
        at: Timestamp = ("Thời điểm", "At"),
    }
    /// A malware scan of an asset.
    Scan "scans" ("Lượt quét", "Scans") in scans {
        asset: Key<Asset> = ("Máy", "Asset"),
        kind: ScanKind = ("Kiểu quét", "Kind"),
        db_date: Option<Date> = ("Ngày cơ sở mẫu", "Database date"),
        start: Timestamp = ("Bắt đầu", "Start"),
        end: Option<Timestamp> = ("Kết thúc", "End"),
        files: Option<i64> = ("Số tệp", "Files"),
        result: ScanResult = ("Kết quả", "Result"),
        detections: Vec<Text> = ("Mã độc phát hiện", "Detections"),
    }
    /// Removal of one detection, or re-imaging.
    Removal "removals" ("Bóc gỡ", "Removals") in removals {
        asset: Key<Asset> = ("Máy", "Asset"),
        item: Option<Text> = ("Mã độc", "Item"),
        at: Timestamp = ("Thời điểm", "At"),
        how: RemovalMeans = ("Cách xử lý", "How"),
        record: Option<Text> = ("Biên bản", "Record"),
    }
    /// An edition of an indicator list.
    IndicatorList "lists" ("Danh sách IP botnet", "Indicator lists") in lists {
        issuer: Text = ("Cơ quan ban hành", "Issuer"),
        edition: Text = ("Kỳ, số hiệu", "Edition"),
        month: Option<Date> = ("Tháng", "Month"),
        received: Timestamp = ("Ngày nhận", "Received"),
        sha256: Option<Text> = ("SHA-256", "SHA-256"),
        entries: Option<i64> = ("Số mục", "Entries"),
    }
    /// A contact of an own address or machine with a list entry.
    Hit "hits" ("Địa chỉ trùng danh sách", "Hits") in hits {
        list: Key<IndicatorList> = ("Danh sách", "List"),
        entry: Text = ("Mục", "Entry"),
        own_address: Option<IpAddr> = ("Địa chỉ của đơn vị", "Own address"),
        direction: Direction = ("Chiều", "Direction"),
        asset: Option<Key<Asset>> = ("Máy", "Asset"),
        first: Timestamp = ("Lần đầu", "First"),
        last: Timestamp = ("Lần cuối", "Last"),
        answer: Option<HitAnswer> = ("Trả lời", "Answer"),
        answered_at: Option<Timestamp> = ("Ngày trả lời", "Answered at"),
        owner: Option<Text> = ("Chủ thật của địa chỉ", "Owner"),
    }
    /// A vulnerability bulletin held.
    Advisory "advisories" ("Cảnh báo lỗ hổng", "Advisories") in advisories {
        sign: Option<Text> = ("Số, ký hiệu", "Sign"),
        issuer: Option<Text> = ("Cơ quan ban hành", "Issuer"),
        date: Option<Date> = ("Ngày", "Date"),
        title: Option<Text> = ("Trích yếu", "Title"),
        products: Vec<Text> = ("Sản phẩm", "Products"),
        cves: Vec<Text> = ("CVE", "CVE"),
        fixed: Vec<Text> = ("Bản vá, phiên bản đã vá", "Fixed"),
        severity: Option<Severity> = ("Mức", "Severity"),
        known_exploited: Option<bool> = ("Đang bị khai thác", "Known exploited"),
        due: Option<Date> = ("Hạn", "Due"),
        closed_at: Option<Timestamp> = ("Ngày đóng", "Closed at"),
    }
    /// Whether one asset is exposed to one advisory.
    Exposure "exposures" ("Máy bị ảnh hưởng", "Exposures") in exposures {
        asset: Key<Asset> = ("Máy", "Asset"),
        advisory: Key<Advisory> = ("Cảnh báo", "Advisory"),
        cve: Option<Text> = ("CVE", "CVE"),
        state: ExposureState = ("Tình trạng", "State"),
        why: Option<Text> = ("Vì sao", "Why"),
        at: Timestamp = ("Thời điểm", "At"),
        review_at: Option<Timestamp> = ("Xem lại ngày", "Review at"),
        version_before: Option<Text> = ("Phiên bản trước", "Version before"),
        version_after: Option<Text> = ("Phiên bản sau", "Version after"),
    }
    /// The unit's own review of a system for vulnerabilities and weak points.
    Review "reviews" ("Rà soát lỗ hổng, điểm yếu", "Reviews") in reviews {
        system: Key<System> = ("Hệ thống", "System"),
        at: Timestamp = ("Ngày rà soát", "At"),
        record: Option<Text> = ("Biên bản", "Record"),
        findings_open: Option<i64> = ("Điểm yếu còn tồn", "Findings open"),
    }
    /// A threat hunt.
    Hunt "hunts" ("Săn lùng mối nguy hại", "Hunts") in hunts {
        hypothesis: Text = ("Giả thuyết", "Hypothesis"),
        query_hash: Option<Text> = ("Mã truy vấn", "Query hash"),
        sources: Vec<Key<SourceRow>> = ("Nguồn", "Sources"),
        systems: Vec<Key<System>> = ("Hệ thống", "Systems"),
        period_from: Timestamp = ("Kỳ tìm từ", "Period from"),
        period_to: Timestamp = ("Kỳ tìm đến", "Period to"),
        indicator_since: Option<Timestamp> = ("Chỉ dấu từ ngày", "Indicator since"),
        events_read: i64 = ("Sự kiện đã đọc", "Events read"),
        finished: Option<Timestamp> = ("Kết thúc", "Finished"),
        findings: i64 = ("Phát hiện", "Findings"),
        true_findings_since: Option<Timestamp> = ("Phát hiện thật từ", "True findings since"),
        disposed: Option<i64> = ("Đã xử lý", "Disposed"),
        conclusion: Option<Text> = ("Kết luận", "Conclusion"),
    }
    /// A connection to a national or upper-tier platform.
    Link "links" ("Kết nối", "Links") in links {
        feed: Text = ("Luồng", "Feed"),
        interval_minutes: i64 = ("Chu kỳ (phút)", "Interval minutes", "interval"),
        recipient: Option<Text> = ("Nơi nhận", "Recipient"),
    }
    /// Data accepted by the receiver of a link.
    Receipt "receipts" ("Xác nhận nhận dữ liệu", "Receipts") in receipts {
        feed: Key<Link> = ("Kết nối", "Feed"),
        at: Timestamp = ("Thời điểm", "At"),
        hosts: Option<i64> = ("Số máy trong dữ liệu", "Hosts"),
        hosts_of_unit: Option<i64> = ("Số máy của đơn vị", "Hosts of unit"),
        reference: Option<Text> = ("Mã tiếp nhận", "Reference", "ref"),
    }
    /// A break of a link.
    LinkBreak "breaks" ("Gián đoạn kết nối", "Breaks") in breaks {
        feed: Key<Link> = ("Kết nối", "Feed"),
        from: Timestamp = ("Từ", "From"),
        to: Option<Timestamp> = ("Đến", "To"),
        reason: Option<Text> = ("Lý do", "Reason"),
        told: Option<Timestamp> = ("Đã báo lúc", "Told"),
    }
    /// Information shared with an outside recipient.
    Share "shares" ("Chia sẻ thông tin", "Shares") in shares {
        subject: Text = ("Việc được chia sẻ", "Subject"),
        recipient: Text = ("Nơi nhận", "Recipient"),
        at: Timestamp = ("Thời điểm", "At"),
        reference: Option<Text> = ("Mã tiếp nhận", "Reference", "ref"),
    }
    /// A plan.
    Plan "plans" ("Kế hoạch, phương án", "Plans") in plans {
        kind: PlanKind = ("Loại", "Kind"),
        title: Text = ("Tên", "Title"),
        version: Option<Text> = ("Phiên bản", "Version"),
        approved_by: Option<Text> = ("Người phê duyệt", "Approved by"),
        approved_at: Option<Timestamp> = ("Ngày phê duyệt", "Approved at"),
        contacts_valid: Option<bool> = ("Đầu mối còn đúng", "Contacts valid"),
        host_contact: Option<Text> = ("Đầu mối nơi đặt", "Host contact"),
        rto_minutes: Option<i64> = ("RTO (phút)", "RTO minutes", "rto"),
        rpo_minutes: Option<i64> = ("RPO (phút)", "RPO minutes", "rpo"),
        portal: Option<Key<Portal>> = ("Cổng, trang", "Portal"),
    }
    /// A drill with its measured time.
    Drill "drills" ("Diễn tập", "Drills") in drills {
        plan: Option<Key<Plan>> = ("Kế hoạch", "Plan"),
        at: Timestamp = ("Ngày", "At"),
        minutes: Option<i64> = ("Thời gian (phút)", "Minutes"),
        record: Option<Text> = ("Biên bản", "Record"),
    }
    /// The newest good backup of a system or portal.
    Backup "backups" ("Sao lưu", "Backups") in backups {
        system: Option<Key<System>> = ("Hệ thống", "System"),
        portal: Option<Key<Portal>> = ("Cổng, trang", "Portal"),
        last_ok: Timestamp = ("Bản tốt gần nhất", "Last ok"),
        offline: Option<bool> = ("Có bản ngoại tuyến", "Offline"),
    }
    /// A restore test with measured times.
    RestoreTest "restore_tests" ("Thử khôi phục", "Restore tests") in restore_tests {
        system: Key<System> = ("Hệ thống", "System"),
        start: Timestamp = ("Bắt đầu", "Start"),
        end: Option<Timestamp> = ("Kết thúc", "End"),
        verified: Option<bool> = ("Đã kiểm chứng", "Verified"),
    }
    /// An awareness session.
    Session "sessions" ("Tuyên truyền, tập huấn", "Sessions") in sessions {
        topics: Vec<Text> = ("Chủ đề", "Topics"),
        material_sha256: Option<Text> = ("Mã tài liệu", "Material SHA-256", "material hash"),
        form: Option<Text> = ("Hình thức", "Form"),
        at: Timestamp = ("Ngày", "At"),
        reached: i64 = ("Số người tiếp cận", "Reached"),
        quiz_passed: Option<i64> = ("Số người đạt", "Quiz passed"),
    }
    /// A portal or web site.
    Portal "portals" ("Cổng, trang TTĐT", "Portals") in portals {
        name: Text = ("Tên", "Name"),
        url: Text = ("Địa chỉ", "URL"),
        provider: Option<Text> = ("Nhà cung cấp", "Provider"),
        host_contact: Option<Text> = ("Đầu mối nơi đặt", "Host contact"),
        confirmed_at: Option<Timestamp> = ("Ngày xác nhận", "Confirmed at"),
        system: Option<Key<System>> = ("Hệ thống", "System"),
    }
    /// One probe of a portal.
    Fetch "fetches" ("Lượt truy cập cổng", "Fetches") in fetches {
        portal: Key<Portal> = ("Cổng, trang", "Portal"),
        at: Timestamp = ("Thời điểm", "At"),
        url: Option<Text> = ("Địa chỉ", "URL"),
        up: bool = ("Truy cập được", "Up"),
        http_status: Option<i64> = ("Mã HTTP", "HTTP status"),
        millis: Option<i64> = ("Thời gian (ms)", "Milliseconds"),
        cert_expires: Option<Timestamp> = ("Chứng thư hết hạn", "Certificate expires"),
        cert_valid: Option<bool> = ("Chứng thư hợp lệ", "Certificate valid"),
        content_sha256: Option<Text> = ("Mã nội dung", "Content SHA-256"),
        changed: Option<bool> = ("Có thay đổi", "Changed"),
        reviewed_at: Option<Timestamp> = ("Đã duyệt thay đổi", "Reviewed at"),
        injected: Option<i64> = ("Liên kết bị chèn", "Injected links"),
        defaced: Option<bool> = ("Bị thay giao diện", "Defaced"),
        detail: Option<Text> = ("Chi tiết", "Detail"),
    }
    /// Whether a mandated text stands on a portal, as found by one crawl.
    Publication "publications" ("Đăng tải toàn văn", "Publications") in publications {
        portal: Key<Portal> = ("Cổng, trang", "Portal"),
        document: Text = ("Văn bản", "Document"),
        state: PublicationState = ("Tình trạng", "State"),
        at: Timestamp = ("Thời điểm", "At"),
        url: Option<Text> = ("Địa chỉ", "URL"),
        containment: Option<f64> = ("Tỷ lệ nội dung", "Containment"),
        ocr: Option<bool> = ("Qua nhận dạng ảnh", "OCR"),
        has_number: Option<bool> = ("Có số văn bản", "Has number"),
        has_date: Option<bool> = ("Có ngày", "Has date"),
        has_issuer: Option<bool> = ("Có cơ quan ban hành", "Has issuer"),
        linked_from_home: Option<bool> = ("Có liên kết từ trang chủ", "Linked from home"),
        crawled: Option<bool> = ("Đã duyệt hết trang", "Crawled"),
        removed_at: Option<Timestamp> = ("Gỡ lúc", "Removed at"),
        internal_exposed: Option<Text> = ("Văn bản nội bộ bị lộ", "Internal document exposed"),
    }
    /// A request for support by a user of a portal.
    SupportRequest "support_requests" ("Yêu cầu hỗ trợ", "Support requests") in support_requests {
        portal: Key<Portal> = ("Cổng, trang", "Portal"),
        opened: Timestamp = ("Mở lúc", "Opened"),
        answered: Option<Timestamp> = ("Trả lời lúc", "Answered"),
        closed: Option<Timestamp> = ("Đóng lúc", "Closed"),
    }
    /// Polling of a declared network link over a period.
    Network "network" ("Hạ tầng mạng", "Network") in network {
        link: Text = ("Tuyến", "Link"),
        kind: Option<LinkKind> = ("Loại", "Kind"),
        capacity_mbps: Option<f64> = ("Dung lượng (Mbps)", "Capacity Mbps", "capacity"),
        p95_mbps: Option<f64> = ("P95 (Mbps)", "P95 Mbps", "p95"),
        polled_percent: Option<f64> = ("Tỷ lệ đo (%)", "Polled percent"),
        available_percent: Option<f64> = ("Sẵn sàng (%)", "Available percent"),
        target_percent: Option<f64> = ("Mức hợp đồng (%)", "Target percent"),
        sensor_percent: Option<f64> = ("Cảm biến hoạt động (%)", "Sensor alive percent"),
        period_from: Option<Timestamp> = ("Từ", "Period from", "from"),
        period_to: Option<Timestamp> = ("Đến", "Period to", "to"),
    }
    /// An outage of a link.
    Outage "outages" ("Gián đoạn dịch vụ", "Outages") in outages {
        link: Key<Network> = ("Tuyến", "Link"),
        from: Timestamp = ("Từ", "From"),
        to: Option<Timestamp> = ("Đến", "To"),
        cause: Option<Text> = ("Nguyên nhân", "Cause"),
        announced_at: Option<Timestamp> = ("Thông báo trước lúc", "Announced at"),
    }
    /// An attack or harmful activity seen by an operator.
    Detection "detections" ("Phát hiện của nhà mạng", "Detections") in detections {
        at: Timestamp = ("Thời điểm", "At"),
        kind: Text = ("Loại", "Kind"),
        severity: Severity = ("Mức", "Severity"),
        mitigated_at: Option<Timestamp> = ("Ngăn chặn lúc", "Mitigated at"),
    }
    /// A block or other action with its legal basis.
    Action "actions" ("Biện pháp ngăn chặn", "Actions") in actions {
        kind: Text = ("Loại", "Kind"),
        at: Timestamp = ("Thời điểm", "At"),
        detection: Option<Key<Detection>> = ("Phát hiện", "Detection"),
        basis: Option<Text> = ("Căn cứ", "Basis"),
        expires: Option<Timestamp> = ("Hết hiệu lực", "Expires"),
        reviewer: Option<Text> = ("Người rà soát", "Reviewer"),
    }
    /// A subscriber that is a source of attack (QĐ 05/2017 Đ7.4); pseudonym only.
    SubscriberCase "subscriber_cases" ("Thuê bao nguồn phát tán", "Subscriber cases") in subscriber_cases {
        pseudonym: Text = ("Bí danh", "Pseudonym"),
        ip: Option<IpAddr> = ("Địa chỉ IP", "IP address"),
        at: Timestamp = ("Thời điểm", "At"),
        notified: Option<Timestamp> = ("Đã thông báo", "Notified"),
        resolved: Option<Timestamp> = ("Đã xử lý", "Resolved"),
        relapsed: Option<Timestamp> = ("Tái diễn", "Relapsed"),
        rehandled: Option<Timestamp> = ("Xử lý lại", "Rehandled"),
    }
    /// A contract by which an enterprise serves the issuing unit.
    Contract "contracts" ("Hợp đồng thuê dịch vụ", "Contracts") in contracts {
        provider: Option<Key<Unit>> = ("Nhà cung cấp", "Provider"),
        customer: Option<Key<Unit>> = ("Khách hàng", "Customer"),
        service: Text = ("Dịch vụ", "Service"),
        from: Option<Date> = ("Từ ngày", "From"),
        to: Option<Date> = ("Đến ngày", "To"),
        contact: Option<Text> = ("Đầu mối 24/7", "Contact"),
        contact_tested_at: Option<Timestamp> = ("Đã thử đầu mối", "Contact tested at"),
    }
    /// A security clause of a contract with its measured value.
    ContractClause "contract_clauses" ("Điều khoản hợp đồng", "Contract clauses") in contract_clauses {
        contract: Key<Contract> = ("Hợp đồng", "Contract"),
        clause: Text = ("Điều khoản", "Clause"),
        target: Option<f64> = ("Mức cam kết", "Target"),
        measured: Option<f64> = ("Mức đo được", "Measured"),
        measured_at: Option<Timestamp> = ("Ngày đo", "Measured at"),
        lower_is_better: Option<bool> = ("Càng thấp càng tốt", "Lower is better"),
        evidence: Option<Text> = ("Minh chứng", "Evidence"),
        remedy: Option<Text> = ("Khắc phục", "Remedy"),
    }
    /// A batch of complaints shared by the state's intake.
    Batch "batches" ("Đợt phản ánh", "Batches") in batches {
        seq: i64 = ("Số thứ tự", "Sequence", "seq"),
        count: i64 = ("Số phản ánh", "Count"),
        sha256: Option<Text> = ("SHA-256", "SHA-256", "hash"),
        received: Timestamp = ("Ngày nhận", "Received"),
    }
    /// One complaint about spam or scam; the source is a pseudonym.
    Complaint "complaints" ("Phản ánh", "Complaints") in complaints {
        kind: ComplaintKind = ("Loại", "Kind"),
        origin: Text = ("Nguồn phát tán", "Origin", "source number"),
        batch: Option<Key<Batch>> = ("Đợt", "Batch"),
        received: Timestamp = ("Ngày nhận", "Received"),
        decided: Option<Timestamp> = ("Ngày kết luận", "Decided"),
        verdict: Option<ComplaintVerdict> = ("Kết luận", "Verdict"),
        action: Option<Text> = ("Biện pháp với nguồn", "Action"),
        action_at: Option<Timestamp> = ("Ngày xử lý nguồn", "Action at"),
        replied: Option<Timestamp> = ("Ngày phản hồi", "Replied"),
    }
    /// A demand of an authority with a deadline.
    Order "orders" ("Yêu cầu xử lý", "Orders") in orders {
        number: Text = ("Số", "Number"),
        issuer: Text = ("Cơ quan yêu cầu", "Issuer"),
        basis: Option<Text> = ("Căn cứ", "Basis"),
        received: Timestamp = ("Ngày nhận", "Received"),
        authenticated_by: Option<Text> = ("Người xác thực", "Authenticated by"),
        authenticated_at: Option<Timestamp> = ("Xác thực lúc", "Authenticated at"),
        due: Option<Timestamp> = ("Hạn", "Due"),
        executed: Option<Timestamp> = ("Thực hiện lúc", "Executed"),
        probed_at: Option<Timestamp> = ("Kiểm chứng lúc", "Probed at"),
        probe: Option<Text> = ("Cách kiểm chứng", "Probe"),
        replied: Option<Timestamp> = ("Trả lời lúc", "Replied"),
        expires: Option<Timestamp> = ("Hết hiệu lực", "Expires"),
    }
    /// A book that was closed for a day.
    Daybook "daybooks" ("Sổ đã khóa trong ngày", "Daybooks") in daybooks {
        kind: DaybookKind = ("Loại sổ", "Kind"),
        day: Date = ("Ngày", "Day"),
        closed_at: Timestamp = ("Khóa lúc", "Closed at"),
    }
    /// A contact: printed in a directive, or the unit's own (`own`).
    ContactPoint "contacts" ("Đầu mối liên hệ", "Contacts") in contacts {
        name: Text = ("Tên", "Name"),
        phones: Vec<Text> = ("Điện thoại", "Phones", "phone"),
        emails: Vec<Text> = ("Thư điện tử", "Emails", "email"),
        own: Option<bool> = ("Đầu mối của đơn vị", "Own"),
        verified_at: Option<Timestamp> = ("Ngày xác minh", "Verified at"),
        dead: Option<bool> = ("Không còn liên lạc được", "Dead"),
        superseded_by: Option<Key<ContactPoint>> = ("Thay bằng", "Superseded by"),
        declared_at: Option<Timestamp> = ("Ngày khai báo", "Declared at"),
        published_url: Option<Text> = ("Công bố tại", "Published URL"),
        changed_at: Option<Timestamp> = ("Thay đổi lúc", "Changed at"),
        told_at: Option<Timestamp> = ("Đã báo thay đổi lúc", "Told at"),
    }
    /// An incident.
    Incident "incidents" ("Sự cố", "Incidents") in incidents {
        system: Option<Key<System>> = ("Hệ thống", "System"),
        severity: Option<Severity> = ("Mức", "Severity"),
        beyond_capacity: Option<bool> = ("Vượt khả năng xử lý", "Beyond capacity"),
        detected: Timestamp = ("Phát hiện lúc", "Detected"),
        escalated_at: Option<Timestamp> = ("Đã báo cáo lúc", "Escalated at"),
        escalated_to: Option<Text> = ("Nơi nhận báo cáo", "Escalated to"),
        reference: Option<Text> = ("Mã tiếp nhận", "Reference", "ref"),
        closed: Option<Timestamp> = ("Đóng lúc", "Closed"),
    }
    /// A document that a directive cites as attached or to be published.
    EnclosureReceipt "enclosures" ("Văn bản kèm theo", "Enclosures") in enclosures {
        title: Text = ("Tên văn bản", "Title"),
        sign: Option<Text> = ("Số, ký hiệu", "Sign"),
        received_at: Option<Timestamp> = ("Ngày nhận", "Received at"),
        file: Option<Text> = ("Tệp", "File"),
        text: Option<Text> = ("Nội dung", "Text"),
        issuer: Option<Text> = ("Cơ quan ban hành", "Issuer"),
        date: Option<Date> = ("Ngày văn bản", "Date"),
    }
    /// A unit's statement about a duty, by a named person.
    StatementRow "statements" ("Xác nhận của đơn vị", "Statements") in statements {
        obligation: Option<Text> = ("Nhiệm vụ", "Obligation"),
        measure: Text = ("Tiêu chí", "Measure"),
        claim: Claim = ("Kết quả tự khai", "Claim"),
        person: Option<Text> = ("Người khai", "Person"),
        by_head: Option<bool> = ("Người đứng đầu xác nhận", "By head"),
        file: Option<Text> = ("Tệp minh chứng", "File"),
        text: Option<Text> = ("Nội dung", "Text"),
    }
    /// A unit's return, closed by its head.
    ReturnRow "returns" ("Phiếu báo cáo", "Returns") in returns {
        closed_at: Option<Timestamp> = ("Chốt lúc", "Closed at"),
        closed_by: Option<Text> = ("Người chốt", "Closed by"),
    }
    /// A period in which an office is closed.
    Closure "closures" ("Nghỉ làm việc", "Closures") in closures {
        from: Timestamp = ("Từ", "From"),
        to: Timestamp = ("Đến", "To"),
        reason: Option<Text> = ("Lý do", "Reason"),
    }
}
