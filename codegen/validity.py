"""Makes sure that a document is valid OpenAPI 3.1, or says where it is not."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator

from codegen.document import (
    Document,
    JSONValue,
    Location,
    all_origins,
    children_of,
    locate,
    pointer,
    resolve,
)
from codegen.effective import calls, component_schemas, reached, references, refs
from codegen.findings import Finding, FindingsError, Origin
from codegen.reader import SOURCE

_FIX = "correct the overlay action that made it so"


def valid(document: Document) -> Document:
    """Return the document.

    Raises:
        FindingsError: If it is not valid, refers to a schema that is not there, or has
            an operation without a name.
    """
    findings = list(_findings(document))
    if findings:
        raise FindingsError(findings)
    return document


def _findings(document: Document) -> Iterator[Finding]:
    lost = list(_lost_references(document))
    yield from lost
    for error in [] if lost else _errors(document):
        location = next(_places(document, error), ())
        problem = error.message.partition("\n")[0]
        origin = _origin(document, location, problem)
        yield origin.finding(problem, _FIX, where=pointer(location))
    for call in calls(document):
        if "operationId" not in call:
            origin = next(all_origins(call), Origin(SOURCE))
            fix = "add operationId, the method on the client"
            yield origin.finding("an operation has no name", fix)


def _lost_references(document: Document) -> Iterator[Finding]:
    schemas = component_schemas(document)
    names = reached(refs(document["paths"]), schemas)
    for value in (document["paths"], *map(schemas.get, names)):
        for name, origin in references(value):
            if name not in schemas:
                place = origin or Origin(SOURCE)
                yield place.finding(f"there is no schema {name}", _FIX)


def _errors(document: Document) -> list[ValidationError]:
    """Return the errors; where they are grave, the validator trips over them itself."""
    errors: list[ValidationError] = []
    try:
        errors.extend(OpenAPIV31SpecValidator(document).iter_errors())
    except (LookupError, TypeError):
        if not errors:
            raise
    return errors


def _places(document: Document, error: ValidationError) -> Iterator[Location]:
    """Yield where an error may be: in a schema, its path begins at the schema."""
    path = tuple(error.absolute_path)
    if path and path[0] in document:
        yield path
    # A default that does not fit has no path at all.
    yield from _ending(path or ("default",), error.instance, document)


def _ending(
    path: Location, instance: object, value: JSONValue, at: Location = ()
) -> Iterator[Location]:
    if at[-len(path) :] == path and value == instance:
        yield at
    for key, child, _ in children_of(value):
        yield from _ending(path, instance, child, (*at, key))


def _origin(document: Document, location: Location, problem: str) -> Origin:
    """Return where it comes from: the member that the problem quotes, if it does."""
    for key, _, origin in children_of(resolve(document, location)):
        if origin and repr(key) in problem:
            return origin
    return locate(document, location) or Origin(SOURCE)
