"""The commands: list, describe, fit, run, evaluate; one clear sentence where something cannot be done."""

import inspect
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from tandem.catalogue import by_name
from tandem.cli.listing import listing
from tandem.cli.results import as_json, card_words, describe, description, scorecard_words
from tandem.kernel.errors import Fault, InputError, TandemError
from tandem.kernel.function import AIFunction

__all__ = ["app", "main"]

_COULD_NOT, _MISUSED = 1, 2
# The class above BadParameter: every way of calling a command wrongly.
_USAGE: type[Any] = typer.BadParameter.__mro__[1]
_N_EXPLAINED = 20_000
# How the command line spells what a reader of texts is made with.
_FLAGS = {"text": "--text", "moment": "--time", "reference": "--now", "zone": "--zone"}

app = typer.Typer(
    name="tandem",
    help="Everything Tandem can do, on plain files. Results go to standard output, words to standard error.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Function = Annotated[str, typer.Argument(metavar="FUNCTION", help="A function's name, as `tandem list` gives it.")]
Data = Annotated[
    list[str],
    typer.Argument(
        metavar="DATA…",
        help="csv, tsv, xlsx or parquet files (also .gz), folders or zips; - is standard input. Several are one table.",
    ),
]
Target = Annotated[str, typer.Option(metavar="COLUMN", help="The outcome column.")]
Id = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="The column that names the rows.")]
Time = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The column that dates the rows; validation then goes by time.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Of every random choice; the same seed gives the same result.")]
Params = Annotated[Path | None, typer.Option(metavar="TOML", help="A file of parameters.")]
Positive = Annotated[
    str | None,
    typer.Option(metavar="VALUE", help="The outcome's value that counts as the event, where it cannot be told."),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN", help="Keep this column in though it looks like a leak; may be repeated."),
]
Text = Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of texts, for functions that read texts.")]
Now = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="When all texts were written (ISO 8601), where no column dates them."),
]
Zone = Annotated[
    str | None, typer.Option(metavar="NAME", help="The writers' time zone, such as Europe/Berlin; by default UTC.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Out = Annotated[
    str, typer.Option(metavar="PATH", help="Where to: .csv, .tsv (also .gz) or .parquet; - is standard output.")
]
Fitted = Annotated[Path | None, typer.Option(metavar="PATH", help="The fitted model, for functions that learn.")]
Reasons = Annotated[
    bool | None,
    typer.Option(
        "--reasons/--no-reasons",
        help=f"Whether to give reasons; by default up to {_N_EXPLAINED:,} rows (of texts, 1,000).",
    ),
]


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 1 could not, 2 misused."""
    try:
        app(standalone_mode=False)
    except TandemError as error:
        _fail(str(error), _COULD_NOT)
    except _USAGE as error:
        _fail(str(error.format_message()), _MISUSED)
    except (typer.Abort, KeyboardInterrupt):
        _fail("Stopped.", _COULD_NOT)
    except (OSError, MemoryError) as error:
        _fail(f"{type(error).__name__}: {error}", _COULD_NOT)
    sys.exit(0)


def _fail(words: str, code: int) -> NoReturn:
    print(f"tandem: {words}", file=sys.stderr)  # noqa: T201  # this is the command line
    sys.exit(code)


def _say(words: str) -> None:
    typer.echo(words, err=True)


@app.command("list")
def list_functions(as_json_: Json = False) -> None:
    """List every function."""
    typer.echo(listing(json=as_json_))


@app.command("describe")
def describe_function(function: Function, as_json_: Json = False) -> None:
    """Describe one function: what it answers, what it reads, what it must beat, what stays with people."""
    entry = by_name(function)
    typer.echo(as_json(description(entry)) if as_json_ else describe(entry))


@app.command()
def fit(
    *,
    function: Function,
    data: Data,
    target: Target,
    model: Annotated[Path, typer.Option(metavar="PATH", help="Where to write the model.")],
    id: Id = None,
    time: Time = None,
    seed: Seed = 0,
    params: Params = None,
    positive: Positive = None,
    keep: Keep = None,
    text: Text = None,
    as_json_: Json = False,
) -> None:
    """Fit a function to a table with a known outcome and write the model."""
    learner = _learner(by_name(function), "fit_table")
    if not model.parent.is_dir():
        raise InputError(Fault(str(model), "must lie in a folder that exists", str(model.parent)))
    table = _read(data, [target, id, time, text])
    options = _options(learner.fit_table, params, positive=positive, keep=tuple(keep) if keep else None, text=text)
    fitted = learner.fit_table(table, target=target, id=id, time=time, seed=seed, **options)
    fitted.save(model)
    card = getattr(fitted, "card", None)
    if card is not None:
        for words in card_words(card):
            _say(words)
    _say(f"Model written to {model}.")
    if as_json_:
        typer.echo(as_json(card.to_dict() if card is not None else {"model": str(model)}))


@app.command()
def run(
    *,
    function: Function,
    data: Data,
    out: Out = "-",
    model: Fitted = None,
    id: Id = None,
    text: Text = None,
    time: Time = None,
    now: Now = None,
    zone: Zone = None,
    params: Params = None,
    reasons: Reasons = None,
    as_json_: Json = False,
) -> None:
    """Run a function on a table; one row out for each subject, or for each thing found in a text."""
    entry = by_name(function)
    told = {"text": text, "moment": time, "reference": now, "zone": zone}
    worker = _loaded(entry, model, {name: value for name, value in told.items() if value is not None}, params)
    table = _read(data, [id, text, time], getattr(worker, "columns", ()))
    result = worker.run(table, id=id)
    if hasattr(worker, "explain"):
        n_explained = getattr(worker, "n_explained", _N_EXPLAINED)
        if reasons or (reasons is None and len(table) <= n_explained):
            result["reasons"] = _reasons(worker.explain(table))
        elif reasons is None:
            _say(f"No reasons given: over {n_explained:,} rows they must be asked for with --reasons.")
    if "abstained" in result.columns and len(result) and bool(result["abstained"].all()) and hasattr(worker, "card"):
        _say(f"Abstained on every row. {worker.card.summary}")
    if as_json_:
        typer.echo(as_json(result.to_dict(orient="records")))
        if out == "-":
            return
    from tandem.cli.files import write_table

    write_table(result, out)
    if out != "-":
        _say(f"{len(result):,} rows written to {out}.")


@app.command()
def evaluate(
    *,
    function: Function,
    data: Data,
    target: Target,
    id: Id = None,
    time: Time = None,
    seed: Seed = 0,
    params: Params = None,
    positive: Positive = None,
    keep: Keep = None,
    text: Text = None,
    as_json_: Json = False,
) -> None:
    """Measure a function on rows held out, beside its baselines."""
    learner = _learner(by_name(function), "evaluate_table")
    table = _read(data, [target, id, time, text])
    options = _options(learner.evaluate_table, params, positive=positive, keep=tuple(keep) if keep else None, text=text)
    card = learner.evaluate_table(table, target=target, id=id, time=time, seed=seed, **options)
    typer.echo(as_json(card) if as_json_ else scorecard_words(card))


def _learner(entry: AIFunction, verb: str) -> Any:
    learner = entry.load()
    if not hasattr(learner, verb):
        raise typer.BadParameter(f"{entry.name} is not fitted to data; use `tandem run {entry.name} DATA…`.")
    return learner


def _loaded(entry: AIFunction, model: Path | None, told: dict[str, Any], params: Path | None) -> Any:
    """Return a function ready to run: read from a model, or made with what was told of the texts."""
    implementation = entry.load()
    if hasattr(implementation, "load"):
        if told or params is not None:
            refused = [_FLAGS[name] for name in told] + (["--params"] if params is not None else [])
            kept = f"{entry.name} keeps in its model what it was fitted with"
            raise typer.BadParameter(f"{kept}; leave out {', '.join(refused)}.")
        if model is None:
            raise typer.BadParameter(f"{entry.name} learns from data; give a fitted model with --model PATH.")
        return implementation.load(model)
    takes = inspect.signature(implementation).parameters
    told = (_toml(params) if params is not None else {}) | told
    refused = [_FLAGS.get(name, name) for name in told if name not in takes]
    if refused:
        known = ", ".join(_FLAGS.get(name, name) for name in takes) or "nothing"
        raise typer.BadParameter(f"{entry.name} takes no {', '.join(refused)}; it takes {known}.")
    return implementation(**told)


def _read(paths: list[str], needed: list[str | None], wanted: Sequence[str] = ()) -> Any:
    from tandem.cli.files import read_tables

    table, notes = read_tables(paths, [one for one in needed if one], wanted)
    for note in notes:
        _say(note)
    return table


def _options(verb: Callable[..., Any], params: Path | None, **told: Any) -> dict[str, Any]:
    """Return the optional arguments that this function's verb takes; refuse those that it does not."""
    takes = inspect.signature(verb).parameters
    given = told | {"parameters": _parameters(takes, params)}
    refused = [name for name, value in given.items() if value is not None and name not in takes]
    if refused:
        raise typer.BadParameter(f"this function takes no {', '.join(refused)}.")
    options = {name: value for name, value in given.items() if value is not None}
    if "progress" in takes:
        options["progress"] = lambda words: _say(f"… {words}")
    return options


def _parameters(takes: Any, path: Path | None) -> Any:
    if path is None:
        return None
    import typing

    values = _toml(path)
    if "parameters" not in takes:
        return values
    kinds = [one for one in typing.get_args(takes["parameters"].annotation) if hasattr(one, "from_mapping")]
    return kinds[0].from_mapping(values)


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(Fault(str(path), "must be a TOML file", "no such file")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Fault(str(path), "must be a TOML file", str(error))) from error


def _reasons(explained: list[Any]) -> list[str]:
    return ["; ".join(f"{100 * reason.weight:+.0f} points: {reason.claim}" for reason in one) for one in explained]
