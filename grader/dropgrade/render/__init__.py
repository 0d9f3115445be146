"""Reports as people and programs read them; nothing here knows how a result came about."""
