"""The Status objects a kube-apiserver answers with, worded as a real one words them."""

from typing import Any

Document = dict[str, Any]


class RefusedError(Exception):
    """An answer that is not 2xx; `document` is its body."""

    def __init__(self, document: Document) -> None:
        super().__init__(document["message"])
        self.code: int = document["code"]
        self.document = document


def _status(code: int, reason: str, message: str, details: Document | None = None) -> RefusedError:
    document: Document = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
    document |= {"message": message, "reason": reason, "code": code}
    return RefusedError(document | ({"details": details} if details else {}))


def unauthorized() -> RefusedError:
    return _status(401, "Unauthorized", "Unauthorized")


def forbidden(verb: str, resource: str, group: str, namespace: str, name: str = "") -> RefusedError:
    plural = f"{resource}.{group}" if group else resource
    subject = f'{plural} "{name}"' if name else plural
    where = f' in the namespace "{namespace}"' if namespace else " at the cluster scope"
    message = (
        f'{subject} is forbidden: User "reader" cannot {verb} resource "{resource}" '
        f'in API group "{group}"{where}'
    )
    return _status(403, "Forbidden", message, {"kind": resource} | ({"name": name} if name else {}))


def refused_by_policy(name: str, why: str) -> RefusedError:
    return _status(403, "Forbidden", f'pods "{name}" is forbidden: {why}', {"name": name, "kind": "pods"})


def not_found(resource: str, group: str, name: str) -> RefusedError:
    plural = f"{resource}.{group}" if group else resource
    details = {"name": name, "kind": resource} | ({"group": group} if group else {})
    return _status(404, "NotFound", f'{plural} "{name}" not found', details)


def no_such_resource() -> RefusedError:
    return _status(404, "NotFound", "the server could not find the requested resource", {})


def already_there(resource: str, name: str) -> RefusedError:
    details = {"name": name, "kind": resource}
    return _status(409, "AlreadyExists", f'{resource} "{name}" already exists', details)


def invalid(kind: str, name: str, field: str, why: str) -> RefusedError:
    causes = [{"reason": "FieldValueRequired", "message": why, "field": field}]
    details = {"name": name, "kind": kind, "causes": causes}
    return _status(422, "Invalid", f'{kind} "{name}" is invalid: {field}: {why}', details)


def expired(message: str) -> RefusedError:
    return _status(410, "Expired", message)
