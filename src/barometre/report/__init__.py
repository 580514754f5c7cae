"""From estimates to what people read."""
