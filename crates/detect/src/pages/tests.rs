//! Pages as visitors, search engines and attackers see them.

use super::*;

const PAGE: &str = "https://thixa.example.gov.vn/tin-tuc/bai-1.html";

fn report(html: &str) -> PageReport {
    analyse(html.as_bytes(), PAGE, &Terms::shipped())
}

/// The kinds of signs of a page and whether it counts as injected.
#[track_caller]
fn check(name: &str, html: &str, injected: bool, kinds: &[SignKind]) {
    let report = report(html);
    let mut seen: Vec<SignKind> = report.signs.iter().map(|sign| sign.kind).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(
        (report.injected(), seen.as_slice()),
        (injected, kinds),
        "{name}: {report:#?}"
    );
}

#[test]
fn lawful_pages_show_no_sign() {
    for (name, html) in [
        (
            "a warning against gambling",
            "<title>Cảnh báo đánh bạc trực tuyến</title><h1>Cảnh báo đánh bạc trực tuyến</h1>
             <p>Công an thị xã cảnh báo thủ đoạn của các nhà cái: tài xỉu, xóc đĩa, nổ hũ,
             bắn cá, casino trực tuyến, baccarat, cá cược bóng đá, game bài đổi thưởng, soi cầu.
             Các đối tượng hứa rút tiền nhanh, khuyến mãi nạp đầu.</p>",
        ),
        (
            "news of an arrest, with a link to the police's site",
            "<title>Khởi tố nhóm tổ chức đánh bạc</title><p>Triệt phá đường dây cá độ.</p>
             <a href='https://congan.example.gov.vn/bai'>Triệt phá đường dây đánh bạc qua mạng</a>",
        ),
        (
            "a menu that opens on hover and a share button",
            "<ul style='display:none'><li><a href='/xa'>Các xã</a><li><a href='/phuong'>Phường</a>
             </ul><div style='display:none'><a href='https://social.example/share'>Chia sẻ</a></div>
             <a class='sr-only' href='#main'>Đến nội dung</a>",
        ),
        (
            "the state lottery",
            "<a href='https://xskt.example.vn/'>Công ty Xổ số kiến thiết</a>
             <p>Xổ số kiến thiết ủng hộ người nghèo.</p>",
        ),
        (
            "a collapsed list of news",
            "<div class=more style='display:none'><a href='/canh-bao-nha-cai.html'>Cảnh báo nhà cái
             lừa đảo, tài xỉu trá hình</a></div>",
        ),
        (
            "a museum",
            "<title>Bảo tàng chiến thắng B52</title><a href='https://b.example/b52'>B52</a>",
        ),
        ("nothing", ""),
    ] {
        check(name, html, false, &[]);
    }
}

#[test]
fn injections_are_found_by_where_they_stand() {
    use SignKind::*;
    for (name, html, kinds) in [
        (
            "a visible link to a host built like one",
            "<p>Tin tức <a href='https://kubet77.example'>Xem thêm</a></p>",
            &[GamblingHost][..],
        ),
        (
            "a foreign link with advertising words",
            "<a href='https://other.example/x'>Nhà cái uy tín nhất</a>",
            &[GamblingAnchor],
        ),
        (
            "the same with an image",
            "<a href='https://other.example/x'><img src=b.gif alt='tai xiu online'></a>",
            &[GamblingAnchor],
        ),
        (
            "links moved off the screen",
            "<div style='position:absolute; left:-9999px'><a href='//a1.example'>đánh bạc</a></div>",
            &[HiddenLink],
        ),
        (
            "links hidden by a rule and an unclosed element",
            "<style>.zx{overflow:hidden;height:1px}</style><div class='a zx'><a
             href=https://a1.example>cá cược</a>",
            &[HiddenLink],
        ),
        (
            "links hidden by a script that comes later",
            "<div id=q1><a href=https://a1.example>cá độ</a></div>
             <script>document.getElementById('q1').style.display = 'none';</script>",
            &[HiddenLink],
        ),
        (
            "white letters on white",
            "<p style='color:#fff;background:#FFFFFF'><a href=https://a1.example>lô đề</a></p>",
            &[HiddenLink],
        ),
        (
            "a moving box of no size",
            "<marquee width=0 height=0><a href=https://a1.example>xổ số</a></marquee>",
            &[HiddenLink],
        ),
        (
            "text for search engines only",
            "<div style='font-size:0px'>Nhà cái tặng tiền cược, tài xỉu, nổ hũ</div>",
            &[HiddenText],
        ),
        ("the title", "<title>Link vào nhà cái Kubet</title><p>Tin tức</p>", &[TitleOrMeta]),
        (
            "a meta, entities used",
            "<meta name=description content='T&agrave;i x&#7881;u online'>",
            &[TitleOrMeta],
        ),
        (
            "a redirect",
            "<meta http-equiv=refresh content='0; URL=https://789club.example/'>",
            &[Redirect],
        ),
        (
            "a redirect by script",
            "<script>if(1){window.location.href=\"https://go88.example/x\"}</script>",
            &[Redirect],
        ),
        ("a frame", "<iframe src='https://abc.casino/'></iframe>", &[Redirect]),
        ("a defaced page", "<title>Hacked by someone</title><h1>hacked by someone</h1>", &[Defacement]),
        (
            "many pages of its own",
            "<a href=/u/nha-cai-1.html>1</a><a href=/u/nha-cai-2.html>2</a><a
             href=/u/tai-xiu-3.html>3</a><a href=/u/nha-cai-4.html>4</a><a href=/u/no-hu.html>5</a>",
            &[InternalPage],
        ),
    ] {
        check(name, html, true, kinds);
    }
}

#[test]
fn what_lawful_pages_can_show_too_is_only_suspicious() {
    use SignKind::*;
    let hidden_hosts: String = ('a'..'n')
        .map(|name| format!("<a href=https://{name}.example>x</a>"))
        .collect();
    for (name, html, kinds) in [
        (
            "a long headline on another site",
            "<a href='https://news.example/1'>Vì sao các nhà cái nước ngoài đổ tiền vào những giải
             đấu lớn của bóng đá châu Âu năm nay</a>",
            &[GamblingAnchor][..],
        ),
        (
            "one page of its own",
            "<a href='/upload/nha-cai.pdf'>tải về</a>",
            &[InternalPage],
        ),
        (
            "a redirect",
            "<meta http-equiv=refresh content='3;https://b.example'>",
            &[ForeignRedirect],
        ),
        (
            "hidden foreign links",
            &format!("<div style='display:none'>{hidden_hosts}</div>"),
            &[HiddenForeignLinks],
        ),
        (
            "a packed script",
            "<script>eval( atob('YQ==') )</script>",
            &[ObfuscatedScript],
        ),
        (
            "a script for search engines",
            "<script>if(/google/.test(document.referrer)) location.href = '/x'</script>",
            &[Cloaking],
        ),
    ] {
        check(name, html, false, kinds);
    }
}

#[test]
fn text_is_what_a_visitor_reads() {
    for (html, text) in [
        (
            "<h1>Công  văn</h1><p>Số&nbsp;6410<br>ngày</p>",
            "Công văn\nSố 6410\nngày",
        ),
        ("<p>a<p>b<ul><li>c<li>d</ul>", "a\nb\nc\nd"),
        ("<table><tr><td>1<td>2<tr><td>3</table>x", "1\n2\n3\nx"),
        ("<b>a</b><i>b</i> c", "ab c"),
        (
            "<script>var a='<p>no</p>'</script><style>p{}</style>yes<!-- no -->",
            "yes",
        ),
        ("<p style='display:none'>no</p>yes", "yes"),
        ("<div hidden>no <p>no</div>yes", "yes"),
        ("<template>no</template><noscript>no</noscript>yes", "yes"),
        ("<head><title>no</title><p>yes", "yes"),
        (
            "<div style='visibility:hidden'>no<b style='visibility:visible'>yes</b></div>",
            "yes",
        ),
        ("<textarea>a <b> c</textarea>", "a <b> c"),
        ("<svg><path/><title>icon</title></svg>yes", "icon\nyes"),
        ("&lt;p&gt; &amp; &#x110;&#xe0;", "<p> & Đà"),
    ] {
        assert_eq!(plain_text(html.as_bytes()), text, "{html}");
    }
}

#[test]
fn old_code_pages_are_read() {
    let page = "<p>Công văn số 1</p>";
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(page.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(plain_text(&utf16), "Công văn số 1");
    let old = b"<meta charset=windows-1258><p>\xd0\xf4ng</p>";
    assert_eq!(plain_text(old), "Đông");
    let cut = "xin chào ạ".as_bytes();
    assert_eq!(
        plain_text(cut.get(..cut.len() - 1).unwrap()),
        "xin chào \u{fffd}"
    );
}

#[test]
fn links_carry_anchor_kind_and_target() {
    let html = "<base href='/goc/'><a href='mot.html#a' title=x> Một <b>hai</b></a>
                <a name=y>no target</a><form action=/gui></form><script src=//s.example/a.js></script>";
    let seen: Vec<_> = links(html.as_bytes(), PAGE)
        .into_iter()
        .map(|link| {
            (
                link.kind,
                link.anchor,
                link.url.unwrap_or_default(),
                link.foreign,
            )
        })
        .collect();
    let at = |path: &str| format!("https://thixa.example.gov.vn{path}");
    assert_eq!(
        seen,
        [
            (
                LinkKind::Anchor,
                "x Một hai".to_owned(),
                at("/goc/mot.html"),
                false
            ),
            (LinkKind::Form, String::new(), at("/gui"), false),
            (
                LinkKind::Script,
                String::new(),
                "https://s.example/a.js".to_owned(),
                true
            ),
        ]
    );
}

#[test]
fn containment_is_the_share_of_shingles() {
    let source = "Thực hiện công văn số 6410 các đơn vị rà soát toàn bộ máy chủ trong hệ thống";
    for (candidate, low, high) in [
        (source.to_owned(), 1.0, 1.0),
        (source.to_uppercase(), 1.0, 1.0),
        (domain::text::nfc(source).replace(' ', "\n  "), 1.0, 1.0),
        (format!("Trang chủ {source} Liên hệ"), 1.0, 1.0),
        (source.replace("toàn bộ", "một số"), 0.4, 0.7),
        (source.chars().take(40).collect(), 0.1, 0.5),
        ("nội dung khác hẳn".to_owned(), 0.0, 0.0),
        (String::new(), 0.0, 0.0),
    ] {
        let share = containment(source, &candidate);
        assert!((low..=high).contains(&share), "{share}: {candidate}");
    }
    assert!((containment("ba chữ thôi", "có ba chữ thôi nhé") - 1.0).abs() < f64::EPSILON);
    assert!(containment("", "gì cũng được").abs() < f64::EPSILON);
}

#[test]
fn number_date_and_issuer_are_sought() {
    let wanted = Wanted {
        number_and_sign: Some("6410/BTTTT-CATTT".into()),
        date: Some(jiff::civil::date(2023, 12, 29)),
        issuer: Some("Bộ Thông tin và Truyền thông".into()),
    };
    for (page, number, date, issuer) in [
        (
            "BỘ THÔNG TIN VÀ TRUYỀN THÔNG Số: 6410 /BTTTT – CATTT ngày 29 tháng 12 năm 2023",
            true,
            true,
            true,
        ),
        ("công văn 6410/BTTTT-CATTT, 29/12/2023", true, true, false),
        (
            "công văn 16410/BTTTT-CATTT, 29/12/2022",
            false,
            false,
            false,
        ),
        ("", false, false, false),
    ] {
        let seen = marks(&wanted, page);
        assert_eq!(
            (seen.number_and_sign, seen.date, seen.issuer),
            (Some(number), Some(date), Some(issuer)),
            "{page}"
        );
        assert_eq!(seen.complete(), number && date && issuer);
    }
    assert!(marks(&Wanted::default(), "").complete());
}

#[test]
fn a_second_fetch_is_compared() {
    let before = report("<title>A</title><p>Một hai ba bốn năm sáu</p><a href=/x>x</a>").snapshot();
    let same = report("<title>A</title><p>Một  hai ba\nbốn năm sáu</p><a href=/x>x</a>").snapshot();
    assert!(compare(&before, &same).is_none());
    let after =
        report("<title>B</title><p>Một hai ba bốn năm bảy</p><iframe src=https://f.example/>")
            .snapshot();
    let change = compare(&before, &after);
    assert!(change.text && change.title && change.kept < 1.0);
    assert_eq!(
        change.added,
        [(TargetKind::Active, "https://f.example/".to_owned())]
    );
    assert_eq!(change.removed.len(), 1);
}

#[test]
fn hostile_pages_are_read_in_linear_time_and_bounded_memory() {
    let many = 400_000;
    for (name, html) in [
        ("nested", "<div>".repeat(many)),
        ("nested formatting", "<b><i><a href=x>".repeat(many / 4)),
        ("ends without starts", "</div></p></a>".repeat(many / 4)),
        (
            "ends that reach far",
            format!("<div><td>{}{}", "<b>".repeat(250), "</div>".repeat(many)),
        ),
        ("tables", "<table><tr><td>".repeat(many / 4)),
        ("paragraphs in buttons", "<button><p>".repeat(many / 4)),
        (
            "attributes",
            format!(
                "<a {}>",
                (0..many).map(|n| format!("a{n} ")).collect::<String>()
            ),
        ),
        (
            "an unclosed attribute",
            format!("<a href=\"{}", "x".repeat(many)),
        ),
        ("an unclosed comment", format!("<!--{}", "-".repeat(many))),
        ("links", "<a href=/nha-cai>x</a>".repeat(many / 8)),
        ("hidden blocks", "<p hidden>x</p>".repeat(many / 8)),
        (
            "rules",
            format!("<style>{}</style>", "@media{".repeat(many / 8)),
        ),
        (
            "style",
            format!("<p style='{}'>", "left:-9px;".repeat(many / 8)),
        ),
        ("entities", "&#1114112;&amp&notit;".repeat(many / 8)),
        ("no text", "\u{0}\u{fffe}\u{202e}".repeat(many / 8)),
        ("terms", "nhà cái tài xỉu ".repeat(many / 16)),
        (
            "script",
            format!("<script>{}", "getElementById('".repeat(many / 16)),
        ),
        ("too large", "a ".repeat(PAGE_BYTES_MAX)),
    ] {
        let report = analyse(html.as_bytes(), PAGE, &Terms::shipped());
        assert!(report.links.len() <= LINKS_MAX, "{name}");
        assert!(report.text.len() <= PAGE_BYTES_MAX, "{name}");
        assert_eq!(
            report.truncated,
            matches!(name, "too large" | "nested formatting" | "links"),
            "{name}"
        );
    }
}

#[test]
fn any_bytes_are_read() {
    let mut state = 1_u32;
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *b"<>/!-=\"' aphrefstyle:;&#\xc3\x80\xff"
                    .get((state >> 16) as usize % 26)
                    .unwrap()
            })
            .collect();
        let report = analyse(&bytes, "::", &Terms::shipped());
        assert!(!report.truncated);
        assert!((0.0..=1.0).contains(&containment(&report.text, &report.title)));
    }
}

/// Of a public list of gambling hosts, how many are known by their names alone;
/// with the list itself loaded, all are.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the public list lies outside the repository"
)]
fn gambling_hosts_of_a_public_list_are_known() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/web/gambling-domains-vn.txt");
    let Ok(list) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no public list at shared/data/web");
        return;
    };
    let hosts: Vec<&str> = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let found = |terms: &Terms| {
        let injects = |host: &&&str| {
            analyse(
                format!("<a href='https://{host}/'>x</a>").as_bytes(),
                PAGE,
                terms,
            )
            .injected()
        };
        hosts.iter().filter(injects).count()
    };
    let by_name = found(&Terms::shipped());
    eprintln!(
        "{by_name} of {} gambling hosts are known by name alone",
        hosts.len()
    );
    assert!(by_name * 100 > hosts.len() * 45, "{by_name}");
    let (terms, errors) = Terms::shipped().with_list(&list);
    assert!(errors.len() < 5, "{errors:?}");
    assert!(found(&terms) + 5 > hosts.len());
}
