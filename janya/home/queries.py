"""The year as one picture. The report and the dashboards tell of it too, so it is worked out one floor below."""

from janya.reports.steps import Year, mark, states, year

__all__ = ["Year", "mark", "states", "year"]
