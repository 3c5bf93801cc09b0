"""One POST: guarded, never redirected, bounded in time and in what is read."""

import asyncio
import ssl

import aiohttp

from bantin.deliver.channels.http.channel import Reply, Request
from bantin.deliver.channels.http.guard import ClosedPlace, GuardedResolver, checked
from bantin.receive.intake.fetch import user_agent

SECONDS = 15.0  # all of one exchange, from the look-up to the last byte read
CONNECT_SECONDS = 8.0
MOST_READ = 4096
KEEP_ALIVE = 15.0


class Client:
    """Held connections to many servers; made and used on one event loop."""

    def __init__(self, most_read: int = MOST_READ) -> None:
        self._most_read = most_read
        resolver = GuardedResolver()
        connector = aiohttp.TCPConnector(
            resolver=resolver,
            socket_factory=resolver.socket_for,
            use_dns_cache=False,
            limit=0,
            keepalive_timeout=KEEP_ALIVE,
            ssl=ssl.create_default_context(),
        )
        self._resolver = resolver
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=SECONDS, connect=CONNECT_SECONDS),
            headers={"User-Agent": user_agent(), "Accept-Encoding": "identity"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def post(self, request: Request) -> Reply:
        """Send one request.

        A server that closed a held connection while we wrote gets it again on a new one: all our
        messages carry an identifier that makes a repeat harmless.

        Raises:
            TimeoutError: It took too long.
            OSError, aiohttp.ClientError: It did not work; ``ClosedPlace`` when it was not tried.
        """
        try:
            return await self._post(request)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            return await self._post(request)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, ClosedPlace):
                raise error.os_error from error
            raise

    async def _post(self, request: Request) -> Reply:
        answering = self._session.post(
            checked(request.url), data=request.body, headers=request.headers, allow_redirects=False
        )
        async with answering as answer:
            body = await _beginning(answer.content, self._most_read)
            if not answer.content.at_eof():
                answer.close()
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status, headers, body)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._session.close()
        await self._resolver.close()


def post_once(request: Request, *, most_read: int = MOST_READ) -> Reply:
    """Send one request from outside the worker, as for a test button; raises as ``Client.post``."""

    async def post() -> Reply:
        client = Client(most_read)
        try:
            return await client.post(request)
        finally:
            await client.close()

    return asyncio.run(post())


def why(error: Exception) -> str:
    """What went wrong, for the log."""
    if isinstance(error, TimeoutError):
        return f"no answer within {SECONDS:.0f} s"
    return f"{type(error).__name__}: {error}"[:500]


async def _beginning(content: aiohttp.StreamReader, most: int) -> bytes:
    body = b""
    while len(body) < most and (part := await content.read(most - len(body))):
        body += part
    return body
