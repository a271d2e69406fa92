"""The check of a request, between a method and the OpenAI SDK's transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from mistyped._check.operations import find_operation
from mistyped._check.preflight import preflight, told
from mistyped._openai.check_options import CheckMode
from mistyped._openai.requests import WAIVE
from mistyped._openai.wire import (
    FinalRequestOptions,
    body_of,
    is_readable,
    members_of,
    with_content,
    with_form,
    with_query,
)
from mistyped._values.guards import is_mapping, is_object
from mistyped._values.json_values import UNSENDABLE, to_plain
from mistyped._values.operations import ApiOperation
from mistyped.problems import InvalidRequestWarning, Report

if TYPE_CHECKING:
    import httpx2

    from mistyped._openai.judges import Judge
    from mistyped._values.rows import Learnt


def check_request(
    options: FinalRequestOptions,
    *,
    base_url: httpx2.URL,
    check: CheckMode,
    waive: frozenset[str],
    learnt: Learnt,
    adapter: Judge | None = None,
) -> FinalRequestOptions:
    """Check a request, adapted if there is an adapter, and hand the SDK its bytes.

    Raises:
        InvalidRequestError: If Mistral would refuse the request.
        UnsupportedEndpointError: If Mistral has nothing at its path.
    """
    options, waived = waived_by(options)
    url = options.url  # mostly a path by itself; the base URL is slow to write
    path = url if url.startswith("/") else url.removeprefix(str(base_url))
    operation = find_operation(options.method, path)
    if operation is None:
        _refuse_not_offered(options.method, path, str(base_url), check, waive | waived)
        return options
    if not operation.request:
        return options
    carrier = operation.carrier
    if check == "off" and adapter is None:
        return _unchecked(options, operation)
    if not is_readable(options, carrier):
        text = f"the content of {url} cannot be read, so it is sent unchecked"
        _warn(text)
        return options
    asked = body_of(options) if carrier == "json" else members_of(options, carrier)
    judge = preflight if adapter is None else adapter.preflight
    checked = judge(operation, asked, waive=waive | waived, learnt=learnt)
    report = told(checked.report, waive | waived)
    if report.errors and (
        (check == "error" and _is_mistrals(path, base_url)) or _is_unsendable(report)
    ):
        from mistyped._openai.paths import whole_url
        from mistyped.errors import InvalidRequestError

        raise InvalidRequestError(report, url=whole_url(path, base_url))
    for problem in report.problems if check != "off" else ():
        _warn(str(problem))
    if carrier == "query":
        return with_query(options, operation, checked.plain)
    if carrier == "form":
        return with_form(options, checked.plain)
    changed = adapter is not None and adapter.changes
    if isinstance(options.content, str | bytes) and not (options.extra_json or changed):
        return options  # the caller's own text, as it is
    return with_content(options, checked.content)


def waived_by(
    options: FinalRequestOptions,
) -> tuple[FinalRequestOptions, frozenset[str]]:
    """Take the rules that a call waives out of its headers, and return both."""
    if not is_mapping(options.headers) or WAIVE not in options.headers:
        return options, frozenset()
    headers = dict(options.headers)
    ids = frozenset(str(headers.pop(WAIVE)).split())
    return options.model_copy(update={"headers": headers}), ids


def _refuse_not_offered(
    method: str, path: str, base_url: str, check: CheckMode, waive: frozenset[str]
) -> None:
    """Stop, or warn of, a request to what OpenAI has and Mistral has not.

    A full URL elsewhere passes, and so do paths that are not of Mistral's layout.
    """
    from mistyped._check.not_offered import NOT_OFFERED, nearest_way
    from mistyped._openai.paths import is_mistrals

    is_other = "://" in path or not is_mistrals(path, base_url)
    passes = check == "off" or is_other or NOT_OFFERED in waive
    hint = "" if passes else nearest_way(method, path)
    if not hint:
        return
    text = f"{method.upper()} /{path.strip('/')}: {hint}"
    if check == "error":
        from mistyped.errors import UnsupportedEndpointError

        raise UnsupportedEndpointError(text)
    _warn(text)


def _unchecked(
    options: FinalRequestOptions, operation: ApiOperation
) -> FinalRequestOptions:
    """Return a request as the caller made it, written as Mistral reads it."""
    if operation.carrier == "json":
        return _serialized(options)
    is_query = operation.carrier == "query"
    plain, problems = to_plain(options.params if is_query else body_of(options))
    if not is_mapping(plain) or not Report("", tuple(problems)).ok:
        return options  # what cannot be written is left to the SDK
    members = {str(key): value for key, value in plain.items()}
    if is_query:
        return with_query(options, operation, members)
    _refuse_unreadable(options, operation)
    return with_form(options, members)


def _refuse_unreadable(options: FinalRequestOptions, operation: ApiOperation) -> None:
    """Stop at files that nobody can read, whatever is checked.

    Raises:
        InvalidRequestError: If there is one.
    """
    from mistyped._values.file_problems import file_problem
    from mistyped._values.json_values import UNSENDABLE

    files: dict[str, object] = dict(options.files or ())
    found = [file_problem(name, file) for name, file in files.items()]
    problems = tuple(each for each in found if each and each.rule in UNSENDABLE)
    if problems:
        from mistyped.errors import InvalidRequestError

        title = f"{operation.method} {operation.path}"
        raise InvalidRequestError(Report(title, problems))


def _serialized(options: FinalRequestOptions) -> FinalRequestOptions:
    """Make plain JSON of a body as it is; what JSON cannot carry is left to the SDK."""
    if options.content is not None:
        return options
    body: object = options.json_data
    if is_object(body):
        # The SDK's create() refuses a class here, and says to use parse().
        from openai.resources.chat.completions.completions import (
            validate_response_format,
        )

        validate_response_format(body.get("response_format"))
    plain, problems = to_plain(body_of(options))
    if not Report("", tuple(problems)).ok:
        return options
    return with_content(options, orjson.dumps(plain))


def _is_unsendable(report: Report) -> bool:
    return any(problem.rule in UNSENDABLE for problem in report.errors)


def _is_mistrals(path: str, base_url: httpx2.URL) -> bool:
    from mistyped._openai.paths import is_mistrals

    return is_mistrals(path, str(base_url))


def _warn(text: str) -> None:
    from mistyped._openai.user_warnings import warn_user

    warn_user(text, InvalidRequestWarning)
