"""What Azure refuses, or reads otherwise than written, in v2 YAML - also where its own loader says nothing.

``check`` takes documents as plain data and returns problems. Each mistake is a row in ``CHECKS`` with its
page and an example; one file per concern. Facts were read from azure-ai-ml 1.35.2 and the pages in the rows;
tests run every example through that package's own loader.
"""

from compat.validation.catalogue import CHECKS, page
from compat.validation.document import Document, DocumentPath, Files, Kind
from compat.validation.judge import check, errors, kind_of
from compat.validation.problem import Check, Example, Loader, Problem, Severity

__all__ = [
    "CHECKS",
    "Check",
    "Document",
    "DocumentPath",
    "Example",
    "Files",
    "Kind",
    "Loader",
    "Problem",
    "Severity",
    "check",
    "errors",
    "kind_of",
    "page",
]
