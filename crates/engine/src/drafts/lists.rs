//! Corrections of the lists of a reading and of its signer: contacts, enclosures, documents cited, lines of "Kính gửi".

use super::apply::{
    Applied, ENTRIES_MAX, What, absent, blank_or, classes_of, form, line, list_full,
};
use domain::directive::{Capacity, Relation};
use wire::directive::{AddresseeV1, ContactV1, DirectiveV1, EnclosureV1, ReferenceV1, SignerV1};
use wire::reading::CorrectionV1;

const CONTACT: What = ("đầu mối", "contact");
const ENCLOSURE: What = ("văn bản kèm theo", "enclosure");
const REFERENCE: What = ("văn bản viện dẫn", "cited document");
const ADDRESSEE: What = ("nơi nhận", "addressee");

/// Puts a correction of a list, or of the signer, into a reading; every other correction changes nothing here.
pub(super) fn apply(correction: &CorrectionV1, to: &mut DirectiveV1) -> Applied {
    use CorrectionV1 as C;
    match correction {
        C::Signer {
            name,
            title,
            capacity,
        } => signer(to, [name, title, capacity].map(Option::as_deref)),
        C::Contact {
            index,
            name,
            phones,
            emails,
        } => contact(to, *index, name, phones, emails),
        C::ContactRemove { index } => remove(&mut to.contacts, *index, CONTACT),
        C::EnclosureAdd { title, sign } => enclosure(to, title, sign.as_deref()),
        C::EnclosureRemove { index } => remove(&mut to.enclosures, *index, ENCLOSURE),
        C::EnclosureReceived { index, .. } => {
            let known = to.enclosures.get(*index).map(|_| ());
            known.ok_or_else(|| absent(ENCLOSURE, *index))
        }
        C::Reference {
            index,
            number,
            sign,
            date,
            issuer,
            relation,
        } => {
            let mut cited = ReferenceV1 {
                number: None,
                sign: None,
                date: *date,
                issuer: None,
                relation: relation_of(relation)?,
            };
            blank_or(number.as_deref(), &mut cited.number)?;
            blank_or(sign.as_deref(), &mut cited.sign)?;
            blank_or(issuer.as_deref(), &mut cited.issuer)?;
            if cited.number.is_none() && cited.sign.is_none() && cited.issuer.is_none() {
                return Err(form(
                    "văn bản viện dẫn cần số, ký hiệu hoặc nơi ban hành",
                    "a cited document needs a number, a sign or an issuer",
                ));
            }
            put(&mut to.references, *index, cited, REFERENCE)
        }
        C::ReferenceRemove { index } => remove(&mut to.references, *index, REFERENCE),
        C::Addressee {
            index,
            text,
            classes,
        } => {
            let classes = classes_of(classes)?;
            let addressee = AddresseeV1 {
                text: line(text)?,
                class: classes.first().cloned().unwrap_or_default(),
                classes,
            };
            put(&mut to.addressees, *index, addressee, ADDRESSEE)
        }
        C::AddresseeRemove { index } => remove(&mut to.addressees, *index, ADDRESSEE),
        _ => Ok(()),
    }
}

fn signer(to: &mut DirectiveV1, [name, title, capacity]: [Option<&str>; 3]) -> Applied {
    let mut signer = SignerV1 {
        name: None,
        title: None,
        capacity: None,
    };
    blank_or(name, &mut signer.name)?;
    blank_or(title, &mut signer.title)?;
    if let Some(word) = capacity.map(str::trim).filter(|word| !word.is_empty()) {
        let known = Capacity::parse(word).ok_or_else(|| {
            form(
                format!("không có thể thức ký “{word}”"),
                format!("there is no capacity of signing “{word}”"),
            )
        })?;
        signer.capacity = Some(known.as_str().to_owned());
    }
    let is_blank = signer.name.is_none() && signer.title.is_none() && signer.capacity.is_none();
    to.signer = (!is_blank).then_some(signer);
    Ok(())
}

fn relation_of(word: &str) -> Result<String, super::CorrectionError> {
    let known = Relation::parse(word);
    let known = known.ok_or_else(|| {
        form(
            format!("không có quan hệ “{word}”"),
            format!("there is no relation “{word}”"),
        )
    })?;
    Ok(known.as_str().to_owned())
}

fn contact(
    to: &mut DirectiveV1,
    index: Option<usize>,
    name: &str,
    phones: &[String],
    emails: &[String],
) -> Applied {
    let lines = |texts: &[String]| {
        let filled = texts.iter().filter(|t| !t.trim().is_empty());
        filled.map(|t| line(t)).collect::<Result<Vec<_>, _>>()
    };
    let contact = ContactV1 {
        name: line(name)?,
        phones: lines(phones)?,
        emails: lines(emails)?,
    };
    put(&mut to.contacts, index, contact, CONTACT)
}

fn enclosure(to: &mut DirectiveV1, title: &str, sign: Option<&str>) -> Applied {
    let mut kept = None;
    blank_or(sign, &mut kept)?;
    let title = line(title)?;
    let enclosure = EnclosureV1 { title, sign: kept };
    put(&mut to.enclosures, None, enclosure, ENCLOSURE)
}

/// Puts an entry in place of the one at `index`, or behind the others.
fn put<T>(list: &mut Vec<T>, index: Option<usize>, entry: T, what: What) -> Applied {
    let Some(index) = index else {
        if list.len() >= ENTRIES_MAX {
            return Err(list_full());
        }
        list.push(entry);
        return Ok(());
    };
    let place = list.get_mut(index);
    *place.ok_or_else(|| absent(what, index))? = entry;
    Ok(())
}

fn remove<T>(list: &mut Vec<T>, index: usize, what: What) -> Applied {
    if index >= list.len() {
        return Err(absent(what, index));
    }
    list.remove(index);
    Ok(())
}
