//! Many who draw at once. How long they wait is measured by `cargo run --release -p apical-serve --example crowd`.

use crate::common::{DIGIT_SIDE, Running, digit};

#[tokio::test(flavor = "multi_thread")]
async fn fifty_draw_at_once_and_each_is_answered() {
    let server = Running::start().await;
    let mut pages = Vec::new();
    for number in 0..50 {
        let mut page = server.client().await;
        pages.push(tokio::spawn(async move {
            page.until("accuracy").await;
            for index in 0..10 {
                let (pixels, _) = digit(number * 10 + index);
                let request = page.draw(DIGIT_SIDE, &pixels).await;
                assert_eq!(page.until("recognition").await["request"], request);
            }
        }));
    }
    for page in pages {
        page.await.unwrap();
    }
    server.stop().await;
}
