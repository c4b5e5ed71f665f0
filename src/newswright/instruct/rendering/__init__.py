"""The one renderer: templates, and conversations laid out in them as text, token ids and labels."""
