"""Prints the weekdays on which the package `holidays` has a public holiday: one line `calendar date name` each. Reads `calendar code subdivision`
lines from its input; `-` is no subdivision, a code that begins with `fin:` is a financial calendar."""

import sys

import holidays

FIRST, LAST = 2024, 2035

for line in sys.stdin:
    calendar, code, subdivision = line.split()
    years = range(FIRST, LAST + 1)
    if code.startswith("fin:"):
        found = holidays.financial_holidays(code[4:], years=years)
    else:
        found = holidays.country_holidays(code, subdiv=None if subdivision == "-" else subdivision, years=years)
    for day in sorted(found):
        if day.weekday() < 5 and FIRST <= day.year <= LAST:
            print(calendar, day.isoformat(), found[day].replace("\n", " "))
