"""Tables in, counted answers out: practice, threshold, voice, practitioners, training, data."""
