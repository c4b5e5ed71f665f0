"""A second opinion on what Newswright published: code of its own, which shares nothing with the product."""
