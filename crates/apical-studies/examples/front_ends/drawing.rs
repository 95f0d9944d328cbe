//! SVG of filters, and of the bits that front ends make of a built-in digit.

use std::error::Error;
use std::fmt::Write;

use apical_core::front_end::{FilterKind, Kind, Request, fit};
use apical_data::{Dataset, builtin};

/// Training images that thresholds follow from.
const IMAGES: usize = 2_000;
/// The digit that is shown: its index among the test images.
const SHOWN: usize = 5;
const SIDE: usize = 28;
/// Colours of ink and ground.
const INK: &str = "#24292f";
const GROUND: &str = "#f3f4f6";
/// Colours of positive and of negative coefficients or bits.
const POSITIVE: &str = "#0969da";
const NEGATIVE: &str = "#cf5b00";

/// Names and texts of the drawings.
pub(crate) fn all() -> Result<Vec<(&'static str, String)>, Box<dyn Error>> {
    let split = builtin::generate(2020, IMAGES, SHOWN + 1);
    Ok(vec![
        ("filters.svg", filters(&split.train)?),
        ("front-ends.svg", bits(&split.train, split.test.image(SHOWN))?),
    ])
}

/// A sheet that is written from left to right.
struct Sheet {
    body: String,
    width: usize,
    height: usize,
}

impl Sheet {
    fn new() -> Self {
        Self { body: String::new(), width: 0, height: 0 }
    }

    fn text(&mut self, x: usize, y: usize, text: &str) {
        let _ = writeln!(self.body, "<text x=\"{x}\" y=\"{y}\">{text}</text>");
        self.reach(x + 7 * text.len(), y + 4);
    }

    /// Squares of `size` in `columns`, each of a colour and an opacity in percent; none is the ground.
    fn grid(&mut self, (x, y): (usize, usize), columns: usize, size: usize, cells: &[Option<(&str, u32)>]) {
        let (width, height) = (columns * size, cells.len() / columns * size);
        let _ = writeln!(
            self.body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{GROUND}\"/>"
        );
        for (index, cell) in cells.iter().enumerate() {
            let Some((colour, percent)) = cell else { continue };
            let (left, top) = (x + index % columns * size, y + index / columns * size);
            let opacity = if *percent < 100 { format!(" opacity=\"0.{percent:02}\"") } else { String::new() };
            let _ = writeln!(
                self.body,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{size}\" height=\"{size}\" fill=\"{colour}\"{opacity}/>"
            );
        }
        self.reach(x + width, y + height);
    }

    fn reach(&mut self, x: usize, y: usize) {
        (self.width, self.height) = (self.width.max(x + 10), self.height.max(y + 10));
    }

    fn finish(self) -> String {
        let Self { body, width, height } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"12\" shape-rendering=\"crispEdges\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n"
        )
    }
}

/// The twelve filters of the default retina, their coefficients by colour.
fn filters(train: &Dataset) -> Result<String, Box<dyn Error>> {
    let front_end = fit(&"retina".parse::<Request>()?, Kind::of(SIDE, SIDE), train)?;
    let retina = front_end.retina.ok_or("no retina")?;
    let mut sheet = Sheet::new();
    for filter in retina.filters() {
        let (row, name) = match filter.kind {
            FilterKind::Edge => (0, "edge"),
            FilterKind::Bar => (1, "bar"),
        };
        let (x, y) = (10 + 105 * filter.angle, 24 + 125 * row);
        sheet.text(x, y - 6, &format!("{name}, {}°", filter.angle * 180 / retina.angles));
        let cell = |&coefficient: &i8| match coefficient {
            2 => Some((POSITIVE, 100)),
            1 => Some((POSITIVE, 55)),
            -1 => Some((NEGATIVE, 55)),
            _ => None,
        };
        let cells: Vec<_> = filter.coefficients.iter().map(cell).collect();
        sheet.grid((x, y), retina.kernel, 13, &cells);
    }
    Ok(sheet.finish())
}

/// An image, and its bits behind four front ends.
fn bits(train: &Dataset, image: &[u8]) -> Result<String, Box<dyn Error>> {
    let fitted = |text: &str| -> Result<_, Box<dyn Error>> {
        Ok(fit(&text.parse::<Request>()?, Kind::of(SIDE, SIDE), train)?)
    };
    let mut sheet = Sheet::new();
    let grey: Vec<_> =
        image.iter().map(|&value| (value > 0).then(|| (INK, u32::from(value) * 100 / 255))).collect();
    sheet.text(10, 18, "raw values");
    sheet.grid((10, 24), SIDE, 4, &grey);
    sheet.text(142, 18, "threshold");
    let above: Vec<_> = image.iter().map(|&value| (value >= 128).then_some((INK, 100))).collect();
    sheet.grid((142, 24), SIDE, 4, &above);
    for (row, name) in ["levels:3", "thermometer:3"].into_iter().enumerate() {
        let bits = fitted(name)?.encode(image);
        let y = 168 + 144 * row;
        sheet.text(10, y - 6, &format!("{name}: a bit a level"));
        for level in 0..3 {
            let cells: Vec<_> =
                (0..SIDE * SIDE).map(|pixel| bits[3 * pixel + level].then_some((INK, 100))).collect();
            sheet.grid((10 + 132 * level, y), SIDE, 4, &cells);
        }
    }
    let front_end = fitted("retina")?;
    let retina = front_end.retina.as_ref().ok_or("no retina")?;
    let bits = front_end.encode(image);
    let (rows, columns) = retina.fields();
    sheet.text(420, 18, "retina: fields of 4 x 4 positions, of each filter");
    for (number, filter) in retina.filters().iter().enumerate() {
        let (x, y) = (420 + 66 * filter.angle, 44 + 216 * (number % 2));
        if number % 2 == 0 {
            sheet.text(x, 38, &format!("{}°", filter.angle * 180 / retina.angles));
        }
        for (sign, colour) in [POSITIVE, NEGATIVE].into_iter().enumerate() {
            let bit = |field: usize| {
                bits[2 * (retina.filter_count() * field + number) + sign].then_some((colour, 100))
            };
            let cells: Vec<_> = (0..rows * columns).map(bit).collect();
            sheet.grid((x, y + 66 * sign), columns, 8, &cells);
        }
    }
    sheet.text(420, 192, "edges: light on one side, on the other");
    sheet.text(420, 408, "bars: light, dark");
    Ok(sheet.finish())
}
