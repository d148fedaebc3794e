"""What programs read: regions, plans, indicators with figures, tasks, agencies, changes; `/api/v1/`, read-only.

The rights are those of the screens: what a person sees there in approved values, a token of that person reads here.
"""
