"""What several tests need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

# Before SciPy is imported: scikit-learn then checks arrays of other libraries too.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

import matplotlib
import pytest

from apical import DSFClassifier, Network, datasets

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def digits() -> datasets.Dataset:
    """The built-in digits."""
    return datasets.load_digits()


@pytest.fixture(scope="session")
def some_digits(digits: datasets.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], list[str]]:
    """The first test images as IDX files: what the command line then takes is all of them, and nothing else."""

    def files(count: int) -> list[str]:
        folder = tmp_path_factory.mktemp("digits")
        written = []
        for name, array in (("images", digits.test_images[:count]), ("labels", digits.test_labels[:count])):
            path = folder / f"{name}.idx"
            sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
            path.write_bytes(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes())
            written.append(str(path))
        return written

    return files


@pytest.fixture(scope="session")
def trained(digits: datasets.Dataset) -> DSFClassifier:
    """A classifier after three epochs of the built-in digits."""
    return DSFClassifier(epochs=3, random_state=7, front_end="threshold").fit(digits.train_matrix, digits.train_labels)


@pytest.fixture(scope="session")
def network(trained: DSFClassifier) -> Network:
    return trained.network_


@pytest.fixture(scope="session")
def program() -> str:
    """The command line, to compare with."""
    named = os.environ.get("APICAL_PROGRAM")
    built = [ROOT / "target" / kind / "apical" for kind in ("release", "debug")]
    found = named or next((str(path) for path in built if path.is_file()), None) or shutil.which("apical")
    if found is None:
        pytest.skip("no program apical: build it, or name it in APICAL_PROGRAM")
    return found


@pytest.fixture(scope="session")
def mnist() -> datasets.Dataset:
    """The real MNIST."""
    folder = os.environ.get("APICAL_TEST_MNIST", "")
    if folder in ("", "none"):
        pytest.skip("no MNIST: name its folder in APICAL_TEST_MNIST")
    return datasets.load_mnist(folder)
