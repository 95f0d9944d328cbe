//! Tables of the page.

use apical_report::{Cell, Look, Page, percent};

use super::super::judge::{Claim, Verdict};
use super::super::sensitivity::{RESULTS, Sensitivities, Swing};
use super::super::text::{range, signed};

/// Constants shown; the others move no result by a visible amount.
const CONSTANTS: usize = 18;

pub(super) fn claims(page: &mut Page, claims: &[Claim]) {
    let row = |claim: &Claim| {
        let verdict = match claim.verdict {
            Verdict::Holds => Look::Good,
            Verdict::Fails => Look::Bad,
            Verdict::NotJudged => Look::Muted,
        };
        let error = claim.error.map_or_else(|| "-".to_owned(), signed);
        vec![
            Cell::new(claim.number.to_string(), Look::Number),
            Cell::new(&claim.claim, Look::Text),
            Cell::new(&claim.published, Look::Number),
            Cell::new(&claim.ours, Look::Number),
            Cell::new(range(claim), Look::Number),
            Cell::new(error, Look::Number),
            Cell::new(claim.labels(), Look::Muted),
            Cell::new(claim.verdict.name(), verdict),
            Cell::new(&claim.note, Look::Muted),
        ]
    };
    let rows: Vec<Vec<Cell>> = claims.iter().map(row).collect();
    page.table(
        &["", "claim", "published", "ours", "5 to 95 %", "difference", "label", "verdict", "note"],
        &rows,
    );
}

pub(super) fn sensitivity(page: &mut Page, sensitivities: &Sensitivities) {
    page.heading("What the results hang on");
    page.paragraph(
        "Each constant of the technology is taken 30 % less and 30 % more, the memory factor is fitted anew, and the \
         results are computed again from the same counts. A dash: nothing can be computed there.",
    );
    let number = |value: f64, unit: &str| match unit {
        "%" => percent(value, 1),
        _ => format!("{value:.2}"),
    };
    let both = |swing: &Swing, unit: &str| {
        let side = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| number(value, unit));
        let text = format!("{} … {}", side(swing.less), side(swing.more));
        Cell::new(text, Look::Number)
    };
    let mut rows = vec![vec![Cell::new("as they are", Look::Text), Cell::new("", Look::Muted)]];
    let base = sensitivities.base.iter().zip(RESULTS);
    rows[0].extend(base.map(|(value, (_, _, unit))| Cell::new(number(*value, unit), Look::Number)));
    rows.extend(sensitivities.constants.iter().take(CONSTANTS).map(|constant| {
        let mut row =
            vec![Cell::new(&constant.constant, Look::Code), Cell::new(&constant.value, Look::Muted)];
        row.extend(constant.swings.iter().zip(RESULTS).map(|(swing, (_, _, unit))| both(swing, unit)));
        row
    }));
    let mut headings = vec!["constant", "value"];
    headings.extend(RESULTS.map(|(_, heading, _)| heading));
    page.table(&headings, &rows);
    let left_out = sensitivities.constants.len().saturating_sub(CONSTANTS);
    page.paragraph(&format!("{left_out} further constants matter less; --json has them all."));
}
