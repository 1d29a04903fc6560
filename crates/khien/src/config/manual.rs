//! The manual page of `khien.toml`, from the table of keys.

use super::keys::{KEYS, Key, Kind};
use lang::Lang;
use std::fmt::Write as _;

/// The page in Markdown: rules, a table of keys, and a file with every default.
pub(crate) fn page(lang: Lang) -> String {
    let mut page = head(lang).to_owned();
    for key in KEYS {
        let default = match key.default {
            "" => String::new(),
            text => format!("`{text}`"),
        };
        // Writing to a text does not fail.
        let _never = writeln!(
            page,
            "| `{}` | {} | {default} | `{}` | {} |",
            key.name,
            form(key.kind, lang),
            key.env,
            help(key, lang)
        )
        .is_err();
    }
    page.push_str(match lang {
        Lang::Vi => "\n## Tệp mẫu\n\n```toml\n",
        Lang::En => "\n## A file to begin with\n\n```toml\n",
    });
    page.push_str(&template(lang));
    page.push_str("```\n");
    page
}

fn template(lang: Lang) -> String {
    let mut text = String::new();
    let mut section = "";
    // Keys without a section must stand before the first one.
    let (top, inside): (Vec<&Key>, Vec<&Key>) = KEYS.iter().partition(|k| !k.name.contains('.'));
    for key in top.into_iter().chain(inside) {
        let (of, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if of != section {
            text.push_str(&format!("\n[{of}]\n"));
            section = of;
        }
        let value = match key.kind {
            Kind::Flag | Kind::Count => key.default.to_owned(),
            Kind::Networks | Kind::Followed | Kind::Days if key.default.is_empty() => {
                "[]".to_owned()
            }
            Kind::Networks => {
                let parts: Vec<String> =
                    key.default.split(", ").map(|p| format!("{p:?}")).collect();
                format!("[{}]", parts.join(", "))
            }
            _ => format!("{:?}", key.default),
        };
        text.push_str(&format!("# {}\n#{name} = {value}\n", help(key, lang)));
    }
    text
}

fn help(key: &Key, lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => key.vi,
        Lang::En => key.en,
    }
}

fn form(kind: Kind, lang: Lang) -> String {
    let (vi, en) = match kind {
        Kind::Address => ("địa chỉ:cổng", "address:port"),
        Kind::Folder => ("thư mục", "folder"),
        Kind::File => ("tệp", "file"),
        Kind::SecretFile => ("tệp bí mật", "secret file"),
        Kind::Secret => ("bí mật", "secret"),
        Kind::Url => ("địa chỉ web", "web address"),
        Kind::Flag => ("true, false", "true, false"),
        Kind::Networks => ("các địa chỉ, dải", "addresses, ranges"),
        Kind::Zone => ("múi giờ", "time zone"),
        Kind::Bytes => ("dung lượng", "size"),
        Kind::Count => ("số", "number"),
        Kind::Followed => ("tên=đường dẫn, …", "name=path, …"),
        Kind::Days => ("ngày hoặc ngày..ngày, …", "day or day..day, …"),
        Kind::Word(words) => return words.join(", "),
    };
    match lang {
        Lang::Vi => vi.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn head(lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => {
            "# khien.toml\n\nGiá trị được lấy theo thứ tự: tham số dòng lệnh, biến môi trường, `khien.toml`, mặc định.\n\
            Tệp được đọc: `--config FILE`, rồi `KHIEN_CONFIG`, rồi `khien.toml` ở thư mục hiện tại. Đường dẫn tương đối trong tệp\n\
            tính từ thư mục chứa tệp. Khóa lạ là lỗi. Xem giá trị đang có hiệu lực và mọi lỗi: `khien config check`.\n\
            Trang này do `khien config keys` viết ra.\n\n| khóa | giá trị | mặc định | biến môi trường | để làm gì |\n|---|---|---|---|---|\n"
        }
        Lang::En => {
            "# khien.toml\n\nA value is taken from the command line, else the environment, else `khien.toml`, else the default.\n\
            The file read is `--config FILE`, else `KHIEN_CONFIG`, else `khien.toml` in the working folder. Relative paths in the\n\
            file start at the folder it lies in. An unknown key is an error. `khien config check` shows the values in force and every error.\n\
            This page is written by `khien config keys`.\n\n| key | value | default | environment | what for |\n|---|---|---|---|---|\n"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_to_begin_with_is_read_without_a_word() {
        for lang in Lang::ALL {
            let text = template(lang);
            let (given, problems) = super::super::file::read("khien.toml", &text);
            assert_eq!((given.len(), problems), (0, vec![]));
            // With the marks off every default that is there is one that is understood.
            let open: String = text
                .lines()
                .map(|line| {
                    line.strip_prefix('#')
                        .filter(|l| !l.starts_with(' '))
                        .unwrap_or(line)
                })
                .map(|line| format!("{line}\n"))
                .collect();
            let (given, problems) = super::super::file::read("khien.toml", &open);
            assert_eq!((given.len(), problems), (KEYS.len(), vec![]), "{open}");
            for value in given.iter().filter(|value| !value.text.is_empty()) {
                let key = super::super::keys::named(value.name).unwrap();
                assert_eq!(super::super::value::check(key.kind, &value.text), Ok(()));
            }
        }
    }
}
