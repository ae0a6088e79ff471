//! What people are told: their list, what they want to hear of, and where their teams hear of it.
//!
//! Telling begins in the commit that is told of: a job per piece of news. `work/notify.rs` goes on from there.

mod channels;
mod inbox;
mod nobody;
mod outgoing;
mod preferences;

pub(crate) use nobody::Nobody;

use crate::Portal;
use crate::ports::{JobKind, NewJob};
use domain::Timestamp;
use domain::ids::{DeliveryId, JobId, NoticeId};
use domain::notification::{News, Notice, NoticeKind};

impl Portal {
    /// Has the people concerned told, and reminded where a decision is wanted.
    pub(crate) fn notify_jobs(&self, news: Vec<News>, now: Timestamp) -> Vec<NewJob> {
        let mut jobs = Vec::new();
        for news in news {
            let notice = Box::new(Notice { id: NoticeId::from_unique(&self.ids.unique()), at: now, news });
            if notice.news.kind == NoticeKind::ApprovalWanted {
                let later = now.plus_millis(self.settings.remind_millis);
                let lane = format!("remind:{}", notice.id);
                jobs.push(self.notice_job(lane, JobKind::Remind { notice: notice.clone() }, later));
            }
            let lane = format!("notify:{}", notice.id);
            jobs.push(self.notice_job(lane, JobKind::Notify { notice }, now));
        }
        jobs
    }

    pub(crate) fn deliver_job(&self, delivery: &DeliveryId, at: Timestamp) -> NewJob {
        let kind = JobKind::Deliver { delivery: delivery.clone() };
        self.notice_job(format!("deliver:{delivery}"), kind, at)
    }

    fn notice_job(&self, lane: String, kind: JobKind, run_at: Timestamp) -> NewJob {
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind,
            lane,
            pool: "notices".to_owned(),
            unique_key: None,
            run_at,
        }
    }
}
