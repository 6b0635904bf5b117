"""What may go wrong with the file of a fetched text."""

from __future__ import annotations

from goldwire.model.incident import define

OTHER_BYTES = define(
    "GW-E141",
    "source gives other bytes",
    meaning="The server answers, but not with the file that the document records: the SHA-256 is another one. The file "
    "was changed, or the server sends a page in its place.",
    remedy="Get the recorded file elsewhere and name its folder with goldwire fetch --from DIR. If the corpus is "
    "yours, give the document an address that is pinned, such as one with a commit in it.",
)
GONE = define(
    "GW-E142",
    "source is gone",
    meaning="The server says that it has no such file, or refuses to give it out: 404, 410, 451 or another status of "
    "that kind.",
    remedy="Get the recorded file elsewhere and name its folder with goldwire fetch --from DIR: it is found by its "
    "SHA-256, or by that of the text. If the corpus is yours, give the document an address where the file is.",
)
NOT_REACHED = define(
    "GW-E143",
    "source cannot be reached",
    meaning="There was no connection to the server, or each connection broke off, took too long, or could not be "
    "understood.",
    remedy="See that this machine is connected, and that the proxy and the certificates that the environment names are "
    "right (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE); then fetch again: what was fetched is not fetched twice.",
)
SERVER_FAILS = define(
    "GW-E144",
    "server does not answer for now",
    meaning="The server is overloaded or broken (5xx) or has had too many requests (429). It stayed so, or it asks to "
    "wait longer than goldwire fetch does.",
    remedy="Fetch again later: what was fetched is not fetched twice.",
)
NOT_TAKEN = define(
    "GW-E145",
    "answer is not accepted",
    meaning="The server answers with something that Goldwire does not accept: a redirect to http, to the local network "
    "or without end, a packed or partial file, or a file that is larger than any text needs.",
    remedy="Get the recorded file elsewhere and name its folder with goldwire fetch --from DIR. If the corpus is "
    "yours, give the document the https address that answers with the file itself.",
)
BAD_ADDRESS = define(
    "GW-E146",
    "address is not requested",
    meaning="Goldwire does not request the address of the fetched text: it is not https and its host is not this "
    "machine, or it holds a password or characters that no address may have. Nothing was sent.",
    remedy="Get the release or the corpus anew from those who made it. If it is yours, give the document an address "
    "that begins with https://.",
)
FROM_ARCHIVE = define(
    "GW-W147",
    "text comes from the archive",
    meaning="The source no longer gives the file, and an archive that keeps files by their hash does. Its bytes are "
    "the recorded ones.",
    remedy="Nothing needs to be done. If the corpus is yours, give the document an address where the file still is.",
)
OTHER_RECORD = define(
    "GW-E148",
    "file does not hold the recorded text",
    meaning="The file is the recorded one, to the byte, but the text that is read from it is not: the record is "
    "missing, is there twice, or has another text.",
    remedy="If the corpus is yours, correct the document's source: form, record and fields. Else use the version of "
    "goldwire that made it, or tell those who made it.",
)
NOT_AT_HAND = define(
    "GW-E149",
    "text is not available offline",
    meaning="The text is neither in the cache nor in the folder of --from, and the network was not to be used.",
    remedy="Fetch without --offline, or name a folder that holds the file or the text with goldwire fetch --from DIR.",
)
