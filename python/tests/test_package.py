"""The package as a whole: types, names, and what happens without optional packages."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import apical
from apical import _apical, _errors


def test_stubs_are_those_of_the_extension(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "apical._apical"], capture_output=True, text=True, cwd=tmp_path
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_sources_have_the_types_they_say(tmp_path):
    settings = Path(__file__).resolve().parents[1] / "pyproject.toml"
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), "-p", "apical"]
    result = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_name_is_there_and_documented():
    for name in apical.__all__:
        thing = getattr(apical, name)
        assert name == "SPECIFICATION_VERSION" or inspect.getdoc(thing), name
    assert set(apical.__all__) <= set(dir(apical))
    for module in ("datasets", "plot", "nir"):
        loaded = importlib.import_module(f"apical.{module}")
        for name in loaded.__all__:
            assert inspect.getdoc(getattr(loaded, name)), name
    assert apical.__version__ == version("apical")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        apical.nothing  # noqa: B018


def test_errors_are_pythons_own_too():
    for name, builtin in [
        ("InputError", ValueError),
        ("ModelError", ValueError),
        ("DataError", ValueError),
        ("PresetError", ValueError),
        ("FileError", OSError),
        ("InternalError", RuntimeError),
        ("BusyError", RuntimeError),
        ("MissingPackageError", ImportError),
    ]:
        kind = getattr(_errors, name)
        assert issubclass(kind, builtin) and issubclass(kind, _errors.ApicalError)


def test_importing_waits_for_nothing_optional():
    code = (
        "import sys, apical; loaded = {name.partition('.')[0] for name in sys.modules}; "
        "assert not loaded & {'sklearn', 'matplotlib', 'pandas', 'nir', 'tqdm'}, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "missing, extra, code",
    [
        ("matplotlib", "plot", "apical.plot.confusion_matrix([0], [0])"),
        ("pandas", "pandas", "apical.Processor().area.to_pandas()"),
        ("nir", "nir", "import apical.nir; apical.nir.to_nir(apical.Network([3, 2, 2]))"),
    ],
)
def test_a_missing_package_is_named(missing, extra, code):
    program = f"""
import sys
sys.modules[{missing!r}] = None
import apical, apical.plot
try:
    {code}
except apical.MissingPackageError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == f"{missing} is not installed: pip install 'apical[{extra}]'\n"


def test_the_extension_refuses_what_the_package_would_not_give_it():
    """No panic reaches Python, even past the checks in Python."""
    import numpy as np

    core = _apical.Core(apical.Network([4, 3, 2]).config, 1)
    images = np.zeros((2, 4), dtype=np.uint8)
    labels = np.zeros(2, dtype=np.uint8)
    wrong = [
        lambda: core.infer(np.zeros((2, 5), dtype=np.uint8)),
        lambda: core.infer(np.zeros((2, 0), dtype=np.uint8)),
        lambda: core.infer(np.asfortranarray(np.zeros((2, 4), dtype=np.uint8))),
        lambda: core.learn(images, np.zeros(3, dtype=np.uint8), 1),
        lambda: core.learn(images, np.full(2, 2, dtype=np.uint8), 1),
        lambda: core.learn(images, labels, 2**20),
        lambda: core.epoch(images, np.full(2, 9, dtype=np.uint8), bytes(32), []),
        lambda: core.epoch(images[:0], labels[:0], bytes(32), []),
        lambda: _apical.generate_digits(1, 0, 0),
        lambda: _apical.Core.from_bytes(b"", "nothing"),
    ]
    for call in wrong:
        with pytest.raises(ValueError):
            call()
    for call in (lambda: core.infer(images.astype(float)), lambda: core.infer(None), lambda: _apical.Core({}, 1)):
        with pytest.raises((TypeError, KeyError, ValueError)):
            call()
    # It still works.
    assert core.infer(images).tolist() == apical.Network([4, 3, 2]).infer(images).tolist()
