use std::collections::BTreeSet;

/// Members of each column: what leans on nothing first, everything else one to the right of the farthest thing that it
/// leans on. In a cycle, the reference that closes it does not count.
pub(super) fn of(leans: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let columns = depths(leans);
    let count = columns.iter().max().map_or(0, |last| last + 1);
    let mut members = vec![Vec::new(); count];
    for (index, column) in columns.into_iter().enumerate() {
        members[column].push(index);
    }
    members
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Unseen,
    Open,
    Done,
}

/// The longest way down from each node. Walks with a stack of its own, so that long chains cannot exhaust the thread's.
fn depths(leans: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut depth = vec![0; leans.len()];
    let mut seen = vec![Visit::Unseen; leans.len()];
    for start in 0..leans.len() {
        let mut stack = vec![start];
        while let Some(&node) = stack.last() {
            match seen[node] {
                Visit::Unseen => {
                    seen[node] = Visit::Open;
                    stack.extend(leans[node].iter().copied().filter(|to| seen[*to] == Visit::Unseen));
                }
                Visit::Open => {
                    let below = leans[node].iter().filter(|to| seen[**to] == Visit::Done);
                    depth[node] = below.map(|to| depth[*to] + 1).max().unwrap_or(0);
                    seen[node] = Visit::Done;
                    stack.pop();
                }
                Visit::Done => {
                    stack.pop();
                }
            }
        }
    }
    depth
}
