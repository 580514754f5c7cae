"""One token a person, the same at every wave: without it nobody is linked."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace

from barometre.sources.limesurvey.participant_file import Participant

# LimeSurvey takes letters and digits, 36 at most; 20 of 32 kinds are 100 bits.
_LENGTH = 20
# Keeps tokens apart from the pseudonyms, which the same key makes.
_PURPOSE = b"barometre token\0"


def give_tokens(
    participants: Iterable[Participant], *, key: bytes, known: Mapping[str, str]
) -> list[Participant]:
    """Give each person the token they have at another wave, or make it.

    Parameters
    ----------
    participants
        People to invite.
    key
        Secret of the study: without it nobody can tell a token from an address.
    known
        Tokens of people who stand in the participant table of any wave, by address.

    Returns
    -------
    list of Participant
        The same address gives the same token, whatever the wave and the day.
    """
    return [
        replace(one, fields={**one.fields, "token": token})
        for one in participants
        for token in [known.get(one.address) or _make_token(one.address, key)]
    ]


def _make_token(address: str, key: bytes) -> str:
    digest = hmac.new(key, _PURPOSE + address.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:_LENGTH].lower()
