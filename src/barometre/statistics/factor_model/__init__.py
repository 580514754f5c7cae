"""Factor models with means by maximum likelihood: groups, waves, missing answers."""
