//! Keyset paging: a cursor carries the sort key of the last item that was given out.

use crate::error::Result;
use domain::view::Listing;
use serde::Serialize;
use serde::de::DeserializeOwned;
use services::ports::StoreError;

/// The place behind an item, opaque to whoever carries it.
fn cursor(key: &impl Serialize) -> Result<String> {
    crate::rows::json("a cursor", key).map(hex::encode)
}

/// The sort key in a cursor.
pub(crate) fn place<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = hex::decode(cursor).ok();
    let key = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    key.map(Some)
        .ok_or_else(|| StoreError::Invalid("this place in the list is not one that was given out".to_owned()))
}

/// How many rows to read, so that it shows whether more follow.
pub(crate) fn fetch(limit: u32) -> i64 {
    i64::from(limit) + 1
}

/// Cuts what was read to the limit and adds where it goes on.
pub(crate) fn listing<T, K: Serialize>(
    mut items: Vec<T>,
    limit: u32,
    key: impl Fn(&T) -> K,
) -> Result<Listing<T>> {
    let limit = limit as usize;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| cursor(&key(last))).transpose()?;
    Ok(Listing { items, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_carries_its_key_and_nothing_else_passes() {
        let listing = listing(vec![1, 2, 3], 2, |n| (*n, "x".to_owned())).expect("a listing");
        assert_eq!(listing.items, [1, 2]);
        let next = listing.next.expect("more");
        assert_eq!(place::<(i64, String)>(Some(&next)), Ok(Some((2, "x".to_owned()))));
        for bad in ["zz", "00", "' OR 1=1", ""] {
            assert!(matches!(place::<(i64, String)>(Some(bad)), Err(StoreError::Invalid(_))), "{bad}");
        }
    }

    #[test]
    fn the_last_page_leads_nowhere() {
        let listing = listing(vec![1, 2], 2, |n| *n).expect("a listing");
        assert_eq!(listing.next, None);
    }
}
