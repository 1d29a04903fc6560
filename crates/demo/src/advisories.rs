//! Advisories about public CVE ids in the forms their issuers use: CVE 5.x records and one CSAF document.
//!
//! The affected ranges are those of the public records (CC0); titles are marked as samples. What the records do not
//! state is left out.

/// File names below `advisories/` with their texts.
pub(crate) fn all() -> [(&'static str, &'static str); 7] {
    [
        (
            "CVE-2023-46747.json",
            include_str!("advisories/CVE-2023-46747.json"),
        ),
        (
            "CVE-2023-37580.json",
            include_str!("advisories/CVE-2023-37580.json"),
        ),
        (
            "CVE-2023-24941.json",
            include_str!("advisories/CVE-2023-24941.json"),
        ),
        (
            "CVE-2023-29336.json",
            include_str!("advisories/CVE-2023-29336.json"),
        ),
        (
            "CVE-2023-36874.json",
            include_str!("advisories/CVE-2023-36874.json"),
        ),
        (
            "CVE-2023-38180.json",
            include_str!("advisories/CVE-2023-38180.json"),
        ),
        (
            "csaf-mau-2023-07.json",
            include_str!("advisories/csaf-mau-2023-07.json"),
        ),
    ]
}
