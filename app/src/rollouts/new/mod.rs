mod page;
pub use page::NewRolloutPage;
