from __future__ import annotations

import pytest

from compat.mapping.calling import Sign
from migrate.read.callers.habits import habits, habits_of_objects, sends


def shown(text: str, sign: Sign) -> list[str]:
    return [habit.shown for habit in habits(text) if habit.sign is sign]


@pytest.mark.parametrize(
    ("text", "expected", "seconds"),
    [
        ("requests.post(url, timeout=30)", "timeout=30", 30),
        ("requests.post(url, timeout=(3, 60))", "timeout=(3, 60)", 60),
        ("httpx.post(url, timeout=2.5)", "timeout=2.5", 2.5),
        ("call(url, timeout=30)", "timeout=30", None),
        ("axios.post(u, {timeout: 5000})", "timeout: 5000", 5),
        ("request(u, {timeout: 5000})", "timeout: 5000", None),
        ("curl --max-time 10 $URL", "--max-time 10", 10),
        ("client.Timeout = TimeSpan.FromSeconds(30);", "TimeSpan.FromSeconds(30)", 30),
        ("client.Timeout = TimeSpan.FromMinutes(2);", "TimeSpan.FromMinutes(2)", 120),
        ("Invoke-RestMethod -TimeoutSec 20", "-TimeoutSec 20", 20),
    ],
)
def test_timeouts_are_shown_as_they_are_written_with_their_length_where_it_is_certain(
    text: str, expected: str, seconds: float | None
) -> None:
    (habit,) = (one for one in habits(text) if one.sign is Sign.TIMEOUT)
    assert habit.shown == expected
    assert habit.seconds == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    "text", ["scoring_timeout_ms=60000", "timeout = None", "self.timeout=3", "# a timeout"]
)
def test_other_timeouts_are_left_alone(text: str) -> None:
    assert shown(text, Sign.TIMEOUT) == []


@pytest.mark.parametrize(
    "text",
    [
        'headers["Authorization"] = f"Bearer {key}"',
        "-H 'Authorization: Bearer s3cr3t-k3y'",
        'new AuthenticationHeaderValue("Bearer", key)',
        "headers: {Authorization: `Bearer ${key}`}",
        "{'Authorization':\n     ('Bearer ' + key)}",
    ],
)
def test_a_header_is_told_without_the_key(text: str) -> None:
    assert shown(text, Sign.HEADER) == ["Authorization: Bearer"]


KEY = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"api_key = '{KEY}'", "api_key <secret>"),
        (f'const API_KEY = "{KEY}";', "API_KEY <secret>"),
        (f'{{"primaryKey": "{KEY}"}}', "primaryKey <secret>"),
        (f"-H 'Authorization: Bearer {KEY}'", "Bearer <secret>"),
        (f"'Authorization':\n  ('Bearer ' + '{KEY}')", "Bearer <secret>"),
        (f"self.api_key = (\n  '{KEY}'  # of the network\n)", "api_key <secret>"),
    ],
)
def test_a_written_key_is_told_without_it(text: str, expected: str) -> None:
    assert shown(text, Sign.WRITTEN_KEY) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "api_key = '<your key here>'",
        "api_key = os.environ['KEY']",
        f"digest = '{KEY}'",
        "key = 'abcdefghijklmnopqrstuvwxyzabcdefgh'",
        "key = '0123456789'",
        "cache_key = 'd41d8cd98f00b204e9800998ecf8427e'",
        "Bearer ${SCORING_KEY_OF_THE_SERVICE_1a}",
    ],
)
def test_what_is_no_key_is_left_alone(text: str) -> None:
    assert shown(text, Sign.WRITTEN_KEY) == []


def test_payloads_are_told_once_each() -> None:
    text = 'json.dumps({"data": a}); json.dumps({"data": b}); x = {"input_data": d}; tags = {"data": "mnist"}'
    assert shown(text, Sign.PAYLOAD) == ['{"data": ...}', '{"input_data": ...}', "json.dumps(...)"]


@pytest.mark.parametrize("text", ["tags={'data': 'mnist'}", "input_data = load()", "model.run(x)"])
def test_what_is_no_payload_is_left_alone(text: str) -> None:
    assert shown(text, Sign.PAYLOAD) == []
    assert not list(habits_of_objects(text))


def test_objects_are_run_with_data_and_their_tokens_fetched_again() -> None:
    text = "service.run(input_data=x)\ntoken, refresh_by = service.get_token()\nif now > refresh_by: pass"
    found = [(habit.sign, habit.shown) for habit in habits_of_objects(text)]
    assert found == [(Sign.REFRESH, "refresh_by"), (Sign.PAYLOAD, "input_data=...")]


def test_numbers_are_status_codes_only_where_they_are_called_so() -> None:
    text = "status_forcelist=[502, 503, 504]\nrows = 503\nif answer.status == 504: pass"
    assert shown(text, Sign.RETRY) == ["502", "503", "504"]
    assert shown("width = 502\nretry = True", Sign.RETRY) == []
    assert shown("status = 5020", Sign.RETRY) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("requests.post(u)", True),
        ("curl -d @x", True),
        ("await fetch(u)", True),
        ("print(u)", False),
        ("prefetch(u)", False),
    ],
)
def test_what_sends_requests(text: str, expected: bool) -> None:
    assert sends(text) is expected


@pytest.mark.parametrize(
    "part", ["status ", "503 ", "Authorization ", "timeout=", "timeout=1", "key='a1B", "Bearer a1B"]
)
def test_long_lines_are_read_in_time(part: str) -> None:
    assert len(list(habits(part * 20_000))) <= 1
