"""What resources derive from that the OpenAI SDK does not have."""

from openai._resource import AsyncAPIResource as AsyncAPIResource
from openai._resource import SyncAPIResource as SyncAPIResource
