"""Trust measurement, from questionnaire answers to reports."""

__version__ = "0.1.0"
