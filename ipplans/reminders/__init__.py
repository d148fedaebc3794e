"""Reminders: who has not reported, what they are told, and when."""
