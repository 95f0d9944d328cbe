//! The report as a page.

mod figures;
mod tables;

use apical_chip::energy::NOT_COUNTED;
use apical_report::Page;

use super::judge::{Claim, Verdict};
use super::measure::Measured;
use super::sensitivity::Sensitivities;
use crate::StudyError;

/// What the page is made of.
pub(super) struct Contents<'a> {
    pub(super) data: &'a str,
    pub(super) extent: String,
    pub(super) command: &'a str,
    pub(super) claims: &'a [Claim],
    pub(super) found: &'a Measured,
    pub(super) sensitivities: Option<&'a Sensitivities>,
}

pub(super) fn page(contents: &Contents<'_>) -> Result<String, StudyError> {
    let count = |verdict| contents.claims.iter().filter(|claim| claim.verdict == verdict).count();
    let mut page = Page::new(
        "Apical: claims and figures",
        &format!(
            "{} hold, {} fail, {} not judged. Data: {}; {}.",
            count(Verdict::Holds),
            count(Verdict::Fails),
            count(Verdict::NotJudged),
            contents.data,
            contents.extent
        ),
    );
    page.heading("Claims");
    tables::claims(&mut page, contents.claims);
    page.paragraph(&format!(
        "Made by: {}. One claim alone: the same with --only and its number.",
        contents.command
    ));
    page.paragraph(
        "Published: of the 65-nm chip of Park, Lee and Jeon (IEEE JSSC 55(1), 2020). Measured: run here. Modelled: \
         computed by the cycle-level model from counted events and the technology's constants; not silicon. A modelled \
         figure is built in, fitted, consistent (draws that meet it weigh more) or predicted; where it has an interval, of 5 to \
         95 % of what is not known of the constants and of the silicon's inside, all of that has to meet the claim.",
    );
    figures::energy(&mut page, contents.found)?;
    figures::area(&mut page, contents.found);
    figures::voltage(&mut page, contents.found)?;
    if let Some(sensitivities) = contents.sensitivities {
        tables::sensitivity(&mut page, sensitivities);
    }
    page.heading("What is not in the figures");
    page.paragraph(&format!("Energies: {NOT_COUNTED}."));
    Ok(page.html())
}
