//! The result as text.

use apical_report::{Align, Table, percent};

use super::judge::Claim;
use super::sensitivity::Sensitivities;

pub(super) fn text(claims: &[Claim], sensitivities: Option<&Sensitivities>) -> String {
    let mut table = Table::new(&[
        ("", Align::Right),
        ("claim", Align::Left),
        ("published", Align::Right),
        ("ours", Align::Right),
        ("difference", Align::Right),
        ("label", Align::Left),
        ("verdict", Align::Left),
    ]);
    for claim in claims {
        table.row([
            claim.number.to_string(),
            claim.claim.clone(),
            claim.published.clone(),
            claim.ours.clone(),
            claim.error.map_or_else(|| "-".to_owned(), signed),
            claim.label.name().to_owned(),
            claim.verdict.name().to_owned(),
        ]);
    }
    let mut text = table.to_string();
    if let Some(sensitivities) = sensitivities {
        text += &sensitivities.text();
    }
    text.push('\n');
    for claim in claims.iter().filter(|claim| !claim.note.is_empty()) {
        text += &format!("{}  {}: {}\n", claim.number, claim.claim, claim.note);
    }
    text
}

/// A relative difference with its sign.
pub(super) fn signed(difference: f64) -> String {
    let decimals = if difference.abs() < 0.01 { 2 } else { 1 };
    format!("{}{}", if difference < 0.0 { "" } else { "+" }, percent(difference, decimals))
}
