"""Reminders: who has not reported, what they get, and when."""
