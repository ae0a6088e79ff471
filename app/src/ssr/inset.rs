use axum::body::Bytes;
use std::sync::{Arc, Mutex, PoisonError};

/// Large, finished HTML of one page. A page that rendered it itself would copy it several times over; so it leaves a
/// marker in its place, and the server sends the HTML there.
#[derive(Clone, Debug, Default)]
pub struct Insets(Arc<Mutex<Vec<Bytes>>>);

impl Insets {
    /// Keeps the HTML and gives the marker that stands for it.
    pub fn put(&self, html: Bytes) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(html);
        marker(kept.len() - 1)
    }

    /// The page in pieces, to be sent one after the other.
    pub fn pieces(&self, page: &Bytes) -> Vec<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut pieces, mut rest) = (Vec::with_capacity(2 * kept.len() + 1), page.clone());
        for (place, html) in kept.iter().enumerate() {
            let marker = marker(place);
            // A page may have thrown away what it had begun, as when an error is shown instead.
            let Some(at) = std::str::from_utf8(&rest).ok().and_then(|rest| rest.find(&marker)) else {
                continue;
            };
            pieces.push(rest.split_to(at));
            pieces.push(html.clone());
            rest = rest.split_off(marker.len());
        }
        pieces.push(rest);
        pieces
    }

    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// Nobody's text can look like it: `<` is escaped in texts.
fn marker(place: usize) -> String {
    format!("<!--inset {place}-->")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(insets: &Insets, page: String) -> String {
        let pieces = insets.pieces(&Bytes::from(page));
        pieces.iter().map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
    }

    #[test]
    fn html_goes_where_its_marker_stands() {
        let insets = Insets::default();
        assert!(insets.is_empty());
        let (first, second) = (insets.put("<b>1</b>".into()), insets.put("<i>둘</i>".into()));
        assert_eq!(filled(&insets, format!("<p>{first}</p>나{second}")), "<p><b>1</b></p>나<i>둘</i>");
        assert_eq!(filled(&insets, "an error".to_owned()), "an error");
        assert_eq!(filled(&insets, format!("only {second}")), "only <i>둘</i>");
    }
}
