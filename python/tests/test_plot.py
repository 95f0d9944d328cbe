"""Pictures: that they show what they should."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from apical import InputError, Network, Processor, plot


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_weights_are_images(network):
    figure = plot.weights(network, neurons=[3, 5, 7], columns=2)
    shown = [ax for ax in figure.axes if ax.images and ax.get_title()]
    assert [ax.get_title() for ax in shown] == ["3", "5", "7"]
    assert (shown[1].images[0].get_array() == network.weights[0][:, 5].reshape(28, 28)).all()
    assert shown[0].images[0].get_clim() == (-8, 8)
    last = plot.weights(network, layer=3, neurons=10)
    assert last.axes[0].images[0].get_array().shape == (1, 200)
    for wrong in ({"layer": 4}, {"layer": 0}, {"neurons": 201}, {"neurons": [200]}, {"columns": 0}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            plot.weights(network, **wrong)


def test_a_raster_has_a_mark_a_spike(network, digits):
    spikes = network.spikes(digits.test_images[:20])
    ax = plot.spike_raster(spikes[1:])
    assert sum(len(marks.get_offsets()) for marks in ax.collections) == sum(int(layer.sum()) for layer in spikes[1:])
    for wrong in ([], [spikes[0], spikes[1][:5]], [spikes[0].astype(int)]):
        with pytest.raises(InputError, match="spikes"):
            plot.spike_raster(wrong)


def test_bars_sum_to_the_energy(network, digits):
    processor = Processor("apical", network=network)
    run = processor.infer(digits.test_images[:50])
    other = Processor("park2019", network=network, adapt=True).infer(digits.test_images[:50])
    ax = plot.energy_bars(run.energy)
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(run.energy.calibrated_nj)
    ax = plot.energy_bars({"apical": run.energy, "park2019": other.energy}, by="cause")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["apical", "park2019"]
    ax = plot.voltage(processor.operating_points(run))
    assert len(ax.lines[0].get_xdata()) == len(processor.operating_points(run))
    for wrong in ({}, 3, {"a": 3}):
        with pytest.raises(InputError, match="energies"):
            plot.energy_bars(wrong)
    with pytest.raises(InputError, match="points"):
        plot.voltage([])


def test_the_front_is_what_nothing_beats():
    x, y = [1, 2, 2, 3, 4, 4], [5, 7, 6, 7, 9, 9]
    ax = plot.pareto_front(x, y, labels=list("abcdef"), x_name="nJ", y_name="%")
    assert [text.get_text() for text in ax.texts] == ["a", "b", "e", "f"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("nJ", "%")
    ax = plot.pareto_front(x, y, labels=list("abcdef"), more_x=True, more_y=False)
    assert [text.get_text() for text in ax.texts] == ["a", "c", "d", "e", "f"]
    for wrong in (([], []), ([1], [1, 2]), ([1, np.nan], [1, 2])):
        with pytest.raises(InputError, match="x and y"):
            plot.pareto_front(*wrong)
    with pytest.raises(InputError, match="labels: 1 given for 2 points"):
        plot.pareto_front([1, 2], [1, 2], labels=["a"])


def test_a_confusion_matrix_counts():
    ax = plot.confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    assert sorted(text.get_text() for text in ax.texts) == ["1", "1", "1", "2"]
    assert ax.get_title() == "3 of 5 right"
    ax = plot.confusion_matrix(["b", "a"], ["b", "b"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]
    ax = plot.confusion_matrix([0, 2], [0, 2], class_names=["x", "y", "z"])
    assert len(ax.get_xticklabels()) == 3
    with pytest.raises(InputError, match="labels and predictions"):
        plot.confusion_matrix([0], [0, 1])
    with pytest.raises(InputError, match="class_names: 1 given for 2 classes"):
        plot.confusion_matrix([0, 1], [0, 1], class_names=["x"])


def test_pictures_need_networks():
    with pytest.raises(InputError, match="network: str"):
        plot.weights("network")
    assert len(plot.weights(Network([12, 3, 2]), neurons=3).axes) == 4
