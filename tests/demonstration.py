"""The five plans with the invented figures of the demonstration, stored as `make run` stores them."""

from django.core.management import call_command


def load_demonstration() -> None:
    call_command("loadplans", verbosity=0)
    call_command("loaddemo", verbosity=0)
