"""A questionnaire as LimeSurvey wants it: groups, questions, rows, answers, texts."""
