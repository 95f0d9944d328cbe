"""Exceptions. The extension module raises them too."""

from __future__ import annotations


class ApicalError(Exception):
    """Base of all exceptions of this package."""


class InputError(ApicalError, ValueError):
    """An argument or array outside what is allowed. The message names it and the range."""


class ModelError(ApicalError, ValueError):
    """A file that is no model, or one of another version, or a damaged one."""


class DataError(ApicalError, ValueError):
    """Files that are no dataset, or do not fit together."""


class PresetError(ApicalError, ValueError):
    """A processor, technology or operating point that cannot be."""


class FileError(ApicalError, OSError):
    """A file that is missing, or cannot be read or written."""


class BusyError(ApicalError, RuntimeError):
    """A signal's handler used an object in the midst of that object's own work."""


class MissingPackageError(ApicalError, ImportError):
    """An optional package is needed that is not installed. The message says how to install it."""


class InternalError(ApicalError, RuntimeError):
    """Something that should not happen: a bug of this package."""
