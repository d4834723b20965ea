"""All targets at once, within the total time; one line of JSON for each."""

from __future__ import annotations

import concurrent.futures
import json
import os
import re
import sys
import threading

from connectivity.remote.script.sight import NoAuthorityError, Sight

MARK = "connectivity-observation "
FINISHED = "connectivity-finished"


def vantage(given: dict[str, object]) -> dict[str, object]:
    """The place, with the name servers and the proxy this container has."""
    servers = []
    try:
        with open("/etc/resolv.conf", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            for words in map(str.split, file):
                if len(words) > 1 and words[0] == "nameserver":
                    servers.append({"address": words[1].split("%")[0], "origin": "/etc/resolv.conf"})
    except OSError:
        pass
    found = dict({"resolvers": servers[:3]}, **given)
    url = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy") or ""
    if url and "proxy" not in given:
        listed = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
        safe = re.sub(r"//[^/@]*@", "//", url if "//" in url else "http://" + url).rstrip("/")
        entries = [each.strip() for each in listed.split(",") if each.strip()]
        found["proxy"] = {"url": safe, "no_proxy": entries, "origin": "HTTPS_PROXY"}
    return found


def main(text: str) -> None:
    """Ask everything at once and print each observation when it is there."""
    plan = json.loads(text)
    plan["vantage"] = vantage(plan["vantage"])
    sights = [Sight(target, plan) for target in plan["targets"]]
    lock, done = threading.Lock(), set()

    def work(sight: Sight) -> None:
        try:
            sight.look()
        except Exception as error:  # noqa: BLE001 - one target must not end the others
            if isinstance(error, NoAuthorityError):
                sight.seen["untold"] = True
            else:
                sys.stderr.write(f"{sight.host}: {type(error).__name__}\n")
        show(sight)

    def show(sight: Sight) -> None:
        with lock:
            if sight.seen["target"] in done:
                return
            done.add(sight.seen["target"])
            seen = dict(sight.seen, unfinished=sight.stage) if sight.stage else sight.seen
            sys.stdout.write(MARK + json.dumps(seen) + "\n")
            sys.stdout.flush()

    pool = concurrent.futures.ThreadPoolExecutor(int(plan["at_once"]))
    waiting = [pool.submit(work, sight) for sight in sights]
    concurrent.futures.wait(waiting, timeout=float(plan["total"]))
    for sight in sights:
        show(sight)
    sys.stdout.write(f"{FINISHED} {len(sights)}\n")
    sys.stdout.flush()
    os._exit(0)  # threads that still wait are left behind
