"""Per stage: gather facts, suggest, apply; and the pages that show both."""
