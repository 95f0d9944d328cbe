"""Front ends: what becomes of pixels and features before the network."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.model_selection import cross_val_score

from apical import DSFClassifier, InputError, ModelError, Network, datasets
from apical.nir import to_nir


def test_features_of_any_range_are_learned():
    for load, least in ((load_iris, 0.85), (load_breast_cancer, 0.9)):
        X, y = load(return_X_y=True)
        X = X - X.mean(axis=0)
        classifier = DSFClassifier(hidden_layer_sizes=(50,), epochs=20, random_state=1)
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
    classifier = DSFClassifier(hidden_layer_sizes=(60,), epochs=4, random_state=2).fit(X, y)
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
    network.save(tmp_path / "model.npz")
    assert Network.load(tmp_path / "model.npz") == network
    with pytest.raises(InputError, match="no counterpart in NIR"):
        to_nir(network)


DOCUMENT = Path(__file__).resolve().parents[2] / "docs/exports.md"


@pytest.mark.parametrize(
    ("front_end", "inputs"),
    [
        ("threshold", 784),
        ("inverted+threshold", 784),
        ("levels(784;40,40,200)", 2352),
        ("inverted+thermometer(784;64,128,192)", 2352),
        ("retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=900,bar=1200)", 1176),
        ("levels(784;128)+retina(28x28;kernel=5,angles=4,stride=2,pool=4,input=60,edge=4,bar=6)", 1040),
    ],
)
def test_the_documented_code_infers_as_the_network_does(tmp_path, front_end, inputs):
    code = DOCUMENT.read_text(encoding="utf-8").split("<!-- begin: numpy inference -->\n\n```python\n")[1].split("```")[0]
    names = {}
    exec(compile(code, "docs/exports.md", "exec"), names)
    digits = datasets.load_digits()
    # Dark digits for what inverts.
    ground = 255 if front_end.startswith("inverted") else 0
    network = Network([inputs, 50, 10], seed=3, front_end=front_end, window=50)
    network.learn(digits.train_images[:500] ^ ground, digits.train_labels[:500], learning_rate=20.0)
    network.save(tmp_path / "model.npz")
    images = digits.test_images[:300].reshape(300, -1) ^ ground
    potentials, classes = names["infer"](np.load(tmp_path / "model.npz"), images)
    assert (potentials == network.potentials(images)).all()
    assert (classes == network.infer(images)).all() and len(np.unique(classes)) > 2


def test_archives_whose_tables_contradict_the_front_end_are_refused(tmp_path):
    text = "levels(9;1,255)+retina(3x3;kernel=3,angles=2,stride=1,pool=2,input=7,edge=258,bar=2)"
    Network([50, 5, 3], front_end=text).save(tmp_path / "whole.npz")
    arrays = dict(np.load(tmp_path / "whole.npz"))
    filters = arrays["front_end.retina.filters"].copy()
    filters[1, 2, 2] += 1
    for name, value in {
        "specification_version": np.uint32(1),
        "front_end": np.bytes_(text.replace("258", "259").encode()),
        "front_end.inverted": None,
        "front_end.levels.thresholds": np.array([[1, 254]], dtype=np.uint8),
        "front_end.levels.thermometer": np.uint8(1),
        "front_end.retina.filters": filters,
        "front_end.retina.pool": np.int64(2),
        "front_end.other": np.uint8(1),
    }.items():
        changed = {key: array for key, array in arrays.items() if key != name}
        if value is not None:
            changed[name] = value
        np.savez(tmp_path / "changed.npz", **changed)
        with pytest.raises(ModelError, match=r"changed.npz: .*(front_end|specification_version)"):
            Network.load(tmp_path / "changed.npz")


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


def test_defaults_are_those_of_the_front_end():
    X = np.random.default_rng(1).uniform(size=(100, 4))
    y = (X[:, 0] > 0.5).astype(int)
    for front_end, margin_bits, drop_shift, initial_range, rate in [
        ("threshold", 6, 2, 250, (10.0, 0.3)),
        ("levels:3", 6, 2, 250, (10.0, 0.3)),
        ("auto", 5, 3, 500, (6.0, 0.3)),
        ("thermometer:3", 5, 3, 500, (6.0, 0.3)),
    ]:
        classifier = DSFClassifier((5,), epochs=2, random_state=1, front_end=front_end).fit(X, y)
        config = classifier.network_.config
        found = config["margin_bits"], config["drop_shift"], config["initial_range"]
        assert found == (margin_bits, drop_shift, initial_range), front_end
        # And the rate that is not told.
        told = clone(classifier).set_params(learning_rate=rate).fit(X, y)
        assert told.network_ == classifier.network_
        assert clone(classifier).set_params(learning_rate=(3.0, 0.3)).fit(X, y).network_ != classifier.network_
    # 32 levels of each feature.
    assert DSFClassifier((5,), epochs=1).fit(X, y).network_.layers[0] == 128
