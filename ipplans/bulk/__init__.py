"""Accounts from a workbook: one row a role of a person, checked whole, made all or none."""
