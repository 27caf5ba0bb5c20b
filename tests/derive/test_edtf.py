import datetime
import time

import edtf as reference
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.derive import edtf
from support.examples import DAYS

YEARS = st.integers(1900, 2030)
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31))
PLAIN = st.one_of(
    YEARS.map(str),
    DATES.map(lambda d: f"{d:%Y-%m}"),
    DATES.map(lambda d: f"{d:%Y-%m-%d}"),
    st.integers(190, 202).map(lambda d: f"{d}X"),
    YEARS.map(lambda y: f"{y}-XX"),
    DATES.map(lambda d: f"{d:%Y-%m}-XX"),
)


def bounds(text):
    row = edtf.bounds(pd.Series([text], dtype="string")).iloc[0]
    return row["first"].date(), row["last"].date()


def as_date(moment: time.struct_time) -> datetime.date:
    return datetime.date(moment.tm_year, moment.tm_mon, moment.tm_mday)


@pytest.mark.slow
@given(PLAIN)
def test_the_bounds_are_those_of_the_edtf_library(text):
    parsed = reference.parse_edtf(text)
    assert bounds(text) == (as_date(parsed.lower_strict()), as_date(parsed.upper_strict()))


@given(PLAIN, st.sampled_from("?~%"))
def test_marks_of_doubt_widen_nothing(text, mark):
    assert bounds(text + mark) == bounds(text)


@given(DATES, DATES)
def test_an_interval_runs_from_the_first_day_to_the_last(one, other):
    begin, end = sorted([one, other])
    assert bounds(f"{begin}/{end:%Y-%m}")[0] == begin
    assert bounds(f"{begin:%Y-%m}/{end}")[1] == end


def test_order_is_by_the_first_day_or_the_last_where_the_beginning_is_open():
    days = edtf.order(pd.Series(["../2011-09-08", "1992-02", "2023/..", None], dtype="string"))
    assert [str(day.date()) for day in days[:3]] == ["2011-09-08", "1992-02-01", "2023-01-01"]
    assert pd.isna(days[3])


@pytest.mark.parametrize("text", DAYS)
def test_the_bounds_are_the_days_of_the_calendar(text):
    assert tuple(day.isoformat() for day in bounds(text)) == DAYS[text]


@pytest.mark.parametrize("text", ["1992-13", "1992-02-30", "26.02.1992", "soon"])
def test_no_date_has_no_bounds(text):
    assert edtf.bounds(pd.Series([text], dtype="string")).isna().all(axis=None)


def test_a_season_has_no_day():
    assert edtf.bounds(pd.Series(["1992-21-15"], dtype="string")).isna().all(axis=None)
