//! Rows are on their way into the table while the next are read.

use super::*;
use lake::table::Batch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_do_not_arrive_are_read_again_with_those_read_meanwhile() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED), contact(8, LISTED)])
        .await;
    // Somebody else took the table one record on: what the pump hands over does not fit any more.
    let writer = pump::writer(&bed.log);
    bed.table.commit(&writer, 0, 1, Batch::new()).unwrap();
    let step = pump.advance(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings), (2, 2));
    bed.send(FIREWALL, &[contact(9, LISTED)]).await;
    pump.advance(Duration::ZERO).await.unwrap_err();
    // The alerts have all three; the table gets the two that are not said to be in it.
    let step = pump.step(Duration::ZERO).await.unwrap();
    assert_eq!((step.events, step.findings, step.to), (2, 0, 3));
    assert_eq!(bed.table.status().unwrap().rows, 2);
    assert_eq!(bed.table.committed(&writer).unwrap(), 3);
    let counts: u64 = bed.alerts().await.iter().map(|alert| alert.findings).sum();
    assert_eq!(counts, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn steps_that_overlap_leave_every_row_once_and_end_with_the_program() {
    let bed = Bed::new().await;
    bed.units().await;
    bed.list().await;
    let mut pump = bed.pump().await;
    for _ in 0..20 {
        bed.send(FIREWALL, &[contact(7, LISTED)]).await;
        assert_eq!(pump.advance(Duration::ZERO).await.unwrap().events, 1);
    }
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    let stop = crate::jobs::Stop::new();
    stop.stop();
    pump.run(stop, |error| panic!("{error}")).await;
    assert_eq!(bed.table.status().unwrap().rows, 21);
    assert_eq!(bed.alerts().await[0].findings, 21);
}
