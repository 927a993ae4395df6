//! How fast PDFs are made; asked for by hand, see docs/performance.md.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use holdfast::progress::reports::render::Paper;

use super::{Words, document, draft_pdf};

const TIME: Duration = Duration::from_secs(10);

#[test]
#[ignore = "measures for twenty seconds"]
fn pdfs_a_second() {
    let begin = Instant::now();
    let bytes = draft_pdf(&document(&Words::plain(), "2026-01-05"), Paper::A4).len();
    println!("the first one, with reading the fonts: {:?}, {bytes} bytes", begin.elapsed());
    for threads in [1, std::thread::available_parallelism().unwrap().get()] {
        let (made, begin) = (AtomicU32::new(0), Instant::now());
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while begin.elapsed() < TIME {
                        draft_pdf(&document(&Words::plain(), "2026-01-05"), Paper::A4);
                        made.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        let rate = f64::from(made.load(Ordering::Relaxed)) / begin.elapsed().as_secs_f64();
        println!("{threads} threads: {rate:.1} PDFs a second");
    }
}
