//! Sums of figures over units.

use domain::judgement::Judgement;
use letters::report::Counted;

/// Things counted over all units, split by basis; `None` where the measure counts nothing.
pub(super) fn counted(judgements: &[&Judgement]) -> Option<Counted> {
    let sum = |key: &str| judgements.iter().filter_map(|j| j.figure(key)).sum::<f64>();
    judgements
        .iter()
        .any(|j| j.figure("total").is_some())
        .then(|| Counted {
            done: sum("done"),
            total: sum("total"),
            machine: sum("done_a"),
            imported: sum("done_b"),
            declared: sum("done_c") + sum("done_d"),
        })
}
