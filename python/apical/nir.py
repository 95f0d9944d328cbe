"""Networks for other simulators, and from them: the Neuromorphic Intermediate Representation (NIR).

Inference is exported. What learning needs (accumulators, feedback signs, random generators) has no place in NIR; model
files hold it.
"""

from __future__ import annotations

import io
import json
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _apical, _check
from ._errors import FileError, InputError, ModelError
from ._network import Network

__all__ = ["drift", "from_nir", "input_spikes", "read", "to_nir", "write"]

# Potentials are whole numbers, and a neuron spikes above 0: between 0 and 1 is as good for simulators that compare with
# "greater" as for those that compare with "at least".
_THRESHOLD = 0.5


def _nir() -> Any:
    return _check.package("nir", "nir")


def to_nir(network: Network, *, bias: str = "input") -> Any:
    """A network as a NIR graph.

    Layers become weights (``nir.Linear`` or ``nir.Affine``) and, but for the last, neurons (``nir.IF`` with resistance 1,
    threshold 0.5 and reset 0). An image is one time step: its spikes, then nothing. The output is the potentials of the
    last layer, whose highest is the class. A simulator in which each layer of neurons delays its spikes by a step has the
    output as many steps later.

    Parameters
    ----------
    network : Network
    bias : {"input", "affine"}, default "input"
        How biases are written. ``"input"``: each layer has one input more, which spikes with each image; each hidden layer
        has a neuron more, which hands it on. The graph then does the same in simulators with and without a delay of a
        step a layer. ``"affine"``: as a constant of ``nir.Affine``, which is smaller, but a simulator adds it in every
        step, so that only those without delay give the same potentials.

    Returns
    -------
    nir.NIRGraph

    Examples
    --------
    >>> from apical import Network
    >>> from apical.nir import from_nir, to_nir
    >>> network = Network([16, 8, 3], seed=5)
    >>> graph = to_nir(network)
    >>> [int(size) for size in graph.nodes["layer1"].weight.shape]
    [9, 17]
    >>> again = from_nir(graph)
    >>> all((a == b).all() for a, b in zip(network.weights, again.weights))
    True
    """
    nir = _nir()
    if not isinstance(network, Network):
        raise InputError(f"network: {type(network).__name__} is not an apical.Network")
    _check.choice("bias", bias, ("input", "affine"))
    config = network.config
    last = len(config["layers"]) - 1
    _check_threshold(network)
    nodes: dict[str, Any] = {}
    layers = zip(network.weights, network.bias_weights, strict=True)
    for number, (weights, biases) in enumerate(layers, 1):
        # NIR has a row a neuron.
        matrix = weights.T.astype(np.float32)
        if bias == "affine":
            nodes[f"layer{number}"] = nir.Affine(weight=matrix, bias=biases.astype(np.float32))
        else:
            matrix = np.hstack([matrix, biases[:, None].astype(np.float32)])
            if number < last:
                relay = np.zeros((1, matrix.shape[1]), dtype=np.float32)
                relay[0, -1] = 1
                matrix = np.vstack([matrix, relay])
            nodes[f"layer{number}"] = nir.Linear(weight=matrix)
        if number < last:
            neurons = len(matrix)
            nodes[f"neurons{number}"] = nir.IF(
                r=np.ones(neurons, dtype=np.float32),
                v_threshold=np.full(neurons, _THRESHOLD, dtype=np.float32),
                v_reset=np.zeros(neurons, dtype=np.float32),
            )
    inputs = config["layers"][0] + (bias == "input")
    nodes = {
        "input": nir.Input(input_type={"input": np.array([inputs])}),
        **nodes,
        "output": nir.Output(output_type={"output": np.array([config["layers"][-1]])}),
    }
    names = list(nodes)
    metadata = {
        "apical.specification_version": _apical.SPECIFICATION_VERSION,
        "apical.config": json.dumps(config),
        "apical.number_format": f"{network.format}: signed whole numbers of {config['weight_bits']} bits, biases of 8",
        "apical.bias": bias,
        "apical.dt": 1.0,
        "apical.steps_an_image": 1,
        "apical.reset": "all potentials are 0 before each image",
        "apical.input": "a pixel of 128 or more spikes",
        "apical.output": "potentials; the class is the highest, of several the first",
        "apical.class_names": json.dumps(network.class_names),
    }
    return nir.NIRGraph(nodes=nodes, edges=list(zip(names, names[1:], strict=False)), metadata=metadata)


def from_nir(graph: Any, *, seed: int = 1) -> Network:
    """A network from a NIR graph.

    Parameters
    ----------
    graph : nir.NIRGraph
        A chain of input, weights and IF neurons in turn, weights, output, as :func:`to_nir` makes it. Weights and biases
        must be whole numbers within the format, and thresholds such that a neuron spikes at 1 and not at 0.
    seed : int
        Seed of what NIR does not hold. Accumulators are 0.

    Returns
    -------
    Network

    Raises
    ------
    ModelError
        If the graph is something else.
    """
    nir = _nir()
    if not isinstance(graph, nir.NIRGraph):
        raise InputError(f"graph: {type(graph).__name__} is not a nir.NIRGraph")
    try:
        return _network_of(graph, seed)
    except ModelError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise ModelError(f"NIR graph: {error}") from error


def _check_threshold(network: Network) -> None:
    front_end = network.config["front_end"]
    if front_end != "threshold":
        raise InputError(f"front_end: {front_end[:60]} has no counterpart in NIR: train with front_end=\"threshold\"")


def _network_of(graph: Any, seed: int) -> Network:
    nir = _nir()
    metadata = graph.metadata or {}
    version = int(metadata.get("apical.specification_version", _apical.SPECIFICATION_VERSION))
    if version != _apical.SPECIFICATION_VERSION:
        raise ModelError(
            f"NIR graph of specification version {version}: this software implements {_apical.SPECIFICATION_VERSION}"
        )
    chain = _chain(graph)
    expected: tuple[type, ...] = (nir.Input,)
    kinds: list[tuple[type, ...]] = []
    while len(kinds) < len(chain) - 1:
        kinds.append(expected)
        expected = (nir.IF,) if expected == (nir.Affine, nir.Linear) else (nir.Affine, nir.Linear)
    kinds.append((nir.Output,))
    for (name, node), kind in zip(chain, kinds, strict=True):
        if not isinstance(node, kind):
            wanted = " or ".join(one.__name__ for one in kind)
            raise ModelError(f"NIR graph: node {name!r} is {type(node).__name__}, {wanted} expected")
    matrices = [(name, node) for name, node in chain if isinstance(node, (nir.Affine, nir.Linear))]
    if len(matrices) < 2 or len(chain) != 2 * len(matrices) + 1:
        raise ModelError("NIR graph: weights, IF neurons, weights (and so on) between input and output expected")
    for name, node in chain:
        if isinstance(node, nir.IF):
            _check_neurons(name, node)
    # A graph of another program has constants.
    relayed = str(metadata.get("apical.bias", "affine")) == "input"
    weights, biases = [], []
    for number, (name, node) in enumerate(matrices, 1):
        matrix = np.asarray(node.weight)
        constant = np.asarray(node.bias) if isinstance(node, nir.Affine) else np.zeros(len(matrix))
        if relayed:
            if number < len(matrices):
                relay = matrix[-1]
                if relay[-1] != 1 or relay[:-1].any():
                    raise ModelError(f"NIR graph: node {name!r}: the last neuron does not hand the bias input on")
                matrix = matrix[:-1]
            matrix, constant = matrix[:, :-1], matrix[:, -1]
        weights.append(_whole(name, "weight", matrix).T)
        biases.append(_whole(name, "bias", constant))
    config = _configuration(metadata, [weights[0].shape[0], *(matrix.shape[1] for matrix in weights)], weights)
    network = Network(**config, seed=seed)
    zeros = [np.zeros_like(matrix) for matrix in weights]
    return network.replace(
        weights=weights,
        accumulators=zeros,
        bias_weights=biases,
        bias_accumulators=[np.zeros_like(bias) for bias in biases],
    )


def _chain(graph: Any) -> list[tuple[str, Any]]:
    """Nodes from the input to the output."""
    following: dict[str, str] = {}
    for source, target in graph.edges:
        if source in following:
            raise ModelError(f"NIR graph: node {source!r} leads to several nodes; a chain expected")
        following[source] = target
    starts = [name for name, node in graph.nodes.items() if isinstance(node, _nir().Input)]
    if len(starts) != 1:
        raise ModelError(f"NIR graph: {len(starts)} inputs, 1 expected")
    names = starts
    while names[-1] in following and len(names) <= len(graph.nodes):
        names.append(following[names[-1]])
    if len(names) != len(graph.nodes) or any(name not in graph.nodes for name in names):
        raise ModelError("NIR graph: the nodes are not one chain from input to output")
    return [(name, graph.nodes[name]) for name in names]


def _check_neurons(name: str, node: Any) -> None:
    threshold = np.asarray(node.v_threshold)
    if not np.all(np.asarray(node.r) == 1):
        raise ModelError(f"NIR graph: node {name!r}: resistances other than 1")
    if not np.all((threshold >= 0) & (threshold < 1)):
        raise ModelError(
            f"NIR graph: node {name!r}: thresholds {threshold.min():g} to {threshold.max():g} are out of range: 0 to below 1"
        )


def _whole(name: str, what: str, values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    if not np.isfinite(values).all() or not np.array_equal(values, np.rint(values)):
        raise ModelError(f"NIR graph: node {name!r}: {what} holds numbers that are not whole")
    return values.astype(np.int64)


def _configuration(metadata: dict[str, Any], layers: list[int], weights: list[npt.NDArray[np.int64]]) -> dict[str, Any]:
    """The graph's own, or the narrowest format that holds the weights."""
    if "apical.config" in metadata:
        config: dict[str, Any] = json.loads(str(metadata["apical.config"]))
        if not isinstance(config, dict) or config.get("layers") != layers:
            raise ModelError(f"NIR graph: sizes {layers} are not those that its metadata say")
        return config
    least, greatest = min(matrix.min() for matrix in weights), max(matrix.max() for matrix in weights)
    bits = next((bits for bits in range(2, 9) if -(2 ** (bits - 1)) <= least and greatest < 2 ** (bits - 1)), None)
    if bits is None:
        raise ModelError(f"NIR graph: weights {least} to {greatest} are out of range: -128 to 127")
    return {"layers": layers, "weight_bits": bits}


def input_spikes(network: Network, images: npt.NDArray[np.uint8], *, bias: str = "input") -> npt.NDArray[np.float32]:
    """Images as the input of the exported graph's first time step.

    Parameters
    ----------
    network : Network
    images : ndarray of uint8, shape (images, height, width) or (images, pixels)
    bias : {"input", "affine"}
        As for :func:`to_nir`.

    Returns
    -------
    ndarray of float32, shape (images, pixels + 1), or (images, pixels) with ``"affine"``
        0 or 1.
    """
    _check.choice("bias", bias, ("input", "affine"))
    _check_threshold(network)
    matrix = _check.images(images, network.layers[0])
    spikes = (matrix >= 128).astype(np.float32)
    return spikes if bias == "affine" else np.hstack([spikes, np.ones((len(spikes), 1), dtype=np.float32)])


def drift(network: Network, images: npt.NDArray[np.uint8], potentials: npt.ArrayLike) -> dict[str, float]:
    """How far another simulator is from the network.

    Parameters
    ----------
    network : Network
    images : ndarray of uint8, shape (images, height, width) or (images, pixels)
    potentials : array_like of float, shape (images, classes)
        What the simulator gave for them.

    Returns
    -------
    dict
        ``images``; ``same_predictions``, a share; ``largest_difference`` and ``mean_difference`` of a potential.
    """
    own = network.potentials(images)
    others = np.asarray(potentials, dtype=np.float64)
    if others.shape != own.shape:
        raise InputError(f"potentials: shape {others.shape}, {own.shape} expected")
    difference = np.abs(others - own)
    return {
        "images": float(len(own)),
        "same_predictions": float((others.argmax(axis=1) == own.argmax(axis=1)).mean()),
        "largest_difference": float(difference.max()),
        "mean_difference": float(difference.mean()),
    }


def write(path: str | os.PathLike[str], network: Network, *, bias: str = "input") -> None:
    """Write a network as a NIR file (HDF5); the whole file or none of it."""
    name = os.fspath(path)
    graph = to_nir(network, bias=bias)
    content = io.BytesIO()
    _nir().write(content, graph)
    _apical.replace_file(name, content.getvalue())


def read(path: str | os.PathLike[str], *, seed: int = 1) -> Network:
    """Read a network from a NIR file; see :func:`from_nir`."""
    name = os.fspath(path)
    if not os.path.isfile(name):
        raise FileError(f"cannot read {name}: there is no such file")
    try:
        graph = _nir().read(name)
    except Exception as error:
        # Of many kinds, since a file can be damaged anywhere.
        raise ModelError(f"{name}: not a NIR file: {error}") from error
    try:
        return from_nir(graph, seed=seed)
    except ModelError as error:
        raise ModelError(f"{name}: {error}") from error
