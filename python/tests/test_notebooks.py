"""The notebooks run from beginning to end, and draw something."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))


def test_all_are_here():
    assert NAMES == ["learning-on-a-stream.ipynb", "train-and-look-inside.ipynb", "what-does-a-joule-buy.ipynb"]


# The client's own event loop warns about sockets that its kernel leaves behind.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", NAMES)
def test_notebook(name, tmp_path, monkeypatch):
    # Whoever runs the tests may have a configuration of their own.
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(FOLDER / name, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "notebooks are stored without outputs"
    NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= 2
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    # To be looked at.
    if folder := os.environ.get("APICAL_PICTURES"):
        for number, picture in enumerate(pictures):
            Path(folder, f"{Path(name).stem}-{number}.png").write_bytes(base64.b64decode(picture))
