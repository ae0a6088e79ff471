//! Arithmetic over values with gaps.

/// A value for each step, or a gap.
pub(super) type Values = Vec<Option<f64>>;

/// So many steps count together, so that one outlier doesn't.
const TOGETHER: usize = 5;
/// Gaps up to so many steps do not end a stretch.
const BRIDGED: usize = 3;

/// Each step as the median around it.
pub(super) fn smooth(values: &[Option<f64>]) -> Values {
    let around = |step: usize| {
        let from = step.saturating_sub(TOGETHER / 2);
        let until = (step + TOGETHER / 2 + 1).min(values.len());
        values[step]?;
        quantile(values[from..until].iter().flatten().copied().collect(), 0.5)
    };
    (0..values.len()).map(around).collect()
}

/// The value below which this share of all lies.
pub(super) fn quantile(mut values: Vec<f64>, share: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let place = (values.len() - 1) as f64 * share;
    values.get(place.round() as usize).copied()
}

/// The quantile over the steps that are chosen.
pub(super) fn quantile_where(values: &[Option<f64>], chosen: &[bool], share: f64) -> Option<f64> {
    let picked = values.iter().zip(chosen).filter(|(_, chosen)| **chosen).filter_map(|(value, _)| *value);
    quantile(picked.collect(), share)
}

/// The median over the steps that are chosen.
pub(super) fn median_where(values: &[Option<f64>], chosen: &[bool]) -> Option<f64> {
    quantile_where(values, chosen, 0.5)
}

/// Two series, step by step; a gap in either is one.
pub(super) fn both(a: &[Option<f64>], b: &[Option<f64>], with: impl Fn(f64, f64) -> f64) -> Values {
    let each = a.iter().zip(b).map(|(a, b)| Some(with((*a)?, (*b)?)).filter(|value| value.is_finite()));
    each.collect()
}

/// Which steps fulfil something; gaps don't.
pub(super) fn steps(values: &[Option<f64>], test: impl Fn(f64) -> bool) -> Vec<bool> {
    values.iter().map(|value| value.is_some_and(&test)).collect()
}

pub(super) fn and(a: &[bool], b: &[bool]) -> Vec<bool> {
    a.iter().zip(b).map(|(a, b)| *a && *b).collect()
}

pub(super) fn count(chosen: &[bool]) -> usize {
    chosen.iter().filter(|chosen| **chosen).count()
}

/// How well two choices of steps agree, from 0 to 1: twice what they share, by all that either has.
pub(super) fn agreement(a: &[bool], b: &[bool]) -> f64 {
    let (each, shared) = (count(a) + count(b), count(&and(a, b)));
    if each == 0 { 0.0 } else { 2.0 * shared as f64 / each as f64 }
}

/// The last stretch of at least so many chosen steps: its first and its last.
pub(super) fn last_stretch(chosen: &[bool], least: usize) -> Option<(usize, usize)> {
    let mut found = None;
    let mut current: Option<(usize, usize, usize)> = None;
    for step in (0..chosen.len()).filter(|step| chosen[*step]) {
        current = match current {
            Some((first, last, many)) if step - last <= BRIDGED + 1 => Some((first, step, many + 1)),
            _ => Some((step, step, 1)),
        };
        if let Some((first, last, _)) = current.filter(|(_, _, many)| *many >= least) {
            found = Some((first, last));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_and_gaps_do_no_harm() {
        let mut values = vec![Some(1.0); 9];
        values[4] = Some(100.0);
        values[6] = None;
        let smoothed = smooth(&values);
        assert_eq!(smoothed[4], Some(1.0));
        assert_eq!(smoothed[6], None, "a gap stays one");
        assert_eq!(smooth(&[]), Values::new());
    }

    #[test]
    fn stretches_bridge_small_gaps() {
        let chosen = |text: &str| text.chars().map(|c| c == 'x').collect::<Vec<bool>>();
        let table = [
            ("..xxx..", 3, Some((2, 4))),
            ("..xx...", 3, None),
            ("xx..xx", 4, Some((0, 5))),
            ("xx....xx", 4, None),
            ("xxx......xxx", 3, Some((9, 11))),
            ("", 1, None),
        ];
        for (text, least, expected) in table {
            assert_eq!(last_stretch(&chosen(text), least), expected, "{text}");
        }
    }

    #[test]
    fn agreement_is_of_both() {
        assert_eq!(agreement(&[true, true], &[true, false]), 2.0 / 3.0);
        assert_eq!(agreement(&[false], &[false]), 0.0);
    }
}
