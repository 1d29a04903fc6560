//! Logs that broke off while they were read.

use super::*;

/// The text as gzip (RFC 1952) that only stores it, in blocks of this many bytes; without the last block where it is
/// cut short.
fn gzip(text: &str, block: usize, cut_short: bool) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks: Vec<&[u8]> = text.as_bytes().chunks(block).collect();
    let kept = blocks.len() - usize::from(cut_short);
    for (place, part) in blocks.iter().take(kept).enumerate() {
        let length = u16::try_from(part.len()).unwrap();
        bytes.push(u8::from(place + 1 == blocks.len()));
        bytes.extend(length.to_le_bytes());
        bytes.extend((!length).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    if !cut_short {
        let mut crc = u32::MAX;
        for byte in text.bytes() {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
            }
        }
        bytes.extend((!crc).to_le_bytes());
        bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    }
    bytes
}

/// A ward whose log is a packed file: the theft first, a month of quiet days, and as much again at the end.
async fn packed(cut_short: bool) -> (Ward, Imported) {
    let ward = Ward::new().await;
    ward.write(
        "sources.csv",
        "code,unit,kind,file,generated_at,systems\nNK,W,log,logs/a.ndjson.gz,2024-02-08T14:00:00Z,HT\n",
    );
    let text = theft("PC-01", "u") + &quiet(31, "PC-01") + &quiet(31, "PC-01");
    std::fs::create_dir_all(ward.facts().join("logs")).unwrap();
    let packed = gzip(&text, text.len() * 2 / 3, cut_short);
    std::fs::write(ward.facts().join("logs/a.ndjson.gz"), packed).unwrap();
    let imported = ward.imported().await;
    (ward, imported)
}

#[tokio::test]
async fn a_log_that_breaks_off_makes_alerts_and_no_hunt() {
    for cut_short in [false, true] {
        let (ward, imported) = packed(cut_short).await;
        let hunted = imported.hunted.unwrap();
        // More than a month was read either way.
        assert!(hunted.events > 32, "{hunted:?}");
        assert_eq!(ward.rows::<Alert>().await.len(), 1, "cut: {cut_short}");
        let hunts = ward.rows::<Hunt>().await.len();
        assert_eq!(hunts, usize::from(!cut_short), "cut: {cut_short}");
        let told: Vec<_> = imported
            .notices
            .iter()
            .filter(|notice| notice.code == "log.unreadable")
            .collect();
        assert_eq!(told.len(), usize::from(cut_short), "{told:?}");
        for notice in told {
            assert_eq!(notice.file, "logs/a.ndjson.gz");
            assert!(notice.vi.contains("không thành lần săn lùng"), "{notice:?}");
            assert!(notice.en.contains("no hunt"), "{notice:?}");
        }
    }
}
