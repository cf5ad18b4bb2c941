"""What goes out and what comes back: sample and its record, packs and lists, agreed judgements, worried now."""
