"""What is asked: response formats, scales, presets and norms, read from YAML."""
