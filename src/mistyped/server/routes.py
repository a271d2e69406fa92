"""The handler of each operation, by the operation's id.

Method and path stand in the generated table of operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mistyped.server import (
    agents,
    batch,
    chat,
    classifiers,
    conversations,
    embeddings,
    files,
    fim,
    models,
    ocr,
    speech,
    transcriptions,
    voices,
)
from mistyped.server.call import Handler

ROUTES: Final[Mapping[str, Handler]] = {
    "chat.completions.create": chat.completions,
    "fim.create": fim.completions,
    "agents.complete": agents.complete,
    "agents.create": agents.create,
    "agents.list": agents.listing,
    "agents.list_pages": agents.pages,
    "agents.retrieve": agents.retrieve,
    "agents.update": agents.update,
    "agents.delete": agents.delete,
    "agents.update_version": agents.update_version,
    "agents.list_versions": agents.versions,
    "agents.retrieve_version": agents.retrieve_version,
    "agents.create_version_alias": agents.put_alias,
    "agents.list_version_aliases": agents.list_aliases,
    "agents.delete_version_alias": agents.delete_alias,
    "conversations.start": conversations.start,
    "conversations.list": conversations.listing,
    "conversations.retrieve": conversations.retrieve,
    "conversations.delete": conversations.delete,
    "conversations.append": conversations.append,
    "conversations.get_history": conversations.history,
    "conversations.get_messages": conversations.messages,
    "conversations.restart": conversations.restart,
    "moderations.create": classifiers.moderations,
    "moderations.create_chat": classifiers.chat_moderations,
    "classifications.create": classifiers.classifications,
    "classifications.create_chat": classifiers.chat_classifications,
    "ocr.process": ocr.process,
    "embeddings.create": embeddings.create,
    "models.list": models.listing,
    "models.retrieve": models.retrieve,
    "models.delete": models.delete,
    "audio.transcriptions.create": transcriptions.create,
    "audio.speech.create": speech.create,
    "audio.voices.list": voices.list_voices,
    "audio.voices.create": voices.create,
    "audio.voices.retrieve": voices.retrieve,
    "audio.voices.update": voices.update,
    "audio.voices.delete": voices.delete,
    "audio.voices.sample": voices.sample,
    "files.create": files.create,
    "files.list": files.list_files,
    "files.retrieve": files.retrieve,
    "files.delete": files.delete,
    "files.content": files.content,
    "files.signed_url": files.signed_url,
    "batch.jobs.create": batch.create,
    "batch.jobs.list": batch.list_jobs,
    "batch.jobs.retrieve": batch.retrieve,
    "batch.jobs.delete": batch.delete,
    "batch.jobs.cancel": batch.cancel,
}
