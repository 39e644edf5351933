"""What several pages, files and the desk read from the database; nothing here writes."""
