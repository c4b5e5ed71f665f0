"""Tokenizers as the renderer needs them: read from folders, GGUF files or the hub. Templates are written into them."""
