//! Logs of jobs, which can be much longer than anybody reads: only their ends are kept, while they stream by.

use super::Github;
use super::address::numbered;
use super::failure::Failure;
use domain::pipeline::LogTail;
use http_body_util::BodyExt;
use services::ports::PipelineError;
use std::time::Duration;

/// For a whole log.
const PATIENCE: Duration = Duration::from_secs(120);

impl Github {
    /// GitHub sends elsewhere for it; the token does not go there.
    pub(super) async fn read_log(
        &self,
        repository: &str,
        job: &str,
        most: usize,
    ) -> Result<LogTail, PipelineError> {
        let what = format!("the log of job {job} of {repository}");
        let path = format!("{}/logs", numbered(repository, "jobs", job)?);
        let answer = self.link.open(&what, &path).await?;
        let mut body = answer.into_body();
        let reading = async {
            let mut tail = Tail::new(most);
            while let Some(frame) = self.link.within(body.frame()).await? {
                let frame = frame.map_err(|error| Failure::unclear(&format!("{what} broke off: {error}")))?;
                if let Some(bytes) = frame.data_ref() {
                    tail.push(bytes);
                }
            }
            Ok::<_, Failure>(tail.end())
        };
        let late = |_| PipelineError::Unclear(format!("{what} takes longer than {} s", PATIENCE.as_secs()));
        Ok(tokio::time::timeout(PATIENCE, reading).await.map_err(late)??)
    }
}

/// The last bytes of a stream.
struct Tail {
    most: usize,
    kept: Vec<u8>,
    cut: bool,
    /// Bytes that came.
    whole: u64,
}

impl Tail {
    fn new(most: usize) -> Self {
        Tail { most, kept: Vec::new(), cut: false, whole: 0 }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.whole += bytes.len() as u64;
        let fresh = &bytes[bytes.len().saturating_sub(self.most)..];
        self.cut |= fresh.len() < bytes.len();
        self.kept.extend_from_slice(fresh);
        // Moving what is kept is worth it only now and then.
        if self.kept.len() > self.most.saturating_mul(2) {
            self.trim();
        }
    }

    fn trim(&mut self) {
        let over = self.kept.len().saturating_sub(self.most);
        self.kept.drain(..over);
        self.cut |= over > 0;
    }

    /// Begins with a whole character.
    fn end(mut self) -> LogTail {
        self.trim();
        let broken = match self.cut {
            true => self.kept.iter().take_while(|byte| **byte & 0xC0 == 0x80).count(),
            false => 0,
        };
        let text = String::from_utf8_lossy(&self.kept[broken..]).into_owned();
        LogTail { text, whole: self.whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(most: usize, pieces: &[&str]) -> String {
        let mut tail = Tail::new(most);
        pieces.iter().for_each(|piece| tail.push(piece.as_bytes()));
        let end = tail.end();
        assert_eq!(end.whole, pieces.iter().map(|piece| piece.len() as u64).sum::<u64>());
        end.text
    }

    #[test]
    fn the_end_is_kept() {
        assert_eq!(tail(10, &["abc", "def"]), "abcdef");
        assert_eq!(tail(4, &["abc", "def"]), "cdef");
        assert_eq!(tail(4, &["abcdefgh", "i", "j", "k", "lmnopqrstu"]), "rstu");
        assert_eq!(tail(4, &["한글"]), "글", "no half character");
        assert_eq!(tail(0, &["abc"]), "");
    }
}
