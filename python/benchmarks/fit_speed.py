"""Speed of DSFClassifier.fit beside `apical train`, in turns, so that a busy machine slows both alike.

    python benchmarks/fit_speed.py APICAL MNIST_FOLDER [ROUNDS] [EPOCHS]

Prints images/s of learning alone (what both report of themselves) and of the whole call of `fit`, and the medians of the
ratios of each round.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time

from apical import DSFClassifier, Network, datasets


def main(program: str, folder: str, rounds: int = 9, epochs: int = 3) -> None:
    mnist = datasets.load_mnist(folder)
    X, y = mnist.train_matrix, mnist.train_labels
    images = len(X) * epochs
    learning, whole = [], []
    for number in range(1, rounds + 1):
        with tempfile.TemporaryDirectory() as scratch:
            command = [
                program,
                "train",
                "--data",
                "mnist",
                "--data-dir",
                folder,
                "--epochs",
                str(epochs),
                "--seed",
                "1",
            ]
            command += ["--out", f"{scratch}/model.safetensors", "--json", "--quiet"]
            told = json.loads(
                subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
            )
            started = time.perf_counter()
            classifier = DSFClassifier(epochs=epochs, random_state=1, front_end="threshold").fit(X, y)
            call = images / (time.perf_counter() - started)
            assert classifier.network_ == Network.load(f"{scratch}/model.safetensors"), "not the same bits"
        ours = images / sum(record["seconds"] for record in classifier.history_)
        theirs = images / told["train_seconds"]
        learning.append(ours / theirs)
        whole.append(call / theirs)
        print(
            f"round {number}: command line {theirs:9,.0f} images/s, fit {ours:9,.0f} ({ours / theirs:.3f}), "
            f"whole call {call:9,.0f} ({call / theirs:.3f})",
            flush=True,
        )
    print(
        f"median ratio of learning {statistics.median(learning):.3f}, of the whole call {statistics.median(whole):.3f}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:3], *(int(number) for number in sys.argv[3:]))
