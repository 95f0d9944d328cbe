"""Pictures, with matplotlib. Each function draws into an axes (or makes some) and returns it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _check
from ._errors import InputError
from ._network import Network, square
from ._processor import Energy, OperatingPoint

__all__ = ["confusion_matrix", "energy_bars", "pareto_front", "spike_raster", "voltage", "weights"]

_BLUE, _RED, _GREY = "#2a6f97", "#c1440e", "#8a8f98"


def _pyplot() -> Any:
    return _check.package("matplotlib.pyplot", "plot")


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is not None:
        return ax
    return _pyplot().subplots(figsize=(width, height), layout="constrained")[1]


def weights(network: Network, *, layer: int = 1, neurons: int | Sequence[int] = 20, columns: int = 10) -> Any:
    """What neurons of a layer look for: the weights of each as an image.

    Parameters
    ----------
    network : Network
    layer : int
        From 1. Inputs of other layers than the first are drawn as squares too, or in one row.
    neurons : int or sequence of int
        The first so many, or which ones.
    columns : int
        Images in a row.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from apical import Network, plot
    >>> figure = plot.weights(Network([784, 20, 10]), neurons=10)
    >>> len(figure.axes) >= 10
    True
    """
    if not isinstance(network, Network):
        raise InputError(f"network: {type(network).__name__} is not an apical.Network")
    layers = network.weights
    matrix = layers[_check.integer("layer", layer, 1, len(layers)) - 1]
    inputs, count = matrix.shape
    if np.ndim(neurons) == 0:
        chosen = list(range(_check.integer("neurons", neurons, 1, count)))
    else:
        chosen = [_check.integer("neurons", one, 0, count - 1) for one in neurons]  # type: ignore[union-attr]
    columns = min(_check.integer("columns", columns, 1, 1000), len(chosen))
    rows = -(-len(chosen) // columns)
    height, width = square(inputs)
    limit = 2 ** (network.config["weight_bits"] - 1)
    figure, axes = _pyplot().subplots(
        rows, columns, figsize=(1.0 * columns + 0.9, 1.15 * rows + 0.2), squeeze=False, layout="constrained"
    )
    picture = None
    for ax in axes.flat:
        ax.set_axis_off()
    for neuron, ax in zip(chosen, axes.flat, strict=False):
        picture = ax.imshow(
            matrix[:, neuron].reshape(height, width), cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest"
        )
        ax.set_title(str(neuron), fontsize=8, pad=2)
    figure.colorbar(picture, ax=axes, label="weight", shrink=0.9)
    return figure


def spike_raster(spikes: Sequence[npt.NDArray[np.bool_]], *, ax: Any = None) -> Any:
    """Which neurons spike for which image.

    Parameters
    ----------
    spikes : sequence of ndarray of bool, shape (images, neurons)
        Of one layer or several, as :meth:`apical.Network.spikes` gives them.
    ax : matplotlib.axes.Axes, optional

    Examples
    --------
    >>> from apical import Network, datasets, plot
    >>> network = Network([784, 20, 10])
    >>> ax = plot.spike_raster(network.spikes(datasets.generate_digits(1, 30).test_images)[1:])
    >>> ax.get_xlabel()
    'image'
    """
    layers = [np.asarray(layer) for layer in ([spikes] if isinstance(spikes, np.ndarray) else spikes)]
    if not layers or any(layer.ndim != 2 or layer.dtype != np.bool_ for layer in layers):
        raise InputError("spikes: arrays of bool, shape (images, neurons), expected")
    if len({len(layer) for layer in layers}) != 1:
        raise InputError(f"spikes: {[len(layer) for layer in layers]} images by layer; as many of each expected")
    ax = _axes(ax, 8, 5)
    base = 0
    ticks = []
    for number, layer in enumerate(layers):
        image, neuron = np.nonzero(layer)
        ax.scatter(image, neuron + base, s=4, marker="|", linewidths=0.9, color=(_BLUE, _RED)[number % 2])
        ticks.append((base + layer.shape[1] / 2, f"{layer.shape[1]} neurons"))
        base += layer.shape[1]
        if number + 1 < len(layers):
            ax.axhline(base - 0.5, color=_GREY, linewidth=0.8)
    ax.set_yticks([position for position, _ in ticks], [name for _, name in ticks])
    ax.set(
        xlabel="image",
        ylabel="layer, the first at the bottom",
        xlim=(-0.5, len(layers[0]) - 0.5),
        ylim=(-0.5, base - 0.5),
    )
    return ax


def energy_bars(energies: Energy | dict[str, Energy], *, by: str = "block", ax: Any = None) -> Any:
    """Where the (calibrated) energy of an image goes.

    Parameters
    ----------
    energies : Energy or dict of str to Energy
        One, or several to compare, by name.
    by : {"block", "layer", "cause", "kind"}
    ax : matplotlib.axes.Axes, optional

    Examples
    --------
    >>> from apical import Processor, datasets, plot
    >>> run = Processor("apical").infer(datasets.generate_digits(1, 30).test_images)
    >>> plot.energy_bars(run.energy).get_xlabel()
    'nJ an image (modelled, calibrated)'
    """
    several = energies if isinstance(energies, dict) else {"": energies}
    if not several or any(not isinstance(energy, Energy) for energy in several.values()):
        raise InputError("energies: an apical.Energy, or a dictionary of them, expected")
    parts = {name: energy.by(by) for name, energy in several.items()}
    keys = sorted(
        {key for part in parts.values() for key in part}, key=lambda key: -sum(p.get(key, 0) for p in parts.values())
    )
    ax = _axes(ax, 8, 0.8 + 0.35 * len(keys) * max(1, 0.8 * len(parts)))
    thickness = 0.8 / len(parts)
    colours = [_BLUE, _RED, _GREY, "#5f8f3e", "#7a5195"]
    for number, (name, part) in enumerate(parts.items()):
        positions = np.arange(len(keys)) + (number - (len(parts) - 1) / 2) * thickness
        values = [part.get(key, 0.0) for key in keys]
        bars = ax.barh(positions, values, thickness, label=name, color=colours[number % len(colours)])
        ax.bar_label(bars, fmt="%.2f", padding=3, fontsize=8)
    ax.set_yticks(np.arange(len(keys)), keys)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.set_xlabel("nJ an image (modelled, calibrated)")
    ax.spines[["top", "right"]].set_visible(False)
    if len(parts) > 1:
        ax.legend(frameon=False)
    return ax


def voltage(points: Sequence[OperatingPoint], *, ax: Any = None) -> Any:
    """Energy of an image against the supply, with its bounds; and the rate that goes with it.

    Parameters
    ----------
    points : sequence of OperatingPoint
        As :meth:`apical.Processor.operating_points` gives them.
    ax : matplotlib.axes.Axes, optional
    """
    _points(points)
    ax = _axes(ax, 7, 4)
    supply = [point.supply_v for point in points]
    ax.fill_between(
        supply,
        [point.energy_low_nj for point in points],
        [point.energy_high_nj for point in points],
        color=_BLUE,
        alpha=0.15,
        linewidth=0,
        label="bounds",
    )
    ax.plot(supply, [point.energy_nj for point in points], color=_BLUE, marker="o", markersize=3, label="calibrated")
    ax.set(xlabel="supply, V", ylabel="nJ an image (modelled)", ylim=(0, None))
    ax.legend(frameon=False, loc="upper left")
    rate = ax.twinx()
    rate.plot(supply, [point.images_per_second / 1e3 for point in points], color=_RED, linestyle="--")
    rate.set_ylabel("thousand images/s", color=_RED)
    rate.set_ylim(0, None)
    return ax


def _points(points: Sequence[Any]) -> None:
    if not len(points) or any(not isinstance(point, OperatingPoint) for point in points):
        raise InputError("points: apical.OperatingPoint expected, at least one")


def pareto_front(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    labels: Sequence[str] | None = None,
    x_name: str = "",
    y_name: str = "",
    more_x: bool = False,
    more_y: bool = True,
    ax: Any = None,
) -> Any:
    """Points, and those among them that no other point beats in both.

    Parameters
    ----------
    x, y : array_like of float, shape (points,)
        For example nJ an image and accuracy.
    labels : sequence of str, optional
        Names, written beside the points of the front.
    x_name, y_name : str
        Names of the axes, with units.
    more_x, more_y : bool
        Whether more is better.
    ax : matplotlib.axes.Axes, optional

    Examples
    --------
    >>> from apical import plot
    >>> ax = plot.pareto_front([16, 20, 30], [97.9, 97.8, 98.2], labels=["a", "b", "c"])
    >>> [text.get_text() for text in ax.texts]
    ['a', 'c']
    """
    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if across.ndim != 1 or across.shape != up.shape or not len(across):
        raise InputError(f"x and y: shapes {across.shape} and {up.shape}; the same (points,) expected, at least one")
    if not (np.isfinite(across).all() and np.isfinite(up).all()):
        raise InputError("x and y: NaN or infinity; finite numbers expected")
    if labels is not None and len(labels) != len(across):
        raise InputError(f"labels: {len(labels)} given for {len(across)} points")
    ax = _axes(ax, 6.5, 4.5)
    front = _front(across * (1 if more_x else -1), up * (1 if more_y else -1))
    order = front[np.argsort(across[front], kind="stable")]
    ax.scatter(across, up, color=_GREY, s=22, zorder=2)
    ax.plot(across[order], up[order], color=_BLUE, marker="o", markersize=6, zorder=3)
    for point in order if labels is not None else ():
        ax.annotate(labels[point], (across[point], up[point]), xytext=(6, -12), textcoords="offset points", fontsize=9)  # type: ignore[index]
    ax.set(xlabel=x_name, ylabel=y_name)
    ax.margins(0.12)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _front(gain_x: npt.NDArray[np.float64], gain_y: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Points such that no other is at least as good in both and better in one."""
    at_least = (gain_x[:, None] <= gain_x) & (gain_y[:, None] <= gain_y)
    better = (gain_x[:, None] < gain_x) | (gain_y[:, None] < gain_y)
    return np.flatnonzero(~(at_least & better).any(axis=1))


def confusion_matrix(
    labels: npt.ArrayLike, predictions: npt.ArrayLike, *, class_names: Sequence[Any] | None = None, ax: Any = None
) -> Any:
    """How often each class is taken for each.

    Parameters
    ----------
    labels, predictions : array_like, shape (samples,)
        True and found, of the same kind.
    class_names : sequence, optional
        Names of the classes, in their order.
    ax : matplotlib.axes.Axes, optional

    Examples
    --------
    >>> from apical import plot
    >>> plot.confusion_matrix([0, 1, 1], [0, 1, 0]).get_ylabel()
    'label'
    """
    true, found = np.asarray(labels), np.asarray(predictions)
    if true.ndim != 1 or true.shape != found.shape or not len(true):
        raise InputError(f"labels and predictions: shapes {true.shape} and {found.shape}; the same (samples,) expected")
    classes = np.unique(np.concatenate([true, found]))
    names = [str(one) for one in (classes if class_names is None else class_names)]
    if class_names is not None and np.issubdtype(classes.dtype, np.integer) and len(names) > len(classes):
        # Classes that do not occur are shown too.
        classes = np.arange(len(names))
    if len(names) != len(classes):
        raise InputError(f"class_names: {len(names)} given for {len(classes)} classes")
    counts = np.zeros((len(classes), len(classes)), dtype=int)
    np.add.at(counts, (np.searchsorted(classes, true), np.searchsorted(classes, found)), 1)
    side = 1.5 + 0.45 * len(classes)
    ax = _axes(ax, side + 0.5, side)
    # Mistakes are few: their colours are on a scale of their own, the diagonal's on the other.
    mistakes = counts - np.diag(np.diag(counts))
    ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max()) * 1.3)
    for row, column in np.ndindex(*counts.shape):
        if counts[row, column]:
            weight = "bold" if row == column else "normal"
            ax.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, fontweight=weight)
    ax.set_xticks(range(len(names)), names, rotation=90 if max(map(len, names)) > 3 else 0)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="taken for", ylabel="label", title=f"{np.trace(counts)} of {counts.sum()} right")
    return ax
