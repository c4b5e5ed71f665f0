"""The publish stage: puts articles out as a site, Markdown, ninjs and JSON, each sentence with its evidence.

It decides nothing about the copy: what is refused stays refused, and is shown as refused.
"""

from newswright.publish.form import article_form, form_schema
from newswright.publish.made import Made
from newswright.publish.options import PublishOptions
from newswright.publish.stage import publish

__all__ = ["Made", "PublishOptions", "article_form", "form_schema", "publish"]
