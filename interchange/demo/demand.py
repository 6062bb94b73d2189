"""When people buy: more before Christmas and in early summer, on Sundays and in the evening, and more this year than last."""

from datetime import datetime, timedelta
from math import cos, pi
from random import Random
from zoneinfo import ZoneInfo

DAYS = 730
BY_WEEKDAY = (1.0, 0.95, 0.95, 1.0, 0.9, 1.05, 1.3)
BY_HOUR = (2, 1, 0, 0, 0, 1, 3, 6, 9, 11, 12, 12, 13, 12, 11, 11, 12, 13, 15, 18, 21, 20, 14, 6)


def moments(random: Random, count: int, now: datetime, zone: str) -> list[datetime]:
    """`count` times of orders in the two years before `now`, oldest first. Some always lie in the last hours."""
    days = range(DAYS, -1, -1)
    weights = [season(now - timedelta(days=ago)) * (1 + (DAYS - ago) / DAYS / 2) for ago in days]
    found = []
    for ago in random.choices(days, weights, k=count):
        local = (now - timedelta(days=ago)).astimezone(ZoneInfo(zone))
        hour = random.choices(range(24), BY_HOUR)[0]
        local = local.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
        found.append(local if local < now else now - timedelta(minutes=random.randrange(1, 240)))
    return sorted(found)


def season(day: datetime) -> float:
    """How busy a day is: two hills a year, at the end of May and in early December."""
    of_year = day.timetuple().tm_yday
    summer = max(0.0, cos((of_year - 150) / 365 * 2 * pi)) ** 2
    winter = max(0.0, cos((of_year - 340) / 365 * 2 * pi)) ** 4
    return BY_WEEKDAY[day.weekday()] * (1 + 0.6 * summer + 1.1 * winter)
