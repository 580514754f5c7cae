"""The study folder on disk: private, atomic, one run at a time, nothing done twice."""
