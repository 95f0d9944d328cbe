//! `apical serve`

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use apical_chip::design::{Design, DesignRequest};
use apical_chip::preset::Preset;
use apical_core::Config;
use apical_data::{DataSource, ImageSize, Loaded, NamedSet, is_at_hand};
use apical_serve::{Options, ServeError, Server, StartModel};

use crate::chip::ChipArguments;
use crate::data::{self, DataRequest, Prepare};
use crate::failure::{Failure, Status};
use crate::logging::Verbosity;
use crate::model::Model;
use crate::output;
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  apical serve --open
        learn the built-in digits in a few seconds, and open the page in the browser
  apical serve --model mnist.safetensors --data-dir MNIST_FOLDER
        begin with a model; its test images, and MNIST to train on, are in that folder
  apical serve --preset mine.toml --port 0
        a processor of your own, on any free port

The page comes from this program alone and asks no other server for anything. It can be reached from this machine only,
unless --host says otherwise: there is no password, so give it to nobody but a network that you trust. Every page that
is open has a network and a processor of its own. Ctrl-C ends the server.";

/// Draw, watch, teach and train in the browser
///
/// Serves a page on which the processor can be watched at work: what each neuron does, what travels back when it
/// learns, cycles and nanojoules of every image. Without --model, a network learns the built-in digits first.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ServeArguments {
    /// Model or checkpoint to begin with
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,

    #[command(flatten)]
    chip: ChipArguments,

    /// Folder in which named datasets are looked for, to train on and to measure accuracies
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    data_dir: Option<PathBuf>,

    /// Port; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 8417, help_heading = "Server")]
    port: u16,

    /// Address to listen on: 0.0.0.0 for all of this machine's
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), help_heading = "Server")]
    host: IpAddr,

    /// Open the page in the browser
    #[arg(long, help_heading = "Server")]
    open: bool,
}

pub(crate) fn run(arguments: &ServeArguments, verbosity: Verbosity) -> Result<Status, Failure> {
    let model = arguments.model.as_ref().map(|_| model(arguments)).transpose()?;
    let options = Options {
        address: SocketAddr::new(arguments.host, arguments.port),
        processors: processors(arguments, model.as_ref().map(|model| &model.state.config))?,
        model,
        follows_front_end: arguments.chip.preset.is_none(),
        data: data(arguments),
    };
    // Sessions compute on threads of their own.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(ServeError::Runtime)?;
    let served = runtime.block_on(serve(arguments, options, verbosity));
    // All had time to end; what a session still computes is of no use.
    runtime.shutdown_background();
    served.map(|()| Status::Success)
}

async fn serve(arguments: &ServeArguments, options: Options, verbosity: Verbosity) -> Result<(), Failure> {
    let mut bar: Option<Progress> = None;
    let server = Server::bind(options, move |epoch, epochs| {
        let bar = bar.get_or_insert_with(|| Progress::new(epochs.into(), verbosity));
        bar.say("learning the built-in digits");
        if epoch > 0 {
            bar.many(1);
        }
        if epoch == epochs {
            bar.finish();
        }
    })
    .await?;
    let stop = stop().map_err(ServeError::Runtime)?;
    let address = shown(server.address());
    output::print(&format!("{address}\n"))?;
    if !arguments.host.is_loopback() {
        tracing::warn!("everyone who can reach {address} can use this server");
    }
    if arguments.open
        && let Err(error) = open::that_detached(&address)
    {
        tracing::warn!("the browser cannot be opened ({error}): the page is at {address}");
    }
    server.run(stop).await;
    Ok(())
}

/// Ready at Ctrl-C, or when the system asks this program to end.
fn stop() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// The address of the page: one that a browser on this machine can open.
fn shown(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{}/", address.port()),
        _ => format!("http://{address}/"),
    }
}

/// The model, and what its accuracy is measured on if that is at hand.
fn model(arguments: &ServeArguments) -> Result<StartModel, Failure> {
    let path = arguments.model.as_deref().unwrap_or_else(|| std::path::Path::new(""));
    let model = Model::load(path)?;
    let names = model.data_names().unwrap_or_else(data::builtin);
    let data = own_data(arguments, &model, &names).unwrap_or_else(|failure| {
        tracing::warn!("the data of {} are not at hand, so that others must do: {failure}", path.display());
        None
    });
    let Model { mut run, mut state } = model;
    // The checkpoint's own run learns the images in flight.
    run.drop_pipeline(&mut state);
    Ok(StartModel { state, run, data })
}

/// Data that the page would not find by itself.
fn own_data(arguments: &ServeArguments, model: &Model, names: &[String]) -> Result<Option<Loaded>, Failure> {
    if let [name] = names
        && (name == "builtin" || NamedSet::from_name(name).is_some())
    {
        return Ok(None);
    }
    let loaded = DataRequest {
        size: model.image_size(),
        prepare: model.prepare().unwrap_or(Prepare::Auto),
        class_names: Some(model.class_names()),
        form: Some(model.form()),
        rows_as: Some(model.image_size()),
        ..DataRequest::new(names, arguments.data_dir.as_deref())
    }
    .load_by(model.split_rule())?;
    let test = &loaded.split.test;
    let fits = ImageSize { width: test.width(), height: test.height() } == model.image_size();
    Ok(fits.then_some(loaded))
}

/// Named datasets that are at hand.
fn data(arguments: &ServeArguments) -> Vec<(String, DataSource)> {
    let data_dir = arguments.data_dir.clone();
    let at_hand = NamedSet::ALL.into_iter().filter(|set| is_at_hand(*set, data_dir.as_deref()));
    let source = |set: NamedSet| DataSource::Named { set, data_dir: data_dir.clone() };
    at_hand.map(|set| (set.name().to_owned(), source(set))).collect()
}

/// The processor asked for, or that of the model's front end, then the others of this program.
fn processors(arguments: &ServeArguments, model: Option<&Config>) -> Result<Vec<Design>, Failure> {
    let mut designs = vec![arguments.chip.design(model, None, None)?];
    for name in Preset::builtin_names() {
        if designs.iter().any(|design| design.preset().name == name) {
            continue;
        }
        let (technology, sram) = (arguments.chip.technology.clone(), arguments.chip.sram.clone());
        match (DesignRequest { technology, sram, ..DesignRequest::of(name) }).resolve() {
            Ok(design) => designs.push(design),
            Err(error) => tracing::warn!("preset {name} cannot be chosen on the page: {error}"),
        }
    }
    Ok(designs)
}
