"""The classifier."""

from __future__ import annotations

import json
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from apical import ApicalError, DSFClassifier, InputError, Network


def test_it_learns_the_digits(trained, digits):
    assert trained.score(digits.test_matrix, digits.test_labels) > 0.85
    assert trained.n_features_in_ == 784
    assert trained.network_.layers == (784, 200, 200, 10)
    assert trained.n_epochs_ == len(trained.history_) == 3
    assert [record["learned"] for record in trained.history_] == [10_000] * 3
    assert trained.history_[2]["errors"] < trained.history_[0]["errors"]
    assert not trained.interrupted_


@pytest.mark.parametrize(
    "flags, parameters",
    [
        ([], {}),
        (
            ["--order", "sequential", "--format", "w6g5"],
            {"order": "sequential", "weight_bits": 6, "accumulator_bits": 5},
        ),
        (
            ["--shift", "1", "--learning-rate", "4:1", "--layers", "784,60,10"],
            {"shift": 1, "learning_rate": (4, 1), "hidden_layer_sizes": 60},
        ),
    ],
)
def test_fit_is_apical_train(program, digits, tmp_path, flags, parameters):
    """The same seed gives the same bits, in every memory and random generator."""
    model = tmp_path / "model.safetensors"
    command = [program, "train", "--front-end", "threshold", "--seed", "11", "--epochs", "2", "--out", str(model), "--json", *flags]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    summary = json.loads(result.stdout.splitlines()[-1])
    classifier = DSFClassifier(epochs=2, random_state=11, front_end="threshold", **parameters)
    classifier.fit(digits.train_matrix, digits.train_labels)
    assert classifier.network_ == Network.load(model)
    assert summary["test_accuracy"] == pytest.approx(classifier.score(digits.test_matrix, digits.test_labels))
    last = classifier.history_[-1]
    assert summary["train_error"] == last["errors"] / last["learned"]
    # The other way: the command line reads what Python wrote, with names and hash of the data.
    classifier.network_.save(tmp_path / "python.safetensors")
    told = subprocess.run(
        [program, "eval", "python.safetensors", "--data", "builtin", "--json"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(told.stdout)["accuracy"] == summary["test_accuracy"]
    told = subprocess.run(
        [program, "info", "python.safetensors"], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert summary["data_hash"][:12] in told.stdout
    # Its configuration makes it again, from the same samples.
    said = {"capture_output": True, "text": True, "cwd": tmp_path}
    config = subprocess.run([program, "info", "python.safetensors", "--config"], check=True, **said).stdout
    (tmp_path / "run.toml").write_text(config, encoding="utf-8")
    command = [program, "train", "--config", "run.toml", "--out", "again.safetensors"]
    refused = subprocess.run(command, check=False, **said)
    assert refused.returncode == 2 and "--data" in refused.stderr
    subprocess.run([*command, "--data", "builtin"], check=True, **said)
    assert Network.load(tmp_path / "again.safetensors") == classifier.network_
    told = subprocess.run([program, "info", "again.safetensors", "--config"], check=True, **said)
    # But for the name of the data, which is known now.
    assert told.stdout.replace('data = "builtin"\n', "") == config


def test_what_cannot_be_made_again_says_so(program, digits, tmp_path):
    """Arrays that nobody kept."""
    X, y = digits.train_matrix, digits.train_labels
    classifier = DSFClassifier((20,), epochs=3, random_state=2)
    kept = [classifier.partial_fit(X[:300], y[:300], classes=range(10)) and classifier.network_.copy() for _ in range(2)]
    other = classifier.partial_fit(X[300:600], y[300:600]).network_
    by_hand = Network([784, 20, 10])
    by_hand.learn(X[:5], y[:5])
    replaced = Network([784, 20, 10]).replace(weights=by_hand.weights)
    for network, reason in [
        (kept[0], ""),
        (kept[1], ""),
        (other, "different arrays"),
        (by_hand, "nobody kept"),
        (replaced, "memories were set"),
    ]:
        network.save(tmp_path / "model.safetensors")
        command = [program, "info", "model.safetensors", "--config"]
        told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert told.returncode == (2 if reason else 0), told
        assert reason in told.stderr


def test_other_seeds_and_none_give_other_bits(digits):
    X, y = digits.train_matrix[:500], digits.train_labels[:500]
    fits = [
        DSFClassifier((20,), epochs=1, random_state=state).fit(X, y) for state in (1, 2, np.random.RandomState(3), None)
    ]
    assert len({fit.network_.weights[0].tobytes() for fit in fits}) == 4
    again = DSFClassifier((20,), epochs=1, random_state=fits[3].seed_).fit(X, y)
    assert again.network_ == fits[3].network_


def test_floats_are_scaled_and_the_scale_is_kept(digits):
    X, y = digits.train_matrix[:800], digits.train_labels[:800]
    settings = {"hidden_layer_sizes": (30,), "epochs": 2, "random_state": 1, "front_end": "threshold"}
    bytes_ = DSFClassifier(**settings).fit(X, y)
    for scaled in (X / 255, (X / 255).astype(np.float32), X.astype(np.int64), X * 3.7):
        floats = DSFClassifier(**settings).fit(scaled, y)
        assert floats.network_ == bytes_.network_
        assert floats.scale_ == pytest.approx(255 / scaled.max())
        part = scaled[:100] if scaled.dtype != np.int64 else X[:100]
        assert (floats.predict(part) == bytes_.predict(X[:100])).all()
        # Above the highest value of the samples is the highest.
        with pytest.warns(UserWarning, match="are outside the range that fit saw"):
            found = floats.predict(np.minimum(scaled[:50] * 1000, 1e9))
        assert (found == bytes_.predict((X[:50] > 0) * np.uint8(255))).all()
    assert bytes_.scale_ == 1.0


@pytest.mark.parametrize("front_end", ["threshold", "thermometer:4"])
def test_values_outside_the_range_of_fit_are_counted(front_end):
    X = np.random.default_rng(1).uniform(1.0, 2.0, (100, 5))
    X[0], X[1] = 1.0, 2.0
    y = (X[:, 0] > 1.5).astype(int)
    classifier = DSFClassifier(hidden_layer_sizes=(10,), epochs=1, random_state=1, front_end=front_end).fit(X, y)
    # 24 of 500 values, and what is rounded into the range: no warning, as warnings are errors in tests.
    other = X.copy()
    other[:24, 2] = 3.0
    other[30:, 1] = 2.0 + 1e-4
    classifier.predict(other)
    other[24, 4] = 9.0
    message = r"X: 25 of 500 values \(5.0%\) are outside .*; most of them in feature 2 \(24 of 100\)"
    with pytest.warns(UserWarning, match=message) as found:
        expected = classifier.predict(other)
    assert found[0].filename == __file__
    assert (classifier.predict(np.minimum(other, 2.0)) == expected).all()
    for call in (classifier.decision_function, classifier.predict_proba, lambda X: classifier.partial_fit(X, y)):
        with pytest.warns(UserWarning, match=message) as found:
            call(other)
        assert found[0].filename == __file__
    if front_end != "threshold":
        with pytest.warns(UserWarning, match="X: 5 of 5 values"):
            classifier.predict(np.zeros((1, 5)))


def test_dark_bytes_are_warned_of(digits):
    X, y = digits.train_matrix[:100] // 16, digits.train_labels[:100]
    with pytest.warns(UserWarning, match="the highest of these uint8 values is 15, and only 128 to 255 spike"):
        DSFClassifier((5,), epochs=1, front_end="threshold").fit(X, y)
    # Scaled, as other types are.
    assert DSFClassifier((5,), epochs=1, front_end="threshold").fit(X.astype(int), y).scale_ == 17


def test_labels_may_be_anything_that_sorts(digits):
    X, y = digits.train_matrix[:1000], digits.train_labels[:1000]
    names = np.array(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    numbers = DSFClassifier((30,), epochs=3, random_state=1).fit(X, y)
    words = DSFClassifier((30,), epochs=3, random_state=1).fit(X, names[y])
    assert words.classes_.tolist() == sorted(names)
    assert words.score(X, names[y]) > 0.5
    assert numbers.score(X, y) > 0.5
    assert words.network_.class_names == tuple(sorted(names))


def test_partial_fit_goes_on_where_it_was(digits):
    X, y = digits.train_matrix[:600], digits.train_labels[:600]
    whole = DSFClassifier((30,), epochs=3, random_state=5).fit(X, y)
    parts = DSFClassifier((30,), epochs=3, random_state=5)
    for _ in range(3):
        parts.partial_fit(X, y, classes=range(10))
    assert parts.network_ == whole.network_
    parts.partial_fit(X[:1], y[:1])
    whole.partial_fit(X[:1], y[:1])
    assert parts.network_ == whole.network_
    assert parts.n_epochs_ == 4


def test_partial_fit_needs_the_classes_once(digits):
    X, y = digits.train_matrix[:50], digits.train_labels[:50]
    classifier = DSFClassifier((5,))
    with pytest.raises(InputError, match="classes: missing"):
        classifier.partial_fit(X, y)
    with pytest.raises(InputError, match=r"y: labels \[.*\] are not among the classes \[0 1\]"):
        classifier.partial_fit(X, y, classes=[0, 1])
    assert not hasattr(classifier, "network_")
    classifier.partial_fit(X, y, classes=np.arange(10))
    with pytest.raises(InputError, match="not those of the first call"):
        classifier.partial_fit(X, y, classes=[1, 2])
    with pytest.raises(InputError, match="are not among the classes"):
        classifier.partial_fit(X, y.astype(int) + 100)
    # Classes that no sample has yet are known.
    one = DSFClassifier((5,)).partial_fit(X[y == y[0]], y[y == y[0]], classes=np.arange(10))
    assert one.predict_proba(X[:2]).shape == (2, 10)


def test_probabilities_and_potentials_agree(trained, digits):
    X = digits.test_matrix[:300]
    shares = trained.predict_proba(X)
    assert np.allclose(shares.sum(axis=1), 1)
    assert (trained.classes_[shares.argmax(axis=1)] == trained.predict(X)).all()
    decision = trained.decision_function(X)
    assert decision.shape == (300, 10)
    assert (decision == trained.network_.potentials(X)).all()


def test_two_classes_have_one_decision(digits):
    chosen = digits.train_labels < 2
    X, y = digits.train_matrix[chosen], digits.train_labels[chosen]
    classifier = DSFClassifier((10,), epochs=2, random_state=1).fit(X, y)
    decision = classifier.decision_function(X)
    assert decision.shape == (len(X),)
    assert ((decision > 0) == (classifier.predict(X) == 1)).all()
    assert classifier.score(X, y) > 0.9


def test_probabilities_order_as_decisions_do(digits):
    """With two classes, as scikit-learn's check_decision_proba_consistency, which only has negative samples."""
    chosen = digits.train_labels < 2
    X, y = digits.train_matrix[chosen], digits.train_labels[chosen]
    classifier = DSFClassifier((10,), epochs=1, random_state=1).fit(X, y)
    shares, decision = classifier.predict_proba(X)[:, 1], classifier.decision_function(X)
    order = np.argsort(decision)
    assert (np.diff(shares[order]) >= 0).all()
    assert ((decision > 0) == (shares > 0.5)).all()


def test_copies_are_equal(trained, digits, tmp_path):
    X = digits.test_matrix[:100]
    joblib.dump(trained, tmp_path / "model.joblib")
    for copy in (pickle.loads(pickle.dumps(trained)), joblib.load(tmp_path / "model.joblib")):
        assert copy.network_ == trained.network_
        assert (copy.predict(X) == trained.predict(X)).all()
        # They learn on alike.
        further = [pickle.loads(pickle.dumps(one)).partial_fit(X, digits.test_labels[:100]) for one in (copy, trained)]
        assert further[0].network_ == further[1].network_
    assert clone(trained).get_params() == trained.get_params()


def test_pipeline_and_grid_search(digits):
    X, y = digits.train_matrix[:1500] / 255, digits.train_labels[:1500]
    pipeline = make_pipeline(MinMaxScaler(clip=True), DSFClassifier((20,), epochs=8, random_state=1))
    search = GridSearchCV(
        pipeline,
        {"dsfclassifier__hidden_layer_sizes": [(5,), (60,)], "dsfclassifier__weight_bits": [4]},
        n_jobs=2,
        cv=2,
    ).fit(X, y)
    assert search.best_params_["dsfclassifier__hidden_layer_sizes"] == (60,)
    assert search.best_score_ > 0.4


def test_threads_may_predict_at_once(trained, digits):
    X = digits.test_matrix[:400]
    expected = trained.predict(X)
    found = joblib.Parallel(n_jobs=4, backend="threading")(joblib.delayed(trained.predict)(X) for _ in range(8))
    assert all((one == expected).all() for one in found)


def test_fit_lets_other_threads_run(digits):
    X, y = digits.train_matrix, digits.train_labels
    classifier = DSFClassifier(epochs=4, random_state=1)
    thread = threading.Thread(target=classifier.fit, args=(X, y))
    longest = 0.0
    thread.start()
    last = time.perf_counter()
    while thread.is_alive():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    seconds = sum(record["seconds"] for record in classifier.history_)
    # With the lock held, the longest pause would be an epoch, or all of it.
    assert longest < 0.6 * seconds, (longest, seconds)


INTERRUPTED = """
    import sys, numpy as np, pickle
    from apical import DSFClassifier, datasets
    digits = datasets.load_digits()
    X, y = digits.train_matrix, digits.train_labels
    classifier = DSFClassifier(epochs=1_000_000, random_state=1, learning_rate=2.0, front_end="threshold")
    print("learning", flush=True)
    try:
        classifier.fit(X, y)
    except KeyboardInterrupt:
        print("stopped", flush=True)
    assert classifier.interrupted_
    learned = sum(record["learned"] for record in classifier.history_)
    score = classifier.score(digits.test_matrix, digits.test_labels)
    classifier.partial_fit(X[:1000], y[:1000])
    assert not classifier.interrupted_
    copy = pickle.loads(pickle.dumps(classifier))
    assert copy.network_ == classifier.network_
    print(learned, score, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_control_c_stops_and_leaves_what_was_learned():
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(INTERRUPTED)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "learning\n"
    time.sleep(2.0)
    sent = time.perf_counter()
    child.send_signal(signal.SIGINT)
    assert child.stdout.readline() == "stopped\n"
    assert time.perf_counter() - sent < 5
    output, errors = child.communicate(timeout=60)
    assert child.returncode == 0, errors
    learned, score = output.split()
    assert int(learned) > 1000
    assert float(score) > 0.5


def test_a_fit_that_is_refused_changes_nothing(digits):
    classifier = DSFClassifier((5,), epochs=1, random_state=1).fit(digits.train_matrix[:100], digits.train_labels[:100])
    before = classifier.network_.copy()
    with pytest.raises(InputError, match="epochs: 0 is out of range: 1 to 1000000"):
        classifier.set_params(epochs=0).fit(digits.train_matrix[:100], digits.train_labels[:100])
    with pytest.raises(ValueError, match="classes is out of range"):
        classifier.set_params(epochs=1).fit(digits.train_matrix[:5, :9], [0] * 5)
    assert classifier.network_ == before
    assert classifier.n_features_in_ == 784
    assert classifier.predict(digits.test_matrix[:3]).shape == (3,)


def test_a_bar_is_shown_if_asked_for(digits, capsys):
    X, y = digits.train_matrix[:300], digits.train_labels[:300]
    DSFClassifier((5,), epochs=2, verbose=1).fit(X, y)
    shown = capsys.readouterr().err
    assert "600" in shown and "fit" in shown and "error=" in shown
    DSFClassifier((5,), epochs=2).fit(X, y)
    captured = capsys.readouterr()
    assert captured.err == captured.out == ""


@pytest.mark.parametrize(
    "parameters, message",
    [
        ({"hidden_layer_sizes": ()}, "hidden_layer_sizes: 0 numbers given, 1 to 7 are needed"),
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes: 0 is out of range: 1 to 4000"),
        ({"hidden_layer_sizes": (4001,)}, "hidden_layer_sizes: 4001 is out of range: 1 to 4000"),
        ({"hidden_layer_sizes": (2.5,)}, "hidden_layer_sizes: 2.5 is not a whole number: 1 to 4000"),
        ({"hidden_layer_sizes": (9,) * 8}, "hidden_layer_sizes: 8 numbers given, 1 to 7 are needed"),
        ({"weight_bits": 9}, "weight_bits: 9 is out of range: 2 to 8"),
        ({"accumulator_bits": 3}, "accumulator_bits: 3 is out of range: 4 to 8"),
        ({"epochs": 0}, "epochs: 0 is out of range: 1 to 1000000"),
        ({"epochs": 1.5}, "epochs: 1.5 is not a whole number"),
        ({"epochs": 10**30}, "epochs: 1000000000000000000000000000000 is out of range"),
        ({"learning_rate": -1}, "learning_rate: -1 is out of range: 0 to 127"),
        ({"learning_rate": (1, float("nan"))}, "learning_rate: nan is out of range: 0 to 127"),
        ({"learning_rate": "fast"}, "learning_rate: 'fast' is not a number: 0 to 127"),
        ({"learning_rate": (1, 2, 3)}, "learning_rate: .* is not a number, a pair"),
        ({"learning_rate": 100, "accumulator_bits": 4, "weight_bits": 4}, None),
        ({"learning_rate": 120, "accumulator_bits": 4}, "learning rate: register value .* is out of range"),
        ({"order": "both"}, "order: 'both' is none of pipelined, sequential"),
        ({"shift": 28}, "shift: 28 is out of range: 0 to 27"),
        ({"shift": -1}, "shift: -1 is out of range: 0 to 100"),
        ({"random_state": -1}, "random_state: -1 is out of range: 0 to 18446744073709551615"),
        ({"random_state": 2**64}, "random_state: 18446744073709551616 is out of range"),
    ],
)
def test_parameters_out_of_range_are_named(digits, parameters, message):
    X, y = digits.train_matrix[:40], digits.train_labels[:40]
    classifier = DSFClassifier(**{"hidden_layer_sizes": (5,), "epochs": 1, **parameters})
    if message is None:
        classifier.fit(X, y)
        return
    with pytest.raises(InputError, match=message) as caught:
        classifier.fit(X, y)
    assert isinstance(caught.value, (ApicalError, ValueError))
    assert not hasattr(classifier, "network_")


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda X, y: (X.astype(float) - 1, y), "Negative values"),
        (lambda X, y: (np.where(X > 250, np.nan, X), y), "NaN"),
        (lambda X, y: (np.where(X > 250, np.inf, X), y), "infinity"),
        (lambda X, y: (X, y[:-1]), "inconsistent"),
        (lambda X, y: (X[0], y), "Expected 2D array"),
        (lambda X, y: (X.reshape(-1, 28, 28), y), "dim 3"),
        (lambda X, y: (X, y / 3), "Unknown label type"),
        (lambda X, y: (X, 0 * y), "1 classes is out of range: 2 to 256"),
        (lambda X, y: (np.tile(X, (1, 21)), y), "16464 features is out of range: 1 to 16384"),
        (lambda X, y: (np.repeat(X, 15, axis=0), np.arange(600) % 300), "300 classes is out of range: 2 to 256"),
        (lambda X, y: (np.array([["a"] * 4] * 40), y), "could not convert|Unable to convert|dtype='numeric'"),
    ],
)
def test_samples_that_cannot_be_learned_are_refused(digits, change, message):
    X, y = change(digits.train_matrix[:40], digits.train_labels[:40])
    with pytest.raises(ValueError, match=message):
        DSFClassifier((5,), epochs=1, front_end="threshold").fit(X, y)


def test_predicting_checks_its_samples(trained, digits):
    for wrong, message in [
        (digits.test_matrix[:3, :700], "700 features"),
        (digits.test_matrix[:3] - 5.0, "Negative values"),
    ]:
        for method in (trained.predict, trained.predict_proba, trained.decision_function):
            with pytest.raises(ValueError, match=message):
                method(wrong)


def test_shift_needs_square_images():
    X = np.random.default_rng(0).integers(0, 255, (20, 50), dtype=np.uint8)
    with pytest.raises(InputError, match="50 features are taken as images of 1 x 50"):
        DSFClassifier((5,), shift=1, epochs=1).fit(X, np.arange(20) % 2)


def test_few_samples_are_shown_more_often():
    X = np.random.default_rng(1).uniform(size=(4000, 3))
    y = (X[:, 0] > 0.5).astype(int)
    for samples, epochs in ((20, 200), (499, 200), (1000, 100), (1437, 70), (3333, 31), (4000, 30)):
        classifier = DSFClassifier((4,), random_state=1).fit(X[:samples], y[:samples])
        assert classifier.n_epochs_ == epochs
        assert len(classifier.history_) == epochs
    assert DSFClassifier((4,), epochs=2).fit(X[:20], y[:20]).n_epochs_ == 2
