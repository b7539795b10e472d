"""course.toml, read once into a frozen Course; every complaint names its key.

Only :mod:`pipeline.build` takes a Course apart and hands plain values on; nothing else reads it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from pipeline.errors import ConfigError, PipelineError
from pipeline.model.cue import Origin
from pipeline.model.language import Language, find_language
from pipeline.model.profile import Profile

T = TypeVar("T")
_LECTURE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CODE = re.compile(r"[STLFM]\d{3}")
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,), "int": (int,), "float": (int, float), "float | None": (int, float), "bool": (bool,),
    "tuple[str, ...]": (list,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """One lecture of the course: its id (folder and file names), its part, its title."""

    id: str
    part: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """A problem the course lives with: its code, the reason, and where; empty or 0 means anywhere."""

    code: str
    reason: str
    lecture: str = ""
    language: str = ""
    cue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The [course] table: where things lie and which engine, profile and containers are used.

    ``keep_subtitles``: subtitle tracks a video holds already stand after ours; otherwise ours take their place.
    """

    title: str
    source: str = "en"
    video: str = "videos/{lecture}.mp4"
    subtitles: str = "subtitles/{lecture}"
    glossary: str = "glossary/terms.tsv"
    models: str = "models"
    engine: str = "argos"
    engine_url: str = ""
    containers: tuple[str, ...] = ("mp4",)
    profile: str = "lecture"
    ffmpeg: str = ""
    keep_subtitles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The whole course: settings, languages in track order with who writes them, lectures in order, limits, allows.

    ``bilingual`` holds the tags of languages whose files come with a second language in each cue, to be taken out;
    ``fonts`` by tag the font family, or font file, a language is burned in with.
    """

    settings: Settings
    languages: tuple[tuple[Language, Origin], ...]
    lectures: tuple[Lecture, ...]
    profiles: tuple[Profile, ...]
    allows: tuple[Allow, ...]
    bilingual: tuple[str, ...] = ()
    fonts: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> Language:
        """The language everything is translated from."""
        return find_language(self.settings.source)

    def profile(self, language: str) -> Profile:
        """Give the limits of a language under the course's profile."""
        return next(p for p in self.profiles if p.language == language and p.name == self.settings.profile)


def read_course(text: str, *, path: str = "course.toml") -> Course:
    """Read the text of course.toml.

    Raises ConfigError, with file and key, for a key that is unknown, missing, of the wrong type or out of range.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML: {error}", path=path, key="",
                          hint="mend the line it names; every text value stands in quotes") from error
    _known(data, ("course", "languages", "lecture", "profiles", "allow"), path=path, key="")
    settings = _table(Settings, data.get("course"), path=path, key="course")
    languages = _languages(data.get("languages"), path=path)
    lectures = _lectures(data.get("lecture"), path=path)
    course = Course(settings=settings, languages=languages, lectures=lectures,
                    profiles=_profiles(data.get("profiles", {}), path=path),
                    allows=_allows(data.get("allow", []), path=path),
                    bilingual=_bilingual(data["languages"], path=path), fonts=_fonts(data["languages"], path=path))
    _check_whole(course, path=path)
    return course


def _languages(data: Any, *, path: str) -> tuple[tuple[Language, Origin], ...]:
    if not isinstance(data, dict) or not data:
        raise ConfigError("is missing or empty", path=path, key="languages",
                          hint='list every language: en = { origin = "human" }')
    found = []
    for tag, entry in data.items():
        key = f"languages.{tag}"
        if not isinstance(entry, dict):
            raise ConfigError("must be a table", path=path, key=key, hint=f'write {tag} = {{ origin = "human" }}')
        _known(entry, ("origin", "bilingual", "font"), path=path, key=key)
        origin = entry.get("origin")
        if origin not in (Origin.HUMAN, Origin.MACHINE):
            raise ConfigError(f"is {origin!r}", path=path, key=f"{key}.origin", hint='use "human" or "machine"')
        try:
            found.append((find_language(tag), Origin(origin)))
        except PipelineError as error:
            raise ConfigError(error.message, path=path, key=key, hint=error.hint) from error
    return tuple(found)


def _bilingual(data: dict[str, Any], *, path: str) -> tuple[str, ...]:
    """Name the languages with ``bilingual = true``; ``data`` has passed :func:`_languages`."""
    return tuple(find_language(tag).tag for tag, entry in data.items()
                 if _value(entry.get("bilingual", False), "bool", path=path, key=f"languages.{tag}.bilingual"))


def _fonts(data: dict[str, Any], *, path: str) -> tuple[tuple[str, str], ...]:
    """Give the languages with a ``font``; ``data`` has passed :func:`_languages`."""
    return tuple((find_language(tag).tag, _value(entry["font"], "str", path=path, key=f"languages.{tag}.font"))
                 for tag, entry in data.items() if "font" in entry)


def _lectures(data: Any, *, path: str) -> tuple[Lecture, ...]:
    if not isinstance(data, list) or not data:
        raise ConfigError("is missing", path=path, key="lecture", hint="write one [[lecture]] table for each lecture")
    lectures = tuple(_table(Lecture, entry, path=path, key=f"lecture[{n}]") for n, entry in enumerate(data, start=1))
    for n, lecture in enumerate(lectures, start=1):
        if not _LECTURE_ID.fullmatch(lecture.id):
            raise ConfigError(f"is {lecture.id!r}", path=path, key=f"lecture[{n}].id",
                              hint="use letters, digits, '.', '_' and '-' only: it becomes file names")
        if lecture.id in {other.id for other in lectures[: n - 1]}:
            raise ConfigError(f"{lecture.id!r} stands twice", path=path, key=f"lecture[{n}].id",
                              hint="give every lecture an id of its own")
    return lectures


def _profiles(data: Any, *, path: str) -> tuple[Profile, ...]:
    found: dict[tuple[str, str], Profile] = {}
    for name, by_language in data.items():
        if not isinstance(by_language, dict):
            raise ConfigError("must be a table of languages", path=path, key=f"profiles.{name}",
                              hint=f"write [profiles.{name}.ko]")
        for tag, entry in by_language.items():
            key = f"profiles.{name}.{tag}"
            if not isinstance(entry, dict):
                raise ConfigError("must be a table", path=path, key=key, hint=f"write [{key}]")
            values = {k: v for k, v in entry.items() if k != "base"}
            if "base" in entry:
                base = found.get((str(entry["base"]), tag))
                if base is None:
                    raise ConfigError(f"there is no profile {entry['base']!r} for {tag} above it", path=path,
                                      key=f"{key}.base", hint="put the base profile before the one that builds on it")
                values = {f.name: getattr(base, f.name) for f in fields(Profile)
                          if f.name not in ("language", "name")} | values
            values.setdefault("width_error_columns", None)
            profile = _table(Profile, values, path=path, key=key, given={"language": tag, "name": name})
            found[name, tag] = _checked_profile(profile, path=path, key=key)
    return tuple(found.values())


def _checked_profile(profile: Profile, *, path: str, key: str) -> Profile:
    order = (("cps_target", "cps_warn"), ("cps_warn", "cps_error"), ("min_duration_error_ms", "min_duration_warn_ms"),
             ("min_duration_warn_ms", "max_duration_warn_ms"), ("max_duration_warn_ms", "max_duration_error_ms"),
             ("width_warn_columns", "width_error_columns"))
    for low, high in order:
        first, second = getattr(profile, low), getattr(profile, high)
        if second is not None and not 0 < first <= second:
            raise ConfigError(f"is {first}, more than {high} = {second} (or not over 0)", path=path, key=f"{key}.{low}",
                              hint=f"make {low} at most {high}")
    if profile.punctuation not in ("transcript", "netflix"):
        raise ConfigError(f"is {profile.punctuation!r}", path=path, key=f"{key}.punctuation",
                          hint='use "transcript" or "netflix"')
    if not profile.source.strip():
        raise ConfigError("is empty", path=path, key=f"{key}.source", hint="name the guideline the limits come from")
    return profile


def _allows(data: Any, *, path: str) -> tuple[Allow, ...]:
    if not isinstance(data, list):
        raise ConfigError("must be a list of tables", path=path, key="allow", hint="write [[allow]]")
    allows = tuple(_table(Allow, entry, path=path, key=f"allow[{n}]") for n, entry in enumerate(data, start=1))
    for n, allow in enumerate(allows, start=1):
        if not allow.reason.strip():
            raise ConfigError("is empty", path=path, key=f"allow[{n}].reason", hint="say why the course lives with it")
        if not _CODE.fullmatch(allow.code):
            raise ConfigError(f"is {allow.code!r}", path=path, key=f"allow[{n}].code",
                              hint="use a code as the check prints it, such as T003")
    return allows


def _check_whole(course: Course, *, path: str) -> None:
    tags = [language.tag for language, _ in course.languages]
    settings = course.settings
    if settings.source not in tags:
        raise ConfigError(f"{settings.source!r} is not in [languages]", path=path, key="course.source",
                          hint=f"use one of {', '.join(tags)}")
    for tag in tags:
        if not any(p.language == tag and p.name == settings.profile for p in course.profiles):
            raise ConfigError("is missing", path=path, key=f"profiles.{settings.profile}.{tag}",
                              hint="every language of the course needs limits with their source")
    ids = [lecture.id for lecture in course.lectures]
    for n, allow in enumerate(course.allows, start=1):
        for value, known, name in ((allow.lecture, ids, "lecture"), (allow.language, tags, "language")):
            if value and value not in known:
                raise ConfigError(f"{value!r} is not in this course", path=path, key=f"allow[{n}].{name}",
                                  hint=_nearest(value, known) or f"use one of {', '.join(known)}")
    for name in ("video", "subtitles"):
        if "{lecture}" not in getattr(settings, name):
            raise ConfigError("does not hold {lecture}", path=path, key=f"course.{name}",
                              hint="write {lecture} where the lecture's id belongs")


def _table(cls: type[T], data: Any, *, path: str, key: str, given: Mapping[str, Any] | None = None) -> T:
    """Make a frozen record from a TOML table, complaining by key."""
    if not isinstance(data, dict):
        raise ConfigError("is missing or not a table", path=path, key=key, hint=f"write [{key}]")
    given = dict(given or {})
    wanted = {f.name: f for f in fields(cls) if f.name not in given}  # type: ignore[arg-type]
    _known(data, wanted, path=path, key=key)
    values: dict[str, Any] = {}
    for name, field in wanted.items():
        if name not in data:
            if field.default is MISSING:
                raise ConfigError("is missing", path=path, key=f"{key}.{name}", hint=f"add {name} = … to [{key}]")
            continue
        values[name] = _value(data[name], str(field.type), path=path, key=f"{key}.{name}")
    return cls(**given, **values)


def _value(value: Any, kind: str, *, path: str, key: str) -> Any:
    if value is None and kind.endswith("None"):
        return None
    allowed = _TYPES[kind]
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        raise ConfigError(f"is {value!r}", path=path, key=key, hint=f"expected {kind.split(' ')[0]}")
    if isinstance(value, list):
        if not value or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"is {value!r}", path=path, key=key, hint='expected a list of texts, such as ["mp4"]')
        return tuple(value)
    return value


def _known(data: Mapping[str, Any], known: Iterable[str], *, path: str, key: str) -> None:
    names = list(known)
    for name in data:
        if name not in names:
            place = f"{key}.{name}" if key else name
            raise ConfigError("is not a known key", path=path, key=place,
                              hint=_nearest(name, names) or f"known keys: {', '.join(names)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else ""
