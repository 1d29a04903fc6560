//! CVE ids and products named in a text.
//!
//! Ids are recognised with their hyphens lost or doubled by blanks; products
//! by a lexicon, through slips ("Zimba"), and given by their usual name. What
//! the lexicon does not know is not invented.

use super::folded::{Folded, part, pattern};
use super::fuzzy::{Word, same_word, words};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Usual names with the folded words by which texts name them. The more
/// special product stands before the general one that it contains.
const PRODUCTS: &[(&str, &[&str])] = &[
    ("F5 BIG-IP", &["f5 big ip", "big ip", "bigip", "f5 bigip"]),
    ("Zimbra", &["zimbra"]),
    (
        "Microsoft Exchange",
        &["microsoft exchange", "exchange server", "ms exchange"],
    ),
    (
        "Microsoft SharePoint",
        &["microsoft sharepoint", "sharepoint"],
    ),
    ("Microsoft Outlook", &["microsoft outlook", "outlook"]),
    ("Microsoft Excel", &["microsoft excel"]),
    ("Microsoft Word", &["microsoft word"]),
    ("Microsoft Office", &["microsoft office", "ms office"]),
    ("Microsoft Teams", &["microsoft teams"]),
    ("Skype for Business", &["skype for business"]),
    ("Microsoft SQL Server", &["sql server"]),
    (
        "Microsoft IIS",
        &["microsoft iis", "internet information services"],
    ),
    ("Microsoft Azure", &["microsoft azure", "azure"]),
    ("Microsoft Edge", &["microsoft edge"]),
    ("Windows Server", &["windows server"]),
    ("Windows", &["windows"]),
    ("Visual Studio", &["visual studio"]),
    (".NET", &["net framework", "asp net"]),
    ("Active Directory", &["active directory"]),
    ("Hyper-V", &["hyper v"]),
    ("Microsoft", &["microsoft"]),
    (
        "FortiOS",
        &[
            "fortinet fortios",
            "fortios",
            "fortinet fortigate",
            "fortigate",
        ],
    ),
    ("FortiManager", &["fortinet fortimanager", "fortimanager"]),
    ("FortiWeb", &["fortiweb"]),
    ("FortiClient", &["forticlient"]),
    ("Fortinet", &["fortinet"]),
    ("Cisco IOS XE", &["cisco ios xe", "ios xe"]),
    ("Cisco IOS", &["cisco ios"]),
    ("Cisco ASA", &["cisco asa"]),
    ("Cisco", &["cisco"]),
    (
        "Palo Alto PAN-OS",
        &["pan os", "palo alto", "globalprotect"],
    ),
    ("Check Point", &["check point", "checkpoint"]),
    ("SonicWall", &["sonicwall", "sonicos"]),
    ("Juniper Junos", &["junos", "juniper"]),
    ("Sophos Firewall", &["sophos"]),
    ("MikroTik RouterOS", &["mikrotik", "routeros"]),
    ("DrayTek", &["draytek"]),
    ("Zyxel", &["zyxel"]),
    ("TP-Link", &["tp link"]),
    ("D-Link", &["d link"]),
    (
        "Citrix NetScaler",
        &[
            "citrix netscaler",
            "netscaler",
            "citrix adc",
            "citrix gateway",
        ],
    ),
    ("Citrix", &["citrix"]),
    ("VMware vCenter", &["vmware vcenter", "vcenter"]),
    ("VMware ESXi", &["vmware esxi", "esxi", "vmware esx"]),
    ("VMware", &["vmware"]),
    (
        "Ivanti Connect Secure",
        &["ivanti connect secure", "connect secure", "pulse secure"],
    ),
    ("Ivanti", &["ivanti"]),
    (
        "Atlassian Confluence",
        &["atlassian confluence", "confluence"],
    ),
    ("Atlassian Jira", &["jira"]),
    ("GitLab", &["gitlab"]),
    ("Jenkins", &["jenkins"]),
    ("Apache Log4j", &["apache log4j", "log4j", "log4shell"]),
    ("Apache Struts", &["apache struts", "struts2"]),
    ("Apache Tomcat", &["apache tomcat", "tomcat"]),
    ("Apache ActiveMQ", &["activemq"]),
    (
        "Apache HTTP Server",
        &["apache http server", "apache httpd"],
    ),
    ("nginx", &["nginx"]),
    ("PHP", &["php"]),
    ("WordPress", &["wordpress"]),
    ("Joomla", &["joomla"]),
    ("Drupal", &["drupal"]),
    ("Liferay", &["liferay"]),
    ("Oracle WebLogic", &["oracle weblogic", "weblogic"]),
    ("Oracle Database", &["oracle database"]),
    ("Oracle", &["oracle"]),
    ("Red Hat", &["red hat"]),
    ("Linux", &["linux kernel", "linux"]),
    ("OpenSSH", &["openssh"]),
    ("OpenSSL", &["openssl"]),
    ("MOVEit Transfer", &["moveit"]),
    ("Progress Telerik", &["telerik"]),
    ("SolarWinds", &["solarwinds"]),
    ("Veeam Backup", &["veeam"]),
    ("SAP NetWeaver", &["sap netweaver", "netweaver"]),
    ("SAP", &["sap"]),
    ("Adobe ColdFusion", &["adobe coldfusion", "coldfusion"]),
    ("Adobe Acrobat", &["adobe acrobat", "adobe reader"]),
    ("Adobe", &["adobe"]),
    ("Google Chrome", &["google chrome", "chrome"]),
    ("Mozilla Firefox", &["firefox"]),
    ("Android", &["android"]),
    ("Apple iOS", &["iphone", "ipados"]),
    ("macOS", &["macos"]),
    ("Roundcube", &["roundcube"]),
    ("MDaemon", &["mdaemon"]),
    ("WinRAR", &["winrar"]),
    ("7-Zip", &["7 zip"]),
    ("TeamViewer", &["teamviewer"]),
    ("AnyDesk", &["anydesk"]),
    ("ConnectWise ScreenConnect", &["screenconnect"]),
    ("PaperCut", &["papercut"]),
    ("Barracuda ESG", &["barracuda"]),
    ("QNAP", &["qnap"]),
    ("Synology DSM", &["synology"]),
    ("Hikvision", &["hikvision"]),
    ("Dahua", &["dahua"]),
    (
        "React Server Components",
        &["react server components", "react2shell"],
    ),
];

static CVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\bc\s?v\s?e\s?[-_.:]{0,2}\s?((?:19|20)\d{2})\s?[-_.]?\s?(\d{4,7})\b")
});

/// The CVE ids in a text, each once, as `CVE-2023-46747`.
pub(crate) fn cves(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for found in CVE.captures_iter(&Folded::new(text).text) {
        if let (Some(year), Some(number)) = (found.get(1), found.get(2)) {
            let id = format!("CVE-{}-{}", year.as_str(), number.as_str());
            if !out.contains(&id) {
                out.push(id);
            }
        }
    }
    out
}

/// The products in a text in the order they stand, and whether one was read through a slip.
pub(crate) fn products(text: &str) -> (Vec<String>, bool) {
    let found = named(text, &Folded::new(text));
    let slipped = found.iter().any(|hit| !hit.exact);
    let names = found.into_iter().map(|hit| hit.name.to_owned());
    (names.collect(), slipped)
}

/// The products read through a slip: as printed, and their usual name.
pub(crate) fn slips(text: &str) -> Vec<(String, &'static str)> {
    let folded = Folded::new(text);
    let found = named(text, &folded).into_iter().filter(|hit| !hit.exact);
    found
        .map(|hit| {
            let printed = part(text, folded.printed_range(hit.at));
            (printed.to_owned(), hit.name)
        })
        .collect()
}

/// One product in a text.
struct Hit {
    /// Where it stands in the folded text.
    at: Range<usize>,
    name: &'static str,
    /// Whether it is printed as one of its names.
    exact: bool,
}

/// The products in the order they stand.
fn named(text: &str, folded: &Folded) -> Vec<Hit> {
    let list = words(&folded.text);
    let capital = |word: &&Word<'_>| {
        part(text, folded.printed_range(word.at.clone())).starts_with(char::is_uppercase)
    };
    let capitals: Vec<Word<'_>> = list.iter().filter(capital).cloned().collect();
    let mut found: Vec<Hit> = Vec::new();
    for (name, phrases) in PRODUCTS {
        let free = |at: &Range<usize>| {
            !found
                .iter()
                .any(|hit| hit.at.start < at.end && at.start < hit.at.end)
        };
        let hit = phrases
            .iter()
            .filter_map(|phrase| find(&list, phrase, &capitals))
            .find(|(at, _)| free(at));
        if let Some((at, exact)) = hit {
            found.push(Hit { at, name, exact });
        }
    }
    found.sort_by_key(|hit| hit.at.start);
    found
}

/// Where a phrase stands; a slip is forgiven only in a longer word printed with a capital.
fn find(list: &[Word<'_>], phrase: &str, capitals: &[Word<'_>]) -> Option<(Range<usize>, bool)> {
    let expected: Vec<&str> = phrase.split(' ').collect();
    let equal = list
        .windows(expected.len())
        .find(|w| w.iter().zip(&expected).all(|(word, e)| word.text == *e));
    if let Some(hit) = equal {
        return Some((hit.first()?.at.start..hit.last()?.at.end, true));
    }
    match expected.as_slice() {
        [word] if word.len() >= 5 => capitals
            .iter()
            .find(|c| same_word(word, c.text))
            .map(|c| (c.at.clone(), false)),
        [first, others @ ..] if first.len() >= 5 && !others.is_empty() => {
            let hit = capitals.windows(expected.len()).find(|w| {
                let adjacent = w
                    .iter()
                    .zip(w.iter().skip(1))
                    .all(|(a, b)| b.at.start <= a.at.end + 2);
                adjacent
                    && w.first().is_some_and(|c| same_word(first, c.text))
                    && w.iter().skip(1).zip(others).all(|(c, e)| c.text == *e)
            })?;
            Some((hit.first()?.at.start..hit.last()?.at.end, false))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_recognised_with_broken_hyphens() {
        for text in [
            "CVE-2023-46747",
            "CVE – 2023 – 46747",
            "CVE 2023 46747",
            "(cve-2023- 46747)",
            "CVE2023-46747",
            "CVE‑2023‑46747",
        ] {
            assert_eq!(cves(text), ["CVE-2023-46747"], "{text}");
        }
        assert_eq!(
            cves("CVE-2023-1234, CVE-2023-1234; CVE-2024-1086"),
            ["CVE-2023-1234", "CVE-2024-1086"]
        );
        assert!(cves("mã CVE năm 2023").is_empty());
    }

    #[test]
    fn products_go_by_their_usual_name() {
        for (text, expected) in [
            (
                "lỗ hổng trong F5 BIG-IP và hệ thống Zimba",
                &["F5 BIG-IP", "Zimbra"][..],
            ),
            (
                "Microsoft Exchange Server, SharePoint và Windows Server 2019",
                &[
                    "Microsoft Exchange",
                    "Microsoft SharePoint",
                    "Windows Server",
                ],
            ),
            ("các sản phẩm Microsoft", &["Microsoft"]),
            (
                "thiết bị FortiGate, Cisco IOS XE, VMware vCenter",
                &["FortiOS", "Cisco IOS XE", "VMware vCenter"],
            ),
            ("VMware vCenter và ESXi", &["VMware vCenter", "VMware ESXi"]),
            (
                "Microsof Exchange, Zimba",
                &["Microsoft Exchange", "Zimbra"],
            ),
            ("Rà soát các hệ thống thông tin", &[]),
        ] {
            assert_eq!(products(text).0, expected, "{text}");
        }
    }
}
