"""On which days people are reminded."""

BEFORE = (30, 7, 1)  # days before due
EVERY = 30  # days late


def occasion(days_left: int) -> str:
    """Return the latest occasion that has come: "-30", "-7", "-1", "+1", "+7", "+30", "+60" …; "" before the first.

    A missed run loses nothing: an occasion stays until the next one.
    """
    if days_left >= 0:
        come = [days for days in BEFORE if days_left <= days]
        return f"-{min(come)}" if come else ""
    late = -days_left
    if late < 7:
        return "+1"
    return "+7" if late < EVERY else f"+{late // EVERY * EVERY}"
