"""Every exception this project raises on purpose.

A mistake in a subtitle is not here: it is a :class:`pipeline.model.problem.Problem`, data that is
reported. What is here needs the person at the keyboard (exit code 2).
"""

from __future__ import annotations


class PipelineError(Exception):
    """Something the person at the keyboard must mend; carries a hint that says how."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders with --jobs: plain attributes, rebuilt without calling __init__.
        return (_rebuild, (type(self), self.args, self.__dict__.copy()))


class ConfigError(PipelineError):
    """course.toml says something that cannot be used; names the key."""

    def __init__(self, message: str, *, path: str, key: str, hint: str = "") -> None:
        super().__init__(f"{path}: {key}: {message}" if key else f"{path}: {message}", hint=hint)
        self.path = path
        self.key = key


class GlossaryError(PipelineError):
    """A glossary file has a line that cannot be used; names the line."""

    def __init__(self, message: str, *, path: str, line: int, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}", hint=hint)
        self.path = path
        self.line = line


class SubtitleError(PipelineError):
    """A subtitle file cannot be read at all; names the file and, where known, the line."""

    def __init__(self, message: str, *, path: str, line: int = 0, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}", hint=hint)
        self.path = path
        self.line = line


class EngineError(PipelineError):
    """The translation engine cannot work; names the engine and the language pair."""

    def __init__(self, message: str, *, engine: str, source: str, target: str, hint: str = "") -> None:
        super().__init__(f"{engine} {source} -> {target}: {message}", hint=hint)
        self.engine = engine
        self.source = source
        self.target = target


class ModelError(PipelineError):
    """A translation package cannot be found, trusted or installed; names the package."""

    def __init__(self, message: str, *, package: str, hint: str = "") -> None:
        super().__init__(f"{package}: {message}", hint=hint)
        self.package = package


class MediaError(PipelineError):
    """A video cannot be read or written; keeps the end of FFmpeg's own words."""

    def __init__(self, message: str, *, path: str, stderr_tail: str = "", hint: str = "") -> None:
        super().__init__(f"{path}: {message}", hint=hint)
        self.path = path
        self.stderr_tail = stderr_tail


class StoreError(PipelineError):
    """The disk refuses (full, read-only, locked); names the file."""

    def __init__(self, message: str, *, path: str, hint: str = "") -> None:
        super().__init__(f"{path}: {message}", hint=hint)
        self.path = path


def _rebuild(cls: type[PipelineError], args: tuple[object, ...], state: dict[str, object]) -> PipelineError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error
