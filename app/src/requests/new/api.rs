//! What the form sends: the whole of it, as the browser sends a plain form.

use crate::api::Failure;
use domain::view::Preview;
use http::Method;
use leptos::prelude::*;
use server_fn::ContentType;
use server_fn::codec::{Encoding, FromReq, IntoReq};
use server_fn::request::{ClientReq, Req};

/// Where the forms are sent.
pub const CREATE: &str = "/fn/requests/create";
pub const AMEND: &str = "/fn/requests/amend";
pub const SAVE_DRAFT: &str = "/fn/drafts/save";
pub const DROP_DRAFT: &str = "/fn/drafts/drop";

/// For browsers without scripts: keeps the form and shows it again, worked out by the server. It stands in a
/// `<noscript>`, whose content browsers with scripts take for text and not for elements.
pub fn plain_button(label: &str) -> String {
    format!("<p><button class=\"button\" formaction=\"{SAVE_DRAFT}\" formnovalidate>{label}</button></p>")
}

/// A form body as it came, whatever fields it has: a form's fields are named by its template.
pub struct WholeForm;

impl ContentType for WholeForm {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl Encoding for WholeForm {
    const METHOD: Method = Method::POST;
}

macro_rules! whole_forms {
    ($($name:ident)*) => {$(
        impl<R: ClientReq<Failure>> IntoReq<WholeForm, R, Failure> for $name {
            fn into_req(self, path: &str, accepts: &str) -> Result<R, Failure> {
                R::try_new_post(path, WholeForm::CONTENT_TYPE, accepts, self.form)
            }
        }

        impl<R: Req<Failure> + Send + 'static> FromReq<WholeForm, R, Failure> for $name {
            async fn from_req(request: R) -> Result<Self, Failure> {
                Ok($name { form: request.try_into_string().await? })
            }
        }
    )*};
}

whole_forms! { Create Amend SaveDraft DropDraft PreviewRequest }

/// Makes the request and says its id. A plain form is led to it, or back to the form with everything typed.
#[server(name = Create, prefix = "/fn", endpoint = "requests/create", input = WholeForm)]
pub async fn create(form: String) -> Result<String, Failure> {
    super::send::create(&form).await
}

/// Changes a request and has it planned anew.
#[server(name = Amend, prefix = "/fn", endpoint = "requests/amend", input = WholeForm)]
pub async fn amend(form: String) -> Result<String, Failure> {
    super::send::amend(&form).await
}

/// Keeps a half-filled form and says the draft's id. A plain form is shown again, with its preview.
#[server(name = SaveDraft, prefix = "/fn", endpoint = "drafts/save", input = WholeForm)]
pub async fn save_draft(form: String) -> Result<String, Failure> {
    super::send::save_draft(&form).await
}

/// Throws a draft away.
#[server(name = DropDraft, prefix = "/fn", endpoint = "drafts/drop", input = WholeForm)]
pub async fn drop_draft(form: String) -> Result<(), Failure> {
    super::send::drop_draft(&form).await
}

/// What the form would mean. Nothing is kept of it.
#[server(name = PreviewRequest, prefix = "/fn", endpoint = "requests/preview", input = WholeForm)]
pub async fn preview(form: String) -> Result<Preview, Failure> {
    super::send::preview(&form).await
}
