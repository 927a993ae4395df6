//! What may suit each partner by the attachment pattern: to act opposite to the own style (the catalogue's two items for it),
//! and for the steadier one to stay warm without carrying everything.

use std::collections::HashMap;

use super::dto::{KnownPattern, PlanSuggestionResponse, SuggestedItem, SuggestedPart, SuggestionReason};
use super::queries;
use crate::homework::assignments::{Published, find_published};
use crate::identity::actor::Reader;
use crate::people::attachment_patterns::{Pattern, list_patterns};
use crate::people::care_teams::reach::own_care;
use crate::people::care_teams::{Context, is_cared_for};
use crate::people::couples::find_member_ids;
use crate::people::safety::list_held;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId, LibraryItemId};

const TOWARD_INDEPENDENCE: &str = "opposite-action-anxious";
const TOWARD_CLOSENESS: &str = "opposite-action-avoidant";
const STEADY: &str = "steady-partner-limits";

/// What may suit the partners of a couple in the reader's own care.
pub(super) async fn suggest(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
) -> ApiResult<PlanSuggestionResponse> {
    let reader = own_care(reader);
    let (reaches, members, items) = futures_util::try_join!(
        is_cared_for(conn, &reader, Context::Couple(couple)),
        find_member_ids(conn, &reader, couple),
        queries::find_built_in(conn, reader.practice, &[TOWARD_INDEPENDENCE, TOWARD_CLOSENESS, STEADY]),
    )?;
    let members = members.filter(|_| reaches).ok_or(ApiError::NotFound)?;
    let ids: Vec<LibraryItemId> = items.iter().map(|(id, _)| *id).collect();
    let persons: Vec<_> = members.iter().map(|member| member.uuid()).collect();
    let (patterns, held, published) = futures_util::try_join!(
        list_patterns(conn, &reader, &members),
        list_held(conn, reader.practice, &persons),
        find_published(conn, reader.practice, &ids),
    )?;
    let shelf = Shelf { items, published };
    let mut patterns: HashMap<ClientId, KnownPattern> = patterns
        .into_iter()
        .map(|(client, pattern, source, assessed_on)| (client, KnownPattern { pattern, source, assessed_on }))
        .collect();
    let part = |client: ClientId| shelf.part(client, patterns.remove(&client), held.contains(&client));
    Ok(PlanSuggestionResponse { couple_id: couple, parts: members.into_iter().map(part).collect() })
}

/// The items that can be suggested at all.
struct Shelf {
    items: Vec<(LibraryItemId, String)>,
    published: HashMap<LibraryItemId, Published>,
}

impl Shelf {
    fn part(&self, client_id: ClientId, based_on: Option<KnownPattern>, held: bool) -> SuggestedPart {
        let (reason, keys) = by_pattern(based_on.as_ref().map(|known| known.pattern));
        let fitting: Vec<_> = keys.iter().filter_map(|key| self.find(key)).collect();
        let wanted = fitting.len();
        let items: Vec<SuggestedItem> = fitting
            .into_iter()
            .filter(|(_, item)| !(held && item.unsuitable_under_hold))
            .map(|(id, item)| SuggestedItem {
                id,
                key: item.key.clone(),
                kind: item.kind,
                title: item.title.clone(),
                contraindications: item.contraindications.clone(),
            })
            .collect();
        let reason = if items.len() < wanted { SuggestionReason::UnderHold } else { reason };
        SuggestedPart { client_id, reason, explanation: explanation(reason), based_on, items }
    }

    fn find(&self, key: &str) -> Option<(LibraryItemId, &Published)> {
        let (id, _) = self.items.iter().find(|(_, found)| found == key)?;
        Some((*id, self.published.get(id)?))
    }
}

fn by_pattern(pattern: Option<Pattern>) -> (SuggestionReason, &'static [&'static str]) {
    match pattern {
        Some(Pattern::Anxious) => (SuggestionReason::HoldsOn, &[TOWARD_INDEPENDENCE]),
        Some(Pattern::Avoidant) => (SuggestionReason::KeepsAway, &[TOWARD_CLOSENESS]),
        Some(Pattern::AnxiousAvoidant) => {
            (SuggestionReason::BothByTurns, &[TOWARD_INDEPENDENCE, TOWARD_CLOSENESS])
        }
        Some(Pattern::Secure) => (SuggestionReason::IsSteady, &[STEADY]),
        Some(Pattern::Unknown) | None => (SuggestionReason::PatternUnknown, &[]),
    }
}

fn explanation(reason: SuggestionReason) -> &'static str {
    match reason {
        SuggestionReason::HoldsOn => {
            "Holds on when closeness is in doubt; a small step toward independence acts opposite to that."
        }
        SuggestionReason::KeepsAway => {
            "Keeps away when things get close; a small step toward closeness acts opposite to that."
        }
        SuggestionReason::BothByTurns => {
            "Holds on and keeps away by turns; look together at which comes first before you choose."
        }
        SuggestionReason::IsSteady => {
            "Is at ease with both; being warm without giving in or carrying everything keeps it so."
        }
        SuggestionReason::PatternUnknown => "No attachment pattern is recorded that you may read.",
        SuggestionReason::UnderHold => "What would suit the pattern is not suitable under a safety hold.",
    }
}
