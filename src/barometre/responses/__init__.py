"""From raw codes to responses: decoding, flags of doubt, links between waves."""
