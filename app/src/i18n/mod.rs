//! The catalogue of texts: English and Korean side by side, so that a missing one does not compile.
//!
//! Every folder keeps its own texts in a `text.rs` made with [`texts!`]; what several pages say stands
//! here. Texts with numbers or names in them are functions that match on the language.

mod fields;
mod frames;
mod money;
pub mod names;
pub mod reasons;
// Only pages of the server tell these.
#[cfg(feature = "ssr")]
mod pipelines;
#[cfg(feature = "ssr")]
mod refusals;
#[cfg(feature = "ssr")]
mod sign_in;
mod time;
mod told;
mod words;

pub use domain::template::Lang;
pub use money::{monthly, number};
pub use time::{HOME_OFFSET_MINUTES, absolute, clock, duration, iso, local, relative, start_of_day, typed};
pub use told::told;
pub use words::Words;

/// Makes a struct of texts: `texts!(pub Words { save: "Save", "저장"; })`, used as `Words::here().save`.
#[macro_export]
macro_rules! texts {
    ($(#[$meta:meta])* $vis:vis $name:ident { $($key:ident: $en:literal, $ko:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name { $(pub $key: &'static str,)+ }

        impl $name {
            /// The texts in one language.
            pub const fn of(lang: $crate::i18n::Lang) -> &'static Self {
                match lang {
                    $crate::i18n::Lang::En => &$name { $($key: $en,)+ },
                    $crate::i18n::Lang::Ko => &$name { $($key: $ko,)+ },
                }
            }

            /// The texts in the language of this page.
            pub fn here() -> &'static Self {
                Self::of($crate::i18n::lang())
            }
        }
    };
}

/// The language of this page.
#[cfg(feature = "ssr")]
pub fn lang() -> Lang {
    crate::ssr::lang()
}

/// The language of this page.
#[cfg(not(feature = "ssr"))]
pub fn lang() -> Lang {
    let root = leptos::prelude::document().document_element();
    root.and_then(|root| Lang::from_tag(&root.get_attribute("lang")?)).unwrap_or_default()
}
