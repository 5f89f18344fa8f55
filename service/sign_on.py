"""Single sign-on by OpenID Connect: the way to a provider and back, with PKCE and a nonce."""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from service.domain import Frozen
from service.errors import AnswerRefused, BadInput, FetchTimeout, NotSignedIn, Unreachable

METADATA = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
# By a key that the provider alone has: none that is shared, and none at all, signs for it.
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# Seconds that the provider has for an answer; and by which its clock may differ from ours.
ANSWER_S, LEEWAY_S = 10.0, 60
LOCAL = ("127.0.0.1", "::1", "localhost")


class Attempt(Frozen):
    """What the browser of somebody who is on the way keeps, and shows when they are back."""

    state: str
    nonce: str
    verifier: str


class SignedOn(Frozen):
    """Whom the provider tells of. `subject` is its own word for them, `mail` an address that it has checked."""

    subject: str
    name: str
    mail: str | None
    groups: tuple[str, ...]


class Metadata(BaseModel):
    """What a provider tells of itself, as far as it is used here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class OpenIdProvider:
    """One provider, that `issuer` names. `back` is the address to which it sends people; `groups` the claim that holds
    theirs. Raises BadInput for an issuer that is asked neither by https nor on loopback."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, back: str, groups: str) -> None:
        place = urlsplit(issuer)
        if place.scheme != "https" and not (place.scheme == "http" and place.hostname in LOCAL):
            raise BadInput("A provider is asked by https.", "CLAIMTRACE_OIDC_ISSUER")
        self.issuer, self._id, self._secret = issuer, client_id, client_secret
        self._back, self._groups = back, groups

    def begin(self) -> tuple[str, Attempt]:
        """Where somebody goes to sign in, and what their browser keeps meanwhile. Raises FetchFault."""
        attempt = Attempt(
            state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
        )
        place = prepare_grant_uri(
            self._metadata().authorization_endpoint,
            client_id=self._id,
            response_type="code",
            redirect_uri=self._back,
            scope=SCOPE,
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return str(place), attempt

    def finish(self, attempt: Attempt, told: Mapping[str, str]) -> SignedOn:
        """Who came back with an answer of the provider's. Raises NotSignedIn, and FetchFault."""
        if not hmac.compare_digest(attempt.state.encode(), told.get("state", "").encode()):
            raise NotSignedIn("This answer is to another question: begin again.", given=True)
        if told.get("iss", self.issuer) != self.issuer:
            raise NotSignedIn("This answer is another provider's.", given=True)
        if not told.get("code"):
            raise NotSignedIn("The provider let nobody sign in.", given=True)
        metadata = self._metadata()
        return self._signed_on(self._claims(self._token(metadata, attempt, told["code"]), metadata, attempt))

    def _metadata(self) -> Metadata:
        try:
            found = Metadata.model_validate(_json("GET", self.issuer.rstrip("/") + METADATA))
        except ValidationError as error:
            raise AnswerRefused("The sign-on provider does not tell where it is asked.") from error
        if found.issuer != self.issuer:
            raise AnswerRefused("The sign-on provider calls itself by another name than CLAIMTRACE_OIDC_ISSUER.")
        return found

    def _token(self, metadata: Metadata, attempt: Attempt, code: str) -> str:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": attempt.verifier,
        }
        basic = "client_secret_basic" in metadata.token_endpoint_auth_methods_supported
        more: dict[str, Any] = {"auth": (self._id, self._secret)} if basic else {}
        told = _json(
            "POST",
            metadata.token_endpoint,
            data=asked if basic else asked | {"client_id": self._id, "client_secret": self._secret},
            **more,
        )
        token = told.get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn("The provider does not say who signed in.", given=True)
        return token

    def _claims(self, token: str, metadata: Metadata, attempt: Attempt) -> Mapping[str, Any]:
        """What the provider says of somebody, signed, for us, for this attempt, and now."""
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self._id}}
        try:
            keys = KeySet.import_key_set(_json("GET", metadata.jwks_uri))  # type: ignore[arg-type]
            read = jwt.decode(token, keys, algorithms=list(SIGNED_BY))
            claims = CodeIDToken(read.claims, read.header, wanted, {"nonce": attempt.nonce, "client_id": self._id})
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotSignedIn("What the provider says of who signed in does not hold.", given=True) from error
        return dict(claims)

    def _signed_on(self, claims: Mapping[str, Any]) -> SignedOn:
        mail = str(claims["email"]) if claims.get("email") and claims.get("email_verified") is True else None
        groups = claims.get(self._groups)
        named = (mail, claims.get("name"), claims.get("preferred_username"), claims["sub"])
        return SignedOn(
            subject=f"{self.issuer} {claims['sub']}",
            name=next(" ".join(str(one).split())[:200] for one in named if one),
            mail=mail,
            groups=tuple(one for one in groups if isinstance(one, str)) if isinstance(groups, list) else (),
        )


def _json(method: str, place: str, **more: Any) -> dict[str, Any]:
    """The JSON object that the provider answers. Raises FetchFault; NotSignedIn where it refuses what is asked."""
    try:
        answer = httpx.request(method, place, timeout=ANSWER_S, headers={"Accept": "application/json"}, **more)
    except httpx.TimeoutException as error:
        raise FetchTimeout("The sign-on provider did not answer in time.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable("The sign-on provider cannot be reached.") from error
    if method == "POST" and 400 <= answer.status_code < 500:
        raise NotSignedIn("The provider does not take back what it sent: begin again.", given=True)
    try:
        told = answer.json() if answer.status_code == httpx.codes.OK else None
    except ValueError as error:
        raise AnswerRefused("The sign-on provider did not answer in JSON.") from error
    if not isinstance(told, dict):
        raise AnswerRefused(f"The sign-on provider answered {answer.status_code}.")
    return told
