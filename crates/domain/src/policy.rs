//! Organisation policy: the thresholds named `P.x` in the measures.
//!
//! They are the organisation's own, editable, shown as "mức nội bộ" and never
//! as law.

use jiff::SignedDuration;

/// A threshold's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// A span of time.
    Span(SignedDuration),
    /// A share between 0 and 1.
    Share(f64),
    /// A number of things.
    Count(i64),
}

macro_rules! policy {
    ($( $field:ident : $kind:ident($value:expr) = ($vi:literal, $en:literal) ),+ $(,)?) => {
        /// All thresholds; `Policy::default()` is the set Khiên ships.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Policy { $( #[doc = concat!($en, ".")] pub $field: policy!(@type $kind), )+ }

        impl Default for Policy {
            fn default() -> Self {
                Self { $( $field: $value, )+ }
            }
        }

        impl Policy {
            /// All thresholds with their key, Vietnamese and English title.
            #[must_use]
            pub fn entries(&self) -> Vec<(&'static str, Threshold, &'static str, &'static str)> {
                vec![ $( (stringify!($field), Threshold::$kind(self.$field), $vi, $en) ),+ ]
            }

            /// Sets one threshold; false when there is none of this key and kind.
            pub fn set(&mut self, key: &str, value: Threshold) -> bool {
                match (key, value) {
                    $( (stringify!($field), Threshold::$kind(value)) => { self.$field = value; true } )+
                    _ => false,
                }
            }
        }
    };
    (@type Span) => { SignedDuration };
    (@type Share) => { f64 };
    (@type Count) => { i64 };
}

const fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

const fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

const fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

policy! {
    floor: Share(0.5) = ("Tỷ lệ tối thiểu khi đến hạn", "Least share at the due date"),
    register: Span(days(90)) = ("Tuổi tối đa của xác nhận danh mục", "Greatest age of the register's confirmation"),
    checkin: Span(minutes(30)) = ("Điểm danh muộn nhất sau khi vào ca", "Latest check-in after a shift begins"),
    gap: Span(minutes(15)) = ("Khoảng trống ca được bỏ qua", "Duty gap that is passed over"),
    gap_max: Span(minutes(60)) = ("Khoảng trống ca tối đa có lý do", "Greatest duty gap with a reason"),
    consecutive: Span(hours(24)) = ("Trực liên tục tối đa", "Longest consecutive duty of one person"),
    seen_critical: Span(minutes(15)) = ("Xem cảnh báo nguy cấp", "Seeing a critical alert"),
    seen_high: Span(hours(1)) = ("Xem cảnh báo cao", "Seeing a high alert"),
    handle_critical: Span(hours(4)) = ("Xử lý cảnh báo nguy cấp", "Handling a critical alert"),
    handle_high: Span(hours(24)) = ("Xử lý cảnh báo cao", "Handling a high alert"),
    verify: Span(hours(24)) = ("Xác minh cảnh báo mã độc", "Verifying a malware alert"),
    clean_server: Span(hours(24)) = ("Làm sạch máy chủ", "Cleaning a server"),
    clean_workstation: Span(hours(72)) = ("Làm sạch máy trạm", "Cleaning a workstation"),
    quiet: Span(days(7)) = ("Thời gian yên lặng sau làm sạch", "Quiet time after cleaning"),
    first: Span(hours(48)) = ("Ưu tiên quét máy trong danh sách", "Scanning a listed machine first"),
    fix_kev: Span(hours(72)) = ("Khắc phục lỗ hổng đang bị khai thác", "Fixing an exploited vulnerability"),
    fix_critical: Span(days(7)) = ("Khắc phục lỗ hổng nghiêm trọng", "Fixing a critical vulnerability"),
    fix_high: Span(days(30)) = ("Khắc phục lỗ hổng cao", "Fixing a high vulnerability"),
    hunts: Count(1) = ("Số lần săn lùng trong đợt", "Hunts in the watch"),
    ack: Span(hours(4)) = ("Tiếp nhận cảnh báo IRLab", "Acknowledging an IRLab alert"),
    uptime: Share(0.99) = ("Tỷ lệ duy trì kết nối", "Uptime of the link"),
    share: Span(hours(2)) = ("Chia sẻ sau xác minh", "Sharing after verification"),
    drill: Span(days(365)) = ("Chu kỳ diễn tập", "Age of the last drill"),
    restore: Span(days(183)) = ("Chu kỳ thử khôi phục", "Age of the last restore test"),
    reach: Share(0.8) = ("Tỷ lệ cán bộ được tuyên truyền", "Share of staff reached"),
    quiz: Span(days(365)) = ("Lưu tên người làm bài (chưa tiêu chí nào dùng)", "Keeping quiz names (no measure uses it yet)"),
    up: Share(0.99) = ("Tỷ lệ sẵn sàng của cổng", "Availability of a portal"),
    portal: Span(hours(4)) = ("Khắc phục sự cố cổng", "Mending a portal"),
    support: Span(hours(8)) = ("Trả lời yêu cầu hỗ trợ (giờ làm việc)", "Answering a support request (working hours)"),
    net: Share(0.999) = ("Tỷ lệ sẵn sàng của tuyến", "Availability of a link"),
    ddos: Span(minutes(15)) = ("Ngăn chặn tấn công mức cao", "Mitigating a high event"),
    notify: Span(hours(24)) = ("Thông báo thuê bao", "Notifying a subscriber"),
    scam: Span(hours(24)) = ("Xử lý phản ánh lừa đảo", "Deciding a scam complaint"),
    spam: Span(hours(72)) = ("Xử lý phản ánh rác", "Deciding a spam complaint"),
    recur: Share(0.02) = ("Tỷ lệ tái diễn", "Recurrence after action"),
    order: Span(hours(24)) = ("Thực hiện yêu cầu không ghi hạn", "Executing an order without a printed deadline"),
    contact: Span(days(30)) = ("Tuổi xác minh đầu mối trước đợt", "Age of a contact's verification before the watch"),
}
