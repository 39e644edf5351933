"""The API: every record of what is published at `/api/v1/`, with filters, `next` links and a description in OpenAPI."""
