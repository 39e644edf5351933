"""The read side: published data only, as plain records for pages, exports and the API. No HTML, no request."""
