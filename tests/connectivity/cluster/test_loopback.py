"""The loopback server serves the vendor's own client what a real one does: also a watch, seen from outside."""

import threading

from kubernetes import client, watch

from connectivity.cluster.door import Door
from tests.connectivity.cluster import scene
from tests.connectivity.kubernetes_api.server import Api


def test_a_watch_tells_what_is_made_changed_and_removed(api: Api, door: Door) -> None:
    maps = api.store.resource("", "v1", "configmaps")
    scene.stage(api, scene.config_map("a", "default", {}))
    core = client.CoreV1Api(door.client())
    listed = core.list_namespaced_config_map("default", _preload_content=False).json()
    assert [each["metadata"]["name"] for each in listed["items"]] == ["a"]
    told: list[tuple[str, str]] = []

    def follow() -> None:
        version = listed["metadata"]["resourceVersion"]
        seen = watch.Watch().stream(
            core.list_namespaced_config_map, "default", resource_version=version, timeout_seconds=10
        )
        for event in seen:
            told.append((event["type"], event["raw_object"]["metadata"]["name"]))
            if len(told) == 3:
                return

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    scene.stage(api, scene.config_map("b", "default", {}))
    scene.stage(api, scene.config_map("b", "default", {"changed": "yes"}))
    api.store.delete(maps, "default", "b")
    follower.join(10)
    assert told == [("ADDED", "b"), ("MODIFIED", "b"), ("DELETED", "b")]
