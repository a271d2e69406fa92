"""Many requests at once: lines of files, read, judged and counted.

Nothing here sends anything or knows the OpenAI SDK.
"""
