"""Front ends: what becomes of pixels and features before the network."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.model_selection import cross_val_score

from apical import DSFClassifier, InputError, Network, datasets
from apical.nir import to_nir


def test_features_of_any_range_are_learned():
    for load, least in ((load_iris, 0.85), (load_breast_cancer, 0.9)):
        X, y = load(return_X_y=True)
        X = X - X.mean(axis=0)
        classifier = DSFClassifier(hidden_layer_sizes=(50,), epochs=20, random_state=1, front_end="auto")
        assert cross_val_score(classifier, X, y, cv=3).mean() > least
        # By a threshold most of it is lost.
        with pytest.raises(Exception, match="0 and above"):
            clone(classifier).set_params(front_end="threshold").fit(X, y)


def test_a_feature_does_not_depend_on_the_range_of_others():
    X, y = load_iris(return_X_y=True)
    classifier = DSFClassifier(hidden_layer_sizes=(20,), epochs=3, random_state=1, front_end="thermometer:8")
    plain = classifier.fit(X, y).predict(X)
    other = X * [1000.0, 1.0, 0.5, 4.0] - [0.0, 8.0, 16.0, 0.0]
    scaled = classifier.fit(other, y).predict(other)
    assert (plain == scaled).mean() > 0.97


def test_pictures_get_filters_and_the_network_carries_them(tmp_path):
    digits = datasets.load_digits()
    X, y = digits.train_images[:1500].reshape(1500, -1), digits.train_labels[:1500]
    classifier = DSFClassifier(hidden_layer_sizes=(60,), epochs=4, random_state=2, front_end="auto").fit(X, y)
    network = classifier.network_
    assert network.config["front_end"].startswith("retina(28x28;kernel=7,")
    assert network.layers[0] == 1176
    expected = classifier.predict(X[:50])
    network.save(tmp_path / "model.safetensors")
    loaded = Network.load(tmp_path / "model.safetensors")
    for other in (loaded, pickle.loads(pickle.dumps(network)), Network(**network.config)):
        assert other.config == network.config
    assert (classifier.classes_[loaded.infer(X[:50])] == expected).all()
    with pytest.raises(InputError, match="the network"):
        network.infer(X[:5, :700])
    with pytest.raises(InputError, match="front_end: retina"):
        network.save(tmp_path / "model.npz")
    with pytest.raises(InputError, match="no counterpart in NIR"):
        to_nir(network)


@pytest.mark.parametrize(
    ("front_end", "message"),
    [
        ("retna", "is not understood"),
        ("thermometer:0", "is not understood"),
        (7, "is not a text"),
        ("retina:kernel=4", "kernel: 4 is none of"),
    ],
)
def test_front_ends_that_are_none_are_named(front_end, message):
    X = np.zeros((20, 400), dtype=np.uint8)
    X[::2] = 200
    with pytest.raises(InputError, match=message):
        DSFClassifier(front_end=front_end).fit(X, np.arange(20) % 2)
