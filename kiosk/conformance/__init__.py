"""Whether a backend keeps the Pickup API: scripted scenarios over HTTP, judged by docs/pickup-api/openapi.yaml.

Independent of the embedded backend: it knows the document, and what docs/pickup-api/README.md says beside it.
"""
