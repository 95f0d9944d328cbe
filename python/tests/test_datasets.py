"""Datasets."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

from apical import DataError, FileError, InputError, datasets


def test_the_digits_are_those_of_the_command_line(digits):
    assert digits.train_images.shape == (10_000, 28, 28) and digits.train_images.dtype == np.uint8
    assert digits.test_images.shape == (2_000, 28, 28)
    assert digits.class_names == tuple("0123456789")
    assert (np.bincount(digits.train_labels) == 1000).all()
    again = datasets.generate_digits(20, 10)
    assert again.train_images.shape == (20, 28, 28)
    assert (again.test_images == datasets.generate_digits(5, 10).test_images).all()
    assert (datasets.generate_digits(5, 10, seed=1).test_images != again.test_images).any()
    assert digits.train_matrix.base is not None, "no copy"


def idx(path, images, labels):
    images = np.ascontiguousarray(images)
    head = struct.pack(">IIII", 0x803, *images.shape)
    (path / "train-images-idx3-ubyte").write_bytes(head + images.tobytes())
    (path / "train-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, len(labels)) + labels.tobytes())
    with gzip.open(path / "t10k-images-idx3-ubyte.gz", "wb") as file:
        file.write(head + images.tobytes())
    (path / "t10k-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, len(labels)) + labels.tobytes())


def test_a_folder_is_read(digits, tmp_path):
    idx(tmp_path, digits.test_images[:30], digits.test_labels[:30])
    with pytest.warns(UserWarning, match="30 of the 30 test images are training images as well"):
        found = datasets.load(tmp_path)
    assert not found.held_out
    assert (found.train_images == digits.test_images[:30]).all()
    assert (found.test_labels == digits.test_labels[:30]).all()
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"nonsense")
    with pytest.raises(DataError, match="train-labels-idx1-ubyte"):
        datasets.load(tmp_path)


def test_a_table_is_read_as_it_is_said(tmp_path):
    rows = [f"{index % 7},{'ab'[index % 2]},{0.5 * index}" for index in range(60)]
    (tmp_path / "rows.csv").write_text("\n".join(rows) + "\n")
    found = datasets.load(tmp_path / "rows.csv", label_column=2)
    assert found.held_out and found.class_names == ("a", "b")
    assert (len(found.train_images), len(found.test_images)) == (50, 10)
    assert found.train_images.shape[1:] == (1, 2)
    assert datasets.load(tmp_path / "rows.csv", label_column=2, image_size=(2, 1)).train_images.shape[1:] == (2, 1)
    (tmp_path / "one.csv").write_text("1,5,2\n2,5,3\n" * 9)
    with pytest.raises(DataError, match="all .* training images are of class"):
        datasets.load(tmp_path / "one.csv", label_column=2)
    with pytest.raises(InputError, match="none of auto, normalise, as-is"):
        datasets.load("builtin", prepare="so")


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError, match="mnist is not on this machine"):
        datasets.load_mnist(tmp_path)
    with pytest.raises(OSError, match="no-such"):
        datasets.load("no-such")
    with pytest.raises(ValueError, match="no dataset is named"):
        datasets.load([])
    with pytest.raises(InputError, match="image_size: 0 is out of range: 1 to 4000"):
        datasets.load("builtin", image_size=(0, 28))
    with pytest.raises(InputError, match="train: 0 is out of range"):
        datasets.generate_digits(0)


def test_mnist(mnist):
    assert mnist.train_images.shape == (60_000, 28, 28)
    assert mnist.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
