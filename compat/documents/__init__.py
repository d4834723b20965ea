"""A plan as plain documents in the shape of the vendor's YAML, and back again. Pure.

``documents`` gives file names and what stands in them, ``layout`` the same with what each file belongs to,
``plan_from`` reads documents into a plan. The law: ``plan_from(documents(plan)) == written(plan)``, where
``written`` takes away what no file holds (traffic and packing are steps, not files).
"""

from compat.documents.form import Document
from compat.documents.layout import documents, layout
from compat.documents.part import Kind, Part
from compat.documents.placeholder import GUARD, decision_path, placeholder
from compat.documents.reading import plan_from, written

__all__ = [
    "GUARD",
    "Document",
    "Kind",
    "Part",
    "decision_path",
    "documents",
    "layout",
    "placeholder",
    "plan_from",
    "written",
]
