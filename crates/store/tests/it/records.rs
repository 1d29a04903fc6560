//! Directives, statements, returns, cut-offs, reports and files come back as
//! they were given.

use store::{Directive, Statement};

use crate::engines::on_each_engine;
use crate::sample::{
    closed_return, cut_off, directive, directive_id, leaf, minute, one_of_everything, report,
    source, statement,
};

#[test]
fn everything_comes_back_as_it_was_given() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        one_of_everything(&store).await;
        store.close().await.unwrap();
        let store = bed.open().await;

        let kept = store.directive(directive_id()).await.unwrap().unwrap();
        assert_eq!((kept.value, kept.recorded_at), (directive(), minute(2)));
        let kept = store.statements(directive_id(), minute(3)).await.unwrap();
        assert_eq!((kept.len(), &kept[0].value), (1, &statement(1)));
        assert!(
            store
                .statements(directive_id(), minute(2))
                .await
                .unwrap()
                .is_empty()
        );
        let kept = store.returns(directive_id(), minute(100)).await.unwrap();
        assert_eq!((kept.len(), &kept[0].value), (1, &closed_return("p-hoa")));
        assert!(
            store
                .returns(directive_id(), minute(99))
                .await
                .unwrap()
                .is_empty()
        );
        let kept = store.cut_offs(directive_id()).await.unwrap();
        assert_eq!((kept.len(), &kept[0].value), (1, &cut_off(1)));
        assert_eq!(
            store.cut_off(cut_off(1).id).await.unwrap().unwrap(),
            kept[0]
        );
        let reports = store.reports(directive_id()).await.unwrap();
        let hash = reports[0].value.sha256;
        assert_eq!((reports.len(), &reports[0].value), (1, &report(hash)));
        assert_eq!(
            store.files().read(hash).await.unwrap(),
            b"noi dung bao cao mau"
        );
        let files = store.files_of(hash).await.unwrap();
        assert_eq!((files.len(), files[0].value.size), (1, 20));
        let sources = store.sources().await.unwrap();
        assert_eq!(sources.len(), 2);
        assert_eq!(sources[0].value.source, source(1));
    });
}

#[test]
fn a_corrected_directive_counts_and_the_first_reading_stays_in_the_ledger() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let corrected = Directive {
            received_at: minute(-1000),
            watch: None,
            confirmed_by: None,
            ..directive()
        };
        for (at, directive) in [(1, directive()), (2, corrected.clone())] {
            let mut tx = store.begin(minute(at)).await.unwrap();
            tx.add_directive(directive, leaf).await.unwrap();
            tx.commit().await.unwrap();
        }
        let all = store.directives().await.unwrap();
        assert_eq!((all.len(), &all[0].value), (1, &corrected));
        assert_eq!(all[0].seq, 1);
        let one = store.directive(directive_id()).await.unwrap().unwrap();
        assert_eq!(one.value, corrected);
    });
}

#[test]
fn an_id_is_used_once() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut tx = store.begin(minute(1)).await.unwrap();
        tx.add_statement(statement(1), leaf).await.unwrap();
        let again = Statement {
            text: "khác".into(),
            ..statement(1)
        };
        assert!(tx.add_statement(again, leaf).await.is_err());
        // Half of a pair of row and leaf is in: the whole must not be kept.
        assert_eq!(tx.commit().await.unwrap_err().code(), "store.half_done");
        assert!(
            store
                .statements(directive_id(), minute(9))
                .await
                .unwrap()
                .is_empty()
        );
    });
}
