"""Pages: Today, lists, records, the map, models and the evidence."""
