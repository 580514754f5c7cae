"""What a LimeSurvey server says when it refuses, as a closed list of causes."""

from collections.abc import Mapping

from barometre.errors import Problem, SourceError


class LimeSurveyError(SourceError):
    """A server refused, or could not be understood; ``code`` names the cause."""

    @property
    def code(self) -> str:
        """Code of the message that says the cause and the remedy."""
        return self.problems[0].code


# Statuses as LimeSurvey 5 and 6 send them. A status that means that there is nothing
# yet is a refusal too: the caller decides whether that is a problem.
_STATUSES: Mapping[str, str] = {
    "Invalid user name or password": "limesurvey_password_wrong",
    "Internal database authentication method is not allowed for this user": (
        "limesurvey_login_not_allowed"
    ),
    "Invalid session key": "limesurvey_session_expired",
    "No permission": "limesurvey_no_rights",
    "Permission denied.": "limesurvey_no_rights",
    "Error: No Permission": "limesurvey_no_rights",
    "Invalid surveyid": "limesurvey_survey_missing",
    "Error: Invalid survey ID": "limesurvey_survey_missing",
    "No surveys found": "limesurvey_no_surveys",
    "No Data, survey table does not exist.": "limesurvey_survey_inactive",
    "No survey response table": "limesurvey_survey_inactive",
    "No Data, could not get max id.": "limesurvey_no_responses",
    "Error: No survey participants table": "limesurvey_no_participant_table",
    "No survey participants table": "limesurvey_no_participant_table",
    "No survey participants found.": "limesurvey_no_participants",
    "No groups found": "limesurvey_survey_empty",
    "No questions found": "limesurvey_survey_empty",
    "Language code not found for this survey.": "limesurvey_language_unknown",
    "Error: Invalid language": "limesurvey_language_unknown",
}
_LOCKED_OUT = "You have exceeded the number of maximum login attempts."
_TABLE_GONE = "cannot be found in the database"
_SERVER_BUSY = frozenset({429, 502, 503, 504})


def refuse(code: str, where: str, **facts: object) -> LimeSurveyError:
    """Make the error of one cause."""
    return LimeSurveyError(Problem(code, where, **facts))


def read_status(
    status: str, *, where: str, method: str, variables: tuple[str, str]
) -> LimeSurveyError:
    """Tell what a status means; its own words are not shown, as they can hold data."""
    code = _STATUSES.get(status, "limesurvey_status_unknown")
    if status.startswith(_LOCKED_OUT):
        code = "limesurvey_locked_out"
    return refuse(code, where, method=method, variables=variables)


def read_server_error(error: str, *, where: str, method: str) -> LimeSurveyError:
    """Tell what an error field means: mostly the text of a database query."""
    code = (
        "limesurvey_survey_inactive"
        if _TABLE_GONE in error
        else "limesurvey_server_stumbled"
    )
    return refuse(code, where, method=method)


def read_http_status(status: int, body: bytes, *, where: str) -> LimeSurveyError:
    """Tell what an answer other than 200 means."""
    if status in _SERVER_BUSY:
        return refuse("limesurvey_server_busy", where, status=status)
    if status == 500 and not body.strip():
        # PHP out of memory or out of time: nothing is said and nothing is logged.
        return refuse("limesurvey_server_gave_up", where)
    if status >= 500:
        return refuse("limesurvey_server_failed", where, status=status)
    if 300 <= status < 400:
        return refuse("limesurvey_moved", where, status=status)
    if status in (401, 403, 407):
        return refuse("limesurvey_kept_out", where, status=status)
    return refuse("limesurvey_address_wrong", where, status=status)


def read_other_body(body: bytes, *, where: str) -> LimeSurveyError:
    """Tell what an answer of 200 means that is not JSON."""
    start = body.lstrip()[:200].lower()
    if not start:
        return refuse("limesurvey_interface_off", where)
    if start.startswith(b"<?xml") or b"<methodresponse" in start:
        return refuse("limesurvey_interface_xml", where)
    return refuse("limesurvey_not_json", where)
