use std::collections::BTreeSet;

/// Sweeps over the columns; more bring nearly nothing.
const SWEEPS: usize = 6;

/// The columns with their members in an order that crosses few lines: each is drawn to the middle of its neighbours,
/// first from the left, then from the right. The best order seen is kept.
pub(super) fn arranged(columns: Vec<Vec<usize>>, leans: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let neighbours = neighbours(leans);
    let mut current = columns.clone();
    let mut heights = heights(&columns, leans.len());
    let mut best = (tension(&heights, leans), columns);
    for sweep in 0..SWEEPS {
        let count = current.len();
        let order: Vec<usize> =
            if sweep % 2 == 0 { (0..count).collect() } else { (0..count).rev().collect() };
        for column in order {
            let weight = |node: &usize| middle(&neighbours[*node], &heights).unwrap_or(heights[*node]);
            current[column].sort_by(|a, b| weight(a).total_cmp(&weight(b)).then(a.cmp(b)));
            stack(&current[column], &mut heights);
        }
        let now = tension(&heights, leans);
        if now < best.0 {
            best = (now, current.clone());
        }
    }
    best.1
}

fn neighbours(leans: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); leans.len()];
    for (from, targets) in leans.iter().enumerate() {
        for &to in targets {
            all[from].push(to);
            all[to].push(from);
        }
    }
    all
}

/// How high each node stands in its column, from 0 to 1, so that short and long columns compare.
fn heights(columns: &[Vec<usize>], nodes: usize) -> Vec<f64> {
    let mut heights = vec![0.0; nodes];
    columns.iter().for_each(|members| stack(members, &mut heights));
    heights
}

fn stack(members: &[usize], heights: &mut [f64]) {
    for (row, &node) in members.iter().enumerate() {
        heights[node] = (row as f64 + 0.5) / members.len() as f64;
    }
}

fn middle(neighbours: &[usize], heights: &[f64]) -> Option<f64> {
    let sum: f64 = neighbours.iter().map(|node| heights[*node]).sum();
    (!neighbours.is_empty()).then(|| sum / neighbours.len() as f64)
}

/// The summed slant of all lines: a stand-in for crossings that takes no time to count.
fn tension(heights: &[f64], leans: &[BTreeSet<usize>]) -> f64 {
    let slant = |(from, all): (usize, &BTreeSet<usize>)| -> f64 {
        all.iter().map(|to| (heights[from] - heights[*to]).abs()).sum()
    };
    leans.iter().enumerate().map(slant).sum()
}
