"""Word reports: what each kind says, put into a template that an office can change."""
