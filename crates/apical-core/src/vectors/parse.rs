//! Reads a vector.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::FORMAT_VERSION;
use super::error::VectorError;
use super::fields::{Fields, Records, shortened};
use super::memory::{all_rows, put_row, row_order};
use super::model::{Bank, Departure, Entry, Inference, MemoryRow, Step, Vector};
use crate::front_end::{FrontEnd, FrontEndError};
use crate::random::{LANES, RandomState};
use crate::{
    Activity, Config, FRONT_END_VERSION, FeedbackSigns, Format, Layer, LayerActivity, Network, Order,
    Outcome, SPECIFICATION_VERSION, State, StepRate,
};

/// Reads a vector from text.
///
/// Every number is checked against its range, every list against the configuration, and the final memories
/// against the changes of the steps; whether the rule gives these numbers is not checked
/// ([`replay`](super::replay) and [`Vector::regenerate`] do that). What is read grows with the text, whatever
/// sizes the text promises.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse(text: &str) -> Result<Vector, VectorError> {
    Parser { records: Records::new(text) }.vector()
}

struct Parser<'a> {
    records: Records<'a>,
}

impl<'a> Parser<'a> {
    fn next(&mut self, keyword: &'static str) -> Result<Fields<'a>, VectorError> {
        self.records.next(keyword)
    }

    /// A record of one field.
    fn one<T>(
        &mut self,
        keyword: &'static str,
        read: impl FnOnce(&mut Fields<'a>) -> Result<T, VectorError>,
    ) -> Result<T, VectorError> {
        let mut fields = self.next(keyword)?;
        let value = read(&mut fields)?;
        fields.finish()?;
        Ok(value)
    }

    /// A record of a layer's number and a list of one element a neuron.
    fn layer_list<T>(
        &mut self,
        keyword: &'static str,
        layer: usize,
        neurons: usize,
        element: impl FnMut(&mut Fields<'a>) -> Result<T, VectorError>,
    ) -> Result<Vec<T>, VectorError> {
        let mut fields = self.next(keyword)?;
        fields.number(layer as i64..=layer as i64)?;
        let list = fields.list(neurons, element)?;
        fields.finish()?;
        Ok(list)
    }

    fn vector(mut self) -> Result<Vector, VectorError> {
        self.version("apical_vectors", "format", FORMAT_VERSION..=FORMAT_VERSION)?;
        let version =
            self.version("specification", "specification", SPECIFICATION_VERSION..=FRONT_END_VERSION)?;
        let name = self.one("name", Fields::text)?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=64).contains(&name.len()) || !name.bytes().all(plain) {
            return Err(VectorError::Name { line: self.records.line, found: shortened(name) });
        }
        let seed = self.one("seed", |fields| fields.hexadecimal(16))?;
        let prepared = self.one("prepared", Fields::bit)?;
        let config = self.config(version)?;
        let network = self.network(&config)?;
        let random = self.random()?;
        let start = State { config, network, random, in_flight: Vec::new() };
        let line = self.records.line;
        start.validate().map_err(|source| VectorError::State { line, source })?;

        let (steps, end) = self.steps(&start)?;
        let inferences = self.inferences(&start.config)?;
        self.finish(&end)?;
        Ok(Vector { name: name.to_string(), seed, prepared, start, steps, inferences })
    }

    fn version(
        &mut self,
        keyword: &'static str,
        what: &'static str,
        expected: RangeInclusive<u32>,
    ) -> Result<u32, VectorError> {
        let found = self.one(keyword, |fields| fields.number(i64::MIN..=i64::MAX))?;
        let line = self.records.line;
        match u32::try_from(found).ok().filter(|found| expected.contains(found)) {
            Some(found) => Ok(found),
            None => Err(VectorError::Version { line, what, found, expected: *expected.end() }),
        }
    }

    fn config(&mut self, version: u32) -> Result<Config, VectorError> {
        let front_end = if version == SPECIFICATION_VERSION {
            FrontEnd::THRESHOLD
        } else {
            let text = self.one("front_end", Fields::text)?;
            let line = self.records.line;
            text.parse()
                .map_err(|source: FrontEndError| VectorError::Config { line, source: source.into() })?
        };
        // Limits are checked by the configuration itself; these only bound what is read.
        let mut fields = self.next("layers")?;
        let mut layers = Vec::new();
        for _ in 0..fields.index(64)? {
            layers.push(fields.unsigned::<u32>()? as usize);
        }
        fields.finish()?;
        let mut fields = self.next("format")?;
        let (weight, accumulator) = (fields.unsigned()?, fields.unsigned()?);
        fields.finish()?;
        let line = self.records.line;
        let format =
            Format::new(weight, accumulator).map_err(|source| VectorError::Format { line, source })?;
        let order = match self.one("pipelined", Fields::bit)? {
            true => Order::Pipelined,
            false => Order::Sequential,
        };
        let mut fields = self.next("window")?;
        let mut window = Vec::new();
        for _ in 0..fields.index(64)? {
            window.push(fields.unsigned()?);
        }
        fields.finish()?;
        let config = Config {
            front_end,
            layers,
            format,
            order,
            window,
            margin_bits: self.one("margin_bits", Fields::unsigned)?,
            drop_shift: self.one("drop_shift", Fields::unsigned)?,
            initial_range: self.one("initial_range", Fields::unsigned)?,
            feedback_sharing: self.one("feedback_sharing", Fields::unsigned)?,
        };
        let line = self.records.line;
        config.validate().map_err(|source| VectorError::Config { line, source })?;
        Ok(config)
    }

    fn network(&mut self, config: &Config) -> Result<Network, VectorError> {
        let rows: usize = config.layers[..config.layer_count()].iter().map(|inputs| 2 * inputs + 2).sum();
        self.one("rows", |fields| fields.number(rows as i64..=rows as i64))?;
        let mut layers = Vec::new();
        for (index, sizes) in config.layers.windows(2).enumerate() {
            let mut layer = Layer { inputs: sizes[0], neurons: sizes[1], ..Layer::zeros(0, 0) };
            for (bank, input) in row_order(layer.inputs) {
                let fields = self.next(bank.keyword())?;
                let row = row(fields, bank, config, Some((index + 1, input)))?;
                bank.of_mut(&mut layer).extend(row.values);
            }
            layers.push(layer);
        }
        let mut feedback = Vec::new();
        for (index, &neurons) in config.layers[1..config.layer_count()].iter().enumerate() {
            let mut positive = Vec::new();
            for neuron in 0..neurons {
                let mut fields = self.next("feedback")?;
                fields.number(index as i64 + 1..=index as i64 + 1)?;
                fields.number(neuron as i64..=neuron as i64)?;
                positive.extend(fields.list(config.classes(), Fields::bit)?);
                fields.finish()?;
            }
            feedback.push(FeedbackSigns { positive });
        }
        Ok(Network { layers, feedback })
    }

    fn random(&mut self) -> Result<RandomState, VectorError> {
        let mut fields = self.next("lanes")?;
        let list = fields.list(LANES, |fields| fields.hexadecimal(8))?;
        fields.finish()?;
        let mut lanes = [0; LANES];
        for (lane, word) in lanes.iter_mut().zip(list) {
            *lane = word as u32;
        }
        let control = self.one("control", |fields| fields.hexadecimal(8))? as u32;
        Ok(RandomState { lanes, control })
    }

    /// The steps, and the state that they leave behind.
    fn steps(&mut self, start: &State) -> Result<(Vec<Step>, State), VectorError> {
        let count: u32 = self.one("steps", Fields::unsigned)?;
        let mut end = start.clone();
        let mut steps = Vec::new();
        let (mut entered, mut left) = (0, 0);
        for number in 0..count {
            let step = self.step(number, &start.config, (entered, left))?;
            entered += u32::from(step.entry.is_some());
            left += u32::from(step.departure.is_some());
            end.random = step.random;
            for row in &step.rows {
                // Addresses were checked as the rows were read.
                let _ = put_row(&mut end.network, row);
            }
            steps.push(step);
        }
        if entered != left {
            return Err(VectorError::NotDrained { line: self.records.line + 1, images: entered - left });
        }
        Ok((steps, end))
    }

    fn step(
        &mut self,
        number: u32,
        config: &Config,
        (entered, left): (u32, u32),
    ) -> Result<Step, VectorError> {
        let mut fields = self.records.next_of(&["learn", "drain"])?;
        let learns = fields.record() == "learn";
        fields.number(number.into()..=number.into())?;
        fields.finish()?;
        let rate: u16 = self.one("rate", Fields::unsigned)?;
        let line = self.records.line;
        let rate = StepRate::new(rate.into(), config.format)
            .map_err(|source| VectorError::StepRate { line, source })?;
        let entry = if learns { Some(self.entry(config)?) } else { None };
        let random = self.random()?;
        // Only what has entered can leave.
        let waiting = i64::from(entered + u32::from(learns) > left);
        let leaves = self.one("leaves", |fields| fields.number(0..=waiting))? == 1;
        let departure = if leaves { Some(self.departure(left, config)?) } else { None };
        let mut rows = Vec::new();
        let count: u32 = self.one("rows", Fields::unsigned)?;
        for _ in 0..count {
            let fields = self.records.next_of(&Bank::ALL.map(Bank::keyword))?;
            let keyword = fields.record();
            let bank = Bank::ALL.into_iter().find(|bank| bank.keyword() == keyword);
            // The record has one of these keywords.
            rows.push(row(fields, bank.unwrap_or(Bank::Weights), config, None)?);
        }
        Ok(Step { entry, rate, random, departure, rows })
    }

    fn entry(&mut self, config: &Config) -> Result<Entry, VectorError> {
        Ok(Entry {
            pixels: self.pixels(config)?,
            label: self.one("label", |fields| fields.index(config.classes()))? as u8,
            spikes: self.layer_list("spikes", 0, config.inputs(), Fields::bit)?,
        })
    }

    fn pixels(&mut self, config: &Config) -> Result<Vec<u8>, VectorError> {
        self.one("pixels", |fields| fields.list(config.raw_inputs(), Fields::unsigned))
    }

    fn departure(&mut self, image: u32, config: &Config) -> Result<Departure, VectorError> {
        let image = self.one("image", |fields| fields.number(image.into()..=image.into()))? as u32;
        let class = |fields: &mut Fields<'_>| fields.index(config.classes());
        let label = self.one("label", class)? as u8;
        let (mut potentials, mut spikes, mut windows) = (Vec::new(), Vec::new(), Vec::new());
        for (index, &neurons) in config.layers[1..].iter().enumerate() {
            potentials.push(self.potentials(index + 1, neurons, config)?);
            spikes.push(self.layer_list("spikes", index + 1, neurons, Fields::bit)?);
            if index < config.hidden_count() {
                windows.push(self.layer_list("window_bits", index + 1, neurons, Fields::bit)?);
            }
        }
        let margin = self.one("margin", Fields::unsigned)?;
        let winner = self.one("winner", class)? as u8;
        let correct = self.one("correct", Fields::bit)?;
        let step = self.one("step", Fields::unsigned)?;
        let mut deltas = Vec::new();
        for (index, &neurons) in config.layers[1..].iter().enumerate() {
            let delta = |fields: &mut Fields<'_>| fields.number(-1..=1).map(|delta| delta as i8);
            deltas.push(self.layer_list("deltas", index + 1, neurons, delta)?);
        }
        let outcome = Outcome { label, winner, correct, margin, step };
        Ok(Departure { image, outcome, potentials, spikes, windows, deltas })
    }

    fn potentials(&mut self, layer: usize, neurons: usize, config: &Config) -> Result<Vec<i32>, VectorError> {
        let limit = 1_i64 << (config.format.potential_bits_of(config.layers[layer - 1]) - 1);
        let potential = |fields: &mut Fields<'_>| fields.number(-limit..=limit - 1).map(|value| value as i32);
        self.layer_list("potentials", layer, neurons, potential)
    }

    fn inferences(&mut self, config: &Config) -> Result<Vec<Inference>, VectorError> {
        let count: u32 = self.one("inferences", Fields::unsigned)?;
        let mut inferences = Vec::new();
        for number in 0..count {
            self.one("infer", |fields| fields.number(number.into()..=number.into()))?;
            let pixels = self.pixels(config)?;
            let input = self.layer_list("spikes", 0, config.inputs(), Fields::bit)?;
            let mut layers = Vec::new();
            for (index, &neurons) in config.layers[1..].iter().enumerate() {
                let potentials = self.potentials(index + 1, neurons, config)?;
                let spikes = self.layer_list("spikes", index + 1, neurons, Fields::bit)?;
                layers.push(LayerActivity { potentials, spikes });
            }
            let winner = self.one("winner", |fields| fields.index(config.classes()))? as u8;
            inferences.push(Inference { pixels, activity: Activity { input, layers, winner } });
        }
        Ok(inferences)
    }

    /// The whole memories once more, which must be what the steps leave behind.
    fn finish(&mut self, end: &State) -> Result<(), VectorError> {
        self.one("final", |fields| fields.number(1..=1))?;
        let expected = all_rows(&end.network);
        let count = expected.len() as i64;
        self.one("rows", |fields| fields.number(count..=count))?;
        for expected in expected {
            let record = expected.bank.keyword();
            let fields = self.next(record)?;
            let found = row(fields, expected.bank, &end.config, Some((expected.layer, expected.input)))?;
            if found != expected {
                return Err(VectorError::Final { line: self.records.line, record });
            }
        }
        if self.random()? != end.random {
            return Err(VectorError::Final { line: self.records.line, record: "generators" });
        }
        self.next("done")?.finish()?;
        self.records.end("done")
    }
}

/// A memory row, at a given layer and input, or at any that there are.
fn row(
    mut fields: Fields<'_>,
    bank: Bank,
    config: &Config,
    address: Option<(usize, usize)>,
) -> Result<MemoryRow, VectorError> {
    let only = |index: usize| index as i64..=index as i64;
    let layers = address.map_or(1..=config.layer_count() as i64, |(layer, _)| only(layer));
    let layer = fields.number(layers)? as usize;
    let last = match bank {
        Bank::Weights | Bank::Accumulators => config.layers[layer - 1] as i64 - 1,
        Bank::BiasWeights | Bank::BiasAccumulators => 0,
    };
    let input = fields.number(address.map_or(0..=last, |(_, input)| only(input)))? as usize;
    let format = config.format;
    let range = match bank {
        Bank::Weights => format.weight_minimum()..=format.weight_maximum(),
        Bank::BiasWeights => -128..=127,
        Bank::Accumulators | Bank::BiasAccumulators => {
            format.accumulator_minimum()..=format.accumulator_maximum()
        }
    };
    let (minimum, maximum) = (i64::from(*range.start()), i64::from(*range.end()));
    let value = |fields: &mut Fields<'_>| fields.number(minimum..=maximum).map(|value| value as i8);
    let values = fields.list(config.layers[layer], value)?;
    fields.finish()?;
    Ok(MemoryRow { bank, layer, input, values })
}
