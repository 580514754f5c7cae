"""What the calendar calls for, case by case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from made_studies import make_study

from barometre.due import Done, find_purge_day, list_due, list_open

WAVE = {
    "id": "t0",
    "label": {"fr": "Avant", "en": "Before"},
    "opens": "2026-01-12",
    "closes": "2026-02-15",
}
LATER = {**WAVE, "id": "t1", "opens": "2026-05-04", "closes": "2026-06-07"}


def make(*waves, **more):
    study = make_study(**more)
    return type(study).model_validate(
        {**study.model_dump(mode="json"), "waves": list(waves or (WAVE,))}
    )


def paris(text: str) -> datetime:
    """Winter time unless the text says otherwise."""
    return datetime.fromisoformat(text if "+" in text else f"{text}+01:00")


def keys(study, now, done=None):
    found = list_due(study, now=paris(now), done=done or {})
    return [(task.key, f"{task.occurs:%d %H:%M}") for task in found]


def do_all(study, now, done):
    """Do what is due, as a run does; give what was done."""
    at = paris(now)
    due = list_due(study, now=at, done=done)
    done |= {task.key: Done(task.occurs, at) for task in due}
    return [task.key for task in due]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-11T23:00", []),
        ("2026-01-12T08:00", []),
        ("2026-01-13T01:59", []),
        ("2026-01-13T02:00", [("fetch/t0", "13 01:00")]),
        ("2026-01-13T07:00", [("fetch/t0", "13 01:00"), ("board/t0", "13 06:00")]),
        ("2026-01-14T01:00", [("fetch/t0", "13 01:00"), ("board/t0", "13 06:00")]),
        ("2026-02-16T01:59", [("fetch/t0", "15 01:00"), ("board/t0", "15 06:00")]),
        (
            "2026-02-16T02:00",
            [
                ("fetch/t0", "16 01:00"),
                ("board/t0", "15 06:00"),
                ("report/t0", "16 01:00"),
            ],
        ),
        (
            "2026-09-01T00:00",
            [
                ("fetch/t0", "16 01:00"),
                ("board/t0", "16 06:00"),
                ("report/t0", "16 01:00"),
            ],
        ),
    ],
)
def test_from_the_morning_after_opening_to_the_report(now, expected):
    assert keys(make(), now) == expected


def test_a_second_call_finds_nothing_left():
    study, done = make(), {}
    assert do_all(study, "2026-01-20T09:00", done) == ["fetch/t0", "board/t0"]
    assert do_all(study, "2026-01-20T09:00", done) == []
    assert do_all(study, "2026-01-20T23:59", done) == []


def test_of_missed_nights_only_the_latest_is_done():
    study, done = make(), {}
    do_all(study, "2026-01-20T09:00", done)
    assert keys(study, "2026-01-27T03:00", done) == [
        ("fetch/t0", "27 01:00"),
        ("board/t0", "26 06:00"),
    ]


def test_a_report_missed_while_the_machine_was_off_is_made():
    study, done = make(), {}
    do_all(study, "2026-02-14T09:00", done)
    assert do_all(study, "2026-04-01T09:00+02:00", done) == [
        "fetch/t0",
        "board/t0",
        "report/t0",
    ]
    assert do_all(study, "2026-04-02T09:00+02:00", done) == []


def test_a_wave_that_is_prolonged_is_fetched_and_reported_again():
    done = {}
    do_all(make(), "2026-02-20T09:00", done)
    longer = make({**WAVE, "closes": "2026-02-28"})
    assert do_all(longer, "2026-02-20T10:00", done) == ["fetch/t0", "board/t0"]
    assert "report/t0" in do_all(longer, "2026-03-02T10:00", done)


def test_each_wave_has_its_own_days():
    study, done = make(WAVE, LATER), {}
    do_all(study, "2026-03-01T09:00", done)
    assert do_all(study, "2026-05-05T09:00+02:00", done) == ["fetch/t1", "board/t1"]


@pytest.mark.parametrize(
    ("wave", "expected"),
    [
        ({"opens": None}, ["fetch/t0", "board/t0"]),
        ({"closes": None}, ["fetch/t0", "board/t0"]),
        ({"opens": None, "closes": None}, []),
    ],
)
def test_a_wave_that_leaves_out_a_day(wave, expected):
    assert [key for key, _ in keys(make({**WAVE, **wave}), "2026-01-20T09:00")] == (
        expected
    )


class TestClocks:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            # On 29 March 2026 clocks go from 02:00 to 03:00: 02:30 is 03:30.
            ("2026-03-29T03:29+02:00", "28 01:30"),
            ("2026-03-29T03:30+02:00", "29 01:30"),
            ("2026-03-30T02:30+02:00", "30 00:30"),
            # On 25 October 02:30 comes twice: the first counts.
            ("2026-10-25T02:29+02:00", "24 00:30"),
            ("2026-10-25T02:30+02:00", "25 00:30"),
            ("2026-10-25T02:30+01:00", "25 00:30"),
        ],
    )
    def test_summer_and_winter_time(self, now, expected):
        wave = {**WAVE, "opens": "2026-03-01", "closes": "2026-12-01"}
        study = make(wave, schedule={"fetch_at": "02:30"})
        assert dict(keys(study, now))["fetch/t0"] == expected

    def test_every_day_of_two_changes_of_time_is_fetched_once(self):
        wave = {**WAVE, "opens": "2026-03-01", "closes": "2026-11-30"}
        study, done, fetched = make(wave, schedule={"fetch_at": "02:30"}), {}, []
        moment = datetime(2026, 3, 2, tzinfo=UTC)
        while moment < datetime(2026, 12, 3, tzinfo=UTC):
            due = list_due(study, now=moment, done=done)
            done |= {task.key: Done(task.occurs, moment) for task in due}
            fetched += [task.occurs for task in due if task.kind == "fetch"]
            moment += timedelta(minutes=30)
        assert (
            len(fetched)
            == len(set(fetched))
            == (date(2026, 12, 1) - date(2026, 3, 1)).days
        )

    def test_the_zone_is_that_of_the_study(self):
        study = make(schedule={"timezone": "America/Guadeloupe"})
        assert dict(keys(study, "2026-01-14T08:00"))["fetch/t0"] == "14 06:00"

    def test_a_clock_set_back_calls_for_nothing_again(self):
        study, done = make(), {}
        do_all(study, "2026-01-20T07:01", done)
        for now in ("2026-01-20T06:59", "2026-01-20T01:00", "2026-01-19T08:00"):
            assert do_all(study, now, done) == []

    def test_what_a_clock_years_ahead_has_recorded_is_not_believed(self):
        study, done = make(), {}
        do_all(study, "2030-01-01T09:00", done)
        assert do_all(study, "2026-01-20T09:00", done) == ["fetch/t0", "board/t0"]


class TestPurge:
    study = make(retention={"purge_after_days": 30})  # 17 March

    def test_is_counted_from_the_last_closing(self):
        both = make(WAVE, LATER, retention={"purge_after_days": 10})
        assert find_purge_day(both) == date(2026, 6, 17)
        assert find_purge_day(make()) is None

    def test_is_announced_a_week_before_and_done_on_its_day(self):
        done = {}
        do_all(self.study, "2026-03-01T09:00", done)
        assert do_all(self.study, "2026-03-10T01:00", done) == []
        assert do_all(self.study, "2026-03-10T02:00", done) == ["announce_purge"]
        assert do_all(self.study, "2026-03-10T02:00", done) == []
        assert do_all(self.study, "2026-03-17T01:59", done) == []
        assert do_all(self.study, "2026-03-17T02:00", done) == ["purge"]
        assert do_all(self.study, "2027-03-17T02:00", done) == []

    def test_is_never_done_without_a_week_since_its_notice(self):
        done = {}
        assert do_all(self.study, "2027-01-01T09:00", done) == ["announce_purge"]
        assert do_all(self.study, "2027-01-08T08:59", done) == []
        assert do_all(self.study, "2027-01-08T09:00", done) == ["purge"]

    def test_a_clock_that_is_wrong_for_a_day_deletes_nothing(self):
        done = {}
        do_all(self.study, "2026-02-01T09:00", done)
        assert do_all(self.study, "2030-01-01T09:00", done) == ["announce_purge"]
        assert do_all(self.study, "2026-02-02T09:00", done) == ["fetch/t0", "board/t0"]
        assert do_all(self.study, "2026-03-17T09:00", done) == ["announce_purge"]

    def test_nothing_is_fetched_once_retention_has_ended(self):
        assert keys(self.study, "2026-04-01T09:00") == [("announce_purge", "17 01:00")]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-01-11", []),
        ("2026-01-12", ["t0"]),
        ("2026-02-16", ["t0"]),
        ("2026-02-17", []),
    ],
)
def test_a_wave_is_open_from_its_first_day_to_the_morning_after_its_last(
    today, expected
):
    found = list_open(make(), today=date.fromisoformat(today))
    assert [wave.id for wave in found] == expected
    assert list_open(make_study(), today=date.fromisoformat(today)) == []
