//! Access tokens, and the sandbox's fixed ones.

use crate::support::{World, person};

const FIXED: &str = "sandbox-developer";

#[tokio::test]
async fn a_fixed_token_works_again_after_the_next_start() {
    let world = World::new().await;
    let dana = person("dana:developer");
    world.portal.seed_token(&dana, "sandbox", FIXED).await.expect("a token");
    let token = world.portal.tokens(&dana).await.expect("tokens").remove(0);
    world.portal.revoke_token(&dana, &token.id).await.expect("revoked");
    assert!(world.portal.bearer(FIXED).await.is_err());

    // What every start of the sandbox does.
    for _ in 0..2 {
        world.portal.seed_token(&dana, "sandbox", FIXED).await.expect("the token");
    }
    assert_eq!(world.portal.bearer(FIXED).await.expect("good again").actor.id, dana.id);
    let tokens = world.portal.tokens(&dana).await.expect("tokens");
    assert_eq!(tokens.len(), 1, "the same token, not another one");
    assert_eq!((&tokens[0].id, tokens[0].revoked_at), (&token.id, None));
}
