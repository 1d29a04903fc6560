//! Three days of one ward's web server, as Apache and nginx write them: visitors, and on the evening judged for
//! somebody who talks to a program in the folder of pictures, which explains the links injected into the portal.

use crate::moment::{day, local, minutes_after, minutes_before};
use crate::random::Random;
use jiff::Timestamp;
use jiff::tz::Offset;

/// The file below the facts folder.
pub(crate) const FILE: &str = "logs/truy-cap-trang-pmt.log";
/// The ward.
pub(crate) const UNIT: &str = "PMT";
/// When the log begins.
pub(crate) fn begin() -> Timestamp {
    local(day(2, 6), 0, 0)
}

/// Ordinary requests.
const ORDINARY: u32 = 400;
/// The intruder's address; on no list of the demo.
const INTRUDER: &str = "203.0.113.231";

/// The log's text and its number of lines.
pub(crate) fn text(seed: u64, as_of: Timestamp) -> (String, usize) {
    let mut random = Random::new(seed, 4);
    let minutes = as_of.duration_since(begin()).as_mins();
    let step = minutes.checked_div(i64::from(ORDINARY)).unwrap_or(1).max(1);
    let mut lines: Vec<(Timestamp, String)> = (0..ORDINARY)
        .map(|number| {
            let at = minutes_after(begin(), i64::from(number) * step).min(as_of);
            let visitor = format!("203.0.113.{}", random.between(130, 190));
            let page = random.pick(&[
                "/",
                "/tin-tuc/lich-truc-tet",
                "/van-ban",
                "/thu-tuc/khai-sinh",
                "/images/banner.jpg",
            ]);
            (at, request(at, &visitor, "GET", page, 200))
        })
        .collect();
    for (minutes, method, page) in [
        (446, "POST", "/uploads/2024/02/banner-tet.php"),
        (444, "GET", "/uploads/2024/02/banner-tet.php?cmd=whoami"),
        (441, "POST", "/uploads/2024/02/banner-tet.php"),
    ] {
        let at = minutes_before(as_of, minutes).max(begin());
        lines.push((at, request(at, INTRUDER, method, page, 200)));
    }
    lines.sort();
    let count = lines.len();
    (lines.into_iter().map(|(_, line)| line).collect(), count)
}

fn request(at: Timestamp, from: &str, method: &str, page: &str, status: u16) -> String {
    let at = Offset::constant(7).to_datetime(at);
    let at = at.strftime("%d/%b/%Y:%H:%M:%S");
    format!(
        "{from} - - [{at} +0700] \"{method} {page} HTTP/1.1\" {status} 5120 \"-\" \"Mozilla/5.0 (mau)\"\n"
    )
}
