"""Everything that changes data: ingestion, checking, publishing, correcting, totals, the search index."""
