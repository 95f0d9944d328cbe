//! The result as text.

use apical_report::{Align, Table, percent};
use apical_uncertainty::Interval;

use super::judge::Claim;
use super::sensitivity::Sensitivities;

pub(super) fn text(claims: &[Claim], sensitivities: Option<&Sensitivities>) -> String {
    let mut table = Table::new(&[
        ("", Align::Right),
        ("claim", Align::Left),
        ("published", Align::Right),
        ("ours", Align::Right),
        ("5 to 95 %", Align::Right),
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
            range(claim),
            claim.error.map_or_else(|| "-".to_owned(), signed),
            claim.labels(),
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

/// The interval in the unit of the claim's own figure.
pub(super) fn range(claim: &Claim) -> String {
    let Some(Interval { low, high, .. }) = claim.interval else { return "-".to_owned() };
    if claim.ours.ends_with('%') {
        format!("{} to {}", percent(low, 1), percent(high, 1))
    } else {
        let digits = if high < 10.0 { 2 } else { 1 };
        format!("{low:.digits$} to {high:.digits$}")
    }
}

/// A relative difference with its sign.
pub(super) fn signed(difference: f64) -> String {
    let decimals = if difference.abs() < 0.01 { 2 } else { 1 };
    format!("{}{}", if difference < 0.0 { "" } else { "+" }, percent(difference, decimals))
}
