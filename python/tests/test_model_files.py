"""Model files of the classifier, and the command line on the numbers that it was given."""

from __future__ import annotations

import csv
import json
import subprocess

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets

from apical import DSFClassifier, InputError, Network


def write(path, X, names=None, labels=None):
    """A table as others write it; a number as the shortest text that is read back as it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        if names is not None:
            lines.writerow([*names, *(["class"] if labels is not None else [])])
        for k, row in enumerate(X.tolist()):
            lines.writerow([*row, *([labels[k]] if labels is not None else [])])


def predictions(program, folder, table):
    command = [program, "predict", "model.safetensors", table, "--out", "classes.jsonl"]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    lines = (folder / "classes.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["name"] for line in lines]


def test_the_command_line_knows_how_sure_a_calibrated_classifier_is(program, tmp_path):
    data = sklearn_datasets.load_digits()
    X, y, learned = data.data, data.target, np.arange(len(data.data)) % 2 > 0
    classifier = DSFClassifier((40,), epochs=20, random_state=1).fit(X[learned], y[learned])
    assert classifier.calibrate(X[~learned], y[~learned]) is classifier
    classifier.network_.save(tmp_path / "model.safetensors")
    write(tmp_path / "new.csv", X[~learned])
    predictions(program, tmp_path, "new.csv")
    found = [json.loads(line) for line in (tmp_path / "classes.jsonl").read_text(encoding="utf-8").splitlines()]
    steps = classifier.network_.calibration
    for one in found:
        step = [step for step in steps if step.margin <= one["margin"]][-1]
        assert one["probability"] == pytest.approx(step.probability, abs=6e-5)
    # What it was calibrated with is right as often as it says.
    right = np.mean([one["name"] == str(label) for one, label in zip(found, y[~learned], strict=True)])
    assert np.mean([one["probability"] for one in found]) == pytest.approx(right, abs=0.02)
    with pytest.raises(InputError, match="not among the classes"):
        classifier.calibrate(X[~learned], y[~learned] + 5)


def accuracy(program, folder, table):
    command = [program, "eval", "model.safetensors", "--data", table, "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    return json.loads(told.stdout)["accuracy"]


@pytest.mark.parametrize("front_end", ["auto", "threshold", "levels:3"])
@pytest.mark.parametrize("kind", ["digits", "bytes", "iris"])
def test_the_command_line_predicts_what_predict_does(program, tmp_path, kind, front_end):
    """Fitted on levels from 0 to 16, the command line was right in one row of ten."""
    data = sklearn_datasets.load_iris() if kind == "iris" else sklearn_datasets.load_digits()
    X = data.data
    if kind == "bytes":
        X = X.astype(np.uint8) * (15 if front_end == "threshold" else 1)
    labels = np.array(data.target_names)[data.target].astype(str)
    learned = np.arange(len(X)) % 3 > 0
    classifier = DSFClassifier((40,), epochs=50, random_state=1, front_end=front_end).fit(X[learned], labels[learned])
    # All of them, and some that are outside the range, by little.
    all_ = X if kind == "bytes" else np.concatenate([X, X[:30] * 1.03])
    expected = classifier.predict(all_).tolist()
    assert len(set(expected)) > 1
    classifier.network_.save(tmp_path / "model.safetensors")
    names = [f"value {k}" for k in range(X.shape[1])]
    write(tmp_path / "bare.csv", all_)
    write(tmp_path / "named.csv", all_, names)
    assert predictions(program, tmp_path, "bare.csv") == expected
    assert predictions(program, tmp_path, "named.csv") == expected
    np.save(tmp_path / "array.npy", all_)
    assert predictions(program, tmp_path, "array.npy") == expected
    write(tmp_path / "labelled.csv", X, names, labels)
    assert predictions(program, tmp_path, "labelled.csv") == expected[: len(X)]
    assert accuracy(program, tmp_path, "labelled.csv") == pytest.approx(classifier.score(X, labels))
    # What was read back knows it still.
    Network.load(tmp_path / "model.safetensors").save(tmp_path / "model.safetensors")
    assert predictions(program, tmp_path, "bare.csv") == expected


def test_columns_are_found_by_the_names_of_a_frame(program, tmp_path):
    pandas = pytest.importorskip("pandas")
    iris = sklearn_datasets.load_iris()
    frame = pandas.DataFrame(iris.data, columns=iris.feature_names)
    classifier = DSFClassifier((40,), epochs=10, random_state=1).fit(frame, iris.target)
    classifier.network_.save(tmp_path / "model.safetensors")
    expected = [str(label) for label in classifier.predict(frame)]
    # In another order, beside a column that was not learned.
    other = frame[frame.columns[::-1]].assign(station=7.5)
    other.to_csv(tmp_path / "other.csv", index=False)
    assert predictions(program, tmp_path, "other.csv") == expected


def test_halves_are_rounded_up_as_in_tables(program, tmp_path):
    """127.5 and 126.5 of 255: to the nearest even number, both ended elsewhere than in tables."""
    rng = np.random.default_rng(5)
    X = rng.integers(0, 511, (400, 12)).astype(float)
    X[0], X[1] = 0.0, 510.0
    y = (X[:, :6].sum(axis=1) > X[:, 6:].sum(axis=1)).astype(int)
    classifier = DSFClassifier((30,), epochs=20, random_state=1).fit(X, y)
    expected = np.floor(X / 2 + 0.5)
    assert (classifier._matrix(X) == expected).all()
    classifier.network_.save(tmp_path / "model.safetensors")
    write(tmp_path / "table.csv", X)
    assert predictions(program, tmp_path, "table.csv") == [str(label) for label in classifier.predict(X)]


def test_a_row_of_very_many_features(program, tmp_path):
    """More than a picture's side may have pixels: the configuration, and with it the scale, could not be read."""
    rng = np.random.default_rng(6)
    X, y = np.round(rng.normal(5, 1, (60, 4001)), 3), np.arange(60) % 2
    X[:, ::2] += y[:, None]
    classifier = DSFClassifier((10,), epochs=5, random_state=1, front_end="levels:2").fit(X, y)
    classifier.network_.save(tmp_path / "model.safetensors")
    write(tmp_path / "table.csv", X)
    assert predictions(program, tmp_path, "table.csv") == [str(label) for label in classifier.predict(X)]
